/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a straightened or bent photo in linear light. */
#pragma once

#include "amb-proxy.h"
#include "amb-scale.h"

G_BEGIN_DECLS

enum
{
  AMB_WARP_BLOCK_FLOATS = 48 * 1024, /* of one plane: three of them stay in the second cache */
};

/* Columns x0 .. x1 - 1, rows below y1 of a turned plan, made in bands of blocks. One thread. */
typedef struct
{
  const AmbColorIn *color;
  const AmbPixels *pixels;
  const AmbPlan *plan;
  const AmbProxy *unturned; /* nullable: the picture that the maps lead to, if it is at hand */
  int x0, x1, y1;
  guint n_planes; /* 3, or 4 with alpha or uncovered parts */
  guint n_source_planes;
  float to_channels[9], to_working[9]; /* where channels lie apart: to those of sRGB, and back */
  float *weights;
  float *block; /* what one block of the plane reads: planes of AMB_WARP_BLOCK_FLOATS */
  float *band;  /* band_rows x n_planes of stride */
  gsize stride;
  int first, n_rows; /* rows of the plane that band holds */
  gboolean failed;   /* memory ran out: rows are black */
} AmbWarpRows;

/* FALSE when memory ran out. amb_warp_rows_clear is needed in either case. */
gboolean amb_warp_rows_init (AmbWarpRows *self,
                             const AmbColorIn *color,
                             const AmbPixels *pixels,
                             const AmbPlan *plan,
                             const AmbProxy *unturned,
                             const AmbRect *rect);
void amb_warp_rows_clear (AmbWarpRows *self);

void amb_warp_rows_begin (AmbWarpRows *self, int y);
void amb_warp_rows_part (AmbWarpRows *self, int y, int x, int n, float *const planes[4]);

G_END_DECLS
