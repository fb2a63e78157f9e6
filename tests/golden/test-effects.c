/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations that ask where a pixel is: each follows what it says it follows, at any scale; and the
 * output's own sharpening. */
#include "golden.h"

#include <math.h>
#include <string.h>

enum
{
  WIDTH = 480,
  HEIGHT = 320,
  TIMES = 4, /* the preview is so many times smaller */
  LARGE = 1600,
  LARGE_HEIGHT = 1200,
};

static AmbPixels *
flat (guint width, guint height, guint16 value)
{
  AmbPixels *pixels = amb_pixels_new (width, height, AMB_MODEL_RGB, FALSE, 16);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < 3 * width; x++)
      ((guint16 *) (gpointer) (pixels->data + y * pixels->stride))[x] = value;
  return pixels;
}

static GoldenJob
job_of (const AmbPixels *pixels, AmbRecipe *recipe)
{
  GoldenJob job = { golden_source (pixels), golden_geometry (pixels, 1), recipe };
  job.spec = (AmbRenderSpec){ pixels->width, pixels->height, AMB_RENDER_RGB8 };
  return job;
}

static void
job_clear (GoldenJob *job)
{
  amb_render_source_free (job->source);
  amb_recipe_unref (job->recipe);
}

static void
crop_to (GoldenJob *job, AmbRect crop)
{
  job->geometry.crop = crop;
  job->spec.plane_width = (guint) crop.width;
  job->spec.plane_height = (guint) crop.height;
}

static int
at (const guint8 *rgb, guint width, guint x, guint y)
{
  return rgb[3 * (y * width + x)];
}

/* --- What they follow --- */

/* A crop shows what the whole photo shows there, but for the rounding of its places. */
static void
assert_stays_in_photo (const char *id)
{
  const AmbRect crop = { 37, 91, 200, 150 };
  g_autoptr (AmbPixels) pixels = golden_pixels (WIDTH, HEIGHT, AMB_MODEL_RGB, FALSE, 8);
  GoldenJob job = job_of (pixels, golden_recipe (id, 80.0, NULL));
  g_autofree guint8 *whole = golden_render (&job);
  crop_to (&job, crop);
  g_autofree guint8 *part = golden_render (&job);
  for (int y = 0; y < crop.height; y++)
    for (int x = 0; x < 3 * crop.width; x++)
      g_assert_cmpint (
          ABS (whole[3 * ((crop.y + y) * WIDTH + crop.x) + x] - part[3 * y * crop.width + x]), <=,
          1);
  job_clear (&job);
}

static void
test_stay_in_photo (void)
{
  assert_stays_in_photo ("lens-vignette.amount");
  assert_stays_in_photo ("grain.amount");
}

/* Its corners are the crop's, wherever that is. */
static void
test_vignette_follows_crop (void)
{
  const AmbRect crop = { 240, 10, 200, 100 };
  g_autoptr (AmbPixels) pixels = flat (WIDTH, HEIGHT, 40000);
  GoldenJob job = job_of (pixels, golden_recipe ("vignette.amount", -80.0, NULL));
  g_autofree guint8 *whole = golden_render (&job);
  crop_to (&job, crop);
  g_autofree guint8 *part = golden_render (&job);
  const int corner = at (part, 200, 0, 0), middle = at (part, 200, 100, 50);
  g_assert_cmpint (corner, <, middle / 2);
  g_assert_cmpint (ABS (corner - at (whole, WIDTH, 0, 0)), <=, 2);
  g_assert_cmpint (ABS (middle - at (whole, WIDTH, WIDTH / 2, HEIGHT / 2)), <=, 1);
  for (int i = 1; i < 4; i++)
    g_assert_cmpint (ABS (corner - at (part, 200, i & 1 ? 199 : 0, i & 2 ? 99 : 0)), <=, 1);
  job_clear (&job);
}

/* The photo turns under it, and the lens' axis is what it turns about. */
static void
test_lens_vignette_turns (void)
{
  g_autoptr (AmbPixels) pixels = flat (WIDTH, HEIGHT, 30000);
  GoldenJob job = job_of (pixels, golden_recipe ("lens-vignette.amount", -100.0, NULL));
  g_autofree guint8 *upright = golden_render (&job);
  job.geometry = golden_turned (pixels, 20, (AmbRect){ 90, 60, 300, 200 });
  crop_to (&job, job.geometry.crop);
  g_autofree guint8 *turned = golden_render (&job);
  for (int y = 0; y < 200; y++)
    for (int x = 0; x < 300; x++)
      g_assert_cmpint (ABS (at (turned, 300, x, y) - at (upright, WIDTH, x + 90, y + 60)), <=, 1);
  g_assert_cmpint (at (upright, WIDTH, 0, 0), <, at (upright, WIDTH, 240, 160) * 6 / 10);
  job_clear (&job);
}

/* A correction before it is seen by an operation that looks at the whole photo. */
static void
test_lens_vignette_before_local (void)
{
  g_autoptr (AmbPixels) dark = flat (WIDTH, HEIGHT, 20000);
  GoldenJob job = job_of (dark, golden_recipe ("lens-vignette.amount", -100.0, NULL));
  job.spec.format = AMB_RENDER_RGB16;
  g_autoptr (AmbPixels) vignetted = amb_pixels_new (WIDTH, HEIGHT, AMB_MODEL_RGB, FALSE, 16);
  g_autofree guint8 *rows = golden_render (&job);
  for (gsize y = 0; y < HEIGHT; y++)
    memcpy (vignetted->data + y * vignetted->stride, rows + y * WIDTH * 6, WIDTH * 6);
  job_clear (&job);

  GoldenJob right
      = job_of (vignetted, golden_recipe ("lens-vignette.amount", 100.0, "shadows.amount", 80.0,
                                          "clarity.amount", 60.0, NULL));
  right.spec.plane_width = WIDTH / 2;
  right.spec.plane_height = HEIGHT / 2;
  g_autofree guint8 *corrected = golden_render (&right);
  for (guint i = 0; i < WIDTH / 2 * (HEIGHT / 2) * 3; i++)
    g_assert_cmpint (ABS (corrected[i] - corrected[0]), <=, 1);
  job_clear (&right);
}

/* --- Grain --- */

typedef struct
{
  double mean, deviation;
} Spread;

static Spread
spread_of (const guint8 *rgb, guint n)
{
  double sum = 0, squares = 0;
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpint (ABS (rgb[3 * i] - rgb[3 * i + 1]), <=, 1);
      g_assert_cmpint (ABS (rgb[3 * i] - rgb[3 * i + 2]), <=, 1);
      sum += rgb[3 * i];
      squares += rgb[3 * i] * rgb[3 * i];
    }
  return (Spread){ sum / n, sqrt (MAX (squares / n - sum / n * sum / n, 0)) };
}

static Spread
grain_of (double amount, double size, double roughness)
{
  g_autoptr (AmbPixels) pixels = flat (LARGE, LARGE_HEIGHT, 32768);
  GoldenJob job = job_of (pixels, golden_recipe ("grain.amount", amount, "grain.size", size,
                                                 "grain.roughness", roughness, NULL));
  g_autofree guint8 *out = golden_render (&job);
  job_clear (&job);
  Spread spread = spread_of (out, LARGE * LARGE_HEIGHT);
  g_test_message ("grain %g, %g, %g: mean %.2f, deviation %.2f", amount, size, roughness,
                  spread.mean, spread.deviation);
  return spread;
}

/* Grey stays grey and as bright as it was; the amount counts, size and roughness do not. */
static void
test_grain (void)
{
  double last = 0;
  for (double amount = 25; amount <= 100; amount += 25)
    {
      const Spread spread = grain_of (amount, 0.003, 50);
      g_assert_cmpfloat_with_epsilon (spread.mean, 128, 2);
      g_assert_cmpfloat_with_epsilon (spread.deviation, amount * 0.19, amount * 0.03);
      g_assert_cmpfloat (spread.deviation, >, last);
      last = spread.deviation;
    }
  for (double roughness = 0; roughness <= 100; roughness += 50)
    g_assert_cmpfloat_with_epsilon (grain_of (50, 0.004, roughness).deviation, 9.5, 1.5);
  /* at least two pixels of the photo: seen at full size in a small one too */
  g_assert_cmpfloat (grain_of (50, 0.0002, 50).deviation, >, 6);
}

/* --- Preview and export --- */

static void
shrink_pixel (const guint8 *full, int x, int y, guint8 out[3])
{
  for (int c = 0; c < 3; c++)
    {
      double sum = 0;
      for (int j = 0; j < TIMES; j++)
        for (int i = 0; i < TIMES; i++)
          sum += golden_srgb_to_linear (full[((y * TIMES + j) * LARGE + x * TIMES + i) * 3 + c]
                                        / 255.0);
      out[c] = (guint8) (golden_linear_to_srgb (sum / (TIMES * TIMES)) * 255 + 0.5);
    }
}

static int
compare (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static void
assert_preview (const char *what, AmbRecipe *recipe)
{
  const int width = LARGE / TIMES, height = LARGE_HEIGHT / TIMES, n = width * height;
  g_autoptr (AmbPixels) pixels = flat (LARGE, LARGE_HEIGHT, 30000);
  g_autofree double *differences = g_new (double, n);
  GoldenJob job = job_of (pixels, recipe);
  g_autofree guint8 *full = golden_render (&job);
  job.spec.plane_width = (guint) width;
  job.spec.plane_height = (guint) height;
  g_autofree guint8 *preview = golden_render (&job);
  double sum = 0;
  for (int i = 0; i < n; i++)
    {
      guint8 shrunk[3];
      shrink_pixel (full, i % width, i / width, shrunk);
      differences[i] = golden_delta_e_srgb8 (shrunk, preview + 3 * i);
      sum += differences[i];
    }
  qsort (differences, (gsize) n, sizeof (double), compare);
  g_test_message ("%s: mean %.3f, p99 %.3f", what, sum / n, differences[n * 99 / 100]);
  g_assert_cmpfloat (sum / n, <=, 1);
  g_assert_cmpfloat (differences[n * 99 / 100], <=, 3);
  job_clear (&job);
}

static void
test_preview (void)
{
  assert_preview ("fine grain", golden_recipe ("grain.amount", 30.0, NULL));
  assert_preview ("grain", golden_recipe ("grain.amount", 30.0, "grain.size", 0.003, NULL));
  assert_preview ("coarse grain", golden_recipe ("grain.amount", 30.0, "grain.size", 0.01, NULL));
  assert_preview ("vignette", golden_recipe ("vignette.amount", -70.0, "vignette.feather", 20.0,
                                             "vignette.roundness", -60.0, NULL));
  assert_preview (
      "lens", golden_recipe ("lens-vignette.amount", 70.0, "lens-vignette.midpoint", 80.0, NULL));
  assert_preview ("border", golden_recipe ("border.width", 0.0313, "border.red", 20.0, NULL));
}

/* --- Border --- */

static void
test_border (void)
{
  const AmbRect crop = { 100, 50, 240, 160 };
  const guint8 colour[3] = { 12, 200, 255 };
  g_autoptr (AmbPixels) pixels = flat (WIDTH, HEIGHT, 30000);
  GoldenJob job
      = job_of (pixels, golden_recipe ("border.width", 12.0 / WIDTH, "border.red", 12.0,
                                       "border.green", 200.0, "border.blue", 255.0, NULL));
  crop_to (&job, crop);
  g_autofree guint8 *out = golden_render (&job);
  const guint8 inside = out[3 * (80 * 240 + 120)];
  for (int y = 0; y < crop.height; y++)
    for (int x = 0; x < crop.width; x++)
      {
        const gboolean covered = x < 12 || y < 12 || x >= 228 || y >= 148;
        for (int c = 0; c < 3; c++)
          g_assert_cmpuint (out[3 * (y * 240 + x) + c], ==, covered ? colour[c] : inside);
      }
  g_assert_cmpuint (inside, ==, 117);
  job_clear (&job);
}

/* --- The output's own sharpening --- */

static guint8 *
render_sharpened (const AmbPixels *pixels, guint width, AmbOutputSharpen sharpen)
{
  GoldenJob job = job_of (pixels, golden_recipe ("exposure.ev", 0.1, NULL));
  job.spec.plane_width = width;
  job.spec.plane_height = pixels->height * width / pixels->width;
  job.spec.sharpen = sharpen;
  guint8 *out = golden_render (&job);
  job_clear (&job);
  return out;
}

/* How much neighbours differ. */
static double
steepness (const guint8 *rgb, guint n)
{
  double sum = 0;
  for (guint i = 3; i < 3 * n; i++)
    sum += ABS (rgb[i] - rgb[i - 3]);
  return sum / (3 * n);
}

static void
test_output_sharpening (void)
{
  g_autoptr (AmbPixels) pixels = golden_pixels (WIDTH, HEIGHT, AMB_MODEL_RGB, FALSE, 8);
  double last = 0;
  for (int sharpen = AMB_SHARPEN_NONE; sharpen <= AMB_SHARPEN_HIGH; sharpen++)
    {
      g_autofree guint8 *out = render_sharpened (pixels, WIDTH / 2, sharpen);
      const double steep = steepness (out, WIDTH / 2 * (HEIGHT / 2));
      g_test_message ("%s: %.3f", amb_sharpen_words[sharpen], steep);
      g_assert_cmpfloat (steep, >, last * 1.02);
      last = steep;
    }
}

/* An output of the photo's own size is left alone. */
static void
test_only_smaller_outputs (void)
{
  g_autoptr (AmbPixels) pixels = golden_pixels (WIDTH, HEIGHT, AMB_MODEL_RGB, FALSE, 8);
  g_autofree guint8 *plain = render_sharpened (pixels, WIDTH, AMB_SHARPEN_NONE);
  g_autofree guint8 *asked = render_sharpened (pixels, WIDTH, AMB_SHARPEN_HIGH);
  golden_assert_same (plain, asked, WIDTH * HEIGHT * 3, "full size");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/effects/stay-in-photo", test_stay_in_photo);
  g_test_add_func ("/pipeline/effects/vignette-follows-crop", test_vignette_follows_crop);
  g_test_add_func ("/pipeline/effects/lens-vignette-turns", test_lens_vignette_turns);
  g_test_add_func ("/pipeline/effects/lens-vignette-before-local", test_lens_vignette_before_local);
  g_test_add_func ("/pipeline/effects/grain", test_grain);
  g_test_add_func ("/pipeline/effects/preview", test_preview);
  g_test_add_func ("/pipeline/effects/border", test_border);
  g_test_add_func ("/pipeline/effects/output-sharpening", test_output_sharpening);
  g_test_add_func ("/pipeline/effects/only-smaller-outputs", test_only_smaller_outputs);
  return g_test_run ();
}
