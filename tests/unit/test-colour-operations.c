/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The colour operations against the same mathematics written plainly, in double precision with the
 * C library's functions and angles; and what each promises. */
#include "amb-kernel.h"
#include "amb-operations.h"

#include <math.h>
#include <string.h>
#include "amb-oklab.h"

enum
{
  BANDS = 8,
  PIXELS = 4000,
  ROUNDS = 40,
};

typedef double Vector[3];

/* --- References --- */

static const double xyz_of_rec2020[3][3] = {
  { 0.63695804830129, 0.14461690358621, 0.16888097516417 },
  { 0.26270021201127, 0.67799807151887, 0.05930171646986 },
  { 0.0, 0.02807269304909, 1.06098505771079 },
};
/* Ottosson 2020, M1 and M2 as published. */
static const double lms_of_xyz[3][3] = {
  { 0.8189330101, 0.3618667424, -0.1288597137 },
  { 0.0329845436, 0.9293118715, 0.0361456387 },
  { 0.0482003018, 0.2643662691, 0.6338517070 },
};
static const double lab_of_roots[3][3] = {
  { 0.2104542553, 0.7936177850, -0.0040720468 },
  { 1.9779984951, -2.4285922050, 0.4505937099 },
  { 0.0259040371, 0.7827717662, -0.8086757660 },
};

static void
apply (const double m[3][3], const Vector in, Vector out)
{
  for (int i = 0; i < 3; i++)
    out[i] = m[i][0] * in[0] + m[i][1] * in[1] + m[i][2] * in[2];
}

static double
determinant (const Vector a, const Vector b, const Vector c)
{
  return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0])
         + a[2] * (b[0] * c[1] - b[1] * c[0]);
}

/* Cramer's rule: m out = in. */
static void
solve (const double m[3][3], const Vector in, Vector out)
{
  for (int i = 0; i < 3; i++)
    {
      double replaced[3][3];
      memcpy (replaced, m, sizeof replaced);
      for (int row = 0; row < 3; row++)
        replaced[row][i] = in[row];
      out[i] = determinant (replaced[0], replaced[1], replaced[2]) / determinant (m[0], m[1], m[2]);
    }
}

/* The published numbers leave white 4e-4 from 1, 1, 1; it is to be exact. */
static void
white_responses (Vector lms)
{
  Vector xyz;
  apply (xyz_of_rec2020, (Vector){ 1, 1, 1 }, xyz);
  apply (lms_of_xyz, xyz, lms);
}

static void
to_lab (const Vector linear, Vector lab)
{
  Vector white, xyz, roots;
  white_responses (white);
  apply (xyz_of_rec2020, linear, xyz);
  apply (lms_of_xyz, xyz, roots);
  for (int i = 0; i < 3; i++)
    roots[i] = cbrt (roots[i] / white[i]);
  apply (lab_of_roots, roots, lab);
}

static void
from_lab (const Vector lab, Vector linear)
{
  Vector white, roots, xyz;
  white_responses (white);
  solve (lab_of_roots, lab, roots);
  for (int i = 0; i < 3; i++)
    roots[i] = white[i] * roots[i] * roots[i] * roots[i];
  solve (lms_of_xyz, roots, xyz);
  solve (xyz_of_rec2020, xyz, linear);
}

static double
radians (double degrees)
{
  return degrees * G_PI / 180;
}

static double
chroma_of (const Vector lab)
{
  return hypot (lab[1], lab[2]);
}

static void
scale_chroma (Vector lab, double factor)
{
  lab[1] *= factor;
  lab[2] *= factor;
}

static void
reference_saturation (const double *values, Vector lab)
{
  scale_chroma (lab, 1 + values[0] / 100);
}

static void
reference_vibrance (const double *values, Vector lab)
{
  double chroma = chroma_of (lab);
  double cosine = cos (atan2 (lab[2], lab[1]) - radians (43.7));
  double near = cosine > 0 && chroma > 0 ? MAX (cosine * cosine - 0.67, 0) / 0.33 : 0;
  double paleness = 1 / (1 + pow (chroma / 0.12, 2));
  scale_chroma (lab, 1 + values[0] / 100 * paleness * (1 - 0.6 * near * near));
}

/* Centres in degrees, of the colours of sRGB as amb-hue-bands.h names them. */
static const double centres[BANDS + 1]
    = { 29.2339, 52.7756, 109.7692, 142.4953, 194.7690, 264.0520, 293.7739, 328.3634, 389.2339 };

/* A hue's place on the circle of 4, of an angle in degrees, rising through whole turns. */
static double
place_of (double degrees)
{
  double quadrant = floor (degrees / 90);
  double a = fabs (cos (radians (degrees))), b = fabs (sin (radians (degrees)));
  return fmod (quadrant, 2) == 0 ? quadrant + b / (a + b) : quadrant + a / (a + b);
}

static double
band_value (const Vector lab, const double values[BANDS])
{
  double degrees = atan2 (lab[2], lab[1]) * 180 / G_PI;
  while (degrees < centres[0])
    degrees += 360;
  int band = 0;
  while (band < BANDS - 1 && degrees > centres[band + 1])
    band++;
  double from = place_of (centres[band]), to = place_of (centres[band + 1]);
  double t = (place_of (degrees) - from) / (to - from);
  double weight = 3 * t * t - 2 * t * t * t;
  return (1 - weight) * values[band] + weight * values[(band + 1) % BANDS];
}

static double
presence (const Vector lab)
{
  double chroma = chroma_of (lab);
  return chroma * chroma / (chroma * chroma + 0.04 * 0.04);
}

static void
reference_color_mixer (const double *values, Vector lab)
{
  double half_tangents[BANDS];
  for (int i = 0; i < BANDS; i++)
    {
      double back = i > 0 ? centres[i] - centres[i - 1] : centres[BANDS] - centres[BANDS - 1];
      double gap = values[i] < 0 ? back : centres[i + 1] - centres[i];
      half_tangents[i] = values[i] / 100 * tan (radians (0.4 * gap / 2));
    }
  double turn = 2 * atan (band_value (lab, half_tangents));
  double saturation = 1 + band_value (lab, values + BANDS) / 100;
  double stops = band_value (lab, values + 2 * BANDS) / 100 * presence (lab);
  double a = lab[1] * saturation, b = lab[2] * saturation;
  lab[1] = a * cos (turn) - b * sin (turn);
  lab[2] = a * sin (turn) + b * cos (turn);
  for (int i = 0; i < 3; i++)
    lab[i] *= exp2 (stops / 3);
}

static void
reference_black_and_white (const double *values, Vector lab)
{
  if (values[0] == 0)
    return;
  lab[0] *= exp2 (2 * band_value (lab, values + 1) / 100 * presence (lab) / 3);
  lab[1] = lab[2] = 0;
}

static void
reference_color_grading (const double *values, Vector lab)
{
  static const double wheel[7] = { 29.234, 109.769, 142.495, 194.769, 264.052, 328.363, 389.234 };
  static const double lightness[3] = { 0.2, 0.06, 0.2 };
  double t = CLAMP (lab[0], 0, 1);
  t += values[0] / 200 * t * (1 - t);
  const double weights[3] = { (1 - t) * (1 - t), 4 * t * (1 - t), t * t };
  for (int i = 0; i < 3; i++)
    {
      const double *range = values + 1 + 3 * i;
      int sector = MIN ((int) (range[0] / 60), 5);
      double hue = wheel[sector] + (range[0] / 60 - sector) * (wheel[sector + 1] - wheel[sector]);
      lab[0] += weights[i] * range[2] / 100 * lightness[i];
      lab[1] += weights[i] * range[1] / 1000 * cos (radians (hue));
      lab[2] += weights[i] * range[1] / 1000 * sin (radians (hue));
    }
}

static const struct
{
  const char *id;
  void (*reference) (const double *values, Vector lab);
} references[] = {
  { "saturation", reference_saturation },       { "vibrance", reference_vibrance },
  { "color-mixer", reference_color_mixer },     { "black-and-white", reference_black_and_white },
  { "color-grading", reference_color_grading },
};

/* --- The kernels --- */

static const AmbKernel *
find_kernel (const char *id, const AmbOperation **op)
{
  for (guint i = 0; i < amb_operations_count (); i++)
    if (strcmp (amb_operations_list ()[i]->id, id) == 0)
      {
        *op = amb_operations_list ()[i];
        return amb_kernels ()[i];
      }
  g_error ("no operation %s", id);
}

static AmbOklab
run_lab (const char *id, const double *values, AmbOklab pixel)
{
  _Alignas(64) char state[AMB_KERNEL_STATE_BYTES] = { 0 };
  const AmbKernelContext context = { .long_edge_px = 6000 };
  const AmbOperation *op;
  const AmbKernel *kernel = find_kernel (id, &op);
  g_assert_cmpint (kernel->domain, ==, AMB_DOMAIN_OKLAB);
  kernel->prepare (&context, values, state);
  kernel->row (state, &pixel.lightness, &pixel.a, &pixel.b, 1);
  return pixel;
}

static AmbLinear
run (const char *id, const double *values, AmbLinear pixel)
{
  AmbOklab lab = run_lab (id, values, amb_oklab_from_linear (pixel.r, pixel.g, pixel.b));
  return amb_oklab_to_linear (lab);
}

/* Every third parameter at an end of its range. */
static void
choose_values (GRand *random, const AmbOperation *op, double values[AMB_MAX_PARAMS])
{
  for (guint i = 0; i < op->n_params; i++)
    {
      const AmbParam *param = &op->params[i];
      double value = g_rand_double_range (random, param->minimum, param->maximum);
      if (g_rand_int_range (random, 0, 3) == 0)
        value = g_rand_boolean (random) ? param->minimum : param->maximum;
      values[i] = amb_param_clamp (param, value, NULL);
    }
}

/* Greys, wide gamut, and colours as photos hold them. */
static AmbLinear
choose_pixel (GRand *random)
{
  float least = g_rand_int_range (random, 0, 5) == 0 ? -0.1f : 0.0f;
  float pixel[3];
  for (int c = 0; c < 3; c++)
    pixel[c] = (float) g_rand_double_range (random, (double) least, 1);
  return (AmbLinear){ pixel[0], pixel[1], pixel[2] };
}

static void
assert_near (const char *id, const AmbLinear *in, const AmbLinear *out, const Vector expected)
{
  const double got[3] = { (double) out->r, (double) out->g, (double) out->b };
  for (int c = 0; c < 3; c++)
    if (!(fabs (got[c] - expected[c]) <= MAX (1, fabs (expected[c])) / 1024))
      g_error ("%s of %g %g %g, channel %d: %.7f instead of %.7f", id, (double) in->r,
               (double) in->g, (double) in->b, c, got[c], expected[c]);
}

static void
test_reference (gconstpointer data)
{
  const guint index = GPOINTER_TO_UINT (data);
  const char *id = references[index].id;
  const AmbOperation *op;
  g_autoptr (GRand) random = g_rand_new_with_seed (index + 1);
  find_kernel (id, &op);
  for (int round = 0; round < ROUNDS; round++)
    {
      double values[AMB_MAX_PARAMS];
      choose_values (random, op, values);
      for (int i = 0; i < PIXELS / ROUNDS; i++)
        {
          AmbLinear in = choose_pixel (random), out = run (id, values, in);
          Vector lab, expected;
          to_lab ((Vector){ (double) in.r, (double) in.g, (double) in.b }, lab);
          references[index].reference (values, lab);
          from_lab (lab, expected);
          assert_near (id, &in, &out, expected);
        }
    }
}

/* --- Promises --- */

static void
test_grey_stays (void)
{
  static const char *const ids[] = { "vibrance", "saturation", "color-mixer", "black-and-white" };
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    for (int round = 0; round < ROUNDS; round++)
      {
        double values[AMB_MAX_PARAMS];
        const AmbOperation *op;
        find_kernel (ids[i], &op);
        choose_values (random, op, values);
        float grey = (float) g_rand_double_range (random, -0.5, 4);
        AmbLinear out = run (ids[i], values, (AmbLinear){ grey, grey, grey });
        g_assert_true (out.r == out.g && out.g == out.b);
        g_assert_cmpfloat_with_epsilon (out.r, grey, 3e-6f * fabsf (grey));
      }
}

static void
test_black_and_white_is_grey (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  for (int i = 0; i < PIXELS; i++)
    {
      double values[AMB_MAX_PARAMS];
      const AmbOperation *op;
      find_kernel ("black-and-white", &op);
      choose_values (random, op, values);
      values[0] = 1;
      AmbLinear out = run ("black-and-white", values, choose_pixel (random));
      g_assert_true (out.r == out.g && out.g == out.b);
    }
}

static void
test_hue_keeps_lightness_and_chroma (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (13);
  for (int i = 0; i < PIXELS; i++)
    {
      double values[AMB_MAX_PARAMS] = { 0 };
      for (int band = 0; band < BANDS; band++)
        values[band] = g_rand_double_range (random, -100, 100);
      AmbLinear in = choose_pixel (random);
      AmbOklab before = amb_oklab_from_linear (in.r, in.g, in.b);
      AmbOklab after = run_lab ("color-mixer", values, before);
      g_assert_true (after.lightness == before.lightness);
      g_assert_cmpfloat_with_epsilon (hypotf (after.a, after.b), hypotf (before.a, before.b), 1e-6);
    }
}

static AmbOklab
colour_of (double degrees)
{
  return (AmbOklab){ 0.6f, (float) (0.15 * cos (radians (degrees))),
                     (float) (0.15 * sin (radians (degrees))) };
}

static double
hue_of (AmbOklab pixel)
{
  double degrees = atan2 ((double) pixel.b, (double) pixel.a) * 180 / G_PI;
  return degrees < centres[0] - 1e-3 ? degrees + 360 : degrees;
}

/* A band's own colour moves 0.4 of the way to the next, the other bands' stay where they are. */
static void
test_bands_at_their_centres (void)
{
  for (int band = 0; band < BANDS; band++)
    for (int other = 0; other < BANDS; other++)
      {
        double values[AMB_MAX_PARAMS] = { 0 };
        values[band] = 100;
        double turn = band == other ? 0.4 * (centres[band + 1] - centres[band]) : 0;
        AmbOklab out = run_lab ("color-mixer", values, colour_of (centres[other]));
        g_assert_cmpfloat_with_epsilon (hue_of (out), centres[other] + turn, 0.01);
      }
}

/* No two hues change places, whichever band is moved as far as it goes. */
static void
test_single_band_keeps_order (void)
{
  for (int band = 0; band < BANDS; band++)
    for (double amount = -100; amount <= 100; amount += 50)
      {
        double values[AMB_MAX_PARAMS] = { 0 };
        values[band] = amount;
        double last = -G_MAXDOUBLE;
        for (double degrees = 0; degrees < 360; degrees += 0.5)
          {
            AmbOklab in = colour_of (degrees), out = run_lab ("color-mixer", values, in);
            double turn = remainder (hue_of (out) - degrees, 360);
            g_assert_cmpfloat (degrees + turn, >, last);
            last = degrees + turn;
          }
      }
}

/* Brighter stays brighter, whatever is graded. */
static void
test_grading_rises (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (14);
  for (int round = 0; round < 10 * ROUNDS; round++)
    {
      double values[AMB_MAX_PARAMS];
      const AmbOperation *op;
      find_kernel ("color-grading", &op);
      choose_values (random, op, values);
      float last = -1;
      for (int i = 0; i <= 120; i++)
        {
          AmbOklab out = run_lab ("color-grading", values, (AmbOklab){ (float) i / 100, 0, 0 });
          g_assert_cmpfloat (out.lightness, >, last);
          last = out.lightness;
        }
    }
}

static void
test_vibrance_favours_the_pale (void)
{
  const double full[AMB_MAX_PARAMS] = { 100 };
  float last = 3;
  for (float chroma = 0.01f; chroma < 0.4f; chroma += 0.01f)
    {
      float factor = run_lab ("vibrance", full, (AmbOklab){ 0.6f, -chroma, 0 }).a / -chroma;
      g_assert_cmpfloat (factor, <, last);
      g_assert_cmpfloat (factor, >, 1);
      last = factor;
    }
  float skin = run_lab ("vibrance", full, (AmbOklab){ 0.6f, 0.05f, 0.048f }).a / 0.05f;
  float other = run_lab ("vibrance", full, (AmbOklab){ 0.6f, -0.05f, 0.048f }).a / -0.05f;
  g_assert_cmpfloat (skin - 1, <, 0.5f * (other - 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    {
      g_autofree char *path = g_strconcat ("/ops/", references[i].id, "/reference", NULL);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_reference);
    }
  g_test_add_func ("/ops/colour/grey-stays", test_grey_stays);
  g_test_add_func ("/ops/black-and-white/is-grey", test_black_and_white_is_grey);
  g_test_add_func ("/ops/color-mixer/hue-keeps-lightness", test_hue_keeps_lightness_and_chroma);
  g_test_add_func ("/ops/color-mixer/bands-at-their-centres", test_bands_at_their_centres);
  g_test_add_func ("/ops/color-mixer/single-band-keeps-order", test_single_band_keeps_order);
  g_test_add_func ("/ops/color-grading/rises", test_grading_rises);
  g_test_add_func ("/ops/vibrance/favours-the-pale", test_vibrance_favours_the_pale);
  return g_test_run ();
}
