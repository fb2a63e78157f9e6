/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of how an output is stored: format, size, depth, colour space. */
#include "amb-settings-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-codec.h"
#include "amb-error.h"
#include "amb-setting-value.h"

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
  gboolean on;
  if (!amb_setting_parse_boolean (value, &on, error))
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
  self->quality_given = TRUE;
  return TRUE;
}

static GVariant *
write_quality (const AmbExportSettings *self)
{
  return self->quality_given ? g_variant_new_int32 (self->quality) : NULL;
}

static gboolean
parse_quality_webp (AmbExportSettings *self, GVariant *value, GError **error)
{
  gint64 number;
  if (!amb_setting_parse_integer (value, 1, 100, &number, error))
    return FALSE;
  self->quality_webp = (int) number;
  return TRUE;
}

static GVariant *
write_quality_webp (const AmbExportSettings *self)
{
  return self->quality_webp > 0 ? g_variant_new_int32 (self->quality_webp) : NULL;
}

int
amb_export_settings_quality (const AmbExportSettings *self, const AmbCodec *codec)
{
  if (self->quality_webp > 0 && strcmp (codec->name, "webp") == 0)
    return self->quality_webp;
  return self->quality_given || self->max_bytes == 0 ? self->quality : 100;
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
parse_enlarge (AmbExportSettings *self, GVariant *value, GError **error)
{
  return amb_setting_parse_boolean (value, &self->resize.enlarge, error);
}

static gboolean
parse_max_bytes (AmbExportSettings *self, GVariant *value, GError **error)
{
  return amb_setting_parse_bytes (value, &self->max_bytes, error);
}

static GVariant *
write_max_bytes (const AmbExportSettings *self)
{
  return self->max_bytes > 0 ? g_variant_new_uint64 (self->max_bytes) : NULL;
}

static gboolean
parse_max_bytes_resize (AmbExportSettings *self, GVariant *value, GError **error)
{
  return amb_setting_parse_boolean (value, &self->max_bytes_resize, error);
}

static GVariant *
write_max_bytes_resize (const AmbExportSettings *self)
{
  return self->max_bytes_resize ? g_variant_new_boolean (TRUE) : NULL;
}

static gboolean
parse_output_sharpen (AmbExportSettings *self, GVariant *value, GError **error)
{
  guint index;
  if (!amb_setting_parse_word (value, amb_sharpen_words, &index, error))
    return FALSE;
  self->form.sharpen = index;
  return TRUE;
}

static GVariant *
write_output_sharpen (const AmbExportSettings *self)
{
  return g_variant_new_string (amb_sharpen_words[self->form.sharpen]);
}

const AmbSetting amb_setting_format = { parse_format, write_format };
const AmbSetting amb_setting_profile = { parse_profile, write_profile };
const AmbSetting amb_setting_depth = { parse_depth, write_depth };
const AmbSetting amb_setting_output_sharpen = { parse_output_sharpen, write_output_sharpen };
const AmbSetting amb_setting_subsampling = { parse_subsampling, write_subsampling };
const AmbSetting amb_setting_progressive = { parse_progressive, write_progressive };
const AmbSetting amb_setting_optimize = { parse_optimize, write_optimize };
const AmbSetting amb_setting_lossless = { parse_lossless, write_lossless };
const AmbSetting amb_setting_quality = { parse_quality, write_quality };
const AmbSetting amb_setting_quality_webp = { parse_quality_webp, write_quality_webp };
const AmbSetting amb_setting_enlarge = { parse_enlarge, NULL }; /* resize's text says it */
const AmbSetting amb_setting_max_bytes = { parse_max_bytes, write_max_bytes };
const AmbSetting amb_setting_max_bytes_resize = { parse_max_bytes_resize, write_max_bytes_resize };
const AmbSetting amb_setting_resize = { parse_resize, write_resize };
