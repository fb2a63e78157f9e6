/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads words, numbers and texts, and makes the sentence when they are none. */
#include "amb-setting-value.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-output-form.h"

/* A string or a byte string, borrowed from value; NULL otherwise. */
const char *
amb_setting_text (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_get_string (value, NULL);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING))
    return g_variant_get_bytestring (value);
  return NULL;
}

gboolean
amb_setting_integer (GVariant *value, gint64 *number)
{
  switch (g_variant_classify (value))
    {
    case G_VARIANT_CLASS_BYTE:
      *number = g_variant_get_byte (value);
      return TRUE;
    case G_VARIANT_CLASS_INT16:
      *number = g_variant_get_int16 (value);
      return TRUE;
    case G_VARIANT_CLASS_UINT16:
      *number = g_variant_get_uint16 (value);
      return TRUE;
    case G_VARIANT_CLASS_INT32:
      *number = g_variant_get_int32 (value);
      return TRUE;
    case G_VARIANT_CLASS_UINT32:
      *number = g_variant_get_uint32 (value);
      return TRUE;
    case G_VARIANT_CLASS_INT64:
      *number = g_variant_get_int64 (value);
      return TRUE;
    case G_VARIANT_CLASS_UINT64:
      *number = (gint64) MIN (g_variant_get_uint64 (value), G_MAXINT64);
      return TRUE;
    default:
      return amb_setting_text (value) != NULL
             && g_ascii_string_to_signed (amb_setting_text (value), 10, G_MININT32, G_MAXINT32,
                                          number, NULL);
    }
}

/* What somebody wrote, for a sentence. */
char *
amb_setting_shown (GVariant *value)
{
  return amb_setting_text (value) != NULL ? g_filename_display_name (amb_setting_text (value))
                                          : g_variant_print (value, FALSE);
}

/* One of words, or a sentence that names them all. */
gboolean
amb_setting_parse_word (GVariant *value, const char *const *words, guint *index, GError **error)
{
  if (amb_word_find (words, amb_setting_text (value), index))
    return TRUE;
  g_autofree char *choices = g_strjoinv (", ", (char **) words);
  g_autofree char *given = amb_setting_shown (value);
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("“%s” is not a choice here; it must be one of: %s."), given, choices);
  return FALSE;
}

gboolean
amb_setting_parse_boolean (GVariant *value, gboolean *on, GError **error)
{
  static const char *const words[] = { "false", "true", NULL };
  guint index;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    index = g_variant_get_boolean (value) ? 1 : 0;
  else if (!amb_setting_parse_word (value, words, &index, error))
    return FALSE;
  *on = index == 1;
  return TRUE;
}

#define MOST_BYTES ((double) G_MAXINT64 / 2) /* more than any file has */

static const struct
{
  const char *suffix;
  guint64 factor;
} byte_units[] = {
  { "", 1 },
  { "k", 1000 },
  { "K", 1000 },
  { "M", 1000 * 1000 },
  { "G", 1000 * 1000 * 1000 },
  { "Ki", 1 << 10 },
  { "Mi", 1 << 20 },
  { "Gi", 1 << 30 },
};

/* "1.5M": digits, perhaps a point, and one of the units, perhaps with a "B" behind it. */
static gboolean
read_bytes (const char *text, guint64 *bytes)
{
  const gsize digits = strspn (text, "0123456789.");
  gsize unit = strlen (text) - digits;
  char *end;
  const double number = g_ascii_strtod (text, &end);

  if (digits == 0 || end != text + digits)
    return FALSE;
  if (unit > 0 && text[digits + unit - 1] == 'B')
    unit--;
  for (gsize i = 0; i < G_N_ELEMENTS (byte_units); i++)
    if (strlen (byte_units[i].suffix) == unit && strncmp (byte_units[i].suffix, end, unit) == 0)
      {
        const double product = number * (double) byte_units[i].factor;
        *bytes = (guint64) MIN (product, MOST_BYTES);
        return product <= MOST_BYTES && (*bytes > 0 || number == 0);
      }
  return FALSE;
}

gboolean
amb_setting_parse_bytes (GVariant *value, guint64 *bytes, GError **error)
{
  const char *text = amb_setting_text (value);
  gint64 number;

  if (text == NULL && amb_setting_integer (value, &number) && number >= 0)
    {
      *bytes = (guint64) number;
      return TRUE;
    }
  if (text != NULL && read_bytes (text, bytes))
    return TRUE;
  g_autofree char *given = amb_setting_shown (value);
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("“%s” is not a size in bytes; write it as 500k, 2M or 300Ki."), given);
  return FALSE;
}

static gboolean
read_fraction (const char *text, double *number)
{
  char *end;
  if (strspn (text, "0123456789.") == 0)
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  if (strcmp (end, "%") != 0)
    return *end == '\0';
  *number /= 100;
  return TRUE;
}

gboolean
amb_setting_parse_fraction (
    GVariant *value, double minimum, double maximum, double *number, GError **error)
{
  const char *text = amb_setting_text (value);
  gint64 whole;
  double read = -1;

  if (text != NULL)
    read = read_fraction (text, &read) ? read : -1;
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    read = g_variant_get_double (value);
  else if (amb_setting_integer (value, &whole))
    read = (double) whole;
  if (read >= minimum && read <= maximum)
    {
      *number = read;
      return TRUE;
    }
  g_autofree char *given = amb_setting_shown (value);
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("“%s” is not a part from %.10g to %.10g, nor a percentage such as 5%%."), given,
               minimum, maximum);
  return FALSE;
}

gboolean
amb_setting_parse_integer (
    GVariant *value, gint64 minimum, gint64 maximum, gint64 *number, GError **error)
{
  if (amb_setting_integer (value, number) && *number >= minimum && *number <= maximum)
    return TRUE;
  g_autofree char *given = amb_setting_shown (value);
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("“%s” is not a whole number from %d to %d."), given, (int) minimum,
               (int) maximum);
  return FALSE;
}

/* Borrowed text, or NULL with a sentence when value has no text. */
const char *
amb_setting_parse_text (GVariant *value, GError **error)
{
  const char *text = amb_setting_text (value);
  if (text == NULL)
    {
      g_autofree char *given = amb_setting_shown (value);
      g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS, _("“%s” is not a text."), given);
    }
  return text;
}

GVariant *
amb_setting_from_bytes (const char *text)
{
  return g_utf8_validate (text, -1, NULL) ? g_variant_new_string (text)
                                          : g_variant_new_bytestring (text);
}
