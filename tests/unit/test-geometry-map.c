/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Perspective and lens: the map from output to photo against the way from photo to output, which is
 * computed here by other means. */
#include "amb-geometry.h"

#include <math.h>

static const char *const corner_ids[2 * AMB_N_CORNERS] = {
  "perspective-corners.top-left-x",     "perspective-corners.top-left-y",
  "perspective-corners.top-right-x",    "perspective-corners.top-right-y",
  "perspective-corners.bottom-right-x", "perspective-corners.bottom-right-y",
  "perspective-corners.bottom-left-x",  "perspective-corners.bottom-left-y",
};

typedef struct
{
  double vertical, horizontal;
  double corners[2 * AMB_N_CORNERS];
  double angle;
  double amount, edges;
  double red, blue;
  double crop[4]; /* a width of 0: none */
} Edits;

static AmbRecipe *
with (AmbRecipe *recipe, const char *id, double value)
{
  AmbRecipe *next = amb_recipe_with_number (recipe, id, value);
  amb_recipe_unref (recipe);
  return next;
}

static AmbRecipe *
recipe_of (const Edits *edits)
{
  AmbRecipe *recipe = amb_recipe_new ();
  recipe = with (recipe, "perspective.vertical", edits->vertical);
  recipe = with (recipe, "perspective.horizontal", edits->horizontal);
  for (guint i = 0; i < G_N_ELEMENTS (corner_ids); i++)
    recipe = with (recipe, corner_ids[i], edits->corners[i]);
  recipe = with (recipe, "straighten.angle", edits->angle);
  recipe = with (recipe, "distortion.amount", edits->amount);
  recipe = with (recipe, "distortion.edges", edits->edges);
  recipe = with (recipe, "chromatic-aberration.red-cyan", edits->red);
  recipe = with (recipe, "chromatic-aberration.blue-yellow", edits->blue);
  if (edits->crop[2] > 0)
    {
      recipe = with (recipe, "crop.left", edits->crop[0]);
      recipe = with (recipe, "crop.top", edits->crop[1]);
      recipe = with (recipe, "crop.width", edits->crop[2]);
      recipe = with (recipe, "crop.height", edits->crop[3]);
    }
  return recipe;
}

static AmbGeometry
geometry_of (const Edits *edits, guint width, guint height)
{
  AmbGeometry geometry;
  g_autoptr (AmbRecipe) recipe = recipe_of (edits);
  amb_geometry_init (&geometry, recipe, width, height, 1, AMB_GEOMETRY_DEFAULT);
  return geometry;
}

static const Edits several[] = {
  { .vertical = 40 },
  { .vertical = -100, .horizontal = 100 },
  { .vertical = 100, .horizontal = -100, .angle = 45 },
  { .horizontal = -35, .angle = -12 },
  { .corners = { 0.2, 0.2, -0.2, -0.2, -0.2, 0.2, 0.2, -0.2 } },
  { .corners = { 0.05, 0.01, -0.1, 0.03, 0.02, -0.02, 0, 0.1 } },
  { .vertical = 30, .corners = { 0, 0.1, 0, 0, -0.05 }, .angle = 3, .amount = 60, .edges = -30 },
  { .amount = 100, .edges = 100 },
  { .amount = 100, .edges = -100 },
  { .amount = -100, .edges = -100, .red = 100, .blue = -100 },
  { .amount = -100, .edges = 100, .red = -40, .blue = -60 },
  { .red = 100, .blue = 30, .angle = 1 },
  { .vertical = -70,
    .horizontal = 70,
    .corners = { -0.2, -0.2, 0.2, 0.2, 0.2, -0.2, -0.2, 0.2 },
    .angle = -45,
    .amount = 80,
    .edges = 50,
    .red = 100,
    .blue = -100 },
};

/* --- The way there --- */

/* A rotation about an axis in the picture's plane, in three dimensions (Rodrigues), seen from the
 * focal length of the long edge; then the centre back, and the size across kept. */
static void
tilt (const Edits *edits, double f, double *x, double *y)
{
  const double across = edits->horizontal * 0.3 * G_PI / 180;
  const double up = -edits->vertical * 0.3 * G_PI / 180;
  const double angle = hypot (across, up);
  if (angle == 0)
    return;
  const double dx = across / angle, dy = up / angle;
  /* The ray (x, y, f), turned in the plane of (dx, dy, 0) and the axis. */
  const double along = *x * dx + *y * dy, beside = -*x * dy + *y * dx;
  const double turned = along * cos (angle) + f * sin (angle);
  const double depth = f * cos (angle) - along * sin (angle);
  const double seen = (f * turned / depth - f * tan (angle)) * cos (angle);
  const double kept = f * beside / depth * cos (angle);
  *x = seen * dx - kept * dy;
  *y = seen * dy + kept * dx;
}

/* Solves the eight equations of a projective map through four points by elimination. */
static void
move_corners (const Edits *edits, double width, double height, double *x, double *y)
{
  static const double square[AMB_N_CORNERS][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } };
  double m[8][9] = { { 0 } };
  for (int i = 0; i < AMB_N_CORNERS; i++)
    for (int axis = 0; axis < 2; axis++)
      {
        const double u = square[i][0], v = square[i][1];
        const double to = square[i][axis] + edits->corners[2 * i + axis];
        double *row = m[2 * i + axis];
        row[3 * axis] = u;
        row[3 * axis + 1] = v;
        row[3 * axis + 2] = 1;
        row[6] = -to * u;
        row[7] = -to * v;
        row[8] = to;
      }
  for (int k = 0; k < 8; k++)
    {
      int best = k;
      for (int i = k; i < 8; i++)
        best = fabs (m[i][k]) > fabs (m[best][k]) ? i : best;
      for (int j = 0; j < 9; j++)
        {
          const double swap = m[k][j];
          m[k][j] = m[best][j];
          m[best][j] = swap;
        }
      for (int i = 0; i < 8; i++)
        for (int j = 8; j >= k && i != k; j--)
          m[i][j] -= m[i][k] / m[k][k] * m[k][j];
    }
  const double u = *x / width + 0.5, v = *y / height + 0.5;
  double h[8];
  for (int k = 0; k < 8; k++)
    h[k] = m[k][8] / m[k][k];
  const double w = h[6] * u + h[7] * v + 1;
  *x = ((h[0] * u + h[1] * v + h[2]) / w - 0.5) * width;
  *y = ((h[3] * u + h[4] * v + h[5]) / w - 0.5) * height;
}

static double
bent (const Edits *edits, double r)
{
  return r * (1 - edits->amount * 0.002 * r * r - edits->edges * 0.0007 * r * r * r * r);
}

/* Undoes the lens by bisection; FALSE where it is not reached within the model's range. */
static gboolean
unbend (const Edits *edits, const AmbLens *lens, double half, double *x, double *y)
{
  const double r = hypot (*x, *y) / half / lens->scale;
  double low = 0, high = 1;
  if (bent (edits, 1) < r)
    return FALSE;
  for (int i = 0; i < 80; i++)
    {
      const double middle = (low + high) / 2;
      if (bent (edits, middle) < r)
        low = middle;
      else
        high = middle;
    }
  const double factor = r > 0 ? low / (r * lens->scale) : 1;
  *x *= factor;
  *y *= factor;
  return TRUE;
}

/* From the photo to the output, for green. */
static gboolean
forward (const Edits *edits, const AmbGeometry *geometry, const AmbLens *lens, AmbPoint *at)
{
  const double width = geometry->frame_width, height = geometry->frame_height;
  double x = at->x - width / 2, y = at->y - height / 2;
  if (!unbend (edits, lens, hypot (width, height) / 2, &x, &y))
    return FALSE;
  move_corners (edits, width, height, &x, &y);
  tilt (edits, MAX (width, height), &x, &y);
  const double c = cos (geometry->angle), s = sin (geometry->angle);
  at->x = c * x - s * y + width / 2 - geometry->crop.x;
  at->y = s * x + c * y + height / 2 - geometry->crop.y;
  return TRUE;
}

static void
test_there_and_back (void)
{
  static const guint sizes[][2] = { { 600, 400 }, { 300, 450 }, { 500, 500 }, { 900, 100 } };
  for (guint i = 0; i < G_N_ELEMENTS (several) * G_N_ELEMENTS (sizes); i++)
    {
      const Edits *edits = &several[i / G_N_ELEMENTS (sizes)];
      const guint *size = sizes[i % G_N_ELEMENTS (sizes)];
      const AmbGeometry geometry = geometry_of (edits, size[0], size[1]);
      AmbGeometryMap map;
      guint met = 0;
      amb_geometry_get_map (&geometry, 1, 1, &map);
      for (int k = 0; k <= 400; k++)
        {
          const AmbPoint from = { size[0] * (k % 20) / 20.0, size[1] * (k / 20) / 20.0 };
          AmbPoint to = from, back;
          if (!forward (edits, &geometry, &map.lens, &to))
            continue;
          g_assert_true (amb_geometry_map_apply (&map, 1, to, &back));
          g_assert_cmpfloat_with_epsilon (back.x, from.x, 1e-6);
          g_assert_cmpfloat_with_epsilon (back.y, from.y, 1e-6);
          met++;
        }
      g_assert_cmpuint (met, >=, 200);
    }
}

/* --- Worked examples --- */

static void
assert_from (const Edits *edits, guint channel, AmbPoint output, AmbPoint expected)
{
  AmbGeometryMap map;
  AmbPoint frame;
  const AmbGeometry geometry = geometry_of (edits, 6000, 4000);
  const AmbPoint inside = { output.x - geometry.crop.x, output.y - geometry.crop.y };
  amb_geometry_get_map (&geometry, 1, 1, &map);
  g_assert_true (amb_geometry_map_apply (&map, channel, inside, &frame));
  g_assert_cmpfloat_with_epsilon (frame.x, expected.x, 1e-3);
  g_assert_cmpfloat_with_epsilon (frame.y, expected.y, 1e-3);
}

/* 30 degrees up: a = 1000 / 6000 above the centre was cos 30 a / (1 + sin 30 a) = 799.4083 / 6000;
 * 1500 beside it was 1500 / (1 + sin 30 / 6) = 1384.6154. */
static void
test_examples (void)
{
  const Edits up = { .vertical = 100 }, right = { .horizontal = 100 };
  const Edits corner = { .corners = { 0.1, 0.2 } };
  const Edits barrel = { .amount = 100 }, pincushion = { .amount = -100 };
  const Edits red = { .red = 100 }, blue = { .blue = -100 };
  const double short_edge = 4 / 13.0; /* of the half diagonal, squared */

  assert_from (&up, 1, (AmbPoint){ 3000, 2000 }, (AmbPoint){ 3000, 2000 });
  assert_from (&up, 1, (AmbPoint){ 4500, 1000 }, (AmbPoint){ 4384.6154, 1200.5917 });
  assert_from (&right, 1, (AmbPoint){ 4000, 2000 }, (AmbPoint){ 3799.4083, 2000 });
  assert_from (&corner, 1, (AmbPoint){ 600, 800 }, (AmbPoint){ 0, 0 });
  assert_from (&corner, 1, (AmbPoint){ 6000, 4000 }, (AmbPoint){ 6000, 4000 });
  /* The middle of the long sides stays, and the corners stay. */
  assert_from (&barrel, 1, (AmbPoint){ 3000, 0 }, (AmbPoint){ 3000, 0 });
  assert_from (&barrel, 1, (AmbPoint){ 0, 0 },
               (AmbPoint){ 3000 - 3000 * 0.8 / (1 - 0.2 * short_edge),
                           2000 - 2000 * 0.8 / (1 - 0.2 * short_edge) });
  assert_from (&pincushion, 1, (AmbPoint){ 0, 4000 }, (AmbPoint){ 0, 4000 });
  assert_from (&red, 0, (AmbPoint){ 0, 0 }, (AmbPoint){ 0, 0 });
  assert_from (&red, 1, (AmbPoint){ 0, 0 }, (AmbPoint){ 3000 - 3000 / 1.004, 2000 - 2000 / 1.004 });
  assert_from (&blue, 1, (AmbPoint){ 0, 0 }, (AmbPoint){ 0, 0 });
  assert_from (&blue, 2, (AmbPoint){ 0, 0 }, (AmbPoint){ 12, 8 });
}

static void
test_neutral (void)
{
  const Edits none = { 0 };
  const AmbGeometry geometry = geometry_of (&none, 601, 400);
  AmbGeometryMap map;
  g_assert_true (amb_geometry_is_exact (&geometry));
  g_assert_true (amb_geometry_is_plain (&geometry));
  for (guint i = 0; i < G_N_ELEMENTS (several); i++)
    {
      const AmbGeometry other = geometry_of (&several[i], 601, 400);
      const AmbGeometry untouched = amb_geometry_untouched (&other);
      g_assert_false (amb_geometry_is_exact (&other));
      g_assert_false (amb_geometry_is_plain (&other));
      g_assert_true (amb_geometry_is_exact (&untouched));
      g_assert_cmpint (untouched.crop.width, ==, 601);
    }
  amb_geometry_get_map (&geometry, 1, 1, &map);
  const AmbPoint finest = amb_geometry_map_finest (&map, 601, 400);
  g_assert_cmpfloat_with_epsilon (finest.x, 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (finest.y, 1, 1e-9);
}

/* --- What holds for all --- */

static void
test_straight_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (several); i++)
    {
      Edits edits = several[i];
      AmbGeometryMap map;
      edits.amount = edits.edges = edits.red = edits.blue = 0;
      const AmbGeometry geometry = geometry_of (&edits, 600, 400);
      amb_geometry_get_map (&geometry, 1, 1, &map);
      for (int k = 0; k < 50; k++)
        {
          const double width = geometry.crop.width, height = geometry.crop.height;
          const AmbPoint a = { width * (k % 7) / 6, 0 }, b = { width * (k % 5) / 4, height };
          const double t = (k % 9 + 1) / 10.0;
          const AmbPoint c = { a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) };
          AmbPoint from_a, from_b, from_c;
          g_assert_true (amb_geometry_map_apply (&map, 1, a, &from_a));
          g_assert_true (amb_geometry_map_apply (&map, 1, b, &from_b));
          g_assert_true (amb_geometry_map_apply (&map, 1, c, &from_c));
          const double dx = from_b.x - from_a.x, dy = from_b.y - from_a.y;
          const double off = (from_c.x - from_a.x) * dy - (from_c.y - from_a.y) * dx;
          g_assert_cmpfloat (fabs (off) / hypot (dx, dy), <, 1e-7);
        }
    }
}

static gboolean
is_inside (const AmbGeometry *geometry, AmbRect crop)
{
  const double fractions[4]
      = { (double) crop.x / geometry->frame_width, (double) crop.y / geometry->frame_height,
          (double) crop.width / geometry->frame_width,
          (double) crop.height / geometry->frame_height };
  return crop.x >= 0 && crop.y >= 0 && crop.x + crop.width <= (int) geometry->frame_width
         && crop.y + crop.height <= (int) geometry->frame_height
         && amb_geometry_crop_fits (geometry, fractions);
}

/* Every pixel of the edge of the output, for every channel. */
static void
assert_nothing_empty (const AmbGeometry *geometry)
{
  AmbGeometryMap map;
  amb_geometry_get_map (geometry, 1, 1, &map);
  g_assert_true (amb_geometry_map_covers (&map, geometry->crop.width, geometry->crop.height));
  for (int i = 0; i <= 400; i++)
    for (guint channel = 0; channel < AMB_LENS_CHANNELS; channel++)
      {
        const double t = i % 100 / 100.0;
        const double width = geometry->crop.width, height = geometry->crop.height;
        const AmbPoint edge = { i < 200 ? width * t : (i < 300 ? 0 : width),
                                i < 200 ? (i < 100 ? 0 : height) : height * t };
        AmbPoint from;
        g_assert_true (amb_geometry_map_apply (&map, channel, edge, &from));
        g_assert_cmpfloat (from.x, >=, -1e-5);
        g_assert_cmpfloat (from.y, >=, -1e-5);
        g_assert_cmpfloat (from.x, <=, geometry->frame_width + 1e-5);
        g_assert_cmpfloat (from.y, <=, geometry->frame_height + 1e-5);
      }
}

/* Nothing is empty, the shape is kept, and no rectangle somewhere else is larger. */
static void
assert_largest (const AmbGeometry *geometry)
{
  const int width = (int) geometry->frame_width, height = (int) geometry->frame_height;
  const double scale
      = MAX ((geometry->crop.width + 4.0) / width, (geometry->crop.height + 4.0) / height);
  AmbRect larger = { .width = (int) ceil (width * scale), .height = (int) ceil (height * scale) };
  assert_nothing_empty (geometry);
  g_assert_true (is_inside (geometry, geometry->crop));
  g_assert_cmpfloat (fabs (geometry->crop.width - geometry->crop.height * (double) width / height),
                     <=, 4 * MAX ((double) width / height, 1));
  for (larger.x = 0; larger.x + larger.width <= width; larger.x++)
    for (larger.y = 0; larger.y + larger.height <= height; larger.y++)
      g_assert_false (is_inside (geometry, larger));
}

static void
test_inscribed (void)
{
  static const guint sizes[][2] = { { 120, 80 }, { 90, 135 }, { 101, 101 }, { 200, 30 } };
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  for (guint i = 0; i < G_N_ELEMENTS (several) + 60; i++)
    {
      const guint *size = sizes[i % G_N_ELEMENTS (sizes)];
      Edits edits = several[i % G_N_ELEMENTS (several)];
      if (i >= G_N_ELEMENTS (several))
        {
          edits.vertical = g_rand_double_range (random, -100, 100);
          edits.horizontal = g_rand_double_range (random, -100, 100);
          edits.angle = g_rand_double_range (random, -45, 45);
          for (int k = 0; k < 2 * AMB_N_CORNERS; k++)
            edits.corners[k] = g_rand_double_range (random, -0.2, 0.2);
        }
      const AmbGeometry geometry = geometry_of (&edits, size[0], size[1]);
      assert_largest (&geometry);
    }
}

/* Where there is room to move, the rectangle stays in the middle. */
static void
test_centred (void)
{
  const Edits narrow = { .corners = { 0.1, 0, -0.1, 0, -0.1, 0, 0.1, 0 } };
  const Edits low = { .corners = { 0, 0.2, 0, 0.2, 0, 0, 0, 0 } };
  const AmbGeometry across = geometry_of (&narrow, 600, 400);
  const AmbGeometry down = geometry_of (&low, 600, 400);
  g_assert_cmpint (across.crop.x, ==, 60);
  g_assert_cmpint (across.crop.y, ==, 40);
  g_assert_cmpint (across.crop.width, ==, 480);
  g_assert_cmpint (across.crop.height, ==, 320);
  g_assert_cmpint (down.crop.x, ==, 60);
  g_assert_cmpint (down.crop.y, ==, 80);
  g_assert_cmpint (down.crop.height, ==, 320);
}

/* No lens leaves a part of the frame empty, none keeps less than it could, and radii only grow. */
static void
test_lenses (void)
{
  static const guint sizes[][2] = { { 6000, 4000 }, { 300, 500 }, { 400, 400 }, { 4000, 500 } };
  for (guint i = 0; i < 11 * 11 * G_N_ELEMENTS (sizes); i++)
    {
      const guint *size = sizes[i / 121];
      const Edits edits = { .amount = i % 11 * 20.0 - 100,
                            .edges = i / 11 % 11 * 20.0 - 100,
                            .red = i % 7 * 30.0 - 90,
                            .blue = i % 5 * 50.0 - 100 };
      const AmbGeometry geometry = geometry_of (&edits, size[0], size[1]);
      AmbGeometryMap map;
      double last = 0, most = 0;
      amb_geometry_get_map (&geometry, 1, 1, &map);
      assert_nothing_empty (&geometry);
      for (int k = 1; k <= 300; k++)
        {
          const double r = k / 100.0, to = r * amb_lens_factor (&map.lens, r * r);
          g_assert_cmpfloat (to, >, last);
          last = to;
        }
      const double near = MIN (size[0], size[1]) / hypot (size[0], size[1]);
      for (int k = 0; k <= 1000; k++)
        {
          const double r = near + (1 - near) * k / 1000;
          for (guint channel = 0; channel < AMB_LENS_CHANNELS; channel++)
            most = MAX (most, amb_lens_factor (&map.lens, r * r) * map.lens.channel[channel]);
        }
      g_assert_cmpfloat_with_epsilon (most, 1, 1e-5);
    }
}

/* --- Turned and mirrored recipes show the same pixels --- */

static void
assert_same_pixels (const Edits *edits, int turns, int mirror)
{
  const guint width = 310, height = 200;
  AmbGeometry before = geometry_of (edits, width, height), after;
  AmbGeometryMap from;
  double to_before[9], to_after[9];
  g_autoptr (AmbRecipe) recipe = recipe_of (edits);
  g_autoptr (AmbRecipe) moved = mirror < 0 ? amb_recipe_rotated (recipe, turns)
                                           : amb_recipe_mirrored (recipe, (AmbMirror) mirror);
  amb_geometry_init (&after, moved, width, height, 1, AMB_GEOMETRY_DEFAULT);
  amb_geometry_get_map (&after, 1, 1, &from);
  amb_geometry_to_source (&before, 1, 1, to_before);
  amb_geometry_to_source (&after, 1, 1, to_after);
  g_assert_cmpint (turns % 2 ? after.crop.height : after.crop.width, ==, before.crop.width);
  for (int corner = 0; corner < 4; corner++)
    {
      const double w = before.crop.width, h = before.crop.height;
      double x = corner & 1 ? w : 0, y = corner & 2 ? h : 0;
      AmbPoint old, new = { turns == 1   ? h - y
                            : turns == 2 ? w - x
                            : turns == 3 ? y
                                         : x,
                            turns == 1   ? x
                            : turns == 2 ? h - y
                            : turns == 3 ? w - x
                                         : y };
      if (mirror >= 0)
        new = (AmbPoint){ mirror == AMB_MIRROR_HORIZONTAL ? w - x : x,
                          mirror == AMB_MIRROR_HORIZONTAL ? y : h - y };
      g_assert_true (amb_projection_apply (to_before, (AmbPoint){ x, y }, &old));
      g_assert_true (amb_projection_apply (to_after, new, &new));
      g_assert_cmpfloat_with_epsilon (old.x, new.x, 1e-6);
      g_assert_cmpfloat_with_epsilon (old.y, new.y, 1e-6);
    }
}

static void
test_turned (void)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (several); i++)
    {
      Edits edits = several[i / 2];
      if (i % 2)
        {
          edits.crop[0] = 0.2;
          edits.crop[1] = 0.3;
          edits.crop[2] = 0.5;
          edits.crop[3] = 0.4;
        }
      for (int turns = 0; turns < 4; turns++)
        assert_same_pixels (&edits, turns, -1);
      assert_same_pixels (&edits, 0, AMB_MIRROR_HORIZONTAL);
      assert_same_pixels (&edits, 0, AMB_MIRROR_VERTICAL);
    }
}

/* Four quarter turns, or two mirrors, are none, to the last bit. */
static void
test_turns_are_exact (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (several); i++)
    {
      g_autoptr (AmbRecipe) recipe = recipe_of (&several[i]);
      g_autoptr (AmbRecipe) half = amb_recipe_rotated (recipe, 2);
      g_autoptr (AmbRecipe) whole = amb_recipe_rotated (half, 2);
      g_autoptr (AmbRecipe) mirror = amb_recipe_mirrored (recipe, AMB_MIRROR_VERTICAL);
      g_autoptr (AmbRecipe) again = amb_recipe_mirrored (mirror, AMB_MIRROR_VERTICAL);
      g_assert_true (amb_recipe_equal (recipe, whole));
      g_assert_true (amb_recipe_equal (recipe, again));
    }
}

/* A crop stands where it was set, fitting or not. */
static void
test_explicit_crop (void)
{
  const Edits edits = { .vertical = 80, .crop = { 0, 0, 0.5, 0.5 } };
  const AmbGeometry geometry = geometry_of (&edits, 600, 400);
  AmbGeometryMap map;
  g_assert_cmpint (geometry.crop.width, ==, 300);
  g_assert_cmpint (geometry.crop.height, ==, 200);
  amb_geometry_get_map (&geometry, 1, 1, &map);
  g_assert_true (amb_geometry_map_covers (&map, 300, 200));
  const Edits bottom = { .vertical = 80, .crop = { 0, 0.5, 0.5, 0.5 } };
  const AmbGeometry empty = geometry_of (&bottom, 600, 400);
  amb_geometry_get_map (&empty, 1, 1, &map);
  g_assert_false (amb_geometry_map_covers (&map, 300, 200));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/geometry-map/there-and-back", test_there_and_back);
  g_test_add_func ("/recipe/geometry-map/examples", test_examples);
  g_test_add_func ("/recipe/geometry-map/neutral", test_neutral);
  g_test_add_func ("/recipe/geometry-map/straight-lines", test_straight_lines);
  g_test_add_func ("/recipe/geometry-map/inscribed", test_inscribed);
  g_test_add_func ("/recipe/geometry-map/centred", test_centred);
  g_test_add_func ("/recipe/geometry-map/lenses", test_lenses);
  g_test_add_func ("/recipe/geometry-map/turned", test_turned);
  g_test_add_func ("/recipe/geometry-map/turns-are-exact", test_turns_are_exact);
  g_test_add_func ("/recipe/geometry-map/explicit-crop", test_explicit_crop);
  return g_test_run ();
}
