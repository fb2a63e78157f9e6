/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Perspective and lens: against a reference in double precision and against pictures that are known
 * everywhere. */
#include "warp-cases.h"

#include <math.h>
#include <string.h>

static const double MIN_PSNR = 50; /* dB */

static void
get_map (const GoldenJob *job, AmbGeometryMap *map)
{
  amb_geometry_get_map (&job->geometry, (double) job->spec.plane_width / job->geometry.crop.width,
                        (double) job->spec.plane_height / job->geometry.crop.height, map);
}

/* Where the centre of a pixel of the plane lies in the frame. */
static AmbPoint
place_of (const AmbGeometryMap *map, guint channel, double x, double y)
{
  AmbPoint frame = { 0, 0 };
  g_assert_true (amb_geometry_map_apply (map, channel, (AmbPoint){ x + 0.5, y + 0.5 }, &frame));
  return frame;
}

static double
psnr (double sum, guint n)
{
  return 10 * log10 (n / MAX (sum, 1e-20));
}

static double
squared_error (double linear, guint16 got)
{
  const double d = golden_linear_to_srgb (CLAMP (linear, 0, 1)) - got / 65535.0;
  return d * d;
}

/* --- Lanczos in double precision at full size --- */

static double
lanczos3 (double x)
{
  if (x == 0)
    return 1;
  return fabs (x) < 3 ? 3 * sin (G_PI * x) * sin (G_PI * x / 3) / (G_PI * G_PI * x * x) : 0;
}

static double
sample (const AmbPixels *pixels, int x, int y, guint channel)
{
  const int column = CLAMP (x, 0, (int) pixels->width - 1);
  const int row = CLAMP (y, 0, (int) pixels->height - 1);
  const gsize at = (gsize) row * pixels->stride + (gsize) column * 3 + channel;
  return golden_srgb_to_linear (pixels->data[at] / 255.0);
}

/* The filter widens along the photo's columns and rows by the lengths of the gradients. */
static double
reference (const AmbPixels *pixels, const AmbGeometryMap *map, int x, int y, guint channel)
{
  const double near = 1e-3;
  const AmbPoint at = place_of (map, channel, x, y);
  const AmbPoint right = place_of (map, channel, x + near, y);
  const AmbPoint below = place_of (map, channel, x, y + near);
  const double wide_u = MAX (hypot (right.x - at.x, below.x - at.x) / near, 1);
  const double wide_v = MAX (hypot (right.y - at.y, below.y - at.y) / near, 1);
  const double u = at.x - 0.5, v = at.y - 0.5;
  double sum = 0, weights = 0;
  for (int j = (int) ceil (v - 3 * wide_v); j <= v + 3 * wide_v; j++)
    for (int i = (int) ceil (u - 3 * wide_u); i <= u + 3 * wide_u; i++)
      {
        const double w = lanczos3 ((i - u) / wide_u) * lanczos3 ((j - v) / wide_v);
        sum += w * sample (pixels, i, j, channel);
        weights += w;
      }
  return sum / weights;
}

static void
test_reference (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Setup s;
      AmbGeometryMap map;
      double sum = 0;
      Case upright = cases[i];
      if (upright.scale != 0 || upright.alpha)
        continue;
      for (Edit *edit = upright.edits; edit->id != NULL; edit++)
        if (g_str_has_prefix (edit->id, "rotate.") || g_str_has_prefix (edit->id, "flip."))
          edit->value = 0;
      setup (&s, &upright, golden_pixels (173, 131, AMB_MODEL_RGB, FALSE, 8), AMB_RENDER_RGB16,
             NULL);
      g_autofree guint16 *got = (guint16 *) (gpointer) golden_render (&s.job);
      const guint width = s.job.spec.plane_width, height = s.job.spec.plane_height;
      get_map (&s.job, &map);
      for (guint k = 0; k < width * height * 3; k++)
        {
          const int x = (int) (k / 3 % width), y = (int) (k / 3 / width);
          sum += squared_error (reference (s.pixels, &map, x, y, k % 3), got[k]);
        }
      const double ratio = psnr (sum, width * height * 3);
      g_test_message ("%s: %u x %u, %.1f dB", cases[i].name, width, height, ratio);
      g_assert_cmpfloat (ratio, >=, MIN_PSNR);
      teardown (&s);
    }
}

/* --- A picture that is known everywhere --- */

static double
wave (double x, double y, guint channel)
{
  return 0.5 + 0.2 * sin (x / 23 + channel) * cos (y / 31 - channel) + 0.2 * sin ((x + y) / 47);
}

static AmbPixels *
waves (guint width, guint height)
{
  AmbPixels *pixels = amb_pixels_new (width, height, AMB_MODEL_RGB, FALSE, 16);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width * 3; x++)
      {
        const double linear = wave (x / 3 + 0.5, y + 0.5, x % 3);
        ((guint16 *) (gpointer) (pixels->data + y * pixels->stride))[x]
            = (guint16) (golden_linear_to_srgb (linear) * 65535 + 0.5);
      }
  return pixels;
}

/* At any scale: what is smooth is not changed by filters, so that only places count. */
static void
test_places (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Setup s;
      AmbGeometryMap map;
      double sum = 0;
      Case upright = cases[i];
      if (upright.options != 0)
        continue;
      for (Edit *edit = upright.edits; edit->id != NULL; edit++)
        if (g_str_has_prefix (edit->id, "rotate.") || g_str_has_prefix (edit->id, "flip."))
          edit->value = 0;
      setup (&s, &upright, waves (300, 220), AMB_RENDER_RGB16, NULL);
      g_autofree guint16 *got = (guint16 *) (gpointer) golden_render (&s.job);
      const guint width = s.job.spec.plane_width, height = s.job.spec.plane_height;
      get_map (&s.job, &map);
      if (!amb_geometry_map_covers (&map, width, height))
        {
          teardown (&s);
          continue;
        }
      for (guint k = 0; k < width * height * 3; k++)
        {
          const AmbPoint at
              = place_of (&map, k % 3, (double) (k / 3 % width), (double) (k / 3 / width));
          sum += squared_error (wave (at.x, at.y, k % 3), got[k]);
        }
      const double ratio = psnr (sum, width * height * 3);
      g_test_message ("%s: %u x %u, %.1f dB", cases[i].name, width, height, ratio);
      g_assert_cmpfloat (ratio, >=, MIN_PSNR);
      teardown (&s);
    }
}

/* A line that the lens bent is straight again: on the picture of a lens, drawn by its formula, the
 * same numbers give back the waves. Its photo is that of r -> r s (1 + k r^2) with the k of -100.
 */
static void
test_barrel_is_undone (void)
{
  const guint width = 400, height = 300;
  const Case test = { "barrel", { LENS (100, 0) } };
  AmbPixels *pixels = amb_pixels_new (width, height, AMB_MODEL_RGB, FALSE, 16);
  const double half = hypot (width, height) / 2;
  const double scale = 1 / (1 - 0.2 * (height / 2.0 / half) * (height / 2.0 / half));
  Setup s;
  double sum = 0;
  for (guint k = 0; k < width * height; k++)
    {
      const double x = k % width + 0.5 - width / 2.0, y = k / width + 0.5 - height / 2.0;
      const double r = hypot (x, y) / half;
      double low = 0, high = 1.25;
      for (int i = 0; i < 60; i++)
        {
          const double middle = (low + high) / 2;
          if (middle * scale * (1 - 0.2 * middle * middle) < r)
            low = middle;
          else
            high = middle;
        }
      for (guint c = 0; c < 3; c++)
        ((guint16 *) (gpointer) (pixels->data + k / width * pixels->stride))[k % width * 3 + c]
            = (guint16) (golden_linear_to_srgb (wave (x * low / r, y * low / r, c)) * 65535 + 0.5);
    }
  setup (&s, &test, pixels, AMB_RENDER_RGB16, NULL);
  g_assert_cmpuint (s.job.spec.plane_width, ==, width);
  g_autofree guint16 *got = (guint16 *) (gpointer) golden_render (&s.job);
  for (guint k = 0; k < width * height * 3; k++)
    sum += squared_error (
        wave (k / 3 % width + 0.5 - width / 2.0, k / 3 / width + 0.5 - height / 2.0, k % 3),
        got[k]);
  g_assert_cmpfloat (psnr (sum, width * height * 3), >=, MIN_PSNR);
  teardown (&s);
}

/* --- Filters --- */

/* The finest pattern there is, where perspective squeezes it, is even grey and no moire. */
static void
test_squeezed_pattern (void)
{
  const Case test = { "squeezed", { TILT (0, 100), CROP (0, 0.4, 0.2, 0.2) } };
  AmbPixels *pixels = amb_pixels_new (600, 400, AMB_MODEL_RGB, FALSE, 8);
  Setup s;
  AmbGeometryMap map;
  guint squeezed = 0;
  for (guint y = 0; y < 400; y++)
    for (guint x = 0; x < 600; x++)
      memset (pixels->data + y * pixels->stride + 3 * x, (x + y) % 2 ? 255 : 0, 3);
  setup (&s, &test, pixels, AMB_RENDER_RGB16, NULL);
  g_autofree guint16 *got = (guint16 *) (gpointer) golden_render (&s.job);
  get_map (&s.job, &map);
  for (guint k = 0; k < s.job.spec.plane_width * s.job.spec.plane_height; k++)
    {
      const double x = k % s.job.spec.plane_width, y = k / s.job.spec.plane_width;
      const AmbPoint at = place_of (&map, 1, x, y), below = place_of (&map, 1, x, y + 1);
      if (at.x < 4 || below.y - at.y < 1.25)
        continue;
      g_assert_cmpfloat_with_epsilon (golden_srgb_to_linear (got[3 * k] / 65535.0), 0.5, 0.05);
      squeezed++;
    }
  g_assert_cmpuint (squeezed, >=, 1000);
  teardown (&s);
}

/* Outside the photo there is nothing, inside all is there, and the horizon mirrors nothing. */
static void
assert_covered (const Case *test)
{
  AmbPixels *pixels = amb_pixels_new (240, 160, AMB_MODEL_RGB, FALSE, 8);
  Setup s;
  AmbGeometryMap map;
  guint empty = 0, whole = 0, beyond = 0;
  memset (pixels->data, 200, pixels->stride * pixels->height);
  setup (&s, test, pixels, AMB_RENDER_RGBA8, NULL);
  g_autofree guint8 *got = golden_render (&s.job);
  get_map (&s.job, &map);
  for (guint k = 0; k < s.bytes / 4; k++)
    {
      const double x = k % s.job.spec.plane_width + 0.5, y = k / s.job.spec.plane_width + 0.5;
      AmbPoint at = { -100, -100 };
      if (!amb_geometry_map_apply (&map, 1, (AmbPoint){ x, y }, &at))
        beyond++;
      if (at.x > 0.1 && at.y > 0.1 && at.x < 239.9 && at.y < 159.9)
        {
          g_assert_cmpuint (got[4 * k + 3], ==, 255);
          g_assert_cmpuint (got[4 * k], ==, 200);
          whole++;
        }
      if (at.x < -2 || at.y < -2 || at.x > 242 || at.y > 162)
        {
          g_assert_cmpuint (got[4 * k + 3], ==, 0);
          empty++;
        }
    }
  g_assert_cmpuint (whole, >, 1000);
  g_assert_cmpuint (empty, >, 1000);
  g_assert_cmpint (beyond > 100, ==, g_str_has_prefix (test->name, "beyond"));
  teardown (&s);
}

static void
test_uncovered (void)
{
  static const Case all[] = {
    { "at the top and the left",
      { TILT (-100, 100),
        CORNERS (0.2, -0.2),
        { "perspective-corners.bottom-left-x", 0.2 },
        CROP (0, 0, 1, 0.999) } },
    { "at the bottom and the right", { TILT (100, -100), CROP (0, 0, 1, 0.999) } },
    { "all around", { { "straighten.angle", 30 }, CROP (0, 0, 1, 0.999) } },
    { "beyond the horizon",
      { { "perspective-corners.top-left-x", -0.2 },
        { "perspective-corners.top-left-y", -0.2 },
        { "perspective-corners.top-right-x", 0.2 },
        { "perspective-corners.top-right-y", 0.2 },
        { "perspective-corners.bottom-right-x", -0.2 },
        { "perspective-corners.bottom-right-y", -0.2 },
        { "perspective-corners.bottom-left-x", 0.2 },
        { "perspective-corners.bottom-left-y", 0.2 },
        { "perspective.vertical", 100 },
        { "straighten.angle", -27 },
        CROP (0, 0, 1, 0.999) } },
    { "of a lens", { LENS (100, 0), { "straighten.angle", 30 }, CROP (0, 0, 1, 0.999) } },
  };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    assert_covered (&all[i]);
}

/* Red that is 0.4 % larger than the rest comes to lie on it. */
static void
test_fringes_are_undone (void)
{
  const guint width = 400, height = 300;
  const Case test = { "fringes", { FRINGES (100, 0) } };
  AmbPixels *pixels = amb_pixels_new (width, height, AMB_MODEL_RGB, FALSE, 16);
  Setup s;
  double sum = 0;
  for (guint k = 0; k < width * height * 3; k++)
    {
      const double zoom = k % 3 == 0 ? 1.004 : 1;
      const double x = (k / 3 % width + 0.5 - width / 2.0) / zoom;
      const double y = (k / 3 / width + 0.5 - height / 2.0) / zoom;
      ((guint16 *) (gpointer) (pixels->data + k / 3 / width * pixels->stride))[k % (3 * width)]
          = (guint16) (golden_linear_to_srgb (wave (x, y, 0)) * 65535 + 0.5);
    }
  setup (&s, &test, pixels, AMB_RENDER_RGB16, NULL);
  g_autofree guint16 *got = (guint16 *) (gpointer) golden_render (&s.job);
  for (guint k = 0; k < width * height; k++)
    {
      const double d = (got[3 * k] - got[3 * k + 1]) / 65535.0;
      sum += d * d;
    }
  g_assert_cmpfloat (psnr (sum, width * height), >=, MIN_PSNR);
  teardown (&s);
}

/* --- What looks at places of the photo --- */

/* A lens' vignette belongs to the photo as it was taken: it is found where the pixel was. */
static void
test_photo_places (void)
{
  static const Edit vignette[] = { { "lens-vignette.amount", 80 }, { NULL, 0 } };
  const Case none = { "none" };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Setup photo, s;
      AmbGeometryMap map;
      AmbPixels *grey[2];
      Case upright = cases[i];
      if (upright.alpha)
        continue;
      for (Edit *edit = upright.edits; edit->id != NULL; edit++)
        if (g_str_has_prefix (edit->id, "rotate.") || g_str_has_prefix (edit->id, "flip.")
            || g_str_has_prefix (edit->id, "chromatic"))
          edit->value = 0;
      for (int k = 0; k < 2; k++)
        {
          grey[k] = amb_pixels_new (300, 220, AMB_MODEL_RGB, FALSE, 8);
          memset (grey[k]->data, 90, grey[k]->stride * grey[k]->height);
        }
      setup (&photo, &none, grey[0], AMB_RENDER_RGB16, vignette);
      setup (&s, &upright, grey[1], AMB_RENDER_RGB16, vignette);
      g_autofree guint16 *seen = (guint16 *) (gpointer) golden_render (&photo.job);
      g_autofree guint16 *got = (guint16 *) (gpointer) golden_render (&s.job);
      get_map (&s.job, &map);
      for (guint k = 0; k < s.job.spec.plane_width * s.job.spec.plane_height; k += 7)
        {
          const AmbPoint at = place_of (&map, 1, (double) (k % s.job.spec.plane_width),
                                        (double) (k / s.job.spec.plane_width));
          const int x = CLAMP ((int) at.x, 0, 299), y = CLAMP ((int) at.y, 0, 219);
          g_assert_cmpint (abs ((int) got[3 * k] - (int) seen[3 * (y * 300 + x)]), <=, 400);
        }
      teardown (&photo);
      teardown (&s);
    }
}

/* Where perspective enlarges, a decoder may reduce less. */
static void
test_reduction (void)
{
  const Case tilted = { "tilted", { TILT (100, 0), CROP (0, 0, 1, 1) } };
  AmbGeometry geometry;
  g_autoptr (AmbRecipe) recipe = recipe_of (&tilted, NULL);
  amb_geometry_init (&geometry, recipe, 6000, 4000, 1, AMB_GEOMETRY_WHOLE_FRAME);
  g_assert_cmpuint (amb_render_reduction (&geometry, 1500, 1000, FALSE), ==, 1);
  g_assert_cmpuint (amb_render_reduction (&geometry, 900, 600, FALSE), ==, 2);
  geometry = amb_geometry_untouched (&geometry);
  g_assert_cmpuint (amb_render_reduction (&geometry, 1500, 1000, FALSE), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/warp/reference", test_reference);
  g_test_add_func ("/pipeline/warp/places", test_places);
  g_test_add_func ("/pipeline/warp/barrel-is-undone", test_barrel_is_undone);
  g_test_add_func ("/pipeline/warp/fringes-are-undone", test_fringes_are_undone);
  g_test_add_func ("/pipeline/warp/squeezed-pattern", test_squeezed_pattern);
  g_test_add_func ("/pipeline/warp/uncovered", test_uncovered);
  g_test_add_func ("/pipeline/warp/photo-places", test_photo_places);
  g_test_add_func ("/pipeline/warp/reduction", test_reduction);
  return g_test_run ();
}
