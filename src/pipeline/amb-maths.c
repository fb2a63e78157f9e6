/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Powers, sines and 3 x 3 matrices from additions, multiplications and divisions alone. */
#include "amb-maths.h"

#include <math.h>

static const double LN2 = 0.693147180559945309417232121458;
static const double PI_2 = 1.57079632679489655799898173427; /* pi / 2 rounded to double */

/* Natural logarithm by the series of atanh: z = (m - 1) / (m + 1), |z| <= 0.172, the first term
 * left out is below 1e-18. */
static double
natural_log (double x)
{
  int exponent;
  double m = frexp (x, &exponent);
  if (m < 0.707106781186547524)
    {
      m *= 2;
      exponent--;
    }
  double z = (m - 1) / (m + 1);
  double z2 = z * z;
  double sum = 0;
  for (int k = 21; k >= 1; k -= 2)
    sum = sum * z2 + 1.0 / k;
  return 2 * z * sum + exponent * LN2;
}

/* e to the x by Taylor's series of the remainder, |r| <= 0.347, the first term left out is below
 * 1e-19. */
static double
exponential (double x)
{
  double whole = floor (x / LN2 + 0.5);
  double r = x - whole * LN2;
  double sum = 1;
  for (int k = 15; k >= 1; k--)
    sum = 1 + sum * r / k;
  return ldexp (sum, (int) whole);
}

double
amb_maths_pow (double base, double exponent)
{
  if (!(base > 0))
    return 0;
  if (base == 1 || exponent == 1)
    return base;
  double x = exponent * natural_log (base);
  return exponential (CLAMP (x, -690, 690));
}

static double
sin_series (double r)
{
  double r2 = r * r;
  double sum = 1;
  for (int k = 18; k >= 2; k -= 2)
    sum = 1 - sum * r2 / (k * (k + 1));
  return r * sum;
}

static double
cos_series (double r)
{
  double r2 = r * r;
  double sum = 1;
  for (int k = 19; k >= 1; k -= 2)
    sum = 1 - sum * r2 / (k * (k + 1));
  return sum;
}

/* The sine of r + quarter * pi / 2. */
static double
sin_quarter (double r, int quarter)
{
  double value = (quarter & 1) ? cos_series (r) : sin_series (r);
  return (quarter & 2) ? -value : value;
}

double
amb_maths_sin_pi (double x)
{
  double whole = floor (2 * x + 0.5);
  return sin_quarter ((x - whole / 2) * 2 * PI_2, (int) whole);
}

void
amb_maths_multiply (const double a[9], const double b[9], double out[9])
{
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      out[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
}

gboolean
amb_maths_invert (const double a[9], double out[9])
{
  double c0 = a[4] * a[8] - a[5] * a[7];
  double c1 = a[5] * a[6] - a[3] * a[8];
  double c2 = a[3] * a[7] - a[4] * a[6];
  double det = a[0] * c0 + a[1] * c1 + a[2] * c2;
  if (!(fabs (det) > 1e-9))
    return FALSE;
  const double cofactors[9] = {
    c0, a[2] * a[7] - a[1] * a[8], a[1] * a[5] - a[2] * a[4],
    c1, a[0] * a[8] - a[2] * a[6], a[2] * a[3] - a[0] * a[5],
    c2, a[1] * a[6] - a[0] * a[7], a[0] * a[4] - a[1] * a[3],
  };
  for (int i = 0; i < 9; i++)
    out[i] = cofactors[i] / det;
  return TRUE;
}
