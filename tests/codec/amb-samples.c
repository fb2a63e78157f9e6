/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures drawn by the tests, and files in memory that stand in for files on disk. */
#include "amb-samples.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static guint
sample_at (const AmbPixels *pixels, guint x, guint y, guint channel)
{
  gsize i = (gsize) x * amb_pixels_channels (pixels) + channel;
  const guint8 *row = pixels->data + pixels->stride * y;

  return pixels->depth == 16 ? ((const guint16 *) (gconstpointer) row)[i] : row[i];
}

static void
put_sample (AmbPixels *pixels, guint x, guint y, guint channel, double value)
{
  gsize i = (gsize) x * amb_pixels_channels (pixels) + channel;
  guint8 *row = pixels->data + pixels->stride * y;

  if (pixels->depth == 16)
    ((guint16 *) (gpointer) row)[i] = (guint16) (CLAMP (value, 0, 1) * 65535);
  else
    row[i] = (guint8) (CLAMP (value, 0, 1) * 255);
}

AmbPixels *
sample_pixels (guint width, guint height, AmbPixelModel model, gboolean has_alpha, guint depth)
{
  AmbPixels *pixels = amb_pixels_new (width, height, model, has_alpha, depth);
  guint32 noise = 1;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      for (guint c = 0; c < amb_pixels_channels (pixels); c++)
        {
          noise = noise * 1664525u + 1013904223u; /* Numerical Recipes */
          put_sample (pixels, x, y, c,
                      0.5 + 0.3 * sin (x * 0.07 + c) + 0.15 * cos (y * 0.05 - c)
                          + (noise >> 24) / 255.0 * 0.02);
        }
  return pixels;
}

int
sample_fd (gconstpointer bytes, gsize length)
{
  int fd = memfd_create ("sample", MFD_CLOEXEC);

  g_assert_no_errno (fd);
  g_assert_cmpint (write (fd, bytes, length), ==, (gssize) length);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  return fd;
}

GBytes *
sample_read (int fd)
{
  gsize length = (gsize) lseek (fd, 0, SEEK_END);
  guint8 *bytes = g_malloc (length);

  g_assert_cmpint (pread (fd, bytes, length, 0), ==, (gssize) length);
  return g_bytes_new_take (bytes, length);
}

AmbEncodeSpec
sample_spec (const AmbPixels *pixels)
{
  return (AmbEncodeSpec){
    .width = pixels->width,
    .height = pixels->height,
    .model = pixels->model,
    .has_alpha = pixels->has_alpha,
    .depth = pixels->depth,
    .quality = 95,
  };
}

GBytes *
sample_encode (const char *codec, const AmbPixels *pixels, const AmbEncodeSpec *spec)
{
  int fd = sample_fd ("", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbEncoder) encoder = amb_encoder_new (amb_codecs_find (codec), fd, spec, &error);
  guint half = pixels->height / 2;
  GBytes *bytes;

  g_assert_no_error (error);
  g_assert_true (amb_encoder_write (encoder, pixels->data, pixels->stride, half, &error));
  g_assert_true (amb_encoder_write (encoder, pixels->data + pixels->stride * half, pixels->stride,
                                    pixels->height - half, &error));
  g_assert_true (amb_encoder_finish (encoder, &error));
  g_assert_no_error (error);
  bytes = sample_read (fd);
  close (fd);
  return bytes;
}

SampleResult
sample_decode (gconstpointer bytes, gsize length, guint reduction)
{
  static const AmbDecodeLimits limits = { 160 * 1000 * 1000, 500, 100 * 1000 * 1000 };
  SampleResult result = { NULL };
  int fd = sample_fd (bytes, length);

  result.decoder = amb_decoder_open (fd, &limits, &result.error);
  if (result.decoder != NULL)
    result.pixels = amb_decoder_decode (result.decoder, reduction, &result.complete, NULL, NULL,
                                        &result.error);
  g_assert_true ((result.pixels == NULL) == (result.error != NULL));
  close (fd);
  return result;
}

void
sample_result_clear (SampleResult *result)
{
  g_clear_pointer (&result->pixels, amb_pixels_free);
  g_clear_pointer (&result->decoder, amb_decoder_free);
  g_clear_error (&result->error);
}

static void
assert_same_layout (const AmbPixels *a, const AmbPixels *b)
{
  g_assert_cmpuint (a->width, ==, b->width);
  g_assert_cmpuint (a->height, ==, b->height);
  g_assert_cmpuint (a->model, ==, b->model);
  g_assert_cmpuint (a->has_alpha, ==, b->has_alpha);
  g_assert_cmpuint (a->depth, ==, b->depth);
}

double
sample_psnr (const AmbPixels *a, const AmbPixels *b)
{
  double sum = 0;
  guint channels = amb_pixels_channels (a);

  assert_same_layout (a, b);
  for (guint y = 0; y < a->height; y++)
    for (guint x = 0; x < a->width; x++)
      for (guint c = 0; c < channels; c++)
        {
          double difference = (double) sample_at (a, x, y, c) - (double) sample_at (b, x, y, c);

          sum += difference * difference;
        }
  return 10 * log10 (255.0 * 255.0 * a->width * a->height * channels / sum);
}

void
sample_assert_equal (const AmbPixels *a, const AmbPixels *b)
{
  assert_same_layout (a, b);
  for (guint y = 0; y < a->height; y++)
    for (guint x = 0; x < a->width; x++)
      for (guint c = 0; c < amb_pixels_channels (a); c++)
        if (sample_at (a, x, y, c) != sample_at (b, x, y, c))
          g_error ("pixel %u,%u channel %u is %u, not %u", x, y, c, sample_at (b, x, y, c),
                   sample_at (a, x, y, c));
}
