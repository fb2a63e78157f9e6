/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Adaptation from the light of a scene to daylight, and back from a grey to its light. */
#include "amb-white-point.h"

#include <math.h>

/* Tint 100 is 1/30 from the locus in the CIE 1960 diagram, towards green: the scale of the Adobe
 * DNG SDK. */
#define TINT_PER_UV 3000.0

/* A white outside the spectral locus (below 2600 K with a tint near 100) would need negative light.
 */
#define LEAST_RESPONSE 0.1

/* Of linear Rec. 2020 (ITU-R BT.2020-2, table 4). */
#define LUMINANCE_R 0.2627
#define LUMINANCE_G 0.6780
#define LUMINANCE_B 0.0593

enum
{
  BISECTIONS = 60, /* of 2000 .. 25000 K: to the last digit of a double */
};

/* CAT16: Li, Li, Wang, Zu, Luo, Cui, Melgosa, Brill, Pointer, "Comprehensive color solutions:
 * CAM16, CAT16, and CAM16-UCS", 2017. */
static const double cat16[9] = { 0.401288, 0.650173,  -0.051461, -0.250268, 1.204414,
                                 0.045854, -0.002079, 0.048952,  0.953127 };

/* ITU-R BT.2020-2, table 3: primaries and white as a matrix to CIE 1931 XYZ. */
static const double rec2020_to_xyz[9] = { 0.63695804830129,
                                          0.14461690358621,
                                          0.16888097516417,
                                          0.26270021201127,
                                          0.67799807151887,
                                          0.05930171646986,
                                          0.0,
                                          0.02807269304909,
                                          1.06098505771079 };

static void
multiply (const double a[9], const double b[9], double product[9])
{
  for (int i = 0; i < 9; i++)
    {
      const double *row = a + i / 3 * 3;
      product[i] = row[0] * b[i % 3] + row[1] * b[i % 3 + 3] + row[2] * b[i % 3 + 6];
    }
}

static void
apply (const double m[9], const double v[3], double result[3])
{
  for (int i = 0; i < 3; i++)
    result[i] = m[3 * i] * v[0] + m[3 * i + 1] * v[1] + m[3 * i + 2] * v[2];
}

/* By cofactors. */
static void
invert (const double m[9], double inverse[9])
{
  for (int i = 0; i < 9; i++)
    {
      int r = i % 3, c = i / 3;
      int r1 = (r + 1) % 3, r2 = (r + 2) % 3, c1 = (c + 1) % 3, c2 = (c + 2) % 3;
      inverse[i] = m[3 * r1 + c1] * m[3 * r2 + c2] - m[3 * r1 + c2] * m[3 * r2 + c1];
    }
  double determinant = m[0] * inverse[0] + m[1] * inverse[3] + m[2] * inverse[6];
  for (int i = 0; i < 9; i++)
    inverse[i] /= determinant;
}

/* Planckian locus, CIE 1931 xy for 1667..25000 K: Kim et al., "Design of advanced color temperature
 * control system for HDTV applications", J. Korean Phys. Soc. 41, 2002; as CIE 1960 uv. */
static void
planckian_uv (double kelvin, double *u, double *v)
{
  double m = 1000.0 / kelvin;
  double x, y;
  if (kelvin <= 4000)
    x = ((-0.2661239 * m - 0.2343589) * m + 0.8776956) * m + 0.179910;
  else
    x = ((-3.0258469 * m + 2.1070379) * m + 0.2226347) * m + 0.240390;

  if (kelvin <= 2222)
    y = ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683;
  else if (kelvin <= 4000)
    y = ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867;
  else
    y = ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483;

  double scale = 1.0 / (-2.0 * x + 12.0 * y + 3.0);
  *u = 4.0 * x * scale;
  *v = 6.0 * y * scale;
}

/* A place on the locus and its direction there towards colder light, of length 1, taken over +-5 %,
 * which passes over the seams of the fit. */
typedef struct
{
  double u, v, along_u, along_v;
} Locus;

static Locus
locus_at (double kelvin)
{
  Locus self;
  double cold_u, cold_v, warm_u, warm_v;
  planckian_uv (kelvin, &self.u, &self.v);
  planckian_uv (kelvin * 1.05, &cold_u, &cold_v);
  planckian_uv (kelvin * 0.95, &warm_u, &warm_v);
  double u = cold_u - warm_u, v = cold_v - warm_v, length = sqrt (u * u + v * v);
  self.along_u = u / length;
  self.along_v = v / length;
  return self;
}

/* XYZ, Y = 1, of a light. */
static void
white_xyz (double kelvin, double tint, double xyz[3])
{
  const Locus locus = locus_at (kelvin);
  double u = locus.u + locus.along_v * (tint / TINT_PER_UV);
  double v = locus.v - locus.along_u * (tint / TINT_PER_UV);

  /* x = 3u / (2u - 8v + 4), y = 2v / (2u - 8v + 4); X = x / y, Z = (1 - x - y) / y */
  xyz[0] = 1.5 * u / v;
  xyz[1] = 1.0;
  xyz[2] = (4.0 - u - 10.0 * v) / (2.0 * v);
}

/* The adaptation minus the identity, so that equal whites give exactly zero. */
static void
adaptation_change (double kelvin, double tint, double change[9])
{
  double source[3], target[3], source_lms[3], target_lms[3];
  white_xyz (kelvin, tint, source);
  white_xyz (AMB_WHITE_POINT_KELVIN, 0, target);
  apply (cat16, source, source_lms);
  apply (cat16, target, target_lms);

  double to_lms[9], from_lms[9], scaled[9];
  multiply (cat16, rec2020_to_xyz, to_lms);
  invert (to_lms, from_lms);
  for (int i = 0; i < 9; i++)
    {
      double response = source_lms[i / 3] > LEAST_RESPONSE ? source_lms[i / 3] : LEAST_RESPONSE;
      scaled[i] = (target_lms[i / 3] / response - 1.0) * to_lms[i];
    }
  multiply (from_lms, scaled, change);
}

void
amb_white_point_adaptation (double kelvin, double tint, double matrix[9])
{
  const double grey[3] = { 1, 1, 1 };
  double change[9], grey_change[3];
  adaptation_change (kelvin, tint, change);
  apply (change, grey, grey_change);

  /* A grey keeps its luminance (ITU-R BT.2020-2, table 4). */
  double luminance
      = LUMINANCE_R * grey_change[0] + LUMINANCE_G * grey_change[1] + LUMINANCE_B * grey_change[2];
  for (int i = 0; i < 9; i++)
    matrix[i] = ((i % 4 == 0) + change[i]) / (1.0 + luminance);
}

/* The light that adaptation turns into a grey: the same ratios of cone responses to the target's as
 * the colour has to a grey's. FALSE when a response is none. */
static gboolean
light_of (const double linear[3], double xyz[3])
{
  const double grey[3] = { 1, 1, 1 };
  double to_lms[9], from_cat16[9], lms[3], grey_lms[3], target[3], target_lms[3];
  multiply (cat16, rec2020_to_xyz, to_lms);
  apply (to_lms, linear, lms);
  apply (to_lms, grey, grey_lms);
  white_xyz (AMB_WHITE_POINT_KELVIN, 0, target);
  apply (cat16, target, target_lms);
  for (int i = 0; i < 3; i++)
    {
      if (!(lms[i] > 0))
        return FALSE;
      lms[i] *= target_lms[i] / grey_lms[i];
    }
  invert (cat16, from_cat16);
  apply (from_cat16, lms, xyz);
  return xyz[0] + 15.0 * xyz[1] + 3.0 * xyz[2] > 0;
}

/* The place on the locus whose perpendicular meets u, v. */
static double
nearest_kelvin (double u, double v)
{
  double warm = AMB_WHITE_POINT_LEAST_KELVIN, cold = AMB_WHITE_POINT_MOST_KELVIN;
  for (int i = 0; i < BISECTIONS; i++)
    {
      double middle = sqrt (warm * cold);
      const Locus locus = locus_at (middle);
      if ((u - locus.u) * locus.along_u + (v - locus.v) * locus.along_v > 0)
        warm = middle;
      else
        cold = middle;
    }
  return sqrt (warm * cold);
}

gboolean
amb_white_point_pick (const double shown[3], double *kelvin, double *tint)
{
  double adaptation[9], back[9], linear[3], xyz[3];
  amb_white_point_adaptation (*kelvin, *tint, adaptation);
  invert (adaptation, back);
  apply (back, shown, linear);
  if (!light_of (linear, xyz))
    return FALSE;

  double scale = 1.0 / (xyz[0] + 15.0 * xyz[1] + 3.0 * xyz[2]);
  double u = 4.0 * xyz[0] * scale, v = 6.0 * xyz[1] * scale;
  *kelvin = nearest_kelvin (u, v);
  const Locus locus = locus_at (*kelvin);
  *tint = TINT_PER_UV * ((u - locus.u) * locus.along_v - (v - locus.v) * locus.along_u);
  return TRUE;
}
