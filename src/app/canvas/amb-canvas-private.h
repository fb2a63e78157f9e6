/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the canvas's drawing and its input share. */
#pragma once

#include "amb-canvas.h"
#include "amb-place.h"
#include "amb-tile-cache.h"

G_BEGIN_DECLS

/* Something to draw that is not a tile. */
typedef struct
{
  GdkTexture *texture; /* nullable */
  GBytes *pixels;      /* the texture's memory; NULL of a stand-in */
  int width, height;
  gsize stride;
  guint serial;
  double scale;
  AmbRect region;
  int plane_width, plane_height;
  gboolean whole_frame;
  gboolean is_copy; /* the memory is our own, not the ring's */
} AmbLayer;

struct _AmbCanvas
{
  GtkWidget parent_instance;

  AmbPhoto *photo; /* nullable */
  AmbPlace place;
  gboolean whole_frame;

  AmbLayer base;  /* the last one that holds the whole photo */
  AmbLayer frame; /* the last one */
  AmbTileCache *tiles;
  GdkTexture *checkerboard;
  gboolean copying_base;
  gboolean waiting;
  guint telling; /* idle: the zoom is notified outside of allocation */

  guint painted_serial; /* of what was drawn last, for the meter */
  gboolean paint_pending;
  gboolean painted_once;
  gboolean told_sharp; /* to the meter: tiles covered all that is seen */

  /* input */
  double pointer_x, pointer_y; /* widget coordinates */
  double last_x, last_y;       /* of the drag under way */
  double pinch_scale;
  gboolean space_held;
  gboolean picking;
};

/* After place changed by input. */
void amb_canvas_moved (AmbCanvas *self);
void amb_canvas_add_input (AmbCanvas *self);
/* Tells "picked" if there is something at the point (widget coordinates). */
void amb_canvas_pick (AmbCanvas *self, double x, double y);
void amb_canvas_draw (AmbCanvas *self, GtkSnapshot *snapshot);

void amb_layer_clear (AmbLayer *self);
void amb_layer_set (AmbLayer *self, const AmbViewFrame *frame);
void amb_layer_copy (AmbLayer *self, const AmbLayer *other);

G_END_DECLS
