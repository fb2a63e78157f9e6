/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From the geometry's frames to axes. A straightened photo is first scaled, if it shrinks, then
 * turned at the plane's scale: each step is antialiased for itself. */
#include "amb-plan.h"

#include <math.h>
#include "amb-fetch.h"
#include "amb-loops.h"
#include "amb-maths.h"

/* Stored samples per pixel of the file along one edge: a decoder that reduces by 2, 4 or 8 rounds
 * the size up, not the scale. */
static double
reduction_scale (guint full, guint stored)
{
  for (guint r = 1; r <= 8; r *= 2)
    if ((full + r - 1) / r == stored)
      return 1.0 / r;
  return (double) stored / full;
}

static AmbFilter
filter_of (AmbRenderOptions options)
{
  if (options & AMB_RENDER_OPTION_NEAREST)
    return AMB_FILTER_NEAREST;
  return options & AMB_RENDER_OPTION_FAST ? AMB_FILTER_TRIANGLE : AMB_FILTER_LANCZOS;
}

/* One edge of the photo, upright: size stored samples, scale of them a file's pixel, of which the
 * first begins at start (a reduced decode may reach beyond the photo, and does so at its beginning
 * when it is flipped). */
typedef struct
{
  int size;
  double scale, start;
} Edge;

static Edge
edge_of (guint full, guint stored, gboolean flipped)
{
  Edge edge = { .size = (int) stored, .scale = reduction_scale (full, stored) };
  edge.start = flipped ? stored - full * edge.scale : 0;
  return edge;
}

static AmbAxis
plane_axis (Edge edge, AmbFilter filter, int crop_start, int crop_size, guint plane_size)
{
  return (AmbAxis){
    .filter = filter,
    .origin = edge.start + crop_start * edge.scale,
    .step = crop_size * edge.scale / plane_size,
    .size = edge.size,
  };
}

/* The whole photo at the plane's scale, but never enlarged: a turn enlarges as well as a scaler
 * does. size (out): its samples; edge (in, out): becomes that of the scaled photo. */
static AmbAxis
unturned_axis (
    Edge *edge, AmbFilter filter, guint frame_size, int crop_size, guint plane_size, int *size)
{
  const double plane_per_pixel = (double) plane_size / crop_size;
  AmbAxis axis = { .filter = filter, .step = 1, .size = edge->size };
  *size = edge->size;
  if (filter == AMB_FILTER_NEAREST || plane_per_pixel >= edge->scale)
    return axis;
  *size = MAX ((int) ceil (frame_size * plane_per_pixel - 1e-9), 1);
  axis.step = edge->scale / plane_per_pixel;
  axis.origin = edge->start;
  edge->scale = plane_per_pixel;
  edge->start = 0;
  return axis;
}

/* u of the plane's pixel: plane -> frame -> turned back about the frame's centre -> samples of the
 * unturned picture. */
static void
set_turn (AmbPlan *self, const AmbGeometry *geometry, Edge x, Edge y)
{
  const double c = amb_maths_cos (geometry->angle), s = amb_maths_sin (geometry->angle);
  const double step_x = (double) geometry->crop.width / self->width;
  const double step_y = (double) geometry->crop.height / self->height;
  const double from_x = geometry->crop.x + 0.5 * step_x - geometry->frame_width / 2.0;
  const double from_y = geometry->crop.y + 0.5 * step_y - geometry->frame_height / 2.0;
  const double shift = AMB_WARP_MARGIN - 0.5;
  self->turn[0] = c * step_x * x.scale;
  self->turn[1] = s * step_y * x.scale;
  self->turn[2]
      = (c * from_x + s * from_y + geometry->frame_width / 2.0) * x.scale + x.start + shift;
  self->turn[3] = -s * step_x * y.scale;
  self->turn[4] = c * step_y * y.scale;
  self->turn[5]
      = (-s * from_x + c * from_y + geometry->frame_height / 2.0) * y.scale + y.start + shift;
}

/* The photo is convex: the plane is covered when its corner pixels are. */
static gboolean
is_uncovered (const AmbPlan *self)
{
  const double *t = self->turn;
  const double low = AMB_WARP_MARGIN - 0.5;
  for (int corner = 0; corner < 4; corner++)
    {
      double x = (corner & 1) ? self->width - 1 : 0;
      double y = (corner & 2) ? self->height - 1 : 0;
      double u = t[0] * x + t[1] * y + t[2] - low;
      double v = t[3] * x + t[4] * y + t[5] - low;
      if (u < 0 || v < 0 || u > self->scaling.width || v > self->scaling.height)
        return TRUE;
    }
  return FALSE;
}

void
amb_plan_init (AmbPlan *self,
               const AmbGeometry *geometry,
               const AmbRenderSourceSpec *source,
               const AmbRenderSpec *spec)
{
  const AmbPixels *pixels = source->pixels;
  const AmbFilter filter = filter_of (spec->options);
  const AmbRect *crop = &geometry->crop;
  const AmbOrientation orientation = amb_orientation_get (geometry->orientation);
  const Edge column = edge_of (source->full_width, pixels->width, orientation.flip_column);
  const Edge row = edge_of (source->full_height, pixels->height, orientation.flip_row);
  Edge x = orientation.transpose ? row : column;
  Edge y = orientation.transpose ? column : row;

  *self = (AmbPlan){ .width = (int) spec->plane_width,
                     .height = (int) spec->plane_height,
                     .filter = filter };
  self->turned = geometry->angle != 0;
  self->scaling.orientation = geometry->orientation;
  if (!self->turned)
    {
      self->scaling.x = plane_axis (x, filter, crop->x, crop->width, spec->plane_width);
      self->scaling.y = plane_axis (y, filter, crop->y, crop->height, spec->plane_height);
      self->scaling.width = self->width;
      self->scaling.height = self->height;
      return;
    }
  self->scaling.x = unturned_axis (&x, filter, geometry->frame_width, crop->width,
                                   spec->plane_width, &self->scaling.width);
  self->scaling.y = unturned_axis (&y, filter, geometry->frame_height, crop->height,
                                   spec->plane_height, &self->scaling.height);
  set_turn (self, geometry, x, y);
  self->uncovered = is_uncovered (self);
}

static gboolean
axis_equal (const AmbAxis *a, const AmbAxis *b)
{
  return a->filter == b->filter && a->origin == b->origin && a->step == b->step
         && a->size == b->size;
}

static gboolean
turn_equal (const AmbPlan *a, const AmbPlan *b)
{
  for (int i = 0; i < 6; i++)
    if (a->turn[i] != b->turn[i])
      return FALSE;
  return a->turned == b->turned && a->uncovered == b->uncovered;
}

gboolean
amb_plan_equal (const AmbPlan *a, const AmbPlan *b)
{
  return a->filter == b->filter && a->width == b->width && a->height == b->height
         && a->scaling.orientation == b->scaling.orientation && a->scaling.width == b->scaling.width
         && a->scaling.height == b->scaling.height && axis_equal (&a->scaling.x, &b->scaling.x)
         && axis_equal (&a->scaling.y, &b->scaling.y) && turn_equal (a, b);
}

gboolean
amb_plan_is_exact (const AmbPlan *self, int *column, int *row)
{
  return !self->turned && amb_axis_is_exact (&self->scaling.x, column)
         && amb_axis_is_exact (&self->scaling.y, row) && *column >= 0 && *row >= 0
         && *column + self->width <= self->scaling.x.size
         && *row + self->height <= self->scaling.y.size;
}

AmbPlan
amb_plan_unturned (const AmbPlan *self)
{
  return (AmbPlan){
    .scaling = self->scaling,
    .filter = self->filter,
    .width = self->scaling.width,
    .height = self->scaling.height,
  };
}
