/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Means of blocks against sums in plain C. */
#include "amb-reduce.h"

#include "golden.h"

static guint
mean (const AmbPixels *pixels, guint channel, guint x0, guint y0, guint factor)
{
  const guint step = amb_pixels_channels (pixels);
  guint sum = 0, count = 0;
  for (guint y = y0; y < MIN (y0 + factor, pixels->height); y++)
    for (guint x = x0; x < MIN (x0 + factor, pixels->width); x++, count++)
      sum += pixels->data[pixels->stride * y + x * step + channel];
  return (2 * sum + count) / (2 * count);
}

static void
assert_means (const AmbPixels *pixels, guint factor)
{
  const guint step = amb_pixels_channels (pixels);
  g_autoptr (AmbPixels) small = amb_reduce_pixels (pixels, factor);
  g_assert_cmpuint (small->width, ==, (pixels->width + factor - 1) / factor);
  g_assert_cmpuint (small->height, ==, (pixels->height + factor - 1) / factor);
  g_assert_true (small->model == pixels->model);
  for (guint y = 0; y < small->height; y++)
    for (guint x = 0; x < small->width; x++)
      for (guint c = 0; c < step; c++)
        g_assert_cmpuint (small->data[small->stride * y + x * step + c], ==,
                          mean (pixels, c, x * factor, y * factor, factor));
}

static void
test_means (void)
{
  static const AmbPixelModel models[] = { AMB_MODEL_GRAY, AMB_MODEL_RGB, AMB_MODEL_CMYK };
  static const guint sizes[][2] = { { 1, 1 }, { 64, 48 }, { 97, 61 }, { 103, 8 }, { 5, 130 } };
  for (guint i = 0; i < G_N_ELEMENTS (models) * G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (AmbPixels) pixels
          = golden_pixels (sizes[i / 3][0], sizes[i / 3][1], models[i % 3], FALSE, 8);
      for (guint factor = 2; factor <= AMB_REDUCE_MOST; factor *= 2)
        assert_means (pixels, factor);
    }
}

static void
test_white (void)
{
  g_autoptr (AmbPixels) pixels = golden_pixels (33, 17, AMB_MODEL_RGB, FALSE, 8);
  memset (pixels->data, 255, pixels->stride * pixels->height);
  assert_means (pixels, 8);
}

static void
test_others (void)
{
  g_autoptr (AmbPixels) deep = golden_pixels (32, 32, AMB_MODEL_RGB, FALSE, 16);
  g_autoptr (AmbPixels) with_alpha = golden_pixels (32, 32, AMB_MODEL_RGB, TRUE, 8);
  g_assert_null (amb_reduce_pixels (deep, 4));
  g_assert_null (amb_reduce_pixels (with_alpha, 4));
}

/* What a thumbnail is made from looks as what it is made from. */
static void
test_source (void)
{
  g_autoptr (AmbPixels) pixels = golden_pixels (1603, 1201, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRecipe) recipe = golden_recipe ("exposure.ev", 0.3, NULL);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  g_autoptr (AmbRenderSource) reduced = amb_render_source_new_reduced (source, 4);
  GoldenJob job = { source, golden_geometry (pixels, 6), recipe, { 120, 160, AMB_RENDER_RGB8, 0 } };
  g_autofree guint8 *whole = golden_render (&job);
  job.source = reduced;
  g_autofree guint8 *quick = golden_render (&job);
  double sum = 0;
  for (guint i = 0; i < 120 * 160 * 3; i++)
    sum += ABS ((int) whole[i] - (int) quick[i]);
  g_test_message ("mean difference %.3f steps", sum / (120 * 160 * 3));
  g_assert_cmpfloat (sum / (120 * 160 * 3), <, 1.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/reduce/means", test_means);
  g_test_add_func ("/pipeline/reduce/white", test_white);
  g_test_add_func ("/pipeline/reduce/others", test_others);
  g_test_add_func ("/pipeline/reduce/source", test_source);
  return g_test_run ();
}
