/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the golden tests share. The references here are plain double arithmetic and libm, on purpose
 * not the engine's own. */
#include "golden.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>
#include "amb-cpu.h"

static guint32
noise (guint32 *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static double
pattern (guint x, guint y, guint channel, guint width, guint height)
{
  double wave
      = 0.5 + 0.3 * sin (x * (0.05 + 0.02 * channel) + y * 0.03) * cos (y * 0.041 - channel);
  gboolean box = ((x * 8 / width) ^ (y * 6 / height)) % 5 == 0;
  return box ? (channel == 1 ? 0.95 : 0.05) : wave;
}

AmbPixels *
golden_pixels (guint width, guint height, AmbPixelModel model, gboolean has_alpha, guint depth)
{
  AmbPixels *pixels = amb_pixels_new (width, height, model, has_alpha, depth);
  const guint channels = amb_pixels_channels (pixels);
  const double maximum = depth == 8 ? 255 : 65535;
  guint32 state = 1;
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      for (guint c = 0; c < channels; c++)
        {
          double value
              = pattern (x, y, c, width, height) + (noise (&state) % 1024 / 1024.0 - 0.5) * 0.1;
          guint sample = (guint) (CLAMP (value, 0, 1) * maximum + 0.5);
          guint8 *row = pixels->data + y * pixels->stride;
          if (depth == 8)
            row[x * channels + c] = (guint8) sample;
          else
            ((guint16 *) (gpointer) row)[x * channels + c] = (guint16) sample;
        }
  return pixels;
}

AmbRenderSource *
golden_source (const AmbPixels *pixels)
{
  AmbRenderSourceSpec spec
      = { .pixels = pixels, .full_width = pixels->width, .full_height = pixels->height };
  spec.orientation = 1;
  g_autoptr (GError) error = NULL;
  AmbRenderSource *source = amb_render_source_new (&spec, NULL, &error);
  g_assert_no_error (error);
  return source;
}

AmbGeometry
golden_geometry (const AmbPixels *pixels, int orientation)
{
  AmbGeometry geometry = { .source_width = pixels->width, .source_height = pixels->height };
  geometry.orientation = orientation;
  geometry.frame_width = orientation >= 5 ? pixels->height : pixels->width;
  geometry.frame_height = orientation >= 5 ? pixels->width : pixels->height;
  geometry.crop = (AmbRect){ 0, 0, (int) geometry.frame_width, (int) geometry.frame_height };
  return geometry;
}

AmbGeometry
golden_turned (const AmbPixels *pixels, double degrees, AmbRect crop)
{
  AmbGeometry geometry = golden_geometry (pixels, 1);
  geometry.angle = degrees * G_PI / 180;
  geometry.crop = crop;
  return geometry;
}

AmbRecipe *
golden_recipe (const char *first_id, ...)
{
  AmbRecipe *recipe = amb_recipe_new ();
  va_list args;
  va_start (args, first_id);
  for (const char *id = first_id; id != NULL; id = va_arg (args, const char *))
    {
      AmbRecipe *next = amb_recipe_with_number (recipe, id, va_arg (args, double));
      amb_recipe_unref (recipe);
      recipe = next;
    }
  va_end (args);
  return recipe;
}

guint
golden_bytes (AmbRenderFormat format)
{
  static const guint bytes[] = {
    [AMB_RENDER_RGBA8_PREMULTIPLIED] = 4,
    [AMB_RENDER_RGB8] = 3,
    [AMB_RENDER_RGBA8] = 4,
    [AMB_RENDER_RGB16] = 6,
    [AMB_RENDER_RGBA16] = 8,
    [AMB_RENDER_GRAY8] = 1,
    [AMB_RENDER_GRAYA8] = 2,
    [AMB_RENDER_GRAY16] = 2,
    [AMB_RENDER_GRAYA16] = 4,
  };
  return bytes[format];
}

static gsize
row_bytes (const GoldenJob *job)
{
  return (gsize) job->spec.plane_width * golden_bytes (job->spec.format);
}

static void
region (const GoldenJob *job, AmbRender *render, AmbRect rect, guint8 *plane, guint threads)
{
  g_autoptr (GError) error = NULL;
  guint8 *dst
      = plane + (gsize) rect.y * row_bytes (job) + (gsize) rect.x * golden_bytes (job->spec.format);
  amb_render_region (render, &rect, dst, row_bytes (job), threads, NULL, NULL, &error);
  g_assert_no_error (error);
}

static AmbRender *
open_render (const GoldenJob *job)
{
  g_autoptr (GError) error = NULL;
  AmbRender *render = amb_render_new (job->source, &job->geometry, job->recipe, &job->spec, &error);
  g_assert_no_error (error);
  return render;
}

guint8 *
golden_render_threads (const GoldenJob *job, guint threads)
{
  g_autoptr (AmbRender) render = open_render (job);
  guint8 *plane = g_malloc0 (row_bytes (job) * job->spec.plane_height);
  region (job, render, (AmbRect){ 0, 0, (int) job->spec.plane_width, (int) job->spec.plane_height },
          plane, threads);
  return plane;
}

guint8 *
golden_render (const GoldenJob *job)
{
  return golden_render_threads (job, 1);
}

guint8 *
golden_render_tiles (const GoldenJob *job, int tile_width, int tile_height)
{
  g_autoptr (AmbRender) render = open_render (job);
  guint8 *plane = g_malloc0 (row_bytes (job) * job->spec.plane_height);
  const AmbRect all = { 0, 0, (int) job->spec.plane_width, (int) job->spec.plane_height };
  for (int y = 0; y < all.height; y += tile_height)
    for (int x = 0; x < all.width; x += tile_width)
      {
        const AmbRect tile = { x, y, tile_width, tile_height };
        region (job, render, amb_rect_intersect (&tile, &all), plane,
                1 + (guint) (x / tile_width) % 3);
      }
  return plane;
}

guint8 *
golden_render_bands (const GoldenJob *job, int rows)
{
  g_autoptr (AmbRender) render = open_render (job);
  guint8 *plane = g_malloc0 (row_bytes (job) * job->spec.plane_height);
  const AmbRect all = { 0, 0, (int) job->spec.plane_width, (int) job->spec.plane_height };
  for (int y = 0; y < all.height; y += rows)
    region (job, render, (AmbRect){ 0, y, all.width, MIN (rows, all.height - y) }, plane, 1);
  return plane;
}

void
golden_assert_same (const guint8 *a, const guint8 *b, gsize bytes, const char *what)
{
  for (gsize i = 0; i < bytes; i++)
    if (a[i] != b[i])
      {
        g_test_message ("%s: byte %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " is %u, not %u", what,
                        i, bytes, b[i], a[i]);
        g_test_fail ();
        return;
      }
}

static char *
checksums (GoldenRender render, guint n)
{
  GString *all = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      gsize bytes;
      g_autofree guint8 *out = render (i, &bytes);
      g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, out, bytes);
      g_string_append_printf (all, "case %u: %s\n", i, sum);
    }
  return g_string_free (all, FALSE);
}

/* Kernels are chosen once: each lesser set gets a program of its own. */
void
golden_test_kernels (GoldenRender render, guint n)
{
  g_autofree char *sums = checksums (render, n);
  g_autofree char *pattern = g_strdup_printf ("*%s*", sums);
  if (g_test_subprocess ())
    {
      g_print ("%s", sums);
      return;
    }
  for (guint cpu = 0; cpu < amb_cpu_choose (); cpu++)
    {
      g_setenv ("AMB_KERNELS", amb_cpu_names[cpu], TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_unsetenv ("AMB_KERNELS");
      g_test_trap_assert_passed ();
      g_test_trap_assert_stdout (pattern);
    }
}

/* --- Colour --- */

double
golden_srgb_to_linear (double x)
{
  return x <= 0.04045 ? x / 12.92 : pow ((x + 0.055) / 1.055, 2.4);
}

double
golden_linear_to_srgb (double x)
{
  return x <= 0.0031308 ? 12.92 * x : 1.055 * pow (x, 1 / 2.4) - 0.055;
}

static double
lab_f (double t)
{
  return t > 216.0 / 24389 ? cbrt (t) : (24389.0 / 27 * t + 16) / 116;
}

/* White is what equal parts give. */
static void
to_lab (const double matrix[9], const double rgb[3], double lab[3])
{
  double f[3];
  for (int i = 0; i < 3; i++)
    {
      const double *m = matrix + 3 * i;
      f[i] = lab_f ((m[0] * rgb[0] + m[1] * rgb[1] + m[2] * rgb[2]) / (m[0] + m[1] + m[2]));
    }
  lab[0] = 116 * f[1] - 16;
  lab[1] = 500 * (f[0] - f[1]);
  lab[2] = 200 * (f[1] - f[2]);
}

static double
hue (double a, double b)
{
  double degrees = a == 0 && b == 0 ? 0 : atan2 (b, a) * 180 / G_PI;
  return degrees < 0 ? degrees + 360 : degrees;
}

static double
cos_degrees (double x)
{
  return cos (x * G_PI / 180);
}

/* G. Sharma, W. Wu, E. N. Dalal, The CIEDE2000 Color-Difference Formula (2005). */
static double
ciede2000 (const double x[3], const double y[3])
{
  const double mean_c7 = pow ((hypot (x[1], x[2]) + hypot (y[1], y[2])) / 2, 7);
  const double g = 0.5 * (1 - sqrt (mean_c7 / (mean_c7 + pow (25, 7))));
  const double a1 = (1 + g) * x[1], a2 = (1 + g) * y[1];
  const double c1 = hypot (a1, x[2]), c2 = hypot (a2, y[2]);
  const double h1 = hue (a1, x[2]), h2 = hue (a2, y[2]);
  double dh = c1 * c2 == 0 ? 0 : h2 - h1;
  dh = dh > 180 ? dh - 360 : dh < -180 ? dh + 360 : dh;
  const double dl = y[0] - x[0], dc = c2 - c1;
  const double dhh = 2 * sqrt (c1 * c2) * sin (dh * G_PI / 360);
  double mean_h = h1 + h2;
  if (c1 * c2 != 0)
    mean_h = fabs (h1 - h2) <= 180 ? mean_h / 2
             : mean_h < 360        ? mean_h / 2 + 180
                                   : mean_h / 2 - 180;
  const double mean_l = (x[0] + y[0]) / 2, mean_c = (c1 + c2) / 2;
  const double t = 1 - 0.17 * cos_degrees (mean_h - 30) + 0.24 * cos_degrees (2 * mean_h)
                   + 0.32 * cos_degrees (3 * mean_h + 6) - 0.20 * cos_degrees (4 * mean_h - 63);
  const double l50 = (mean_l - 50) * (mean_l - 50);
  const double sl = 1 + 0.015 * l50 / sqrt (20 + l50);
  const double sc = 1 + 0.045 * mean_c, sh = 1 + 0.015 * mean_c * t;
  const double c7 = pow (mean_c, 7);
  const double rt = -2 * sqrt (c7 / (c7 + pow (25, 7)))
                    * sin (60 * exp (-pow ((mean_h - 275) / 25, 2)) * G_PI / 180);
  const double l = dl / sl, c = dc / sc, h = dhh / sh;
  return sqrt (l * l + c * c + h * h + rt * c * h);
}

double
golden_delta_e_working (const double a[3], const double b[3])
{
  static const double to_xyz[9] = { 0.6369580, 0.1446169, 0.1688810, 0.2627002, 0.6779981,
                                    0.0593017, 0.0000000, 0.0280727, 1.0609851 };
  double x[3], y[3];
  to_lab (to_xyz, a, x);
  to_lab (to_xyz, b, y);
  return ciede2000 (x, y);
}

double
golden_delta_e_srgb8 (const guint8 *a, const guint8 *b)
{
  static const double to_xyz[9] = { 0.4123908, 0.3575843, 0.1804808, 0.2126390, 0.7151687,
                                    0.0721923, 0.0193308, 0.1191948, 0.9505322 };
  double linear[2][3], x[3], y[3];
  for (int i = 0; i < 3; i++)
    {
      linear[0][i] = golden_srgb_to_linear (a[i] / 255.0);
      linear[1][i] = golden_srgb_to_linear (b[i] / 255.0);
    }
  to_lab (to_xyz, linear[0], x);
  to_lab (to_xyz, linear[1], y);
  return ciede2000 (x, y);
}
