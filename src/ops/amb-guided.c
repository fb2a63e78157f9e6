/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The guided filter by box means with running sums in double: their order is fixed, and what is
 * left in them is below a float's last bit. */
#include "amb-guided.h"

void
amb_guided_tones (const AmbLocalFrame *frame, float *tones)
{
  for (int y = 0; y < frame->height; y++)
    {
      const gsize at = (gsize) y * frame->stride;
      const float *restrict r = frame->rgb[0] + at, *restrict g = frame->rgb[1] + at;
      const float *restrict b = frame->rgb[2] + at;
      float *restrict out = tones + at;
      for (int x = 0; x < frame->width; x++)
        out[x] = amb_tone (r[x], g[x], b[x]);
    }
}

/* Means of 2 radius + 1 pixels, of fewer at the ends. */
static void
mean_row (const float *restrict in, float *restrict out, int n, int radius)
{
  double sum = 0, share = 0;
  int first = 0, end = 0, count = 0;
  for (int x = 0; x < n; x++)
    {
      for (; end < n && end <= x + radius; end++)
        sum += in[end];
      for (; first < x - radius; first++)
        sum -= in[first];
      if (count != end - first)
        {
          count = end - first;
          share = 1.0 / count;
        }
      out[x] = (float) (sum * share);
    }
}

static void
add_row (const float *restrict in, double *restrict sums, int n)
{
  for (int x = 0; x < n; x++)
    sums[x] += in[x];
}

static void
take_row (const float *restrict in, double *restrict sums, int n)
{
  for (int x = 0; x < n; x++)
    sums[x] -= in[x];
}

static void
give_row (const double *restrict sums, int count, float *restrict out, int n)
{
  const double share = 1.0 / count;
  for (int x = 0; x < n; x++)
    out[x] = (float) (sums[x] * share);
}

/* Means over squares; in and out may be the same. Works in scratch[0] and [1]. */
static void
box_mean (const AmbLocalFrame *frame, const float *in, float *out, int radius)
{
  const int width = frame->width, height = frame->height;
  const gsize stride = frame->stride;
  float *rows = frame->scratch[0];
  double *sums = (double *) (gpointer) frame->scratch[1]; /* two rows of it */
  int first = 0, end = 0;
  for (int y = 0; y < height; y++)
    mean_row (in + (gsize) y * stride, rows + (gsize) y * stride, width, radius);
  for (int x = 0; x < width; x++)
    sums[x] = 0;
  for (int y = 0; y < height; y++)
    {
      for (; end < height && end <= y + radius; end++)
        add_row (rows + (gsize) end * stride, sums, width);
      for (; first < y - radius; first++)
        take_row (rows + (gsize) first * stride, sums, width);
      give_row (sums, end - first, out + (gsize) y * stride, width);
    }
}

static void
multiply (const float *restrict x, const float *restrict y, float *restrict out, gsize n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = x[i] * y[i];
}

/* He, Sun, Tang, equations 5 and 6, from the means of guide, its square, input and their product.
 */
static void
solve (const float *restrict guide,
       const float *restrict square,
       const float *restrict input,
       const float *restrict product,
       float edge,
       float *restrict a,
       float *restrict b,
       gsize n)
{
  const float flat = edge * edge;
  for (gsize i = 0; i < n; i++)
    {
      const float variance = amb_at_least (square[i] - guide[i] * guide[i], 0.0f);
      a[i] = (product[i] - guide[i] * input[i]) / (variance + flat);
      b[i] = input[i] - a[i] * guide[i];
    }
}

static int
radius_px (const AmbLocalFrame *frame, double radius)
{
  const int long_edge = frame->width > frame->height ? frame->width : frame->height;
  const int pixels = (int) (radius * long_edge + 0.5);
  return pixels > 1 ? pixels : 1;
}

void
amb_guided_filter (const AmbLocalFrame *frame,
                   const float *guide,
                   const float *input,
                   double radius,
                   float edge,
                   float *a,
                   float *b)
{
  const gsize n = frame->stride * (gsize) frame->height;
  const int r = radius_px (frame, radius);
  float *mean = frame->scratch[2], *square = frame->scratch[3];
  const float *input_mean = mean, *product = square;
  multiply (guide, guide, square, n);
  box_mean (frame, square, square, r);
  box_mean (frame, guide, mean, r);
  if (input != guide)
    {
      multiply (guide, input, frame->scratch[4], n);
      box_mean (frame, frame->scratch[4], frame->scratch[4], r);
      box_mean (frame, input, b, r);
      input_mean = memcpy (frame->scratch[1], b, n * sizeof (float));
      product = frame->scratch[4];
    }
  solve (mean, square, input_mean, product, edge, a, b, n);
  box_mean (frame, a, a, r);
  box_mean (frame, b, b, r);
}

void
amb_guided_base (
    const AmbLocalFrame *frame, const float *tones, double radius, float edge, float *a, float *b)
{
  amb_guided_filter (frame, tones, tones, radius, edge, a, b);
}
