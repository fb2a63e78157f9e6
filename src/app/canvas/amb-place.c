/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the photo stands in the canvas: zoom, pan and what is visible, in device pixels. Pure
 * maths. */
#include "amb-place.h"

#include <math.h>

static const double steps[] = { 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.33, 0.5,
                                0.67, 0.75, 1,    1.5,  2,    3,   4,    6,   8,    12,   16 };

static gboolean
amb_place_is_ready (const AmbPlace *self)
{
  return self->photo_width > 0 && self->photo_height > 0 && self->view_width > 0
         && self->view_height > 0;
}

/* The scale at which the whole photo is seen; never over 1. */
static double
amb_place_fit_scale (const AmbPlace *self)
{
  double width = MAX (self->view_width - 2 * self->margin, 1);
  double height = MAX (self->view_height - 2 * self->margin, 1);

  if (!amb_place_is_ready (self))
    return 1;
  return MIN (1, MIN (width / self->photo_width, height / self->photo_height));
}

/* A side that is smaller than the canvas is centred, a larger one leaves no gap. */
static double
amb_place_clamp_centre (double centre, double photo, double view, double scale)
{
  double half = view / scale / 2;

  return photo <= 2 * half ? photo / 2 : CLAMP (centre, half, photo - half);
}

void
amb_place_update (AmbPlace *self)
{
  double fit = amb_place_fit_scale (self);

  if (!amb_place_is_ready (self))
    return;
  if (self->fit || self->scale <= fit)
    {
      self->fit = TRUE;
      self->scale = fit;
    }
  self->scale = MIN (self->scale, AMB_PLACE_MAX_SCALE);
  self->centre_x
      = amb_place_clamp_centre (self->centre_x, self->photo_width, self->view_width, self->scale);
  self->centre_y
      = amb_place_clamp_centre (self->centre_y, self->photo_height, self->view_height, self->scale);
}

void
amb_place_zoom (AmbPlace *self, double scale, double x, double y)
{
  double from_x = x - self->view_width / 2.0;
  double from_y = y - self->view_height / 2.0;

  if (!amb_place_is_ready (self))
    return;
  self->fit = scale <= amb_place_fit_scale (self);
  scale = CLAMP (scale, amb_place_fit_scale (self), AMB_PLACE_MAX_SCALE);
  self->centre_x += from_x / self->scale - from_x / scale;
  self->centre_y += from_y / self->scale - from_y / scale;
  self->scale = scale;
  amb_place_update (self);
}

void
amb_place_pan (AmbPlace *self, double dx, double dy)
{
  if (!amb_place_is_ready (self))
    return;
  self->centre_x -= dx / self->scale;
  self->centre_y -= dy / self->scale;
  amb_place_update (self);
}

double
amb_place_step (const AmbPlace *self, gboolean in)
{
  const double slack = 1.01;

  if (in)
    {
      for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
        if (steps[i] > self->scale * slack)
          return steps[i];
      return AMB_PLACE_MAX_SCALE;
    }
  for (guint i = G_N_ELEMENTS (steps); i > 0; i--)
    if (steps[i - 1] < self->scale / slack)
      return steps[i - 1];
  return 0;
}

AmbRect
amb_place_plane (const AmbPlace *self)
{
  AmbRect plane = { 0, 0, 0, 0 };

  if (!amb_place_is_ready (self))
    return plane;
  plane.width = MAX (1, (int) lround (self->photo_width * self->scale));
  plane.height = MAX (1, (int) lround (self->photo_height * self->scale));
  plane.x = (int) lround (self->view_width / 2.0 - self->centre_x * self->scale);
  plane.y = (int) lround (self->view_height / 2.0 - self->centre_y * self->scale);
  return plane;
}

AmbRect
amb_place_visible (const AmbPlace *self)
{
  AmbRect plane = amb_place_plane (self);
  AmbRect view = { -plane.x, -plane.y, self->view_width, self->view_height };

  plane.x = plane.y = 0;
  return amb_rect_intersect (&plane, &view);
}
