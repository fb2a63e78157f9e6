/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses each item's format and wish, then settles who gets which name. */
#include "amb-export-plan.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-name-template.h"

void
amb_export_plan_clear (AmbExportPlan *self)
{
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->target, g_free);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
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
         && settings->quality == AMB_EXPORT_DEFAULT_QUALITY
         && settings->metadata == AMB_METADATA_KEEP && amb_recipe_is_neutral (settings->recipe);
}

static void
choose_wish (AmbExportPlan *item)
{
  const AmbExportSettings *settings = item->settings;
  g_autofree char *stem = NULL;
  g_autofree char *extension = NULL;
  amb_name_split (item->name, &stem, &extension);
  note_wrong_extension (item, extension);
  item->format = choose_format (item, settings, NULL);

  gboolean spelling_stays
      = keeps_format (settings) && amb_codec_has_extension (item->format, extension);
  const AmbNameFields fields = {
    .name = stem,
    .ext = spelling_stays ? extension : item->format->extensions[0],
  };
  item->target = amb_name_template_expand (settings->name, &fields);
  item->folder = g_build_filename (settings->output, item->subfolder, NULL);
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

/* FALSE: the name is taken and the item must get a number. */
static gboolean
settle (AmbExportPlan *item, AmbConflict conflict, AmbTargets *targets)
{
  AmbTaken taken = amb_targets_look_up (targets, item->folder, item->target, item);
  item->conflict = conflict;
  if (taken == AMB_TAKEN_NOT || (taken == AMB_TAKEN_EXISTS && conflict == AMB_CONFLICT_REPLACE))
    {
      amb_targets_claim (targets, item->folder, item->target);
      return TRUE;
    }
  if (conflict != AMB_CONFLICT_SKIP)
    return FALSE;
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
      if (!settle (&items[i], items[i].settings->conflict, targets))
        g_ptr_array_add (late, &items[i]);
    }
  for (guint i = 0; i < late->len; i++)
    number (late->pdata[i], targets);
}
