/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One row per export setting: its option, how it is read, how it is written. Nothing else lists
 * them. */
#include "amb-export-settings.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-settings-private.h"

typedef struct
{
  AmbExportKey key;
  const AmbSetting *setting;
} Row;

/* A key that changes what another gave stands after it: "set" after "recipe", "enlarge" after
 * "resize". */
static const Row rows[] = {
  { { "preset", 0, "NAME", N_("Begin with a preset; the other options change it") },
    &amb_setting_preset },
  { { "output", 'o', "DIR", N_("Where to write; made if it is missing (required)") },
    &amb_setting_output },
  { { "format", 'f', "source|jpeg|png|tiff|webp", N_("Format of the outputs (default: source)") },
    &amb_setting_format },
  { { "quality", 'q', "1..100", N_("JPEG and WebP quality (default: 90)") },
    &amb_setting_quality },
  { { "quality-webp", 0, "1..100", N_("WebP quality, where it is another (default: --quality)") },
    &amb_setting_quality_webp },
  { { "profile", 0, "srgb|p3|adobergb|prophoto|source",
      N_("Colour space of the outputs (default: srgb)") },
    &amb_setting_profile },
  { { "depth", 0, "8|16",
      N_("Bits a channel, where the format has them (default: the source’s)") },
    &amb_setting_depth },
  { { "subsampling", 0, "auto|4:4:4|4:2:2|4:2:0",
      N_("JPEG’s colour resolution (default: auto, the source’s own or 4:2:0)") },
    &amb_setting_subsampling },
  { { "progressive", 0, NULL, N_("JPEG files that appear in passes") }, &amb_setting_progressive },
  { { "optimize", 0, NULL,
      N_("Smaller JPEG and PNG files of the same pixels, written more slowly") },
    &amb_setting_optimize },
  { { "lossless", 0, NULL, N_("WebP files without loss") }, &amb_setting_lossless },
  { { "resize", 0, "long:N|short:N|fit:WxH|fill:WxH|percent:P|mp:N",
      N_("Make the outputs smaller (default: full size)") },
    &amb_setting_resize },
  { { "enlarge", 0, NULL, N_("Let --resize make small photos larger") }, &amb_setting_enlarge },
  { { "max-bytes", 0, "SIZE",
      N_("Largest output, such as 500k or 2Mi: the best quality that fits") },
    &amb_setting_max_bytes },
  { { "max-bytes-resize", 0, NULL,
      N_("With --max-bytes, smaller pictures where quality alone does not do") },
    &amb_setting_max_bytes_resize },
  { { "output-sharpen", 0, "none|low|standard|high",
      N_("Sharpen outputs that are smaller than the photo (default: none)") },
    &amb_setting_output_sharpen },
  { { "name", 0, "TEMPLATE", N_("Names of the outputs (default: {name}.{ext})") },
    &amb_setting_name },
  { { "recipe", 0, "FILE.json", N_("Edits from a recipe file") }, &amb_setting_recipe },
  { { "set", 0, "OP.PARAM=VALUE", N_("One edit, on top of the recipe; may be repeated") },
    &amb_setting_set },
  { { "auto-light", 0, NULL,
      N_("Find each photo’s light (exposure and the like) where the edits set none") },
    &amb_setting_auto_light },
  { { "recipe-mode", 0, "instead|on-top",
      N_("The recipe instead of each photo’s own saved edits, or on top of them (default: "
          "instead)") },
    &amb_setting_recipe_mode },
  { { "watermark", 0, "FILE.png", N_("A picture to lay over every output") },
    &amb_setting_watermark },
  { { "watermark-anchor", 0, "ANCHOR",
      N_("Where it lies: top-left, top, … bottom-right (default), or center") },
    &amb_setting_watermark_anchor },
  { { "watermark-margin", 0, "PART",
      N_("Its distance from the edges, of the output’s long edge (default: 0.02)") },
    &amb_setting_watermark_margin },
  { { "watermark-size", 0, "PART", N_("Its long edge, of the output’s long edge (default: 0.2)") },
    &amb_setting_watermark_size },
  { { "watermark-opacity", 0, "PART", N_("How much of it is seen, 0 to 1 (default: 1)") },
    &amb_setting_watermark_opacity },
  { { "metadata", 0, "keep|strip|strip-location|strip-serials",
      N_("Exif, XMP and IPTC; a comma stands between several (default: keep)") },
    &amb_setting_metadata },
  { { "copyright", 0, "TEXT", N_("The copyright notice of the outputs") },
    &amb_setting_copyright },
  { { "on-conflict", 0, "skip|rename|replace",
      N_("What to do where a file already has the name (default: rename)") },
    &amb_setting_conflict },
  { { "folders", 0, "keep|flat",
      N_("Keep paths below a given folder, or write all into one (default: keep)") },
    &amb_setting_folders },
  { { "keep-mtime", 0, NULL, N_("Give each output its photo’s time of modification") },
    &amb_setting_keep_mtime },
  { { "jobs", 'j', "N", N_("Photos at a time (default: one per core)") }, &amb_setting_jobs },
};

const AmbExportKey *
amb_export_settings_key (guint index)
{
  return index < G_N_ELEMENTS (rows) ? &rows[index].key : NULL;
}

AmbExportSettings *
amb_export_settings_new (void)
{
  AmbExportSettings *self = g_new0 (AmbExportSettings, 1);
  self->format = g_strdup (AMB_EXPORT_FORMAT_SOURCE);
  self->quality = AMB_EXPORT_DEFAULT_QUALITY;
  self->name = g_strdup ("{name}.{ext}");
  self->metadata = AMB_METADATA_KEEP;
  self->conflict = AMB_CONFLICT_RENAME;
  self->recipe = amb_recipe_new ();
  self->watermark_place = (AmbWatermarkPlace) AMB_WATERMARK_PLACE_DEFAULT;
  return self;
}

AmbExportSettings *
amb_export_settings_copy (const AmbExportSettings *self)
{
  AmbExportSettings *copy = g_memdup2 (self, sizeof *self);
  copy->preset = g_strdup (self->preset);
  copy->output = g_strdup (self->output);
  copy->format = g_strdup (self->format);
  copy->name = g_strdup (self->name);
  copy->copyright = g_strdup (self->copyright);
  copy->watermark = g_strdup (self->watermark);
  copy->recipe = amb_recipe_ref (self->recipe);
  return copy;
}

void
amb_export_settings_free (AmbExportSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->preset);
  g_free (self->output);
  g_free (self->format);
  g_free (self->name);
  g_free (self->copyright);
  g_free (self->watermark);
  amb_recipe_unref (self->recipe);
  g_free (self);
}

static const Row *
find_row (const char *key, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].key.name, key) == 0)
      return &rows[i];
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS, _("There is no export setting “%s”."), key);
  return NULL;
}

/* Every sentence says which setting it is about. */
static gboolean
apply (AmbExportSettings *self, const Row *row, GVariant *value, GError **error)
{
  GVariant *plain = g_variant_ref (value);
  while (g_variant_is_of_type (plain, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *inner = g_variant_get_variant (plain);
      g_variant_unref (plain);
      plain = inner;
    }
  gboolean applied = row->setting->parse (self, plain, error);
  g_variant_unref (plain);
  if (!applied)
    g_prefix_error (error, "%s: ", row->key.name);
  return applied;
}

gboolean
amb_export_settings_set (AmbExportSettings *self, const char *key, GVariant *value, GError **error)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (value);
  const Row *row = find_row (key, error);
  return row != NULL && apply (self, row, sunk, error);
}

static gboolean
check_keys (GVariant *asv, GError **error)
{
  GVariantIter iter;
  const char *key;
  g_variant_iter_init (&iter, asv);
  while (g_variant_iter_next (&iter, "{&sv}", &key, NULL))
    if (find_row (key, error) == NULL)
      return FALSE;
  return TRUE;
}

gboolean
amb_export_settings_set_all (AmbExportSettings *self, GVariant *asv, GError **error)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (asv);
  g_autoptr (AmbExportSettings) changed = amb_export_settings_copy (self);

  if (!g_variant_is_of_type (sunk, G_VARIANT_TYPE_VARDICT))
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                           _("The export settings cannot be read."));
      return FALSE;
    }
  if (!check_keys (sunk, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (sunk, rows[i].key.name, NULL);
      if (value != NULL && !apply (changed, &rows[i], value, error))
        return FALSE;
    }
  AmbExportSettings old = *self;
  *self = *changed;
  *changed = old;
  return TRUE;
}

GVariant *
amb_export_settings_to_variant (const AmbExportSettings *self)
{
  GVariantBuilder builder;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GVariant *value = rows[i].setting->write != NULL ? rows[i].setting->write (self) : NULL;
      if (value == NULL)
        continue;
      g_autoptr (GVariant) owned = g_variant_take_ref (value);
      g_variant_builder_add (&builder, "{sv}", rows[i].key.name, owned);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
