/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An Exif block made from a TIFF file's directories: the tags that describe the picture, not those
 * that store it. Values are copied in the file's own byte order, so that none needs to be
 * understood. */
#include "amb-tiff.h"

#include <string.h>

/* TIFF 6.0 and CIPA DC-008 (Exif 2.32) section 4.6. */
enum
{
  TAG_ORIENTATION = 0x0112,
  TAG_EXIF = 0x8769,
  TAG_GPS = 0x8825,
  TAG_MAKER_NOTE = 0x927c,
  TAG_INTEROP = 0xa005,

  HEADER_BYTES = 8,
  ENTRY_BYTES = 12,
  MAX_VALUE = 16 * 1024,
  MAX_BLOCK = 60 * 1024, /* leaves room for a thumbnail in a JPEG segment */
};

/* Description, make, model, resolution, software, date, artist, copyright. */
static const guint16 described[]
    = { 0x010e, 0x010f, 0x0110, 0x011a, 0x011b, 0x0128, 0x0131, 0x0132, 0x013b, 0x8298 };

typedef struct
{
  guint tag, type;
  guint32 count;
  GBytes *value; /* as stored */
} Field;

typedef struct
{
  GArray *fields; /* of Field, in the order of their tags */
  gboolean is_first, had_maker_note;
  guint64 exif, gps; /* where the file has these directories */
} Directory;

static void
field_clear (gpointer data)
{
  g_bytes_unref (((Field *) data)->value);
}

static void
put (const AmbTiff *tiff, guint8 *bytes, guint n, guint32 value)
{
  for (guint i = 0; i < n; i++)
    bytes[tiff->big_endian ? n - 1 - i : i] = (guint8) (value >> (8 * i));
}

static GBytes *
number_bytes (const AmbTiff *tiff, guint n, guint32 value)
{
  guint8 bytes[4];

  put (tiff, bytes, n, value);
  return g_bytes_new (bytes, n);
}

static gboolean
is_wanted (const Directory *directory, guint tag)
{
  if (!directory->is_first)
    return tag != TAG_MAKER_NOTE && tag != TAG_INTEROP;
  for (guint i = 0; i < G_N_ELEMENTS (described); i++)
    if (described[i] == tag)
      return TRUE;
  return FALSE;
}

static void
take_field (const AmbTiff *tiff, const AmbTiffEntry *entry, gpointer user_data)
{
  Directory *directory = user_data;
  Field field = { .tag = entry->tag, .type = entry->type, .count = (guint32) entry->count };

  if (directory->is_first && entry->tag == TAG_EXIF)
    directory->exif = amb_tiff_number (tiff, entry);
  if (directory->is_first && entry->tag == TAG_GPS)
    directory->gps = amb_tiff_number (tiff, entry);
  directory->had_maker_note |= entry->tag == TAG_MAKER_NOTE;
  if (!is_wanted (directory, entry->tag) || entry->type > AMB_TIFF_LAST_CLASSIC)
    return;
  field.value = amb_tiff_value (tiff, entry, MAX_VALUE);
  if (field.value != NULL)
    g_array_append_val (directory->fields, field);
}

static int
compare_tags (gconstpointer a, gconstpointer b)
{
  return (int) ((const Field *) a)->tag - (int) ((const Field *) b)->tag;
}

static void
add_number (const AmbTiff *tiff, Directory *directory, guint tag, guint type, guint32 value)
{
  Field field = { tag, type, 1, number_bytes (tiff, amb_tiff_type_size (type), value) };

  g_array_append_val (directory->fields, field);
  g_array_sort (directory->fields, compare_tags);
}

static void
collect (const AmbTiff *tiff, Directory *directory, guint64 offset)
{
  guint64 next;

  directory->fields = g_array_new (FALSE, FALSE, sizeof (Field));
  g_array_set_clear_func (directory->fields, field_clear);
  if (offset != 0)
    amb_tiff_visit (tiff, offset, take_field, directory, &next);
  g_array_sort (directory->fields, compare_tags);
}

/* The directory at the end of the block, which will lie at base, its longer values behind it. */
static void
append_directory (const AmbTiff *tiff, const Directory *directory, guint32 base, GByteArray *block)
{
  guint n = directory->fields->len;
  gsize offset = block->len;

  g_byte_array_set_size (block, (guint) (offset + 2 + n * ENTRY_BYTES + 4));
  memset (block->data + offset, 0, block->len - offset);
  put (tiff, block->data + offset, 2, n);
  offset += 2;
  for (guint i = 0; i < n; i++, offset += ENTRY_BYTES)
    {
      const Field *field = &g_array_index (directory->fields, Field, i);
      gsize length;
      const guint8 *value = g_bytes_get_data (field->value, &length);

      put (tiff, block->data + offset, 2, field->tag);
      put (tiff, block->data + offset + 2, 2, field->type);
      put (tiff, block->data + offset + 4, 4, field->count);
      if (length <= 4)
        memcpy (block->data + offset + 8, value, length);
      else
        {
          put (tiff, block->data + offset + 8, 4, base + block->len);
          g_byte_array_append (block, value, (guint) length);
          if (length & 1)
            g_byte_array_append (block, (const guint8 *) "", 1);
        }
    }
}

/* Where a sub-directory's link has its value: the entry with that tag in the first directory. */
static void
link_directory (
    const AmbTiff *tiff, const Directory *first, guint tag, const Directory *sub, GByteArray *block)
{
  for (guint i = 0; i < first->fields->len; i++)
    if (g_array_index (first->fields, Field, i).tag == tag)
      {
        put (tiff, block->data + HEADER_BYTES + 2 + i * ENTRY_BYTES + 8, 4, block->len);
        append_directory (tiff, sub, 0, block);
        return;
      }
}

static GBytes *
assemble (const AmbTiff *tiff, Directory *first, const Directory *exif, const Directory *gps)
{
  GByteArray *block = g_byte_array_new ();

  if (exif->fields->len > 0)
    add_number (tiff, first, TAG_EXIF, AMB_TIFF_LONG, 0);
  if (gps->fields->len > 0)
    add_number (tiff, first, TAG_GPS, AMB_TIFF_LONG, 0);
  g_byte_array_append (
      block, (const guint8 *) (tiff->big_endian ? "MM\0*\0\0\0\b" : "II*\0\b\0\0\0"), HEADER_BYTES);
  append_directory (tiff, first, 0, block);
  link_directory (tiff, first, TAG_EXIF, exif, block);
  link_directory (tiff, first, TAG_GPS, gps, block);
  return g_byte_array_free_to_bytes (block);
}

GBytes *
amb_tiff_exif (const AmbTiff *self, guint64 directory, guint orientation)
{
  Directory first = { .is_first = TRUE };
  Directory exif = { NULL }, gps = { NULL };
  GBytes *block = NULL;

  collect (self, &first, directory);
  collect (self, &exif, first.exif);
  collect (self, &gps, first.gps);
  if (first.fields->len + exif.fields->len + gps.fields->len > 0)
    {
      add_number (self, &first, TAG_ORIENTATION, AMB_TIFF_SHORT, orientation);
      block = assemble (self, &first, &exif, &gps);
    }
  if (block != NULL && g_bytes_get_size (block) > MAX_BLOCK)
    g_clear_pointer (&block, g_bytes_unref);
  g_array_unref (first.fields);
  g_array_unref (exif.fields);
  g_array_unref (gps.fields);
  return block;
}

GBytes *
amb_tiff_copy_directory (const AmbTiff *self,
                         guint64 directory,
                         guint32 base,
                         gboolean *had_maker_note)
{
  Directory copy = { NULL };
  GByteArray *block = g_byte_array_new ();

  collect (self, &copy, directory);
  append_directory (self, &copy, base, block);
  *had_maker_note = copy.had_maker_note;
  g_array_unref (copy.fields);
  return g_byte_array_free_to_bytes (block);
}
