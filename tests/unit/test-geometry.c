/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The one mapping against a picture that is turned, mirrored and cut pixel by pixel, step after
 * step. */
#include "amb-geometry.h"

#include <math.h>

/* A picture of pixel numbers. */
typedef struct
{
  int width, height;
  int *pixels;
} Picture;

static Picture *
picture_new (int width, int height)
{
  Picture *self = g_new (Picture, 1);
  *self = (Picture){ width, height, g_new0 (int, width *height) };
  return self;
}

static void
picture_free (Picture *self)
{
  g_free (self->pixels);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Picture, picture_free)

static int *
at (const Picture *self, int x, int y)
{
  g_assert_true (x >= 0 && x < self->width && y >= 0 && y < self->height);
  return &self->pixels[y * self->width + x];
}

static Picture *
numbered (int width, int height)
{
  Picture *self = picture_new (width, height);
  for (int i = 0; i < width * height; i++)
    self->pixels[i] = i;
  return self;
}

/* Replaces *picture by one in which each pixel went to where place says. */
typedef void (*Place) (const Picture *from, int column, int row, int *x, int *y);

static void
move_pixels (Picture **picture, gboolean swaps, Place place)
{
  Picture *from = *picture;
  Picture *to
      = swaps ? picture_new (from->height, from->width) : picture_new (from->width, from->height);
  for (int row = 0; row < from->height; row++)
    for (int column = 0; column < from->width; column++)
      {
        int x, y;
        place (from, column, row, &x, &y);
        *at (to, x, y) = *at (from, column, row);
      }
  picture_free (from);
  *picture = to;
}

/* Exif 2.32, tag 274: row 0 is the visual top, right, bottom or left side, and column 0 likewise.
 */
#define PLACE(name, x_, y_)                                                                        \
  static void name (const Picture *p, int column, int row, int *x, int *y)                         \
  {                                                                                                \
    *x = x_;                                                                                       \
    *y = y_;                                                                                       \
  }
PLACE (top_left, column, row)
PLACE (top_right, p->width - 1 - column, row)
PLACE (bottom_right, p->width - 1 - column, p->height - 1 - row)
PLACE (bottom_left, column, p->height - 1 - row)
PLACE (left_top, row, column)
PLACE (right_top, p->height - 1 - row, column)
PLACE (right_bottom, p->height - 1 - row, p->width - 1 - column)
PLACE (left_bottom, row, p->width - 1 - column)

static const Place exif[] = { NULL,     top_left,  top_right,    bottom_right, bottom_left,
                              left_top, right_top, right_bottom, left_bottom };

typedef struct
{
  int orientation;
  gboolean horizontal, vertical;
  int turns;
  double angle;
  double crop[4];
} Edits;

static AmbRecipe *
recipe_of (const Edits *edits)
{
  static const char *const ids[]
      = { "flip.horizontal", "flip.vertical", "rotate.quarter-turns", "straighten.angle",
          "crop.left",       "crop.top",      "crop.width",           "crop.height" };
  const double values[] = { edits->horizontal, edits->vertical, edits->turns,   edits->angle,
                            edits->crop[0],    edits->crop[1],  edits->crop[2], edits->crop[3] };
  AmbRecipe *recipe = amb_recipe_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      AmbRecipe *next = amb_recipe_with_number (recipe, ids[i], values[i]);
      amb_recipe_unref (recipe);
      recipe = next;
    }
  return recipe;
}

static Picture *
walk (const Edits *edits, int width, int height)
{
  Picture *picture = numbered (width, height);
  move_pixels (&picture, edits->orientation >= 5, exif[edits->orientation]);
  if (edits->horizontal)
    move_pixels (&picture, FALSE, top_right);
  if (edits->vertical)
    move_pixels (&picture, FALSE, bottom_left);
  for (int i = 0; i < edits->turns; i++)
    move_pixels (&picture, TRUE, right_top);
  return picture;
}

static void
apply (const double m[9], double x, double y, double *source_x, double *source_y)
{
  *source_x = m[0] * x + m[1] * y + m[2];
  *source_y = m[3] * x + m[4] * y + m[5];
  g_assert_true (m[6] == 0 && m[7] == 0 && m[8] == 1);
}

/* The number of the source pixel that output pixel (x, y) shows. */
static int
source_pixel (const AmbGeometry *geometry, int x, int y)
{
  double matrix[9], source_x, source_y;
  amb_geometry_to_source (geometry, 1, 1, matrix);
  apply (matrix, x + 0.5, y + 0.5, &source_x, &source_y);
  g_assert_cmpfloat (source_x - floor (source_x), ==, 0.5);
  g_assert_cmpfloat (source_y - floor (source_y), ==, 0.5);
  return (int) floor (source_y) * (int) geometry->source_width + (int) floor (source_x);
}

static void
assert_walked (const Edits *edits, int width, int height)
{
  AmbGeometry geometry;
  g_autoptr (AmbRecipe) recipe = recipe_of (edits);
  g_autoptr (Picture) frame = walk (edits, width, height);
  amb_geometry_init (&geometry, recipe, (guint) width, (guint) height, edits->orientation,
                     AMB_GEOMETRY_DEFAULT);
  g_assert_cmpint (geometry.frame_width, ==, frame->width);
  g_assert_cmpint (geometry.frame_height, ==, frame->height);
  g_assert_true (amb_geometry_is_exact (&geometry));
  g_assert_cmpint (amb_geometry_long_edge (&geometry), ==, MAX (width, height));
  for (int y = 0; y < geometry.crop.height; y++)
    for (int x = 0; x < geometry.crop.width; x++)
      g_assert_cmpint (source_pixel (&geometry, x, y), ==,
                       *at (frame, geometry.crop.x + x, geometry.crop.y + y));
}

static void
test_walk (void)
{
  static const int sizes[][2] = { { 7, 5 }, { 5, 8 }, { 1, 1 }, { 1, 6 }, { 4, 4 } };
  for (int i = 0; i < 8 * 2 * 2 * 4; i++)
    for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
      {
        Edits edits = { i % 8 + 1, i / 8 % 2, i / 16 % 2, i / 32, 0, { 0, 0, 1, 1 } };
        assert_walked (&edits, sizes[s][0], sizes[s][1]);
        edits.crop[0] = 0.25;
        edits.crop[1] = 0.1;
        edits.crop[2] = 0.5;
        edits.crop[3] = 0.8;
        assert_walked (&edits, sizes[s][0], sizes[s][1]);
      }
}

static void
assert_crop (double start, double length, int size, int expected_start, int expected_length)
{
  AmbGeometry geometry;
  const Edits edits = { 1, FALSE, FALSE, 0, 0, { start, 0, length, 1 } };
  g_autoptr (AmbRecipe) recipe = recipe_of (&edits);
  amb_geometry_init (&geometry, recipe, (guint) size, 10, 1, AMB_GEOMETRY_DEFAULT);
  g_assert_cmpint (geometry.crop.x, ==, expected_start);
  g_assert_cmpint (geometry.crop.width, ==, expected_length);
  g_assert_cmpint (geometry.crop.height, ==, 10);
}

static void
test_crop_rounding (void)
{
  assert_crop (0, 0.5, 100, 0, 50);
  assert_crop (0.1, 0.35, 100, 10, 35);
  assert_crop (0.104, 0.5, 100, 10, 50);
  assert_crop (0.106, 0.5, 100, 11, 50);
  assert_crop (0.105, 0.5, 100, 11, 49); /* both edges between two pixels: inwards */
  assert_crop (0.5, 0.5, 101, 51, 50);
  assert_crop (0, 0.5, 101, 0, 50);
  assert_crop (1, 1, 100, 99, 1);
  assert_crop (0, 0, 100, 0, 1);
  assert_crop (0.5, 0, 100, 50, 1);
  assert_crop (0.9, 1, 100, 90, 10);
  assert_crop (0.999999, 0.1, 1, 0, 1);
  assert_crop (1.0 / 3, 1.0 / 3, 60000, 20000, 20000);
}

static void
test_bad_orientation (void)
{
  static const int bad[] = { 0, -1, 9, 1000000 };
  g_autoptr (AmbRecipe) recipe = amb_recipe_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      AmbGeometry geometry;
      amb_geometry_init (&geometry, recipe, 7, 5, bad[i], AMB_GEOMETRY_DEFAULT);
      g_assert_cmpint (geometry.orientation, ==, 1);
    }
}

static void
test_whole_frame (void)
{
  AmbGeometry geometry;
  const Edits edits = { 6, FALSE, FALSE, 0, 10, { 0.2, 0.2, 0.2, 0.2 } };
  g_autoptr (AmbRecipe) recipe = recipe_of (&edits);
  amb_geometry_init (&geometry, recipe, 600, 400, 6, AMB_GEOMETRY_WHOLE_FRAME);
  g_assert_true (geometry.crop.x == 0 && geometry.crop.y == 0 && geometry.crop.width == 400
                 && geometry.crop.height == 600);
  g_assert_false (amb_geometry_is_exact (&geometry));
}

/* Content turned clockwise by 30 degrees: what is seen to the right of the centre was above the
 * horizontal before. */
static void
test_straighten_is_clockwise (void)
{
  AmbGeometry geometry;
  double matrix[9], x, y;
  const Edits edits = { 1, FALSE, FALSE, 0, 30, { 0, 0, 1, 1 } };
  g_autoptr (AmbRecipe) recipe = recipe_of (&edits);
  amb_geometry_init (&geometry, recipe, 400, 300, 1, AMB_GEOMETRY_WHOLE_FRAME);
  amb_geometry_to_source (&geometry, 1, 1, matrix);
  apply (matrix, 200, 150, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 200, 1e-9);
  g_assert_cmpfloat_with_epsilon (y, 150, 1e-9);
  apply (matrix, 300, 150, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 200 + 100 * cos (G_PI / 6), 1e-9);
  g_assert_cmpfloat_with_epsilon (y, 150 - 100 * sin (G_PI / 6), 1e-9);
}

static void
test_scale (void)
{
  AmbGeometry geometry;
  double full[9], half[9], x, y, scaled_x, scaled_y;
  const Edits edits = { 8, TRUE, FALSE, 1, 7, { 0.2, 0.3, 0.4, 0.5 } };
  g_autoptr (AmbRecipe) recipe = recipe_of (&edits);
  amb_geometry_init (&geometry, recipe, 400, 300, 8, AMB_GEOMETRY_DEFAULT);
  amb_geometry_to_source (&geometry, 1, 1, full);
  amb_geometry_to_source (&geometry, 0.5, 0.25, half);
  apply (full, 40, 80, &x, &y);
  apply (half, 20, 20, &scaled_x, &scaled_y);
  g_assert_cmpfloat_with_epsilon (x, scaled_x, 1e-9);
  g_assert_cmpfloat_with_epsilon (y, scaled_y, 1e-9);
}

static gboolean
inside_source (const AmbGeometry *geometry)
{
  double matrix[9], x, y;
  amb_geometry_to_source (geometry, 1, 1, matrix);
  for (int corner = 0; corner < 4; corner++)
    {
      apply (matrix, corner & 1 ? geometry->crop.width : 0, corner & 2 ? geometry->crop.height : 0,
             &x, &y);
      if (x < -1e-6 || y < -1e-6 || x > geometry->source_width + 1e-6
          || y > geometry->source_height + 1e-6)
        return FALSE;
    }
  return TRUE;
}

/* Without a crop: no empty corner, the same shape, centred, and no room for more. */
static void
test_inscribed (void)
{
  static const guint sizes[][2] = { { 6000, 4000 }, { 4000, 6001 }, { 501, 501 }, { 3000, 310 } };
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (double angle = -45; angle <= 45; angle += 1.37)
      {
        AmbGeometry geometry;
        const Edits edits = { 6, FALSE, TRUE, 1, angle, { 0, 0, 1, 1 } };
        g_autoptr (AmbRecipe) recipe = recipe_of (&edits);
        amb_geometry_init (&geometry, recipe, sizes[s][0], sizes[s][1], 6, AMB_GEOMETRY_DEFAULT);
        g_assert_true (inside_source (&geometry));
        g_assert_cmpint (geometry.crop.x * 2 + geometry.crop.width, ==, geometry.frame_width);
        g_assert_cmpint (geometry.crop.y * 2 + geometry.crop.height, ==, geometry.frame_height);

        double scale = amb_geometry_inscribed_scale (geometry.frame_width, geometry.frame_height,
                                                     geometry.angle);
        g_assert_cmpfloat (fabs (geometry.crop.width - scale * geometry.frame_width), <=, 2);
        g_assert_cmpfloat (fabs (geometry.crop.height - scale * geometry.frame_height), <=, 2);
        geometry.crop.x -= 2;
        geometry.crop.y -= 2;
        geometry.crop.width += 4;
        geometry.crop.height += 4;
        g_assert_false (inside_source (&geometry));
      }
}

static void
test_inscribed_scale (void)
{
  g_assert_cmpfloat (amb_geometry_inscribed_scale (300, 200, 0), ==, 1);
  g_assert_cmpfloat_with_epsilon (amb_geometry_inscribed_scale (100, 100, G_PI / 4), sqrt (0.5),
                                  1e-15);
  g_assert_cmpfloat (amb_geometry_inscribed_scale (300, 200, 0.3), ==,
                     amb_geometry_inscribed_scale (300, 200, -0.3));
}

static void
test_crop_fits (void)
{
  const double angle = 10 * G_PI / 180;
  AmbGeometry geometry = { .frame_width = 600, .frame_height = 400, .angle = angle };
  double scale = amb_geometry_inscribed_scale (600, 400, angle);
  double margin = (1 - scale) / 2;
  const double inscribed[4] = { margin, margin, scale, scale };
  const double larger[4] = { margin - 0.01, margin - 0.01, scale + 0.02, scale + 0.02 };
  const double corner[4] = { 0, 0, 0.05, 0.05 };
  const double whole[4] = { 0, 0, 1, 1 };
  g_assert_true (amb_geometry_crop_fits (&geometry, inscribed));
  g_assert_false (amb_geometry_crop_fits (&geometry, larger));
  g_assert_false (amb_geometry_crop_fits (&geometry, corner));
  g_assert_false (amb_geometry_crop_fits (&geometry, whole));
  geometry.angle = -angle;
  g_assert_true (amb_geometry_crop_fits (&geometry, inscribed));
  geometry.angle = 0;
  g_assert_true (amb_geometry_crop_fits (&geometry, whole));
}

/* A turned recipe shows the same pixels, turned: whatever the crop, orientation, flips and angle.
 */
static void
assert_turned (const Edits *edits, guint width, guint height)
{
  AmbGeometry before, after;
  double from[9], to[9];
  g_autoptr (AmbRecipe) recipe = recipe_of (edits);
  g_autoptr (AmbRecipe) turned = amb_recipe_rotated (recipe, 1);
  amb_geometry_init (&before, recipe, width, height, edits->orientation, AMB_GEOMETRY_DEFAULT);
  amb_geometry_init (&after, turned, width, height, edits->orientation, AMB_GEOMETRY_DEFAULT);
  g_assert_cmpint (after.crop.width, ==, before.crop.height);
  g_assert_cmpint (after.crop.height, ==, before.crop.width);
  amb_geometry_to_source (&before, 1, 1, from);
  amb_geometry_to_source (&after, 1, 1, to);
  for (int corner = 0; corner < 4; corner++)
    {
      double x = corner & 1 ? before.crop.width : 0, y = corner & 2 ? before.crop.height : 0;
      double old_x, old_y, new_x, new_y;
      apply (from, x, y, &old_x, &old_y);
      apply (to, before.crop.height - y, x, &new_x, &new_y);
      g_assert_cmpfloat_with_epsilon (old_x, new_x, 1e-8);
      g_assert_cmpfloat_with_epsilon (old_y, new_y, 1e-8);
    }
}

static void
test_turned (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  for (int round = 0; round < 3000; round++)
    {
      Edits edits = { g_rand_int_range (random, 1, 9),
                      g_rand_boolean (random),
                      g_rand_boolean (random),
                      g_rand_int_range (random, 0, 4),
                      round % 3 ? g_rand_double_range (random, -45, 45) : 0,
                      { 0, 0, 1, 1 } };
      for (int axis = 0; axis < 2 && round % 2; axis++)
        {
          /* quarters of a pixel, so that edges between two pixels come up */
          edits.crop[axis] = g_rand_int_range (random, 0, 300) / 400.0;
          edits.crop[axis + 2]
              = g_rand_int_range (random, 20, 401 - (int) (edits.crop[axis] * 400)) / 400.0;
        }
      assert_turned (&edits, 100, round % 5 ? 101 : 150);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/geometry/walk", test_walk);
  g_test_add_func ("/recipe/geometry/crop-rounding", test_crop_rounding);
  g_test_add_func ("/recipe/geometry/bad-orientation", test_bad_orientation);
  g_test_add_func ("/recipe/geometry/whole-frame", test_whole_frame);
  g_test_add_func ("/recipe/geometry/straighten-is-clockwise", test_straighten_is_clockwise);
  g_test_add_func ("/recipe/geometry/scale", test_scale);
  g_test_add_func ("/recipe/geometry/inscribed", test_inscribed);
  g_test_add_func ("/recipe/geometry/inscribed-scale", test_inscribed_scale);
  g_test_add_func ("/recipe/geometry/crop-fits", test_crop_fits);
  g_test_add_func ("/recipe/geometry/turned", test_turned);
  return g_test_run ();
}
