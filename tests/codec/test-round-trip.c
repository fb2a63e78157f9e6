/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the encoders write comes back: PNG, TIFF and lossless WebP exactly, JPEG and WebP closely,
 * with every block that travels along. */
#include "amb-samples.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include "amb-error.h"

typedef struct
{
  AmbPixelModel model;
  gboolean has_alpha;
  guint depth;
} Layout;

static const Layout layouts[] = {
  { AMB_MODEL_GRAY, FALSE, 8 }, { AMB_MODEL_GRAY, TRUE, 8 }, { AMB_MODEL_GRAY, FALSE, 16 },
  { AMB_MODEL_GRAY, TRUE, 16 }, { AMB_MODEL_RGB, FALSE, 8 }, { AMB_MODEL_RGB, TRUE, 8 },
  { AMB_MODEL_RGB, FALSE, 16 }, { AMB_MODEL_RGB, TRUE, 16 },
};

static GBytes *
pattern (const char *head, gsize length)
{
  guint8 *bytes = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) ('a' + i % 23);
  memcpy (bytes, head, strlen (head));
  return g_bytes_new_take (bytes, length);
}

/* A matrix profile made by hand: only its frame, which is all that codecs look at. */
static GBytes *
profile (gsize length)
{
  guint8 *bytes = g_malloc0 (length);
  const guint8 size[] = { (guint8) (length >> 24), (guint8) (length >> 16), (guint8) (length >> 8),
                          (guint8) length };
  const guint8 illuminant[] = { 0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d };

  memcpy (bytes, size, 4);
  bytes[8] = 4;
  memcpy (bytes + 12, "mntrRGB XYZ ", 12);
  memcpy (bytes + 36, "acsp", 4);
  memcpy (bytes + 68, illuminant, sizeof illuminant);
  for (gsize i = 132; i < length; i++)
    bytes[i] = (guint8) (i * 7);
  return g_bytes_new_take (bytes, length);
}

static void
assert_exact (const char *codec, const Layout *layout, guint width, guint height)
{
  g_autoptr (AmbPixels) pixels
      = sample_pixels (width, height, layout->model, layout->has_alpha, layout->depth);
  AmbEncodeSpec spec = sample_spec (pixels);
  g_autoptr (GBytes) file = NULL;
  g_auto (SampleResult) result = { NULL };

  spec.flags = AMB_FORM_LOSSLESS;
  if (layout->has_alpha && layout->depth == 8) /* colour under alpha 0 is colour too */
    pixels->data[layout->model] = pixels->data[pixels->stride + layout->model] = 0;
  file = sample_encode (codec, pixels, &spec);
  result = sample_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file), 1);
  g_assert_no_error (result.error);
  g_assert_true (result.complete);
  sample_assert_equal (pixels, result.pixels);
}

static void
test_png_exact (gconstpointer data)
{
  assert_exact ("png", data, 61, 37);
}

/* In one strip, and in many. */
static void
test_tiff_exact (gconstpointer data)
{
  assert_exact ("tiff", data, 61, 37);
  assert_exact ("tiff", data, 1201, 701);
}

static void
test_webp_exact (gconstpointer data)
{
  const Layout *layout = data;

  assert_exact ("webp", layout, 61, 37);
}

/* Grey becomes RGB. */
static void
test_webp_close (void)
{
  g_autoptr (AmbPixels) colours = sample_pixels (157, 91, AMB_MODEL_RGB, TRUE, 8);
  g_autoptr (AmbPixels) grey = sample_pixels (157, 91, AMB_MODEL_GRAY, FALSE, 8);
  AmbEncodeSpec spec = sample_spec (colours), grey_spec = sample_spec (grey);
  g_autoptr (GBytes) file = sample_encode ("webp", colours, &spec);
  g_autoptr (GBytes) grey_file = sample_encode ("webp", grey, &grey_spec);
  g_auto (SampleResult) result
      = sample_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file), 1);
  g_auto (SampleResult) grey_result
      = sample_decode (g_bytes_get_data (grey_file, NULL), g_bytes_get_size (grey_file), 1);

  g_assert_cmpfloat (sample_psnr (colours, result.pixels), >, 32);
  g_assert_false (amb_decoder_get_info (result.decoder)->is_lossless);
  g_assert_cmpint (grey_result.pixels->model, ==, AMB_MODEL_RGB);
  for (guint i = 0; i < 157; i++)
    g_assert_cmpint (ABS (grey_result.pixels->data[3 * i] - grey->data[i]), <, 24);
}

static void
test_repeats (gconstpointer data)
{
  g_autoptr (AmbPixels) pixels = sample_pixels (64, 64, AMB_MODEL_RGB, FALSE, 8);
  AmbEncodeSpec spec = sample_spec (pixels);
  g_autoptr (GBytes) first = sample_encode (data, pixels, &spec);
  g_autoptr (GBytes) second = sample_encode (data, pixels, &spec);

  g_assert_true (g_bytes_equal (first, second));
}

typedef struct
{
  int h, v;   /* asked for */
  int h2, v2; /* written */
} Sampling;

static const Sampling samplings[] = { { 0, 0, 2, 2 }, { 1, 1, 1, 1 }, { 2, 1, 2, 1 },
                                      { 1, 2, 1, 2 }, { 4, 1, 4, 1 }, { 4, 4, 2, 2 } };

static void
test_jpeg_close (gconstpointer data)
{
  const Sampling *sampling = data;
  g_autoptr (AmbPixels) pixels = sample_pixels (157, 91, AMB_MODEL_RGB, FALSE, 8);
  AmbEncodeSpec spec = sample_spec (pixels);
  g_autoptr (GBytes) file = NULL;
  g_auto (SampleResult) result = { NULL };

  spec.subsampling_h = sampling->h;
  spec.subsampling_v = sampling->v;
  file = sample_encode ("jpeg", pixels, &spec);
  result = sample_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file), 1);
  g_assert_no_error (result.error);
  g_assert_true (result.complete);
  g_assert_cmpint (amb_decoder_get_info (result.decoder)->subsampling_h, ==, sampling->h2);
  g_assert_cmpint (amb_decoder_get_info (result.decoder)->subsampling_v, ==, sampling->v2);
  g_assert_cmpfloat (sample_psnr (pixels, result.pixels), >, 36);
}

static void
test_jpeg_grey (void)
{
  g_autoptr (AmbPixels) pixels = sample_pixels (100, 75, AMB_MODEL_GRAY, FALSE, 8);
  AmbEncodeSpec spec = sample_spec (pixels);
  g_autoptr (GBytes) file = sample_encode ("jpeg", pixels, &spec);
  g_auto (SampleResult) result
      = sample_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file), 1);

  g_assert_cmpint (result.pixels->model, ==, AMB_MODEL_GRAY);
  g_assert_cmpfloat (sample_psnr (pixels, result.pixels), >, 38);
}

/* The reduced picture is the mean of what it covers, and its edges are rounded up. */
static void
test_jpeg_reductions (void)
{
  g_autoptr (AmbPixels) pixels = sample_pixels (333, 217, AMB_MODEL_RGB, FALSE, 8);
  AmbEncodeSpec spec = sample_spec (pixels);
  g_autoptr (GBytes) file = sample_encode ("jpeg", pixels, &spec);

  for (guint reduction = 1; reduction <= 8; reduction *= 2)
    {
      g_auto (SampleResult) result
          = sample_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file), reduction);
      int difference;

      g_assert_cmpuint (result.pixels->width, ==, (333 + reduction - 1) / reduction);
      g_assert_cmpuint (result.pixels->height, ==, (217 + reduction - 1) / reduction);
      difference
          = result.pixels->data[result.pixels->stride * (96 / reduction) + 3 * (160 / reduction)]
            - pixels->data[pixels->stride * 96 + 3 * 160];
      g_assert_cmpint (ABS (difference), <, 24);
    }
}

static void
assert_block (GBytes *expected, GBytes *got)
{
  g_assert_nonnull (got);
  g_assert_cmpmem (g_bytes_get_data (expected, NULL), g_bytes_get_size (expected),
                   g_bytes_get_data (got, NULL), g_bytes_get_size (got));
}

static GBytes *
photoshop_block (gsize text_length)
{
  GByteArray *block = g_byte_array_new ();
  guint8 length[]
      = { 0, (guint8) (text_length >> 16), (guint8) (text_length >> 8), (guint8) text_length };
  g_autoptr (GBytes) text = pattern ("\x1c\x02\x78", text_length);

  g_byte_array_append (block,
                       (const guint8 *) "Photoshop 3.0\0"
                                        "8BIM\4\4\0\0",
                       22);
  g_byte_array_append (block, length, 4);
  g_byte_array_append (block, g_bytes_get_data (text, NULL), (guint) text_length);
  return g_byte_array_free_to_bytes (block);
}

static void
test_blocks (gconstpointer data)
{
  const char *codec = data;
  gboolean is_jpeg = strcmp (codec, "jpeg") == 0;
  gboolean is_png = strcmp (codec, "png") == 0, is_webp = strcmp (codec, "webp") == 0;
  g_autoptr (AmbPixels) pixels = sample_pixels (40, 30, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (GBytes) exif = pattern ("II*", 3000);
  g_autoptr (GBytes) xmp = pattern ("<?xpacket", 60000);
  g_autoptr (GBytes) extended = pattern ("<x:xmpmeta", 150001);
  g_autoptr (GBytes) iptc = photoshop_block (100000);
  g_autoptr (GBytes) icc = profile (200000);
  AmbEncodeSpec spec = sample_spec (pixels);
  g_autoptr (GBytes) file = NULL;
  g_auto (SampleResult) result = { NULL };
  const AmbImageInfo *info;

  spec.exif = exif;
  spec.xmp = xmp;
  spec.xmp_extended = extended;
  spec.iptc = iptc;
  spec.icc = is_png ? NULL : icc; /* libpng looks deeper into a profile than this one goes */
  file = sample_encode (codec, pixels, &spec);
  result = sample_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file), 1);
  g_assert_no_error (result.error);
  info = amb_decoder_get_info (result.decoder);
  if (strcmp (codec, "tiff") != 0) /* which writes it anew as directories of its own */
    assert_block (exif, info->exif);
  assert_block (xmp, info->xmp);
  if (!is_webp)
    assert_block (iptc, info->iptc);
  if (is_jpeg)
    assert_block (extended, info->xmp_extended);
  if (!is_png)
    assert_block (icc, info->icc);
}

/* Where libpng finds fault with a profile, and where a block is too long for a segment, the picture
 * is written without it. */
static void
test_blocks_dropped (void)
{
  g_autoptr (AmbPixels) pixels = sample_pixels (40, 30, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) long_block = pattern ("II*", 70000);
  g_autoptr (GBytes) bad_profile = pattern ("none", 1000);
  AmbEncodeSpec spec = sample_spec (pixels);
  g_autoptr (GBytes) jpeg = NULL, png = NULL;
  g_auto (SampleResult) result = { NULL };

  spec.notes = notes;
  spec.exif = spec.xmp = long_block;
  jpeg = sample_encode ("jpeg", pixels, &spec);
  g_assert_cmpuint (notes->len, ==, 2);
  result = sample_decode (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), 1);
  g_assert_null (amb_decoder_get_info (result.decoder)->exif);
  g_assert_true (result.complete);

  spec.exif = spec.xmp = NULL;
  spec.icc = bad_profile;
  png = sample_encode ("png", pixels, &spec);
  g_assert_cmpuint (g_bytes_get_size (png), >, 1000);
}

static void
test_order (void)
{
  static const char *const names[]
      = { "Exif", "http://ns.adobe.com/xap/1.0/", "ICC_PROFILE", "Photoshop 3.0" };
  g_autoptr (AmbPixels) pixels = sample_pixels (40, 30, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (GBytes) exif = pattern ("II*", 300);
  g_autoptr (GBytes) xmp = pattern ("<?xpacket", 600);
  g_autoptr (GBytes) iptc = photoshop_block (200);
  g_autoptr (GBytes) icc = profile (2000);
  AmbEncodeSpec spec = sample_spec (pixels);
  g_autoptr (GBytes) file = NULL;
  const char *from, *end;

  spec.exif = exif;
  spec.xmp = xmp;
  spec.iptc = iptc;
  spec.icc = icc;
  file = sample_encode ("jpeg", pixels, &spec);
  from = g_bytes_get_data (file, NULL);
  end = from + g_bytes_get_size (file);
  g_assert_cmpmem (from + 6, 4, "Exif", 4);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      from = memmem (from, (gsize) (end - from), names[i], strlen (names[i]));
      g_assert_nonnull (from);
    }
}

static void
assert_refused (const char *codec, const AmbPixels *pixels, AmbError code)
{
  AmbEncodeSpec spec = sample_spec (pixels);
  g_autoptr (GError) error = NULL;
  int fd = sample_fd ("", 0);

  g_assert_null (amb_encoder_new (amb_codecs_find (codec), fd, &spec, &error));
  g_assert_error (error, AMB_ERROR, (int) code);
  close (fd);
}

static void
test_refused (void)
{
  g_autoptr (AmbPixels) alpha = sample_pixels (8, 8, AMB_MODEL_RGB, TRUE, 8);
  g_autoptr (AmbPixels) deep = sample_pixels (8, 8, AMB_MODEL_RGB, FALSE, 16);
  g_autoptr (AmbPixels) cmyk = sample_pixels (8, 8, AMB_MODEL_CMYK, FALSE, 8);
  g_autoptr (AmbPixels) plain = sample_pixels (8, 8, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbPixels) wide = sample_pixels (65501, 1, AMB_MODEL_GRAY, FALSE, 8);
  g_autoptr (AmbPixels) tall = sample_pixels (1, 16384, AMB_MODEL_RGB, FALSE, 8);

  assert_refused ("jpeg", alpha, AMB_ERROR_UNSUPPORTED);
  assert_refused ("jpeg", deep, AMB_ERROR_UNSUPPORTED);
  assert_refused ("jpeg", wide, AMB_ERROR_TOO_LARGE);
  assert_refused ("png", cmyk, AMB_ERROR_UNSUPPORTED);
  assert_refused ("tiff", cmyk, AMB_ERROR_UNSUPPORTED);
  assert_refused ("webp", deep, AMB_ERROR_UNSUPPORTED);
  assert_refused ("webp", tall, AMB_ERROR_TOO_LARGE);
  assert_refused ("gif", plain, AMB_ERROR_UNSUPPORTED);
}

/* Writes all that fits and says which error came; the file behind the fd takes nothing more. */
static GError *
fill (const char *codec, int fd)
{
  g_autoptr (AmbPixels) pixels = sample_pixels (900, 900, AMB_MODEL_RGB, FALSE, 8);
  AmbEncodeSpec spec = sample_spec (pixels);
  GError *error = NULL;
  g_autoptr (AmbEncoder) encoder = amb_encoder_new (amb_codecs_find (codec), fd, &spec, &error);

  spec.quality = 100;
  if (encoder != NULL
      && amb_encoder_write (encoder, pixels->data, pixels->stride, pixels->height, &error))
    amb_encoder_finish (encoder, &error);
  return error;
}

static void
test_no_space (gconstpointer data)
{
  int fd = open ("/dev/full", O_WRONLY | O_CLOEXEC);
  g_autoptr (GError) error = NULL;

  if (fd < 0)
    {
      g_test_skip ("there is no /dev/full");
      return;
    }
  error = fill (data, fd);
  g_assert_error (error, AMB_ERROR, AMB_ERROR_NO_SPACE);
  close (fd);
}

static void
test_write_error (gconstpointer data)
{
  int fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  g_autoptr (GError) error = fill (data, fd);

  g_assert_error (error, AMB_ERROR, AMB_ERROR_WRITE);
  close (fd);
}

/* Whoever waits for a format that encodes as a whole can stop it. */
static gboolean
stop (guint permille, gpointer user_data)
{
  ++*(guint *) user_data;
  return TRUE;
}

static void
test_cancelled (gconstpointer format)
{
  g_autoptr (AmbPixels) pixels = sample_pixels (300, 300, AMB_MODEL_RGB, FALSE, 8);
  AmbEncodeSpec spec = sample_spec (pixels);
  int fd = sample_fd ("", 0);
  guint n = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbEncoder) encoder = NULL;

  spec.check = stop;
  spec.user_data = &n;
  spec.flags = AMB_FORM_PROGRESSIVE;
  encoder = amb_encoder_new (amb_codecs_find (format), fd, &spec, &error);
  g_assert_true (amb_encoder_write (encoder, pixels->data, pixels->stride, 300, &error));
  g_assert_cmpuint (n, ==, 0);
  g_assert_false (amb_encoder_finish (encoder, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_CANCELLED);
  g_assert_cmpuint (n, ==, 1);
  close (fd);
}

static void
test_missing_rows (gconstpointer data)
{
  g_autoptr (AmbPixels) pixels = sample_pixels (32, 32, AMB_MODEL_RGB, FALSE, 8);
  AmbEncodeSpec spec = sample_spec (pixels);
  int fd = sample_fd ("", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  g_autoptr (AmbEncoder) encoder = amb_encoder_new (amb_codecs_find (data), fd, &spec, &error);

  g_assert_true (amb_encoder_write (encoder, pixels->data, pixels->stride, 31, &error));
  g_assert_false (amb_encoder_finish (encoder, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_FAILED);
  g_assert_false (amb_encoder_finish (encoder, &again));
  g_assert_error (again, AMB_ERROR, AMB_ERROR_WRITE);
  close (fd);
}

static const char *const formats[] = { "jpeg", "png", "tiff", "webp" };

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autofree char *path = g_strdup_printf (
          "/codec/png/exact-%s%s-%u", layouts[i].model == AMB_MODEL_RGB ? "rgb" : "grey",
          layouts[i].has_alpha ? "-alpha" : "", layouts[i].depth);

      g_autofree char *in_tiff = g_strconcat ("/codec/tiff", path + strlen ("/codec/png"), NULL);
      g_autofree char *in_webp = g_strconcat ("/codec/webp", path + strlen ("/codec/png"), NULL);

      g_test_add_data_func (path, &layouts[i], test_png_exact);
      g_test_add_data_func (in_tiff, &layouts[i], test_tiff_exact);
      if (layouts[i].depth == 8 && layouts[i].model == AMB_MODEL_RGB)
        g_test_add_data_func (in_webp, &layouts[i], test_webp_exact);
    }
  for (guint i = 0; i < G_N_ELEMENTS (samplings); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/codec/jpeg/close-%dx%d", samplings[i].h, samplings[i].v);

      g_test_add_data_func (path, &samplings[i], test_jpeg_close);
    }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *folder = g_strconcat ("/codec/", formats[i], NULL);
      g_autofree char *repeats = g_strconcat (folder, "/repeats", NULL);
      g_autofree char *blocks = g_strconcat (folder, "/blocks", NULL);
      g_autofree char *no_space = g_strconcat (folder, "/no-space", NULL);
      g_autofree char *write_error = g_strconcat (folder, "/write-error", NULL);
      g_autofree char *missing_rows = g_strconcat (folder, "/missing-rows", NULL);

      g_test_add_data_func (repeats, formats[i], test_repeats);
      g_test_add_data_func (blocks, formats[i], test_blocks);
      g_test_add_data_func (no_space, formats[i], test_no_space);
      g_test_add_data_func (write_error, formats[i], test_write_error);
      g_test_add_data_func (missing_rows, formats[i], test_missing_rows);
    }
  g_test_add_func ("/codec/webp/close", test_webp_close);
  g_test_add_data_func ("/codec/webp/cancelled", "webp", test_cancelled);
  g_test_add_data_func ("/codec/jpeg/cancelled-finish", "jpeg", test_cancelled);
  g_test_add_func ("/codec/jpeg/grey", test_jpeg_grey);
  g_test_add_func ("/codec/jpeg/reductions", test_jpeg_reductions);
  g_test_add_func ("/codec/encoder/blocks-dropped", test_blocks_dropped);
  g_test_add_func ("/codec/jpeg/order", test_order);
  g_test_add_func ("/codec/encoder/refused", test_refused);
  return g_test_run ();
}
