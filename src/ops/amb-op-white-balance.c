/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Temperature and tint of the light that the photo was taken in: what was white there becomes white
 * here. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_TEMPERATURE,
  PARAM_TINT,
};

#define AS_SHOT_KELVIN 6504.0 /* of a rendered file: D65, CIE 15:2004 */

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_TEMPERATURE] = { .id = "temperature",
                          .title = N_ ("Temperature"),
                          .type = AMB_PARAM_NUMBER,
                          .minimum = 2000,
                          .maximum = 25000,
                          .slider_min = 2500,
                          .slider_max = 16000,
                          .neutral = AS_SHOT_KELVIN,
                          .step = 50,
                          .digits = 0,
                          .unit = AMB_UNIT_KELVIN,
                          .scale = AMB_SCALE_LOG,
                          .help = N_ ("The colour of the light in the scene: a higher value makes "
                                      "the picture warmer.") },
  [PARAM_TINT] = { .id = "tint",
                   .title = N_ ("Tint"),
                   .type = AMB_PARAM_NUMBER,
                   .minimum = -100,
                   .maximum = 100,
                   .slider_min = -100,
                   .slider_max = 100,
                   .neutral = 0,
                   .step = 1,
                   .digits = 0,
                   .help = N_ ("From green to magenta: takes out the cast of fluorescent light.") },
};

static const AmbExample examples[] = {
  { { 6504, 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 3200, 0 }, { 0.5f, 0.5f, 0.5f }, { 0.3387969f, 0.4978649f, 1.2385446f }, 2e-6f },
  { { 12000, 0 }, { 0.5f, 0.5f, 0.5f }, { 0.5545948f, 0.4928727f, 0.3396335f }, 2e-6f },
  { { 6504, 40 }, { 0.5f, 0.5f, 0.5f }, { 0.5476788f, 0.4754505f, 0.5694662f }, 2e-6f },
  { { 5000, -20 }, { 0.8f, 0.3f, -0.05f }, { 0.742544f, 0.3212064f, -0.0547515f }, 2e-6f },
  { { 2000, 0 }, { 0.1f, 0.2f, 0.3f }, { -0.0358038f, 0.105082f, 1.9275741f }, 2e-6f },
  { { 25000, -100 }, { 0.1f, 0.2f, 0.3f }, { 0.073596f, 0.2245954f, 0.1517795f }, 2e-6f },
};

const AmbOperation amb_operation_white_balance = {
  .id = "white-balance",
  .title = N_ ("White Balance"),
  .help = N_ ("Adapts from the light of the scene to daylight: white points on the Planckian locus "
              "(Kim 2002), "
              "von Kries adaptation in CAT16 (Li 2017)."),
  .section = AMB_SECTION_COLOUR,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
  .adds_colour = TRUE,
};

#else

#include <math.h>
#include "amb-kernel-math.h"

/* Tint 100 is 1/30 from the locus in the CIE 1960 diagram, towards green: the scale of the Adobe
 * DNG SDK. */
#define TINT_PER_UV 3000.0

/* A white outside the spectral locus (below 2600 K with a tint near 100) would need negative light.
 */
#define LEAST_RESPONSE 0.1

typedef struct
{
  float matrix[9]; /* linear Rec. 2020 to the same, row-major */
} State;

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

/* XYZ, Y = 1, of a light. Its direction from the locus is taken over +-5 %, which passes over the
 * seams of the fit. */
static void
white_xyz (double kelvin, double tint, double xyz[3])
{
  double u, v, cold_u, cold_v, warm_u, warm_v;
  planckian_uv (kelvin, &u, &v);
  planckian_uv (kelvin * 1.05, &cold_u, &cold_v);
  planckian_uv (kelvin * 0.95, &warm_u, &warm_v);

  double along_u = cold_u - warm_u, along_v = cold_v - warm_v;
  double offset = tint / TINT_PER_UV / sqrt (along_u * along_u + along_v * along_v);
  u += along_v * offset;
  v -= along_u * offset;

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
  white_xyz (AS_SHOT_KELVIN, 0, target);
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

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  const double grey[3] = { 1, 1, 1 };
  double change[9], grey_change[3];
  adaptation_change (values[PARAM_TEMPERATURE], values[PARAM_TINT], change);
  apply (change, grey, grey_change);

  /* A grey keeps its luminance. */
  double luminance = (double) AMB_LUMINANCE_R * grey_change[0]
                     + (double) AMB_LUMINANCE_G * grey_change[1]
                     + (double) AMB_LUMINANCE_B * grey_change[2];
  for (int i = 0; i < 9; i++)
    self->matrix[i] = (float) (((i % 4 == 0) + change[i]) / (1.0 + luminance));
}

static void
row (const void *state, float *restrict r, float *restrict g, float *restrict b, int width)
{
  const float *m = ((const State *) state)->matrix;
  const float m0 = m[0], m1 = m[1], m2 = m[2], m3 = m[3], m4 = m[4], m5 = m[5], m6 = m[6],
              m7 = m[7], m8 = m[8];

  for (int x = 0; x < width; x++)
    {
      float red = r[x], green = g[x], blue = b[x];
      r[x] = amb_finite (m0 * red + m1 * green + m2 * blue);
      g[x] = amb_finite (m3 * red + m4 * green + m5 * blue);
      b[x] = amb_finite (m6 * red + m7 * green + m8 * blue);
    }
}

const AmbKernel AMB_KERNEL_NAME (white_balance) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .row = row,
};

#endif
