/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight bands of hue in Oklab, for kernels that treat each colour in its own way.
 *
 * DESIGN: a band has one value at its centre; between two centres values pass smoothly from one to
 * the next, so the weights of all bands sum to 1 at every hue. Angles are never computed: a hue's
 * place is b / (|a| + |b|), counted on through the four quadrants, which rises with the angle and
 * has no kink; this and the sum of steps below hold no branch and no table, and run on whole
 * vectors. */
#pragma once

#include <math.h>
#include "amb-kernel-math.h"

enum
{
  AMB_HUE_BANDS = 8, /* red, orange, yellow, green, aqua, blue, purple, magenta */
};

/* Where red is on the circle of 4, and the other centres after it: the colours of sRGB (IEC
 * 61966-2-1) of HSV hue 0, 30, 60, 120, 180, 240, 270 and 300, which in Oklab are at 29.2, 52.8,
 * 109.8, 142.5, 194.8, 264.1, 293.8 and 328.4 degrees. */
#define AMB_HUE_RED 0.3588335f
static const float amb_hue_centres[AMB_HUE_BANDS + 1]
    = { 0, 0.2094410f, 0.9055563f, 1.2069514f, 1.8497968f, 2.5468107f, 2.9469676f, 3.2599459f, 4 };

/* Below this a grey's hue would be noise. */
#define AMB_HUE_LEAST 1e-20f

/* 0 at red, up to 4. */
static inline float
amb_hue_place (float a, float b)
{
  float along = b / (fabsf (a) + fabsf (b) + AMB_HUE_LEAST);
  float right = along < 0.0f ? along + 4.0f : along;
  float place = (a < 0.0f ? 2.0f - along : right) - AMB_HUE_RED;
  return place < 0.0f ? place + 4.0f : place;
}

/* The parts of the circle between two centres where a value changes; first those that do, then
 * parts of which nothing comes. */
typedef struct
{
  int n;
  float from[AMB_HUE_BANDS], scale[AMB_HUE_BANDS];
} AmbHueParts;

/* How far place has come through a part: 0..1, smooth. */
static inline float
amb_hue_step (const AmbHueParts *parts, int part, float place)
{
  float through = (place - parts->from[part]) * parts->scale[part];
  float t = amb_at_most (amb_at_least (through, 0.0f), 1.0f);
  return t * t * (3.0f - 2.0f * t);
}

/* Values at the centres become the steps from each to the next, part by part: the value at a place
 * is that of red + sum of step * amb_hue_step (). For prepare (), on zeroed memory. */
static inline void
amb_hue_parts (const float (*values)[AMB_HUE_BANDS],
               int n_values,
               AmbHueParts *parts,
               float (*steps)[AMB_HUE_BANDS])
{
  for (int band = 0; band < AMB_HUE_BANDS; band++)
    {
      int changes = 0;
      for (int v = 0; v < n_values; v++)
        {
          steps[v][parts->n] = values[v][(band + 1) % AMB_HUE_BANDS] - values[v][band];
          changes |= steps[v][parts->n] != 0;
        }
      if (!changes)
        continue;
      parts->from[parts->n] = amb_hue_centres[band];
      parts->scale[parts->n] = 1.0f / (amb_hue_centres[band + 1] - amb_hue_centres[band]);
      parts->n++;
    }
}

/* How much of a colour there is: 0 for a grey, 1/2 at chroma 0.04, near 1 for plain colours. */
static inline float
amb_hue_presence (float a, float b)
{
  float chroma_squared = a * a + b * b;
  return chroma_squared / (chroma_squared + 0.04f * 0.04f);
}

/* e^x with a relative error below 2e-5 for |x| <= 0.47: the factor of a change of lightness. Its
 * third power is the factor of linear light, so x = ln 2 / 3 is one stop. Exactly 1 for 0. */
static inline float
amb_hue_gain (float x)
{
  float rest = 1.0f / 6.0f + x * (1.0f / 24.0f + x * (1.0f / 120.0f));
  return 1.0f + x * (1.0f + x * (0.5f + x * rest));
}
