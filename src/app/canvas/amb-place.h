/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the photo stands in the canvas: zoom, pan and what is visible, in device pixels. Pure
 * maths. */
#pragma once

#include "amb-rect.h"

G_BEGIN_DECLS

#define AMB_PLACE_MAX_SCALE 16.0

/* Lengths are device pixels unless they say otherwise. */
typedef struct
{
  double photo_width,
      photo_height;            /* full-resolution pixels of the output (or of the whole frame) */
  int view_width, view_height; /* the canvas */
  int margin;                  /* kept free on every side when fitted */
  gboolean fit;                /* follows the canvas size */
  double scale;                /* device pixels per full-resolution pixel */
  double centre_x,
      centre_y; /* the photo's point in the middle of the canvas, full-resolution pixels */
} AmbPlace;

/* After any change of the sizes or the centre: follows fit, limits the scale, keeps the photo in
 * the canvas. */
void amb_place_update (AmbPlace *self);
/* scale: 0 or anything up to the fit scale is fit. x, y: the canvas point that keeps its place. */
void amb_place_zoom (AmbPlace *self, double scale, double x, double y);
void amb_place_pan (AmbPlace *self, double dx, double dy);
/* The next or previous of the round zoom steps. */
double amb_place_step (const AmbPlace *self, gboolean in);
/* The photo's rectangle in the canvas; its corner is on a whole device pixel. */
AmbRect amb_place_plane (const AmbPlace *self);
/* The part of the plane that is visible, in plane pixels; empty before the sizes are known. */
AmbRect amb_place_visible (const AmbPlace *self);

G_END_DECLS
