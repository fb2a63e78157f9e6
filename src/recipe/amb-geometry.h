/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pixels go: Exif orientation -> flip -> quarter turns -> lens -> perspective -> straighten
 * -> crop, as one mapping. Pure maths: any thread.
 *
 * Frames: the SOURCE is the stored pixels; the FRAME is the upright photo after orientation, flips
 * and quarter turns (lens, perspective and straighten move the content inside it and do not change
 * its size); the OUTPUT is the crop of the frame at full resolution. What the lens did is the same
 * in all directions from the centre, so that orientation, flips and turns may come before it.
 * Continuous coordinates: pixel (i, j) covers [i, i+1) x [j, j+1), its centre is (i + 0.5, j +
 * 0.5). */
#pragma once

#include "amb-lens.h"
#include "amb-projection.h"
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
  AmbLensFaults lens;
  AmbPoint corners[AMB_N_CORNERS]; /* where they moved to, fractions of width and height */
  AmbPoint tilt; /* radians; the direction in which the content is stretched, y downwards */
  double angle;  /* straighten, radians, clockwise positive: the content turns clockwise */
  AmbRect crop;  /* inside the frame, pixels, never empty */
} AmbGeometry;

/* Output to frame: a pixel is found by matrix, in half diagonals of the frame from its centre, then
 * by lens. */
typedef struct
{
  double matrix[9]; /* of output coordinates; w is 1 in the frame's centre */
  AmbLens lens;
  AmbPoint centre; /* of the frame, pixels */
  double half_diagonal;
} AmbGeometryMap;

void amb_geometry_init (AmbGeometry *self,
                        const AmbRecipe *recipe,
                        guint source_width,
                        guint source_height,
                        int exif_orientation,
                        AmbGeometryFlags flags);
/* The whole upright photo as it was taken: nothing inside the frame is moved, nothing is cut. */
AmbGeometry amb_geometry_untouched (const AmbGeometry *self);
/* TRUE when output pixels are source pixels, only moved: no angle, perspective or lens. */
gboolean amb_geometry_is_exact (const AmbGeometry *self);
/* TRUE when straight lines stay straight and parallels parallel: no perspective, no lens. */
gboolean amb_geometry_is_plain (const AmbGeometry *self);
/* The long edge of the frame, pixels. */
guint amb_geometry_long_edge (const AmbGeometry *self);
/* Scales: output plane px / full-resolution px. */
void
amb_geometry_get_map (const AmbGeometry *self, double scale_x, double scale_y, AmbGeometryMap *map);
/* Output coordinates to those of the frame as the photo was taken. FALSE beyond the horizon. */
gboolean amb_geometry_map_apply (const AmbGeometryMap *self,
                                 guint channel,
                                 AmbPoint output,
                                 AmbPoint *frame);
/* TRUE when all of a rectangle of the output lies in the photo. */
gboolean amb_geometry_map_covers (const AmbGeometryMap *self, double width, double height);
/* The least extent of an output pixel in the frame, along its columns (x) and its rows (y), in
 * pixels, over an output of width x height: 1 without perspective or lens at full size. */
AmbPoint amb_geometry_map_finest (const AmbGeometryMap *self, double width, double height);

/* Without the lens: out = 3 x 3 row-major, output coordinates scaled by scale -> continuous source
 * coordinates. */
void
amb_geometry_to_source (const AmbGeometry *self, double scale_x, double scale_y, double matrix[9]);
/* The largest rectangle of the ratio width:height inside a width x height photo turned by angle,
 * centred; fractions of each edge, 0..1. */
double amb_geometry_inscribed_scale (double width, double height, double angle);
/* TRUE when a crop (fractions of the frame) lies inside the photo as perspective and angle leave
 * it, wherever the geometry's own crop is: what the crop tool keeps true. */
gboolean amb_geometry_crop_fits (const AmbGeometry *self, const double crop[4]);

G_END_DECLS
