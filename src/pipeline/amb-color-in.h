/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Colour in: stored samples to planar linear Rec. 2020. */
#pragma once

#include "amb-color-profile.h"
#include "amb-render.h"

G_BEGIN_DECLS

typedef struct _AmbColorIn AmbColorIn;

/* notes: as in amb_render_source_new. NULL when memory ran out. */
AmbColorIn *amb_color_in_new (const AmbRenderSourceSpec *spec, GPtrArray *notes);
void amb_color_in_free (AmbColorIn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbColorIn, amb_color_in_free)

/* TRUE when the samples are sRGB already. */
gboolean amb_color_in_is_srgb (const AmbColorIn *self);
const AmbColorProfile *amb_color_in_get_profile (const AmbColorIn *self);

/* n interleaved pixels of the source's layout into red, green, blue and, if planes[3] is not NULL,
 * alpha 0..1 (1 for a source without). Finite values only. Any thread. */
void amb_color_in_row (const AmbColorIn *self, const void *samples, int n, float *const planes[4]);

G_END_DECLS
