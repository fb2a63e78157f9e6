/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Places are computed from a pixel's column and row in the plane alone, so that tiles agree. */
#include "amb-spots.h"

enum
{
  PIECE = 256, /* pixels at a time: their places stay in the first cache, on the stack */
};

/* One axis of a plane of plane pixels, which shows size pixels of the frame from start on. */
static void
set_axis (double line[2], double long_edge, double frame, double start, double size, double plane)
{
  line[0] = size / plane / long_edge;
  line[1] = (start - frame / 2) / long_edge + line[0] / 2;
}

void
amb_spots_init (AmbSpots *self,
                const AmbGeometry *geometry,
                const AmbRenderSpec *spec,
                int small_width,
                int small_height)
{
  const double width = geometry->frame_width, height = geometry->frame_height;
  const double long_edge = amb_geometry_long_edge (geometry);
  const AmbRect *crop = &geometry->crop;
  set_axis (self->frame, long_edge, width, crop->x, crop->width, spec->plane_width);
  set_axis (self->frame + 2, long_edge, height, crop->y, crop->height, spec->plane_height);
  set_axis (self->photo, long_edge, width, 0, width, small_width);
  set_axis (self->photo + 2, long_edge, height, 0, height, small_height);
}

AmbSpots
amb_spots_of_small (const AmbSpots *self)
{
  AmbSpots small = *self;
  memcpy (small.frame, self->photo, sizeof small.frame);
  return small;
}

static AmbKernelBox
box_of (const AmbGeometry *geometry, const AmbRect *rect)
{
  const double scale = 1.0 / amb_geometry_long_edge (geometry);
  const double x = rect->x - geometry->frame_width / 2.0;
  const double y = rect->y - geometry->frame_height / 2.0;
  return (AmbKernelBox){ x * scale, y * scale, (x + rect->width) * scale,
                         (y + rect->height) * scale };
}

AmbKernelBox
amb_spots_frame (const AmbGeometry *geometry)
{
  const AmbRect all = { 0, 0, (int) geometry->frame_width, (int) geometry->frame_height };
  return box_of (geometry, &all);
}

AmbKernelBox
amb_spots_crop (const AmbGeometry *geometry)
{
  return box_of (geometry, &geometry->crop);
}

static void
find_in_frame (const AmbSpots *self, int x, int y, int n, float *at_x, float *at_y)
{
  const float step = (float) self->frame[0], start = (float) self->frame[1];
  const float row = (float) (self->frame[2] * y + self->frame[3]);
  for (int i = 0; i < n; i++)
    {
      at_x[i] = start + step * (float) (x + i);
      at_y[i] = row;
    }
}

static void
find_in_photo (
    const AmbSpots *self, const AmbLocalPlace *place, int x, int y, int n, float *at_x, float *at_y)
{
  const float scale_x = (float) self->photo[0], start_x = (float) self->photo[1];
  const float scale_y = (float) self->photo[2], start_y = (float) self->photo[3];
  amb_local_place_row (place, x, y, n, at_x, at_y);
  for (int i = 0; i < n; i++)
    {
      at_x[i] = start_x + scale_x * at_x[i];
      at_y[i] = start_y + scale_y * at_y[i];
    }
}

void
amb_spots_run (const AmbSpots *self,
               const AmbLocalPlace *place,
               const AmbKernel *kernel,
               const void *state,
               int x,
               int y,
               float *const planes[3],
               int n)
{
  float at_x[PIECE], at_y[PIECE];
  for (int at = 0; at < n; at += PIECE)
    {
      const int count = MIN (PIECE, n - at);
      if (kernel->place == AMB_PLACE_FRAME)
        find_in_frame (self, x + at, y, count, at_x, at_y);
      else
        find_in_photo (self, place, x + at, y, count, at_x, at_y);
      kernel->placed (state, at_x, at_y, planes[0] + at, planes[1] + at, planes[2] + at, count);
    }
}
