/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic that kernels share. Only + - * /, square roots, comparisons and bit patterns: IEEE
 * 754 rounds them the same way on every machine, which the C library's transcendental functions do
 * not promise. */
#pragma once

#include <float.h>
#include <stdint.h>
#include <string.h>

/* Before a loop whose iterations do not depend on each other, which compilers cannot see from more
 * pointers than they care to compare. */
#ifdef __clang__
#define AMB_INDEPENDENT _Pragma ("clang loop vectorize(assume_safety)")
#pragma clang diagnostic ignored "-Wpass-failed" /* sanitizers keep loops as they are */
#else
#define AMB_INDEPENDENT _Pragma ("GCC ivdep")
#endif

/* Luminance of linear Rec. 2020 (ITU-R BT.2020-2, table 4: the derivation of Y). */
#define AMB_LUMINANCE_R 0.2627f
#define AMB_LUMINANCE_G 0.6780f
#define AMB_LUMINANCE_B 0.0593f

static inline float
amb_luminance (float r, float g, float b)
{
  return AMB_LUMINANCE_R * r + AMB_LUMINANCE_G * g + AMB_LUMINANCE_B * b;
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

/* What a kernel may write: NaN becomes 0; infinities and overflows become 2^30 (30 stops above
 * white: nothing that a photo holds, and far from the overflow of what follows). The bits of floats
 * of one sign are ordered as integers are: unsigned, every positive number is below -2^30 and
 * -infinity above it; signed, every negative number is below 2^30. Two integer minima, because gcc
 * makes branches and blends of two comparisons. */
static inline float
amb_finite (float x)
{
  const uint32_t lowest = 0xce800000u; /* -2^30 */
  const int32_t highest = 0x4e800000;  /* 2^30 */
  uint32_t above = (uint32_t) amb_float_bits (x);
  above = above < lowest ? above : lowest;
  int32_t within = (int32_t) above;
  within = within < highest ? within : highest;
  return amb_float_from_bits (within & -(int32_t) (x == x));
}

/* Cube root with the sign of x; relative error below 6e-7 for normal numbers, 0 for 0. The bits of
 * a float are about its logarithm, so dividing them by -3 gives y, about x^(-1/3), with e = 1 - x
 * y^3 within +-0.103 (Lomont 2003, "Fast inverse square root", for the cube root); then the cube
 * root is x y^2 (1 - e)^(-2/3), the power as its minimax quartic there. No division, vectorisable.
 */
static inline float
amb_cbrt (float x)
{
  int32_t sign = amb_float_bits (x) & INT32_MIN;
  int32_t bits = amb_float_bits (x) & INT32_MAX;
  float y = amb_float_from_bits ((int32_t) (1419900000.0f - (float) bits * (1.0f / 3.0f)));
  float root = amb_float_from_bits (bits) * (y * y);
  float e = 1.0f - root * y;
  float power = 1.0f + e * (0.66665218f + e * (0.55553418f + e * (0.49937872f + e * 0.45869625f)));
  return amb_float_from_bits (amb_float_bits (root * power) | sign);
}

/* 2^x; relative error below 4e-16 for -1000 < x < 1000 and exact for whole x: the Taylor series of
 * exp (f ln 2) for |f| <= 1/2, whose first term left out is (ln 2 / 2)^16 / 16! = 2e-21. For
 * prepare (): scalar. */
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
