/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hand does to the points of a curve. */
#include "amb-curve-points.h"

#include <math.h>

#define LEAST_GAP 0.01 /* from point to point, to the right */
#define STEPS 1000.0   /* places that a hand can find */

int
amb_curve_points_find (const AmbSpline *curve, double x, double y, double reach)
{
  int nearest = -1;

  for (guint i = 0; i < curve->n_points; i++)
    {
      double distance = hypot (curve->points[i].x - x, curve->points[i].y - y);

      if (distance > reach)
        continue;
      reach = distance;
      nearest = (int) i;
    }
  return nearest;
}

int
amb_curve_points_add (AmbSpline *curve, double x, double y)
{
  guint at = 0;

  while (at < curve->n_points && curve->points[at].x < x)
    at++;
  if (curve->n_points == AMB_SPLINE_MAX_POINTS || !(x >= 0 && x <= 1)
      || (at > 0 && x - curve->points[at - 1].x < LEAST_GAP)
      || (at < curve->n_points && curve->points[at].x - x < LEAST_GAP))
    return -1;
  for (guint i = curve->n_points; i > at; i--)
    curve->points[i] = curve->points[i - 1];
  curve->n_points++;
  curve->points[at] = (AmbSplinePoint){ x, CLAMP (y, 0, 1) };
  amb_curve_points_move (curve, at, x, y);
  return (int) at;
}

void
amb_curve_points_move (AmbSpline *curve, guint index, double x, double y)
{
  AmbSplinePoint *point = &curve->points[index];
  double left = index > 0 ? point[-1].x + LEAST_GAP : 0;
  double right = index + 1 < curve->n_points ? point[1].x - LEAST_GAP : 1;

  x = round (x * STEPS) / STEPS;
  y = round (y * STEPS) / STEPS;
  if (left <= right)
    point->x = CLAMP (x, left, right);
  point->y = CLAMP (y, 0, 1);
}

gboolean
amb_curve_points_remove (AmbSpline *curve, guint index)
{
  if (curve->n_points <= 2)
    return FALSE;
  curve->n_points--;
  for (guint i = index; i < curve->n_points; i++)
    curve->points[i] = curve->points[i + 1];
  return TRUE;
}
