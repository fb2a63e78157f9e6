/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Checked access to a TIFF structure: no offset of the file is used before it was found to lie
 * inside the block. */
#include "amb-exif-private.h"

#include <string.h>

enum
{
  HEADER_BYTES = 8,
  ENTRY_BYTES = 12,
  INLINE_BYTES = 4,
};

static gboolean
is_inside (const AmbExif *self, gsize offset, gsize n)
{
  return offset <= self->length && n <= self->length - offset;
}

static guint
get16 (const AmbExif *self, gsize offset)
{
  const guint8 *b = self->bytes + offset;

  return self->big_endian ? (guint) b[0] << 8 | b[1] : (guint) b[1] << 8 | b[0];
}

guint32
amb_exif_get32 (const AmbExif *self, gsize offset)
{
  guint32 first = get16 (self, offset);
  guint32 second = get16 (self, offset + 2);

  return self->big_endian ? first << 16 | second : second << 16 | first;
}

void
amb_exif_put16 (const AmbExif *self, gsize offset, guint value)
{
  self->bytes[offset + (self->big_endian ? 0 : 1)] = (guint8) (value >> 8);
  self->bytes[offset + (self->big_endian ? 1 : 0)] = (guint8) value;
}

void
amb_exif_put32 (const AmbExif *self, gsize offset, guint32 value)
{
  amb_exif_put16 (self, offset + (self->big_endian ? 0 : 2), value >> 16);
  amb_exif_put16 (self, offset + (self->big_endian ? 2 : 0), value & 0xffff);
}

gboolean
amb_exif_init (AmbExif *self, guint8 *bytes, gsize length, gsize *ifd0)
{
  *self = (AmbExif){ .bytes = bytes, .length = length };
  if (length < HEADER_BYTES)
    return FALSE;
  self->big_endian = memcmp (bytes, "MM\0*", 4) == 0;
  if (!self->big_endian && memcmp (bytes, "II*\0", 4) != 0)
    return FALSE;
  *ifd0 = amb_exif_get32 (self, 4);
  return *ifd0 >= HEADER_BYTES;
}

gboolean
amb_exif_directory (const AmbExif *self, gsize ifd, guint *n_entries, gsize *next)
{
  if (ifd < HEADER_BYTES || !is_inside (self, ifd, 2))
    return FALSE;
  *n_entries = get16 (self, ifd);
  *next = ifd + 2 + (gsize) *n_entries * ENTRY_BYTES;
  return is_inside (self, ifd, 2 + (gsize) *n_entries * ENTRY_BYTES + 4);
}

static gsize
type_size (guint type)
{
  static const guint8 sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4 };

  return type < sizeof sizes ? sizes[type] : 0;
}

AmbExifEntry
amb_exif_entry (const AmbExif *self, gsize ifd, guint index)
{
  gsize offset = ifd + 2 + (gsize) index * ENTRY_BYTES;
  AmbExifEntry entry = {
    .tag = get16 (self, offset),
    .type = get16 (self, offset + 2),
    .count = amb_exif_get32 (self, offset + 4),
    .entry = offset,
    .value = offset + 8,
  };

  entry.size = type_size (entry.type) * entry.count;
  if (entry.size > INLINE_BYTES)
    entry.value = amb_exif_get32 (self, offset + 8);
  if (!is_inside (self, entry.value, entry.size))
    entry.size = 0;
  return entry;
}

gboolean
amb_exif_find (const AmbExif *self, gsize ifd, guint tag, AmbExifEntry *entry)
{
  guint n_entries;
  gsize next;

  if (ifd == 0 || !amb_exif_directory (self, ifd, &n_entries, &next))
    return FALSE;
  for (guint i = 0; i < n_entries; i++)
    {
      *entry = amb_exif_entry (self, ifd, i);
      if (entry->tag == tag)
        return TRUE;
    }
  return FALSE;
}

guint32
amb_exif_number (const AmbExif *self, const AmbExifEntry *entry, guint32 index)
{
  gsize size = type_size (entry->type);
  gsize offset = entry->value + size * index;

  if (size == 0 || size > 4 || index >= entry->size / size)
    return 0;
  return size == 1   ? self->bytes[offset]
         : size == 2 ? get16 (self, offset)
                     : amb_exif_get32 (self, offset);
}

gsize
amb_exif_sub_directory (const AmbExif *self, gsize ifd, guint tag)
{
  AmbExifEntry entry;
  guint n_entries;
  gsize next, sub;

  if (!amb_exif_find (self, ifd, tag, &entry))
    return 0;
  sub = amb_exif_number (self, &entry, 0);
  return sub != ifd && amb_exif_directory (self, sub, &n_entries, &next) ? sub : 0;
}

void
amb_exif_set_number (const AmbExif *self, const AmbExifEntry *entry, guint type, guint32 value)
{
  amb_exif_put16 (self, entry->entry + 2, type);
  amb_exif_put32 (self, entry->entry + 4, 1);
  amb_exif_put32 (self, entry->entry + 8, 0);
  if (type == AMB_EXIF_SHORT)
    amb_exif_put16 (self, entry->entry + 8, value);
  else
    amb_exif_put32 (self, entry->entry + 8, value);
}
