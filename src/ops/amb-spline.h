/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A curve through control points, the value of an AMB_PARAM_CURVE: checked, evaluated, read and
 * written. Pure: any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum
{
  AMB_SPLINE_MAX_POINTS = 16,
};

#define AMB_SPLINE_VARIANT_TYPE G_VARIANT_TYPE ("a(dd)")

typedef struct
{
  double x, y; /* 0..1 */
} AmbSplinePoint;

typedef struct
{
  guint n_points;                               /* 2..AMB_SPLINE_MAX_POINTS */
  AmbSplinePoint points[AMB_SPLINE_MAX_POINTS]; /* x strictly increasing */
} AmbSpline;

/* From (0, 0) straight to (1, 1): what an unset parameter is. */
extern const AmbSpline amb_spline_identity;

/* 2 to 16 points in the unit square, x strictly increasing, nothing NaN. */
gboolean amb_spline_is_valid (const AmbSpline *self);
gboolean amb_spline_equal (const AmbSpline *a, const AmbSpline *b);

/* The slopes at the points: Fritsch and Carlson, "Monotone Piecewise Cubic Interpolation", SIAM J.
 * Numer. Anal. 17 (1980): between two points the curve never leaves the range of their values. Only
 * + - * / and square roots. */
void amb_spline_slopes (const AmbSpline *self, double slopes[AMB_SPLINE_MAX_POINTS]);
/* The value at x; before the first and after the last point it goes straight on with the slope
 * there. */
double amb_spline_at (const AmbSpline *self, const double slopes[AMB_SPLINE_MAX_POINTS], double x);
/* The curve's slope at x. */
double
amb_spline_slope_at (const AmbSpline *self, const double slopes[AMB_SPLINE_MAX_POINTS], double x);

/* a(dd); transfer floating. */
GVariant *amb_spline_to_variant (const AmbSpline *self);
/* Reads a(dd), nested arrays of numbers (what JSON gives), or a string as below. FALSE when it is
 * no valid curve; self is then untouched. */
gboolean amb_spline_from_variant (GVariant *variant, AmbSpline *self);

/* "0,0 0.25,0.2 1,1", with a point in every locale; transfer full. And back. */
char *amb_spline_to_text (const AmbSpline *self);
gboolean amb_spline_from_text (const char *text, AmbSpline *self);

G_END_DECLS
