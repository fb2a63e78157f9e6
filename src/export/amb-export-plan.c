/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses each item's format and wish, then settles who gets which name. */
#include "amb-export-plan.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-geometry.h"
#include "amb-name-template.h"
#include "amb-size-estimate.h"

void
amb_export_plan_clear (AmbExportPlan *self)
{
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->target, g_free);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  amb_forecast_clear (&self->forecast);
}

static gboolean
keeps_format (const AmbExportSettings *settings)
{
  return strcmp (settings->format, AMB_EXPORT_FORMAT_SOURCE) == 0;
}

gboolean
amb_export_plan_needs_alpha (const AmbCodec *codec, const AmbExportSettings *settings)
{
  return keeps_format (settings) && (codec->flags & (AMB_CODEC_WRITES | AMB_CODEC_TO_PNG)) == 0;
}

static void
add_note (AmbExportPlan *item, char *note)
{
  g_ptr_array_add (item->notes, note);
}

static const AmbCodec *
replacement_format (AmbExportPlan *item)
{
  gboolean png = item->has_alpha || (item->codec->flags & AMB_CODEC_TO_PNG) != 0;
  const AmbCodec *format = amb_codecs_find (png ? "png" : "jpeg");
  add_note (item, g_strdup_printf (_("%s cannot be written, so this becomes %s."),
                                   item->codec->title, format->title));
  return format;
}

static const AmbCodec *
choose_format (AmbExportPlan *item, const AmbExportSettings *settings, const char *target_extension)
{
  if (!keeps_format (settings))
    return amb_codecs_find (settings->format);
  for (const AmbCodec *const *codec = amb_codecs_list ();
       target_extension != NULL && *codec != NULL; codec++)
    if (((*codec)->flags & AMB_CODEC_WRITES) && amb_codec_has_extension (*codec, target_extension))
      return *codec;
  return item->codec->flags & AMB_CODEC_WRITES ? item->codec : replacement_format (item);
}

static void
note_wrong_extension (AmbExportPlan *item, const char *extension)
{
  if (*extension == '\0' || amb_codec_has_extension (item->codec, extension))
    return;
  g_autofree char *shown = g_filename_display_name (item->name);
  add_note (item, g_strdup_printf (_("“%s” holds %s, whatever its extension says."), shown,
                                   item->codec->title));
}

static AmbRecipe *
recipe_of (const AmbExportPlan *item)
{
  return item->recipe != NULL ? item->recipe : item->settings->recipe;
}

/* Nothing is asked that would make other bytes: no edit, size, format, colour space, quality or
 * other metadata. */
static gboolean
asks_nothing (const AmbExportPlan *item)
{
  const AmbExportSettings *settings = item->settings;
  return keeps_format (settings) && item->format == item->codec
         && settings->form.space == AMB_SPACE_SOURCE && settings->form.depth == 0
         && settings->form.subsampling == AMB_SUBSAMPLING_AUTO
         && settings->form.flags == AMB_FORM_DEFAULT && settings->resize.mode == AMB_RESIZE_NONE
         && amb_export_settings_quality (settings, item->codec) == AMB_EXPORT_DEFAULT_QUALITY
         && settings->quality_webp == 0 && settings->max_bytes == 0 && settings->watermark == NULL
         && settings->copyright == NULL && settings->metadata == AMB_METADATA_KEEP
         && settings->copyright == NULL && settings->watermark == NULL && settings->max_bytes == 0
         && !settings->auto_light && amb_recipe_is_neutral (recipe_of (item));
}

/* Of the output in pixels; 0 x 0 where the header was not looked at. */
static void
find_size (const AmbExportPlan *self, guint *width, guint *height)
{
  const AmbPhotoInfo *info = self->info;
  AmbGeometry geometry;
  *width = *height = 0;
  if (info == NULL)
    return;
  amb_geometry_init (&geometry, recipe_of (self), info->width, info->height, info->orientation,
                     AMB_GEOMETRY_DEFAULT);
  amb_resize_apply (&self->settings->resize, (guint) geometry.crop.width,
                    (guint) geometry.crop.height, width, height);
}

static char *
expand_name (const AmbExportPlan *item, const char *stem, const char *extension)
{
  const AmbPhotoInfo *info = item->info;
  const AmbPhotoInfo nothing = { 0 };
  AmbNameFields fields = {
    .name = stem,
    .ext = extension,
    .taken = item->taken,
    .camera = (info != NULL ? info : &nothing)->camera,
    .lens = (info != NULL ? info : &nothing)->lens,
    .iso = (info != NULL ? info : &nothing)->iso,
    .folder = item->source_folder,
    .preset = item->settings->preset,
    .counter = item->counter,
  };
  find_size (item, &fields.width, &fields.height);
  return amb_name_template_expand (item->settings->name, &fields);
}

/* A date in the name that is not the photo's own is worth a word. */
static void
note_date (AmbExportPlan *item)
{
  if ((amb_name_template_needs (item->settings->name) & AMB_NAME_NEEDS_DATE) == 0
      || item->info == NULL || item->info->taken != NULL)
    return;
  g_autofree char *shown = g_filename_display_name (item->name);
  add_note (item,
            g_strdup_printf (_("“%s” does not say when it was taken: the date in its name is "
                                "that of its file."),
                             shown));
}

static void
choose_wish (AmbExportPlan *item)
{
  const AmbExportSettings *settings = item->settings;
  g_autofree char *stem = NULL;
  g_autofree char *extension = NULL;
  amb_name_split (item->name, &stem, &extension);
  note_wrong_extension (item, extension);
  note_date (item);
  item->format = choose_format (item, settings, NULL);

  gboolean spelling_stays
      = keeps_format (settings) && amb_codec_has_extension (item->format, extension);
  g_autofree char *path
      = expand_name (item, stem, spelling_stays ? extension : item->format->extensions[0]);
  g_autofree char *folder = g_path_get_dirname (path);
  item->target = g_path_get_basename (path);
  item->folder = g_build_filename (settings->output,
                                   settings->folders == AMB_FOLDERS_KEEP ? item->subfolder : "",
                                   strcmp (folder, ".") != 0 ? folder : NULL, NULL);
}

static void
take_target (AmbExportPlan *item, const char *target_path)
{
  g_autofree char *stem = NULL;
  g_autofree char *extension = NULL;
  item->target = g_path_get_basename (target_path);
  item->folder = g_path_get_dirname (target_path);
  amb_name_split (item->target, &stem, &extension);
  item->format = choose_format (item, item->settings, extension);
}

static void
skip (AmbExportPlan *item)
{
  g_autofree char *shown = g_filename_display_name (item->target);
  add_note (item, amb_error_sentence (AMB_ERROR_EXISTS, shown, NULL));
  g_clear_pointer (&item->target, g_free);
}

static const AmbCollision collisions[] = {
  [AMB_TAKEN_NOT] = AMB_COLLISION_NONE,        [AMB_TAKEN_EXISTS] = AMB_COLLISION_EXISTS,
  [AMB_TAKEN_OWN] = AMB_COLLISION_OWN_SOURCE,  [AMB_TAKEN_SOURCE] = AMB_COLLISION_OTHER_SOURCE,
  [AMB_TAKEN_CLAIMED] = AMB_COLLISION_PLANNED,
};

static gboolean
may_replace (AmbTaken taken)
{
  return taken == AMB_TAKEN_EXISTS || taken == AMB_TAKEN_OWN;
}

/* FALSE: the name is taken and the item must get a number. */
static gboolean
settle (AmbExportPlan *item, AmbConflict conflict, AmbTargets *targets)
{
  AmbForecast *forecast = &item->forecast;
  AmbTaken taken
      = amb_targets_look_up (targets, item->folder, item->target, item, &forecast->by_case);
  if (taken == AMB_TAKEN_NOT && conflict == AMB_CONFLICT_SKIP
      && amb_targets_has_file (targets, item->folder, item->target))
    taken = AMB_TAKEN_EXISTS; /* no other name depends on what is skipped */
  item->conflict = conflict;
  forecast->collision = collisions[taken];
  forecast->wanted = g_build_filename (item->folder, item->target, NULL);
  forecast->by_case = forecast->by_case && taken != AMB_TAKEN_NOT;
  if (taken == AMB_TAKEN_NOT || (may_replace (taken) && conflict == AMB_CONFLICT_REPLACE))
    {
      forecast->action = taken == AMB_TAKEN_NOT ? AMB_ACTION_WRITE : AMB_ACTION_REPLACE;
      amb_targets_claim (targets, item->folder, item->target);
      return TRUE;
    }
  if (conflict != AMB_CONFLICT_SKIP)
    return FALSE;
  forecast->action = AMB_ACTION_SKIP;
  skip (item);
  return TRUE;
}

static void
number (AmbExportPlan *item, AmbTargets *targets)
{
  char *numbered = amb_targets_claim_numbered (targets, item->folder, item->target);
  g_free (item->target);
  item->target = numbered;
  item->conflict = AMB_CONFLICT_RENAME;
  item->forecast.action = AMB_ACTION_RENAME;
}

static AmbLosses
find_losses (const AmbExportPlan *item)
{
  static const struct
  {
    AmbImageExtras extra;
    AmbLosses loss;
  } extras[] = {
    { AMB_IMAGE_ANIMATED, AMB_LOSS_ANIMATION },
    { AMB_IMAGE_SEVERAL_PAGES, AMB_LOSS_PAGES },
    { AMB_IMAGE_GAIN_MAP, AMB_LOSS_GAIN_MAP },
  };
  const AmbPhotoInfo *info = item->info;
  const AmbCodecFlags can = item->format->flags;
  AmbLosses losses = AMB_LOSS_NONE;
  if (item->unchanged)
    return losses;
  if (info->has_alpha && (can & AMB_CODEC_WRITES_ALPHA) == 0)
    losses |= AMB_LOSS_TRANSPARENCY;
  if (info->depth > 8 && ((can & AMB_CODEC_WRITES_16) == 0 || item->settings->form.depth == 8))
    losses |= AMB_LOSS_DEPTH;
  for (gsize i = 0; i < G_N_ELEMENTS (extras); i++)
    if (info->extras & extras[i].extra)
      losses |= extras[i].loss;
  return losses;
}

/* What the header tells. */
static void
foresee (AmbExportPlan *item)
{
  AmbForecast *forecast = &item->forecast;
  if (item->info == NULL)
    return;
  find_size (item, &forecast->width, &forecast->height);
  forecast->losses = find_losses (item);
  const AmbEstimateSpec spec = {
    .codec = item->codec,
    .bytes = item->bytes,
    .info = item->info,
    .format = item->format,
    .settings = item->settings,
    .width = forecast->width,
    .height = forecast->height,
    .unchanged = item->unchanged,
  };
  forecast->estimate = amb_size_estimate (&spec);
}

void
amb_export_plan_fix (AmbExportPlan *items,
                     guint n_items,
                     const char *target_path,
                     AmbTargets *targets)
{
  g_autoptr (GPtrArray) late = g_ptr_array_new ();
  for (guint i = 0; i < n_items; i++)
    if (items[i].source_path != NULL)
      amb_targets_add_source (targets, items[i].source_path, &items[i]);

  for (guint i = 0; i < n_items; i++)
    {
      items[i].notes = g_ptr_array_new_with_free_func (g_free);
      if (target_path != NULL)
        take_target (&items[i], target_path);
      else
        choose_wish (&items[i]);
      items[i].unchanged = asks_nothing (&items[i]);
      foresee (&items[i]);
      if (!settle (&items[i], items[i].settings->conflict, targets))
        g_ptr_array_add (late, &items[i]);
    }
  for (guint i = 0; i < late->len; i++)
    number (late->pdata[i], targets);
}
