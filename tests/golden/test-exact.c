/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What must not change does not: identity, orientations and crops, round trips of every sample
 * value, alpha. */
#include "golden.h"

#include <string.h>

static const AmbRenderFormat exact_formats[] = {
  AMB_RENDER_RGB8,  AMB_RENDER_RGBA8,  AMB_RENDER_RGB16,  AMB_RENDER_RGBA16,
  AMB_RENDER_GRAY8, AMB_RENDER_GRAYA8, AMB_RENDER_GRAY16, AMB_RENDER_GRAYA16,
};

typedef struct
{
  AmbPixelModel model;
  gboolean alpha;
  guint depth;
} Layout;

static Layout
layout_of (AmbRenderFormat format)
{
  const guint bytes = golden_bytes (format);
  const gboolean gray = format >= AMB_RENDER_GRAY8;
  const gboolean alpha = format == AMB_RENDER_RGBA8 || format == AMB_RENDER_RGBA16
                         || format == AMB_RENDER_GRAYA8 || format == AMB_RENDER_GRAYA16;
  const guint channels = (gray ? 1 : 3) + (alpha ? 1 : 0);
  return (Layout){ gray ? AMB_MODEL_GRAY : AMB_MODEL_RGB, alpha, 8 * bytes / channels };
}

static AmbPixels *
pixels_for (AmbRenderFormat format, guint width, guint height)
{
  const Layout layout = layout_of (format);
  return golden_pixels (width, height, layout.model, layout.alpha, layout.depth);
}

static GoldenJob
whole_job (AmbRenderSource *source, AmbRecipe *recipe, AmbGeometry geometry, AmbRenderFormat format)
{
  return (GoldenJob){
    .source = source,
    .recipe = recipe,
    .geometry = geometry,
    .spec
    = { (guint) geometry.crop.width, (guint) geometry.crop.height, format, AMB_RENDER_OPTION_NONE },
  };
}

static gboolean
is_identity (const GoldenJob *job)
{
  g_autoptr (AmbRender) render
      = amb_render_new (job->source, &job->geometry, job->recipe, &job->spec, NULL);
  return amb_render_is_identity (render);
}

static void
assert_rows_equal (const AmbPixels *pixels, const guint8 *out, const char *what)
{
  const gsize row = (gsize) pixels->width * amb_pixels_channels (pixels) * pixels->depth / 8;
  for (guint y = 0; y < pixels->height; y++)
    golden_assert_same (pixels->data + y * pixels->stride, out + y * row, row, what);
}

static void
test_identity_formats (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (exact_formats); i++)
    {
      g_autoptr (AmbPixels) pixels = pixels_for (exact_formats[i], 61, 47);
      g_autoptr (AmbRenderSource) source = golden_source (pixels);
      GoldenJob job = whole_job (source, recipe, golden_geometry (pixels, 1), exact_formats[i]);
      g_autofree guint8 *out = golden_render (&job);
      g_assert_true (is_identity (&job));
      assert_rows_equal (pixels, out, "identity");
    }
}

static void
test_identity_denied (void)
{
  g_autoptr (AmbRecipe) neutral = golden_recipe (NULL, NULL);
  g_autoptr (AmbRecipe) edited = golden_recipe ("exposure.ev", 0.25, NULL);
  g_autoptr (AmbPixels) pixels = golden_pixels (64, 48, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  AmbRenderSourceSpec reduced_spec
      = { .pixels = pixels, .full_width = 128, .full_height = 96, .orientation = 1 };
  g_autoptr (AmbRenderSource) reduced = amb_render_source_new (&reduced_spec, NULL, NULL);
  AmbGeometry geometry = golden_geometry (pixels, 1);
  GoldenJob job = whole_job (source, edited, geometry, AMB_RENDER_RGB8);
  g_assert_false (is_identity (&job));
  job = whole_job (source, neutral, geometry, AMB_RENDER_RGB16);
  g_assert_false (is_identity (&job));
  job = whole_job (source, neutral, geometry, AMB_RENDER_RGBA8);
  g_assert_false (is_identity (&job));
  job = whole_job (source, neutral, geometry, AMB_RENDER_RGB8);
  job.spec.plane_width = 32;
  g_assert_false (is_identity (&job));
  job = whole_job (source, neutral, golden_turned (pixels, 1, (AmbRect){ 8, 8, 40, 30 }),
                   AMB_RENDER_RGB8);
  g_assert_false (is_identity (&job));
  job = whole_job (reduced, neutral, geometry, AMB_RENDER_RGB8);
  job.geometry.crop = (AmbRect){ 0, 0, 128, 96 };
  job.geometry.frame_width = 128;
  job.geometry.frame_height = 96;
  g_assert_false (is_identity (&job));
}

/* Stored column and row of upright (x, y): Exif 2.32, 4.6.4, tag 274, spelled out one by one. */
static void
stored_place (
    int orientation, guint width, guint height, guint x, guint y, guint *column, guint *row)
{
  const guint places[9][2] = {
    { 0 },
    { x, y },
    { width - 1 - x, y },
    { width - 1 - x, height - 1 - y },
    { x, height - 1 - y },
    { y, x },
    { y, height - 1 - x },
    { width - 1 - y, height - 1 - x },
    { width - 1 - y, x },
  };
  *column = places[orientation][0];
  *row = places[orientation][1];
}

static void
assert_moved (const AmbPixels *pixels, const AmbGeometry *geometry, const guint8 *out)
{
  const gsize bytes = amb_pixels_channels (pixels) * pixels->depth / 8;
  for (int y = 0; y < geometry->crop.height; y++)
    for (int x = 0; x < geometry->crop.width; x++, out += bytes)
      {
        guint column, row;
        stored_place (geometry->orientation, pixels->width, pixels->height,
                      (guint) (x + geometry->crop.x), (guint) (y + geometry->crop.y), &column,
                      &row);
        const guint8 *stored = pixels->data + row * pixels->stride + column * bytes;
        if (memcmp (stored, out, bytes) == 0)
          continue;
        g_test_message ("orientation %d: pixel (%d, %d) is wrong", geometry->orientation, x, y);
        g_test_fail ();
        return;
      }
}

static void
test_orientations (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (exact_formats); i++)
    for (int orientation = 1; orientation <= 8; orientation++)
      {
        g_autoptr (AmbPixels) pixels = pixels_for (exact_formats[i], 83, 70);
        g_autoptr (AmbRenderSource) source = golden_source (pixels);
        AmbGeometry geometry = golden_geometry (pixels, orientation);
        GoldenJob job = whole_job (source, recipe, geometry, exact_formats[i]);
        g_autofree guint8 *out = golden_render (&job);
        assert_moved (pixels, &geometry, out);
        geometry.crop = (AmbRect){ 7, 5, 31, 44 };
        job = whole_job (source, recipe, geometry, exact_formats[i]);
        g_autofree guint8 *cropped = golden_render_tiles (&job, 13, 37);
        assert_moved (pixels, &geometry, cropped);
      }
}

/* With an edit the pixels must be those of the unturned photo with the same edit, moved. */
static void
test_orientations_edited (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe ("exposure.ev", 0.5, NULL);
  g_autoptr (AmbPixels) pixels = golden_pixels (83, 70, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  g_autoptr (AmbPixels) edited = amb_pixels_new (83, 70, AMB_MODEL_RGB, FALSE, 8);
  GoldenJob job = whole_job (source, recipe, golden_geometry (pixels, 1), AMB_RENDER_RGB8);
  g_autofree guint8 *upright = golden_render (&job);
  for (guint y = 0; y < 70; y++)
    memcpy (edited->data + y * edited->stride, upright + y * 83 * 3, 83 * 3);
  for (int orientation = 1; orientation <= 8; orientation++)
    {
      AmbGeometry geometry = golden_geometry (pixels, orientation);
      job = whole_job (source, recipe, geometry, AMB_RENDER_RGB8);
      g_autofree guint8 *out = golden_render_bands (&job, 11);
      assert_moved (edited, &geometry, out);
    }
}

/* All 256 and all 65536 values, and mixed colours, through linear light and back. */
static void
test_round_trip_8 (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = golden_pixels (512, 300, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  for (guint i = 0; i < 512 * 44; i++)
    for (guint c = 0; c < 3; c++)
      pixels->data[(i / 512) * pixels->stride + (i % 512) * 3 + c] = (guint8) (i
                                                                                   * (c == 0   ? 1
                                                                                      : c == 1 ? 7
                                                                                               : 29)
                                                                               >> (c * 3));
  for (guint i = 0; i < 256; i++)
    memset (pixels->data + 3 * i, (int) i, 3);
  GoldenJob job = whole_job (source, recipe, golden_geometry (pixels, 1), AMB_RENDER_RGBA8);
  g_assert_false (is_identity (&job));
  g_autofree guint8 *out = golden_render (&job);
  for (guint y = 0; y < 300; y++)
    for (guint x = 0; x < 512; x++)
      {
        g_assert_cmpmem (pixels->data + y * pixels->stride + 3 * x, 3, out + (y * 512 + x) * 4, 3);
        g_assert_cmpuint (out[(y * 512 + x) * 4 + 3], ==, 255);
      }
}

static void
test_round_trip_16 (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = amb_pixels_new (1024, 256, AMB_MODEL_RGB, FALSE, 16);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  guint32 state = 7;
  for (guint i = 0; i < 1024 * 256; i++)
    {
      guint16 *rgb
          = (guint16 *) (gpointer) (pixels->data + (i / 1024) * pixels->stride) + 3 * (i % 1024);
      for (guint c = 0; c < 3; c++)
        {
          state = state * 1664525u + 1013904223u;
          guint corner = (state >> 30) == 0 ? 65535 : (state >> 30) == 1 ? 0 : state >> 16;
          rgb[c] = (guint16) (i < 65536 ? i : corner);
        }
    }
  GoldenJob job = whole_job (source, recipe, golden_geometry (pixels, 1), AMB_RENDER_RGBA16);
  g_autofree guint16 *out = (guint16 *) (gpointer) golden_render (&job);
  guint worst = 0;
  for (guint i = 0; i < 1024 * 256; i++)
    for (guint c = 0; c < 3; c++)
      {
        const guint16 *rgb
            = (guint16 *) (gpointer) (pixels->data + (i / 1024) * pixels->stride) + 3 * (i % 1024);
        worst = MAX (worst, (guint) ABS ((int) rgb[c] - (int) out[4 * i + c]));
      }
  g_assert_cmpuint (worst, ==, 0);
}

static void
test_round_trip_gray (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = amb_pixels_new (256, 256, AMB_MODEL_GRAY, FALSE, 16);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  for (guint i = 0; i < 65536; i++)
    ((guint16 *) (gpointer) (pixels->data + (i / 256) * pixels->stride))[i % 256] = (guint16) i;
  GoldenJob job = whole_job (source, recipe, golden_geometry (pixels, 1), AMB_RENDER_GRAYA16);
  g_autofree guint16 *gray = (guint16 *) (gpointer) golden_render (&job);
  job.spec.format = AMB_RENDER_RGB16;
  g_autofree guint16 *rgb = (guint16 *) (gpointer) golden_render (&job);
  for (guint i = 0; i < 65536; i++)
    {
      g_assert_cmpuint (gray[2 * i], ==, i);
      g_assert_cmpuint (gray[2 * i + 1], ==, 65535);
      for (guint c = 0; c < 3; c++)
        g_assert_cmpuint (rgb[3 * i + c], ==, i);
    }
}

/* Values that are whole stay, others become one of their neighbours, in the right proportion. */
static void
test_dither (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = amb_pixels_new (256, 256, AMB_MODEL_RGB, FALSE, 16);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  for (guint y = 0; y < 256; y++)
    for (guint i = 0; i < 768; i++)
      ((guint16 *) (gpointer) (pixels->data + y * pixels->stride))[i]
          = (guint16) (y < 128 ? (i / 3) * 257 : 100 * 257 + 64);
  GoldenJob job = whole_job (source, recipe, golden_geometry (pixels, 1), AMB_RENDER_RGB8);
  job.spec.options = AMB_RENDER_OPTION_DITHER;
  g_autofree guint8 *out = golden_render (&job);
  guint up = 0;
  for (guint i = 0; i < 256 * 256 * 3; i++)
    {
      guint whole = i / 768 < 128 ? (i % 768) / 3 : 100;
      g_assert_cmpuint (out[i], >=, whole);
      g_assert_cmpuint (out[i], <=, i / 768 < 128 ? whole : whole + 1);
      up += out[i] - whole;
    }
  /* 64 / 257 of 98304 samples. */
  g_assert_cmpuint (up, >, 23000);
  g_assert_cmpuint (up, <, 25500);
}

/* Nothing to sharpen, blur or ring: one colour stays one colour up to the edges, at any size and
 * angle. */
static void
test_flat (void)
{
  g_autoptr (AmbRecipe) recipe
      = golden_recipe ("sharpen.amount", 150.0, "sharpen.radius", 0.005, NULL);
  g_autoptr (AmbPixels) pixels = amb_pixels_new (900, 40, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  for (guint i = 0; i < 900 * 40; i++)
    memcpy (pixels->data + i / 900 * pixels->stride + i % 900 * 3, (guint8[]){ 180, 90, 30 }, 3);
  for (guint i = 0; i < 4; i++)
    {
      GoldenJob job = whole_job (source, recipe, golden_geometry (pixels, 1), AMB_RENDER_RGB8);
      if (i % 2 == 1)
        job = whole_job (source, recipe, golden_turned (pixels, 0.5, (AmbRect){ 20, 10, 860, 20 }),
                         AMB_RENDER_RGB8);
      if (i >= 2)
        job.spec.plane_width = job.spec.plane_width * 3 / 4;
      g_autofree guint8 *out = golden_render (&job);
      for (guint k = 0; k < job.spec.plane_width * job.spec.plane_height; k++)
        g_assert_cmpmem (out + 3 * k, 3, pixels->data, 3);
    }
}

static void
test_alpha_formats (void)
{
  g_autoptr (AmbRecipe) recipe = golden_recipe (NULL, NULL);
  g_autoptr (AmbPixels) pixels = amb_pixels_new (2, 1, AMB_MODEL_RGB, TRUE, 8);
  g_autoptr (AmbRenderSource) source = golden_source (pixels);
  memcpy (pixels->data, (guint8[]){ 200, 100, 50, 128, 10, 20, 30, 0 }, 8);
  GoldenJob job
      = whole_job (source, recipe, golden_geometry (pixels, 1), AMB_RENDER_RGBA8_PREMULTIPLIED);
  g_autofree guint8 *premultiplied = golden_render (&job);
  const guint8 expected[8] = { 100, 50, 25, 128, 0, 0, 0, 0 };
  g_assert_cmpmem (premultiplied, 8, expected, 8);
  job.spec.format = AMB_RENDER_RGB8;
  g_autofree guint8 *on_white = golden_render (&job);
  const guint8 white[6] = { 227, 177, 152, 255, 255, 255 };
  g_assert_cmpmem (on_white, 6, white, 6);
  job.spec.format = AMB_RENDER_RGBA16;
  g_autofree guint16 *deep = (guint16 *) (gpointer) golden_render (&job);
  const guint16 kept[8]
      = { 200 * 257, 100 * 257, 50 * 257, 128 * 257, 10 * 257, 20 * 257, 30 * 257, 0 };
  g_assert_cmpmem (deep, 16, kept, 16);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/exact/identity-formats", test_identity_formats);
  g_test_add_func ("/pipeline/exact/identity-denied", test_identity_denied);
  g_test_add_func ("/pipeline/exact/orientations", test_orientations);
  g_test_add_func ("/pipeline/exact/orientations-edited", test_orientations_edited);
  g_test_add_func ("/pipeline/exact/round-trip-8", test_round_trip_8);
  g_test_add_func ("/pipeline/exact/round-trip-16", test_round_trip_16);
  g_test_add_func ("/pipeline/exact/round-trip-gray", test_round_trip_gray);
  g_test_add_func ("/pipeline/exact/dither", test_dither);
  g_test_add_func ("/pipeline/exact/flat", test_flat);
  g_test_add_func ("/pipeline/exact/alpha-formats", test_alpha_formats);
  return g_test_run ();
}
