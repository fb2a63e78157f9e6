/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Exposure of one end of the tones, as Highlights and Shadows share it: how much is said by the
 * base layer alone, so that the detail in it keeps its contrast. */
#pragma once

#include "amb-guided.h"

/* A sixteenth of the long edge, and steps of a twentieth of the way to white, are light; less is
 * detail. */
#define AMB_LOCAL_TONE_RADIUS (1.0 / 16)
#define AMB_LOCAL_TONE_EDGE 0.05f

/* 1 EV times 3 u^2 - 2 u^3 of the base layer's tone, u from 0 to 1 on the way from one tone to
 * another (the smallest slope of a picture's tones is then 1 - 0.31 EV, so that they stay in order
 * for up to 3.2 EV). */
typedef struct
{
  float power; /* EV * ln 2 / 4 */
  float start, scale;
} AmbLocalTone;

static inline void
amb_local_tone_prepare (AmbLocalTone *self, double ev, double from, double to)
{
  self->power = (float) (ev * 0.693147180559945309417 / 4);
  self->scale = (float) (1 / (to - from));
  self->start = (float) (-from / (to - from));
}

static inline void
amb_local_tone_analyse (const AmbLocalFrame *frame)
{
  float *tones = frame->scratch[AMB_GUIDED_SCRATCH];
  amb_guided_tones (frame, tones);
  amb_guided_base (frame, tones, AMB_LOCAL_TONE_RADIUS, AMB_LOCAL_TONE_EDGE, frame->plane[0],
                   frame->plane[1]);
}

/* e^x as its Taylor series for |x| <= 0.35 (the first term left out is 1.3e-7), to the fourth
 * power: up to 2 EV. */
static inline float
amb_local_tone_gain (float x)
{
  float root = 1.0f
               + x
                     * (1.0f
                        + x
                              * (0.5f
                                 + x
                                       * (0.16666667f
                                          + x
                                                * (0.041666668f
                                                   + x * (0.0083333338f + x * 0.0013888889f)))));
  float square = root * root;
  return square * square;
}

static inline void
amb_local_tone_row (const AmbLocalTone *self,
                    const AmbLocalRow *found,
                    float *restrict r,
                    float *restrict g,
                    float *restrict b,
                    int width)
{
  const float power = self->power, start = self->start, scale = self->scale;
  const float *restrict slope = found->plane[0], *restrict offset = found->plane[1];

  for (int x = 0; x < width; x++)
    {
      float base = slope[x] * amb_tone (r[x], g[x], b[x]) + offset[x];
      float u = amb_at_most (amb_at_least (base * scale + start, 0.0f), 1.0f);
      float gain = amb_local_tone_gain (power * u * u * (3.0f - 2.0f * u));
      r[x] = amb_finite (r[x] * gain);
      g[x] = amb_finite (g[x] * gain);
      b[x] = amb_finite (b[x] * gain);
    }
}
