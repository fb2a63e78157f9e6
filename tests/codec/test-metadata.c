/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Exif, XMP and Photoshop blocks after an edit, checked on blocks made here and, with exiv2 as an
 * independent reader, on real ones. */
#include "amb-corpus.h"
#include "amb-metadata.h"
#include "amb-samples.h"

#include <fcntl.h>
#include <gexiv2/gexiv2.h>
#include <string.h>
#include <unistd.h>

static const char old_thumbnail[] = "\xff\xd8old thumbnail of the uncropped picture\xff\xd9";
static const char new_thumbnail[] = "\xff\xd8new\xff\xd9";

typedef struct
{
  GByteArray *bytes;
  gboolean big_endian;
} Builder;

static void
put16 (Builder *self, guint value)
{
  guint8 big[] = { (guint8) (value >> 8), (guint8) value };
  guint8 little[] = { (guint8) value, (guint8) (value >> 8) };

  g_byte_array_append (self->bytes, self->big_endian ? big : little, 2);
}

static void
put32 (Builder *self, guint32 value)
{
  put16 (self, self->big_endian ? value >> 16 : value & 0xffff);
  put16 (self, self->big_endian ? value & 0xffff : value >> 16);
}

static void
put_short (Builder *self, guint tag, guint value)
{
  put16 (self, tag);
  put16 (self, 3);
  put32 (self, 1);
  put16 (self, value);
  put16 (self, 0);
}

static void
put_long (Builder *self, guint tag, guint32 value)
{
  put16 (self, tag);
  put16 (self, 4);
  put32 (self, 1);
  put32 (self, value);
}

static void
put_bytes (Builder *self, guint tag, guint32 length, guint32 offset)
{
  put16 (self, tag);
  put16 (self, 7);
  put32 (self, length);
  put32 (self, offset);
}

enum
{
  IFD0 = 8,                     /* orientation, width, Exif */
  EXIF = IFD0 + 2 + 3 * 12 + 4, /* maker note, colour space, width, height */
  NOTE = EXIF + 2 + 4 * 12 + 4,
  NOTE_BYTES = 10,
  IFD1 = NOTE + NOTE_BYTES, /* thumbnail's offset and length */
  THUMBNAIL = IFD1 + 2 + 2 * 12 + 4,
  BLOCK_BYTES = THUMBNAIL + sizeof old_thumbnail - 1,
};

static GBytes *
make_block (gboolean big_endian, guint orientation)
{
  Builder b = { g_byte_array_new (), big_endian };

  g_byte_array_append (b.bytes, (const guint8 *) (big_endian ? "MM" : "II"), 2);
  put16 (&b, 42);
  put32 (&b, IFD0);
  put16 (&b, 3);
  put_short (&b, 0x100, 4000);
  put_short (&b, 0x112, orientation);
  put_long (&b, 0x8769, EXIF);
  put32 (&b, IFD1);
  put16 (&b, 4);
  put_bytes (&b, 0x927c, NOTE_BYTES, NOTE);
  put_short (&b, 0xa001, 65535);
  put_short (&b, 0xa002, 4000);
  put_long (&b, 0xa003, 3000);
  put32 (&b, 0);
  g_byte_array_append (b.bytes, (const guint8 *) "maker note", NOTE_BYTES);
  put16 (&b, 2);
  put_long (&b, 0x201, THUMBNAIL);
  put_long (&b, 0x202, sizeof old_thumbnail - 1);
  put32 (&b, 0);
  g_byte_array_append (b.bytes, (const guint8 *) old_thumbnail, sizeof old_thumbnail - 1);
  g_assert_cmpuint (b.bytes->len, ==, BLOCK_BYTES);
  return g_byte_array_free_to_bytes (b.bytes);
}

static GExiv2Metadata *
read_block (GBytes *exif)
{
  GByteArray *app1 = g_byte_array_new ();
  GExiv2Metadata *metadata = gexiv2_metadata_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (app1, (const guint8 *) "Exif\0\0", 6);
  g_byte_array_append (app1, g_bytes_get_data (exif, NULL), (guint) g_bytes_get_size (exif));
  gexiv2_metadata_from_app1_segment (metadata, app1->data, (glong) app1->len, &error);
  g_assert_no_error (error);
  g_byte_array_unref (app1);
  return metadata;
}

static glong
read_long (GExiv2Metadata *metadata, const char *tag)
{
  g_autoptr (GError) error = NULL;
  glong value = gexiv2_metadata_try_get_tag_long (metadata, tag, &error);

  g_assert_no_error (error);
  return value;
}

static void
assert_thumbnail (GExiv2Metadata *metadata, const char *bytes, gsize length)
{
  guint8 *buffer = NULL;
  int size = 0;

  g_assert_true (gexiv2_metadata_get_exif_thumbnail (metadata, &buffer, &size));
  g_assert_cmpmem (buffer, (gsize) size, bytes, length);
  g_free (buffer);
}

static gboolean
contains (GBytes *block, const char *text)
{
  return memmem (g_bytes_get_data (block, NULL), g_bytes_get_size (block), text, strlen (text))
         != NULL;
}

static void
test_orientation (void)
{
  for (guint i = 0; i < 12; i++)
    for (guint endian = 0; endian < 2; endian++)
      {
        g_autoptr (GBytes) block = make_block (endian == 1, i);

        g_assert_cmpint (amb_metadata_orientation (block), ==, i >= 1 && i <= 8 ? (int) i : 1);
      }
  g_assert_cmpint (amb_metadata_orientation (NULL), ==, 1);
}

static void
test_update (gconstpointer data)
{
  g_autoptr (GBytes) block = make_block (GPOINTER_TO_INT (data), 6);
  g_autoptr (GBytes) thumbnail = g_bytes_new_static (new_thumbnail, sizeof new_thumbnail - 1);
  AmbMetadataUpdate update = { 70000, 1234, thumbnail };
  g_autoptr (GBytes) updated = amb_metadata_update_exif (block, &update, NULL);
  g_autoptr (GExiv2Metadata) metadata = NULL;

  g_assert_nonnull (updated);
  metadata = read_block (updated);
  g_assert_cmpint (read_long (metadata, "Exif.Image.Orientation"), ==, 1);
  g_assert_cmpint (read_long (metadata, "Exif.Image.ImageWidth"), ==, 70000);
  g_assert_cmpint (read_long (metadata, "Exif.Photo.PixelXDimension"), ==, 70000);
  g_assert_cmpint (read_long (metadata, "Exif.Photo.PixelYDimension"), ==, 1234);
  g_assert_cmpint (read_long (metadata, "Exif.Photo.ColorSpace"), ==, 1);
  assert_thumbnail (metadata, new_thumbnail, sizeof new_thumbnail - 1);
  g_assert_false (contains (updated, "old thumbnail"));
  g_assert_cmpmem ((const char *) g_bytes_get_data (updated, NULL) + NOTE, NOTE_BYTES, "maker note",
                   NOTE_BYTES);
}

/* "R03" says Adobe RGB, which the picture no longer is, unless it is. */
static void
test_interop (void)
{
  enum
  {
    SUB = IFD0 + 18,
    INTEROP = SUB + 18
  };
  Builder b = { g_byte_array_new (), FALSE };
  AmbMetadataUpdate update = { 10, 10, NULL };
  g_autoptr (GBytes) block = NULL;
  g_autoptr (GBytes) updated = NULL;

  g_byte_array_append (b.bytes, (const guint8 *) "II*\0\b\0\0\0", 8);
  put16 (&b, 1);
  put_long (&b, 0x8769, SUB);
  put32 (&b, 0);
  put16 (&b, 1);
  put_long (&b, 0xa005, INTEROP);
  put32 (&b, 0);
  put16 (&b, 1);
  put16 (&b, 1);
  put16 (&b, 2);
  put32 (&b, 4);
  g_byte_array_append (b.bytes, (const guint8 *) "R03", 4);
  put32 (&b, 0);
  block = g_byte_array_free_to_bytes (b.bytes);
  updated = amb_metadata_update_exif (block, &update, NULL);
  g_assert_false (contains (updated, "R03"));
  g_assert_true (contains (updated, "R98"));
  g_assert_true (amb_metadata_is_adobe_rgb (block));
  g_assert_false (amb_metadata_is_adobe_rgb (updated));
  g_assert_false (amb_metadata_is_adobe_rgb (NULL));
  update.space = AMB_SPACE_ADOBE_RGB;
  g_autoptr (GBytes) kept = amb_metadata_update_exif (block, &update, NULL);
  g_assert_true (amb_metadata_is_adobe_rgb (kept));
}

static void
test_no_thumbnail (void)
{
  g_autoptr (GBytes) block = make_block (FALSE, 3);
  AmbMetadataUpdate update = { 10, 10, NULL };
  g_autoptr (GBytes) updated = amb_metadata_update_exif (block, &update, NULL);

  g_assert_false (contains (updated, "old thumbnail"));
  g_assert_cmpuint (g_bytes_get_size (updated), ==, IFD1); /* the end of the block went with it */
}

/* In the middle of the block it is blanked: nothing behind it may move. */
static void
test_thumbnail_inside (void)
{
  g_autoptr (GBytes) block = make_block (FALSE, 3);
  GByteArray *longer = g_byte_array_new ();
  g_autoptr (GBytes) whole = NULL;
  AmbMetadataUpdate update = { 10, 10, NULL };
  g_autoptr (GBytes) updated = NULL;

  g_byte_array_append (longer, g_bytes_get_data (block, NULL), BLOCK_BYTES);
  g_byte_array_append (longer, (const guint8 *) "behind it", 9);
  whole = g_byte_array_free_to_bytes (longer);
  updated = amb_metadata_update_exif (whole, &update, NULL);
  g_assert_cmpuint (g_bytes_get_size (updated), ==, BLOCK_BYTES + 9);
  g_assert_false (contains (updated, "old thumbnail"));
  g_assert_true (contains (updated, "behind it"));
}

static void
test_too_long (void)
{
  g_autoptr (GBytes) block = make_block (TRUE, 3);
  g_autoptr (GBytes) thumbnail = g_bytes_new_take (g_malloc0 (65500), 65500);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  AmbMetadataUpdate update = { 10, 10, thumbnail };
  g_autoptr (GBytes) updated = amb_metadata_update_exif (block, &update, notes);

  g_assert_cmpuint (g_bytes_get_size (updated), ==, IFD1);
  g_assert_cmpuint (notes->len, ==, 1);
}

static void
assert_dropped (const char *bytes, gsize length)
{
  g_autoptr (GBytes) block = g_bytes_new_static (bytes, length);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  AmbMetadataUpdate update = { 10, 10, NULL };

  g_assert_null (amb_metadata_update_exif (block, &update, notes));
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_cmpint (amb_metadata_orientation (block), ==, 1);
}

static void
test_damaged (void)
{
  AmbMetadataUpdate update = { 10, 10, NULL };

  assert_dropped ("", 0);
  assert_dropped ("II*", 3);
  assert_dropped ("XX*\0\b\0\0\0\0\0\0\0\0\0", 14);
  assert_dropped ("II*\0\xff\xff\xff\xff\0\0\0\0\0\0", 14); /* IFD0 outside */
  assert_dropped ("II*\0\0\0\0\0\0\0\0\0\0\0", 14);         /* IFD0 in the header */
  assert_dropped ("II*\0\b\0\0\0\xff\xff\0\0\0\0", 14);     /* more entries than bytes */
  g_assert_null (amb_metadata_update_exif (NULL, &update, NULL));
}

/* Links that lead back: IFD1 is IFD0, Exif is IFD0. */
static void
test_loops (void)
{
  static const gsize links[] = { EXIF - 4, IFD0 + 2 + 2 * 12 + 8 };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GBytes) block = make_block (FALSE, 6);
      gsize length;
      g_autofree guint8 *copy = g_bytes_unref_to_data (g_steal_pointer (&block), &length);
      g_autoptr (GBytes) looped = NULL;
      g_autoptr (GBytes) updated = NULL;
      AmbMetadataUpdate update = { 10, 10, NULL };

      memcpy (copy + links[i], "\b\0\0\0", 4);
      looped = g_bytes_new (copy, length);
      updated = amb_metadata_update_exif (looped, &update, NULL);
      g_assert_nonnull (updated);
      g_assert_cmpint (amb_metadata_orientation (updated), ==, 1);
    }
}

static void
poke (guint8 *bytes, gsize offset, guint n, guint32 value)
{
  for (guint i = 0; i < n; i++)
    bytes[offset + i] = (guint8) (value >> 8 * i);
}

/* The Exif directory's only entry lies over the first directory's number of entries, so that
 * writing the width shortens it; a second directory lies over both. Its link stays inside what is
 * left. */
static void
test_overlap (void)
{
  enum
  {
    OVER = 8,
    FIRST = OVER + 4,
    N = 200,
    LINK = FIRST + 2 + 12 * N,
    SECOND = 100,
    N_SECOND = 250,
    END = SECOND + 2 + 12 * N_SECOND + 4
  };
  guint8 bytes[END] = "II*";
  g_autoptr (GBytes) thumbnail = g_bytes_new_static (new_thumbnail, sizeof new_thumbnail - 1);
  g_autoptr (GBytes) block = NULL;
  g_autoptr (GBytes) updated = NULL;
  AmbMetadataUpdate update = { 100, 100, thumbnail };

  poke (bytes, 4, 4, FIRST);
  poke (bytes, OVER, 2, 1);
  poke (bytes, OVER + 2, 2, 0xa002); /* width */
  poke (bytes, FIRST, 2, N);
  poke (bytes, FIRST + 14, 2, 0x8769); /* Exif */
  poke (bytes, FIRST + 16, 2, 4);
  poke (bytes, FIRST + 18, 4, 1);
  poke (bytes, FIRST + 22, 4, OVER);
  poke (bytes, LINK, 4, SECOND);
  poke (bytes, SECOND, 2, N_SECOND);
  block = g_bytes_new (bytes, sizeof bytes);
  updated = amb_metadata_update_exif (block, &update, NULL);
  g_assert_true (updated == NULL || g_bytes_get_size (updated) >= LINK + 4);
}

/* Any byte wrong: nothing is read or written outside the block (the sanitizers see), nothing hangs.
 */
static void
test_any_byte (void)
{
  g_autoptr (GBytes) thumbnail = g_bytes_new_static (new_thumbnail, sizeof new_thumbnail - 1);
  AmbMetadataUpdate update = { 10, 10, thumbnail };

  for (guint i = 0; i < BLOCK_BYTES * 16; i++)
    {
      g_autoptr (GBytes) block = make_block (i % 2 == 1, 6);
      gsize length;
      g_autofree guint8 *copy = g_bytes_unref_to_data (g_steal_pointer (&block), &length);
      g_autoptr (GBytes) damaged = NULL;
      g_autoptr (GBytes) updated = NULL;

      copy[i / 16] = (guint8) (i * 37);
      damaged = g_bytes_new (copy, length);
      updated = amb_metadata_update_exif (damaged, &update, NULL);
      g_assert_true (updated == NULL || g_bytes_get_size (updated) < 2 * BLOCK_BYTES);
    }
}

static void
assert_xmp (const char *before, const char *after)
{
  g_autoptr (GBytes) xmp = g_bytes_new_static (before, strlen (before));
  g_autoptr (GBytes) updated = amb_metadata_update_xmp (xmp);

  g_assert_cmpmem (g_bytes_get_data (updated, NULL), g_bytes_get_size (updated), after,
                   strlen (after));
}

static void
test_xmp (void)
{
  assert_xmp ("<a tiff:Orientation=\"6\" b='6'/>", "<a tiff:Orientation=\"1\" b='6'/>");
  assert_xmp ("<a tiff:Orientation = '8'>", "<a tiff:Orientation = '1'>");
  assert_xmp ("<tiff:Orientation>3</tiff:Orientation>", "<tiff:Orientation>1</tiff:Orientation>");
  assert_xmp ("<tiff:Orientation> 3 </tiff:Orientation>",
              "<tiff:Orientation> 1 </tiff:Orientation>");
  assert_xmp ("tiff:Orientation", "tiff:Orientation");
  assert_xmp ("tiff:Orientation=\"", "tiff:Orientation=\"");
  assert_xmp ("tiff:Orientation='66'", "tiff:Orientation='66'");
  assert_xmp ("a<xmp:Thumbnails><x>old</x></xmp:Thumbnails>b", "ab");
  assert_xmp ("a<xmp:Thumbnails>b", "a<xmp:Thumbnails>b");
  assert_xmp ("", "");
  g_assert_null (amb_metadata_update_xmp (NULL));
}

static void
assert_iptc (const char *before, gsize before_length, const char *after, gsize after_length)
{
  g_autoptr (GBytes) block = g_bytes_new_static (before, before_length);
  g_autoptr (GBytes) checked = amb_metadata_check_iptc (block);

  if (after == NULL)
    g_assert_null (checked);
  else
    g_assert_cmpmem (g_bytes_get_data (checked, NULL), g_bytes_get_size (checked), after,
                     after_length);
}

#define HEAD "Photoshop 3.0\0"
#define CAPTION "8BIM\4\4\0\0\0\0\0\3abc\0"
#define THUMBNAIL_RESOURCE "8BIM\4\x0c\0\0\0\0\0\2xy"
#define NAMED "8BIM\4\4\4name\0\0\0\0\2ab"

static void
test_iptc (void)
{
#define CHECK(before, after) assert_iptc (before, sizeof before - 1, after, sizeof after - 1)
  CHECK (HEAD CAPTION, HEAD CAPTION);
  CHECK (HEAD THUMBNAIL_RESOURCE CAPTION, HEAD CAPTION);
  CHECK (HEAD NAMED CAPTION, HEAD NAMED CAPTION);
  CHECK (HEAD CAPTION "8BIM\4\4\0\0\0\0\1\0short", HEAD CAPTION);
  CHECK (HEAD CAPTION "garbage", HEAD CAPTION);
#undef CHECK
  assert_iptc (HEAD, sizeof HEAD - 1, NULL, 0);
  assert_iptc (HEAD THUMBNAIL_RESOURCE, sizeof HEAD THUMBNAIL_RESOURCE - 1, NULL, 0);
  assert_iptc ("Adobe_CM", 8, NULL, 0);
  assert_iptc ("", 0, NULL, 0);
  g_assert_null (amb_metadata_check_iptc (NULL));
}

static glong
optional_long (GExiv2Metadata *metadata, const char *tag)
{
  return gexiv2_metadata_try_has_tag (metadata, tag, NULL)
             ? gexiv2_metadata_try_get_tag_long (metadata, tag, NULL)
             : -1;
}

static void
assert_same_text (GExiv2Metadata *a, GExiv2Metadata *b, const char *tag)
{
  g_autofree char *text_a = gexiv2_metadata_try_get_tag_string (a, tag, NULL);
  g_autofree char *text_b = gexiv2_metadata_try_get_tag_string (b, tag, NULL);

  g_assert_cmpstr (text_a, ==, text_b);
}

static void
check_real (GBytes *exif)
{
  g_autoptr (GBytes) thumbnail = g_bytes_new_static (new_thumbnail, sizeof new_thumbnail - 1);
  AmbMetadataUpdate update = { 123, 456, thumbnail };
  g_autoptr (GBytes) updated = amb_metadata_update_exif (exif, &update, NULL);
  g_autoptr (GExiv2Metadata) before = read_block (exif);
  g_autoptr (GExiv2Metadata) after = NULL;

  g_assert_nonnull (updated);
  g_assert_cmpint (amb_metadata_orientation (updated), ==, 1);
  after = read_block (updated);
  g_assert_cmpint (ABS (optional_long (after, "Exif.Image.Orientation")), ==, 1);
  g_assert_cmpint (optional_long (after, "Exif.MakerNote.Offset"), ==,
                   optional_long (before, "Exif.MakerNote.Offset"));
  assert_same_text (before, after, "Exif.Photo.DateTimeOriginal");
  assert_same_text (before, after, "Exif.Photo.MakerNote");
  assert_same_text (before, after, "Exif.GPSInfo.GPSLatitude");
  if (gexiv2_metadata_try_has_tag (before, "Exif.Photo.PixelXDimension", NULL))
    g_assert_cmpint (optional_long (after, "Exif.Photo.PixelXDimension"), ==, 123);
  if (g_bytes_get_size (updated) > g_bytes_get_size (thumbnail))
    assert_thumbnail (after, new_thumbnail, sizeof new_thumbnail - 1);
}

/* Every photo and every good file that carries Exif. */
static void
test_real (void)
{
  static const AmbDecodeLimits limits = { 160 * 1000 * 1000, 500, 100 * 1000 * 1000 };
  g_autoptr (GPtrArray) rows = corpus_load ();
  guint n = 0;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const CorpusRow *row = g_ptr_array_index (rows, i);
      g_autofree char *path = corpus_path (row);
      g_autoptr (AmbDecoder) decoder = NULL;
      int fd;

      if (strcmp (row->expect, "open") != 0 || g_str_has_prefix (row->path, "bad/"))
        continue;
      fd = open (path, O_RDONLY | O_CLOEXEC);
      decoder = amb_decoder_open (fd, &limits, NULL);
      close (fd);
      if (decoder == NULL || amb_decoder_get_info (decoder)->exif == NULL)
        continue;
      g_test_message ("%s", row->path);
      check_real (amb_decoder_get_info (decoder)->exif);
      n++;
    }
  g_assert_true (rows == NULL || n > 20);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR
                          | G_LOG_LEVEL_CRITICAL); /* exiv2 warns about what cameras write */
  gexiv2_log_set_level (GEXIV2_LOG_LEVEL_MUTE);
  amb_coders_preload ();
  g_test_add_func ("/metadata/exif/orientation", test_orientation);
  g_test_add_data_func ("/metadata/exif/update-little", GINT_TO_POINTER (FALSE), test_update);
  g_test_add_data_func ("/metadata/exif/update-big", GINT_TO_POINTER (TRUE), test_update);
  g_test_add_func ("/metadata/exif/interop", test_interop);
  g_test_add_func ("/metadata/exif/no-thumbnail", test_no_thumbnail);
  g_test_add_func ("/metadata/exif/thumbnail-inside", test_thumbnail_inside);
  g_test_add_func ("/metadata/exif/too-long", test_too_long);
  g_test_add_func ("/metadata/exif/damaged", test_damaged);
  g_test_add_func ("/metadata/exif/loops", test_loops);
  g_test_add_func ("/metadata/exif/overlap", test_overlap);
  g_test_add_func ("/metadata/exif/any-byte", test_any_byte);
  g_test_add_func ("/metadata/exif/real", test_real);
  g_test_add_func ("/metadata/xmp/update", test_xmp);
  g_test_add_func ("/metadata/iptc/check", test_iptc);
  return g_test_run ();
}
