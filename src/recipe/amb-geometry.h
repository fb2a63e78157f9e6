/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pixels go: Exif orientation -> flip -> quarter turns -> straighten -> crop, as one mapping.
 * Pure maths: any thread.
 *
 * Frames: the SOURCE is the stored pixels; the FRAME is the upright photo after orientation, flips
 * and quarter turns (straighten turns the content inside it and does not change its size); the
 * OUTPUT is the crop of the frame at full resolution. Continuous coordinates: pixel (i, j) covers
 * [i, i+1) x [j, j+1), its centre is (i + 0.5, j + 0.5). */
#pragma once

#include "amb-recipe.h"
#include "amb-rect.h"

G_BEGIN_DECLS

typedef enum
{
  AMB_GEOMETRY_DEFAULT = 0,
  AMB_GEOMETRY_WHOLE_FRAME
  = 1 << 0, /* ignore the crop: what the crop tool shows (corners outside the photo are empty) */
} AmbGeometryFlags;

typedef struct
{
  guint source_width, source_height; /* pixels */
  int orientation; /* 1..8 as in Exif: orientation, flips and quarter turns composed */
  guint frame_width, frame_height; /* pixels */
  double angle; /* straighten, radians, clockwise positive: the content turns clockwise */
  AmbRect crop; /* inside the frame, pixels, never empty */
} AmbGeometry;

void amb_geometry_init (AmbGeometry *self,
                        const AmbRecipe *recipe,
                        guint source_width,
                        guint source_height,
                        int exif_orientation,
                        AmbGeometryFlags flags);
/* TRUE when output pixels are source pixels, only moved (angle 0). */
gboolean amb_geometry_is_exact (const AmbGeometry *self);
/* The long edge of the frame, pixels. */
guint amb_geometry_long_edge (const AmbGeometry *self);
/* out = 3 x 3 row-major: output coordinates scaled by scale -> continuous source coordinates.
 * scale: output plane px / full-resolution px. */
void
amb_geometry_to_source (const AmbGeometry *self, double scale_x, double scale_y, double matrix[9]);
/* The largest rectangle of the ratio width:height inside a width x height photo turned by angle,
 * centred; fractions of each edge, 0..1. */
double amb_geometry_inscribed_scale (double width, double height, double angle);
/* TRUE when a crop (fractions of the frame) lies inside the photo turned by angle: what the crop
 * tool keeps true. */
gboolean amb_geometry_crop_fits (double frame_width,
                                 double frame_height,
                                 double angle,
                                 const double crop[4]);

G_END_DECLS
