/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of every format that this build reads: sniffed, opened, decoded. Whatever they hold, the
 * answer is pixels of the size that was said, or an error of ours. */
#include "fuzz.h"

#include "amb-samples.h"

#include "amb-error.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>
#include <unistd.h>

#define MAX_PIXELS (1u << 18)
#define MAX_SCANS 20
#define MAX_ICC 65536

const guint fuzz_rounds = 4000;

static void
decode (AmbDecoder *decoder, guint reduction)
{
  const AmbImageInfo *info = amb_decoder_get_info (decoder);
  g_autoptr (GError) error = NULL;
  gboolean complete = FALSE;
  AmbPixels *pixels = amb_decoder_decode (decoder, reduction, &complete, NULL, NULL, &error);

  if (pixels == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == AMB_ERROR);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (pixels->width, ==, (info->width + reduction - 1) / reduction);
  g_assert_cmpuint (pixels->height, ==, (info->height + reduction - 1) / reduction);
  amb_pixels_free (pixels);
}

/* PNG (third edition) annex D: CRC-32 of a chunk's type and data. */
static guint32
crc32_of (const guint8 *bytes, gsize length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
  return ~crc;
}

/* Makes a PNG's checksums right again: nothing behind them would ever be tried. */
static void
mend_png (guint8 *bytes, gsize length)
{
  gsize at = 8;

  if (length < at || memcmp (bytes, "\x89PNG", 4) != 0)
    return;
  while (length - at >= 12)
    {
      guint32 data;
      guint32 crc;

      memcpy (&data, bytes + at, sizeof data);
      data = GUINT32_FROM_BE (data);
      if (data > length - at - 12)
        return;
      crc = GUINT32_TO_BE (crc32_of (bytes + at + 4, data + 4));
      memcpy (bytes + at + 8 + data, &crc, sizeof crc);
      at += 12 + data;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  const AmbDecodeLimits limits = { MAX_PIXELS, MAX_SCANS, MAX_ICC };
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbDecoder) decoder = NULL;
  g_autofree guint8 *mended = g_memdup2 (bytes, length);
  int fd;

  mend_png (mended, length);
  fd = sample_fd (mended, length);
  amb_codecs_sniff (bytes, MIN (length, AMB_SNIFF_BYTES));
  decoder = amb_decoder_open (fd, &limits, &error);
  if (decoder == NULL)
    g_assert_true (error != NULL && error->domain == AMB_ERROR);
  else
    {
      const AmbImageInfo *info = amb_decoder_get_info (decoder);

      g_assert_no_error (error);
      g_assert_cmpuint (info->width, >, 0);
      g_assert_cmpuint (info->height, >, 0);
      g_assert_cmpuint ((guint64) info->width * info->height, <=, MAX_PIXELS);
      decode (decoder, info->max_reduction);
      if (info->max_reduction > 1)
        decode (decoder, 1);
    }
  close (fd);
  return 0;
}

static void
add_own (GPtrArray *seeds, const char *codec, AmbPixelModel model, gboolean has_alpha, guint depth)
{
  AmbPixels *pixels = sample_pixels (24, 18, model, has_alpha, depth);
  AmbEncodeSpec spec = sample_spec (pixels);

  g_ptr_array_add (seeds, sample_encode (codec, pixels, &spec));
  amb_pixels_free (pixels);
}

/* What others of GdkPixbuf's writers make; a build without one has one seed less. */
static void
add_pixbuf (GPtrArray *seeds, const char *type)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 12, 9);
  char *bytes;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  if (gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &length, type, NULL, NULL))
    g_ptr_array_add (seeds, g_bytes_new_take (bytes, length));
}

GPtrArray *
fuzz_seeds (void)
{
  static const char *const types[] = { "bmp", "ico", "tiff", "webp" };
  static const char gif[]
      = "GIF89a\2\0\2\0\200\0\0\0\0\0\377\377\377,\0\0\0\0\2\0\2\0\0\2\3D\2\5\0;";
  static const char pnm[] = "P6\n2 2\n255\n123456789012";
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  add_own (seeds, "jpeg", AMB_MODEL_RGB, FALSE, 8);
  add_own (seeds, "jpeg", AMB_MODEL_GRAY, FALSE, 8);
  add_own (seeds, "png", AMB_MODEL_RGB, TRUE, 8);
  add_own (seeds, "png", AMB_MODEL_GRAY, FALSE, 16);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    add_pixbuf (seeds, types[i]);
  g_ptr_array_add (seeds, g_bytes_new_static (gif, sizeof gif - 1));
  g_ptr_array_add (seeds, g_bytes_new_static (pnm, sizeof pnm - 1));
  return seeds;
}
