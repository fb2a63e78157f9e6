/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening by content, limits, missing data, damage, cancelling: what every decoder answers to. */
#include "amb-samples.h"

#include <string.h>
#include <unistd.h>
#include "amb-error.h"

static const AmbDecodeLimits limits = { 160 * 1000 * 1000, 500, 100 * 1000 * 1000 };

static void
test_table (void)
{
  guint n = 0;

  for (const AmbCodec *const *codec = amb_codecs_list (); *codec != NULL; codec++, n++)
    {
      g_assert_true (amb_codecs_find ((*codec)->name) == *codec);
      g_assert_nonnull ((*codec)->mime_types[0]);
      g_assert_true (amb_codec_has_extension (*codec, (*codec)->extensions[0]));
      g_assert_true ((*codec)->n_magics > 0 || (*codec)->looks_right != NULL);
    }
  g_assert_cmpuint (n, >=, 2);
  g_assert_null (amb_codecs_find ("svg"));
  g_assert_true (amb_codec_has_extension (amb_codecs_find ("jpeg"), "JPEG"));
  g_assert_false (amb_codec_has_extension (amb_codecs_find ("jpeg"), "png"));
}

static const struct
{
  const char *bytes;
  gsize length;
  const char *name; /* NULL: unknown */
} sniffs[] = {
/* clang-format off */
#define ROW(text, name) { text, sizeof text - 1, name }
  ROW ("\xff\xd8\xff\xe0", "jpeg"),
  ROW ("\x89PNG\r\n\x1a\n", "png"),
  ROW ("GIF89a", "gif"),
  ROW ("GIF8", NULL),
  ROW ("II*\0\b\0\0\0", "tiff"),
  ROW ("MM\0+\0\b\0\0", "tiff"),
  ROW ("RIFF\1\2\3\4WEBPVP8 ", "webp"),
  ROW ("RIFF\1\2\3\4WAVEfmt ", NULL),
  ROW ("BM\0\0\0\0\0\0\0\0\66\0\0\0\50\0\0\0", "bmp"),
  ROW ("BMW builds motor cars.", NULL),
  ROW ("P6\n1 1\n255\n", "pnm"),
  ROW ("PK\3\4", NULL),
  ROW ("\0\0\1\0\1\0", "ico"),
  ROW ("\0\0\2\0\1\0", "cur"),
  ROW ("\0\0\2\0\0\0\0\0\0\0\0\0\4\0\4\0\30\0", "tga"),
  ROW ("\0\0\2\0\0\0\0\0\0\0\0\0\4\0\4\0\7\0", NULL),
  ROW ("<svg xmlns='http://www.w3.org/2000/svg'/>", NULL),
  ROW ("", NULL),
#undef ROW
  /* clang-format on */
};

static void
test_sniff (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sniffs); i++)
    {
      const AmbCodec *codec = amb_codecs_sniff ((const guint8 *) sniffs[i].bytes, sniffs[i].length);

      g_assert_cmpstr (codec != NULL ? codec->name : NULL, ==, sniffs[i].name);
    }
}

static GBytes *
encode_sample (const char *codec, guint width, guint height)
{
  g_autoptr (AmbPixels) pixels = sample_pixels (width, height, AMB_MODEL_RGB, FALSE, 8);
  AmbEncodeSpec spec = sample_spec (pixels);

  return sample_encode (codec, pixels, &spec);
}

static void
assert_fails (gconstpointer bytes, gsize length, AmbError code)
{
  g_auto (SampleResult) result = sample_decode (bytes, length, 1);

  g_assert_error (result.error, AMB_ERROR, (int) code);
}

static void
test_no_picture (void)
{
  static const char text[] = "It was a bright cold day in April.";
  static const char ppm[] = "P6\n0 4\n255\n";
  static const char long_ppm[] = "P5\n2 2000000\n255\n..........................";

  assert_fails ("", 0, AMB_ERROR_EMPTY);
  assert_fails (text, sizeof text - 1, AMB_ERROR_UNKNOWN_TYPE);
  assert_fails ("\xff\xd8\xff\xe0", 4, AMB_ERROR_TRUNCATED);
  assert_fails ("\x89PNG\r\n\x1a\n", 8, AMB_ERROR_TRUNCATED);
  assert_fails (ppm, sizeof ppm - 1, AMB_ERROR_ZERO_SIZED);
  assert_fails (long_ppm, sizeof long_ppm - 1, AMB_ERROR_TOO_LARGE);
}

static void
test_read_error (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (amb_decoder_open (-1, &limits, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_READ);
}

static void
test_too_large (gconstpointer data)
{
  const AmbDecodeLimits small = { 100 * 100 - 1, 500, 100 * 1000 * 1000 };
  const AmbDecodeLimits enough = { 100 * 100, 500, 100 * 1000 * 1000 };
  g_autoptr (GBytes) file = encode_sample (data, 100, 100);
  int fd = sample_fd (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbDecoder) decoder = NULL;

  g_assert_null (amb_decoder_open (fd, &small, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_TOO_LARGE);
  g_clear_error (&error);
  decoder = amb_decoder_open (fd, &enough, &error);
  g_assert_no_error (error);
  close (fd);
}

/* Every length of a file gives the whole picture, a part of it that says so, or a named error;
 * never a whole one too early. */
static void
test_truncated (gconstpointer data)
{
  g_autoptr (GBytes) file = encode_sample (data, 120, 90);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (file, &length);
  guint n_parts = 0;

  for (gsize n = 1; n < length; n += 1 + length / 300)
    {
      g_auto (SampleResult) result = sample_decode (bytes, n, 1);

      if (result.pixels != NULL && n < length - 16)
        g_assert_false (result.complete);
      n_parts += result.pixels != NULL;
      if (result.error != NULL)
        g_assert_true (result.error->domain == AMB_ERROR);
    }
  if (strcmp (data, "tiff") != 0) /* whose directory is at its end */
    g_assert_cmpuint (n_parts, >, 100);
}

/* The part that is there is the picture, and the rest is grey. */
static void
test_part_is_right (void)
{
  g_autoptr (AmbPixels) pixels = sample_pixels (256, 256, AMB_MODEL_RGB, FALSE, 8);
  AmbEncodeSpec spec = sample_spec (pixels);
  g_autoptr (GBytes) file = sample_encode ("png", pixels, &spec);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (file, &length);
  g_auto (SampleResult) result = sample_decode (bytes, length / 2, 1);

  g_assert_nonnull (result.pixels);
  g_assert_false (result.complete);
  g_assert_cmpmem (result.pixels->data, 256 * 3, pixels->data, 256 * 3);
  g_assert_cmpuint (result.pixels->data[result.pixels->stride * 255 + 300], ==, 0x80);
  g_assert_cmpuint (amb_decoder_get_info (result.decoder)->notes->len, >, 0);
}

static void
test_damaged_png (void)
{
  g_autoptr (GBytes) file = encode_sample ("png", 120, 90);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (file, &length);
  g_autofree guint8 *copy = g_memdup2 (bytes, length);

  copy[20] ^= 1; /* in IHDR, whose checksum no longer fits */
  assert_fails (copy, length, AMB_ERROR_DAMAGED);
  copy[20] ^= 1;
  copy[length - 14] ^= 1; /* IDAT's checksum */
  assert_fails (copy, length, AMB_ERROR_DAMAGED);
}

/* SOF0 becomes SOF3 (lossless), or its precision 12. */
static void
test_unsupported_jpeg (void)
{
  g_autoptr (GBytes) file = encode_sample ("jpeg", 32, 32);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (file, &length);
  g_autofree guint8 *copy = g_memdup2 (bytes, length);
  guint8 *frame = memmem (copy, length, "\xff\xc0", 2);

  frame[1] = 0xc3;
  assert_fails (copy, length, AMB_ERROR_UNSUPPORTED);
  frame[1] = 0xc0;
  frame[4] = 12;
  assert_fails (copy, length, AMB_ERROR_UNSUPPORTED);
  frame[4] = 8;
  frame[5] = frame[6] = 0;
  assert_fails (copy, length, AMB_ERROR_ZERO_SIZED);
}

static gboolean
stop_half_way (guint permille, gpointer user_data)
{
  guint *last = user_data;

  g_assert_cmpuint (permille, >=, *last);
  *last = permille;
  return permille >= 500;
}

static void
test_cancelled (gconstpointer data)
{
  g_autoptr (GBytes) file = encode_sample (data, 1200, 900);
  int fd = sample_fd (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbDecoder) decoder = amb_decoder_open (fd, &limits, &error);
  g_autoptr (AmbPixels) pixels = NULL;
  guint last = 0;
  gboolean complete;

  g_assert_null (amb_decoder_decode (decoder, 1, &complete, stop_half_way, &last, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_CANCELLED);
  g_assert_cmpuint (last, >=, 500);
  g_clear_error (&error);
  pixels = amb_decoder_decode (decoder, 1, &complete, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (complete);
  close (fd);
}

/* The same file descriptor, its offset untouched, serves any number of decodes. */
static void
test_again (void)
{
  g_autoptr (GBytes) file = encode_sample ("jpeg", 200, 100);
  int fd = sample_fd (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  g_autoptr (AmbDecoder) decoder = amb_decoder_open (fd, &limits, NULL);
  g_autoptr (AmbPixels) first = amb_decoder_decode (decoder, 1, NULL, NULL, NULL, NULL);
  g_autoptr (AmbPixels) small = amb_decoder_decode (decoder, 8, NULL, NULL, NULL, NULL);
  g_autoptr (AmbPixels) second = amb_decoder_decode (decoder, 1, NULL, NULL, NULL, NULL);

  g_assert_cmpuint (small->width, ==, 25);
  sample_assert_equal (first, second);
  g_assert_cmpint (lseek (fd, 0, SEEK_CUR), ==, 0);
  close (fd);
}

/* A chunk put right behind IHDR. */
static GBytes *
with_png_chunk (GBytes *file, const char *type, gconstpointer data, guint length)
{
  static const gsize after_header = 8 + 25;
  GByteArray *whole = g_byte_array_new ();
  const guint8 *bytes = g_bytes_get_data (file, NULL);
  guint32 big_length = GUINT32_TO_BE (length), crc = 0xffffffff;
  gsize start;

  g_byte_array_append (whole, bytes, after_header);
  g_byte_array_append (whole, (const guint8 *) &big_length, 4);
  start = whole->len;
  g_byte_array_append (whole, (const guint8 *) type, 4);
  g_byte_array_append (whole, data, length);
  for (gsize i = start; i < whole->len; i++)
    {
      crc ^= whole->data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
  crc = GUINT32_TO_BE (~crc);
  g_byte_array_append (whole, (const guint8 *) &crc, 4);
  g_byte_array_append (whole, bytes + after_header,
                       (guint) (g_bytes_get_size (file) - after_header));
  return g_byte_array_free_to_bytes (whole);
}

static double
gamma_with (const char *type, gconstpointer data, guint length, gboolean with_gamma)
{
  g_autoptr (GBytes) plain = encode_sample ("png", 8, 8);
  g_autoptr (GBytes) once = with_png_chunk (plain, type, data, length);
  g_autoptr (GBytes) twice
      = with_gamma ? with_png_chunk (once, "gAMA", "\0\1\x86\xa0", 4) : g_bytes_ref (once);
  g_auto (SampleResult) result
      = sample_decode (g_bytes_get_data (twice, NULL), g_bytes_get_size (twice), 1);

  g_assert_no_error (result.error);
  return amb_decoder_get_info (result.decoder)->gamma;
}

/* 100000 is a gamma of 1; 45455 says no more than sRGB; an sRGB chunk wins. */
static void
test_png_gamma (void)
{
  g_assert_cmpfloat (gamma_with ("gAMA", "\0\1\x86\xa0", 4, FALSE), ==, 1.0);
  g_assert_cmpfloat (gamma_with ("gAMA", "\0\0\xb1\x8f", 4, FALSE), ==, 0);
  g_assert_cmpfloat (gamma_with ("sRGB", "\0", 1, TRUE), ==, 0);
}

/* cICP of four bytes, behind a gAMA of 1 unless something else is given. */
static SampleResult
decode_cicp (const char *cicp, guint length)
{
  g_autoptr (GBytes) plain = encode_sample ("png", 8, 8);
  g_autoptr (GBytes) once = with_png_chunk (plain, "gAMA", "\0\1\x86\xa0", 4);
  g_autoptr (GBytes) twice = with_png_chunk (once, "cICP", cicp, length);
  SampleResult result = sample_decode (g_bytes_get_data (twice, NULL), g_bytes_get_size (twice), 1);

  g_assert_no_error (result.error);
  return result;
}

static gboolean
has_note (const AmbImageInfo *info, const char *part)
{
  for (guint i = 0; i < info->notes->len; i++)
    if (strstr (info->notes->pdata[i], part) != NULL)
      return TRUE;
  return FALSE;
}

/* Primaries, transfer, matrix, full range, by the tables of H.273; it wins over gAMA, and what is
 * not supported leaves gAMA alone and says so. */
static void
test_png_cicp (void)
{
  static const struct
  {
    const char *cicp;
    double gamma, red_x;
    gboolean is_bt709;
    const char *note;
  } cases[] = {
    { "\1\15\0\1", 0, 0, FALSE, NULL },
    { "\14\15\0\1", 0, 0.680, FALSE, NULL },
    { "\11\1\0\1", 0, 0.708, TRUE, NULL },
    { "\1\10\0\1", 1, 0, FALSE, NULL },
    { "\14\4\0\1", 1 / 2.2, 0.680, FALSE, NULL },
    { "\11\20\0\1", 1, 0, FALSE, "16 (PQ)" },
    { "\11\22\0\1", 1, 0, FALSE, "18 (HLG)" },
    { "\1\15\0\0", 1, 0, FALSE, "not supported" },
    { "\1\15\1\1", 1, 0, FALSE, "not supported" },
    { "\310\15\0\1", 1, 0, FALSE, "not supported" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (SampleResult) result = decode_cicp (cases[i].cicp, 4);
      const AmbImageInfo *info = amb_decoder_get_info (result.decoder);

      g_assert_cmpfloat (info->gamma, ==, cases[i].gamma);
      g_assert_cmpfloat (info->chromaticities[2], ==, cases[i].red_x);
      g_assert_cmpint (info->is_bt709, ==, cases[i].is_bt709);
      g_assert_cmpint (has_note (info, cases[i].note != NULL ? cases[i].note : "cICP"), ==,
                       cases[i].note != NULL);
    }
  g_auto (SampleResult) broken = decode_cicp ("\1\15\0", 3);
  g_assert_cmpfloat (amb_decoder_get_info (broken.decoder)->gamma, ==, 1);
}

/* iCCP's content: a name, the method, and as little of an RGB profile as libpng takes. */
static GBytes *
make_iccp (void)
{
  static const guint8 d50[] = { 0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d };
  guint8 profile[256] = { 0, 0, 1, 0, 0, 0, 0, 0, 4, 0x20, 0, 0 };
  guint8 packed[400] = "x\0";
  gsize n_read, n_written;
  g_autoptr (GConverter) deflate
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1));

  memcpy (profile + 12, "mntrRGB XYZ ", 12);
  memcpy (profile + 36, "acsp", 4);
  memcpy (profile + 68, d50, sizeof d50);
  for (guint i = 132; i < sizeof profile; i++)
    profile[i] = (guint8) (i * i * 31); /* libpng wants no less than 92 bytes packed */
  g_assert_cmpint (g_converter_convert (deflate, profile, sizeof profile, packed + 3,
                                        sizeof packed - 3, G_CONVERTER_INPUT_AT_END, &n_read,
                                        &n_written, NULL),
                   ==, G_CONVERTER_FINISHED);
  return g_bytes_new (packed, n_written + 3);
}

/* cICP over iCCP, iCCP over sRGB, gAMA and cHRM, sRGB over these two: PNG, third edition, 4.3. */
static void
test_png_precedence (void)
{
  g_autoptr (GBytes) iccp = make_iccp ();
  g_autoptr (GBytes) plain = encode_sample ("png", 8, 8);
  g_autoptr (GBytes) gamma = with_png_chunk (plain, "gAMA", "\0\1\x86\xa0", 4);
  g_autoptr (GBytes) profile = with_png_chunk (gamma, "iCCP", g_bytes_get_data (iccp, NULL),
                                               (guint) g_bytes_get_size (iccp));
  g_autoptr (GBytes) all = with_png_chunk (profile, "cICP", "\14\15\0\1", 4);
  g_auto (SampleResult) by_profile
      = sample_decode (g_bytes_get_data (profile, NULL), g_bytes_get_size (profile), 1);
  g_auto (SampleResult) by_cicp
      = sample_decode (g_bytes_get_data (all, NULL), g_bytes_get_size (all), 1);
  const AmbImageInfo *info = amb_decoder_get_info (by_profile.decoder);

  g_assert_nonnull (info->icc);
  g_assert_cmpfloat (info->gamma, ==, 0);
  info = amb_decoder_get_info (by_cicp.decoder);
  g_assert_null (info->icc);
  g_assert_cmpfloat (info->gamma, ==, 0);
  g_assert_cmpfloat (info->chromaticities[2], ==, 0.680);
}

static void
test_png_raw_profile (void)
{
  static const char text[] = "Raw profile type exif\0\nexif\n      10\n457869660000\n49492a00\n";
  g_autoptr (GBytes) plain = encode_sample ("png", 8, 8);
  g_autoptr (GBytes) file = with_png_chunk (plain, "tEXt", text, sizeof text - 1);
  g_auto (SampleResult) result
      = sample_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file), 1);
  gsize length;
  gconstpointer bytes;

  g_assert_no_error (result.error);
  g_assert_nonnull (amb_decoder_get_info (result.decoder)->exif);
  bytes = g_bytes_get_data (amb_decoder_get_info (result.decoder)->exif, &length);
  g_assert_cmpmem (bytes, length, "II*\0", 4);
}

/* 2 x 2 pixels, 24 bits, bottom up: the loaders end in silence when the file does. */
static void
test_pixbuf_missing_rows (void)
{
  guint8 bmp[70] = "BM\106\0\0\0\0\0\0\0\66\0\0\0\50\0\0\0\2\0\0\0\2\0\0\0\1\0\30";
  g_auto (SampleResult) whole = { NULL };
  g_auto (SampleResult) part = { NULL };

  if (amb_codecs_find ("bmp") == NULL)
    {
      g_test_skip ("built without GdkPixbuf's loaders");
      return;
    }
  bmp[54] = 1;
  bmp[62] = 200;
  whole = sample_decode (bmp, sizeof bmp, 1);
  g_assert_no_error (whole.error);
  g_assert_true (whole.complete);
  g_assert_cmpuint (whole.pixels->data[2], ==, 200);
  g_assert_cmpuint (whole.pixels->data[whole.pixels->stride + 2], ==, 1);
  part = sample_decode (bmp, sizeof bmp - 8, 1);
  g_assert_no_error (part.error);
  g_assert_false (part.complete);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  amb_coders_preload ();
  g_test_add_func ("/codec/table/records", test_table);
  g_test_add_func ("/codec/table/sniff", test_sniff);
  g_test_add_func ("/codec/decoder/no-picture", test_no_picture);
  g_test_add_func ("/codec/decoder/read-error", test_read_error);
  g_test_add_func ("/codec/decoder/again", test_again);
  g_test_add_data_func ("/codec/jpeg/too-large", "jpeg", test_too_large);
  g_test_add_data_func ("/codec/png/too-large", "png", test_too_large);
  g_test_add_data_func ("/codec/tiff/too-large", "tiff", test_too_large);
  g_test_add_data_func ("/codec/webp/too-large", "webp", test_too_large);
  g_test_add_data_func ("/codec/jpeg/truncated", "jpeg", test_truncated);
  g_test_add_data_func ("/codec/png/truncated", "png", test_truncated);
  g_test_add_data_func ("/codec/tiff/truncated", "tiff", test_truncated);
  g_test_add_data_func ("/codec/webp/truncated", "webp", test_truncated);
  g_test_add_data_func ("/codec/jpeg/cancelled", "jpeg", test_cancelled);
  g_test_add_data_func ("/codec/png/cancelled", "png", test_cancelled);
  g_test_add_data_func ("/codec/tiff/cancelled", "tiff", test_cancelled);
  g_test_add_data_func ("/codec/webp/cancelled", "webp", test_cancelled);
  g_test_add_func ("/codec/jpeg/unsupported", test_unsupported_jpeg);
  g_test_add_func ("/codec/png/part-is-right", test_part_is_right);
  g_test_add_func ("/codec/png/damaged", test_damaged_png);
  g_test_add_func ("/codec/png/gamma", test_png_gamma);
  g_test_add_func ("/codec/png/png-cicp", test_png_cicp);
  g_test_add_func ("/codec/png/png-precedence", test_png_precedence);
  g_test_add_func ("/codec/png/raw-profile", test_png_raw_profile);
  g_test_add_func ("/codec/pixbuf/missing-rows", test_pixbuf_missing_rows);
  return g_test_run ();
}
