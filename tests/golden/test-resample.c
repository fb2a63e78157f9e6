/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Scaling and turning against references in double precision; light, alpha, reduced decodes. */
#include "golden.h"

#include <math.h>
#include <string.h>

static const double MIN_PSNR = 50; /* dB */

/* --- References --- */

static double
lanczos3 (double x)
{
  if (x == 0)
    return 1;
  return fabs (x) < 3 ? 3 * sin (G_PI * x) * sin (G_PI * x / 3) / (G_PI * G_PI * x * x) : 0;
}

/* Linear sRGB, interleaved. */
typedef struct
{
  int width, height;
  double *rgb;
} Picture;

static void
picture_clear (Picture *self)
{
  g_free (self->rgb);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

static Picture
picture_of (const AmbPixels *pixels)
{
  Picture self = { (int) pixels->width, (int) pixels->height,
                   g_new (double, pixels->width * pixels->height * 3) };
  for (guint y = 0; y < pixels->height; y++)
    for (guint i = 0; i < pixels->width * 3; i++)
      self.rgb[y * pixels->width * 3 + i]
          = golden_srgb_to_linear (pixels->data[y * pixels->stride + i] / 255.0);
  return self;
}

/* Along x; the caller turns the picture for the other axis. */
static Picture
scale_x (const Picture *from, double origin, double step, int width)
{
  Picture to = { width, from->height, g_new0 (double, width * from->height * 3) };
  const double wide = MAX (step, 1);
  for (int x = 0; x < width; x++)
    {
      const double centre = origin + (x + 0.5) * step;
      double sum = 0;
      for (int k = 0; k < from->width; k++)
        sum += lanczos3 ((k + 0.5 - centre) / wide);
      for (int k = 0; k < from->width; k++)
        {
          const double w = lanczos3 ((k + 0.5 - centre) / wide) / sum;
          for (int y = 0; w != 0 && y < from->height; y++)
            for (int c = 0; c < 3; c++)
              to.rgb[(y * width + x) * 3 + c] += w * from->rgb[(y * from->width + k) * 3 + c];
        }
    }
  return to;
}

static Picture
transposed (const Picture *from)
{
  Picture to = { from->height, from->width, g_new (double, from->width * from->height * 3) };
  for (int y = 0; y < from->height; y++)
    for (int x = 0; x < from->width; x++)
      memcpy (to.rgb + (x * to.width + y) * 3, from->rgb + (y * from->width + x) * 3,
              3 * sizeof (double));
  return to;
}

static Picture
scaled (const Picture *from, AmbRect crop, int width, int height)
{
  g_auto (Picture) rows = scale_x (from, crop.x, (double) crop.width / width, width);
  g_auto (Picture) turned = transposed (&rows);
  g_auto (Picture) columns = scale_x (&turned, crop.y, (double) crop.height / height, height);
  return transposed (&columns);
}

static double
encoded (double linear)
{
  return golden_linear_to_srgb (CLAMP (linear, 0, 1));
}

/* Of 16-bit samples against a picture, both encoded; a margin is left out. */
static double
psnr (const Picture *expected, const guint16 *got, int margin)
{
  double sum = 0;
  guint n = 0;
  for (int y = margin; y < expected->height - margin; y++)
    for (int x = margin; x < expected->width - margin; x++)
      for (int c = 0; c < 3; c++, n++)
        {
          const int at = (y * expected->width + x) * 3 + c;
          const double d = encoded (expected->rgb[at]) - got[at] / 65535.0;
          sum += d * d;
        }
  return 10 * log10 (n / MAX (sum, 1e-20));
}

/* --- Scaling --- */

static void
test_scaling (void)
{
  static const struct
  {
    AmbRect crop;
    guint width, height;
  } cases[] = {
    { { 0, 0, 241, 181 }, 82, 62 },    /* shrunk */
    { { 0, 0, 241, 181 }, 30, 22 },    /* much */
    { { 13, 7, 150, 121 }, 149, 120 }, /* hardly */
    { { 50, 40, 80, 60 }, 170, 127 },  /* enlarged */
    { { 3, 170, 200, 11 }, 100, 40 },  /* differently along each edge */
    { { 100, 0, 1, 181 }, 1, 90 },     /* one column */
  };
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = golden_pixels (241, 181, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  g_auto (Picture) picture = picture_of (pixels);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GoldenJob job = { source, golden_geometry (pixels, 1), recipe, { 0 } };
      job.geometry.crop = cases[i].crop;
      job.spec = (AmbRenderSpec){ cases[i].width, cases[i].height, AMB_RENDER_RGB16,
                                  AMB_RENDER_OPTION_NONE };
      g_autofree guint16 *got = (guint16 *) (gpointer) golden_render (&job);
      g_auto (Picture) expected
          = scaled (&picture, cases[i].crop, (int) cases[i].width, (int) cases[i].height);
      const double ratio = psnr (&expected, got, 0);
      g_test_message ("%d x %d to %u x %u: %.1f dB", cases[i].crop.width, cases[i].crop.height,
                      cases[i].width, cases[i].height, ratio);
      g_assert_cmpfloat (ratio, >=, MIN_PSNR);
    }
}

/* Half the light of white is 188 in sRGB, not 128. */
static void
test_linear_light (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = amb_pixels_new (64, 64, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  for (guint y = 0; y < 64; y++)
    for (guint x = 0; x < 64; x++)
      memset (pixels->data + y * pixels->stride + 3 * x, (x + y) & 1 ? 255 : 0, 3);
  GoldenJob job = { source, golden_geometry (pixels, 1), recipe, { 32, 32, AMB_RENDER_RGB8, 0 } };
  for (guint fast = 0; fast < 2; fast++)
    {
      job.spec.options = fast ? AMB_RENDER_OPTION_FAST : AMB_RENDER_OPTION_NONE;
      g_autofree guint8 *out = golden_render (&job);
      for (guint y = 4; y < 28; y++)
        for (guint i = 12; i < 84; i++)
          g_assert_cmpuint (out[y * 96 + i], ==, 188);
    }
}

static void
test_nearest (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = golden_pixels (40, 30, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  GoldenJob job = { source,
                    golden_geometry (pixels, 1),
                    recipe,
                    { 120, 90, AMB_RENDER_RGB8, AMB_RENDER_OPTION_NEAREST } };
  g_autofree guint8 *out = golden_render (&job);
  for (guint y = 0; y < 90; y++)
    for (guint x = 0; x < 120; x++)
      g_assert_cmpmem (out + (y * 120 + x) * 3, 3,
                       pixels->data + (y / 3) * pixels->stride + (x / 3) * 3, 3);
}

/* Opaque green beside transparent red: no red creeps in, and colour without alpha is kept. */
static void
test_alpha_weighting (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = amb_pixels_new (64, 64, AMB_MODEL_RGB, TRUE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  for (guint y = 0; y < 64; y++)
    for (guint x = 0; x < 64; x++)
      memcpy (pixels->data + y * pixels->stride + 4 * x,
              x < 32 ? (x & 1 ? (guint8[]){ 255, 0, 0, 0 } : (guint8[]){ 0, 200, 0, 255 })
                     : (guint8[]){ 90, 60, 30, 0 },
              4);
  GoldenJob job = { source, golden_geometry (pixels, 1), recipe, { 32, 32, AMB_RENDER_RGBA8, 0 } };
  g_autofree guint8 *out = golden_render (&job);
  for (guint y = 4; y < 28; y++)
    {
      const guint8 *row = out + y * 32 * 4;
      for (guint x = 4; x < 10; x++)
        {
          g_assert_cmpuint (row[4 * x], <=, 1);
          g_assert_cmpuint (row[4 * x + 1], ==, 200);
          g_assert_cmpuint (row[4 * x + 3], >=, 127);
          g_assert_cmpuint (row[4 * x + 3], <=, 128);
        }
      for (guint x = 22; x < 28; x++)
        g_assert_cmpmem (row + 4 * x, 4, ((guint8[]){ 90, 60, 30, 0 }), 4);
    }
}

/* --- Reduced decodes --- */

/* A smooth picture, by areas, as a decoder that reduces would give it: the size rounded up. */
static AmbPixels *
smooth (guint full_width, guint full_height, guint reduction)
{
  const guint width = (full_width + reduction - 1) / reduction,
              height = (full_height + reduction - 1) / reduction;
  AmbPixels *pixels = amb_pixels_new (width, height, AMB_MODEL_RGB, FALSE, 8);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      for (guint c = 0; c < 3; c++)
        {
          double u = (x + 0.5) * reduction / 400.0, v = (y + 0.5) * reduction / 300.0;
          double value = 0.5 + 0.3 * sin (9 * u + 4 * c) * cos (7 * v - c);
          pixels->data[y * pixels->stride + 3 * x + c] = (guint8) (value * 255 + 0.5);
        }
  return pixels;
}

static void
test_reduced (void)
{
  static const guint sizes[][2] = { { 800, 600 }, { 801, 595 }, { 793, 607 } };
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sizes) * 3; i++)
    {
      const guint width = sizes[i / 3][0], height = sizes[i / 3][1], reduction = 2u << (i % 3);
      g_autoptr (AmbPixels) full = smooth (width, height, 1);
      g_autoptr (AmbPixels) small = smooth (width, height, reduction);
      g_autoptr (AmbRenderSource) source = golden_source (full);
      AmbRenderSourceSpec spec
          = { .pixels = small, .full_width = width, .full_height = height, .orientation = 1 };
      g_autoptr (AmbRenderSource) reduced = amb_render_source_new (&spec, NULL, NULL);
      AmbGeometry geometry = golden_geometry (full, 6);
      geometry.crop = (AmbRect){ 21, 34, 480, 700 };
      for (guint turn = 0; turn < 2; turn++)
        {
          geometry.angle = turn * 0.05;
          GoldenJob job = { source, geometry, recipe, { 48, 70, AMB_RENDER_RGB8, 0 } };
          g_autofree guint8 *exact = golden_render (&job);
          job.source = reduced;
          g_autofree guint8 *quick = golden_render (&job);
          int worst = 0;
          for (guint k = 0; k < 48 * 70 * 3; k++)
            worst = MAX (worst, ABS ((int) exact[k] - (int) quick[k]));
          g_test_message ("%u x %u by %u, turned %u: %d steps", width, height, reduction, turn,
                          worst);
          g_assert_cmpint (worst, <=, 2);
        }
    }
}

static void
test_reduction (void)
{
  AmbGeometry geometry = { .crop = { 0, 0, 6000, 4000 } };
  g_assert_cmpuint (amb_render_reduction (&geometry, 6000, 4000, FALSE), ==, 1);
  g_assert_cmpuint (amb_render_reduction (&geometry, 1500, 1000, FALSE), ==, 2);
  g_assert_cmpuint (amb_render_reduction (&geometry, 1501, 1000, FALSE), ==, 1);
  g_assert_cmpuint (amb_render_reduction (&geometry, 1500, 1000, TRUE), ==, 4);
  g_assert_cmpuint (amb_render_reduction (&geometry, 100, 67, FALSE), ==, 8);
}

/* --- Turning --- */

static Picture
turned (const Picture *from, const AmbGeometry *geometry)
{
  Picture to = { geometry->crop.width, geometry->crop.height, NULL };
  to.rgb = g_new0 (double, to.width *to.height * 3);
  double matrix[9];
  amb_geometry_to_source (geometry, 1, 1, matrix);
  for (int y = 0; y < to.height; y++)
    for (int x = 0; x < to.width; x++)
      {
        const double u = matrix[0] * (x + 0.5) + matrix[1] * (y + 0.5) + matrix[2] - 0.5;
        const double v = matrix[3] * (x + 0.5) + matrix[4] * (y + 0.5) + matrix[5] - 0.5;
        double sum = 0, rgb[3] = { 0 };
        for (int j = (int) floor (v) - 2; j <= (int) floor (v) + 3; j++)
          for (int i = (int) floor (u) - 2; i <= (int) floor (u) + 3; i++)
            {
              const double w = lanczos3 (i - u) * lanczos3 (j - v);
              sum += w;
              for (int c = 0; c < 3; c++)
                rgb[c] += w
                          * from->rgb[(CLAMP (j, 0, from->height - 1) * from->width
                                       + CLAMP (i, 0, from->width - 1))
                                          * 3
                                      + c];
            }
        for (int c = 0; c < 3; c++)
          to.rgb[(y * to.width + x) * 3 + c] = rgb[c] / sum;
      }
  return to;
}

/* The same places as amb_geometry_to_source gives, and Lanczos between the pixels. */
static void
test_turning (void)
{
  static const double angles[] = { 0.5, -3, 17, 45 };
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = golden_pixels (260, 220, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  g_auto (Picture) picture = picture_of (pixels);
  for (guint i = 0; i < G_N_ELEMENTS (angles); i++)
    {
      GoldenJob job = {
        source, golden_turned (pixels, angles[i], (AmbRect){ 80, 66, 101, 89 }), recipe, { 0 }
      };
      job.spec = (AmbRenderSpec){ 101, 89, AMB_RENDER_RGB16, AMB_RENDER_OPTION_NONE };
      g_autofree guint16 *got = (guint16 *) (gpointer) golden_render (&job);
      g_auto (Picture) expected = turned (&picture, &job.geometry);
      const double ratio = psnr (&expected, got, 0);
      g_test_message ("%g degrees: %.1f dB", angles[i], ratio);
      g_assert_cmpfloat (ratio, >=, MIN_PSNR);
    }
}

/* Each pixel says where it comes from: every orientation must agree with the geometry's matrix. */
static void
test_places (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = amb_pixels_new (90, 70, AMB_MODEL_RGB, FALSE, 16);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  for (guint y = 0; y < 70; y++)
    for (guint x = 0; x < 90; x++)
      {
        guint16 *rgb = (guint16 *) (gpointer) (pixels->data + y * pixels->stride) + 3 * x;
        rgb[0] = (guint16) (x * 500);
        rgb[1] = (guint16) (y * 500);
        rgb[2] = 0;
      }
  for (int orientation = 1; orientation <= 8; orientation++)
    {
      GoldenJob job = { source,
                        golden_geometry (pixels, orientation),
                        recipe,
                        { 24, 28, AMB_RENDER_RGB16, AMB_RENDER_OPTION_NEAREST } };
      job.geometry.crop = (AmbRect){ 25, 20, 24, 28 };
      job.geometry.angle = 0.2;
      double m[9];
      amb_geometry_to_source (&job.geometry, 1, 1, m);
      g_autofree guint16 *out = (guint16 *) (gpointer) golden_render (&job);
      for (guint i = 0; i < 24 * 28; i++)
        {
          const double x = i % 24 + 0.5, y = i / 24 + 0.5;
          g_assert_cmpfloat_with_epsilon (out[3 * i] / 500.0 + 0.5, m[0] * x + m[1] * y + m[2],
                                          0.505);
          g_assert_cmpfloat_with_epsilon (out[3 * i + 1] / 500.0 + 0.5, m[3] * x + m[4] * y + m[5],
                                          0.505);
        }
    }
}

static void
test_uncovered (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = golden_pixels (120, 80, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  memset (pixels->data, 255, pixels->stride * pixels->height);
  GoldenJob job = { source,
                    golden_turned (pixels, 20, (AmbRect){ 0, 0, 120, 80 }),
                    recipe,
                    { 120, 80, AMB_RENDER_RGBA8, 0 } };
  g_autofree guint8 *rgba = golden_render (&job);
  g_assert_cmpuint (rgba[3], ==, 0);
  g_assert_cmpuint (rgba[(40 * 120 + 60) * 4 + 3], ==, 255);
  job.spec.format = AMB_RENDER_RGB8;
  g_autofree guint8 *rgb = golden_render (&job);
  g_assert_cmpuint (rgb[0], ==, 0);
  g_assert_cmpuint (rgb[(40 * 120 + 60) * 3], ==, 255);
  /* What lies inside is whole up to its corners. */
  const double s = amb_geometry_inscribed_scale (120, 80, job.geometry.angle);
  const int width = (int) (120 * s) - 1, height = (int) (80 * s) - 1;
  job.geometry.crop = (AmbRect){ (120 - width) / 2, (80 - height) / 2, width, height };
  job.spec = (AmbRenderSpec){ (guint) width, (guint) height, AMB_RENDER_RGBA8, 0 };
  g_autofree guint8 *inside = golden_render (&job);
  for (int i = 0; i < width * height * 4; i++)
    g_assert_cmpuint (inside[i], ==, 255);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/resample/scaling", test_scaling);
  g_test_add_func ("/pipeline/resample/linear-light", test_linear_light);
  g_test_add_func ("/pipeline/resample/nearest", test_nearest);
  g_test_add_func ("/pipeline/resample/alpha-weighting", test_alpha_weighting);
  g_test_add_func ("/pipeline/resample/reduced", test_reduced);
  g_test_add_func ("/pipeline/resample/reduction", test_reduction);
  g_test_add_func ("/pipeline/resample/turning", test_turning);
  g_test_add_func ("/pipeline/resample/places", test_places);
  g_test_add_func ("/pipeline/resample/uncovered", test_uncovered);
  return g_test_run ();
}
