/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Inner loops of straightening, perspective and lens: where a pixel lies, and what is there. */
#include "amb-loops-lanes.h"

extern const AmbLoopsWarp AMB_LOOPS_NAME (warp);

G_STATIC_ASSERT ((AMB_WARP_PHASES & (AMB_WARP_PHASES - 1)) == 0);

static inline double
hold (double x, double maximum)
{
  x = x > 0 ? x : 0;
  return x < maximum ? x : maximum;
}

/* In phases: the whole part is the pixel, the rest the place between two pixels. */
static inline int
phases (double position, double maximum)
{
  return (int) (hold (position, maximum) * AMB_WARP_PHASES + 0.5);
}

static void
place_straight (const AmbWarpMap *map, int x, int y, int n, AmbWarpPlaces *places)
{
  const double *m = map->m;
  const double u0 = m[1] * y + m[2], v0 = m[4] * y + m[5];
  for (int i = 0; i < n; i++)
    {
      const double column = x + i;
      places->u[i] = phases (u0 + m[0] * column, map->u_max);
      places->v[i] = phases (v0 + m[3] * column, map->v_max);
    }
}

/* --- Curved maps --- */

/* At and beyond the horizon pixels are far outside, whatever they would be mirrored to. */
static const double horizon = 1e-9;

typedef struct
{
  double x[AMB_WARP_PIXELS], y[AMB_WARP_PIXELS]; /* after the projection */
  double per_w[AMB_WARP_PIXELS];
} Projected;

static void
project (const AmbWarpMap *map, int x, int y, int n, Projected *to)
{
  const double *m = map->m;
  const double x0 = m[1] * y + m[2], y0 = m[4] * y + m[5], w0 = m[7] * y + m[8];
  for (int i = 0; i < n; i++)
    {
      const double column = x + i;
      const double w = w0 + m[6] * column;
      const double per_w = 1 / (w > horizon ? w : horizon);
      to->x[i] = (x0 + m[0] * column) * per_w;
      to->y[i] = (y0 + m[3] * column) * per_w;
      to->per_w[i] = per_w;
    }
}

static inline double
bend (const AmbWarpMap *map, double x, double y)
{
  double q = x * x + y * y;
  q = q < map->limit ? q : map->limit;
  return 1 + q * (map->k1 + q * map->k2);
}

/* The lengths of the gradients of u and v: how much of the picture falls on a pixel of the plane
 * along its columns and rows. */
static void
widen (const AmbWarpMap *map, const Projected *at, int n, AmbWarpPlaces *places)
{
  const double *m = map->m;
  const float most = (float) AMB_WARP_MOST_TAPS / AMB_WARP_TAPS;
  for (int i = 0; i < n; i++)
    {
      const double x = at->x[i], y = at->y[i], per_w = at->per_w[i];
      const double xx = (m[0] - x * m[6]) * per_w, xy = (m[1] - x * m[7]) * per_w;
      const double yx = (m[3] - y * m[6]) * per_w, yy = (m[4] - y * m[7]) * per_w;
      const double q = x * x + y * y;
      const double factor = bend (map, x, y);
      const double slope = q < map->limit ? 2 * (map->k1 + 2 * q * map->k2) : 0;
      const double along_x = (x * xx + y * yx) * slope, along_y = (x * xy + y * yy) * slope;
      const double ux = (xx * factor + x * along_x) * map->u_scale;
      const double uy = (xy * factor + x * along_y) * map->u_scale;
      const double vx = (yx * factor + y * along_x) * map->v_scale;
      const double vy = (yy * factor + y * along_y) * map->v_scale;
      const float u = __builtin_sqrtf ((float) hold (ux * ux + uy * uy, 1e6));
      const float v = __builtin_sqrtf ((float) hold (vx * vx + vy * vy, 1e6));
      places->wide_u[i] = u > 1 ? (u < most ? u : most) : 1;
      places->wide_v[i] = v > 1 ? (v < most ? v : most) : 1;
    }
}

static void
place_curved (const AmbWarpMap *map, int x, int y, int n, AmbWarpPlaces *places)
{
  Projected at;
  project (map, x, y, n, &at);
  for (int i = 0; i < n; i++)
    {
      const double factor = bend (map, at.x[i], at.y[i]);
      places->u[i] = phases (map->u_centre + map->u_scale * (at.x[i] * factor), map->u_max);
      places->v[i] = phases (map->v_centre + map->v_scale * (at.y[i] * factor), map->v_max);
    }
  widen (map, &at, n, places);
}

static void
position (const AmbWarpMap *map, int x, int y, int n, float *u, float *v)
{
  Projected at;
  for (int done = 0; done < n; done += AMB_WARP_PIXELS)
    {
      const int count = MIN (AMB_WARP_PIXELS, n - done);
      project (map, x + done, y, count, &at);
      for (int i = 0; i < count; i++)
        {
          const double factor = bend (map, at.x[i], at.y[i]);
          u[done + i] = (float) (map->u_centre + map->u_scale * (at.x[i] * factor));
          v[done + i] = (float) (map->v_centre + map->v_scale * (at.y[i] * factor));
        }
    }
}

/* --- Six taps, of weights that are ready --- */

static inline float
narrow_pixel (const AmbWarpRow *row,
              const float *from,
              int first_tap,
              int last_tap,
              const float *down,
              const Lanes *across)
{
  Lanes sum = { 0 };
  for (int k = first_tap; k <= last_tap; k++)
    {
      Lanes s;
      LOAD (s, from + (gsize) k * row->stride);
      sum += s * down[k];
    }
  sum *= *across;
  return lane_sum (&sum);
}

static inline const float *
sample_of (const AmbWarpRow *row, const AmbWarpPlaces *places, int plane, int taps, int i)
{
  const int shift = row->lead - amb_warp_lead (taps);
  const int column = (int) ((unsigned) places->u[i] / AMB_WARP_PHASES) - row->u_block + shift;
  const int line = (int) ((unsigned) places->v[i] / AMB_WARP_PHASES) - row->v_block + shift;
  return row->block + (gsize) plane * row->plane_floats + (gsize) line * row->stride + column;
}

static inline void
warp_narrow (const AmbWarpRow *row,
             const AmbWarpPlaces *places,
             int plane,
             int first_tap,
             int last_tap,
             float *restrict dst,
             int from,
             int to)
{
  for (int i = from; i < to; i++)
    {
      const gsize across_phase = (gsize) (places->u[i] & (AMB_WARP_PHASES - 1));
      const gsize down_phase = (gsize) (places->v[i] & (AMB_WARP_PHASES - 1));
      Lanes across;
      LOAD (across, row->weights + across_phase * AMB_LANES);
      dst[i] = narrow_pixel (row, sample_of (row, places, plane, AMB_WARP_TAPS, i), first_tap,
                             last_tap, row->weights + down_phase * AMB_LANES, &across);
    }
}

/* --- More taps, of weights that are made for the pixel --- */

/* Lanczos 3 by its zeros: (1 - z) (1 - z / 4) (1 - z / 9)^2 times a polynomial in z = x^2, fitted
 * to 4e-5 of the whole over 0..9. */
static inline Lanes
lanczos (Lanes x)
{
  const Lanes nine = { 9, 9, 9, 9, 9, 9, 9, 9 };
  Lanes z = x * x;
  const LaneBits inside = z < nine;
  z = (Lanes) (((LaneBits) z & inside) | ((LaneBits) nine & ~inside));
  const Lanes zero = 1.0f - z * (1.0f / 9.0f);
  const Lanes rest
      = 0.9999575730692f
        + z
              * (-0.3551949957571f
                 + z
                       * (0.0585633463162f
                          + z
                                * (-0.0058997470291f
                                   + z
                                         * (0.000389473673721f
                                            + z * (-1.58840642352e-05f + z * 3.0423747592e-07f)))));
  return (1.0f - z) * (1.0f - z * 0.25f) * zero * zero * rest;
}

/* Taps of one axis at a phase; returns the sum of their weights. */
static inline float
make_weights (int phase, float wide, int taps, float *weights)
{
  Lanes sum = { 0 };
  const float first = (float) -amb_warp_lead (taps) - (float) phase * (1.0f / AMB_WARP_PHASES);
  const float per_wide = 1.0f / wide;
  for (int k = 0; k < taps; k += AMB_LANES)
    {
      const Lanes steps = { 0, 1, 2, 3, 4, 5, 6, 7 };
      const Lanes w = lanczos ((steps + (first + (float) k)) * per_wide);
      memcpy (weights + k, &w, sizeof w);
      sum += w;
    }
  return lane_sum (&sum);
}

static inline void
warp_wide (const AmbWarpRow *row,
           const AmbWarpPlaces *places,
           int plane,
           float *const *planes,
           int n_planes,
           int taps,
           int from,
           int to)
{
  for (int i = from; i < to; i++)
    {
      float across[AMB_WARP_MOST_TAPS], down[AMB_WARP_MOST_TAPS];
      const float sum_u
          = make_weights (places->u[i] & (AMB_WARP_PHASES - 1), places->wide_u[i], taps, across);
      const float sum_v
          = make_weights (places->v[i] & (AMB_WARP_PHASES - 1), places->wide_v[i], taps, down);
      const float whole = 1.0f / (sum_u * sum_v);
      /* Rows that the filter does not reach have no weight. */
      const int reach = (int) (places->wide_v[i] * (AMB_WARP_TAPS / 2));
      const int first = taps > AMB_LANES ? MAX (amb_warp_lead (taps) - reach, 0) : 0;
      const int last = taps > AMB_LANES ? MIN (amb_warp_lead (taps) + 2 + reach, taps) : taps;
      for (int p = 0; p < n_planes; p++)
        {
          const float *line = sample_of (row, places, plane + p, taps, i);
          Lanes all = { 0 };
          for (int j = 0; j < taps; j += AMB_LANES)
            {
              Lanes sum = { 0 }, w, s;
              for (int k = first; k < last; k++)
                {
                  LOAD (s, line + (gsize) k * row->stride + j);
                  sum += s * down[k];
                }
              LOAD (w, across + j);
              all += sum * w;
            }
          planes[p][i] = lane_sum (&all) * whole;
        }
    }
}

/* --- Rows --- */

static void
warp_six (const AmbWarpRow *row,
          const AmbWarpPlaces *places,
          int plane,
          float *const *planes,
          int n_planes,
          int from,
          int to)
{
  for (int p = 0; p < n_planes; p++)
    if (row->first_tap == 0 && row->last_tap == AMB_WARP_TAPS - 1)
      warp_narrow (row, places, plane + p, 0, AMB_WARP_TAPS - 1, planes[p], from, to);
    else
      warp_narrow (row, places, plane + p, row->first_tap, row->last_tap, planes[p], from, to);
}

static int
taps_at (const AmbWarpPlaces *places, int i)
{
  return amb_warp_taps (MAX (places->wide_u[i], places->wide_v[i]));
}

static void
warp_row (const AmbWarpRow *row,
          const AmbWarpPlaces *places,
          int plane,
          float *const *planes,
          int n_planes,
          int n)
{
  if (!row->widens)
    {
      warp_six (row, places, plane, planes, n_planes, 0, n);
      return;
    }
  for (int from = 0, to; from < n; from = to)
    {
      const int taps = taps_at (places, from);
      for (to = from + 1; to < n && taps_at (places, to) == taps;)
        to++;
      if (taps == AMB_WARP_TAPS)
        warp_six (row, places, plane, planes, n_planes, from, to);
      else if (taps == AMB_LANES)
        warp_wide (row, places, plane, planes, n_planes, AMB_LANES, from, to);
      else
        warp_wide (row, places, plane, planes, n_planes, taps, from, to);
    }
}

const AmbLoopsWarp AMB_LOOPS_NAME (warp) = {
  .place_straight = place_straight,
  .place_curved = place_curved,
  .position = position,
  .warp_row = warp_row,
};
