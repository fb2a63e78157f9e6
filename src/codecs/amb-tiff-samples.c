/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of any width and kind into samples of 8 or 16 bits. */
#include "amb-tiff-private.h"

#include <string.h>

enum
{
  TABLE_SIZE = 256,
  PLAIN = 3, /* the table after those of a palette: for what is no colour, and without a palette */
};

/* libtiff delivers whole bytes in the machine's order; other widths stand packed, high bit first.
 */
static guint32
read_packed (const guint8 *packed, gsize index, guint bits)
{
  guint64 first = (guint64) index * bits;
  const guint8 *bytes = packed + first / 8;
  guint64 window = 0;

  for (guint i = 0; i < 5; i++)
    window = window << 8 | bytes[i];
  return (guint32) (window >> (40 - first % 8 - bits) & ((1ull << bits) - 1));
}

static guint32
read_sample (const guint8 *packed, gsize index, guint bits)
{
  guint16 half;
  guint32 word;

  switch (bits)
    {
    case 8:
      return packed[index];
    case 16:
      memcpy (&half, packed + index * 2, sizeof half);
      return half;
    case 32:
      memcpy (&word, packed + index * 4, sizeof word);
      return word;
    default:
      return read_packed (packed, index, bits);
    }
}

static float
half_to_float (guint16 half)
{
  guint32 sign = (guint32) (half & 0x8000) << 16, rest = half & 0x7fff;
  union
  {
    guint32 bits;
    float value;
  } number = { .bits = rest << 13 };

  number.value *= 0x1p112f; /* the exponent's bias is 15, not 127 */
  number.bits |= sign;
  return number.value;
}

static double
read_float (const guint8 *packed, gsize index, guint bits)
{
  float single;
  double twice;

  if (bits == 16)
    return (double) half_to_float ((guint16) read_sample (packed, index, 16));
  if (bits == 32)
    {
      memcpy (&single, packed + index * 4, sizeof single);
      return (double) single;
    }
  memcpy (&twice, packed + index * 8, sizeof twice);
  return twice;
}

static guint16
deepen (const AmbTiffLayout *self, const guint8 *packed, gsize index)
{
  guint32 most, value;

  if (self->flags & AMB_TIFF_FLOAT)
    {
      double number = read_float (packed, index, self->bits);

      return number > 0 ? (guint16) (MIN (number, 1.0) * 65535 + 0.5) : 0; /* NaN too is 0 */
    }
  most = (guint32) ((1ull << self->bits) - 1);
  value = read_sample (packed, index, self->bits);
  if (self->flags & AMB_TIFF_SIGNED)
    value ^= 1u << (self->bits - 1);
  return (guint16) (((guint64) value * 65535 + most / 2) / most);
}

static guint8
palette_entry (const AmbTiffLayout *self, guint channel, guint index)
{
  guint most = 0;

  /* Some writers fill 8 of the 16 bits. */
  for (guint c = 0; c < 3; c++)
    for (guint i = 0; i < 1u << self->bits; i++)
      most = MAX (most, self->map[c][i]);
  return (guint8) (self->map[channel][index] >> (most > 255 ? 8 : 0));
}

void
amb_tiff_layout_prepare (AmbTiffLayout *self)
{
  guint most = (1u << MIN (self->bits, 8)) - 1;
  guint flip = self->flags & AMB_TIFF_SIGNED ? 1u << (self->bits - 1) : 0;

  if (self->bits > 8)
    return;
  self->table = g_malloc0 ((PLAIN + 1) * TABLE_SIZE);
  for (guint c = 0; c <= PLAIN; c++)
    for (guint i = 0; i <= most; i++)
      self->table[c * TABLE_SIZE + i] = self->map[0] != NULL && c != PLAIN
                                            ? palette_entry (self, c, i)
                                            : (guint8) (((i ^ flip) * 255 + most / 2) / most);
}

void
amb_tiff_layout_clear (AmbTiffLayout *self)
{
  g_clear_pointer (&self->table, g_free);
}

/* step samples from one pixel to the next, beginning with the sample at first. */
static void
unpack_channel (const AmbTiffLayout *self,
                const guint8 *packed,
                guint first,
                const AmbPixels *pixels,
                guint8 *row,
                guint channel)
{
  guint channels = amb_pixels_channels (pixels);
  guint step = self->flags & AMB_TIFF_PLANAR ? 1 : self->samples;
  gboolean is_colour = channel < pixels->model;
  guint16 flip = (self->flags & AMB_TIFF_INVERTED) && is_colour ? 0xffff : 0;

  if (pixels->depth == 8)
    {
      const guint8 *table
          = self->table + (self->map[0] != NULL && is_colour ? channel : PLAIN) * TABLE_SIZE;

      for (guint x = 0; x < pixels->width; x++)
        row[(gsize) x * channels + channel]
            = table[read_sample (packed, (gsize) x * step + first, self->bits)] ^ (guint8) flip;
      return;
    }
  for (guint x = 0; x < pixels->width; x++)
    ((guint16 *) (gpointer) row)[(gsize) x * channels + channel]
        = deepen (self, packed, (gsize) x * step + first) ^ flip;
}

static gboolean
is_same (const AmbTiffLayout *self, const AmbPixels *pixels)
{
  return (self->flags & ~(guint) AMB_TIFF_PREMULTIPLIED) == 0 && self->map[0] == NULL
         && self->bits == pixels->depth && self->samples == amb_pixels_channels (pixels);
}

void
amb_tiff_unpack_row (const AmbTiffLayout *self,
                     const guint8 *packed,
                     guint plane,
                     const AmbPixels *pixels,
                     guint8 *row)
{
  if (is_same (self, pixels))
    {
      memcpy (row, packed, (gsize) pixels->width * self->samples * (self->bits / 8));
      return;
    }
  for (guint c = 0; c < amb_pixels_channels (pixels); c++)
    {
      guint from_map = self->map[0] != NULL ? 0 : c;
      guint sample = c < pixels->model ? from_map : self->alpha;

      if (!(self->flags & AMB_TIFF_PLANAR))
        unpack_channel (self, packed, sample, pixels, row, c);
      else if (sample == plane)
        unpack_channel (self, packed, 0, pixels, row, c);
    }
}

void
amb_tiff_divide_row (const AmbPixels *pixels, guint8 *row)
{
  guint colours = pixels->model, channels = colours + 1;

  for (guint x = 0; x < pixels->width; x++)
    if (pixels->depth == 8)
      {
        guint8 *pixel = row + (gsize) x * channels;
        guint alpha = pixel[colours];

        for (guint c = 0; c < colours && alpha != 0; c++)
          pixel[c] = (guint8) MIN (255, (pixel[c] * 255u + alpha / 2) / alpha);
      }
    else
      {
        guint16 *pixel = (guint16 *) (gpointer) row + (gsize) x * channels;
        guint alpha = pixel[colours];

        for (guint c = 0; c < colours && alpha != 0; c++)
          pixel[c] = (guint16) MIN (65535, (pixel[c] * 65535u + alpha / 2) / alpha);
      }
}
