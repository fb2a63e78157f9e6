/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a block of which something must not go on is written anew, from what its directories
 * name: bytes that nobody points to any more, or that only a maker note points to, cannot slip
 * through. Maker notes go then, as a whole: their offsets would not survive, and nobody knows all
 * of what they hold (places, serial numbers, previews). Directories of pictures (SubIFDs, the
 * thumbnail's) go too; the caller makes a new thumbnail. A block that only gets a copyright notice
 * keeps all its bytes where they are: its first directory moves to the end and grows. */
#include "amb-metadata-filter.h"

#include <string.h>
#include "amb-exif-private.h"

/* CIPA DC-008 (Exif 2.32) and TIFF 6.0; 0xc6xx: DNG 1.4; 0xfde8: Adobe's raw converter. */
enum
{
  TAG_XMP = 0x02bc,
  TAG_STRIP_OFFSETS = 0x0111,
  TAG_STRIP_SIZES = 0x0117,
  TAG_TILE_OFFSETS = 0x0144,
  TAG_TILE_SIZES = 0x0145,
  TAG_SUB_IFDS = 0x014a,
  TAG_JPEG_OFFSET = 0x0201,
  TAG_JPEG_SIZE = 0x0202,
  TAG_COPYRIGHT = 0x8298,
  TAG_IPTC = 0x83bb,
  TAG_PHOTOSHOP = 0x8649,
  TAG_EXIF = 0x8769,
  TAG_GPS = 0x8825,
  TAG_MAKER_NOTE = 0x927c,
  TAG_INTEROP = 0xa005,
  TAG_OWNER = 0xa430,
  TAG_BODY_SERIAL = 0xa431,
  TAG_LENS_SERIAL = 0xa435,
  TAG_DNG_SERIAL = 0xc62f,
  TAG_DNG_PRIVATE = 0xc634,
  TAG_ADOBE_OWNER = 0xfde8,
  TAG_ADOBE_SERIAL = 0xfde9,
  TAG_ADOBE_LENS = 0xfdea,

  TYPE_ASCII = 2,
  TYPE_IFD = 13,
  HEADER = 8,
  ENTRY = 12,
};

/* Whatever the directory. */
static const struct
{
  guint tag;
  AmbMetadataPolicy policy; /* 0: never goes on in a block that is written anew */
} gone[] = {
  { TAG_STRIP_OFFSETS, 0 },
  { TAG_STRIP_SIZES, 0 },
  { TAG_TILE_OFFSETS, 0 },
  { TAG_TILE_SIZES, 0 },
  { TAG_SUB_IFDS, 0 },
  { TAG_JPEG_OFFSET, 0 },
  { TAG_JPEG_SIZE, 0 },
  { TAG_XMP, 0 },
  { TAG_IPTC, 0 },
  { TAG_PHOTOSHOP, 0 },
  { TAG_MAKER_NOTE, 0 },
  { TAG_DNG_PRIVATE, 0 },
  { TAG_GPS, AMB_METADATA_STRIP_LOCATION },
  { TAG_OWNER, AMB_METADATA_STRIP_SERIALS },
  { TAG_BODY_SERIAL, AMB_METADATA_STRIP_SERIALS },
  { TAG_LENS_SERIAL, AMB_METADATA_STRIP_SERIALS },
  { TAG_DNG_SERIAL, AMB_METADATA_STRIP_SERIALS },
  { TAG_ADOBE_OWNER, AMB_METADATA_STRIP_SERIALS },
  { TAG_ADOBE_SERIAL, AMB_METADATA_STRIP_SERIALS },
  { TAG_ADOBE_LENS, AMB_METADATA_STRIP_SERIALS },
};

/* Where one directory points to another. */
static const guint links[] = { TAG_EXIF, TAG_GPS, TAG_INTEROP };

typedef struct
{
  const AmbMetadataFilter *filter;
  AmbExif old;
  GByteArray *bytes;
  gsize budget; /* of values: many entries may name the same ones */
  AmbMetadataPolicy found;
  gboolean had_maker_note;
} Rewrite;

gboolean
amb_metadata_filter_is_neutral (const AmbMetadataFilter *self)
{
  return self->policy == AMB_METADATA_KEEP && self->copyright == NULL && !self->shows_part;
}

static gboolean
must_rewrite (const AmbMetadataFilter *self)
{
  return self->policy != AMB_METADATA_KEEP || self->shows_part;
}

static gboolean
is_link (guint tag)
{
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    if (links[i] == tag)
      return TRUE;
  return FALSE;
}

static gboolean
goes_on (Rewrite *self, const AmbExifEntry *entry)
{
  self->had_maker_note |= entry->tag == TAG_MAKER_NOTE;
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    {
      if (gone[i].tag != entry->tag)
        continue;
      self->found |= gone[i].policy & self->filter->policy;
      return gone[i].policy != 0 && (gone[i].policy & self->filter->policy) == 0;
    }
  if (entry->size == 0 || entry->size > self->budget || entry->type == TYPE_IFD
      || (entry->tag == TAG_COPYRIGHT && self->filter->copyright != NULL))
    return FALSE;
  self->budget -= entry->size;
  return TRUE;
}

static void
put (Rewrite *self, gsize offset, guint size, guint32 number)
{
  const AmbExif view = { self->bytes->data, self->bytes->len, self->old.big_endian };
  if (size == 2)
    amb_exif_put16 (&view, offset, number);
  else
    amb_exif_put32 (&view, offset, number);
}

/* Zeros at the end, which stays even; where they begin. */
static gsize
grow (Rewrite *self, gsize size)
{
  const gsize start = self->bytes->len;
  const gsize end = start + ((size + 1) & ~(gsize) 1);
  g_byte_array_set_size (self->bytes, (guint) end);
  memset (self->bytes->data + start, 0, end - start);
  return start;
}

static void
write_entry (
    Rewrite *self, gsize at, guint tag, guint type, guint32 count, gconstpointer value, gsize size)
{
  gsize place = at + 8;
  put (self, at, 2, tag);
  put (self, at + 2, 2, type);
  put (self, at + 4, 4, count);
  if (size > 4)
    {
      place = grow (self, size);
      put (self, at + 8, 4, (guint32) place);
    }
  memcpy (self->bytes->data + place, value, size);
}

static void
write_copyright (Rewrite *self, gsize at)
{
  const gsize size = strlen (self->filter->copyright) + 1;
  write_entry (self, at, TAG_COPYRIGHT, TYPE_ASCII, (guint32) size, self->filter->copyright, size);
}

static int
compare_tags (gconstpointer a, gconstpointer b)
{
  const AmbExifEntry *first = a, *second = b;
  return (int) first->tag - (int) second->tag;
}

/* The entries of a directory that go on, in the order that TIFF wants; links with a size of 0 are
 * those whose directory is to follow. */
static GArray *
choose_entries (Rewrite *self, gsize ifd)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (AmbExifEntry));
  guint n_entries = 0;
  gsize next;

  if (ifd != 0 && amb_exif_directory (&self->old, ifd, &n_entries, &next))
    for (guint i = 0; i < n_entries; i++)
      {
        AmbExifEntry entry = amb_exif_entry (&self->old, ifd, i);
        if (goes_on (self, &entry))
          g_array_append_val (entries, entry);
      }
  return entries;
}

static gsize write_directory (Rewrite *self, gsize ifd, guint depth);

static void
copy_entry (Rewrite *self, gsize ifd, guint depth, gsize at, const AmbExifEntry *entry)
{
  if (!is_link (entry->tag))
    {
      write_entry (self, at, entry->tag, entry->type, entry->count, self->old.bytes + entry->value,
                   entry->size);
      return;
    }
  put (self, at, 2, entry->tag);
  put (self, at + 2, 2, AMB_EXIF_LONG);
  put (self, at + 4, 4, 1);
  const gsize place
      = write_directory (self, amb_exif_sub_directory (&self->old, ifd, entry->tag), depth + 1);
  put (self, at + 8, 4, (guint32) place);
}

/* Links lead down two levels, Exif's own: deeper ones, and a second one of a kind, are dropped. */
static void
drop_dead_links (Rewrite *self, gsize ifd, guint depth, GArray *entries)
{
  for (guint i = entries->len; i > 0; i--)
    {
      const AmbExifEntry *entry = &g_array_index (entries, AmbExifEntry, i - 1);
      const gboolean twice
          = i > 1 && g_array_index (entries, AmbExifEntry, i - 2).tag == entry->tag;
      const gboolean dead
          = is_link (entry->tag)
            && (depth > 1 || amb_exif_sub_directory (&self->old, ifd, entry->tag) == 0);
      if (twice || dead)
        g_array_remove_index (entries, i - 1);
    }
}

/* Copies ifd (0: empty) with all that it names; where it begins. */
static gsize
write_directory (Rewrite *self, gsize ifd, guint depth)
{
  g_autoptr (GArray) entries = choose_entries (self, ifd);
  AmbExifEntry notice = { .tag = TAG_COPYRIGHT };

  if (depth == 0 && self->filter->copyright != NULL)
    g_array_append_val (entries, notice);
  g_array_sort (entries, compare_tags);
  drop_dead_links (self, ifd, depth, entries);

  const gsize start = grow (self, 2 + (gsize) entries->len * ENTRY + 4);
  put (self, start, 2, entries->len);
  for (guint i = 0; i < entries->len; i++)
    {
      const AmbExifEntry *entry = &g_array_index (entries, AmbExifEntry, i);
      const gsize at = start + 2 + (gsize) i * ENTRY;
      if (entry->tag == TAG_COPYRIGHT && entry->entry == 0)
        write_copyright (self, at);
      else
        copy_entry (self, ifd, depth, at, entry);
    }
  return start;
}

static void
begin (Rewrite *self, const AmbMetadataFilter *filter)
{
  static const guint8 headers[2][HEADER]
      = { { 'I', 'I', 42, 0, HEADER }, { 'M', 'M', 0, 42, 0, 0, 0, HEADER } };
  self->filter = filter;
  self->budget = self->old.length;
  self->bytes = g_byte_array_new ();
  g_byte_array_append (self->bytes, headers[self->old.big_endian ? 1 : 0], HEADER);
}

static void
tell (const Rewrite *self, GPtrArray *notes)
{
  if (self->found & AMB_METADATA_STRIP_LOCATION)
    g_ptr_array_add (notes, g_strdup ("Exif: location left out"));
  if (self->found & AMB_METADATA_STRIP_SERIALS)
    g_ptr_array_add (notes, g_strdup ("Exif: serial numbers left out"));
  if (self->had_maker_note)
    g_ptr_array_add (notes, g_strdup_printf ("Exif: maker notes left out, they may hold %s",
                                             self->filter->policy != AMB_METADATA_KEEP
                                                 ? "places and serial numbers"
                                                 : "a preview of the whole photo"));
}

/* Only what the copyright notice is, in a block of its own. */
static GBytes *
new_block (const AmbMetadataFilter *filter)
{
  Rewrite self = { 0 };
  begin (&self, filter);
  write_directory (&self, 0, 0);
  return g_byte_array_free_to_bytes (self.bytes);
}

/* A copy of the first directory at the end, with the notice in its place. */
static void
move_first_directory (Rewrite *self, gsize ifd)
{
  guint n_entries = 0;
  gsize next = 0;
  amb_exif_directory (&self->old, ifd, &n_entries, &next);
  const guint32 link = amb_exif_get32 (&self->old, next);
  gboolean written = FALSE;
  guint n = 0;

  if (self->bytes->len % 2 != 0)
    g_byte_array_append (self->bytes, (const guint8 *) "", 1);
  const gsize start = grow (self, 2 + ((gsize) n_entries + 1) * ENTRY + 4);
  for (guint i = 0; i < n_entries; i++)
    {
      const AmbExifEntry entry = amb_exif_entry (&self->old, ifd, i);
      if (!written && entry.tag >= TAG_COPYRIGHT)
        {
          write_copyright (self, start + 2 + (gsize) n++ * ENTRY);
          written = TRUE;
        }
      if (entry.tag != TAG_COPYRIGHT)
        memcpy (self->bytes->data + start + 2 + (gsize) n++ * ENTRY, self->old.bytes + entry.entry,
                ENTRY);
    }
  if (!written)
    write_copyright (self, start + 2 + (gsize) n++ * ENTRY);
  put (self, start, 2, n);
  put (self, start + 2 + (gsize) n * ENTRY, 4, link);
  put (self, 4, 4, (guint32) start);
}

static GBytes *
add_copyright (Rewrite *self, gsize ifd)
{
  guint n_entries;
  gsize next;

  if (!amb_exif_directory (&self->old, ifd, &n_entries, &next))
    return NULL;
  self->bytes = g_byte_array_new ();
  g_byte_array_append (self->bytes, self->old.bytes, (guint) self->old.length);
  move_first_directory (self, ifd);
  return g_byte_array_free_to_bytes (self->bytes);
}

GBytes *
amb_metadata_filter_exif (const AmbMetadataFilter *filter, GBytes *block, GPtrArray *notes)
{
  Rewrite self = { .filter = filter };
  gsize length, ifd0;
  guint n_entries;
  gsize next;

  if (filter->policy & AMB_METADATA_STRIP)
    block = NULL;
  if (block == NULL)
    return filter->copyright != NULL ? new_block (filter) : NULL;
  if (amb_metadata_filter_is_neutral (filter))
    return g_bytes_ref (block);

  const guint8 *bytes = g_bytes_get_data (block, &length);
  const gsize name = length > 6 && memcmp (bytes, "Exif\0", 6) == 0 ? 6 : 0;
  /* Read only: nothing is written through self.old. */
  if (!amb_exif_init (&self.old, (guint8 *) bytes + name, length - name, &ifd0)
      || !amb_exif_directory (&self.old, ifd0, &n_entries, &next))
    {
      g_ptr_array_add (notes, g_strdup ("Exif left out: it is damaged"));
      return filter->copyright != NULL ? new_block (filter) : NULL;
    }
  if (!must_rewrite (filter))
    return add_copyright (&self, ifd0);
  begin (&self, filter);
  write_directory (&self, ifd0, 0);
  tell (&self, notes);
  return g_byte_array_free_to_bytes (self.bytes);
}
