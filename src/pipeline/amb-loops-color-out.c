/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Inner loops from linear light to stored samples. */
#include "amb-loops.h"

#include <math.h>
#include <string.h>

extern const AmbLoopsColorOut AMB_LOOPS_NAME (color_out);

enum
{
  PACK = 256, /* pixels packed at a time */
};

/* NaN compares false and becomes 0. */
static inline float
clip (float x)
{
  x = x > 0.0f ? x : 0.0f;
  return x < 1.0f ? x : 1.0f;
}

/* IEC 61966-2-1. The power branch, 1.055 x^(1/2.4) - 0.055, is a polynomial of the fourth root
 * (which IEEE square roots give exactly alike everywhere), fitted by Remez' algorithm:
 * error 3.3e-7, and 7e-7 with the rounding of floats, 0.05 of a 16-bit step. */
static inline float
srgb (float x)
{
  float q = sqrtf (sqrtf (x));
  float p = -0.07621050643f;
  p = p * q + 0.3947142051f;
  p = p * q - 0.8984145443f;
  p = p * q + 1.209151694f;
  p = p * q - 1.155896363f;
  p = p * q + 1.461525906f;
  p = p * q + 0.1235758771f;
  p = p * q - 0.05844659069f;
  return x <= 0.0031308f ? 12.92f * x : p;
}

/* The same of the fourth degree: error 3.5e-5, 0.009 of an 8-bit step. */
static inline float
srgb_8 (float x)
{
  float q = sqrtf (sqrtf (x));
  float p = 0.08132997944f;
  p = p * q - 0.3355015663f;
  p = p * q + 1.122681631f;
  p = p * q + 0.1961358631f;
  p = p * q - 0.06461153723f;
  return x <= 0.0031308f ? 12.92f * x : p;
}

static void
encode (const float m[9], float *restrict r, float *restrict g, float *restrict b, int n)
{
  const float m0 = m[0], m1 = m[1], m2 = m[2];
  const float m3 = m[3], m4 = m[4], m5 = m[5];
  const float m6 = m[6], m7 = m[7], m8 = m[8];
  for (int i = 0; i < n; i++)
    {
      float x = r[i], y = g[i], z = b[i];
      r[i] = srgb (clip (m0 * x + m1 * y + m2 * z));
      g[i] = srgb (clip (m3 * x + m4 * y + m5 * z));
      b[i] = srgb (clip (m6 * x + m7 * y + m8 * z));
    }
}

static void
encode_8 (const float m[9], float *restrict r, float *restrict g, float *restrict b, int n)
{
  const float m0 = m[0], m1 = m[1], m2 = m[2];
  const float m3 = m[3], m4 = m[4], m5 = m[5];
  const float m6 = m[6], m7 = m[7], m8 = m[8];
  for (int i = 0; i < n; i++)
    {
      float x = r[i], y = g[i], z = b[i];
      r[i] = srgb_8 (clip (m0 * x + m1 * y + m2 * z));
      g[i] = srgb_8 (clip (m3 * x + m4 * y + m5 * z));
      b[i] = srgb_8 (clip (m6 * x + m7 * y + m8 * z));
    }
}

static void
encode_gray (const float weights[3],
             float *restrict r,
             const float *restrict g,
             const float *restrict b,
             int n)
{
  const float wr = weights[0], wg = weights[1], wb = weights[2];
  for (int i = 0; i < n; i++)
    r[i] = srgb (clip (wr * r[i] + wg * g[i] + wb * b[i]));
}

/* A power function of light is smooth over the fourth root, also near black: between two entries it
 * is off by less than 0.003 of a 16-bit step for an exponent of 1 / 2.2. */
static inline float
look_up (const float *restrict table, float x)
{
  float at = sqrtf (sqrtf (x)) * AMB_TABLE;
  int i = (int) at;
  i = i < AMB_TABLE - 1 ? i : AMB_TABLE - 1;
  return table[i] + (table[i + 1] - table[i]) * (at - (float) i);
}

static void
encode_table (const float m[9],
              const float *const table[3],
              float *restrict r,
              float *restrict g,
              float *restrict b,
              int n)
{
  const float m0 = m[0], m1 = m[1], m2 = m[2];
  const float m3 = m[3], m4 = m[4], m5 = m[5];
  const float m6 = m[6], m7 = m[7], m8 = m[8];
  const float *restrict tr = table[0];
  const float *restrict tg = table[1];
  const float *restrict tb = table[2];
  for (int i = 0; i < n; i++)
    {
      float x = r[i], y = g[i], z = b[i];
      r[i] = look_up (tr, clip (m0 * x + m1 * y + m2 * z));
      g[i] = look_up (tg, clip (m3 * x + m4 * y + m5 * z));
      b[i] = look_up (tb, clip (m6 * x + m7 * y + m8 * z));
    }
}

static void
encode_gray_table (const float weights[3],
                   const float *table,
                   float *restrict r,
                   const float *restrict g,
                   const float *restrict b,
                   int n)
{
  const float wr = weights[0], wg = weights[1], wb = weights[2];
  for (int i = 0; i < n; i++)
    r[i] = look_up (table, clip (wr * r[i] + wg * g[i] + wb * b[i]));
}

static void
clip_plane (float *restrict plane, int n)
{
  for (int i = 0; i < n; i++)
    plane[i] = clip (plane[i]);
}

static void
blend (float *restrict plane, const float *restrict alpha, float background, int n)
{
  for (int i = 0; i < n; i++)
    plane[i] = plane[i] * alpha[i] + background * (1.0f - alpha[i]);
}

static void
quantize (const float *restrict plane, float maximum, guint16 *restrict dst, int n)
{
  for (int i = 0; i < n; i++)
    dst[i] = (guint16) (int) (plane[i] * maximum + 0.5f);
}

/* A bijective mix of the position's bits (Chris Wellons' lowbias32). */
static inline guint32
mix (guint32 h)
{
  h ^= h >> 16;
  h *= 0x7feb352du;
  h ^= h >> 15;
  h *= 0x846ca68bu;
  h ^= h >> 16;
  return h;
}

/* The noise keeps 1/64 away from both ends, so that a value that is whole up to rounding errors
 * stays what it is. */
static void
dither (const float *restrict plane,
        float maximum,
        guint32 x,
        guint32 y,
        guint32 channel,
        guint16 *restrict dst,
        int n)
{
  const guint32 seed = mix (y * 4 + channel + 1);
  for (int i = 0; i < n; i++)
    {
      guint32 h = mix ((x + (guint32) i) ^ seed);
      float noise = (float) (int) (h >> 9) * (0.96875f / 8388608.0f) + 0.015625f;
      dst[i] = (guint16) (int) (plane[i] * maximum + noise);
    }
}

static inline guint32
pack (float r, float g, float b)
{
  guint32 ri = (guint32) (int) (r * 255.0f + 0.5f);
  guint32 gi = (guint32) (int) (g * 255.0f + 0.5f);
  guint32 bi = (guint32) (int) (b * 255.0f + 0.5f);
  return GUINT32_TO_LE (ri | gi << 8 | bi << 16);
}

typedef guint8 Bytes __attribute__ ((vector_size (16)));

/* n pixels of four bytes become three bytes each. What a store writes too much, the next
 * overwrites; the last one writes three bytes. */
static void
squeeze (const guint32 *restrict packed, guint8 *restrict to, int n)
{
  int i = 0;
#if defined __SSSE3__ || defined __aarch64__
  for (; i + 6 <= n; i += 4)
    {
      Bytes four;
      memcpy (&four, packed + i, sizeof four);
      four = __builtin_shufflevector (four, four, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 3, 3,
                                      3);
      memcpy (to + 3 * i, &four, sizeof four);
    }
#endif
  for (; i < n - 1; i++)
    memcpy (to + 3 * i, &packed[i], 4);
  memcpy (to + 3 * i, &packed[i], 3);
}

static void
pack_rgb8 (const float *restrict r,
           const float *restrict g,
           const float *restrict b,
           guint8 *restrict dst,
           int n)
{
  guint32 packed[PACK];
  for (int start = 0; start < n; start += PACK)
    {
      int count = MIN (PACK, n - start);
      for (int i = 0; i < count; i++)
        packed[i] = pack (r[start + i], g[start + i], b[start + i]);
      squeeze (packed, dst + 3 * start, count);
    }
}

static void
pack_opaque (const float *restrict r,
             const float *restrict g,
             const float *restrict b,
             guint8 *restrict dst,
             int n)
{
  for (int i = 0; i < n; i++)
    {
      guint32 packed = pack (r[i], g[i], b[i]) | GUINT32_TO_LE (0xff000000u);
      memcpy (dst + 4 * i, &packed, 4);
    }
}

static void
pack_rgba8 (const float *restrict r,
            const float *restrict g,
            const float *restrict b,
            const float *restrict alpha,
            guint8 *restrict dst,
            int n)
{
  if (alpha == NULL)
    {
      pack_opaque (r, g, b, dst, n);
      return;
    }
  for (int i = 0; i < n; i++)
    {
      guint32 a = (guint32) (int) (alpha[i] * 255.0f + 0.5f);
      guint32 packed = pack (r[i], g[i], b[i]) | GUINT32_TO_LE (a << 24);
      memcpy (dst + 4 * i, &packed, 4);
    }
}

const AmbLoopsColorOut AMB_LOOPS_NAME (color_out) = {
  .encode = encode,
  .encode_8 = encode_8,
  .encode_gray = encode_gray,
  .encode_table = encode_table,
  .encode_gray_table = encode_gray_table,
  .clip = clip_plane,
  .blend = blend,
  .quantize = quantize,
  .dither = dither,
  .pack_rgb8 = pack_rgb8,
  .pack_rgba8 = pack_rgba8,
};
