/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Projective maps of the plane as 3 x 3 matrices, row-major: x' = (m0 x + m1 y + m2) / w, y' = (m3
 * x + m4 y + m5) / w with w = m6 x + m7 y + m8. Additions, multiplications, divisions and square
 * roots only: the same bits everywhere. Pure maths: any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Four corners of a picture. */
typedef enum
{
  AMB_CORNER_TOP_LEFT,
  AMB_CORNER_TOP_RIGHT,
  AMB_CORNER_BOTTOM_RIGHT,
  AMB_CORNER_BOTTOM_LEFT,
  AMB_N_CORNERS
} AmbCorner;

typedef struct
{
  double x, y;
} AmbPoint;

typedef struct
{
  double x, y, width, height;
} AmbBox;

/* first, then second; out may be either. */
void amb_projection_multiply (const double second[9], const double first[9], double out[9]);
/* Up to a factor. */
void amb_projection_invert (const double matrix[9], double out[9]);
/* FALSE at and beyond the horizon: w is not positive. */
gboolean amb_projection_apply (const double matrix[9], AmbPoint from, AmbPoint *to);
/* The map of the unit square (y downwards) to a convex quadrilateral. */
void amb_projection_from_square (const AmbPoint corners[AMB_N_CORNERS], double out[9]);

/* The largest rectangle of the ratio width : height, not larger than that, inside the quadrilateral
 * (convex, its corners in the order of AmbCorner, around the origin) and inside the rectangle of
 * that size about the origin; of several the one nearest to the origin. */
AmbBox amb_projection_inscribe (const AmbPoint corners[AMB_N_CORNERS], double width, double height);

G_END_DECLS
