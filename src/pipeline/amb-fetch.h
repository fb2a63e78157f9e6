/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The stored pixels as the upright picture: rows of it, turned and flipped while they are fetched.
 */
#pragma once

#include "amb-pixels.h"

G_BEGIN_DECLS

/* Orientation 1..8 as in Exif: upright (x, y) is stored (column, row) = flipped (transposed (x,
 * y)). */
typedef struct
{
  gboolean transpose, flip_column, flip_row;
} AmbOrientation;

AmbOrientation amb_orientation_get (int orientation);

/* Columns x0 .. x1 - 1 of the upright picture, row after row. */
typedef struct
{
  const AmbPixels *pixels;
  AmbOrientation orientation;
  guint width, height; /* upright */
  guint bytes;         /* a pixel */
  int x0, x1;
  guint8 *buffer; /* rows first .. first + n_rows - 1, where they are not the stored ones */
  int first, n_rows;
} AmbFetch;

/* FALSE when memory ran out. */
gboolean amb_fetch_init (AmbFetch *self, const AmbPixels *pixels, int orientation, int x0, int x1);
void amb_fetch_clear (AmbFetch *self);

/* Interleaved pixels x0 .. x1 - 1 of row y, valid until the next call. Rows asked for in rising
 * order are fastest. */
const guint8 *amb_fetch_row (AmbFetch *self, int y);

G_END_DECLS
