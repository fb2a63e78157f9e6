/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of what an output says about itself. */
#include "amb-settings-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-setting-value.h"

enum
{
  MAX_COPYRIGHT = 1000, /* bytes; IPTC holds 128 of them */
};

static gboolean
parse_metadata (AmbExportSettings *self, GVariant *value, GError **error)
{
  const char *text = amb_setting_parse_text (value, error);
  return text != NULL && amb_metadata_policy_parse (text, &self->metadata, error);
}

static GVariant *
write_metadata (const AmbExportSettings *self)
{
  return g_variant_new_string (amb_metadata_policy_word (self->metadata));
}

static gboolean
is_one_line (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static gboolean
parse_copyright (AmbExportSettings *self, GVariant *value, GError **error)
{
  const char *text = amb_setting_parse_text (value, error);
  if (text == NULL)
    return FALSE;
  if (!g_utf8_validate (text, -1, NULL) || strlen (text) > MAX_COPYRIGHT || !is_one_line (text))
    {
      g_set_error_literal (
          error, AMB_ERROR, AMB_ERROR_SETTINGS,
          _("A copyright notice is one line of UTF-8 text, at most 1000 bytes long."));
      return FALSE;
    }
  g_free (self->copyright);
  self->copyright = *text != '\0' ? g_strdup (text) : NULL;
  return TRUE;
}

static GVariant *
write_copyright (const AmbExportSettings *self)
{
  return self->copyright != NULL ? g_variant_new_string (self->copyright) : NULL;
}

const AmbSetting amb_setting_metadata = { parse_metadata, write_metadata };
const AmbSetting amb_setting_copyright = { parse_copyright, write_copyright };
