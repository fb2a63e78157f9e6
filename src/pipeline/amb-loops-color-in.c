/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Inner loops from stored samples to linear light. */
#include "amb-loops.h"

extern const AmbLoopsColorIn AMB_LOOPS_NAME (color_in);

static void
look_up_8 (const guint8 *restrict src,
           int step,
           const float *const table[3],
           float *restrict r,
           float *restrict g,
           float *restrict b,
           int n)
{
  const float *restrict tr = table[0];
  const float *restrict tg = table[1];
  const float *restrict tb = table[2];
  for (int i = 0; i < n; i++, src += step)
    {
      r[i] = tr[src[0]];
      g[i] = tg[src[1]];
      b[i] = tb[src[2]];
    }
}

static void
look_up_16 (const guint16 *restrict src,
            int step,
            const float *const table[3],
            float *restrict r,
            float *restrict g,
            float *restrict b,
            int n)
{
  const float *restrict tr = table[0];
  const float *restrict tg = table[1];
  const float *restrict tb = table[2];
  for (int i = 0; i < n; i++, src += step)
    {
      r[i] = tr[src[0]];
      g[i] = tg[src[1]];
      b[i] = tb[src[2]];
    }
}

static void
fraction_8 (const guint8 *restrict src, int step, float *restrict dst, int n)
{
  for (int i = 0; i < n; i++)
    dst[i] = (float) src[i * step] / 255.0f;
}

static void
fraction_16 (const guint16 *restrict src, int step, float *restrict dst, int n)
{
  for (int i = 0; i < n; i++)
    dst[i] = (float) src[i * step] / 65535.0f;
}

static void
matrix (const float m[9], float *restrict r, float *restrict g, float *restrict b, int n)
{
  const float m0 = m[0], m1 = m[1], m2 = m[2];
  const float m3 = m[3], m4 = m[4], m5 = m[5];
  const float m6 = m[6], m7 = m[7], m8 = m[8];
  for (int i = 0; i < n; i++)
    {
      float x = r[i], y = g[i], z = b[i];
      r[i] = m0 * x + m1 * y + m2 * z;
      g[i] = m3 * x + m4 * y + m5 * z;
      b[i] = m6 * x + m7 * y + m8 * z;
    }
}

const AmbLoopsColorIn AMB_LOOPS_NAME (color_in) = {
  .look_up_8 = look_up_8,
  .look_up_16 = look_up_16,
  .fraction_8 = fraction_8,
  .fraction_16 = fraction_16,
  .matrix = matrix,
};
