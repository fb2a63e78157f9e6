/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of one channel as tables, and the photographer's scale (the sRGB encoding) in double
 * for filling them. prepare () fills, row () reads. */
#pragma once

#include <math.h>
#include "amb-kernel-math.h"

enum
{
  AMB_TABLE_CELLS = 2048,
  AMB_TABLE_BLOCK = 128, /* pixels at a time */
};

/* y = f (x) for linear light x. Inside first .. last the cells are even steps of the fourth root of
 * x, fine in the shadows where eyes and powers are, and straight lines inside; outside it goes
 * straight on. The values rise if f does, from cell to cell. */
typedef struct
{
  float first, last, scale; /* scale: 1 / (last - first) */
  float slope_before, slope_after;
  float values[AMB_TABLE_CELLS + 2]; /* one more: the last cell's end read with weight 0 */
} AmbTable;

/* log2 x for x > 0; error below 1e-15 of it or 1e-16. For prepare (): scalar. With m the mantissa
 * within 1/sqrt 2 .. sqrt 2, log m = 2 atanh ((m - 1) / (m + 1)); the first term left out is
 * 0.172^23 / 23 = 1e-19. */
static inline double
amb_log2 (double x)
{
  int64_t bits;
  memcpy (&bits, &x, sizeof bits);
  int64_t exponent = (bits >> 52) - 1023;
  bits = (bits & 0x000fffffffffffff) | 0x3ff0000000000000;
  double m;
  memcpy (&m, &bits, sizeof m);
  if (m > 1.41421356237309504880)
    {
      m /= 2;
      exponent++;
    }
  double s = (m - 1) / (m + 1), square = s * s, sum = 0;
  for (int n = 21; n > 0; n -= 2)
    sum = sum * square + 1.0 / n;
  return (double) exponent + 2 * s * sum * 1.44269504088896340736;
}

/* x^power, with the sign of x. */
static inline double
amb_signed_pow (double x, double power)
{
  double size = fabs (x);
  if (size < 1e-300)
    return 0;
  double result = amb_exp2 (power * amb_log2 (size));
  return x < 0 ? -result : result;
}

/* IEC 61966-2-1 (sRGB), with the sign of x. */
#define AMB_SRGB_SLOPE 12.92
#define AMB_SRGB_OFFSET 0.055
#define AMB_SRGB_POWER 2.4
#define AMB_SRGB_LINEAR 0.0031308
#define AMB_SRGB_ENCODED 0.04045

static inline double
amb_srgb_encode (double x)
{
  double size = fabs (x);
  if (size <= AMB_SRGB_LINEAR)
    return x * AMB_SRGB_SLOPE;
  double e = (1 + AMB_SRGB_OFFSET) * amb_signed_pow (size, 1 / AMB_SRGB_POWER) - AMB_SRGB_OFFSET;
  return x < 0 ? -e : e;
}

static inline double
amb_srgb_decode (double e)
{
  double size = fabs (e);
  if (size <= AMB_SRGB_ENCODED)
    return e / AMB_SRGB_SLOPE;
  double x = amb_signed_pow ((size + AMB_SRGB_OFFSET) / (1 + AMB_SRGB_OFFSET), AMB_SRGB_POWER);
  return e < 0 ? -x : x;
}

/* The slope of amb_srgb_decode at e. */
static inline double
amb_srgb_decode_slope (double e)
{
  double size = fabs (e);
  if (size <= AMB_SRGB_ENCODED)
    return 1 / AMB_SRGB_SLOPE;
  return AMB_SRGB_POWER / (1 + AMB_SRGB_OFFSET)
         * amb_signed_pow ((size + AMB_SRGB_OFFSET) / (1 + AMB_SRGB_OFFSET), AMB_SRGB_POWER - 1);
}

/* The place of cell's beginning in linear light. */
static inline double
amb_table_place (double first, double last, int cell)
{
  double root = (double) cell / AMB_TABLE_CELLS;
  return first + (last - first) * root * root * root * root;
}

/* x within 0 .. 1; 0 for NaN. The bits of positive floats are ordered as integers are, and of two
 * comparisons before a square root gcc makes branches. */
static inline float
amb_unit (float x)
{
  const int32_t one = 0x3f800000;
  int32_t bits = amb_float_bits (x) & -(int32_t) (x == x);
  bits = bits > 0 ? bits : 0;
  return amb_float_from_bits (bits < one ? bits : one);
}

/* out[i] = f (in[i]), 0 < n <= AMB_TABLE_BLOCK. Loops of their own for the loads from the table,
 * both ends of a cell at once, because compilers make vectors of the others only then. */
static inline void
amb_table_look_up (const AmbTable *self, const float *restrict in, float *restrict out, int n)
{
  const float first = self->first, last = self->last, scale = self->scale;
  const float slope_before = self->slope_before, slope_after = self->slope_after;
  int32_t cells[AMB_TABLE_BLOCK];
  float ends[AMB_TABLE_BLOCK][2];

  for (int i = 0; i < n; i++)
    {
      float place = sqrtf (sqrtf (amb_unit ((in[i] - first) * scale))) * AMB_TABLE_CELLS;
      cells[i] = (int32_t) place;
      out[i] = place - (float) cells[i];
    }
  for (int i = 0; i < n; i++)
    memcpy (ends[i], &self->values[cells[i]], sizeof ends[i]);
  for (int i = 0; i < n; i++)
    out[i] = ends[i][0] + out[i] * (ends[i][1] - ends[i][0]);
  for (int i = 0; i < n; i++)
    out[i] += slope_before * amb_at_most (in[i] - first, 0.0f)
              + slope_after * amb_at_least (in[i] - last, 0.0f);
}

static inline void
amb_table_row (const AmbTable *self, float *restrict plane, int width)
{
  float out[AMB_TABLE_BLOCK];
  for (int x = 0; x < width; x += AMB_TABLE_BLOCK)
    {
      int n = width - x < AMB_TABLE_BLOCK ? width - x : AMB_TABLE_BLOCK;
      amb_table_look_up (self, plane + x, out, n);
      for (int i = 0; i < n; i++)
        plane[x + i] = amb_finite (out[i]);
    }
}

/* What a table does that is the identity. */
static inline void
amb_finite_row (float *restrict plane, int width)
{
  for (int x = 0; x < width; x++)
    plane[x] = amb_finite (plane[x]);
}
