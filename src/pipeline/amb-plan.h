/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How plane pixels relate to stored pixels: the geometry of one render, reduced to two axes and,
 * when it is straightened or bent, one map. */
#pragma once

#include "amb-loops.h"
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

/* Maps lead from pixels of the plane to positions in the picture that scaling gives: one for all
 * channels, or one each for red, green and blue. */
typedef struct
{
  AmbScaling scaling;
  gboolean turned; /* there are maps: plane pixels are not those of the scaled picture */
  gboolean curved; /* the maps are, see AmbWarpMap */
  guint n_maps;
  AmbWarpMap maps[AMB_LENS_CHANNELS];
  gboolean uncovered; /* parts of the plane lie outside the photo */
  AmbFilter filter;   /* of the maps */
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
/* The picture that the maps lead to, as a plan of its own. */
AmbPlan amb_plan_unturned (const AmbPlan *self);

/* Positions in upright pictures of the whole photo, which lie at x_start + x_scale a pixel of the
 * frame; 0 is a pixel's centre. maps: as AmbPlan's; returns their number. The limits of u and v are
 * not set. */
guint amb_plan_init_maps (AmbWarpMap maps[AMB_LENS_CHANNELS],
                          const AmbGeometryMap *map,
                          gboolean is_plain,
                          AmbPoint start,
                          AmbPoint scale);
/* The geometry's map for pixels of the plane, whole at their centres. */
void amb_plan_init_geometry_map (AmbGeometryMap *map,
                                 const AmbGeometry *geometry,
                                 guint plane_width,
                                 guint plane_height);

G_END_DECLS
