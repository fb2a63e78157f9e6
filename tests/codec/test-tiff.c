/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* TIFF: what its directories say, in either byte order, and samples of many kinds, as they are
 * stored. */
#include "amb-metadata.h"
#include "amb-samples.h"

#include <gexiv2/gexiv2.h>
#include <glib/gstdio.h>
#include <string.h>
#include <tiffio.h>
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

static void
test_orientation (gconstpointer data)
{
  for (guint i = 1; i <= 8; i++)
    {
      g_autoptr (GByteArray) file = make_tiff (GPOINTER_TO_INT (data), plain, i);
      g_auto (SampleResult) result = sample_decode (file->data, file->len, 1);

      g_assert_no_error (result.error);
      g_assert_cmpint (amb_decoder_get_info (result.decoder)->orientation, ==, (int) i);
      g_assert_cmpint (amb_metadata_orientation (amb_decoder_get_info (result.decoder)->exif), ==,
                       (int) i);
    }
}

/* Straight alpha is kept to the bit; colours that were multiplied by it come back. */
static void
test_alpha (void)
{
  const guint8 expected[] = { 0xc8, 0x64, 0x32, 0x80 }, divided[] = { 255, 199, 100, 0x80 };
  g_autoptr (GByteArray) file = make_tiff (FALSE, plain, 1);
  g_auto (SampleResult) straight = sample_decode (file->data, file->len, 1);
  g_auto (SampleResult) associated = { NULL };

  g_assert_no_error (straight.error);
  g_assert_true (straight.pixels->has_alpha);
  g_assert_cmpmem (straight.pixels->data, 4, expected, 4);
  file->data[IFD0 + 2 + 10 * 12 + 8] = 1;
  associated = sample_decode (file->data, file->len, 1);
  g_assert_no_error (associated.error);
  g_assert_cmpmem (associated.pixels->data, 4, divided, 4);
}

/* What is said to be nothing in particular is no alpha. */
static void
test_extra_sample (void)
{
  g_autoptr (GByteArray) file = make_tiff (FALSE, plain, 1);
  g_auto (SampleResult) result = { NULL };

  file->data[IFD0 + 2 + 10 * 12 + 8] = 0;
  result = sample_decode (file->data, file->len, 1);
  g_assert_no_error (result.error);
  g_assert_false (result.pixels->has_alpha);
  g_assert_cmpuint (amb_decoder_get_info (result.decoder)->notes->len, ==, 1);
  g_assert_cmpmem (result.pixels->data, 6, "\xc8\x64\x32\xc8\x64\x32", 6);
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
  assert_fails (make_tiff (FALSE, plain, 1), EXIF - 10, AMB_ERROR_TRUNCATED);
}

/* One row written by libtiff, in the layout of a case. */
typedef struct
{
  const char *name;
  guint bits, samples, format, photometric, compression, planar;
  const char *packed; /* a row, or one row after the other of each plane */
  guint width;
  guint depth;
  guint expected[8];
} Case;

static const float floats[] = { 0.0f, 0.5f, 2.0f, -1.0f };

static const Case cases[] = {
  { "bilevel",
    1,
    1,
    SAMPLEFORMAT_UINT,
    PHOTOMETRIC_MINISBLACK,
    COMPRESSION_NONE,
    1,
    "\xa0",
    4,
    8,
    { 255, 0, 255, 0 } },
  { "white-is-zero",
    1,
    1,
    SAMPLEFORMAT_UINT,
    PHOTOMETRIC_MINISWHITE,
    COMPRESSION_NONE,
    1,
    "\xa0",
    4,
    8,
    { 0, 255, 0, 255 } },
  { "two-bits",
    2,
    1,
    SAMPLEFORMAT_UINT,
    PHOTOMETRIC_MINISBLACK,
    COMPRESSION_LZW,
    1,
    "\x1b",
    4,
    8,
    { 0, 85, 170, 255 } },
  { "four-bits",
    4,
    1,
    SAMPLEFORMAT_UINT,
    PHOTOMETRIC_MINISBLACK,
    COMPRESSION_PACKBITS,
    1,
    "\x0f\x12",
    4,
    8,
    { 0, 255, 17, 34 } },
  { "twelve-bits",
    12,
    1,
    SAMPLEFORMAT_UINT,
    PHOTOMETRIC_MINISBLACK,
    COMPRESSION_NONE,
    1,
    "\xff\xf0\x00\x80\x00\x01",
    4,
    16,
    { 65535, 0, 32776, 16 } },
  { "sixteen-bits",
    16,
    1,
    SAMPLEFORMAT_UINT,
    PHOTOMETRIC_MINISBLACK,
    COMPRESSION_ADOBE_DEFLATE,
    1,
    "\x34\x12\xff\xff",
    2,
    16,
    { 0x1234, 0xffff } },
  { "signed",
    8,
    1,
    SAMPLEFORMAT_INT,
    PHOTOMETRIC_MINISBLACK,
    COMPRESSION_NONE,
    1,
    "\x80\x7f",
    2,
    8,
    { 0, 255 } },
  { "float",
    32,
    1,
    SAMPLEFORMAT_IEEEFP,
    PHOTOMETRIC_MINISBLACK,
    COMPRESSION_NONE,
    1,
    (const char *) floats,
    4,
    16,
    { 0, 32768, 65535, 0 } },
  { "half",
    16,
    1,
    SAMPLEFORMAT_IEEEFP,
    PHOTOMETRIC_MINISBLACK,
    COMPRESSION_NONE,
    1,
    "\x00\x38\x00\x3c\x00\xc0\x00\x34",
    4,
    16,
    { 32768, 65535, 0, 16384 } },
  { "planar",
    8,
    3,
    SAMPLEFORMAT_UINT,
    PHOTOMETRIC_RGB,
    COMPRESSION_NONE,
    2,
    "\x01\x02\x03\x04\x05\x06",
    2,
    8,
    { 1, 3, 5, 2, 4, 6 } },
  { "cmyk",
    8,
    4,
    SAMPLEFORMAT_UINT,
    PHOTOMETRIC_SEPARATED,
    COMPRESSION_NONE,
    1,
    "\x01\x02\x03\x04",
    1,
    8,
    { 1, 2, 3, 4 } },
};

static GBytes *
write_case (const Case *test, const char *mode)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("ambrotype-XXXXXX.tif", &path, NULL);
  TIFF *tiff = TIFFFdOpen (fd, path, mode);
  gsize planes = test->planar == PLANARCONFIG_SEPARATE ? test->samples : 1;
  gsize row = (test->width * test->bits * (test->samples / planes) + 7) / 8;
  char *bytes;
  gsize length;

  TIFFSetField (tiff, TIFFTAG_IMAGEWIDTH, test->width);
  TIFFSetField (tiff, TIFFTAG_IMAGELENGTH, 1);
  TIFFSetField (tiff, TIFFTAG_BITSPERSAMPLE, test->bits);
  TIFFSetField (tiff, TIFFTAG_SAMPLESPERPIXEL, test->samples);
  TIFFSetField (tiff, TIFFTAG_SAMPLEFORMAT, test->format);
  TIFFSetField (tiff, TIFFTAG_PHOTOMETRIC, test->photometric);
  TIFFSetField (tiff, TIFFTAG_COMPRESSION, test->compression);
  TIFFSetField (tiff, TIFFTAG_PLANARCONFIG, test->planar);
  TIFFSetField (tiff, TIFFTAG_ROWSPERSTRIP, 1);
  for (gsize plane = 0; plane < planes; plane++)
    {
      g_autofree char *copy = g_memdup2 (test->packed + plane * row, row); /* swapped in place */

      g_assert_cmpint (TIFFWriteScanline (tiff, copy, 0, (guint16) plane), ==, 1);
    }
  TIFFClose (tiff);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_unlink (path);
  return g_bytes_new_take (bytes, length);
}

static void
assert_case (const Case *test, const char *mode)
{
  g_autoptr (GBytes) file = write_case (test, mode);
  g_auto (SampleResult) result
      = sample_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file), 1);
  guint n;

  g_assert_no_error (result.error);
  g_assert_true (result.complete);
  g_assert_cmpuint (result.pixels->depth, ==, test->depth);
  n = test->width * amb_pixels_channels (result.pixels);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (test->depth == 16 ? ((guint16 *) (gpointer) result.pixels->data)[i]
                                        : result.pixels->data[i],
                      ==, test->expected[i]);
}

/* Little and big endian, and with offsets of 64 bits. */
static void
test_samples (gconstpointer data)
{
  assert_case (data, "wl");
  assert_case (data, "wb");
  assert_case (data, "wl8");
}

/* Two pixels of a palette; samples: 2 with alpha. Transfer full. */
static GBytes *
write_palette (const char *packed, guint16 samples)
{
  const guint16 alpha = EXTRASAMPLE_UNASSALPHA;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("ambrotype-XXXXXX.tif", &path, NULL);
  TIFF *tiff = TIFFFdOpen (fd, path, "w");
  guint16 map[3][256] = { { 0, 0x1100, 0x2200 }, { 0, 0x3300, 0x4400 }, { 0, 0x5500, 0x6600 } };
  char *bytes;
  gsize length;

  TIFFSetField (tiff, TIFFTAG_IMAGEWIDTH, 2);
  TIFFSetField (tiff, TIFFTAG_IMAGELENGTH, 1);
  TIFFSetField (tiff, TIFFTAG_BITSPERSAMPLE, 8);
  TIFFSetField (tiff, TIFFTAG_SAMPLESPERPIXEL, samples);
  TIFFSetField (tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_PALETTE);
  TIFFSetField (tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  if (samples == 2)
    TIFFSetField (tiff, TIFFTAG_EXTRASAMPLES, 1, &alpha);
  TIFFSetField (tiff, TIFFTAG_COLORMAP, map[0], map[1], map[2]);
  TIFFWriteScanline (tiff, (void *) packed, 0, 0);
  TIFFClose (tiff);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_unlink (path);
  return g_bytes_new_take (bytes, length);
}

static void
test_palette (void)
{
  g_autoptr (GBytes) opaque_file = write_palette ("\x02\x01", 1);
  g_autoptr (GBytes) alpha_file = write_palette ("\x02\xff\x01\x80", 2);
  g_auto (SampleResult) opaque
      = sample_decode (g_bytes_get_data (opaque_file, NULL), g_bytes_get_size (opaque_file), 1);
  g_auto (SampleResult) with_alpha
      = sample_decode (g_bytes_get_data (alpha_file, NULL), g_bytes_get_size (alpha_file), 1);

  g_assert_no_error (opaque.error);
  g_assert_cmpmem (opaque.pixels->data, 6, "\x22\x44\x66\x11\x33\x55", 6);
  g_assert_no_error (with_alpha.error);
  g_assert_cmpmem (with_alpha.pixels->data, 8, "\x22\x44\x66\xff\x11\x33\x55\x80", 8);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL); /* exiv2 may warn */
  g_test_add_data_func ("/codec/tiff/orientation-little", GINT_TO_POINTER (FALSE),
                        test_orientation);
  g_test_add_data_func ("/codec/tiff/orientation-big", GINT_TO_POINTER (TRUE), test_orientation);
  g_test_add_func ("/codec/tiff/alpha", test_alpha);
  g_test_add_data_func ("/codec/tiff/exif-little", GINT_TO_POINTER (FALSE), test_exif);
  g_test_add_data_func ("/codec/tiff/exif-big", GINT_TO_POINTER (TRUE), test_exif);
  g_test_add_func ("/codec/tiff/extra-sample", test_extra_sample);
  g_test_add_func ("/codec/tiff/refused", test_refused);
  g_test_add_func ("/codec/tiff/palette", test_palette);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/codec/tiff/samples-%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_samples);
    }
  return g_test_run ();
}
