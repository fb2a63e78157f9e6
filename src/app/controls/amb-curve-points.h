/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hand does to the points of a curve. Pure: no widget. The curve stays valid. */
#pragma once

#include "amb-spline.h"

G_BEGIN_DECLS

/* The nearest point within reach of (x, y), all in fractions of the square; -1: none. */
int amb_curve_points_find (const AmbSpline *curve, double x, double y, double reach);
/* The new point's index; -1 when there are enough or one is too near to its left or right. */
int amb_curve_points_add (AmbSpline *curve, double x, double y);
/* As near to (x, y) as the square and the points beside it let it. */
void amb_curve_points_move (AmbSpline *curve, guint index, double x, double y);
/* FALSE when only two are left. */
gboolean amb_curve_points_remove (AmbSpline *curve, guint index);

G_END_DECLS
