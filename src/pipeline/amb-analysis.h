/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole photo at once, small: what local operations look at before the first row. */
#pragma once

#include "amb-rows.h"
#include "amb-stages.h"

G_BEGIN_DECLS

/* The small photo: upright, uncropped and unturned, whatever the render shows of it. place (out):
 * how the render's pixels lie in it. */
void amb_analysis_init_plan (AmbPlan *plan,
                             AmbLocalPlace *place,
                             const AmbGeometry *geometry,
                             const AmbRenderSourceSpec *source,
                             const AmbRenderSpec *spec);

/* Gives each local stage its map, from the source's cache or made now. FALSE with AMB_ERROR_MEMORY
 * or AMB_ERROR_CANCELLED. */
gboolean amb_analysis_run (AmbStages *stages,
                           AmbRenderSource *source,
                           const AmbPlan *plan,
                           guint n_threads,
                           AmbProgress *progress,
                           GError **error);

G_END_DECLS
