/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the scaled, untilted photo in linear light, one after the other. */
#pragma once

#include "amb-color-in.h"
#include "amb-fetch.h"
#include "amb-plan.h"

G_BEGIN_DECLS

/* Columns x0 .. x1 - 1 of a scaling. One thread. */
typedef struct
{
  const AmbColorIn *color;
  AmbScaling scaling;
  int x0, x1;
  guint n_planes; /* 3, or 4 with alpha */
  guint pixel_bytes;
  AmbFetch fetch;
  gboolean exact; /* stored pixels, only moved */
  int row_offset;
  const guint8 *row; /* exact: the present row */

  AmbTaps taps;
  float *line; /* one stored row, linear: n_planes of line_stride */
  gsize line_stride;
  float *ring; /* stored rows filtered along x: ring_rows x n_planes of stride */
  gsize stride;
  int ring_rows;
  int next;          /* stored rows before it are in the ring, or passed */
  int start, n_taps; /* of the present row */
  float *weights;
  const float **rows;
} AmbScaleRows;

/* FALSE when memory ran out. amb_scale_rows_clear is needed in either case. */
gboolean amb_scale_rows_init (AmbScaleRows *self,
                              const AmbColorIn *color,
                              const AmbPixels *pixels,
                              const AmbScaling *scaling,
                              int x0,
                              int x1);
void amb_scale_rows_clear (AmbScaleRows *self);

/* Goes to row y, never back. */
void amb_scale_rows_begin (AmbScaleRows *self, int y);
/* Columns x .. x + n - 1 of the present row (x of the plane); planes[3] is filled when n_planes
 * is 4. */
void amb_scale_rows_part (AmbScaleRows *self, int x, int n, float *const planes[4]);

G_END_DECLS
