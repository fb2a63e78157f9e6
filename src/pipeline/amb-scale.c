/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Separable scaling as a stream: a stored row is made linear and filtered along x once, as many
 * such rows as a filter is high are kept, and an output row is their weighted sum. */
#include "amb-scale.h"

#include "amb-floats.h"
#include "amb-loops.h"

static gboolean
init_exact (AmbScaleRows *self, const AmbPixels *pixels, int column, int row)
{
  self->exact = TRUE;
  self->row_offset = row;
  return amb_fetch_init (&self->fetch, pixels, self->scaling.orientation, self->x0 + column,
                         self->x1 + column);
}

static gboolean
init_filtered (AmbScaleRows *self, const AmbPixels *pixels)
{
  if (!amb_taps_init (&self->taps, &self->scaling.x, self->x0, self->x1)
      || !amb_fetch_init (&self->fetch, pixels, self->scaling.orientation, self->taps.first,
                          self->taps.last))
    return FALSE;
  const int max_taps = amb_axis_max_taps (&self->scaling.y);
  self->line_stride
      = amb_floats_stride ((gsize) (self->taps.last - self->taps.first + self->taps.taps));
  self->stride = amb_floats_stride ((gsize) (self->x1 - self->x0));
  self->ring_rows = max_taps;
  self->line = amb_floats_new (self->line_stride * self->n_planes);
  self->ring = amb_floats_new (self->stride * self->n_planes * (gsize) self->ring_rows);
  self->weights = g_try_new (float, (gsize) max_taps);
  self->rows = g_try_new (const float *, (gsize) max_taps);
  return self->line != NULL && self->ring != NULL && self->weights != NULL && self->rows != NULL;
}

gboolean
amb_scale_rows_init (AmbScaleRows *self,
                     const AmbColorIn *color,
                     const AmbPixels *pixels,
                     const AmbScaling *scaling,
                     int x0,
                     int x1)
{
  int column, row;
  const AmbPlan plan = { .scaling = *scaling, .width = scaling->width, .height = scaling->height };
  *self = (AmbScaleRows){ .color = color, .scaling = *scaling, .x0 = x0, .x1 = x1 };
  self->n_planes = pixels->has_alpha ? 4 : 3;
  self->pixel_bytes = amb_pixels_channels (pixels) * pixels->depth / 8;
  if (amb_plan_is_exact (&plan, &column, &row))
    return init_exact (self, pixels, column, row);
  return init_filtered (self, pixels);
}

void
amb_scale_rows_clear (AmbScaleRows *self)
{
  amb_fetch_clear (&self->fetch);
  amb_taps_clear (&self->taps);
  g_clear_pointer (&self->line, free);
  g_clear_pointer (&self->ring, free);
  g_clear_pointer (&self->weights, g_free);
  g_clear_pointer (&self->rows, g_free);
}

static float *
ring_row (AmbScaleRows *self, int y, guint plane)
{
  return self->ring + ((gsize) (y % self->ring_rows) * self->n_planes + plane) * self->stride;
}

static void
filter_stored_row (AmbScaleRows *self, int y)
{
  const AmbLoopsResample *loops = amb_loops ()->resample;
  const int n = self->taps.last - self->taps.first;
  float *line[4] = { NULL };
  for (guint p = 0; p < self->n_planes; p++)
    line[p] = self->line + p * self->line_stride;
  amb_color_in_row (self->color, amb_fetch_row (&self->fetch, y), n, line);
  if (self->n_planes == 4)
    loops->weigh (line[0], line[1], line[2], line[3], n);
  for (guint p = 0; p < self->n_planes; p++)
    loops->filter_row (line[p], self->taps.start, self->taps.weights, self->taps.taps,
                       ring_row (self, y, p), self->x1 - self->x0);
}

void
amb_scale_rows_begin (AmbScaleRows *self, int y)
{
  if (self->exact)
    {
      self->row = amb_fetch_row (&self->fetch, y + self->row_offset);
      return;
    }
  self->n_taps = amb_axis_taps (&self->scaling.y, y, &self->start, self->weights);
  for (int row = MAX (self->next, self->start); row < self->start + self->n_taps; row++)
    filter_stored_row (self, row);
  self->next = self->start + self->n_taps;
}

void
amb_scale_rows_part (AmbScaleRows *self, int x, int n, float *const planes[4])
{
  if (self->exact)
    {
      amb_color_in_row (self->color, self->row + (gsize) (x - self->x0) * self->pixel_bytes, n,
                        planes);
      return;
    }
  const AmbLoopsResample *loops = amb_loops ()->resample;
  for (guint p = 0; p < self->n_planes; p++)
    {
      for (int k = 0; k < self->n_taps; k++)
        self->rows[k] = ring_row (self, self->start + k, p) + (x - self->x0);
      loops->mix_rows (self->rows, self->weights, self->n_taps, planes[p], n);
    }
  if (self->n_planes == 4)
    loops->unweigh (planes[0], planes[1], planes[2], planes[3], n);
}
