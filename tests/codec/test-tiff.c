/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* TIFF through GdkPixbuf's loader: what is read from its directories by our own code, in either
 * byte order. */
#include "amb-metadata.h"
#include "amb-samples.h"

#include <gexiv2/gexiv2.h>
#include <string.h>
#include "amb-error.h"

enum
{
  BYTE = 1,
  ASCII = 2,
  SHORT = 3,
  LONG = 4,

  N_ENTRIES = 12,
  IFD0 = 8,
  EXIF = IFD0 + 2 + N_ENTRIES * 12 + 4,
  DATE = EXIF + 2 + 12 + 4,
  PIXELS = DATE + 20,
  PIXEL_BYTES = 4 * 4, /* 2 x 2 RGBA */
};

typedef struct
{
  guint16 tag, type;
  guint32 count, value;
} Entry;

static void
put (GByteArray *bytes, gboolean big_endian, guint n, guint32 value)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 byte = (guint8) (value >> 8 * (big_endian ? n - 1 - i : i));

      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
put_entry (GByteArray *bytes, gboolean big_endian, Entry entry)
{
  put (bytes, big_endian, 2, entry.tag);
  put (bytes, big_endian, 2, entry.type);
  put (bytes, big_endian, 4, entry.count);
  if (entry.type == SHORT && entry.count == 1)
    {
      put (bytes, big_endian, 2, entry.value);
      put (bytes, big_endian, 2, 0);
    }
  else
    put (bytes, big_endian, 4, entry.value);
}

/* 2 x 2 RGBA, half transparent; first takes the place of the first entry, which is the kind of
 * picture. */
static GByteArray *
make_tiff (gboolean big_endian, Entry first, guint orientation)
{
  const Entry entries[N_ENTRIES] = {
    first,
    { 256, SHORT, 1, 2 },
    { 257, SHORT, 1, 2 },
    { 258, SHORT, 1, 8 },
    { 262, SHORT, 1, 2 },
    { 271, ASCII, 4, big_endian ? 0x414d4200 : 0x00424d41 },
    { 273, LONG, 1, PIXELS },
    { 274, SHORT, 1, orientation },
    { 277, SHORT, 1, 4 },
    { 279, LONG, 1, PIXEL_BYTES },
    { 338, SHORT, 1, 2 },
    { 34665, LONG, 1, EXIF },
  };
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) (big_endian ? "MM" : "II"), 2);
  put (bytes, big_endian, 2, 42);
  put (bytes, big_endian, 4, IFD0);
  put (bytes, big_endian, 2, N_ENTRIES);
  for (guint i = 0; i < N_ENTRIES; i++)
    put_entry (bytes, big_endian, entries[i]);
  put (bytes, big_endian, 4, 0);
  put (bytes, big_endian, 2, 1);
  put_entry (bytes, big_endian, (Entry){ 36867, ASCII, 20, DATE });
  put (bytes, big_endian, 4, 0);
  g_byte_array_append (bytes, (const guint8 *) "2014:04:24 12:18:42", 20);
  for (guint i = 0; i < PIXEL_BYTES / 4; i++)
    g_byte_array_append (bytes, (const guint8 *) "\xc8\x64\x32\x80", 4);
  g_assert_cmpuint (bytes->len, ==, PIXELS + PIXEL_BYTES);
  return bytes;
}

static const Entry plain = { 254, LONG, 1, 0 };

/* The loader turns 1 to 4 itself, and leaves one of two turns to be done for the rest. */
static void
test_orientation (gconstpointer data)
{
  static const int left[] = { 1, 1, 1, 1, 1, 5, 7, 5, 7 };

  for (guint i = 1; i <= 8; i++)
    {
      g_autoptr (GByteArray) file = make_tiff (GPOINTER_TO_INT (data), plain, i);
      g_auto (SampleResult) result = sample_decode (file->data, file->len, 1);

      g_assert_no_error (result.error);
      g_assert_cmpint (amb_decoder_get_info (result.decoder)->orientation, ==, left[i]);
      g_assert_cmpint (amb_metadata_orientation (amb_decoder_get_info (result.decoder)->exif), ==,
                       left[i]);
    }
}

/* libtiff multiplies colours by alpha; they come back straight, to within the rounding. */
static void
test_alpha (void)
{
  g_autoptr (GByteArray) file = make_tiff (FALSE, plain, 1);
  g_auto (SampleResult) result = sample_decode (file->data, file->len, 1);
  const int expected[] = { 0xc8, 0x64, 0x32, 0x80 };

  g_assert_no_error (result.error);
  g_assert_true (result.pixels->has_alpha);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (ABS (result.pixels->data[i] - expected[i]), <=, 1);
}

static void
test_exif (gconstpointer data)
{
  g_autoptr (GByteArray) file = make_tiff (GPOINTER_TO_INT (data), plain, 6);
  g_auto (SampleResult) result = sample_decode (file->data, file->len, 1);
  g_autoptr (GExiv2Metadata) metadata = gexiv2_metadata_new ();
  g_autofree char *make = NULL;
  g_autofree char *date = NULL;
  GBytes *exif;

  g_assert_no_error (result.error);
  exif = amb_decoder_get_info (result.decoder)->exif;
  g_assert_nonnull (exif);
  g_assert_true (gexiv2_metadata_open_buf (metadata, g_bytes_get_data (exif, NULL),
                                           (glong) g_bytes_get_size (exif), NULL));
  make = gexiv2_metadata_try_get_tag_string (metadata, "Exif.Image.Make", NULL);
  date = gexiv2_metadata_try_get_tag_string (metadata, "Exif.Photo.DateTimeOriginal", NULL);
  g_assert_cmpstr (make, ==, "AMB");
  g_assert_cmpstr (date, ==, "2014:04:24 12:18:42");
  g_assert_false (gexiv2_metadata_try_has_tag (metadata, "Exif.Image.StripOffsets", NULL));
}

static void
assert_fails (GByteArray *file, gsize length, AmbError code)
{
  g_auto (SampleResult) result = sample_decode (file->data, length, 1);

  g_assert_error (result.error, AMB_ERROR, (int) code);
  g_byte_array_unref (file);
}

static void
test_refused (void)
{
  GByteArray *no_width = make_tiff (FALSE, plain, 1);
  GByteArray *colour_filter = make_tiff (TRUE, plain, 1);

  memset (no_width->data + IFD0 + 2 + 12 + 8, 0, 4);
  assert_fails (no_width, no_width->len, AMB_ERROR_ZERO_SIZED);
  memcpy (colour_filter->data + IFD0 + 2 + 4 * 12 + 8, "\x80\x23", 2); /* 32803 */
  assert_fails (colour_filter, colour_filter->len, AMB_ERROR_UNSUPPORTED);
  assert_fails (make_tiff (FALSE, (Entry){ 50706, BYTE, 4, 0x104 }, 1), PIXELS + PIXEL_BYTES,
                AMB_ERROR_UNSUPPORTED);
  assert_fails (make_tiff (FALSE, (Entry){ 339, SHORT, 1, 3 }, 1), PIXELS + PIXEL_BYTES,
                AMB_ERROR_UNSUPPORTED);
  assert_fails (make_tiff (FALSE, plain, 1), EXIF - 10, AMB_ERROR_TRUNCATED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR
                          | G_LOG_LEVEL_CRITICAL); /* exiv2 and GdkPixbuf may warn */
  if (amb_codecs_find ("tiff") == NULL)
    return 77; /* built without GdkPixbuf's loaders */
  amb_coders_preload ();
  g_test_add_data_func ("/codec/tiff/orientation-little", GINT_TO_POINTER (FALSE),
                        test_orientation);
  g_test_add_data_func ("/codec/tiff/orientation-big", GINT_TO_POINTER (TRUE), test_orientation);
  g_test_add_func ("/codec/tiff/alpha", test_alpha);
  g_test_add_data_func ("/codec/tiff/exif-little", GINT_TO_POINTER (FALSE), test_exif);
  g_test_add_data_func ("/codec/tiff/exif-big", GINT_TO_POINTER (TRUE), test_exif);
  g_test_add_func ("/codec/tiff/refused", test_refused);
  return g_test_run ();
}
