/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A sliding band: linear rows in, all operations, output rows out, from top to bottom. */
#pragma once

#include "amb-color-out.h"
#include "amb-rows.h"
#include "amb-stages.h"

G_BEGIN_DECLS

/* What all bands of a render share. */
typedef struct
{
  AmbRowsOrigin origin;
  const AmbStages *stages;
  const AmbColorOut *out;
  const AmbOverlay *overlay; /* nullable */
  int plane_width, plane_height;
} AmbBandSetup;

typedef struct _AmbBand AmbBand;

/* The rows and columns that the operations read to make region. */
AmbRect
amb_band_reach (const AmbStages *stages, int plane_width, int plane_height, const AmbRect *region);

/* Columns of region from its first row on. setup is copied; what it points to must outlive the
 * band. NULL when memory ran out. */
AmbBand *amb_band_new (const AmbBandSetup *setup, const AmbRect *region);
void amb_band_free (AmbBand *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbBand, amb_band_free)

/* The row that comes next. */
int amb_band_next (const AmbBand *self);
/* Rows that are best made together. */
int amb_band_batch (const AmbBand *self);
/* The next n rows into dst. FALSE when memory ran out. */
gboolean amb_band_run (AmbBand *self, int n, void *dst, gsize dst_stride);

G_END_DECLS
