/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How a recipe names a content; no file is touched. */
#include "amb-content.h"

#include <string.h>

gboolean
amb_content_parse (const char *value, char digest[AMB_CONTENT_DIGEST_CHARS + 1])
{
  const char *hex = value + strlen (AMB_CONTENT_PREFIX);
  if (!g_str_has_prefix (value, AMB_CONTENT_PREFIX)
      || strspn (hex, "0123456789abcdef") != AMB_CONTENT_DIGEST_CHARS
      || hex[AMB_CONTENT_DIGEST_CHARS] != ' ' || hex[AMB_CONTENT_DIGEST_CHARS + 1] == '\0'
      || strlen (hex) > AMB_CONTENT_DIGEST_CHARS + 1 + AMB_CONTENT_MAX_NAME)
    return FALSE;
  if (digest != NULL)
    {
      memcpy (digest, hex, AMB_CONTENT_DIGEST_CHARS);
      digest[AMB_CONTENT_DIGEST_CHARS] = '\0';
    }
  return TRUE;
}

const char *
amb_content_name (const char *value)
{
  return value + strlen (AMB_CONTENT_PREFIX) + AMB_CONTENT_DIGEST_CHARS + 1;
}

GPtrArray *
amb_content_list (GVariant *edits)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);
  GVariantIter iter;
  GVariant *value;
  g_variant_iter_init (&iter, edits);
  while (g_variant_iter_loop (&iter, "{&sv}", NULL, &value))
    if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
        && amb_content_parse (g_variant_get_string (value, NULL), NULL))
      g_ptr_array_add (values, g_variant_dup_string (value, NULL));
  return values;
}
