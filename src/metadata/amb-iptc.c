/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Photoshop's resources, of which IPTC is one: checked, and rid of those that describe the picture
 * before its edit. */
#include "amb-metadata.h"

#include <string.h>

static const char name[] = "Photoshop 3.0";

enum
{
  FIXED_BYTES = 6, /* signature and id, before the resource's name */
  SIGNATURE = 4,
};

/* Photoshop File Formats, "Image resource IDs". */
static const guint16 stale_resources[] = {
  0x0409, /* thumbnail, Photoshop 4.0 */
  0x040c, /* thumbnail */
  0x040f, /* colour profile */
  0x0422, /* Exif */
  0x0423, /* Exif */
  0x0424, /* XMP */
};

static gboolean
is_stale (guint id)
{
  for (guint i = 0; i < G_N_ELEMENTS (stale_resources); i++)
    if (stale_resources[i] == id)
      return TRUE;
  return FALSE;
}

static gboolean
has_signature (const guint8 *bytes)
{
  static const char signatures[][SIGNATURE + 1] = { "8BIM", "PHUT", "AgHg", "DCSR", "MeSa" };

  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (memcmp (bytes, signatures[i], SIGNATURE) == 0)
      return TRUE;
  return FALSE;
}

/* Bytes of the resource at the start of a block: signature, id, padded name, length, padded data. 0
 * when it is not whole. */
static gsize
measure (const guint8 *bytes, gsize length)
{
  gsize head, size;

  if (length < FIXED_BYTES + 1 || !has_signature (bytes))
    return 0;
  head = FIXED_BYTES + (((gsize) bytes[FIXED_BYTES] + 2) & ~(gsize) 1);
  if (length < head + 4)
    return 0;
  size = (gsize) bytes[head] << 24 | (gsize) bytes[head + 1] << 16 | (gsize) bytes[head + 2] << 8
         | bytes[head + 3];
  head += 4;
  if (size > length - head)
    return 0;
  return MIN (head + ((size + 1) & ~(gsize) 1), length);
}

GBytes *
amb_metadata_check_iptc (GBytes *iptc)
{
  g_autoptr (GByteArray) kept = NULL;
  const guint8 *bytes;
  gsize length, n;

  if (iptc == NULL)
    return NULL;
  bytes = g_bytes_get_data (iptc, &length);
  if (length < sizeof name || memcmp (bytes, name, sizeof name) != 0)
    return NULL;

  kept = g_byte_array_new ();
  g_byte_array_append (kept, bytes, sizeof name);
  for (gsize offset = sizeof name; (n = measure (bytes + offset, length - offset)) > 0; offset += n)
    if (!is_stale ((guint) bytes[offset + SIGNATURE] << 8 | bytes[offset + SIGNATURE + 1]))
      g_byte_array_append (kept, bytes + offset, (guint) n);
  return kept->len > sizeof name ? g_byte_array_free_to_bytes (g_steal_pointer (&kept)) : NULL;
}
