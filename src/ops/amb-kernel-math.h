/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic that kernels share. Only + - * /, square roots, comparisons and bit patterns: IEEE 754 rounds them the same way
 * on every machine, which the C library's transcendental functions do not promise. */
#pragma once

#include <float.h>
#include <stdint.h>
#include <string.h>

/* Luminance of linear Rec. 2020 (ITU-R BT.2020-2, table 4: the derivation of Y). */
#define AMB_LUMINANCE_R 0.2627f
#define AMB_LUMINANCE_G 0.6780f
#define AMB_LUMINANCE_B 0.0593f

/* 30 stops above white: nothing that a photo holds, and far from the overflow of what follows. */
#define AMB_LARGEST_LEVEL 1073741824.0f

static inline float
amb_luminance (float r, float g, float b)
{
  return AMB_LUMINANCE_R * r + AMB_LUMINANCE_G * g + AMB_LUMINANCE_B * b;
}

/* What a kernel may write: NaN becomes 0, infinities and overflows the largest level. */
static inline float
amb_finite (float x)
{
  float number = x == x ? x : 0.0f;
  float below = number < AMB_LARGEST_LEVEL ? number : AMB_LARGEST_LEVEL;
  return below > -AMB_LARGEST_LEVEL ? below : -AMB_LARGEST_LEVEL;
}

static inline float
amb_at_least (float x, float low)
{
  return x > low ? x : low;
}

static inline float
amb_at_most (float x, float high)
{
  return x < high ? x : high;
}

static inline int32_t
amb_float_bits (float x)
{
  int32_t bits;
  memcpy (&bits, &x, sizeof bits);
  return bits;
}

static inline float
amb_float_from_bits (int32_t bits)
{
  float x;
  memcpy (&x, &bits, sizeof x);
  return x;
}

/* Cube root with the sign of x; relative error below 3e-5 for normal numbers, 0 for 0. The bits of a float are about its
 * logarithm, so dividing them by -3 begins x^(-1/3) within 4 % (Lomont 2003, "Fast inverse square root"; the constant here is fitted for the cube root);
 * two Newton steps of y (4 - x y^3) / 3 square that error twice. No division, vectorisable. */
static inline float
amb_cbrt (float x)
{
  int32_t bits = amb_float_bits (x);
  float magnitude = amb_float_from_bits (bits & 0x7fffffff);
  float guess = 1419890000.0f - (float) (bits & 0x7fffffff) * (1.0f / 3.0f);
  float y = amb_float_from_bits ((int32_t) guess);
  y = y * (1.3333333f - (1.0f / 3.0f) * magnitude * y * y * y);
  y = y * (1.3333333f - (1.0f / 3.0f) * magnitude * y * y * y);
  return amb_float_from_bits (amb_float_bits (magnitude * y * y) | (bits & INT32_MIN));
}

/* 2^x; relative error below 4e-16 for -1000 < x < 1000 and exact for whole x: the Taylor series of exp (f ln 2) for |f| <= 1/2,
 * whose first term left out is (ln 2 / 2)^16 / 16! = 2e-21. For prepare (): scalar. */
static inline double
amb_exp2 (double x)
{
  int64_t whole = (int64_t) (x < 0 ? x - 0.5 : x + 0.5);
  double f = (x - (double) whole) * 0.693147180559945309417;
  double sum = 1.0;
  for (int n = 15; n > 0; n--)
    sum = 1.0 + sum * f / n;

  uint64_t bits = (uint64_t) (whole + 1023) << 52;
  double power;
  memcpy (&power, &bits, sizeof power);
  return sum * power;
}

/* e^x for prepare (), as amb_exp2. */
static inline double
amb_exp (double x)
{
  return amb_exp2 (x * 1.44269504088896340736);
}
