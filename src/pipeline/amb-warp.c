/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Straightening, perspective and lens: each pixel of the plane looks up where it lies in the photo.
 * The plane is cut into blocks, so that what a block reads is small however far a row of the plane
 * runs through the photo; one that would read too much, because the photo shrinks there, is cut
 * again. Seams cannot show because positions depend on the plane's coordinates only. What a block
 * reads is found from the positions of all its pixels, so that it is right for any map. */
#include "amb-warp.h"

#include <math.h>
#include "amb-color-space.h"
#include "amb-floats.h"
#include "amb-loops.h"
#include "amb-maths.h"

enum
{
  BLOCK_COLUMNS = AMB_WARP_PIXELS,
  BLOCK_ROWS = 64,
};

/* Whole positions that a block of the plane has, u0 .. u1 and v0 .. v1, and how far its widest
 * filter reaches from them. */
typedef struct
{
  int u0, v0, u1, v1;
  int lead;          /* samples before, without the margin */
  int width, height; /* samples read */
} Reach;

static void
finish_reach (Reach *self, int taps)
{
  const int after = MAX (AMB_LANES - amb_warp_lead (AMB_WARP_TAPS), taps - amb_warp_lead (taps));
  self->lead = amb_warp_lead (taps);
  self->width = self->u1 - self->u0 + self->lead + after;
  self->height = self->v1 - self->v0 + self->lead + after;
}

/* The corners are enough for a straight map; one more for the rounding to phases. */
static Reach
straight_reach (const AmbWarpMap *map, const AmbRect *rect)
{
  const double *m = map->m;
  const double maxima[2] = { map->u_max, map->v_max };
  double low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
  for (int corner = 0; corner < 4; corner++)
    for (int axis = 0; axis < 2; axis++)
      {
        double x = (corner & 1) ? rect->x + rect->width - 1 : rect->x;
        double y = (corner & 2) ? rect->y + rect->height - 1 : rect->y;
        double at = m[3 * axis] * x + m[3 * axis + 1] * y + m[3 * axis + 2];
        at = CLAMP (at, 0, maxima[axis]);
        low[axis] = MIN (low[axis], at);
        high[axis] = MAX (high[axis], at);
      }
  Reach reach = { (int) low[0], (int) low[1], (int) high[0] + 1, (int) high[1] + 1 };
  finish_reach (&reach, AMB_WARP_TAPS);
  return reach;
}

static void
add_places (Reach *reach, const AmbWarpPlaces *places, int n, float *wide)
{
  for (int i = 0; i < n; i++)
    {
      const int u = places->u[i] / AMB_WARP_PHASES, v = places->v[i] / AMB_WARP_PHASES;
      const float more = MAX (places->wide_u[i], places->wide_v[i]);
      reach->u0 = MIN (reach->u0, u);
      reach->u1 = MAX (reach->u1, u);
      reach->v0 = MIN (reach->v0, v);
      reach->v1 = MAX (reach->v1, v);
      *wide = MAX (*wide, more);
    }
}

static gboolean
widens (const AmbPlan *plan)
{
  return plan->curved && plan->filter == AMB_FILTER_LANCZOS;
}

/* rect: at most a block. */
static Reach
reach_of (const AmbPlan *plan, const AmbRect *rect)
{
  const AmbLoopsWarp *loops = amb_loops ()->warp;
  Reach reach = { G_MAXINT, G_MAXINT, 0, 0 };
  float wide = 1;
  if (!plan->curved)
    return straight_reach (&plan->maps[0], rect);
  for (guint map = 0; map < plan->n_maps; map++)
    for (int y = rect->y; y < rect->y + rect->height; y++)
      {
        AmbWarpPlaces places;
        loops->place_curved (&plan->maps[map], rect->x, y, rect->width, &places);
        add_places (&reach, &places, rect->width, &wide);
      }
  finish_reach (&reach, widens (plan) ? amb_warp_taps (wide) : AMB_WARP_TAPS);
  return reach;
}

/* A lens draws the channels of a camera apart; sRGB's are nearer to them than Rec. 2020's. */
static void
set_channels (AmbWarpRows *self)
{
  AmbColorProfile srgb;
  double inverse[9];
  amb_color_space_init (&srgb, AMB_SPACE_SRGB);
  amb_maths_invert (srgb.to_working, inverse);
  for (int i = 0; i < 9; i++)
    {
      self->to_working[i] = (float) srgb.to_working[i];
      self->to_channels[i] = (float) inverse[i];
    }
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
  self->weights = amb_floats_new (AMB_WARP_PHASES * AMB_LANES);
  self->block = amb_floats_new ((gsize) AMB_WARP_BLOCK_FLOATS * self->n_source_planes);
  self->band = amb_floats_new (self->stride * self->n_planes * BLOCK_ROWS);
  if (self->weights == NULL || self->block == NULL || self->band == NULL)
    return FALSE;
  amb_warp_weights (plan->filter, self->weights);
  if (plan->n_maps > 1)
    set_channels (self);
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

/* Column and row of the photo where a reach begins. */
static void
reach_start (const Reach *self, int *x, int *y)
{
  *x = self->u0 - self->lead - AMB_WARP_MARGIN;
  *y = self->v0 - self->lead - AMB_WARP_MARGIN;
}

/* Columns and rows of the photo that a reach touches; beyond them its edge is repeated. */
static AmbRect
photo_part (const AmbPlan *plan, const Reach *reach)
{
  const int width = plan->scaling.width, height = plan->scaling.height;
  int x, y;
  reach_start (reach, &x, &y);
  const int x0 = CLAMP (x, 0, width - 1), x1 = CLAMP (x + reach->width, x0 + 1, width);
  const int y0 = CLAMP (y, 0, height - 1), y1 = CLAMP (y + reach->height, y0 + 1, height);
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
  int x0, y0, last = -1;
  reach_start (reach, &x0, &y0);
  const int before = part->x - x0;
  for (int row = 0; row < reach->height; row++)
    {
      const int y = CLAMP (y0 + row, part->y, part->y + part->height - 1);
      float *planes[4] = { NULL }, *full[4] = { NULL };
      for (guint p = 0; p < self->n_source_planes; p++)
        {
          full[p] = self->block + p * AMB_WARP_BLOCK_FLOATS + (gsize) row * stride;
          planes[p] = full[p] + before;
          if (y == last)
            memcpy (full[p], full[p] - stride, (gsize) reach->width * sizeof (float));
        }
      if (y == last)
        continue;
      last = y;
      read_row (self, rows, part, y, planes);
      if (self->n_source_planes == 4)
        loops->weigh (planes[0], planes[1], planes[2], planes[3], part->width);
      if (self->plan->n_maps > 1)
        amb_loops ()->in->matrix (self->to_channels, planes[0], planes[1], planes[2], part->width);
      for (guint p = 0; p < self->n_source_planes; p++)
        repeat_sides (full[p], before, part->width, reach->width);
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
cover_row (const AmbPlan *plan, const AmbWarpPlaces *places, int n, float *alpha)
{
  const double phase = 1.0 / AMB_WARP_PHASES;
  for (int i = 0; i < n; i++)
    alpha[i] *= (float) (cover (places->u[i] * phase, plan->scaling.width)
                         * cover (places->v[i] * phase, plan->scaling.height));
}

static float *
band_row (const AmbWarpRows *self, guint plane, int x, int y)
{
  return self->band + ((gsize) (y - self->first) * self->n_planes + plane) * self->stride
         + (x - self->x0);
}

static AmbWarpRow
row_of (const AmbWarpRows *self, const Reach *reach, gsize stride)
{
  const gboolean sharp = self->plan->filter == AMB_FILTER_LANCZOS;
  return (AmbWarpRow){
    .weights = self->weights,
    .first_tap = sharp ? 0 : 2,
    .last_tap = sharp ? AMB_WARP_TAPS - 1 : 3,
    .widens = widens (self->plan),
    .block = self->block,
    .plane_floats = AMB_WARP_BLOCK_FLOATS,
    .stride = stride,
    .u_block = reach->u0,
    .v_block = reach->v0,
    .lead = reach->lead,
  };
}

/* Colours that lie each in its own place; alpha lies where green does. */
static void
warp_channels (const AmbWarpRows *self,
               const AmbWarpRow *row,
               int x,
               int y,
               int n,
               float *const planes[4],
               AmbWarpPlaces *places)
{
  static const int order[AMB_LENS_CHANNELS] = { 0, 2, 1 };
  const AmbLoopsWarp *loops = amb_loops ()->warp;
  for (int i = 0; i < AMB_LENS_CHANNELS; i++)
    {
      const int plane = order[i];
      loops->place_curved (&self->plan->maps[plane], x, y, n, places);
      loops->warp_row (row, places, plane, planes + plane, 1, n);
    }
  if (self->n_source_planes == 4)
    loops->warp_row (row, places, 3, planes + 3, 1, n);
  amb_loops ()->in->matrix (self->to_working, planes[0], planes[1], planes[2], n);
}

static void
turn_row (AmbWarpRows *self, const AmbWarpRow *row, int x, int y, int n)
{
  const AmbLoopsWarp *loops = amb_loops ()->warp;
  const AmbPlan *plan = self->plan;
  AmbWarpPlaces places;
  float *planes[4] = { NULL };
  for (guint p = 0; p < self->n_planes; p++)
    planes[p] = band_row (self, p, x, y);
  if (plan->n_maps == 1)
    {
      (plan->curved ? loops->place_curved : loops->place_straight) (&plan->maps[0], x, y, n,
                                                                    &places);
      loops->warp_row (row, &places, 0, planes, (int) self->n_source_planes, n);
    }
  else
    warp_channels (self, row, x, y, n, planes, &places);
  if (self->n_source_planes == 4)
    amb_loops ()->resample->unweigh (planes[0], planes[1], planes[2], planes[3], n);
  for (int i = 0; self->n_planes > self->n_source_planes && i < n; i++)
    planes[3][i] = 1;
  if (plan->uncovered)
    cover_row (plan, &places, n, planes[3]);
}

static void turn_block (AmbWarpRows *self, const AmbRect *rect);

/* The longer side, in two. */
static void
turn_halves (AmbWarpRows *self, const AmbRect *rect)
{
  AmbRect first = *rect, second = *rect;
  if (rect->width > rect->height)
    {
      first.width = rect->width / 2;
      second.x += first.width;
      second.width -= first.width;
    }
  else
    {
      first.height = rect->height / 2;
      second.y += first.height;
      second.height -= first.height;
    }
  turn_block (self, &first);
  turn_block (self, &second);
}

static void
turn_block (AmbWarpRows *self, const AmbRect *rect)
{
  const Reach reach = reach_of (self->plan, rect);
  const gsize stride = amb_floats_stride ((gsize) reach.width);
  if (stride * (gsize) reach.height > AMB_WARP_BLOCK_FLOATS && rect->width + rect->height > 2)
    {
      turn_halves (self, rect);
      return;
    }
  if (!read_block (self, &reach, stride))
    {
      self->failed = TRUE;
      return;
    }
  const AmbWarpRow row = row_of (self, &reach, stride);
  for (int y = rect->y; y < rect->y + rect->height; y++)
    turn_row (self, &row, rect->x, y, rect->width);
}

void
amb_warp_rows_begin (AmbWarpRows *self, int y)
{
  if (self->n_rows > 0 && y < self->first + self->n_rows)
    return;
  self->first = y;
  self->n_rows = MIN (BLOCK_ROWS, self->y1 - y);
  for (int x = self->x0; x < self->x1; x += BLOCK_COLUMNS)
    {
      const AmbRect block = { x, self->first, MIN (BLOCK_COLUMNS, self->x1 - x), self->n_rows };
      turn_block (self, &block);
    }
}

void
amb_warp_rows_part (AmbWarpRows *self, int y, int x, int n, float *const planes[4])
{
  for (guint p = 0; p < self->n_planes; p++)
    memcpy (planes[p], band_row (self, p, x, y), (gsize) n * sizeof (float));
}
