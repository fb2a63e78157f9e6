/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The crop rectangle as it is dragged: kept inside the turned photo, and in its ratio. Pure maths.
 */
#pragma once

#include "amb-geometry.h"

G_BEGIN_DECLS

/* Fractions of the frame. */
typedef struct
{
  double left, top, width, height;
} AmbCropBox;

typedef struct
{
  AmbGeometry geometry; /* of the photo inside the frame; its crop does not count */
  double ratio;         /* width : height in pixels; 0 is free */
} AmbCropLimits;

/* What is dragged; a corner is two edges. */
typedef enum
{
  AMB_CROP_NONE = 0,
  AMB_CROP_LEFT = 1 << 0,
  AMB_CROP_RIGHT = 1 << 1,
  AMB_CROP_TOP = 1 << 2,
  AMB_CROP_BOTTOM = 1 << 3,
  AMB_CROP_INSIDE = 1 << 4,
} AmbCropHandle;

/* TRUE when box lies inside the frame and inside the turned photo. */
gboolean amb_crop_box_fits (const AmbCropBox *box, const AmbCropLimits *limits);
/* start, which fits, with handle dragged by dx, dy (fractions of the frame), as far as it fits. */
AmbCropBox amb_crop_box_drag (const AmbCropBox *start,
                              AmbCropHandle handle,
                              double dx,
                              double dy,
                              const AmbCropLimits *limits);
/* The box in the limits' ratio, about its centre, not larger than before, and fitting. */
AmbCropBox amb_crop_box_with_ratio (const AmbCropBox *box, const AmbCropLimits *limits);
/* The box, smaller about its centre until it fits; its centre moves only when it lies outside the
 * photo itself. */
AmbCropBox amb_crop_box_fit (const AmbCropBox *box, const AmbCropLimits *limits);

G_END_DECLS
