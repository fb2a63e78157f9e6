/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the golden tests share: made-up photos, renders in one call, colour differences. */
#pragma once

#include "amb-pixels.h"
#include "amb-render.h"

G_BEGIN_DECLS

/* Waves, edges and noise, the same every time. */
AmbPixels *
golden_pixels (guint width, guint height, AmbPixelModel model, gboolean has_alpha, guint depth);

/* Untagged, full size. */
AmbRenderSource *golden_source (const AmbPixels *pixels);

/* The whole upright photo. */
AmbGeometry golden_geometry (const AmbPixels *pixels, int orientation);
/* Straightened, with the crop given. */
AmbGeometry golden_turned (const AmbPixels *pixels, double degrees, AmbRect crop);

/* Pairs of full id and double, ended by NULL. */
AmbRecipe *golden_recipe (const char *first_id, ...) G_GNUC_NULL_TERMINATED;

typedef struct
{
  AmbRenderSource *source;
  AmbGeometry geometry;
  AmbRecipe *recipe;
  AmbRenderSpec spec;
} GoldenJob;

guint golden_bytes (AmbRenderFormat format);
/* The whole plane, rows packed; in one call, or in tiles, or in bands from top to bottom. Aborts on
 * errors. Transfer full. */
guint8 *golden_render (const GoldenJob *job);
guint8 *golden_render_threads (const GoldenJob *job, guint threads);
guint8 *golden_render_tiles (const GoldenJob *job, int tile_width, int tile_height);
guint8 *golden_render_bands (const GoldenJob *job, int rows);

/* The first differing byte is named. */
void golden_assert_same (const guint8 *a, const guint8 *b, gsize bytes, const char *what);

/* Renders one of several cases. Transfer full. */
typedef guint8 *(*GoldenRender) (guint index, gsize *bytes);
/* A whole test: n cases come out the same from every set of kernels that this machine runs. */
void golden_test_kernels (GoldenRender render, guint n);

/* CIEDE2000 (CIE 142-2001) between two colours. */
double golden_delta_e_working (const double a[3], const double b[3]); /* linear Rec. 2020 */
double golden_delta_e_srgb8 (const guint8 *a, const guint8 *b);

double golden_srgb_to_linear (double x);
double golden_linear_to_srgb (double x);

G_END_DECLS
