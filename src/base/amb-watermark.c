/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lengths of a watermark follow the output's long edge, so that it looks alike on upright and on
 * wide photos and at any size. */
#include "amb-watermark.h"

#include <math.h>

const char *const amb_anchor_words[] = {
  [AMB_ANCHOR_TOP_LEFT] = "top-left",
  [AMB_ANCHOR_TOP] = "top",
  [AMB_ANCHOR_TOP_RIGHT] = "top-right",
  [AMB_ANCHOR_LEFT] = "left",
  [AMB_ANCHOR_CENTER] = "center",
  [AMB_ANCHOR_RIGHT] = "right",
  [AMB_ANCHOR_BOTTOM_LEFT] = "bottom-left",
  [AMB_ANCHOR_BOTTOM] = "bottom",
  [AMB_ANCHOR_BOTTOM_RIGHT] = "bottom-right",
  NULL,
};

static int
pixels (double length, guint most)
{
  return (int) CLAMP (floor (length + 0.5), 1, most);
}

/* third: 0 at the beginning, 1 in the middle, 2 at the end. */
static int
place (guint third, int margin, int length, int room)
{
  const int first[] = { margin, (room - length) / 2, room - margin - length };
  return CLAMP (first[third], 0, room - length);
}

void
amb_watermark_rect (const AmbWatermarkPlace *self,
                    guint width,
                    guint height,
                    guint mark_width,
                    guint mark_height,
                    AmbRect *rect)
{
  const guint edge = MAX (width, height);
  const double margin = floor (self->margin * edge + 0.5);
  const double room_x = MAX (width - 2 * margin, 1), room_y = MAX (height - 2 * margin, 1);
  const double wanted = self->size * edge / MAX (mark_width, mark_height);
  const double scale = MIN (wanted, MIN (room_x / mark_width, room_y / mark_height));

  rect->width = pixels (mark_width * scale, width);
  rect->height = pixels (mark_height * scale, height);
  rect->x = place (self->anchor % 3, (int) margin, rect->width, (int) width);
  rect->y = place (self->anchor / 3, (int) margin, rect->height, (int) height);
}
