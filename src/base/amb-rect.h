/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Integer rectangles in pixels. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  int x, y;          /* top left, pixels */
  int width, height; /* pixels; 0 or less is empty */
} AmbRect;

static inline gboolean
amb_rect_is_empty (const AmbRect *r)
{
  return r->width <= 0 || r->height <= 0;
}

static inline AmbRect
amb_rect_intersect (const AmbRect *a, const AmbRect *b)
{
  int x0 = MAX (a->x, b->x);
  int y0 = MAX (a->y, b->y);
  int x1 = MIN (a->x + a->width, b->x + b->width);
  int y1 = MIN (a->y + a->height, b->y + b->height);
  return (AmbRect){ x0, y0, MAX (x1 - x0, 0), MAX (y1 - y0, 0) };
}

G_END_DECLS
