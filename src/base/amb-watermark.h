/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a watermark lies on an output. */
#pragma once

#include "amb-rect.h"

G_BEGIN_DECLS

/* Row by row from the top left. */
typedef enum
{
  AMB_ANCHOR_TOP_LEFT,
  AMB_ANCHOR_TOP,
  AMB_ANCHOR_TOP_RIGHT,
  AMB_ANCHOR_LEFT,
  AMB_ANCHOR_CENTER,
  AMB_ANCHOR_RIGHT,
  AMB_ANCHOR_BOTTOM_LEFT,
  AMB_ANCHOR_BOTTOM,
  AMB_ANCHOR_BOTTOM_RIGHT,
} AmbAnchor;

/* "top-left" and so on, in the order of the enumeration; NULL-terminated. */
extern const char *const amb_anchor_words[];

typedef struct
{
  AmbAnchor anchor;
  double margin;  /* to the edges, of the output's long edge, 0..0.5 */
  double size;    /* the watermark's long edge, of the output's, above 0..1 */
  double opacity; /* 0..1, times the watermark's own */
} AmbWatermarkPlace;

#define AMB_WATERMARK_PLACE_DEFAULT                                                                \
  {                                                                                                \
    AMB_ANCHOR_BOTTOM_RIGHT, 0.02, 0.2, 1.0                                                        \
  }

/* The pixels of the output that a watermark of mark_width x mark_height covers: its ratio is kept;
 * where it does not fit between the margins it becomes smaller, where there is no room between them
 * it lies on the output's middle. At least 1 x 1, inside the output. */
void amb_watermark_rect (const AmbWatermarkPlace *self,
                         guint width,
                         guint height,
                         guint mark_width,
                         guint mark_height,
                         AmbRect *rect);

G_END_DECLS
