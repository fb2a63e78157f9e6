/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Detail, what is over the base layer of a guided filter, made stronger or weaker, as Clarity and
 * Texture share it. */
#pragma once

#include "amb-guided.h"

typedef struct
{
  float strength; /* detail in tones at middle tones is multiplied by 1 + strength / 4 */
} AmbLocalDetail;

/* With tone t and its detail d, the new tone is t (1 + strength (1 - t) d'): strongest for middle
 * tones, nothing at black and white, so that neither clips. d' = d m / (m + |d|) never exceeds
 * most, m, which bounds what an edge gets. All channels are scaled by the square, which keeps their
 * ratios. */
static inline void
amb_local_detail_pixel (
    const AmbLocalDetail *self, float tone, float detail, float most, float *r, float *g, float *b)
{
  float bounded = detail * most / (most + fabsf (detail));
  float ratio = 1.0f + self->strength * amb_at_least (1.0f - tone, 0.0f) * bounded;
  float scale = ratio * ratio;
  *r = amb_finite (*r * scale);
  *g = amb_finite (*g * scale);
  *b = amb_finite (*b * scale);
}
