/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture laid over another, in linear light: a watermark. */
#pragma once

#include "amb-render.h"

G_BEGIN_DECLS

/* mark: the picture, only read now; as it stands in its file, upright. rect: the pixels of the
 * plane that it covers; opacity: 0..1. NULL with AMB_ERROR_MEMORY. */
AmbOverlay *
amb_overlay_new (AmbRenderSource *mark, const AmbRect *rect, double opacity, GError **error);
void amb_overlay_free (AmbOverlay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbOverlay, amb_overlay_free)

/* Over n pixels of a row in place, the first at (x, y) of the plane; planes[3] is NULL when all is
 * opaque. Any thread. */
void amb_overlay_run (const AmbOverlay *self, int x, int y, int n, float *const planes[4]);

G_END_DECLS
