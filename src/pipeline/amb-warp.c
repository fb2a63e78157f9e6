/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Straightening: each pixel of the plane looks up where it lies in the photo. The plane is cut into
 * blocks, so that what a block reads is small however far a row of the plane runs through the
 * photo; a block's seams cannot show because positions depend on the plane's coordinates only. */
#include "amb-warp.h"

#include <math.h>
#include "amb-floats.h"
#include "amb-loops.h"

enum
{
  BLOCK_COLUMNS = AMB_WARP_PIXELS,
  BLOCK_ROWS = 64,
};

/* Positions (as in AmbWarpRow) that a block of the plane reaches, taps included: columns u0 .. u1 -
 * 1, rows v0 .. v1 - 1. */
typedef struct
{
  int u0, v0, u1, v1;
} Reach;

static double
u_max (const AmbPlan *plan)
{
  return plan->scaling.width - 1 + 2 * AMB_WARP_MARGIN - 1;
}

static double
v_max (const AmbPlan *plan)
{
  return plan->scaling.height - 1 + 2 * AMB_WARP_MARGIN - 1;
}

static Reach
reach_of (const AmbPlan *plan, int x, int y, int width, int height)
{
  const double *t = plan->turn;
  double low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
  for (int corner = 0; corner < 4; corner++)
    for (int axis = 0; axis < 2; axis++)
      {
        double cx = (corner & 1) ? x + width - 1 : x;
        double cy = (corner & 2) ? y + height - 1 : y;
        double at = t[3 * axis] * cx + t[3 * axis + 1] * cy + t[3 * axis + 2];
        low[axis] = MIN (low[axis], at);
        high[axis] = MAX (high[axis], at);
      }
  /* One more for the rounding to phases, and whole vectors of taps. */
  return (Reach){
    (int) floor (CLAMP (low[0], 0, u_max (plan))),
    (int) floor (CLAMP (low[1], 0, v_max (plan))),
    (int) floor (CLAMP (high[0], 0, u_max (plan))) + 2 + AMB_LANES,
    (int) floor (CLAMP (high[1], 0, v_max (plan))) + 2 + AMB_WARP_TAPS,
  };
}

/* The largest block: its diagonal both ways, times the enlargement of the plane. */
static gsize
largest_block (const AmbPlan *plan)
{
  const double *t = plan->turn;
  double u = fabs (t[0]) * BLOCK_COLUMNS + fabs (t[1]) * BLOCK_ROWS + 4 + AMB_LANES;
  double v = fabs (t[3]) * BLOCK_COLUMNS + fabs (t[4]) * BLOCK_ROWS + 4 + AMB_WARP_TAPS;
  return amb_floats_stride ((gsize) u) * (gsize) v;
}

gboolean
amb_warp_rows_init (AmbWarpRows *self,
                    const AmbColorIn *color,
                    const AmbPixels *pixels,
                    const AmbPlan *plan,
                    const AmbProxy *unturned,
                    const AmbRect *rect)
{
  *self = (AmbWarpRows){ .color = color, .pixels = pixels, .plan = plan, .unturned = unturned };
  self->x0 = rect->x;
  self->x1 = rect->x + rect->width;
  self->y1 = rect->y + rect->height;
  self->n_source_planes = pixels->has_alpha ? 4 : 3;
  self->n_planes = plan->uncovered ? 4 : self->n_source_planes;
  self->stride = amb_floats_stride ((gsize) rect->width);
  self->block_floats = largest_block (plan);
  self->weights = amb_floats_new (AMB_WARP_PHASES * AMB_LANES);
  self->block = amb_floats_new (self->block_floats * self->n_source_planes);
  self->band = amb_floats_new (self->stride * self->n_planes * BLOCK_ROWS);
  if (self->weights == NULL || self->block == NULL || self->band == NULL)
    return FALSE;
  amb_warp_weights (plan->filter, self->weights);
  return TRUE;
}

void
amb_warp_rows_clear (AmbWarpRows *self)
{
  g_clear_pointer (&self->weights, free);
  g_clear_pointer (&self->block, free);
  g_clear_pointer (&self->band, free);
}

/* --- What a block reads --- */

/* Columns and rows of the photo that a reach touches; beyond them its edge is repeated. */
static AmbRect
photo_part (const AmbPlan *plan, const Reach *reach)
{
  const int shift = 2 + AMB_WARP_MARGIN; /* tap 0 lies two samples before its position */
  const int width = plan->scaling.width, height = plan->scaling.height;
  const int x0 = CLAMP (reach->u0 - shift, 0, width - 1),
            x1 = CLAMP (reach->u1 - shift, x0 + 1, width);
  const int y0 = CLAMP (reach->v0 - shift, 0, height - 1),
            y1 = CLAMP (reach->v1 - shift, y0 + 1, height);
  return (AmbRect){ x0, y0, x1 - x0, y1 - y0 };
}

static void
repeat_sides (float *row, int before, int n, int width)
{
  for (int i = 0; i < before; i++)
    row[i] = row[before];
  for (int i = before + n; i < width; i++)
    row[i] = row[before + n - 1];
}

static void
read_row (AmbWarpRows *self, AmbScaleRows *rows, const AmbRect *part, int y, float *const planes[4])
{
  if (self->unturned == NULL)
    {
      amb_scale_rows_begin (rows, y);
      amb_scale_rows_part (rows, part->x, part->width, planes);
      return;
    }
  for (guint p = 0; p < self->n_source_planes; p++)
    memcpy (planes[p], amb_proxy_at (self->unturned, p, part->x, y),
            (gsize) part->width * sizeof (float));
}

static void
read_rows (
    AmbWarpRows *self, AmbScaleRows *rows, const Reach *reach, const AmbRect *part, gsize stride)
{
  const AmbLoopsResample *loops = amb_loops ()->resample;
  const int shift = 2 + AMB_WARP_MARGIN;
  const int width = reach->u1 - reach->u0;
  const int before = part->x - (reach->u0 - shift);
  for (int v = reach->v0; v < reach->v1; v++)
    {
      const int y = CLAMP (v - shift, part->y, part->y + part->height - 1);
      const gboolean again
          = v > reach->v0 && y == CLAMP (v - 1 - shift, part->y, part->y + part->height - 1);
      float *planes[4] = { NULL }, *full[4] = { NULL };
      for (guint p = 0; p < self->n_source_planes; p++)
        {
          full[p] = self->block + p * self->block_floats + (gsize) (v - reach->v0) * stride;
          planes[p] = full[p] + before;
          if (again)
            memcpy (full[p], full[p] - stride, (gsize) width * sizeof (float));
        }
      if (again)
        continue;
      read_row (self, rows, part, y, planes);
      if (self->n_source_planes == 4)
        loops->weigh (planes[0], planes[1], planes[2], planes[3], part->width);
      for (guint p = 0; p < self->n_source_planes; p++)
        repeat_sides (full[p], before, part->width, width);
    }
}

static gboolean
read_block (AmbWarpRows *self, const Reach *reach, gsize stride)
{
  AmbScaleRows rows = { 0 };
  const AmbRect part = photo_part (self->plan, reach);
  gboolean ready = self->unturned != NULL
                   || amb_scale_rows_init (&rows, self->color, self->pixels, &self->plan->scaling,
                                           part.x, part.x + part.width);
  if (ready)
    read_rows (self, &rows, reach, &part, stride);
  amb_scale_rows_clear (&rows);
  return ready;
}

/* --- What a block gives --- */

/* 1 inside the photo, falling to 0 over one pixel outside: the edge is antialiased and an inscribed
 * crop is never touched. */
static double
cover (double at, double size)
{
  const double edge = AMB_WARP_MARGIN - 0.5;
  double outside = MAX (edge - at, at - edge - size);
  return CLAMP (1 - outside, 0, 1);
}

static void
cover_row (const AmbPlan *plan, int x, int y, int n, float *alpha)
{
  const double *t = plan->turn;
  for (int i = 0; i < n; i++)
    {
      double u = (t[1] * y + t[2]) + t[0] * (double) (x + i);
      double v = (t[4] * y + t[5]) + t[3] * (double) (x + i);
      alpha[i] *= (float) (cover (u, plan->scaling.width) * cover (v, plan->scaling.height));
    }
}

static float *
band_row (const AmbWarpRows *self, guint plane, int x, int y)
{
  return self->band + ((gsize) (y - self->first) * self->n_planes + plane) * self->stride
         + (x - self->x0);
}

static void
turn_row (AmbWarpRows *self, const Reach *reach, gsize stride, int x, int y, int n)
{
  const AmbLoopsResample *loops = amb_loops ()->resample;
  const double *t = self->plan->turn;
  const gboolean sharp = self->plan->filter == AMB_FILTER_LANCZOS;
  AmbWarpRow row = {
    .x = x,
    .u0 = t[1] * y + t[2],
    .u_step = t[0],
    .v0 = t[4] * y + t[5],
    .v_step = t[3],
    .u_max = u_max (self->plan),
    .v_max = v_max (self->plan),
    .weights = self->weights,
    .first_tap = sharp ? 0 : 2,
    .last_tap = sharp ? AMB_WARP_TAPS - 1 : 3,
    .block = self->block,
    .plane_floats = self->block_floats,
    .stride = stride,
    .u_block = reach->u0,
    .v_block = reach->v0,
  };
  float *planes[4] = { NULL };
  for (guint p = 0; p < self->n_planes; p++)
    planes[p] = band_row (self, p, x, y);
  loops->warp_row (&row, planes, (int) self->n_source_planes, n);
  if (self->n_source_planes == 4)
    loops->unweigh (planes[0], planes[1], planes[2], planes[3], n);
  for (int i = 0; self->n_planes > self->n_source_planes && i < n; i++)
    planes[3][i] = 1;
  if (self->plan->uncovered)
    cover_row (self->plan, x, y, n, planes[3]);
}

static void
turn_block (AmbWarpRows *self, int x, int width)
{
  const Reach reach = reach_of (self->plan, x, self->first, width, self->n_rows);
  const gsize stride = amb_floats_stride ((gsize) (reach.u1 - reach.u0));
  if (!read_block (self, &reach, stride))
    {
      self->failed = TRUE;
      return;
    }
  for (int y = self->first; y < self->first + self->n_rows; y++)
    turn_row (self, &reach, stride, x, y, width);
}

void
amb_warp_rows_begin (AmbWarpRows *self, int y)
{
  if (self->n_rows > 0 && y < self->first + self->n_rows)
    return;
  self->first = y;
  self->n_rows = MIN (BLOCK_ROWS, self->y1 - y);
  for (int x = self->x0; x < self->x1; x += BLOCK_COLUMNS)
    turn_block (self, x, MIN (BLOCK_COLUMNS, self->x1 - x));
}

void
amb_warp_rows_part (AmbWarpRows *self, int y, int x, int n, float *const planes[4])
{
  for (guint p = 0; p < self->n_planes; p++)
    memcpy (planes[p], band_row (self, p, x, y), (gsize) n * sizeof (float));
}
