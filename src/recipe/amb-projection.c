/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Projective maps: P. S. Heckbert, Fundamentals of Texture Mapping and Image Warping (1989). */
#include "amb-projection.h"

#include <math.h>
#include <string.h>

void
amb_projection_multiply (const double second[9], const double first[9], double out[9])
{
  double product[9];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      product[3 * i + j] = second[3 * i] * first[j] + second[3 * i + 1] * first[3 + j]
                           + second[3 * i + 2] * first[6 + j];
  memcpy (out, product, sizeof product);
}

void
amb_projection_invert (const double m[9], double out[9])
{
  const double adjugate[9] = {
    m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
    m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
    m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3],
  };
  memcpy (out, adjugate, sizeof adjugate);
}

gboolean
amb_projection_apply (const double m[9], AmbPoint from, AmbPoint *to)
{
  const double w = m[6] * from.x + m[7] * from.y + m[8];
  if (!(w > 0))
    return FALSE;
  *to = (AmbPoint){ (m[0] * from.x + m[1] * from.y + m[2]) / w,
                    (m[3] * from.x + m[4] * from.y + m[5]) / w };
  return TRUE;
}

void
amb_projection_from_square (const AmbPoint corners[AMB_N_CORNERS], double out[9])
{
  const AmbPoint a = corners[AMB_CORNER_TOP_LEFT], b = corners[AMB_CORNER_TOP_RIGHT];
  const AmbPoint c = corners[AMB_CORNER_BOTTOM_RIGHT], d = corners[AMB_CORNER_BOTTOM_LEFT];
  const double x = (a.x - b.x) + (c.x - d.x), y = (a.y - b.y) + (c.y - d.y);
  const double bx = b.x - c.x, by = b.y - c.y, dx = d.x - c.x, dy = d.y - c.y;
  const double whole = bx * dy - dx * by;
  const double g = (x * dy - dx * y) / whole, h = (bx * y - x * by) / whole;
  const double matrix[9] = {
    b.x - a.x + g * b.x,
    d.x - a.x + h * d.x,
    a.x,
    b.y - a.y + g * b.y,
    d.y - a.y + h * d.y,
    a.y,
    g,
    h,
    1,
  };
  memcpy (out, matrix, sizeof matrix);
}

/* --- The largest rectangle inside: a linear programme in its centre and its size --- */

enum
{
  N_LIMITS = 2 * AMB_N_CORNERS,
};

/* x cx + y cy + size t <= most, for a rectangle of t times the size about (cx, cy). */
typedef struct
{
  double x, y, size, most;
} Limit;

typedef struct
{
  double x, y, t;
} Place;

/* The inside is on the right of the way from a to b, y downwards. */
static Limit
limit_of_edge (AmbPoint a, AmbPoint b, double width, double height)
{
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double length = sqrt (dx * dx + dy * dy);
  const double x = dy / length, y = -dx / length;
  return (Limit){ x, y, (fabs (x) * width + fabs (y) * height) / 2, x * a.x + y * a.y };
}

static void
find_limits (const AmbPoint corners[AMB_N_CORNERS],
             double width,
             double height,
             Limit limits[N_LIMITS])
{
  const double x = width / 2, y = height / 2;
  const AmbPoint frame[AMB_N_CORNERS] = { { -x, -y }, { x, -y }, { x, y }, { -x, y } };
  for (int i = 0; i < AMB_N_CORNERS; i++)
    {
      const int next = (i + 1) % AMB_N_CORNERS;
      limits[i] = limit_of_edge (corners[i], corners[next], width, height);
      limits[AMB_N_CORNERS + i] = limit_of_edge (frame[i], frame[next], width, height);
    }
}

/* Where three limits meet, by Cramer's rule. */
static gboolean
meet (const Limit *a, const Limit *b, const Limit *c, Place *place)
{
  const double ab = a->x * b->y - b->x * a->y, bc = b->x * c->y - c->x * b->y;
  const double ca = c->x * a->y - a->x * c->y;
  const double whole = a->size * bc + b->size * ca + c->size * ab;
  if (fabs (whole) < 1e-9 * (a->size + b->size + c->size))
    return FALSE;
  place->t = (a->most * bc + b->most * ca + c->most * ab) / whole;
  place->x
      = (a->most * (b->y * c->size - c->y * b->size) + b->most * (c->y * a->size - a->y * c->size)
         + c->most * (a->y * b->size - b->y * a->size))
        / whole;
  place->y
      = (a->most * (c->x * b->size - b->x * c->size) + b->most * (a->x * c->size - c->x * a->size)
         + c->most * (b->x * a->size - a->x * b->size))
        / whole;
  return TRUE;
}

static gboolean
is_allowed (const Limit limits[N_LIMITS], const Place *place, double slack)
{
  for (int i = 0; i < N_LIMITS; i++)
    if (limits[i].x * place->x + limits[i].y * place->y + limits[i].size * place->t
        > limits[i].most + slack)
      return FALSE;
  return TRUE;
}

/* The corners of all that is allowed; N_LIMITS over 3 of them at most. */
static int
find_meetings (const Limit limits[N_LIMITS], double slack, Place *places)
{
  int n = 0;
  for (int a = 0; a < N_LIMITS; a++)
    for (int b = a + 1; b < N_LIMITS; b++)
      for (int c = b + 1; c < N_LIMITS; c++)
        if (meet (&limits[a], &limits[b], &limits[c], &places[n])
            && is_allowed (limits, &places[n], slack))
          n++;
  return n;
}

static double
far (const Place *place)
{
  return place->x * place->x + place->y * place->y;
}

/* The nearest to the origin on the way from a to b. */
static Place
nearest_between (const Place *a, const Place *b)
{
  const double dx = b->x - a->x, dy = b->y - a->y;
  const double length = dx * dx + dy * dy;
  const double part = length > 0 ? CLAMP (-(a->x * dx + a->y * dy) / length, 0, 1) : 0;
  return (Place){ a->x + part * dx, a->y + part * dy, a->t };
}

/* Of the largest ones, which form a line or less, the nearest to the origin. */
static Place
choose (const Place *places, int n, double alike)
{
  Place best = { 0, 0, 0 };
  for (int i = 0; i < n; i++)
    if (places[i].t > best.t)
      best = places[i];
  const double most = best.t;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n && places[i].t >= most - alike; j++)
      {
        if (places[j].t < most - alike)
          continue;
        const Place near = nearest_between (&places[i], &places[j]);
        if (far (&near) < far (&best))
          best = near;
      }
  return best;
}

AmbBox
amb_projection_inscribe (const AmbPoint corners[AMB_N_CORNERS], double width, double height)
{
  const double slack = 1e-9 * (width + height);
  Limit limits[N_LIMITS];
  Place places[N_LIMITS * (N_LIMITS - 1) * (N_LIMITS - 2) / 6];
  find_limits (corners, width, height, limits);
  const Place best = choose (places, find_meetings (limits, slack, places), 1e-9);
  return (AmbBox){ best.x - best.t * width / 2, best.y - best.t * height / 2, best.t * width,
                   best.t * height };
}
