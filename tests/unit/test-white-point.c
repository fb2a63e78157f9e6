/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The adaptation of white balance, and picking a grey as its inverse. */
#include "amb-white-point.h"

#include <math.h>

/* m out = in, by Cramer's rule. */
static void
solve (const double m[9], const double in[3], double out[3])
{
  double d = 0;
  for (int i = 0; i < 3; i++)
    {
      out[i] = 0;
      for (int k = 0; k < 3; k++)
        {
          int r1 = (k + 1) % 3, r2 = (k + 2) % 3, c1 = (i + 1) % 3, c2 = (i + 2) % 3;
          double minor = m[3 * r1 + c1] * m[3 * r2 + c2] - m[3 * r1 + c2] * m[3 * r2 + c1];
          out[i] += minor * in[k];
          d += i == 0 ? m[3 * k] * minor : 0;
        }
    }
  for (int i = 0; i < 3; i++)
    out[i] /= d;
}

static void
apply (const double m[9], const double in[3], double out[3])
{
  for (int i = 0; i < 3; i++)
    out[i] = m[3 * i] * in[0] + m[3 * i + 1] * in[1] + m[3 * i + 2] * in[2];
}

static void
test_neutral_is_identity (void)
{
  double matrix[9];
  amb_white_point_adaptation (AMB_WHITE_POINT_KELVIN, 0, matrix);
  for (int i = 0; i < 9; i++)
    g_assert_cmpfloat (matrix[i], ==, i % 4 == 0);
}

/* A grey card in every light, seen through any setting, is found again; except where the light
 * would hold no blue at all, which the adaptation does not follow. */
static void
test_pick_finds_the_light (void)
{
  static const double settings[][2] = { { 6504, 0 }, { 3000, 20 }, { 15000, -60 } };
  const double card[3] = { 0.4, 0.4, 0.4 };
  for (double kelvin = 2010; kelvin < 24000; kelvin *= 1.13)
    for (double tint = -90; tint <= 90; tint += 30)
      for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
        {
          double light[9], setting[9], photo[3], shown[3];
          double found_kelvin = settings[i][0], found_tint = settings[i][1];
          if (kelvin < 3300 && tint > 0)
            continue;
          amb_white_point_adaptation (kelvin, tint, light);
          amb_white_point_adaptation (found_kelvin, found_tint, setting);
          solve (light, card, photo);
          apply (setting, photo, shown);
          g_assert_true (amb_white_point_pick (shown, &found_kelvin, &found_tint));
          g_assert_cmpfloat_with_epsilon (found_kelvin, kelvin, 1e-3 * kelvin);
          g_assert_cmpfloat_with_epsilon (found_tint, tint, 0.1);
        }
}

static void
test_pick_refuses (void)
{
  static const double colours[][3] = { { 0, 0, 0 }, { -1, -1, -1 }, { NAN, 1, 1 }, { 0, 0, -1 } };
  for (gsize i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      double kelvin = 5000, tint = 7;
      g_assert_false (amb_white_point_pick (colours[i], &kelvin, &tint));
      g_assert_true (kelvin == 5000 && tint == 7);
    }
}

/* Any colour gives numbers, inside the limits of temperature. */
static void
test_pick_is_finite (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  for (int i = 0; i < 2000; i++)
    {
      const double shown[3]
          = { g_rand_double (random), g_rand_double (random), g_rand_double (random) };
      double kelvin = 6504, tint = 0;
      if (!amb_white_point_pick (shown, &kelvin, &tint))
        continue;
      g_assert_true (isfinite (tint));
      g_assert_cmpfloat (kelvin, >=, AMB_WHITE_POINT_LEAST_KELVIN - 1e-6);
      g_assert_cmpfloat (kelvin, <=, AMB_WHITE_POINT_MOST_KELVIN + 1e-6);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/white-point/neutral-is-identity", test_neutral_is_identity);
  g_test_add_func ("/ops/white-point/pick-finds-the-light", test_pick_finds_the_light);
  g_test_add_func ("/ops/white-point/pick-refuses", test_pick_refuses);
  g_test_add_func ("/ops/white-point/pick-is-finite", test_pick_is_finite);
  return g_test_run ();
}
