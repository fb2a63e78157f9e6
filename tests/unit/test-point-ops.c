/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The point operations of light against what their descriptions say, written down once more for one
 * pixel, in double precision and with the C library's functions. */
#include "amb-kernel.h"
#include "amb-operations.h"

#include <math.h>
#include <string.h>

#define MAX_ERROR (1.0 / 1024)
#define MAX_TABLE_ERROR (1.0 / 4096) /* on the encoded scale */

enum
{
  N_PIXELS = 4096,
};

typedef void (*Reference) (const AmbKernelContext *context,
                           const double *values,
                           const double in[3],
                           double out[3]);

static double
luminance_of (const double rgb[3])
{
  return 0.2627 * rgb[0] + 0.6780 * rgb[1] + 0.0593 * rgb[2];
}

static double
encode (double x)
{
  double size = fabs (x);
  return copysign (size <= 0.0031308 ? 12.92 * size : 1.055 * pow (size, 1 / 2.4) - 0.055, x);
}

static double
decode (double e)
{
  double size = fabs (e);
  return copysign (size <= 0.04045 ? size / 12.92 : pow ((size + 0.055) / 1.055, 2.4), e);
}

static void
scale_by (double ratio, const double in[3], double out[3])
{
  for (int c = 0; c < 3; c++)
    out[c] = in[c] * ratio * ratio;
}

static double
lightness (const double in[3])
{
  return sqrt (CLAMP (luminance_of (in), 0, 1));
}

static void
exposure (const AmbKernelContext *context, const double *values, const double in[3], double out[3])
{
  scale_by (exp2 (values[0] / 2), in, out);
}

static void
contrast (const AmbKernelContext *context, const double *values, const double in[3], double out[3])
{
  double t = lightness (in);
  scale_by (1 + values[0] / 100 * 1.6 * (1 - t) * (t - sqrt (0.18)), in, out);
}

static void
brightness (const AmbKernelContext *context,
            const double *values,
            const double in[3],
            double out[3])
{
  double k = exp2 (values[0] / 100 * 0.85) - 1;
  scale_by (1 + k * (1 - lightness (in)), in, out);
}

static void
whites (const AmbKernelContext *context, const double *values, const double in[3], double out[3])
{
  double u = MAX (lightness (in) - sqrt (0.18), 0) / (1 - sqrt (0.18));
  scale_by (1 + values[0] / 100 * 0.25 * (3 * u * u - 2 * u * u * u), in, out);
}

static void
blacks (const AmbKernelContext *context, const double *values, const double in[3], double out[3])
{
  double u = MAX (1 - lightness (in) / sqrt (0.18), 0);
  scale_by (1 + values[0] / 100 * 0.9 * u * u, in, out);
}

/* A light on the Planckian locus as XYZ with Y = 1: Kim et al. 2002, CIE 1931 xy. */
static void
planckian (double kelvin, double xyz[3])
{
  const double m = 1000 / kelvin;
  const double x = kelvin <= 4000 ? ((-0.2661239 * m - 0.2343589) * m + 0.8776956) * m + 0.179910
                                  : ((-3.0258469 * m + 2.1070379) * m + 0.2226347) * m + 0.240390;
  const double y
      = kelvin <= 2222   ? ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683
        : kelvin <= 4000 ? ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
                         : ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483;
  xyz[0] = x / y;
  xyz[1] = 1;
  xyz[2] = (1 - x - y) / y;
}

/* Cramer's rule. */
static void
solve (const double m[9], const double b[3], double out[3])
{
  double whole = 0;
  for (int c = -1; c < 3; c++)
    {
      double t[9], determinant;
      memcpy (t, m, sizeof t);
      for (int r = 0; r < 3 && c >= 0; r++)
        t[3 * r + c] = b[r];
      determinant = t[0] * (t[4] * t[8] - t[5] * t[7]) - t[1] * (t[3] * t[8] - t[5] * t[6])
                    + t[2] * (t[3] * t[7] - t[4] * t[6]);
      if (c < 0)
        whole = determinant;
      else
        out[c] = determinant / whole;
    }
}

static void
times (const double m[9], const double v[3], double out[3])
{
  for (int r = 0; r < 3; r++)
    out[r] = m[3 * r] * v[0] + m[3 * r + 1] * v[1] + m[3 * r + 2] * v[2];
}

/* Von Kries in CAT16 from the light of kelvin to that of 6504. */
static void
adapt (double kelvin, const double in[3], double out[3])
{
  static const double cat16[9] = { 0.401288, 0.650173,  -0.051461, -0.250268, 1.204414,
                                   0.045854, -0.002079, 0.048952,  0.953127 };
  static const double rec2020[9] = { 0.6369580, 0.1446169, 0.1688810, 0.2627002, 0.6779981,
                                     0.0593017, 0.0000000, 0.0280727, 1.0609851 };
  double light[3], reference[3], xyz[3], cones[3], from[3], to[3];
  planckian (kelvin, light);
  planckian (6504, reference);
  times (cat16, light, from);
  times (cat16, reference, to);
  times (rec2020, in, xyz);
  times (cat16, xyz, cones);
  for (int c = 0; c < 3; c++)
    cones[c] *= to[c] / from[c];
  solve (cat16, cones, xyz);
  solve (rec2020, xyz, out);
}

/* Without tint. A grey keeps its luminance. */
static void
white_balance (const AmbKernelContext *context,
               const double *values,
               const double in[3],
               double out[3])
{
  double grey[3];
  adapt (values[0], (const double[3]){ 1, 1, 1 }, grey);
  adapt (values[0], in, out);
  for (int c = 0; c < 3; c++)
    out[c] /= luminance_of (grey);
}

static double
level_at (const double *values, double x)
{
  return decode (pow ((encode (x) - values[0]) / (values[1] - values[0]), 1 / values[2]));
}

/* Outside the two points it goes straight on: below black as a line through both, above white as it
 * came there. */
static void
levels (const AmbKernelContext *context, const double *values, const double in[3], double out[3])
{
  const double black = decode (values[0]), white = decode (values[1]), step = 1e-7;
  for (int c = 0; c < 3; c++)
    if (in[c] < black)
      out[c] = (in[c] - black) / (white - black);
    else if (in[c] > white)
      out[c] = 1 + (in[c] - white) * (1 - level_at (values, white - step)) / step;
    else
      out[c] = level_at (values, in[c]);
}

/* The cubic Hermite basis, and the slopes as the paper has them. */
static double
spline_at (const AmbSpline *curve, double x)
{
  const guint n = curve->n_points;
  double d[AMB_SPLINE_MAX_POINTS], m[AMB_SPLINE_MAX_POINTS];
  for (guint i = 0; i + 1 < n; i++)
    d[i] = (curve->points[i + 1].y - curve->points[i].y)
           / (curve->points[i + 1].x - curve->points[i].x);
  for (guint i = 0; i < n; i++)
    m[i] = i == 0 ? d[0] : i == n - 1 ? d[n - 2] : d[i - 1] * d[i] <= 0 ? 0 : (d[i - 1] + d[i]) / 2;
  for (guint i = 0; i + 1 < n; i++)
    if (d[i] == 0)
      m[i] = m[i + 1] = 0;
    else
      {
        double alpha = m[i] / d[i], beta = m[i + 1] / d[i];
        double tau = 3 / hypot (alpha, beta);
        if (tau < 1)
          {
            m[i] = tau * alpha * d[i];
            m[i + 1] = tau * beta * d[i];
          }
      }
  if (x <= curve->points[0].x)
    return curve->points[0].y + m[0] * (x - curve->points[0].x);
  if (x >= curve->points[n - 1].x)
    return curve->points[n - 1].y + m[n - 1] * (x - curve->points[n - 1].x);
  guint i = 0;
  while (x > curve->points[i + 1].x)
    i++;
  double h = curve->points[i + 1].x - curve->points[i].x, t = (x - curve->points[i].x) / h;
  return (2 * t * t * t - 3 * t * t + 1) * curve->points[i].y
         + (t * t * t - 2 * t * t + t) * h * m[i]
         + (3 * t * t - 2 * t * t * t) * curve->points[i + 1].y
         + (t * t * t - t * t) * h * m[i + 1];
}

/* Linear light through a curve; outside black and white straight on. */
static double
through (const AmbSpline *curve, double x)
{
  const double end = x > 1 ? 1 : 0, step = x > 1 ? -1e-7 : 1e-7;
  if (curve == NULL)
    return x;
  if (x >= 0 && x <= 1)
    return decode (spline_at (curve, encode (x)));
  return through (curve, end)
         + (x - end) * (through (curve, end + step) - through (curve, end)) / step;
}

static void
tone_curve (const AmbKernelContext *context,
            const double *values,
            const double in[3],
            double out[3])
{
  double y = luminance_of (in), change = through (context->curves[0], y) - y;
  double gain = CLAMP (change / MAX (y, 1e-6), -1, 7);
  for (int c = 0; c < 3; c++)
    {
      double value = in[c] + in[c] * gain + (change - y * gain);
      out[c] = through (context->curves[1 + c], value);
    }
}

static const AmbSpline contrasty = { 4, { { 0, 0 }, { 0.25, 0.15 }, { 0.75, 0.85 }, { 1, 1 } } };
static const AmbSpline lifting = { 3, { { 0, 0.12 }, { 0.4, 0.5 }, { 1, 0.95 } } };
static const AmbSpline wavy
    = { 6, { { 0, 0 }, { 0.1, 0.3 }, { 0.3, 0.2 }, { 0.5, 0.2 }, { 0.6, 0.9 }, { 1, 1 } } };
static const AmbSpline inside = { 3, { { 0.1, 0.05 }, { 0.5, 0.6 }, { 0.9, 0.9 } } };
static const AmbSpline inverse = { 2, { { 0, 1 }, { 1, 0 } } };

static const struct
{
  const char *id;
  Reference reference;
  double values[8];
  const AmbSpline *curves[8];
} cases[] = {
  { "exposure", exposure, { 1.37 }, { NULL } },
  { "exposure", exposure, { -3 }, { NULL } },
  { "contrast", contrast, { 100 }, { NULL } },
  { "contrast", contrast, { -70 }, { NULL } },
  { "brightness", brightness, { 100 }, { NULL } },
  { "brightness", brightness, { -100 }, { NULL } },
  { "whites", whites, { 100 }, { NULL } },
  { "whites", whites, { -100 }, { NULL } },
  { "blacks", blacks, { 100 }, { NULL } },
  { "blacks", blacks, { -100 }, { NULL } },
  { "white-balance", white_balance, { 2800, 0 }, { NULL } },
  { "white-balance", white_balance, { 3200, 0 }, { NULL } },
  { "white-balance", white_balance, { 5000, 0 }, { NULL } },
  { "white-balance", white_balance, { 25000, 0 }, { NULL } },
  { "levels", levels, { 0.1, 0.9, 1 }, { NULL } },
  { "levels", levels, { 0, 1, 2.2 }, { NULL } },
  { "levels", levels, { 0, 1, 10 }, { NULL } },
  { "levels", levels, { 0, 1, 0.1 }, { NULL } },
  { "levels", levels, { 0.02, 0.98, 0.5 }, { NULL } },
  { "tone-curve", tone_curve, { 1 }, { &contrasty } },
  { "tone-curve", tone_curve, { 1 }, { &lifting } },
  { "tone-curve", tone_curve, { 0, 1, 1, 1 }, { NULL, &contrasty, &lifting, &inside } },
  { "tone-curve", tone_curve, { 0, 1, 1, 1 }, { NULL, &wavy, &inverse, NULL } },
  { "tone-curve", tone_curve, { 1, 1, 0, 1 }, { &contrasty, &inside, NULL, &lifting } },
};

typedef struct
{
  _Alignas(64) char bytes[AMB_KERNEL_STATE_MOST];
} State;

static const AmbKernel *
find_kernel (const char *id)
{
  for (guint i = 0; i < amb_operations_count (); i++)
    if (strcmp (amb_operations_list ()[i]->id, id) == 0)
      return amb_kernels ()[i];
  return NULL;
}

/* Greys from black to white, then colours, more of them dark. */
static void
fill (float planes[3][N_PIXELS])
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  for (int i = 0; i < N_PIXELS; i++)
    for (int c = 0; c < 3; c++)
      {
        double value = g_rand_double (random);
        planes[c][i] = i < 1025 ? (float) i / 1024 : (float) (value * value);
      }
}

static void
test_references (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      const AmbKernel *kernel = find_kernel (cases[k].id);
      const AmbKernelContext context = { 6000, cases[k].curves };
      float in[3][N_PIXELS], out[3][N_PIXELS];
      double worst = 0, worst_encoded = 0;
      State state = { 0 };
      fill (in);
      memcpy (out, in, sizeof in);
      kernel->prepare (&context, cases[k].values, state.bytes);
      kernel->row (state.bytes, out[0], out[1], out[2], N_PIXELS);
      for (int i = 0; i < N_PIXELS; i++)
        {
          const double pixel[3] = { in[0][i], in[1][i], in[2][i] };
          double expected[3];
          cases[k].reference (&context, cases[k].values, pixel, expected);
          for (int c = 0; c < 3; c++)
            {
              double got = out[c][i];
              worst = MAX (worst, fabs (got - expected[c]) / MAX (1, fabs (expected[c])));
              if (expected[c] >= 0 && expected[c] <= 1)
                worst_encoded = MAX (worst_encoded, fabs (encode (got) - encode (expected[c])));
            }
        }
      g_test_message ("%s %g: worst %.2g, encoded %.2g", cases[k].id, cases[k].values[0], worst,
                      worst_encoded);
      g_assert_cmpfloat (worst, <=, MAX_ERROR);
      if (strcmp (cases[k].id, "tone-curve") == 0)
        g_assert_cmpfloat (worst_encoded, <=, MAX_TABLE_ERROR);
    }
}

/* A grey through one operation with its first value, without curves. */
static float
grey_through (const char *id, const double *values, float grey)
{
  const AmbKernel *kernel = find_kernel (id);
  float r = grey, g = grey, b = grey;
  State state = { 0 };
  kernel->prepare (&(AmbKernelContext){ 6000 }, values, state.bytes);
  kernel->row (state.bytes, &r, &g, &b, 1);
  return g;
}

static void
assert_rises (const char *id, const AmbSpline *const *curves, const double *values)
{
  const AmbKernel *kernel = find_kernel (id);
  float planes[3][N_PIXELS];
  State state = { 0 };
  for (int i = 0; i < N_PIXELS; i++)
    planes[0][i] = planes[1][i] = planes[2][i] = (float) (i - 200) / 3000;
  kernel->prepare (&(AmbKernelContext){ 6000, curves }, values, state.bytes);
  kernel->row (state.bytes, planes[0], planes[1], planes[2], N_PIXELS);
  for (int i = 1; i < N_PIXELS; i++)
    if (!(planes[1][i] >= planes[1][i - 1] - 2e-7f))
      g_error ("%s %g: %.9g after %.9g at %d", id, values[0], (double) planes[1][i],
               (double) planes[1][i - 1], i);
}

/* Brighter in, brighter out, whatever the setting. */
static void
test_rises (void)
{
  static const char *const amounts[] = { "brightness", "contrast", "whites", "blacks" };
  static const double points[][3]
      = { { 0.1, 0.9, 1 }, { 0, 1, 10 }, { 0, 1, 0.1 }, { 0.3, 0.4, 3 }, { 1, 0, 1 } };
  for (gsize i = 0; i < G_N_ELEMENTS (amounts); i++)
    for (double amount = -100; amount <= 100; amount += 20)
      assert_rises (amounts[i], NULL, &amount);
  for (gsize i = 0; i < G_N_ELEMENTS (points); i++)
    assert_rises ("levels", NULL, points[i]);
  for (int c = 0; c < 4; c += 2)
    {
      const AmbSpline *curves[8] = { NULL };
      curves[c] = c == 0 ? &lifting : &contrasty;
      assert_rises ("tone-curve", curves, (double[4]){ 0 });
    }
}

static void
test_fixed_points (void)
{
  for (double amount = -100; amount <= 100; amount += 50)
    {
      g_assert_cmpfloat (grey_through ("brightness", &amount, 0), ==, 0);
      g_assert_cmpfloat (grey_through ("brightness", &amount, 1), ==, 1);
      g_assert_cmpfloat (grey_through ("whites", &amount, 0.18f), ==, 0.18f);
      g_assert_cmpfloat (grey_through ("blacks", &amount, 0.19f), ==, 0.19f);
      g_assert_cmpfloat (grey_through ("blacks", &amount, 0), ==, 0);
    }
  const double points[] = { 0.25, 0.75, 1 };
  g_assert_cmpfloat_with_epsilon (grey_through ("levels", points, (float) decode (0.25)), 0, 1e-6);
  g_assert_cmpfloat_with_epsilon (grey_through ("levels", points, (float) decode (0.75)), 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (grey_through ("levels", points, (float) decode (0.5)),
                                  decode (0.5), 1e-4);
}

/* A curve on luminance gives that luminance, whatever the colour, and leaves the ratios alone. */
static void
test_luminance_curve (void)
{
  const AmbSpline *curves[8] = { &contrasty };
  const AmbKernel *kernel = find_kernel ("tone-curve");
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  State state = { 0 };
  kernel->prepare (&(AmbKernelContext){ 6000, curves }, (double[4]){ 1 }, state.bytes);
  for (int i = 0; i < 1000; i++)
    {
      float rgb[3];
      for (int c = 0; c < 3; c++)
        rgb[c] = (float) g_rand_double_range (random, 0.01, 1);
      double before = luminance_of ((double[3]){ rgb[0], rgb[1], rgb[2] });
      double ratio = rgb[0] / rgb[2];
      kernel->row (state.bytes, &rgb[0], &rgb[1], &rgb[2], 1);
      double after = luminance_of ((double[3]){ rgb[0], rgb[1], rgb[2] });
      g_assert_cmpfloat_with_epsilon (after, through (&contrasty, before), 2e-4);
      g_assert_cmpfloat_with_epsilon (rgb[0] / rgb[2] / ratio, 1, 1e-4);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/point-ops/references", test_references);
  g_test_add_func ("/ops/point-ops/rises", test_rises);
  g_test_add_func ("/ops/point-ops/fixed-points", test_fixed_points);
  g_test_add_func ("/ops/point-ops/luminance-curve", test_luminance_curve);
  return g_test_run ();
}
