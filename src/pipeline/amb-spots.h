/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where in the photo the pixels of a row are, for the operations that ask. */
#pragma once

#include "amb-geometry.h"
#include "amb-local.h"
#include "amb-plan.h"

G_BEGIN_DECLS

/* In units of AmbKernelBox. */
typedef struct
{
  double frame[4]; /* plane (x, y) -> frame[0] x + frame[1], frame[2] y + frame[3] */
  double photo[4]; /* likewise, from pixels of the small photo (see AmbLocalPlace) */
} AmbSpots;

/* small_width, small_height: of the small photo. */
void amb_spots_init (AmbSpots *self,
                     const AmbGeometry *geometry,
                     const AmbRenderSpec *spec,
                     int small_width,
                     int small_height);
/* For the small photo itself. */
AmbSpots amb_spots_of_small (const AmbSpots *self);

/* The frame and the crop, for prepare (). */
AmbKernelBox amb_spots_frame (const AmbGeometry *geometry);
AmbKernelBox amb_spots_crop (const AmbGeometry *geometry);

/* Runs a point kernel that has a place over n pixels in place, the first at (x, y) of the plane. */
void amb_spots_run (const AmbSpots *self,
                    const AmbLocalPlace *place,
                    const AmbKernel *kernel,
                    const void *state,
                    int x,
                    int y,
                    float *const planes[3],
                    int n);

G_END_DECLS
