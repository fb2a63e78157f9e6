/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Metadata blocks with and without the names that JPEG gives them. */
#include "amb-coder-private.h"

#include <string.h>

enum
{
  ICC_SPACE_OFFSET = 16, /* of the profile's colour space, ICC.1:2022 7.2 */
};

gboolean
amb_block_has_name (gconstpointer bytes, gsize length, const char *name, gsize name_size)
{
  return length > name_size && memcmp (bytes, name, name_size) == 0;
}

GBytes *
amb_block_without_name (GBytes *block, const char *name, gsize name_size)
{
  gsize length;
  gconstpointer bytes = g_bytes_get_data (block, &length);

  if (!amb_block_has_name (bytes, length, name, name_size))
    return g_bytes_ref (block);
  return g_bytes_new_from_bytes (block, name_size, length - name_size);
}

GBytes *
amb_block_named_resources (GBytes *resources)
{
  gsize length;
  gconstpointer bytes = g_bytes_get_data (resources, &length);
  GByteArray *whole;

  if (amb_block_has_name (bytes, length, AMB_PHOTOSHOP_NAME, sizeof AMB_PHOTOSHOP_NAME))
    return g_bytes_ref (resources);
  whole = g_byte_array_new ();
  g_byte_array_append (whole, (const guint8 *) AMB_PHOTOSHOP_NAME, sizeof AMB_PHOTOSHOP_NAME);
  g_byte_array_append (whole, bytes, (guint) length);
  return g_byte_array_free_to_bytes (whole);
}

gboolean
amb_block_is_profile_of (GBytes *icc, AmbPixelModel model)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (icc, &length);

  return length >= ICC_SPACE_OFFSET + 4
         && memcmp (bytes + ICC_SPACE_OFFSET, model == AMB_MODEL_GRAY ? "GRAY" : "RGB ", 4) == 0;
}
