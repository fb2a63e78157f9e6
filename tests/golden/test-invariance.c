/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The same bytes for any tiling, any number of threads, with and without the cache, and from every
 * set of kernels. */
#include "golden.h"

#include "amb-error.h"

enum
{
  WIDTH = 331,
  HEIGHT = 277,
};

/* What is 0 is as plain as can be: RGB of 8 bits, all of it at full size, edits without sharpening.
 */
typedef struct
{
  const char *name;
  AmbPixelModel model; /* 0: RGB */
  gboolean alpha;
  guint depth;     /* 0: 8 */
  int orientation; /* 0: 1 */
  double degrees;
  AmbRect crop;           /* empty: all */
  guint plane[2];         /* width and height; 0: of the crop */
  AmbRenderFormat format; /* 0: RGBA8_PREMULTIPLIED */
  AmbRenderOptions options;
  double radius; /* of sharpening; 0: not sharpened */
} Case;

#define RGB8 .format = AMB_RENDER_RGB8
#define RGBA8 .format = AMB_RENDER_RGBA8

static const Case cases[] = {
  { "full size", RGB8, .radius = 0.005 },
  { "turned, point operations only", RGB8, .orientation = 6 },
  { "16 bits", .format = AMB_RENDER_RGBA16, .alpha = TRUE, .depth = 16, .orientation = 3,
    .radius = 0.005 },
  { "shrunk", RGB8, .orientation = 5, .crop = { 11, 7, 200, 190 }, .plane = { 71, 67 },
    .radius = 0.005 },
  { "shrunk with alpha, for the screen", .alpha = TRUE, .plane = { 113, 95 }, .radius = 0.005 },
  { "enlarged", RGB8, .orientation = 2, .crop = { 100, 80, 90, 70 }, .plane = { 261, 203 },
    .radius = 0.001 },
  { "wide: several strips and chunks", RGB8, .plane = { 1300, 90 }, .radius = 0.005 },
  { "nearest", RGB8, .crop = { 10, 10, 60, 50 }, .plane = { 300, 250 },
    .options = AMB_RENDER_OPTION_NEAREST },
  { "straightened", RGB8, .degrees = 7, .crop = { 40, 40, 240, 190 }, .radius = 0.005 },
  { "straightened far, whole frame", RGBA8, .orientation = 8, .degrees = -41, .radius = 0.005 },
  { "straightened and shrunk", RGBA8, .alpha = TRUE, .orientation = 7, .degrees = 3,
    .crop = { 30, 30, 200, 210 }, .plane = { 77, 81 }, .radius = 0.005 },
  { "straightened draft", RGBA8, .degrees = 5, .crop = { 30, 30, 250, 200 }, .plane = { 100, 80 },
    .options = AMB_RENDER_OPTION_FAST, .radius = 0.005 },
  { "gray", .format = AMB_RENDER_GRAY8, .model = AMB_MODEL_GRAY, .plane = { 150, 126 },
    .radius = 0.005 },
  { "inks", RGB8, .model = AMB_MODEL_CMYK, .radius = 0.005 },
  { "dithered", RGB8, .depth = 16, .options = AMB_RENDER_OPTION_DITHER, .radius = 0.005 },
};

typedef struct
{
  AmbPixels *pixels;
  GoldenJob job;
  gsize bytes;
} Setup;

static AmbRecipe *
recipe_of (const Case *test)
{
  if (test->radius == 0)
    return golden_recipe ("exposure.ev", 0.3, "contrast.amount", 25.0, "vibrance.amount", 40.0,
                          "color-mixer.blue-hue", -60.0, "color-mixer.orange-luminance", 30.0,
                          "color-grading.shadows-hue", 220.0, "color-grading.shadows-strength",
                          30.0, "lens-vignette.amount", 60.0, "vignette.amount", -50.0,
                          "grain.amount", 40.0, NULL);
  return golden_recipe (
      "exposure.ev", 0.3, "contrast.amount", 25.0, "saturation.amount", 30.0,
      "white-balance.temperature", 5400.0, "sharpen.amount", 120.0, "sharpen.radius", test->radius,
      "highlights.amount", -60.0, "shadows.amount", 50.0, "clarity.amount", 40.0, "texture.amount",
      -30.0, "dehaze.amount", 30.0, "noise-reduction.luminance", 40.0, "noise-reduction.colour",
      60.0, "sharpen.threshold", 5.0, "lens-vignette.amount", -60.0, "vignette.amount", 50.0,
      "vignette.roundness", -40.0, "grain.amount", 40.0, "border.width", 0.03, NULL);
}

static void
setup (const Case *test, Setup *self)
{
  self->pixels = golden_pixels (WIDTH, HEIGHT, test->model != 0 ? test->model : AMB_MODEL_RGB,
                                test->alpha, test->depth != 0 ? test->depth : 8);
  AmbGeometry geometry = golden_geometry (self->pixels, MAX (test->orientation, 1));
  geometry.angle = test->degrees * G_PI / 180;
  if (!amb_rect_is_empty (&test->crop))
    geometry.crop = test->crop;
  AmbRenderSpec spec = {
    .plane_width = test->plane[0] > 0 ? test->plane[0] : (guint) geometry.crop.width,
    .plane_height = test->plane[1] > 0 ? test->plane[1] : (guint) geometry.crop.height,
    .format = test->format,
    .options = test->options,
    .sharpen = AMB_SHARPEN_STANDARD,
  };
  self->job = (GoldenJob){ golden_source (self->pixels), geometry, recipe_of (test), spec };
  self->bytes = (gsize) spec.plane_width * spec.plane_height * golden_bytes (test->format);
}

static void
teardown (Setup *self)
{
  amb_recipe_unref (self->job.recipe);
  amb_render_source_free (self->job.source);
  amb_pixels_free (self->pixels);
}

static void
test_tiles (gconstpointer data)
{
  static const int sizes[][2] = { { 64, 64 }, { 512, 16 }, { 37, 101 }, { 1, 500 }, { 130, 1 } };
  Setup s;
  setup (data, &s);
  g_autofree guint8 *whole = golden_render (&s.job);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree guint8 *tiles = golden_render_tiles (&s.job, sizes[i][0], sizes[i][1]);
      golden_assert_same (whole, tiles, s.bytes, "tiles");
    }
  teardown (&s);
}

static void
test_bands (gconstpointer data)
{
  static const int rows[] = { 1, 7, 16, 64, 1000 };
  Setup s;
  setup (data, &s);
  g_autofree guint8 *whole = golden_render (&s.job);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree guint8 *bands = golden_render_bands (&s.job, rows[i]);
      golden_assert_same (whole, bands, s.bytes, "bands");
    }
  teardown (&s);
}

static void
test_threads (gconstpointer data)
{
  Setup s;
  setup (data, &s);
  g_autofree guint8 *whole = golden_render (&s.job);
  for (guint threads = 2; threads <= 9; threads += 3)
    {
      g_autofree guint8 *out = golden_render_threads (&s.job, threads);
      golden_assert_same (whole, out, s.bytes, "threads");
    }
  teardown (&s);
}

/* First without, then filling the cache, then from it, then from a part of it. */
static void
test_cache (gconstpointer data)
{
  Setup s;
  setup (data, &s);
  g_autofree guint8 *plain = golden_render (&s.job);
  s.job.spec.options |= AMB_RENDER_OPTION_CACHE;
  for (guint threads = 1; threads <= 3; threads++)
    {
      g_autofree guint8 *cached = golden_render_threads (&s.job, threads);
      golden_assert_same (plain, cached, s.bytes, "cache");
    }
  g_autofree guint8 *tiles = golden_render_tiles (&s.job, 50, 60);
  golden_assert_same (plain, tiles, s.bytes, "tiles from the cache");
  teardown (&s);
}

/* --- Kernels --- */

static guint8 *
render_case (guint index, gsize *bytes)
{
  Setup s;
  setup (&cases[index], &s);
  guint8 *out = golden_render (&s.job);
  *bytes = s.bytes;
  teardown (&s);
  return out;
}

static void
test_kernels (void)
{
  golden_test_kernels (render_case, G_N_ELEMENTS (cases));
}

/* --- Stopping --- */

static gboolean
stop_at_once (guint permille, gpointer data)
{
  (*(guint *) data)++;
  return TRUE;
}

static gboolean
count_up (guint permille, gpointer data)
{
  guint *last = data;
  g_assert_cmpuint (permille, >=, *last);
  g_assert_cmpuint (permille, <=, 1000);
  *last = permille;
  return FALSE;
}

static gboolean
render_checked (
    const Case *test, guint threads, AmbRenderCheck check, gpointer data, GError **error)
{
  Setup s;
  setup (test, &s);
  if (threads > 1)
    s.job.spec.options |= AMB_RENDER_OPTION_CACHE;
  g_autoptr (AmbRender) render
      = amb_render_new (s.job.source, &s.job.geometry, s.job.recipe, &s.job.spec, NULL);
  g_autofree guint8 *out = g_malloc (s.bytes);
  const AmbRect all = { 0, 0, (int) s.job.spec.plane_width, (int) s.job.spec.plane_height };
  gboolean done = amb_render_region (render, &all, out, s.bytes / (gsize) all.height, threads,
                                     check, data, error);
  g_clear_pointer (&render, amb_render_free);
  teardown (&s);
  return done;
}

static void
test_stopping (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint threads = 1; threads <= 2; threads++)
      {
        g_autoptr (GError) error = NULL;
        guint asked = 0, last = 0;
        g_assert_false (render_checked (&cases[i], threads, stop_at_once, &asked, &error));
        g_assert_error (error, AMB_ERROR, AMB_ERROR_CANCELLED);
        g_assert_cmpuint (asked, >=, 1);
        g_clear_error (&error);
        g_assert_true (render_checked (&cases[i], threads, count_up, &last, &error));
        g_assert_no_error (error);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (cases[i].name), " ,:", '-');
      g_autofree char *tiles = g_strconcat ("/pipeline/invariance/tiles/", name, NULL);
      g_autofree char *bands = g_strconcat ("/pipeline/invariance/bands/", name, NULL);
      g_autofree char *threads = g_strconcat ("/pipeline/invariance/threads/", name, NULL);
      g_autofree char *cache = g_strconcat ("/pipeline/invariance/cache/", name, NULL);
      g_test_add_data_func (tiles, &cases[i], test_tiles);
      g_test_add_data_func (bands, &cases[i], test_bands);
      g_test_add_data_func (threads, &cases[i], test_threads);
      g_test_add_data_func (cache, &cases[i], test_cache);
    }
  g_test_add_func ("/pipeline/invariance/kernels", test_kernels);
  g_test_add_func ("/pipeline/invariance/stopping", test_stopping);
  return g_test_run ();
}
