/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What an ICC profile or a PNG's colour chunks say, as curves and a matrix to the working space, or
 * as an lcms transform. */
#pragma once

#include <glib.h>
#include <lcms2.h>
#include "amb-pixels.h"
#include "amb-render.h"

G_BEGIN_DECLS

typedef enum
{
  AMB_TRANSFER_SRGB,       /* IEC 61966-2-1 */
  AMB_TRANSFER_PARAMETRIC, /* ICC.1:2022 10.18, function types 0..4 */
  AMB_TRANSFER_TABLE,      /* evenly spaced 16-bit values, linear between them */
} AmbTransferKind;

typedef struct
{
  AmbTransferKind kind;
  int function;     /* PARAMETRIC: lcms' number, 1..5 */
  double params[7]; /* g a b c d e f */
  guint16 *table;   /* TABLE: owned */
  guint n_entries;
} AmbTransfer;

typedef struct
{
  gboolean is_srgb; /* the samples are sRGB within a quarter of an 8-bit step: curves and matrix are
                       sRGB's exactly */
  AmbTransfer curves[3];   /* GRAY: the first */
  double to_working[9];    /* linear source RGB -> linear Rec. 2020 */
  cmsContext context;      /* nullable */
  cmsHTRANSFORM transform; /* nullable; float in, TYPE_RGB_FLT linear Rec. 2020 out: used instead of
                              curves and matrix */
  gboolean from_icc;       /* an ICC profile said so */
  GBytes *icc;             /* beside a transform: the profile */
} AmbColorProfile;

/* Never fails: a profile that cannot be used adds a note (notes: nullable, owned strings) and sRGB
 * is assumed. */
void
amb_color_profile_init (AmbColorProfile *self, const AmbRenderSourceSpec *spec, GPtrArray *notes);
void amb_color_profile_clear (AmbColorProfile *self);

/* The way back of a profile with a transform: TYPE_RGB_FLT linear Rec. 2020 in, RGB or grey float
 * out. NULL when it has none. Transfer full. */
cmsHTRANSFORM amb_color_profile_output_transform (const AmbColorProfile *self);

/* Linear light, finite, of a sample 0..1. */
double amb_transfer_eval (const AmbTransfer *curve, double x);
gboolean amb_transfer_equal (const AmbTransfer *a, const AmbTransfer *b);

/* The white of the profile connection space. */
extern const double amb_color_pcs_white[3];
/* Bradford's adaptation from a white to that of the connection space. */
void amb_color_adaptation (const double white_xy[2], double matrix[9]);
/* Linear Rec. 2020 -> XYZ of the connection space. */
void amb_color_working_to_pcs (double matrix[9]);
/* xy: white, red, green, blue. FALSE for impossible primaries. */
gboolean amb_color_primaries_to_working (const double xy[8], double matrix[9]);
/* Linear Rec. 2020 -> linear sRGB. */
void amb_color_working_to_srgb (double matrix[9]);
/* The luminance of linear Rec. 2020. */
void amb_color_working_luminance (double weights[3]);

G_END_DECLS
