/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hand does to the points of a curve: it stays a valid one, whatever is asked. */
#include "amb-curve-points.h"

static void
test_find (void)
{
  const AmbSpline curve = { 3, { { 0, 0 }, { 0.5, 0.6 }, { 1, 1 } } };
  g_assert_cmpint (amb_curve_points_find (&curve, 0.52, 0.6, 0.05), ==, 1);
  g_assert_cmpint (amb_curve_points_find (&curve, 0.7, 0.75, 0.5), ==, 1);
  g_assert_cmpint (amb_curve_points_find (&curve, 0.99, 1.02, 0.05), ==, 2);
  g_assert_cmpint (amb_curve_points_find (&curve, 0.25, 0.25, 0.05), ==, -1);
}

static void
test_add (void)
{
  AmbSpline curve = amb_spline_identity;
  g_assert_cmpint (amb_curve_points_add (&curve, 0.5, 0.25), ==, 1);
  g_assert_cmpint (amb_curve_points_add (&curve, 0.75, 1.5), ==, 2);
  g_assert_cmpint (amb_curve_points_add (&curve, 0.25, -1), ==, 1);
  g_assert_cmpuint (curve.n_points, ==, 5);
  g_assert_cmpfloat (curve.points[2].y, ==, 0.25);
  g_assert_cmpfloat (curve.points[3].y, ==, 1);
  g_assert_cmpfloat (curve.points[1].y, ==, 0);
  g_assert_true (amb_spline_is_valid (&curve));
}

static void
test_add_refuses (void)
{
  const double places[] = { -0.1, 1.1, 0, 1, 0.009, 0.992 };
  AmbSpline curve = amb_spline_identity;
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    g_assert_cmpint (amb_curve_points_add (&curve, places[i], 0.5), ==, -1);
  g_assert_true (amb_spline_equal (&curve, &amb_spline_identity));

  for (int i = 1; i < 15; i++)
    g_assert_cmpint (amb_curve_points_add (&curve, i / 16.0, 0.5), ==, i);
  g_assert_cmpuint (curve.n_points, ==, AMB_SPLINE_MAX_POINTS);
  g_assert_cmpint (amb_curve_points_add (&curve, 15 / 16.0, 0.5), ==, -1);
}

/* A point cannot pass those beside it nor leave the square, even where they leave it no room. */
static void
test_move (void)
{
  AmbSpline curve = { 3, { { 0, 0 }, { 0.5, 0.5 }, { 1, 1 } } };
  amb_curve_points_move (&curve, 1, 2, 2);
  g_assert_cmpfloat (curve.points[1].x, ==, 0.99);
  g_assert_cmpfloat (curve.points[1].y, ==, 1);
  amb_curve_points_move (&curve, 1, -2, -2);
  g_assert_cmpfloat (curve.points[1].x, ==, 0.01);
  g_assert_cmpfloat (curve.points[1].y, ==, 0);
  amb_curve_points_move (&curve, 0, 0.1234567, 0.7);
  g_assert_cmpfloat (curve.points[0].x, ==, 0);
  amb_curve_points_move (&curve, 2, 0.1234567, 0.7);
  g_assert_cmpfloat (curve.points[2].x, ==, 0.123);
  g_assert_true (amb_spline_is_valid (&curve));

  AmbSpline tight = { 3, { { 0.5, 0 }, { 0.505, 0.5 }, { 0.51, 1 } } };
  amb_curve_points_move (&tight, 1, 0.7, 0.25);
  g_assert_cmpfloat (tight.points[1].x, ==, 0.505);
  g_assert_cmpfloat (tight.points[1].y, ==, 0.25);
}

static void
test_remove (void)
{
  AmbSpline curve = { 3, { { 0, 0.1 }, { 0.5, 0.6 }, { 1, 1 } } };
  g_assert_true (amb_curve_points_remove (&curve, 0));
  g_assert_cmpuint (curve.n_points, ==, 2);
  g_assert_cmpfloat (curve.points[0].x, ==, 0.5);
  g_assert_false (amb_curve_points_remove (&curve, 1));
  g_assert_true (amb_spline_is_valid (&curve));
}

/* Anything at all, a thousand times. */
static void
test_stays_valid (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  AmbSpline curve = amb_spline_identity;
  for (int i = 0; i < 10000; i++)
    {
      double x = g_rand_double_range (random, -0.2, 1.2),
             y = g_rand_double_range (random, -0.2, 1.2);
      guint index = (guint) g_rand_int_range (random, 0, (gint32) curve.n_points);
      if (i % 4 == 0)
        amb_curve_points_remove (&curve, index);
      else if (i % 2 == 0)
        amb_curve_points_move (&curve, index, x, y);
      else
        amb_curve_points_add (&curve, x, y);
      g_assert_true (amb_spline_is_valid (&curve));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/curve-points/find", test_find);
  g_test_add_func ("/app/curve-points/add", test_add);
  g_test_add_func ("/app/curve-points/add-refuses", test_add_refuses);
  g_test_add_func ("/app/curve-points/move", test_move);
  g_test_add_func ("/app/curve-points/remove", test_remove);
  g_test_add_func ("/app/curve-points/stays-valid", test_stays_valid);
  return g_test_run ();
}
