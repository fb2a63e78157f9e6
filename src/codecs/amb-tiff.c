/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Directories of TIFF and BigTIFF files: every number is read from where the file says, and may be
 * missing. */
#include "amb-tiff.h"

static guint64
get (const AmbTiff *self, const guint8 *bytes, guint n)
{
  guint64 value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | bytes[self->big_endian ? i : n - 1 - i];
  return value;
}

static gboolean
read_number (const AmbTiff *self, guint64 offset, guint n, guint64 *value)
{
  guint8 bytes[8];

  if (amb_input_read (self->input, offset, bytes, n) != (gssize) n)
    return FALSE;
  *value = get (self, bytes, n);
  return TRUE;
}

guint
amb_tiff_type_size (guint type)
{
  static const guint8 sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8 };

  return type < sizeof sizes ? sizes[type] : 0;
}

static AmbTiffEntry
parse_entry (const AmbTiff *self, const guint8 *bytes, guint64 offset)
{
  guint word = self->big ? 8 : 4;
  AmbTiffEntry entry = {
    .tag = (guint) get (self, bytes, 2),
    .type = (guint) get (self, bytes + 2, 2),
    .count = get (self, bytes + 4, word),
    .offset = offset + 4 + word,
  };

  if (entry.count > word / MAX (amb_tiff_type_size (entry.type), 1))
    entry.offset = get (self, bytes + 4 + word, word);
  return entry;
}

guint64
amb_tiff_number (const AmbTiff *self, const AmbTiffEntry *entry)
{
  guint64 value = 0;

  if (entry->count > 0 && amb_tiff_type_size (entry->type) > 0)
    read_number (self, entry->offset, amb_tiff_type_size (entry->type), &value);
  return value;
}

GBytes *
amb_tiff_value (const AmbTiff *self, const AmbTiffEntry *entry, gsize max)
{
  guint64 size = amb_tiff_type_size (entry->type);

  if (size == 0 || entry->count > max / size)
    return NULL;
  return amb_input_read_block (self->input, entry->offset, entry->count * size);
}

gboolean
amb_tiff_open (AmbTiff *self, AmbInput *input, guint64 *directory)
{
  guint8 header[4];

  *self = (AmbTiff){ .input = input };
  if (amb_input_read (input, 0, header, sizeof header) != sizeof header)
    return FALSE;
  self->big_endian = header[0] == 'M';
  self->big = get (self, header + 2, 2) == 43;
  return read_number (self, self->big ? 8 : 4, self->big ? 8 : 4, directory);
}

gboolean
amb_tiff_visit (
    const AmbTiff *self, guint64 directory, AmbTiffVisit visit, gpointer user_data, guint64 *next)
{
  guint count_size = self->big ? 8 : 2, entry_size = self->big ? 20 : 12;
  guint64 n_entries = 0;
  guint64 offset = directory + count_size;

  *next = 0;
  if (directory > self->input->size || !read_number (self, directory, count_size, &n_entries)
      || n_entries > G_MAXUINT16)
    return FALSE;
  for (guint64 i = 0; i < n_entries; i++, offset += entry_size)
    {
      guint8 bytes[20];

      if (amb_input_read (self->input, offset, bytes, entry_size) != (gssize) entry_size)
        return FALSE;
      AmbTiffEntry entry = parse_entry (self, bytes, offset);
      visit (self, &entry, user_data);
    }
  read_number (self, offset, self->big ? 8 : 4, next);
  return TRUE;
}
