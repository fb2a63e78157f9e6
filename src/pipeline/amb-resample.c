/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Filter weights: C. E. Duchon, Lanczos Filtering in One and Two Dimensions (1979), with three
 * lobes. */
#include "amb-resample.h"

#include <math.h>
#include "amb-loops.h"
#include "amb-maths.h"

static const double PI = 3.14159265358979323846;

static const double support[] = {
  [AMB_FILTER_LANCZOS] = 3,
  [AMB_FILTER_TRIANGLE] = 1,
  [AMB_FILTER_NEAREST] = 0.5,
};

static double
lanczos (double x)
{
  if (x == 0)
    return 1;
  if (x <= -3 || x >= 3)
    return 0;
  return 3 * amb_maths_sin_pi (x) * amb_maths_sin_pi (x / 3) / (PI * PI * x * x);
}

static double
filter_at (AmbFilter filter, double x)
{
  if (filter == AMB_FILTER_LANCZOS)
    return lanczos (x);
  if (filter == AMB_FILTER_TRIANGLE)
    return MAX (1 - fabs (x), 0);
  return x > -0.5 && x <= 0.5 ? 1 : 0;
}

gboolean
amb_axis_is_exact (const AmbAxis *self, int *offset)
{
  double whole = floor (self->origin + 0.5);
  *offset = (int) whole;
  return self->step == 1 && self->origin == whole;
}

static double
widening (const AmbAxis *self)
{
  return MAX (self->step, 1);
}

int
amb_axis_max_taps (const AmbAxis *self)
{
  return 2 * (int) ceil (support[self->filter] * widening (self)) + 1;
}

static int
nearest_tap (const AmbAxis *self, double centre, int *start, float *weights)
{
  *start = CLAMP ((int) floor (centre), 0, self->size - 1);
  weights[0] = 1;
  return 1;
}

int
amb_axis_taps (const AmbAxis *self, int i, int *start, float *weights)
{
  const double centre = self->origin + (i + 0.5) * self->step;
  if (self->filter == AMB_FILTER_NEAREST)
    return nearest_tap (self, centre, start, weights);

  const double wide = widening (self);
  const double reach = support[self->filter] * wide;
  const int first = CLAMP ((int) ceil (centre - reach - 0.5), 0, self->size - 1);
  const int last = CLAMP ((int) floor (centre + reach - 0.5), first, self->size - 1);
  double sum = 0;
  for (int k = first; k <= last; k++)
    {
      const double weight = filter_at (self->filter, (k + 0.5 - centre) / wide);
      weights[k - first] = (float) weight;
      sum += weight;
    }
  for (int k = first; k <= last; k++)
    weights[k - first] = sum != 0 ? (float) (weights[k - first] / sum) : 0;
  if (sum == 0)
    weights[0] = 1;
  *start = first;
  return last - first + 1;
}

gboolean
amb_taps_init (AmbTaps *self, const AmbAxis *axis, int i0, int i1)
{
  const int taps = (amb_axis_max_taps (axis) + AMB_LANES - 1) / AMB_LANES * AMB_LANES;
  *self = (AmbTaps){ .taps = taps };
  self->start = g_try_new (int, (gsize) (i1 - i0));
  self->weights = g_try_new0 (float, (gsize) (i1 - i0) * (gsize) taps);
  if (self->start == NULL || self->weights == NULL)
    return FALSE;
  self->first = G_MAXINT;
  for (int i = i0; i < i1; i++)
    {
      int n = amb_axis_taps (axis, i, &self->start[i - i0],
                             self->weights + (gsize) (i - i0) * (gsize) taps);
      self->first = MIN (self->first, self->start[i - i0]);
      self->last = MAX (self->last, self->start[i - i0] + n);
    }
  for (int i = 0; i < i1 - i0; i++)
    self->start[i] -= self->first;
  return TRUE;
}

void
amb_taps_clear (AmbTaps *self)
{
  g_clear_pointer (&self->start, g_free);
  g_clear_pointer (&self->weights, g_free);
}

void
amb_warp_weights (AmbFilter filter, float *weights)
{
  for (int phase = 0; phase < AMB_WARP_PHASES; phase++, weights += AMB_LANES)
    {
      double sum = 0, w[AMB_LANES] = { 0 };
      for (int k = 0; k < AMB_WARP_TAPS; k++)
        sum += w[k] = filter_at (filter, k - 2 - (double) phase / AMB_WARP_PHASES);
      for (int k = 0; k < AMB_LANES; k++)
        weights[k] = (float) (w[k] / sum);
    }
}
