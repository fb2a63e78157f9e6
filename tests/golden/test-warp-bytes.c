/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Perspective and lens: the same bytes in tiles, bands, threads and kernels, and previews that look
 * like the export. */
#include "warp-cases.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "amb-coder.h"

/* --- The window shows what is exported --- */

static AmbPixels *
decode (const char *name)
{
  const AmbDecodeLimits limits
      = { .max_pixels = 200 * 1000 * 1000, .max_scans = 500, .max_icc = 100 * 1000 * 1000 };
  const char *corpora = g_getenv ("AMB_CORPORA");
  g_autofree char *path = corpora != NULL ? g_build_filename (corpora, name, NULL) : g_strdup ("");
  gboolean complete;
  const int fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return NULL;
  g_autoptr (AmbDecoder) decoder = amb_decoder_open (fd, &limits, NULL);
  g_assert_nonnull (decoder);
  AmbPixels *pixels = amb_decoder_decode (decoder, 2, &complete, NULL, NULL, NULL);
  g_clear_pointer (&decoder, amb_decoder_free);
  close (fd);
  return pixels;
}

/* The export, made smaller without an edit. */
static guint8 *
scaled_export (const Setup *s)
{
  GoldenJob job = s->job;
  job.spec.plane_width = (guint) job.geometry.crop.width;
  job.spec.plane_height = (guint) job.geometry.crop.height;
  AmbPixels *pixels
      = amb_pixels_new (job.spec.plane_width, job.spec.plane_height, AMB_MODEL_RGB, FALSE, 8);
  Setup scaled;
  g_autofree guint8 *export = golden_render (&job);
  for (guint y = 0; y < pixels->height; y++)
    memcpy (pixels->data + y * pixels->stride, export + (gsize) y * pixels->width * 3,
            (gsize) pixels->width * 3);
  setup (&scaled, &(Case){ "none" }, pixels, AMB_RENDER_RGB8, NULL);
  scaled.job.spec = s->job.spec;
  guint8 *result = golden_render (&scaled.job);
  teardown (&scaled);
  return result;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static void
test_previews (void)
{
  static const char *const photos[]
      = { "photos/cameras/Canon EOS 450D.jpg", "photos/cameras/Leica T (Typ 701).jpg" };
  static const Edit edits[] = { { "contrast.amount", 10 }, { "shadows.amount", 30 }, { NULL, 0 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases) * G_N_ELEMENTS (photos); i++)
    {
      Setup s;
      Case test = cases[i / G_N_ELEMENTS (photos)];
      AmbPixels *pixels = test.options == 0 ? decode (photos[i % G_N_ELEMENTS (photos)]) : NULL;
      if (pixels == NULL)
        {
          if (test.options == 0)
            g_test_skip ("the corpora are not here");
          continue;
        }
      test.scale = 0.4;
      setup (&s, &test, pixels, AMB_RENDER_RGB8, edits);
      const guint n = s.job.spec.plane_width * s.job.spec.plane_height;
      g_autofree guint8 *preview = golden_render (&s.job);
      g_autofree guint8 *expected = scaled_export (&s);
      g_autofree double *differences = g_new (double, n / 7);
      double sum = 0;
      for (guint k = 0; k < n / 7; k++)
        sum += differences[k] = golden_delta_e_srgb8 (expected + k * 21, preview + k * 21);
      qsort (differences, n / 7, sizeof (double), compare);
      g_test_message ("%s: delta E 2000 mean %.2f, p99 %.2f", test.name, sum / (n / 7),
                      differences[n / 7 * 99 / 100]);
      g_assert_cmpfloat (sum / (n / 7), <=, 1);
      g_assert_cmpfloat (differences[n / 7 * 99 / 100], <=, 3);
      teardown (&s);
    }
}

/* --- The same bytes always --- */

static const Edit pixel_edits[] = {
  { "exposure.ev", 0.3 },       { "contrast.amount", 25 },
  { "sharpen.amount", 100 },    { "sharpen.radius", 0.003 },
  { "highlights.amount", -60 }, { "shadows.amount", 50 },
  { "clarity.amount", 40 },     { NULL, 0 },
};

static void
setup_bytes (gconstpointer data, Setup *s)
{
  const Case *test = data;
  setup (s, test, golden_pixels (331, 277, AMB_MODEL_RGB, test->alpha, 8), AMB_RENDER_RGBA8,
         pixel_edits);
}

static void
test_pieces (gconstpointer data)
{
  static const int sizes[][2] = { { 64, 64 }, { 512, 16 }, { 37, 101 }, { 130, 3 } };
  static const int rows[] = { 1, 7, 64, 1000 };
  Setup s;
  setup_bytes (data, &s);
  g_autofree guint8 *whole = golden_render (&s.job);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree guint8 *tiles = golden_render_tiles (&s.job, sizes[i][0], sizes[i][1]);
      g_autofree guint8 *bands = golden_render_bands (&s.job, rows[i]);
      g_autofree guint8 *threads = golden_render_threads (&s.job, 2 + 2 * i);
      golden_assert_same (whole, tiles, s.bytes, "tiles");
      golden_assert_same (whole, bands, s.bytes, "bands");
      golden_assert_same (whole, threads, s.bytes, "threads");
    }
  s.job.spec.options |= AMB_RENDER_OPTION_CACHE;
  for (guint i = 0; i < 2; i++)
    {
      g_autofree guint8 *cached = golden_render_threads (&s.job, 2);
      golden_assert_same (whole, cached, s.bytes, "cache");
    }
  teardown (&s);
}

/* Too large to be scaled as a whole first: each block reads the photo itself. */
static void
test_large (void)
{
  const Case test = cases[8];
  Setup s;
  setup (&s, &test, golden_pixels (2600, 1900, AMB_MODEL_RGB, FALSE, 8), AMB_RENDER_RGB8, NULL);
  g_autofree guint8 *whole = golden_render (&s.job);
  g_autofree guint8 *bands = golden_render_bands (&s.job, 100);
  golden_assert_same (whole, bands, s.bytes, "bands");
  teardown (&s);
}

/* Whatever is asked for, by size, crop and edits at their ends, comes out, the same in pieces. */
static void
test_random (void)
{
  static const char *const ids[] = {
    "perspective.vertical",
    "perspective.horizontal",
    "perspective-corners.top-left-x",
    "perspective-corners.top-left-y",
    "perspective-corners.top-right-x",
    "perspective-corners.bottom-right-y",
    "distortion.amount",
    "distortion.edges",
    "chromatic-aberration.red-cyan",
    "straighten.angle",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  for (int round = 0; round < 150; round++)
    {
      Setup s;
      Case test = { "random", .alpha = round % 3 == 0 };
      for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
        {
          const AmbParam *param = amb_operations_find_param (ids[i], NULL, NULL);
          const int end = g_rand_int_range (random, 0, 4);
          test.edits[i] = (Edit){ ids[i], end == 0   ? param->minimum
                                          : end == 1 ? param->maximum
                                          : end == 2 ? 0
                                                     : g_rand_double_range (random, param->minimum,
                                                                            param->maximum) };
        }
      const Edit crop[] = { { "crop.left", g_rand_double_range (random, 0, 0.8) },
                            { "crop.top", g_rand_double_range (random, 0, 0.8) },
                            { "crop.width", round % 2 ? 1 : g_rand_double_range (random, 0, 1) },
                            { "crop.height", 0.9 },
                            { NULL, 0 } };
      AmbPixels *pixels
          = golden_pixels ((guint) g_rand_int_range (random, 1, 300),
                           (guint) g_rand_int_range (random, 1, 200), AMB_MODEL_RGB, test.alpha, 8);
      test.scale = g_rand_double_range (random, 0.05, 1.5);
      test.options = round % 5 == 0 ? AMB_RENDER_OPTION_FAST : AMB_RENDER_OPTION_NONE;
      setup (&s, &test, pixels, AMB_RENDER_RGBA8, round % 4 ? crop : NULL);
      s.job.spec.plane_width = MAX (s.job.spec.plane_width, 1);
      s.job.spec.plane_height = MAX (s.job.spec.plane_height, 1);
      s.bytes = (gsize) s.job.spec.plane_width * s.job.spec.plane_height * 4;
      g_autofree guint8 *whole = golden_render (&s.job);
      g_autofree guint8 *tiles = golden_render_tiles (&s.job, 41, 29);
      golden_assert_same (whole, tiles, s.bytes, "tiles");
      teardown (&s);
    }
}

static guint8 *
render_case (guint index, gsize *bytes)
{
  Setup s;
  setup_bytes (&cases[index], &s);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/warp-bytes/previews", test_previews);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (cases[i].name), " ,", '-');
      g_autofree char *path = g_strconcat ("/pipeline/warp-bytes/pieces/", name, NULL);
      g_test_add_data_func (path, &cases[i], test_pieces);
    }
  g_test_add_func ("/pipeline/warp-bytes/random", test_random);
  g_test_add_func ("/pipeline/warp-bytes/large", test_large);
  g_test_add_func ("/pipeline/warp-bytes/kernels", test_kernels);
  return g_test_run ();
}
