/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The guided filter (He, Sun, Tang 2013, "Guided Image Filtering", IEEE TPAMI 35) that local
 * operations separate a photo's light from its detail with. Once per instruction set, as kernels.
 */
#pragma once

#include <math.h>
#include "amb-kernel-math.h"
#include "amb-kernel.h"

#define AMB_GUIDED_PASTE_(name, variant) amb_guided_##name##_##variant
#define AMB_GUIDED_PASTE(name, variant) AMB_GUIDED_PASTE_ (name, variant)
#define amb_guided_tones AMB_GUIDED_PASTE (tones, AMB_VARIANT)
#define amb_guided_base AMB_GUIDED_PASTE (base, AMB_VARIANT)
#define amb_guided_filter AMB_GUIDED_PASTE (filter, AMB_VARIANT)

enum
{
  AMB_GUIDED_SCRATCH = 5, /* planes that the functions here work in, from scratch[0] on */
};

/* Beyond four stops above white all is equally bright to a filter. */
#define AMB_TONE_MOST 4.0f

/* What is filtered and guides: the square root of luminance, near enough to how lightness is seen.
 */
static inline float
amb_tone (float r, float g, float b)
{
  float luminance = amb_at_least (amb_finite (amb_luminance (r, g, b)), 0.0f);
  return sqrtf (amb_at_most (luminance, AMB_TONE_MOST * AMB_TONE_MOST));
}

/* The frame's tones. */
void amb_guided_tones (const AmbLocalFrame *frame, float *tones);

/* Coefficients a and b with which a * tone + b is the base layer of tones: what is left when detail
 * narrower than radius (a fraction of the long edge) is gone; steps higher than about edge stay
 * sharp. tones may not be one of the scratch planes used. */
void amb_guided_base (
    const AmbLocalFrame *frame, const float *tones, double radius, float edge, float *a, float *b);

/* The same for a plane of input other than the guide. */
void amb_guided_filter (const AmbLocalFrame *frame,
                        const float *guide,
                        const float *input,
                        double radius,
                        float edge,
                        float *a,
                        float *b);
