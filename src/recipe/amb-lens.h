/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a lens did to the places of a photo: radii that it stretched, and colours that it did not
 * bring together. Pure maths: any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum
{
  AMB_LENS_CHANNELS = 3, /* red, green, blue */
};

/* A pixel at radius r from the photo's centre, in half diagonals, is found at radius
 * r scale (1 + k1 r^2 + k2 r^4) of the photo that was taken, times its channel's factor. Beyond
 * r^2 = limit, where the polynomial could turn back, the factor in brackets stays as it is there.
 */
typedef struct
{
  double k1, k2;
  double scale;
  double limit;
  double channel[AMB_LENS_CHANNELS];
} AmbLens;

/* What the operations say; all 0 is a lens without a fault. Radii as in AmbLens. */
typedef struct
{
  double k1, k2;    /* 1 + 3 k1 r^2 + 5 k2 r^4 is positive up to r = 1 */
  double red, blue; /* how much larger than green's the picture of that colour is, as a fraction */
} AmbLensFaults;

/* width, height: of the photo; scale is chosen so that no part of it is empty and as much as
 * possible is kept. */
void amb_lens_init (AmbLens *self, const AmbLensFaults *faults, double width, double height);
gboolean amb_lens_faults_are_none (const AmbLensFaults *self);

/* What a radius is multiplied by, of which squared is the square; without the channel's factor. */
double amb_lens_factor (const AmbLens *self, double squared);

G_END_DECLS
