/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Local operations: no haloes, nothing where there is nothing, the same mask whatever part of the
 * photo is shown and at whatever scale. */
#include "golden.h"

#include <math.h>
#include <string.h>

enum
{
  EDGE_WIDTH = 1200,
  EDGE_HEIGHT = 300,
};

/* --- Made-up photos --- */

static double
encoded (double lightness)
{
  return floor (CLAMP (lightness, 0, 1) * 65535 + 0.5);
}

static void
set_gray (AmbPixels *pixels, guint x, guint y, double value)
{
  guint16 *row = (guint16 *) (gpointer) (pixels->data + y * pixels->stride);
  for (int c = 0; c < 3; c++)
    row[x * 3 + c] = (guint16) encoded (value);
}

/* Left and right halves of two tones (sRGB values). */
static AmbPixels *
halves (double left, double right)
{
  AmbPixels *pixels = amb_pixels_new (EDGE_WIDTH, EDGE_HEIGHT, AMB_MODEL_RGB, FALSE, 16);
  for (guint y = 0; y < EDGE_HEIGHT; y++)
    for (guint x = 0; x < EDGE_WIDTH; x++)
      set_gray (pixels, x, y, x < EDGE_WIDTH / 2 ? left : right);
  return pixels;
}

static GoldenJob
job_of (const AmbPixels *pixels, AmbRecipe *recipe, AmbRenderFormat format)
{
  GoldenJob job = { golden_source (pixels), golden_geometry (pixels, 1), recipe };
  job.spec = (AmbRenderSpec){ pixels->width, pixels->height, format, AMB_RENDER_OPTION_NONE };
  return job;
}

static void
job_clear (GoldenJob *job)
{
  amb_render_source_free (job->source);
  amb_recipe_unref (job->recipe);
}

static guint8 *
render_plain (const AmbPixels *pixels, AmbRecipe *recipe, AmbRenderFormat format)
{
  GoldenJob job = job_of (pixels, recipe, format);
  guint8 *out = golden_render (&job);
  job_clear (&job);
  return out;
}

/* --- Recipes --- */

static const struct
{
  const char *id;
  double overshoot; /* of sRGB values 0..1, that an edge from 0.2 to 0.8 may get at most */
} amounts[] = {
  { "highlights.amount", 0.02 }, { "shadows.amount", 0.02 }, { "clarity.amount", 0.05 },
  { "texture.amount", 0.03 },    { "dehaze.amount", 0.06 },
};

static AmbRecipe *
all_local (void)
{
  return golden_recipe ("exposure.ev", 0.2, "highlights.amount", -70.0, "shadows.amount", 60.0,
                        "contrast.amount", 15.0, "clarity.amount", 40.0, "texture.amount", 30.0,
                        "dehaze.amount", 25.0, NULL);
}

/* With noise reduction, which reads a few pixels around. */
static AmbRecipe *
everything (void)
{
  return golden_recipe ("exposure.ev", 0.2, "highlights.amount", -70.0, "shadows.amount", 60.0,
                        "contrast.amount", 15.0, "clarity.amount", 40.0, "texture.amount", 30.0,
                        "dehaze.amount", 25.0, "noise-reduction.luminance", 30.0,
                        "noise-reduction.colour", 30.0, NULL);
}

/* --- Tests --- */

/* Each side of an edge, from far away to the edge, in 16 bits. */
static double
worst_overshoot (const guint16 *row)
{
  const guint16 *middle = row + 3 * (EDGE_WIDTH / 2);
  const double left = row[0], right = row[3 * (EDGE_WIDTH - 1)];
  double worst = 0;
  for (int x = 0; x < EDGE_WIDTH / 2; x++)
    worst = MAX (worst, MAX (fabs (row[3 * x] - left), fabs (middle[3 * x] - right)));
  return worst / 65535;
}

static void
test_edges (void)
{
  static const double strengths[] = { -100, 100 };
  g_autoptr (AmbPixels) pixels = halves (0.2, 0.8);
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    for (guint s = 0; s < G_N_ELEMENTS (strengths); s++)
      {
        g_autofree guint8 *out = render_plain (
            pixels, golden_recipe (amounts[i].id, strengths[s], NULL), AMB_RENDER_RGB16);
        const guint16 *rows = (const guint16 *) (gpointer) out;
        const double worst = worst_overshoot (rows + 3 * EDGE_WIDTH * (EDGE_HEIGHT / 2));
        g_test_message ("%s %g: %.4f", amounts[i].id, strengths[s], worst);
        g_assert_cmpfloat (worst, <=, amounts[i].overshoot);
      }
}

/* A flat photo stays flat, and brighter ones stay brighter. */
static void
test_flat (void)
{
  double last = -1;
  for (double value = 0; value <= 1; value += 0.05)
    {
      g_autoptr (AmbPixels) pixels = halves (value, value);
      g_autofree guint8 *out = render_plain (pixels, everything (), AMB_RENDER_RGB16);
      const guint16 *samples = (const guint16 *) (gpointer) out;
      for (guint i = 1; i < 3 * EDGE_WIDTH * EDGE_HEIGHT; i++)
        g_assert_cmpint (ABS (samples[i] - samples[0]), <=, 2);
      g_assert_cmpfloat (samples[0], >=, last);
      last = samples[0];
    }
}

static void
test_effect (void)
{
  static const struct
  {
    const char *id;
    double amount, left, right; /* stops that the dark and the bright half change by: the tones are
                                   0.182 and 0.887 */
  } cases[] = {
    { "shadows.amount", 100, 1.21, 0.0 },
    { "shadows.amount", -100, -1.21, 0.0 },
    { "highlights.amount", -100, 0.0, -0.92 },
    { "highlights.amount", 100, 0.0, 0.92 },
  };
  g_autoptr (AmbPixels) pixels = halves (0.2, 0.9);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree guint8 *out = render_plain (
          pixels, golden_recipe (cases[i].id, cases[i].amount, NULL), AMB_RENDER_RGB16);
      const guint16 *row = (const guint16 *) (gpointer) out;
      const double left = golden_srgb_to_linear (row[0] / 65535.0) / golden_srgb_to_linear (0.2);
      const double right = golden_srgb_to_linear (row[3 * (EDGE_WIDTH - 1)] / 65535.0)
                           / golden_srgb_to_linear (0.9);
      g_test_message ("%s %g: %+.3f %+.3f EV", cases[i].id, cases[i].amount, log2 (left),
                      log2 (right));
      g_assert_cmpfloat_with_epsilon (log2 (left), cases[i].left, 0.03);
      if (cases[i].amount < 0 || cases[i].right == 0)
        g_assert_cmpfloat_with_epsilon (log2 (right), cases[i].right, 0.03);
    }
}

/* What a crop shows is what the whole photo shows there, to the bit. */
static void
test_crop (void)
{
  g_autoptr (AmbPixels) pixels = golden_pixels (700, 500, AMB_MODEL_RGB, FALSE, 8);
  GoldenJob job = job_of (pixels, all_local (), AMB_RENDER_RGB8);
  g_autofree guint8 *whole = golden_render (&job);
  job.geometry.crop = (AmbRect){ 211, 133, 300, 200 };
  job.spec.plane_width = 300;
  job.spec.plane_height = 200;
  g_autofree guint8 *part = golden_render (&job);
  for (gsize y = 0; y < 200; y++)
    golden_assert_same (part + y * 900, whole + ((y + 133) * 700 + 211) * 3, 900, "crop");
  job_clear (&job);
}

/* A turn of 90 degrees in the frame is the quarter turn: the mask turns with the photo. */
static void
test_turn (void)
{
  g_autoptr (AmbPixels) pixels = golden_pixels (640, 640, AMB_MODEL_RGB, FALSE, 8);
  GoldenJob job = job_of (pixels, golden_recipe ("shadows.amount", 100.0, NULL), AMB_RENDER_RGB8);
  job.geometry.orientation = 6;
  g_autofree guint8 *quarter = golden_render (&job);
  job.geometry.orientation = 1;
  job.geometry.angle = G_PI / 2;
  g_autofree guint8 *turned = golden_render (&job);
  int worst = 0;
  for (int i = 0; i < 640 * 640 * 3; i++)
    worst = MAX (worst, ABS (quarter[i] - turned[i]));
  g_assert_cmpint (worst, <=, 2);
  job_clear (&job);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

enum
{
  PREVIEW_WIDTH = 320,
  PREVIEW_HEIGHT = 240,
  TIMES = 5,
};

/* The mean of TIMES x TIMES pixels, in linear light. */
static void
shrink_pixel (const guint8 *full, int x, int y, guint8 out[3])
{
  for (int c = 0; c < 3; c++)
    {
      double sum = 0;
      for (int j = 0; j < TIMES; j++)
        for (int i = 0; i < TIMES; i++)
          sum += golden_srgb_to_linear (
              full[((y * TIMES + j) * PREVIEW_WIDTH * TIMES + x * TIMES + i) * 3 + c] / 255.0);
      out[c] = (guint8) (golden_linear_to_srgb (sum / (TIMES * TIMES)) * 255 + 0.5);
    }
}

static void
assert_preview (const char *what, GoldenJob *job)
{
  const int n = PREVIEW_WIDTH * PREVIEW_HEIGHT;
  g_autofree double *differences = g_new (double, n);
  g_autofree guint8 *full = golden_render (job);
  job->spec.plane_width = PREVIEW_WIDTH;
  job->spec.plane_height = PREVIEW_HEIGHT;
  g_autofree guint8 *preview = golden_render (job);
  double sum = 0;
  for (int i = 0; i < n; i++)
    {
      guint8 shrunk[3];
      shrink_pixel (full, i % PREVIEW_WIDTH, i / PREVIEW_WIDTH, shrunk);
      differences[i] = golden_delta_e_srgb8 (shrunk, preview + 3 * i);
      sum += differences[i];
    }
  qsort (differences, (gsize) n, sizeof (double), compare);
  g_test_message ("%s: mean %.3f, p99 %.3f", what, sum / n, differences[n * 99 / 100]);
  g_assert_cmpfloat (sum / n, <=, 1);
  g_assert_cmpfloat (differences[n * 99 / 100], <=, 3);
}

/* Soft waves with edges a few pixels wide and a little grain, as lenses and sensors give. */
static AmbPixels *
soft_photo (void)
{
  const guint width = PREVIEW_WIDTH * TIMES, height = PREVIEW_HEIGHT * TIMES;
  AmbPixels *pixels = amb_pixels_new (width, height, AMB_MODEL_RGB, FALSE, 16);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint16 *sample = (guint16 *) (gpointer) (pixels->data + y * pixels->stride) + 3 * x;
        const double step = 1 / (1 + exp (-40 * sin (x * 0.008) * cos (y * 0.007)));
        for (int c = 0; c < 3; c++)
          sample[c] = (guint16) encoded (
              0.1 + 0.6 * step + 0.1 * sin (x * 0.05 + c) * sin (y * 0.06)
              + 0.05 * sin ((x + y) * 0.9) + g_rand_double_range (random, -0.02, 0.02));
      }
  return pixels;
}

static void
test_preview (void)
{
  g_autoptr (AmbPixels) pixels = soft_photo ();
  for (guint i = 0; i <= G_N_ELEMENTS (amounts); i++)
    for (int amount = -70; amount <= 70; amount += 140)
      {
        const gboolean one = i < G_N_ELEMENTS (amounts);
        GoldenJob job = job_of (
            pixels, one ? golden_recipe (amounts[i].id, (double) amount, NULL) : everything (),
            AMB_RENDER_RGB8);
        assert_preview (one ? amounts[i].id : "everything", &job);
        job_clear (&job);
      }
}

static void
test_neutral (void)
{
  g_autoptr (AmbPixels) pixels = golden_pixels (90, 60, AMB_MODEL_RGB, FALSE, 8);
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      GoldenJob job = job_of (pixels, golden_recipe (amounts[i].id, 0.0, NULL), AMB_RENDER_RGB8);
      g_autoptr (AmbRender) render
          = amb_render_new (job.source, &job.geometry, job.recipe, &job.spec, NULL);
      g_assert_true (amb_render_is_identity (render));
      g_clear_pointer (&render, amb_render_free);
      job_clear (&job);
    }
}

/* The same bytes when an earlier recipe has left its maps behind, whichever slider moved. */
static void
test_cached_maps (void)
{
  static const char *const ids[]
      = { "texture.amount", "shadows.amount", "exposure.ev", "saturation.amount" };
  g_autoptr (AmbPixels) pixels = golden_pixels (700, 500, AMB_MODEL_RGB, FALSE, 8);
  GoldenJob job = job_of (pixels, everything (), AMB_RENDER_RGB8);
  g_autofree guint8 *first = golden_render (&job);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      AmbRecipe *next = amb_recipe_with_number (job.recipe, ids[i], 0.7);
      amb_recipe_unref (job.recipe);
      job.recipe = next;
      g_autofree guint8 *warm = golden_render (&job);
      g_autofree guint8 *cold = render_plain (pixels, amb_recipe_ref (next), AMB_RENDER_RGB8);
      golden_assert_same (warm, cold, 700 * 500 * 3, ids[i]);
      g_assert_cmpint (memcmp (first, warm, 700 * 500 * 3), !=, 0);
    }
  job_clear (&job);
}

/* Photos of one row, one column, one pixel. */
static void
test_tiny (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 1, 40 }, { 700, 1 }, { 3, 2 } };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (AmbPixels) pixels
          = golden_pixels (sizes[i][0], sizes[i][1], AMB_MODEL_RGB, FALSE, 8);
      g_autofree guint8 *out = render_plain (pixels, everything (), AMB_RENDER_RGB8);
      g_assert_nonnull (out);
    }
}

/* --- Noise --- */

enum
{
  NOISE_SIZE = 512,
};

/* Mean and deviation 0 and 1, near enough to a Gaussian. */
static double
gaussian (GRand *random)
{
  double sum = -6;
  for (int i = 0; i < 12; i++)
    sum += g_rand_double (random);
  return sum;
}

/* Flat parts, waves and edges of 16 bits; deviation is of sRGB values, alike in all channels or in
 * each for itself. */
static AmbPixels *
noisy (double deviation, gboolean coloured)
{
  AmbPixels *pixels = amb_pixels_new (NOISE_SIZE, NOISE_SIZE, AMB_MODEL_RGB, FALSE, 16);
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  for (guint y = 0; y < NOISE_SIZE; y++)
    for (guint x = 0; x < NOISE_SIZE; x++)
      {
        guint16 *sample = (guint16 *) (gpointer) (pixels->data + y * pixels->stride) + 3 * x;
        const gboolean box = ((x / 64) ^ (y / 64)) & 1;
        const double wave = 0.12 * sin (x * 0.03) * cos (y * 0.04);
        double grain = gaussian (random) * deviation;
        for (int c = 0; c < 3; c++)
          {
            grain = coloured ? gaussian (random) * deviation : grain;
            sample[c] = (guint16) encoded ((box ? 0.7 : 0.3) + wave + 0.05 * c + grain);
          }
      }
  return pixels;
}

static double
psnr (const guint16 *a, const guint16 *b)
{
  double sum = 0;
  const int n = 3 * NOISE_SIZE * NOISE_SIZE;
  for (int i = 0; i < n; i++)
    sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
  return 10 * log10 (65535.0 * 65535.0 * n / sum);
}

/* Decibels that reduction at amount brings noise of deviation nearer to the clean picture. */
static double
gain (const char *id, double amount, double deviation, gboolean coloured)
{
  g_autoptr (AmbPixels) clean = noisy (0, FALSE);
  g_autoptr (AmbPixels) dirty = noisy (deviation, coloured);
  g_autofree guint8 *wanted = render_plain (clean, golden_recipe (id, 0.0, NULL), AMB_RENDER_RGB16);
  g_autofree guint8 *before = render_plain (dirty, golden_recipe (id, 0.0, NULL), AMB_RENDER_RGB16);
  g_autofree guint8 *after
      = render_plain (dirty, golden_recipe (id, amount, NULL), AMB_RENDER_RGB16);
  const double was
      = psnr ((const guint16 *) (gpointer) before, (const guint16 *) (gpointer) wanted);
  const double is = psnr ((const guint16 *) (gpointer) after, (const guint16 *) (gpointer) wanted);
  g_test_message ("%s %g at deviation %g: %.2f dB, then %.2f dB", id, amount, deviation, was, is);
  return is - was;
}

static void
test_noise_luminance (void)
{
  g_assert_cmpfloat (gain ("noise-reduction.luminance", 40, 0.02, FALSE), >=, 4);
  g_assert_cmpfloat (gain ("noise-reduction.luminance", 100, 0.05, FALSE), >=, 4);
}

static void
test_noise_colour (void)
{
  g_assert_cmpfloat (gain ("noise-reduction.colour", 40, 0.02, TRUE), >=, 2);
  g_assert_cmpfloat (gain ("noise-reduction.colour", 100, 0.05, TRUE), >=, 2);
}

/* The edge stays: at most this much of a clean edge from 0.2 to 0.8 is smoothed away or rings. */
static void
test_noise_edges (void)
{
  g_autoptr (AmbPixels) pixels = halves (0.2, 0.8);
  g_autofree guint8 *out = render_plain (
      pixels,
      golden_recipe ("noise-reduction.luminance", 100.0, "noise-reduction.colour", 100.0, NULL),
      AMB_RENDER_RGB16);
  const guint16 *rows = (const guint16 *) (gpointer) out;
  const double worst = worst_overshoot (rows + 3 * EDGE_WIDTH * (EDGE_HEIGHT / 2));
  g_test_message ("%.4f", worst);
  g_assert_cmpfloat (worst, <=, 0.05);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/local/edges", test_edges);
  g_test_add_func ("/pipeline/local/flat", test_flat);
  g_test_add_func ("/pipeline/local/effect", test_effect);
  g_test_add_func ("/pipeline/local/crop", test_crop);
  g_test_add_func ("/pipeline/local/turn", test_turn);
  g_test_add_func ("/pipeline/local/preview", test_preview);
  g_test_add_func ("/pipeline/local/neutral", test_neutral);
  g_test_add_func ("/pipeline/local/cached-maps", test_cached_maps);
  g_test_add_func ("/pipeline/local/tiny", test_tiny);
  g_test_add_func ("/pipeline/noise/luminance", test_noise_luminance);
  g_test_add_func ("/pipeline/noise/colour", test_noise_colour);
  g_test_add_func ("/pipeline/noise/edges", test_noise_edges);
  return g_test_run ();
}
