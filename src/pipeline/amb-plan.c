/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From the geometry's frames to axes and maps. A photo that is straightened or bent is first
 * scaled, if it shrinks everywhere, to the finest scale that the maps ask for; they are then the
 * one resampling that is left, antialiased for itself where it shrinks further. At full size there
 * is no other. */
#include "amb-plan.h"

#include <math.h>
#include <string.h>
#include "amb-fetch.h"

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

/* The whole photo at a scale, but never enlarged: a map enlarges as well as a scaler does. size
 * (out): its samples; edge (in, out): becomes that of the scaled photo. */
static AmbAxis
unturned_axis (Edge *edge, AmbFilter filter, guint frame_size, double plane_per_pixel, int *size)
{
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

void
amb_plan_init_geometry_map (AmbGeometryMap *map,
                            const AmbGeometry *geometry,
                            guint plane_width,
                            guint plane_height)
{
  static const double centre[9] = { 1, 0, 0.5, 0, 1, 0.5, 0, 0, 1 };
  amb_geometry_get_map (geometry, (double) plane_width / geometry->crop.width,
                        (double) plane_height / geometry->crop.height, map);
  amb_projection_multiply (map->matrix, centre, map->matrix);
}

/* Without perspective and lens a matrix is all. */
static void
set_straight (AmbWarpMap *self, const AmbGeometryMap *map)
{
  const AmbWarpMap curved = *self;
  *self = (AmbWarpMap){ .m = { 0 } };
  for (int i = 0; i < 3; i++)
    {
      self->m[i] = map->matrix[i] * curved.u_scale;
      self->m[3 + i] = map->matrix[3 + i] * curved.v_scale;
    }
  self->m[2] += curved.u_centre;
  self->m[5] += curved.v_centre;
}

guint
amb_plan_init_maps (AmbWarpMap maps[AMB_LENS_CHANNELS],
                    const AmbGeometryMap *map,
                    gboolean is_plain,
                    AmbPoint start,
                    AmbPoint scale)
{
  const AmbLens *lens = &map->lens;
  const gboolean alike = lens->channel[0] == 1 && lens->channel[2] == 1;
  const guint n = alike ? 1 : AMB_LENS_CHANNELS;
  for (guint i = 0; i < n; i++)
    {
      const double radius = map->half_diagonal * lens->scale * (alike ? 1 : lens->channel[i]);
      maps[i] = (AmbWarpMap){ .k1 = lens->k1, .k2 = lens->k2, .limit = lens->limit };
      memcpy (maps[i].m, map->matrix, sizeof maps[i].m);
      maps[i].u_scale = radius * scale.x;
      maps[i].v_scale = radius * scale.y;
      maps[i].u_centre = map->centre.x * scale.x + start.x - 0.5;
      maps[i].v_centre = map->centre.y * scale.y + start.y - 0.5;
    }
  if (is_plain)
    set_straight (&maps[0], map);
  return n;
}

/* The frame's pixels to one of the picture that the maps lead to: the finest that a pixel of the
 * plane asks for, and a little finer than that, so that the maps' filter and not the scaling
 * decides what is kept: channels of different maps would else differ in it. It then has whole
 * vectors of taps. A draft looks at the middle only. */
static AmbPoint
picture_step (const AmbGeometryMap *map, const AmbGeometry *geometry, const AmbPlan *plan)
{
  const double finer = (double) AMB_WARP_TAPS / AMB_LANES;
  const AmbPoint uniform = { (double) geometry->crop.width / plan->width,
                             (double) geometry->crop.height / plan->height };
  if (amb_geometry_is_plain (geometry) || plan->filter != AMB_FILTER_LANCZOS)
    return uniform;
  const AmbPoint finest = amb_geometry_map_finest (map, plan->width - 1, plan->height - 1);
  return (AmbPoint){ finest.x * finer, finest.y * finer };
}

static void
set_maps (AmbPlan *self, const AmbGeometry *geometry, Edge x, Edge y)
{
  AmbGeometryMap map, corners;
  amb_plan_init_geometry_map (&map, geometry, (guint) self->width, (guint) self->height);
  const AmbPoint step = picture_step (&map, geometry, self);
  self->scaling.x
      = unturned_axis (&x, self->filter, geometry->frame_width, 1 / step.x, &self->scaling.width);
  self->scaling.y
      = unturned_axis (&y, self->filter, geometry->frame_height, 1 / step.y, &self->scaling.height);
  self->curved = !amb_geometry_is_plain (geometry);
  self->n_maps
      = amb_plan_init_maps (self->maps, &map, !self->curved,
                            (AmbPoint){ x.start + AMB_WARP_MARGIN, y.start + AMB_WARP_MARGIN },
                            (AmbPoint){ x.scale, y.scale });
  for (guint i = 0; i < self->n_maps; i++)
    {
      self->maps[i].u_max = self->scaling.width - 1 + 2 * AMB_WARP_MARGIN;
      self->maps[i].v_max = self->scaling.height - 1 + 2 * AMB_WARP_MARGIN;
    }
  amb_geometry_get_map (geometry, 1, 1, &corners);
  self->uncovered
      = !amb_geometry_map_covers (&corners, geometry->crop.width, geometry->crop.height);
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
  self->turned = !amb_geometry_is_exact (geometry);
  self->scaling.orientation = geometry->orientation;
  if (!self->turned)
    {
      self->scaling.x = plane_axis (x, filter, crop->x, crop->width, spec->plane_width);
      self->scaling.y = plane_axis (y, filter, crop->y, crop->height, spec->plane_height);
      self->scaling.width = self->width;
      self->scaling.height = self->height;
      return;
    }
  set_maps (self, geometry, x, y);
}

static gboolean
axis_equal (const AmbAxis *a, const AmbAxis *b)
{
  return a->filter == b->filter && a->origin == b->origin && a->step == b->step
         && a->size == b->size;
}

static gboolean
maps_equal (const AmbPlan *a, const AmbPlan *b)
{
  return a->turned == b->turned && a->curved == b->curved && a->uncovered == b->uncovered
         && a->n_maps == b->n_maps && memcmp (a->maps, b->maps, a->n_maps * sizeof a->maps[0]) == 0;
}

gboolean
amb_plan_equal (const AmbPlan *a, const AmbPlan *b)
{
  return a->filter == b->filter && a->width == b->width && a->height == b->height
         && a->scaling.orientation == b->scaling.orientation && a->scaling.width == b->scaling.width
         && a->scaling.height == b->scaling.height && axis_equal (&a->scaling.x, &b->scaling.x)
         && axis_equal (&a->scaling.y, &b->scaling.y) && maps_equal (a, b);
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
