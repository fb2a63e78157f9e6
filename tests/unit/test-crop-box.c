/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The crop rectangle as it is dragged. */
#include "amb-crop-box.h"

#include <math.h>

static const double slack = 1e-6;

static AmbCropLimits
limits_of (double degrees, double ratio)
{
  return (AmbCropLimits){
    { .frame_width = 6000, .frame_height = 4000, .angle = degrees * G_PI / 180 }, ratio
  };
}

static void
assert_box (const AmbCropBox *box, double left, double top, double width, double height)
{
  g_assert_cmpfloat_with_epsilon (box->left, left, slack);
  g_assert_cmpfloat_with_epsilon (box->top, top, slack);
  g_assert_cmpfloat_with_epsilon (box->width, width, slack);
  g_assert_cmpfloat_with_epsilon (box->height, height, slack);
}

static void
test_corner (void)
{
  AmbCropLimits limits = limits_of (0, 0);
  AmbCropBox start = { 0.1, 0.1, 0.8, 0.8 };
  AmbCropBox box = amb_crop_box_drag (&start, AMB_CROP_LEFT | AMB_CROP_TOP, 0.2, 0.1, &limits);

  assert_box (&box, 0.3, 0.2, 0.6, 0.7);
}

/* Stopped by one edge, it still goes on along it. */
static void
test_corner_slides (void)
{
  AmbCropLimits limits = limits_of (0, 0);
  AmbCropBox start = { 0.1, 0.1, 0.8, 0.8 };
  AmbCropBox box = amb_crop_box_drag (&start, AMB_CROP_RIGHT | AMB_CROP_BOTTOM, 0.5, -0.2, &limits);

  assert_box (&box, 0.1, 0.1, 0.9, 0.6);
}

static void
test_move_slides (void)
{
  AmbCropLimits limits = limits_of (0, 0);
  AmbCropBox start = { 0.1, 0.1, 0.5, 0.5 };
  AmbCropBox box = amb_crop_box_drag (&start, AMB_CROP_INSIDE, -0.3, 0.2, &limits);

  assert_box (&box, 0, 0.3, 0.5, 0.5);
  box = amb_crop_box_drag (&start, AMB_CROP_INSIDE, 0.3, -0.3, &limits);
  assert_box (&box, 0.4, 0, 0.5, 0.5);
}

static void
test_never_turns_over (void)
{
  AmbCropLimits limits = limits_of (0, 0);
  AmbCropBox start = { 0.1, 0.1, 0.8, 0.8 };
  AmbCropBox box = amb_crop_box_drag (&start, AMB_CROP_LEFT, 0.95, 0, &limits);

  g_assert_cmpfloat (box.width, >, 0);
  g_assert_cmpfloat_with_epsilon (box.left + box.width, 0.9, slack);
}

static double
shape_of (const AmbCropBox *box)
{
  return box->width * 6000 / (box->height * 4000);
}

static void
test_ratio_is_kept (void)
{
  static const AmbCropHandle handles[] = { AMB_CROP_LEFT,
                                           AMB_CROP_RIGHT,
                                           AMB_CROP_TOP,
                                           AMB_CROP_BOTTOM,
                                           AMB_CROP_LEFT | AMB_CROP_TOP,
                                           AMB_CROP_RIGHT | AMB_CROP_TOP,
                                           AMB_CROP_LEFT | AMB_CROP_BOTTOM,
                                           AMB_CROP_RIGHT | AMB_CROP_BOTTOM };
  AmbCropLimits limits = limits_of (5, 4.0 / 3);
  AmbCropBox whole = { 0.2, 0.2, 0.6, 0.6 };
  AmbCropBox start = amb_crop_box_with_ratio (&whole, &limits);

  g_assert_cmpfloat_with_epsilon (shape_of (&start), 4.0 / 3, slack);
  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    for (int turn = 0; turn < 16; turn++)
      {
        double dx = cos (turn * G_PI / 8) * 0.4, dy = sin (turn * G_PI / 8) * 0.4;
        AmbCropBox box = amb_crop_box_drag (&start, handles[i], dx, dy, &limits);

        g_assert_true (amb_crop_box_fits (&box, &limits));
        g_assert_cmpfloat_with_epsilon (shape_of (&box), 4.0 / 3, slack);
      }
}

/* Whatever is dragged at whatever angle, the box never shows an empty corner. */
static void
test_stays_inside (void)
{
  for (int degrees = -45; degrees <= 45; degrees += 5)
    {
      AmbCropLimits limits = limits_of (degrees, 0);
      AmbCropBox whole = { 0, 0, 1, 1 };
      AmbCropBox start = amb_crop_box_fit (&whole, &limits);

      g_assert_true (amb_crop_box_fits (&start, &limits));
      for (AmbCropHandle handle = AMB_CROP_LEFT; handle <= AMB_CROP_INSIDE; handle++)
        {
          AmbCropBox box = amb_crop_box_drag (&start, handle, 0.3, -0.7, &limits);

          g_assert_true (amb_crop_box_fits (&box, &limits));
        }
    }
}

/* A box whose middle the turn leaves outside the photo comes back inside. */
static void
test_fit_moves_centre (void)
{
  AmbCropLimits limits = limits_of (40, 0);
  AmbCropBox corner = { 0, 0, 0.05, 0.05 };
  AmbCropBox box;

  g_assert_false (amb_crop_box_fits (&corner, &limits));
  box = amb_crop_box_fit (&corner, &limits);
  g_assert_true (amb_crop_box_fits (&box, &limits));
}

/* Nor where perspective leaves the photo's four sides aslant. */
static void
test_stays_inside_perspective (void)
{
  for (int i = 0; i < 50; i++)
    {
      AmbCropLimits limits = limits_of (i % 7 * 10 - 30, i % 2 ? 0 : 1.5);
      AmbCropBox whole = { 0, 0, 1, 1 }, start;

      limits.geometry.tilt = (AmbPoint){ i % 5 * 0.25 - 0.5, i % 3 * 0.5 - 0.5 };
      limits.geometry.corners[i % AMB_N_CORNERS] = (AmbPoint){ 0.1, -0.15 };
      start = amb_crop_box_fit (&whole, &limits);
      g_assert_true (amb_crop_box_fits (&start, &limits));
      for (AmbCropHandle handle = AMB_CROP_LEFT; handle <= AMB_CROP_INSIDE; handle++)
        {
          AmbCropBox box = amb_crop_box_drag (&start, handle, 0.3, -0.7, &limits);

          g_assert_true (amb_crop_box_fits (&box, &limits));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/crop-box/corner", test_corner);
  g_test_add_func ("/app/crop-box/corner-slides", test_corner_slides);
  g_test_add_func ("/app/crop-box/move-slides", test_move_slides);
  g_test_add_func ("/app/crop-box/never-turns-over", test_never_turns_over);
  g_test_add_func ("/app/crop-box/ratio-is-kept", test_ratio_is_kept);
  g_test_add_func ("/app/crop-box/stays-inside", test_stays_inside);
  g_test_add_func ("/app/crop-box/stays-inside-perspective", test_stays_inside_perspective);
  g_test_add_func ("/app/crop-box/fit-moves-centre", test_fit_moves_centre);
  return g_test_run ();
}
