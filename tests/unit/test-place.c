/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the photo stands in the canvas. */
#include "amb-place.h"

#include <math.h>

static AmbPlace
place_of (double photo_width, double photo_height)
{
  AmbPlace place = { .photo_width = photo_width,
                     .photo_height = photo_height,
                     .view_width = 1000,
                     .view_height = 800,
                     .fit = TRUE };

  amb_place_update (&place);
  return place;
}

static void
test_fit (void)
{
  AmbPlace place = place_of (6000, 4000);
  AmbRect plane = amb_place_plane (&place);

  g_assert_cmpfloat_with_epsilon (place.scale, 1000.0 / 6000, 1e-12);
  g_assert_cmpint (plane.x, ==, 0);
  g_assert_cmpint (plane.width, ==, 1000);
  g_assert_cmpint (plane.height, ==, 667);
  g_assert_cmpint (plane.y, ==, 67);
}

static void
test_fit_never_enlarges (void)
{
  AmbPlace place = place_of (100, 50);
  AmbRect plane = amb_place_plane (&place);

  g_assert_cmpfloat (place.scale, ==, 1);
  g_assert_cmpint (plane.x, ==, 450);
  g_assert_cmpint (plane.y, ==, 375);
}

static void
test_fit_keeps_margin (void)
{
  AmbPlace place = place_of (6000, 4000);
  AmbRect plane;

  place.margin = 40;
  amb_place_update (&place);
  plane = amb_place_plane (&place);
  g_assert_cmpint (plane.x, ==, 40);
  g_assert_cmpint (plane.width, ==, 920);
}

static void
test_unknown_size (void)
{
  AmbPlace place = { .view_width = 1000, .view_height = 800, .fit = TRUE, .scale = 1 };
  AmbRect visible;

  amb_place_update (&place);
  amb_place_zoom (&place, 4, 10, 10);
  amb_place_pan (&place, 5, 5);
  visible = amb_place_visible (&place);
  g_assert_true (amb_rect_is_empty (&visible));
}

/* The photo's point under the pointer stays under it. */
static void
test_zoom_at_pointer (void)
{
  AmbPlace place = place_of (6000, 4000);
  const double x = 650, y = 300;
  double before_x = place.centre_x + (x - 500) / place.scale;
  double before_y = place.centre_y + (y - 400) / place.scale;

  amb_place_zoom (&place, 2, x, y);
  g_assert_cmpfloat_with_epsilon (place.scale, 2, 1e-12);
  g_assert_false (place.fit);
  g_assert_cmpfloat_with_epsilon (place.centre_x + (x - 500) / place.scale, before_x, 1e-6);
  g_assert_cmpfloat_with_epsilon (place.centre_y + (y - 400) / place.scale, before_y, 1e-6);
}

static void
test_zoom_limits (void)
{
  AmbPlace place = place_of (6000, 4000);

  amb_place_zoom (&place, 100, 500, 400);
  g_assert_cmpfloat (place.scale, ==, AMB_PLACE_MAX_SCALE);
  amb_place_zoom (&place, 0, 500, 400);
  g_assert_true (place.fit);
  g_assert_cmpfloat_with_epsilon (place.scale, 1000.0 / 6000, 1e-12);
}

static void
test_pan_leaves_no_gap (void)
{
  AmbPlace place = place_of (6000, 4000);
  AmbRect visible, plane;

  amb_place_zoom (&place, 1, 500, 400);
  amb_place_pan (&place, 1e6, 1e6);
  plane = amb_place_plane (&place);
  g_assert_cmpint (plane.x, ==, 0);
  g_assert_cmpint (plane.y, ==, 0);
  amb_place_pan (&place, -1e6, -1e6);
  visible = amb_place_visible (&place);
  g_assert_cmpint (visible.x, ==, 5000);
  g_assert_cmpint (visible.y, ==, 3200);
  g_assert_cmpint (visible.width, ==, 1000);
  g_assert_cmpint (visible.height, ==, 800);
}

/* Stepping in and out again passes the same round values and ends at the limits. */
static void
test_steps (void)
{
  AmbPlace place = place_of (6000, 4000);

  for (int i = 0; i < 40; i++)
    amb_place_zoom (&place, amb_place_step (&place, TRUE), 500, 400);
  g_assert_cmpfloat (place.scale, ==, AMB_PLACE_MAX_SCALE);
  g_assert_cmpfloat (amb_place_step (&place, FALSE), ==, 12);
  for (int i = 0; i < 40; i++)
    amb_place_zoom (&place, amb_place_step (&place, FALSE), 500, 400);
  g_assert_true (place.fit);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/place/fit", test_fit);
  g_test_add_func ("/app/place/fit-never-enlarges", test_fit_never_enlarges);
  g_test_add_func ("/app/place/fit-keeps-margin", test_fit_keeps_margin);
  g_test_add_func ("/app/place/unknown-size", test_unknown_size);
  g_test_add_func ("/app/place/zoom-at-pointer", test_zoom_at_pointer);
  g_test_add_func ("/app/place/zoom-limits", test_zoom_limits);
  g_test_add_func ("/app/place/pan-leaves-no-gap", test_pan_leaves_no_gap);
  g_test_add_func ("/app/place/steps", test_steps);
  return g_test_run ();
}
