/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One row per export setting: its option, how it is read, how it is written. Nothing else lists
 * them. */
#include "amb-export-settings.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-codec.h"
#include "amb-error.h"
#include "amb-name-template.h"
#include "amb-setting-value.h"

enum
{
  MAX_JOBS = 1024, /* more workers than any machine of today has use for */
};

typedef struct
{
  AmbExportKey key;
  gboolean (*parse) (AmbExportSettings *self, GVariant *value, GError **error);
  GVariant *(*write) (
      const AmbExportSettings *self); /* NULL: leave it out. Missing: never written */
} Row;

static const char *const conflict_words[] = {
  [AMB_CONFLICT_SKIP] = "skip",
  [AMB_CONFLICT_RENAME] = "rename",
  [AMB_CONFLICT_REPLACE] = "replace",
  NULL,
};

static const char *const metadata_words[] = {
  [AMB_METADATA_KEEP] = "keep",
  [AMB_METADATA_STRIP] = "strip",
  NULL,
};

const char *
amb_conflict_word (AmbConflict conflict)
{
  return conflict_words[conflict];
}

const char *
amb_metadata_policy_word (AmbMetadataPolicy policy)
{
  return metadata_words[policy];
}

static gboolean
parse_output (AmbExportSettings *self, GVariant *value, GError **error)
{
  const char *text = amb_setting_parse_text (value, error);
  if (text == NULL)
    return FALSE;
  g_clear_pointer (&self->output, g_free);
  if (*text == '\0')
    return TRUE;
  g_autofree char *current = g_get_current_dir ();
  self->output
      = g_path_is_absolute (text) ? g_strdup (text) : g_build_filename (current, text, NULL);
  return TRUE;
}

static GVariant *
write_output (const AmbExportSettings *self)
{
  return self->output != NULL ? amb_setting_from_bytes (self->output) : NULL;
}

static gboolean
parse_format (AmbExportSettings *self, GVariant *value, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  guint index = 0;
  g_ptr_array_add (words, (gpointer) AMB_EXPORT_FORMAT_SOURCE);
  for (const AmbCodec *const *codec = amb_codecs_list (); *codec != NULL; codec++)
    if ((*codec)->flags & AMB_CODEC_WRITES)
      g_ptr_array_add (words, (gpointer) (*codec)->name);
  g_ptr_array_add (words, NULL);
  if (!amb_setting_parse_word (value, (const char *const *) words->pdata, &index, error))
    return FALSE;
  g_free (self->format);
  self->format = g_strdup (words->pdata[index]);
  return TRUE;
}

static GVariant *
write_format (const AmbExportSettings *self)
{
  return g_variant_new_string (self->format);
}

static gboolean
parse_profile (AmbExportSettings *self, GVariant *value, GError **error)
{
  guint index;
  if (!amb_setting_parse_word (value, amb_space_words, &index, error))
    return FALSE;
  self->form.space = index;
  return TRUE;
}

static GVariant *
write_profile (const AmbExportSettings *self)
{
  return g_variant_new_string (amb_space_words[self->form.space]);
}

static gboolean
parse_depth (AmbExportSettings *self, GVariant *value, GError **error)
{
  gint64 number;
  if (!amb_setting_integer (value, &number) || (number != 0 && number != 8 && number != 16))
    {
      g_autofree char *given = amb_setting_shown (value);
      g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                   _("“%s” is not a choice here; it must be one of: %s."), given, "8, 16");
      return FALSE;
    }
  self->form.depth = (guint) number;
  return TRUE;
}

static GVariant *
write_depth (const AmbExportSettings *self)
{
  return g_variant_new_int32 ((int) self->form.depth);
}

static gboolean
parse_subsampling (AmbExportSettings *self, GVariant *value, GError **error)
{
  guint index;
  if (!amb_setting_parse_word (value, amb_subsampling_words, &index, error))
    return FALSE;
  self->form.subsampling = index;
  return TRUE;
}

static GVariant *
write_subsampling (const AmbExportSettings *self)
{
  return g_variant_new_string (amb_subsampling_words[self->form.subsampling]);
}

static gboolean
parse_flag (AmbExportSettings *self, AmbFormFlags flag, GVariant *value, GError **error)
{
  static const char *const words[] = { "false", "true", NULL };
  guint on;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    on = g_variant_get_boolean (value) ? 1 : 0;
  else if (!amb_setting_parse_word (value, words, &on, error))
    return FALSE;
  self->form.flags = on ? self->form.flags | flag : self->form.flags & ~flag;
  return TRUE;
}

#define FLAG(word, flag)                                                                           \
  static gboolean parse_##word (AmbExportSettings *self, GVariant *value, GError **error)          \
  {                                                                                                \
    return parse_flag (self, flag, value, error);                                                  \
  }                                                                                                \
  static GVariant *write_##word (const AmbExportSettings *self)                                    \
  {                                                                                                \
    return g_variant_new_boolean ((self->form.flags & flag) != 0);                                 \
  }

FLAG (progressive, AMB_FORM_PROGRESSIVE)
FLAG (optimize, AMB_FORM_OPTIMIZE)
FLAG (lossless, AMB_FORM_LOSSLESS)
#undef FLAG

static gboolean
parse_quality (AmbExportSettings *self, GVariant *value, GError **error)
{
  gint64 number;
  if (!amb_setting_parse_integer (value, 1, 100, &number, error))
    return FALSE;
  self->quality = (int) number;
  return TRUE;
}

static GVariant *
write_quality (const AmbExportSettings *self)
{
  return g_variant_new_int32 (self->quality);
}

static gboolean
parse_resize (AmbExportSettings *self, GVariant *value, GError **error)
{
  const char *text = amb_setting_parse_text (value, error);
  AmbResize resize;
  if (text == NULL || !amb_resize_parse (text, &resize, error))
    return FALSE;
  self->resize = resize;
  return TRUE;
}

static GVariant *
write_resize (const AmbExportSettings *self)
{
  return g_variant_new_take_string (amb_resize_to_string (&self->resize));
}

static gboolean
parse_name (AmbExportSettings *self, GVariant *value, GError **error)
{
  const char *text = amb_setting_parse_text (value, error);
  if (text == NULL || !amb_name_template_check (text, error))
    return FALSE;
  g_free (self->name);
  self->name = g_strdup (text);
  return TRUE;
}

static GVariant *
write_name (const AmbExportSettings *self)
{
  return amb_setting_from_bytes (self->name);
}

static gboolean
parse_recipe (AmbExportSettings *self, GVariant *value, GError **error)
{
  const char *text = amb_setting_text (value);
  AmbRecipe *recipe = text != NULL ? amb_recipe_from_json (text, -1, NULL, NULL, error)
                                   : amb_recipe_from_variant (value, NULL, error);
  if (recipe == NULL)
    return FALSE;
  amb_recipe_unref (self->recipe);
  self->recipe = recipe;
  return TRUE;
}

static GVariant *
write_recipe (const AmbExportSettings *self)
{
  return amb_recipe_to_variant (self->recipe);
}

/* A recipe clamps what it reads from a file; what somebody types is refused instead. */
static gboolean
check_in_range (const char *id, const char *text, GError **error)
{
  const AmbParam *param = amb_operations_find_param (id, NULL, NULL);
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);
  gboolean changed = FALSE;
  if (param == NULL || param->type == AMB_PARAM_CURVE || end == text || *end != '\0'
      || (param->flags & AMB_PARAM_WRAPS) != 0)
    return TRUE; /* amb_recipe_with () has the sentence for these */
  amb_param_clamp (param, number, &changed);
  if (!changed)
    return TRUE;
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("“%s” must be a number from %.10g to %.10g, not %s."), id, param->minimum,
               param->maximum, text);
  return FALSE;
}

static gboolean
parse_assignment (AmbRecipe **recipe, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  if (equals == NULL || !g_utf8_validate (text, -1, NULL))
    {
      g_autofree char *given = g_filename_display_name (text);
      g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                   _("“%s” is not an edit; write it as OPERATION.PARAMETER=VALUE."), given);
      return FALSE;
    }
  g_autofree char *id = g_strndup (text, equals - text);
  if (!check_in_range (id, equals + 1, error))
    return FALSE;
  AmbRecipe *changed = amb_recipe_with (*recipe, id, g_variant_new_string (equals + 1), error);
  if (changed == NULL)
    return FALSE;
  amb_recipe_unref (*recipe);
  *recipe = changed;
  return TRUE;
}

static gboolean
parse_set (AmbExportSettings *self, GVariant *value, GError **error)
{
  g_autofree const char **texts = NULL;
  g_autoptr (AmbRecipe) recipe = amb_recipe_ref (self->recipe);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    texts = g_variant_get_strv (value, NULL);
  else if (amb_setting_parse_text (value, error) != NULL)
    {
      texts = g_new0 (const char *, 2);
      texts[0] = amb_setting_text (value);
    }
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (!parse_assignment (&recipe, texts[i], error))
      return FALSE;
  if (texts == NULL)
    return FALSE;
  amb_recipe_unref (self->recipe);
  self->recipe = g_steal_pointer (&recipe);
  return TRUE;
}

static gboolean
parse_metadata (AmbExportSettings *self, GVariant *value, GError **error)
{
  guint index;
  if (!amb_setting_parse_word (value, metadata_words, &index, error))
    return FALSE;
  self->metadata = index;
  return TRUE;
}

static GVariant *
write_metadata (const AmbExportSettings *self)
{
  return g_variant_new_string (metadata_words[self->metadata]);
}

static gboolean
parse_conflict (AmbExportSettings *self, GVariant *value, GError **error)
{
  guint index;
  if (!amb_setting_parse_word (value, conflict_words, &index, error))
    return FALSE;
  self->conflict = index;
  return TRUE;
}

static GVariant *
write_conflict (const AmbExportSettings *self)
{
  return g_variant_new_string (conflict_words[self->conflict]);
}

static gboolean
parse_jobs (AmbExportSettings *self, GVariant *value, GError **error)
{
  gint64 number;
  if (!amb_setting_parse_integer (value, 0, MAX_JOBS, &number, error))
    return FALSE;
  self->jobs = (guint) number;
  return TRUE;
}

static GVariant *
write_jobs (const AmbExportSettings *self)
{
  return g_variant_new_uint32 (self->jobs);
}

/* "set" changes what "recipe" gave: it stands after it. */
static const Row rows[] = {
  { { "output", 'o', "DIR", N_("Where to write; made if it is missing (required)") },
    parse_output,
    write_output },
  { { "format", 'f', "source|jpeg|png|tiff|webp", N_("Format of the outputs (default: source)") },
    parse_format,
    write_format },
  { { "quality", 'q', "1..100", N_("JPEG and WebP quality (default: 90)") },
    parse_quality,
    write_quality },
  { { "profile", 0, "srgb|p3|adobergb|prophoto|source",
      N_("Colour space of the outputs (default: srgb)") },
    parse_profile,
    write_profile },
  { { "depth", 0, "8|16",
      N_("Bits a channel, where the format has them (default: the source’s)") },
    parse_depth,
    write_depth },
  { { "subsampling", 0, "auto|4:4:4|4:2:2|4:2:0",
      N_("JPEG’s colour resolution (default: auto, the source’s own or 4:2:0)") },
    parse_subsampling,
    write_subsampling },
  { { "progressive", 0, NULL, N_("JPEG files that appear in passes") },
    parse_progressive,
    write_progressive },
  { { "optimize", 0, NULL,
      N_("Smaller JPEG and PNG files of the same pixels, written more slowly") },
    parse_optimize,
    write_optimize },
  { { "lossless", 0, NULL, N_("WebP files without loss") }, parse_lossless, write_lossless },
  { { "resize", 0, "long:N|fit:WxH|percent:P", N_("Make the outputs smaller, never larger") },
    parse_resize,
    write_resize },
  { { "name", 0, "TEMPLATE", N_("Names of the outputs (default: {name}.{ext})") },
    parse_name,
    write_name },
  { { "recipe", 0, "FILE.json", N_("Edits from a recipe file") }, parse_recipe, write_recipe },
  { { "set", 0, "OP.PARAM=VALUE", N_("One edit, on top of the recipe; may be repeated") },
    parse_set,
    NULL },
  { { "metadata", 0, "keep|strip", N_("Exif, XMP and IPTC (default: keep)") },
    parse_metadata,
    write_metadata },
  { { "on-conflict", 0, "skip|rename|replace",
      N_("What to do where a file already has the name (default: rename)") },
    parse_conflict,
    write_conflict },
  { { "jobs", 'j', "N", N_("Photos at a time (default: one per core)") }, parse_jobs, write_jobs },
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
  return self;
}

AmbExportSettings *
amb_export_settings_copy (const AmbExportSettings *self)
{
  AmbExportSettings *copy = g_memdup2 (self, sizeof *self);
  copy->output = g_strdup (self->output);
  copy->format = g_strdup (self->format);
  copy->name = g_strdup (self->name);
  copy->recipe = amb_recipe_ref (self->recipe);
  return copy;
}

void
amb_export_settings_free (AmbExportSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->output);
  g_free (self->format);
  g_free (self->name);
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
  gboolean applied = row->parse (self, plain, error);
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
      GVariant *value = rows[i].write != NULL ? rows[i].write (self) : NULL;
      if (value == NULL)
        continue;
      g_autoptr (GVariant) owned = g_variant_take_ref (value);
      g_variant_builder_add (&builder, "{sv}", rows[i].key.name, owned);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
