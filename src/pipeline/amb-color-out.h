/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Colour out: planar linear Rec. 2020 to samples of an output format. */
#pragma once

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
  const AmbLoops *loops;
} AmbColorOut;

void
amb_color_out_init (AmbColorOut *self, AmbRenderFormat format, gboolean dither, float background);

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
