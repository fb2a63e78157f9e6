/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that are no numbers, pictures of one pixel, edits at their limits, too little memory. */
#include "golden.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include "amb-color-out.h"
#include "amb-error.h"
#include "amb-operations.h"

#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER 1
#endif
#endif

static const AmbRenderFormat formats[] = {
  AMB_RENDER_RGBA8_PREMULTIPLIED,
  AMB_RENDER_RGB8,
  AMB_RENDER_RGBA8,
  AMB_RENDER_RGB16,
  AMB_RENDER_RGBA16,
  AMB_RENDER_GRAY8,
  AMB_RENDER_GRAYA8,
  AMB_RENDER_GRAY16,
  AMB_RENDER_GRAYA16,
};

static void
test_no_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint dither = 0; dither < 2; dither++)
      {
        float r[3] = { NAN, INFINITY, -INFINITY }, g[3] = { NAN, INFINITY, -INFINITY },
              b[3] = { NAN, INFINITY, -INFINITY };
        float *const planes[4] = { r, g, b, NULL };
        guint8 out[3 * 8];
        AmbColorOut color;
        amb_color_out_init (&color, formats[i], dither, 0);
        amb_color_out_row (&color, planes, 3, 0, 0, out);
        const guint bytes = golden_bytes (formats[i]);
        const guint depth = amb_render_format_depth (formats[i]) / 8;
        for (guint k = 0; k < depth; k++)
          {
            g_assert_cmpuint (out[k], ==, 0);
            g_assert_cmpuint (out[2 * bytes + k], ==, 0);
          }
      }
}

/* Infinite light is white, in the channels where the matrix leaves it positive. */
static void
test_beyond_white (void)
{
  float r[2] = { 3e38f, 1e9f }, g[2] = { 3e38f, 1e9f }, b[2] = { 3e38f, 1e9f };
  float *const planes[4] = { r, g, b, NULL };
  guint8 out[6];
  AmbColorOut color;
  amb_color_out_init (&color, AMB_RENDER_RGB8, FALSE, 0);
  amb_color_out_row (&color, planes, 2, 0, 0, out);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpuint (out[i], ==, 255);
}

/* Every parameter of every operation at its lowest and its highest, over everything a sample can
 * be. */
static void
test_extremes (void)
{
  g_autoptr (AmbPixels) pixels = golden_pixels (70, 40, AMB_MODEL_RGB, TRUE, 16);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  g_autoptr (AmbRecipe) lowest = amb_recipe_new ();
  g_autoptr (AmbRecipe) highest = amb_recipe_new ();
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    for (guint p = 0; (*op)->kind != AMB_OP_GEOMETRY && p < (*op)->n_params; p++)
      {
        g_autofree char *id = amb_operation_param_id (*op, &(*op)->params[p]);
        AmbRecipe *low = amb_recipe_with_number (lowest, id, (*op)->params[p].minimum);
        AmbRecipe *high = amb_recipe_with_number (highest, id, (*op)->params[p].maximum);
        amb_recipe_unref (lowest);
        amb_recipe_unref (highest);
        lowest = low;
        highest = high;
      }
  for (guint i = 0; i < G_N_ELEMENTS (formats) * 2; i++)
    {
      GoldenJob job = {
        source, golden_geometry (pixels, 1), i % 2 ? lowest : highest, { 35, 20, formats[i / 2], 0 }
      };
      g_autofree guint8 *whole = golden_render (&job);
      g_autofree guint8 *tiles = golden_render_tiles (&job, 9, 9);
      golden_assert_same (whole, tiles, 35 * 20 * golden_bytes (formats[i / 2]), "extremes");
    }
}

static void
test_tiny (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 1, 9 }, { 9, 1 }, { 2, 3 } };
  static const guint planes[][2] = { { 1, 1 }, { 3, 40 }, { 40, 2 }, { 1, 20 } };
  static const AmbRenderOptions options[]
      = { 0, AMB_RENDER_OPTION_FAST, AMB_RENDER_OPTION_NEAREST, AMB_RENDER_OPTION_CACHE };
  g_autoptr (AmbRecipe) recipe
      = golden_recipe ("exposure.ev", 0.5, "sharpen.amount", 100.0, "sharpen.radius", 0.005, NULL);
  for (guint i = 0; i < 4 * 4 * 4 * 2; i++)
    {
      const guint *size = sizes[i % 4], *plane = planes[i / 4 % 4];
      g_autoptr (AmbPixels) pixels = golden_pixels (size[0], size[1], AMB_MODEL_RGB, i & 1, 8);
      g_autoptr (AmbRenderSource) source = golden_source (pixels);
      GoldenJob job = { source, golden_geometry (pixels, 1 + (int) (i / 16 % 8)), recipe, { 0 } };
      job.geometry.angle = i >= 64 ? 0.3 : 0;
      job.spec = (AmbRenderSpec){ plane[0], plane[1], AMB_RENDER_RGBA8, options[i / 16 % 4] };
      g_autofree guint8 *whole = golden_render (&job);
      g_autofree guint8 *tiles = golden_render_tiles (&job, 7, 1);
      golden_assert_same (whole, tiles, (gsize) plane[0] * plane[1] * 4, "tiny");
    }
}

/* --- Memory --- */

#ifndef ADDRESS_SANITIZER
static void
render_without_memory (double angle, AmbRenderOptions options, guint threads)
{
  g_autoptr (AmbRecipe) recipe
      = golden_recipe ("sharpen.amount", 50.0, "shadows.amount", 50.0, NULL);
  g_autoptr (AmbPixels) pixels = golden_pixels (8, 8, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  AmbGeometry geometry = golden_geometry (pixels, 1);
  geometry.angle = angle;
  const AmbRenderSpec spec = { 100 * 1000 * 1000, 1, AMB_RENDER_RGB8, options };
  const AmbRect all = { 0, 0, (int) spec.plane_width, 1 };
  g_autoptr (GError) error = NULL;
  guint8 nothing;
  g_autoptr (AmbRender) render = amb_render_new (source, &geometry, recipe, &spec, NULL);
  g_assert_false (amb_render_region (render, &all, &nothing, 1, threads, NULL, NULL, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_MEMORY);
}
#endif

static void
test_memory (void)
{
#ifdef ADDRESS_SANITIZER
  g_test_skip ("the address sanitizer needs address space");
#else
  if (g_test_subprocess ())
    {
      const struct rlimit limit = { 512 << 20, 512 << 20 };
      g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
      for (guint i = 0; i < 4; i++)
        {
          render_without_memory (0, i & 1 ? AMB_RENDER_OPTION_CACHE : 0, 1 + i / 2);
          render_without_memory (0.1, i & 1 ? AMB_RENDER_OPTION_CACHE : 0, 1 + i / 2);
        }
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/safety/no-numbers", test_no_numbers);
  g_test_add_func ("/pipeline/safety/beyond-white", test_beyond_white);
  g_test_add_func ("/pipeline/safety/extremes", test_extremes);
  g_test_add_func ("/pipeline/safety/tiny", test_tiny);
  g_test_add_func ("/pipeline/safety/memory", test_memory);
  return g_test_run ();
}
