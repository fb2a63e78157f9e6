/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How plane pixels relate to stored pixels: the geometry of one render, reduced to two axes and,
 * when straightened, one turn. */
#pragma once

#include "amb-render.h"
#include "amb-resample.h"

G_BEGIN_DECLS

/* The upright picture scaled, not turned: size.. of it lie along x and y as the axes say. */
typedef struct
{
  int orientation;
  AmbAxis x, y;
  int width, height; /* plane pixels */
} AmbScaling;

/* plane (x, y), integers -> u = turn[0] x + turn[1] y + turn[2], v likewise by turn[3..5]:
 * positions as in AmbWarpRow in the picture that scaling gives. */
typedef struct
{
  AmbScaling scaling;
  gboolean turned;
  double turn[6];
  gboolean uncovered; /* parts of the plane lie outside the photo */
  AmbFilter filter;   /* of the turn */
  int width, height;  /* of the plane */
} AmbPlan;

void amb_plan_init (AmbPlan *self,
                    const AmbGeometry *geometry,
                    const AmbRenderSourceSpec *source,
                    const AmbRenderSpec *spec);
gboolean amb_plan_equal (const AmbPlan *a, const AmbPlan *b);
/* TRUE when plane pixels are stored pixels, only moved; column and row (out) of the upright picture
 * come first. */
gboolean amb_plan_is_exact (const AmbPlan *self, int *column, int *row);
/* The picture that is turned, as a plan of its own. */
AmbPlan amb_plan_unturned (const AmbPlan *self);

G_END_DECLS
