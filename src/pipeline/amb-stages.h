/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations of a recipe that do something, prepared for one scale. */
#pragma once

#include "amb-local.h"
#include "amb-output-form.h"
#include "amb-luts.h"
#include "amb-recipe.h"
#include "amb-spots.h"

G_BEGIN_DECLS

typedef struct
{
  const AmbKernel *kernel;
  void *state;
  int halo;         /* AREA: pixels; others: 0 */
  AmbLocalMap *map; /* LOCAL: owned; NULL until the analysis */
  AmbLut *lut;      /* owned; NULL: none, or one that is not there */
} AmbStage;

typedef struct
{
  AmbStage *stages; /* in pipeline order */
  guint n;
  guint n_areas;
  AmbLocalPlace place; /* of the pixels in the small photo; set by the render */
  AmbSpots spots;      /* likewise in the whole one */
  void *states;
} AmbStages;

/* frame: what all operations are told, without curves; sharpen: besides, where the recipe does.
 * FALSE when memory ran out. amb_stages_clear is needed in either case. */
gboolean amb_stages_init (AmbStages *self,
                          const AmbRecipe *recipe,
                          const AmbKernelContext *frame,
                          AmbLuts *luts,
                          AmbOutputSharpen sharpen);
void amb_stages_clear (AmbStages *self);

/* The point and local operations first .. last - 1 over n pixels in place, the first at (x, y) of
 * the plane, linear before and after; those that follow each other in Oklab share one conversion.
 */
void amb_stages_run_points (
    const AmbStages *self, guint first, guint last, int x, int y, float *const planes[4], int n);

G_END_DECLS
