/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of the watermark. */
#include "amb-settings-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-content.h"
#include "amb-error.h"
#include "amb-setting-value.h"
#include "amb-sniff.h"

#define MIN_SIZE 0.001 /* of the output's long edge */
#define MAX_MARGIN 0.5

static gboolean
parse_watermark (AmbExportSettings *self, GVariant *value, GError **error)
{
  const char *text = amb_setting_parse_text (value, error);
  if (text == NULL)
    return FALSE;
  g_clear_pointer (&self->watermark, g_free);
  if (amb_content_parse (text, NULL))
    self->watermark = g_strdup (text);
  else if (*text != '\0')
    self->watermark = g_canonicalize_filename (text, NULL);
  return TRUE;
}

static GVariant *
write_watermark (const AmbExportSettings *self)
{
  return self->watermark != NULL ? amb_setting_from_bytes (self->watermark) : NULL;
}

static gboolean
parse_anchor (AmbExportSettings *self, GVariant *value, GError **error)
{
  guint index;
  if (!amb_setting_parse_word (value, amb_anchor_words, &index, error))
    return FALSE;
  self->watermark_place.anchor = index;
  return TRUE;
}

/* What is not asked for is not said: its place means nothing without a watermark. */
static GVariant *
write_anchor (const AmbExportSettings *self)
{
  return self->watermark != NULL
             ? g_variant_new_string (amb_anchor_words[self->watermark_place.anchor])
             : NULL;
}

static gboolean
parse_margin (AmbExportSettings *self, GVariant *value, GError **error)
{
  return amb_setting_parse_fraction (value, 0, MAX_MARGIN, &self->watermark_place.margin, error);
}

static GVariant *
write_margin (const AmbExportSettings *self)
{
  return self->watermark != NULL ? g_variant_new_double (self->watermark_place.margin) : NULL;
}

static gboolean
parse_size (AmbExportSettings *self, GVariant *value, GError **error)
{
  return amb_setting_parse_fraction (value, MIN_SIZE, 1, &self->watermark_place.size, error);
}

static GVariant *
write_size (const AmbExportSettings *self)
{
  return self->watermark != NULL ? g_variant_new_double (self->watermark_place.size) : NULL;
}

static gboolean
parse_opacity (AmbExportSettings *self, GVariant *value, GError **error)
{
  return amb_setting_parse_fraction (value, 0, 1, &self->watermark_place.opacity, error);
}

static GVariant *
write_opacity (const AmbExportSettings *self)
{
  return self->watermark != NULL ? g_variant_new_double (self->watermark_place.opacity) : NULL;
}

/* A file that is no PNG is found out now and not once for every photo. */
static char *
import_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  AmbSniff sniff;

  if (!amb_sniff_file (file, NULL, &sniff, error))
    return NULL;
  if (sniff.codec != NULL && strcmp (sniff.codec->name, "png") == 0)
    return amb_content_import (file, NULL, error);
  g_autofree char *name = g_filename_display_basename (path);
  amb_error_set (error, AMB_ERROR_SETTINGS, name, _("a watermark must be a PNG picture"));
  return NULL;
}

gboolean
amb_export_settings_pin (AmbExportSettings *self, GError **error)
{
  if (self->watermark == NULL || amb_content_parse (self->watermark, NULL))
    return TRUE;
  char *content = import_file (self->watermark, error);
  if (content == NULL)
    return FALSE;
  g_free (self->watermark);
  self->watermark = content;
  return TRUE;
}

const AmbSetting amb_setting_watermark = { parse_watermark, write_watermark };
const AmbSetting amb_setting_watermark_anchor = { parse_anchor, write_anchor };
const AmbSetting amb_setting_watermark_margin = { parse_margin, write_margin };
const AmbSetting amb_setting_watermark_size = { parse_size, write_size };
const AmbSetting amb_setting_watermark_opacity = { parse_opacity, write_opacity };
