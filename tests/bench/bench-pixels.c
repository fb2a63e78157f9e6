/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* CPU nanoseconds per output pixel of the pixel engine alone, without decoder and encoder.
 *
 * Usage: bench-pixels MEGAPIXELS ORIENTATION LONG-EDGE RECIPE.. ; a long edge of 0 is full size, a
 * recipe is an a{sv} in GVariant's text form. One line a recipe: the best of several runs. */
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "golden.h"

enum
{
  RUNS = 5,
  BAND_ROWS = 64, /* as an export */
};

static double
cpu_seconds (void)
{
  struct timespec now;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static AmbRecipe *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) values = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);
  if (values == NULL)
    g_error ("%s: %s", text, error->message);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  AmbRecipe *recipe = amb_recipe_from_variant (values, notes, &error);
  if (recipe == NULL || notes->len > 0)
    g_error ("%s: %s", text, error != NULL ? error->message : (char *) notes->pdata[0]);
  return recipe;
}

static double
run (GoldenJob *job, guint8 *band, gsize stride)
{
  g_autoptr (GError) error = NULL;
  const guint height = job->spec.plane_height;
  const double began = cpu_seconds ();
  g_autoptr (AmbRender) render
      = amb_render_new (job->source, &job->geometry, job->recipe, &job->spec, &error);
  for (guint y = 0; render != NULL && y < height; y += BAND_ROWS)
    {
      const AmbRect region
          = { 0, (int) y, (int) job->spec.plane_width, (int) MIN (BAND_ROWS, height - y) };
      if (!amb_render_region (render, &region, band, stride, 1, NULL, NULL, &error))
        break;
    }
  if (error != NULL)
    g_error ("%s", error->message);
  return cpu_seconds () - began;
}

/* golden_source is upright; a camera's orientation is the geometry's as well as the source's. */
static AmbRenderSource *
open_source (const AmbPixels *pixels, int orientation)
{
  g_autoptr (GError) error = NULL;
  const AmbRenderSourceSpec spec = { .pixels = pixels,
                                     .full_width = pixels->width,
                                     .full_height = pixels->height,
                                     .orientation = orientation };
  AmbRenderSource *source = amb_render_source_new (&spec, NULL, &error);
  if (source == NULL)
    g_error ("%s", error->message);
  return source;
}

/* A source each time: it keeps what an earlier run has found. */
static double
best_run (const AmbPixels *pixels, GoldenJob *job)
{
  const gsize stride = (gsize) job->spec.plane_width * golden_bytes (job->spec.format);
  g_autofree guint8 *band = g_malloc (stride * BAND_ROWS);
  double best = G_MAXDOUBLE;
  for (int i = 0; i < RUNS; i++)
    {
      g_autoptr (AmbRenderSource) source = open_source (pixels, job->geometry.orientation);
      job->source = source;
      best = MIN (best, run (job, band, stride));
    }
  return best;
}

int
main (int argc, char **argv)
{
  if (argc < 5)
    g_error ("usage: bench-pixels MEGAPIXELS ORIENTATION LONG-EDGE RECIPE..");
  const guint height = (guint) sqrt (g_ascii_strtod (argv[1], NULL) * 1e6 / 1.5);
  g_autoptr (AmbPixels) pixels = golden_pixels (height * 3 / 2, height, AMB_MODEL_RGB, FALSE, 8);
  GoldenJob job = { .geometry = golden_geometry (pixels, atoi (argv[2])) };
  const guint edge = (guint) atoi (argv[3]);
  guint width = (guint) job.geometry.crop.width, rows = (guint) job.geometry.crop.height;
  if (edge > 0)
    {
      const double scale = (double) edge / MAX (width, rows);
      width = (guint) (width * scale + 0.5);
      rows = (guint) (rows * scale + 0.5);
    }
  job.spec
      = (AmbRenderSpec){ .plane_width = width, .plane_height = rows, .format = AMB_RENDER_RGB8 };
  for (int i = 4; i < argc; i++)
    {
      g_autoptr (AmbRecipe) recipe = parse (argv[i]);
      job.recipe = recipe;
      g_print ("%.3f\n", best_run (pixels, &job) * 1e9 / ((double) width * rows));
    }
  return 0;
}
