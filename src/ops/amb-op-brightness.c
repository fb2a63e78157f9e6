/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Brighter or darker in the middle; black and white stay where they are. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_AMOUNT,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_AMOUNT]
  = { .id = "amount",
      .title = N_("Brightness"),
      .type = AMB_PARAM_NUMBER,
      .minimum = -100,
      .maximum = 100,
      .slider_min = -100,
      .slider_max = 100,
      .neutral = 0,
      .step = 1,
      .digits = 0,
      .help = N_("Makes the middle tones brighter or darker; black and white stay.") },
};

static const AmbExample examples[] = {
  { { 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 100 }, { 1.0f, 1.0f, 1.0f }, { 1.0f, 1.0f, 1.0f }, 1e-6f },
  { { -100 }, { 0.0f, 0.0f, 0.0f }, { 0.0f, 0.0f, 0.0f }, 1e-6f },
  { { 100 }, { 4.0f, 4.0f, 4.0f }, { 4.0f, 4.0f, 4.0f }, 1e-5f },
  { { 50 }, { 0.18f, 0.18f, 0.18f }, { 0.258005301f, 0.258005301f, 0.258005301f }, 1e-6f },
  { { 100 }, { 0.05f, 0.04f, 0.02f }, { 0.134338228f, 0.107470582f, 0.0537352912f }, 1e-6f },
  { { -100 }, { 0.7f, 0.6f, 0.9f }, { 0.582329199f, 0.499139313f, 0.74870897f }, 1e-6f },
  { { -50 }, { 0.01f, 0.02f, -0.01f }, { 0.00603266361f, 0.0120653272f, -0.00603266361f }, 1e-6f },
};

const AmbOperation amb_operation_brightness = {
  .id = "brightness",
  .title = N_("Brightness"),
  .help
  = N_("A curve on the square root of luminance (ITU-R BT.2020), like a gamma but without its "
        "infinite slope at black; hue and saturation are kept."),
  .section = AMB_SECTION_LIGHT,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
};

#else

#include <math.h>
#include "amb-kernel-math.h"

/* Amount 100: the deepest shadows become 1.7 EV brighter, middle grey 1.1 EV. */
#define FULL_STRENGTH 0.85

typedef struct
{
  float strength;
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  self->strength = (float) (amb_exp2 (values[PARAM_AMOUNT] * (FULL_STRENGTH / 100.0)) - 1.0);
}

/* With t the square root of luminance the curve is t' = t (1 + k (1 - t)), which rises for |k| < 1;
 * all channels are scaled by (t' / t)^2, which keeps their ratios. Above white it is the identity.
 */
static void
row (const void *state, float *restrict r, float *restrict g, float *restrict b, int width)
{
  const float strength = ((const State *) state)->strength;

  for (int x = 0; x < width; x++)
    {
      float luminance = amb_at_least (amb_luminance (r[x], g[x], b[x]), 0.0f);
      float t = sqrtf (amb_at_most (luminance, 1.0f));
      float ratio = 1.0f + strength * (1.0f - t);
      float scale = ratio * ratio;
      r[x] = amb_finite (r[x] * scale);
      g[x] = amb_finite (g[x] * scale);
      b[x] = amb_finite (b[x] * scale);
    }
}

const AmbKernel AMB_KERNEL_NAME (brightness) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .row = row,
};

#endif
