/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Colour out: planar linear Rec. 2020 to samples of an output format. */
#pragma once

#include "amb-color-profile.h"
#include "amb-loops.h"
#include "amb-render.h"

G_BEGIN_DECLS

typedef struct
{
  AmbRenderFormat format;
  gboolean dither;
  float background; /* what shows through where a format has no alpha: 1 is white, 0 black (encoded)
                     */
  float matrix[9];
  float luminance[3];
  float *values; /* the tables, one after the other; NULL: sRGB's transfer function */
  const float *table[3];
  cmsHTRANSFORM transform; /* nullable: used instead of matrix and tables */
  const AmbLoops *loops;
} AmbColorOut;

void
amb_color_out_init (AmbColorOut *self, AmbRenderFormat format, gboolean dither, float background);
void amb_color_out_clear (AmbColorOut *self);

/* sRGB until then. Borrowed, must outlive self. FALSE, and nothing changed, when colours cannot be
 * taken to profile. */
gboolean amb_color_out_set_profile (AmbColorOut *self, const AmbColorProfile *profile);

/* Bytes of one pixel. */
guint amb_render_format_bytes (AmbRenderFormat format);
gboolean amb_render_format_is_gray (AmbRenderFormat format);
guint amb_render_format_depth (AmbRenderFormat format);
gboolean amb_render_format_has_alpha (AmbRenderFormat format);

/* n pixels (at most AMB_CHUNK) whose first is at (x, y) of the plane. planes are spoiled; planes[3]
 * is NULL when all is opaque. */
void
amb_color_out_row (const AmbColorOut *self, float *const planes[4], int n, int x, int y, void *dst);

G_END_DECLS
