/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The colour at a place of the photo, from what is on the screen. */
#include "amb-canvas-private.h"

#include <math.h>

enum
{
  REACH = 2, /* pixels to each side */
};

/* IEC 61966-2-1: 8 bits to linear light. */
static double
amb_canvas_decode (double encoded)
{
  return encoded <= 0.04045 ? encoded / 12.92 : pow ((encoded + 0.055) / 1.055, 2.4);
}

/* Adds a premultiplied pixel, weighted by its alpha. */
static void
amb_canvas_add_pixel (const guint8 *pixel, double sum[3], double *weight)
{
  double alpha = pixel[3] / 255.0;

  for (int c = 0; pixel[3] != 0 && c < 3; c++)
    sum[c] += alpha * amb_canvas_decode (MIN (pixel[c] / 255.0 / alpha, 1.0));
  *weight += alpha;
}

/* x, y: fractions of the plane. FALSE when the layer does not hold the place as it is now. */
static gboolean
amb_canvas_sample_layer (AmbCanvas *self, const AmbLayer *layer, double x, double y, double mean[3])
{
  int column = (int) (x * layer->plane_width) - layer->region.x;
  int row = (int) (y * layer->plane_height) - layer->region.y;
  double sum[3] = { 0 }, weight = 0;
  const guint8 *pixels;

  if (layer->pixels == NULL || layer->whole_frame
      || layer->serial != amb_photo_get_serial (self->photo) || column < 0 || row < 0
      || column >= layer->width || row >= layer->height)
    return FALSE;
  pixels = g_bytes_get_data (layer->pixels, NULL);
  for (int i = MAX (row - REACH, 0); i <= MIN (row + REACH, layer->height - 1); i++)
    for (int j = MAX (column - REACH, 0); j <= MIN (column + REACH, layer->width - 1); j++)
      amb_canvas_add_pixel (pixels + (gsize) i * layer->stride + (gsize) j * 4, sum, &weight);
  for (int c = 0; c < 3; c++)
    mean[c] = weight > 0 ? sum[c] / weight : 0;
  return weight > 0;
}

gboolean
amb_canvas_sample (AmbCanvas *self, double x, double y, double mean[3])
{
  if (self->photo == NULL || !(x >= 0 && x <= 1 && y >= 0 && y <= 1))
    return FALSE;
  x = MIN (x, 1 - 1e-9);
  y = MIN (y, 1 - 1e-9);
  return amb_canvas_sample_layer (self, &self->frame, x, y, mean)
         || amb_canvas_sample_layer (self, &self->base, x, y, mean);
}
