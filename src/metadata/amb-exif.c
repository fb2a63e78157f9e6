/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a picture's Exif block must say after an edit.
 *
 * DESIGN: the block is patched where it stands, and only its end is cut or grown, because maker
 * notes hold offsets into it that nobody can move. No directory is followed deeper than Exif's own
 * four, so no loop of links can be entered. The old thumbnail is erased and not only unlinked: it
 * may show what was cropped away. */
#include "amb-metadata.h"
#include "amb-exif-private.h"

#include <string.h>

/* CIPA DC-008 (Exif 2.32) section 4.6; DCF 2.0 for the interoperability rule. */
enum
{
  TAG_INTEROP_INDEX = 0x0001,
  TAG_WIDTH = 0x0100,
  TAG_HEIGHT = 0x0101,
  TAG_COMPRESSION = 0x0103,
  TAG_STRIP_OFFSETS = 0x0111,
  TAG_ORIENTATION = 0x0112,
  TAG_STRIP_SIZES = 0x0117,
  TAG_X_RESOLUTION = 0x011a,
  TAG_Y_RESOLUTION = 0x011b,
  TAG_RESOLUTION_UNIT = 0x0128,
  TAG_JPEG_OFFSET = 0x0201,
  TAG_JPEG_SIZE = 0x0202,
  TAG_EXIF = 0x8769,
  TAG_GPS = 0x8825,
  TAG_COLOUR_SPACE = 0xa001,
  TAG_PIXEL_WIDTH = 0xa002,
  TAG_PIXEL_HEIGHT = 0xa003,
  TAG_INTEROP = 0xa005,

  TYPE_RATIONAL = 5,
  COLOUR_SPACE_SRGB = 1,
  COLOUR_SPACE_ADOBE_RGB = 2, /* not of the standard: Windows' and some cameras' */
  COLOUR_SPACE_UNCALIBRATED = 0xffff,
  COMPRESSION_JPEG = 6,
  UNIT_INCH = 2,
  THUMBNAIL_DPI = 72,
  MAX_BLOCK = 65533 - 6, /* what one JPEG segment holds behind "Exif\0\0" */
  MAX_STRIPS = 1024,
};

typedef struct
{
  gsize ifd0, exif, gps, interop, ifd1;
  gsize link; /* where IFD0 says where IFD1 is */
} Directories;

/* Some writers keep the JPEG segment's name in front of the structure. */
static GBytes *
without_name (GBytes *block)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (block, &length);

  if (length > 6 && memcmp (bytes, "Exif\0", 6) == 0)
    return g_bytes_new_from_bytes (block, 6, length - 6);
  return g_bytes_ref (block);
}

static gboolean
find_directories (const AmbExif *exif, gsize ifd0, Directories *dirs)
{
  guint n_entries;
  gsize next;

  *dirs = (Directories){ .ifd0 = ifd0 };
  if (!amb_exif_directory (exif, ifd0, &n_entries, &dirs->link))
    return FALSE;
  dirs->exif = amb_exif_sub_directory (exif, ifd0, TAG_EXIF);
  dirs->gps = amb_exif_sub_directory (exif, ifd0, TAG_GPS);
  dirs->interop = dirs->exif != 0 ? amb_exif_sub_directory (exif, dirs->exif, TAG_INTEROP) : 0;
  dirs->ifd1 = amb_exif_get32 (exif, dirs->link);
  if (dirs->ifd1 == ifd0 || !amb_exif_directory (exif, dirs->ifd1, &n_entries, &next))
    dirs->ifd1 = 0;
  return TRUE;
}

int
amb_metadata_orientation (GBytes *exif)
{
  g_autoptr (GBytes) block = exif != NULL ? without_name (exif) : NULL;
  AmbExif structure;
  AmbExifEntry entry;
  gsize length, ifd0;
  gconstpointer bytes;
  guint32 value;

  if (block == NULL)
    return 1;
  bytes = g_bytes_get_data (block, &length);
  if (!amb_exif_init (&structure, (guint8 *) bytes, length, &ifd0)
      || !amb_exif_find (&structure, ifd0, TAG_ORIENTATION, &entry))
    return 1;
  value = amb_exif_number (&structure, &entry, 0);
  return value >= 1 && value <= 8 ? (int) value : 1;
}

static void
set_if_there (const AmbExif *exif, gsize ifd, guint tag, guint type, guint32 value)
{
  AmbExifEntry entry;

  if (amb_exif_find (exif, ifd, tag, &entry))
    amb_exif_set_number (exif, &entry, type, value);
}

/* "R03" in the interoperability directory is DCF's way to say Adobe RGB, "R98" to say sRGB. */
static gboolean
find_interop (const AmbExif *exif, gsize ifd, AmbExifEntry *entry)
{
  return ifd != 0 && amb_exif_find (exif, ifd, TAG_INTEROP_INDEX, entry) && entry->size == 4;
}

static void
set_interop (const AmbExif *exif, gsize ifd, AmbSpace space)
{
  const char *index = space == AMB_SPACE_ADOBE_RGB ? "R03" : "R98";
  AmbExifEntry entry;

  if (find_interop (exif, ifd, &entry)
      && (memcmp (exif->bytes + entry.value, "R03", 4) == 0
          || memcmp (exif->bytes + entry.value, "R98", 4) == 0))
    memcpy (exif->bytes + entry.value, index, 4);
}

gboolean
amb_metadata_is_adobe_rgb (GBytes *exif)
{
  g_autoptr (GBytes) block = exif != NULL ? without_name (exif) : NULL;
  AmbExif structure;
  AmbExifEntry entry;
  Directories dirs;
  gsize length, ifd0;
  guint32 colour_space = 0;

  if (block == NULL
      || !amb_exif_init (&structure, (guint8 *) g_bytes_get_data (block, &length),
                         g_bytes_get_size (block), &ifd0)
      || !find_directories (&structure, ifd0, &dirs) || dirs.exif == 0)
    return FALSE;
  if (amb_exif_find (&structure, dirs.exif, TAG_COLOUR_SPACE, &entry))
    colour_space = amb_exif_number (&structure, &entry, 0);
  return colour_space == COLOUR_SPACE_ADOBE_RGB
         || (colour_space != COLOUR_SPACE_SRGB && find_interop (&structure, dirs.interop, &entry)
             && memcmp (structure.bytes + entry.value, "R03", 4) == 0);
}

static void
patch (const AmbExif *exif, const Directories *dirs, const AmbMetadataUpdate *update)
{
  set_if_there (exif, dirs->ifd0, TAG_ORIENTATION, AMB_EXIF_SHORT, 1);
  set_if_there (exif, dirs->ifd0, TAG_WIDTH, AMB_EXIF_LONG, update->width);
  set_if_there (exif, dirs->ifd0, TAG_HEIGHT, AMB_EXIF_LONG, update->height);
  set_if_there (exif, dirs->exif, TAG_PIXEL_WIDTH, AMB_EXIF_LONG, update->width);
  set_if_there (exif, dirs->exif, TAG_PIXEL_HEIGHT, AMB_EXIF_LONG, update->height);
  set_if_there (exif, dirs->exif, TAG_COLOUR_SPACE, AMB_EXIF_SHORT,
                update->space == AMB_SPACE_SRGB ? COLOUR_SPACE_SRGB : COLOUR_SPACE_UNCALIBRATED);
  set_interop (exif, dirs->interop, update->space);
}

static gboolean
overlaps (gsize start, gsize end, gsize other, gsize size)
{
  return size > 0 && other < end && start < other + size;
}

/* Whether anything of a directory that stays, or of its values, lies in [start, end). */
static gboolean
directory_touches (const AmbExif *exif, gsize ifd, gsize start, gsize end)
{
  guint n_entries;
  gsize next;

  if (ifd == 0 || !amb_exif_directory (exif, ifd, &n_entries, &next))
    return FALSE;
  if (overlaps (start, end, ifd, next + 4 - ifd))
    return TRUE;
  for (guint i = 0; i < n_entries; i++)
    {
      AmbExifEntry entry = amb_exif_entry (exif, ifd, i);

      if (overlaps (start, end, entry.value, entry.size))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_in_use (const AmbExif *exif, const Directories *dirs, gsize start, gsize end)
{
  return start < 8 || directory_touches (exif, dirs->ifd0, start, end)
         || directory_touches (exif, dirs->exif, start, end)
         || directory_touches (exif, dirs->gps, start, end)
         || directory_touches (exif, dirs->interop, start, end);
}

/* At the end of the block it is cut off, elsewhere blanked; what is in use by others is left alone.
 */
static void
erase (AmbExif *exif, const Directories *dirs, gsize start, gsize size)
{
  if (size == 0 || start > exif->length || is_in_use (exif, dirs, start, start + size))
    return;
  size = MIN (size, exif->length - start);
  memset (exif->bytes + start, 0, size);
  if (start + size == exif->length)
    exif->length = start;
}

static void
erase_pairs (AmbExif *exif, const Directories *dirs, guint offsets_tag, guint sizes_tag)
{
  AmbExifEntry offsets, sizes;

  if (!amb_exif_find (exif, dirs->ifd1, offsets_tag, &offsets)
      || !amb_exif_find (exif, dirs->ifd1, sizes_tag, &sizes))
    return;
  for (guint32 i = 0; i < MIN (MIN (offsets.count, sizes.count), MAX_STRIPS); i++)
    {
      gsize start = amb_exif_number (exif, &offsets, i);
      gsize size = amb_exif_number (exif, &sizes, i);

      /* Not IFD1 itself: the next pair is still to be read from it. */
      if (!directory_touches (exif, dirs->ifd1, start, start + size))
        erase (exif, dirs, start, size);
    }
}

/* Before anything is written: directories that lie over each other change each other's length, and
 * with it what is in use. FALSE: the block was cut too short for its own link. */
static gboolean
remove_thumbnail (AmbExif *exif, Directories *dirs)
{
  guint n_entries;
  gsize next;

  if (dirs->ifd1 != 0)
    {
      erase_pairs (exif, dirs, TAG_JPEG_OFFSET, TAG_JPEG_SIZE);
      erase_pairs (exif, dirs, TAG_STRIP_OFFSETS, TAG_STRIP_SIZES);
      if (amb_exif_directory (exif, dirs->ifd1, &n_entries, &next))
        erase (exif, dirs, dirs->ifd1, next + 4 - dirs->ifd1);
    }
  if (dirs->link + 4 > exif->length)
    return FALSE;
  amb_exif_put32 (exif, dirs->link, 0);
  return TRUE;
}

static void
put_entry (const AmbExif *exif, gsize *offset, guint tag, guint type, guint32 value)
{
  AmbExifEntry entry = { .entry = *offset };

  amb_exif_put16 (exif, *offset, tag);
  amb_exif_set_number (exif, &entry, type, value);
  *offset += 12;
}

/* A new IFD1 at the end: six entries, the link, two resolutions, the picture. */
static GByteArray *
append_thumbnail (const AmbExif *exif, const Directories *dirs, GBytes *thumbnail)
{
  enum
  {
    N_ENTRIES = 6,
    DIRECTORY = 2 + N_ENTRIES * 12 + 4,
    RESOLUTIONS = 2 * 8
  };
  gsize ifd1 = (exif->length + 1) & ~(gsize) 1;
  gsize picture = ifd1 + DIRECTORY + RESOLUTIONS;
  gsize size, offset = ifd1 + 2;
  const guint8 *bytes = g_bytes_get_data (thumbnail, &size);
  GByteArray *whole = g_byte_array_new ();
  AmbExif grown;

  g_byte_array_append (whole, exif->bytes, (guint) exif->length);
  g_byte_array_set_size (whole, (guint) picture);
  memset (whole->data + exif->length, 0, picture - exif->length);
  grown = (AmbExif){ whole->data, picture, exif->big_endian };

  amb_exif_put32 (&grown, dirs->link, (guint32) ifd1);
  amb_exif_put16 (&grown, ifd1, N_ENTRIES);
  put_entry (&grown, &offset, TAG_COMPRESSION, AMB_EXIF_SHORT, COMPRESSION_JPEG);
  put_entry (&grown, &offset, TAG_X_RESOLUTION, TYPE_RATIONAL, (guint32) (ifd1 + DIRECTORY));
  put_entry (&grown, &offset, TAG_Y_RESOLUTION, TYPE_RATIONAL, (guint32) (ifd1 + DIRECTORY + 8));
  put_entry (&grown, &offset, TAG_RESOLUTION_UNIT, AMB_EXIF_SHORT, UNIT_INCH);
  put_entry (&grown, &offset, TAG_JPEG_OFFSET, AMB_EXIF_LONG, (guint32) picture);
  put_entry (&grown, &offset, TAG_JPEG_SIZE, AMB_EXIF_LONG, (guint32) size);
  for (guint i = 0; i < 4; i++)
    amb_exif_put32 (&grown, ifd1 + DIRECTORY + i * 4, i % 2 == 0 ? THUMBNAIL_DPI : 1);
  g_byte_array_append (whole, bytes, (guint) size);
  return whole;
}

static GBytes *
finish (const AmbExif *exif,
        const Directories *dirs,
        const AmbMetadataUpdate *update,
        GPtrArray *notes)
{
  GByteArray *grown;

  if (update->thumbnail == NULL || g_bytes_get_size (update->thumbnail) == 0)
    return g_bytes_new (exif->bytes, exif->length);
  if (exif->length + g_bytes_get_size (update->thumbnail) <= MAX_BLOCK)
    {
      grown = append_thumbnail (exif, dirs, update->thumbnail);
      if (grown->len <= MAX_BLOCK)
        return g_byte_array_free_to_bytes (grown);
      g_byte_array_unref (grown);
    }
  if (notes != NULL)
    g_ptr_array_add (notes, g_strdup ("Exif thumbnail left out: the block is too long"));
  return g_bytes_new (exif->bytes, exif->length);
}

GBytes *
amb_metadata_update_exif (GBytes *exif, const AmbMetadataUpdate *update, GPtrArray *notes)
{
  g_autoptr (GBytes) block = exif != NULL ? without_name (exif) : NULL;
  g_autofree guint8 *copy = NULL;
  AmbExif structure;
  Directories dirs;
  gsize length, ifd0;

  g_return_val_if_fail (update != NULL, NULL);

  if (block == NULL)
    return NULL;
  length = g_bytes_get_size (block);
  copy = g_memdup2 (g_bytes_get_data (block, NULL), length);
  if (!amb_exif_init (&structure, copy, length, &ifd0)
      || !find_directories (&structure, ifd0, &dirs) || !remove_thumbnail (&structure, &dirs))
    {
      if (notes != NULL)
        g_ptr_array_add (notes, g_strdup ("Exif left out: it is damaged"));
      return NULL;
    }
  patch (&structure, &dirs, update);
  return finish (&structure, &dirs, update, notes);
}
