/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Inner loops of scaling. Sums run over eight lanes in a fixed order, so that every
 * instruction set rounds alike. */
#include "amb-loops-lanes.h"

extern const AmbLoopsResample AMB_LOOPS_NAME (resample);

/* A pixel without any alpha still weighs this much among pixels without any alpha: their colour is
 * kept when scaling. */
#define AMB_ALPHA_FLOOR (1.0f / 65536.0f)

static inline Lanes
tap_sum (const float *from, const float *weights, int taps)
{
  Lanes sum = { 0 };
  for (int k = 0; k < taps; k += AMB_LANES)
    {
      Lanes w, s;
      LOAD (w, weights + k);
      LOAD (s, from + k);
      sum += w * s;
    }
  return sum;
}

/* Of four at once, added as lane_sum does. */
static inline HalfLanes
lane_sums (const Lanes lanes[4])
{
  const HalfLanes a = lane_fold (&lanes[0]), b = lane_fold (&lanes[1]);
  const HalfLanes c = lane_fold (&lanes[2]), d = lane_fold (&lanes[3]);
  const HalfLanes ab
      = __builtin_shufflevector (a, b, 0, 1, 4, 5) + __builtin_shufflevector (a, b, 2, 3, 6, 7);
  const HalfLanes cd
      = __builtin_shufflevector (c, d, 0, 1, 4, 5) + __builtin_shufflevector (c, d, 2, 3, 6, 7);
  return __builtin_shufflevector (ab, cd, 0, 2, 4, 6)
         + __builtin_shufflevector (ab, cd, 1, 3, 5, 7);
}

/* taps is a constant where it is called. */
static inline void
filter_taps (const float *restrict src,
             const int *restrict start,
             const float *restrict weights,
             int taps,
             float *restrict dst,
             int n)
{
  int i = 0;
  for (; i + 4 <= n; i += 4, weights += 4 * taps)
    {
      Lanes sums[4];
      for (int k = 0; k < 4; k++)
        sums[k] = tap_sum (src + start[i + k], weights + k * taps, taps);
      const HalfLanes four = lane_sums (sums);
      memcpy (dst + i, &four, sizeof four);
    }
  for (; i < n; i++, weights += taps)
    {
      const Lanes sum = tap_sum (src + start[i], weights, taps);
      dst[i] = lane_sum (&sum);
    }
}

static void
filter_row (const float *restrict src,
            const int *restrict start,
            const float *restrict weights,
            int taps,
            float *restrict dst,
            int n)
{
  if (taps == AMB_LANES)
    filter_taps (src, start, weights, AMB_LANES, dst, n);
  else if (taps == 2 * AMB_LANES)
    filter_taps (src, start, weights, 2 * AMB_LANES, dst, n);
  else
    filter_taps (src, start, weights, taps, dst, n);
}

/* Four rows a pass: dst stays in the first cache, and the order of the additions is that of one row
 * a pass. */
static void
mix_rows (const float *const *rows, const float *weights, int n_rows, float *restrict dst, int n)
{
  memset (dst, 0, (gsize) n * sizeof (float));
  int k = 0;
  for (; k + 4 <= n_rows; k += 4)
    {
      const float *restrict r0 = rows[k], *restrict r1 = rows[k + 1];
      const float *restrict r2 = rows[k + 2], *restrict r3 = rows[k + 3];
      const float w0 = weights[k], w1 = weights[k + 1], w2 = weights[k + 2], w3 = weights[k + 3];
      for (int i = 0; i < n; i++)
        dst[i] = (((dst[i] + w0 * r0[i]) + w1 * r1[i]) + w2 * r2[i]) + w3 * r3[i];
    }
  for (; k < n_rows; k++)
    {
      const float *restrict r = rows[k];
      const float w = weights[k];
      for (int i = 0; i < n; i++)
        dst[i] += w * r[i];
    }
}

static void
weigh (float *restrict r, float *restrict g, float *restrict b, float *restrict alpha, int n)
{
  for (int i = 0; i < n; i++)
    {
      float w = alpha[i] + AMB_ALPHA_FLOOR;
      r[i] *= w;
      g[i] *= w;
      b[i] *= w;
      alpha[i] = w;
    }
}

static void
unweigh (float *restrict r, float *restrict g, float *restrict b, float *restrict alpha, int n)
{
  for (int i = 0; i < n; i++)
    {
      float w = alpha[i];
      float scale = w > AMB_ALPHA_FLOOR * 0.5f ? 1.0f / w : 0.0f;
      r[i] *= scale;
      g[i] *= scale;
      b[i] *= scale;
      w -= AMB_ALPHA_FLOOR;
      w = w > 0.0f ? w : 0.0f;
      alpha[i] = w < 1.0f ? w : 1.0f;
    }
}

static void
add_row (const guint8 *restrict src, guint16 *restrict sums, int n)
{
  for (int i = 0; i < n; i++)
    sums[i] = (guint16) (sums[i] + src[i]);
}

/* Upwards, so that what is read has not been written yet. */
static void
add_neighbours (guint16 *sums, int distance, int n)
{
  for (int i = 0; i < n; i++)
    sums[i] = (guint16) (sums[i] + sums[i + distance]);
}

static void
sum_blocks (const guint8 *restrict src,
            gsize stride,
            int n_rows,
            int step,
            int factor,
            guint16 *restrict sums,
            int n)
{
  memset (sums, 0, (gsize) n * sizeof *sums);
  for (int y = 0; y < n_rows; y++)
    add_row (src + stride * (gsize) y, sums, n);
  for (int width = 1; width < factor; width *= 2)
    add_neighbours (sums, width * step, n);
}

const AmbLoopsResample AMB_LOOPS_NAME (resample) = {
  .filter_row = filter_row,
  .mix_rows = mix_rows,
  .weigh = weigh,
  .unweigh = unweigh,
  .sum_blocks = sum_blocks,
};
