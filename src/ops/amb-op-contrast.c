/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An S-curve on luminance around middle grey; black, middle grey and white stay where they are. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_AMOUNT,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_AMOUNT] = { .id = "amount",
                     .title = N_("Contrast"),
                     .type = AMB_PARAM_NUMBER,
                     .minimum = -100,
                     .maximum = 100,
                     .slider_min = -100,
                     .slider_max = 100,
                     .neutral = 0,
                     .step = 1,
                     .digits = 0,
                     .help = N_("Moves dark and bright tones apart or together, away from middle "
                                 "grey.") },
};

static const AmbExample examples[] = {
  { { 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 100 }, { 0.18f, 0.18f, 0.18f }, { 0.18f, 0.18f, 0.18f }, 1e-6f },
  { { 100 }, { 1.0f, 1.0f, 1.0f }, { 1.0f, 1.0f, 1.0f }, 1e-6f },
  { { -100 }, { 0.0f, 0.0f, 0.0f }, { 0.0f, 0.0f, 0.0f }, 0 },
  { { 100 }, { 4.0f, 4.0f, 4.0f }, { 4.0f, 4.0f, 4.0f }, 1e-5f },
  { { 50 }, { 0.5f, 0.25f, 0.125f }, { 0.5476813f, 0.2738407f, 0.1369203f }, 1e-6f },
  { { 100 }, { 0.05f, 0.04f, 0.02f }, { 0.0258317f, 0.0206654f, 0.0103327f }, 1e-6f },
  { { -100 }, { 0.7f, 0.6f, 0.9f }, { 0.5426803f, 0.4651546f, 0.6977318f }, 1e-6f },
  { { -50 }, { 0.01f, 0.02f, -0.01f }, { 0.0146314f, 0.0292627f, -0.0146314f }, 1e-6f },
};

const AmbOperation amb_operation_contrast = {
  .id = "contrast",
  .title = N_("Contrast"),
  .help = N_("An S-curve on the square root of luminance (ITU-R BT.2020) around middle grey, 18 % "
              "(ISO 2720); "
              "hue and saturation are kept."),
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

#define MIDDLE_GREY 0.18

/* Amount 100. The curve t + k t (1 - t)(t - pivot) rises everywhere for -3.9 < k < 1.73 (its least
 * slopes are 1 - k (1 - pivot) at white and 1 + k (1 + pivot)^2 / 3 - k pivot between); 1.6 gives a
 * slope of 1.39 at middle grey. */
#define FULL_STRENGTH 1.6

typedef struct
{
  float strength;
  float pivot; /* square root of middle grey */
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  self->strength = (float) (values[PARAM_AMOUNT] * (FULL_STRENGTH / 100.0));
  self->pivot = (float) sqrt (MIDDLE_GREY);
}

/* With t the square root of luminance, near enough to how lightness is seen, the curve is t' = t (1
 * + k (1 - t)(t - pivot)): all channels are scaled by (t' / t)^2, which needs no division and keeps
 * their ratios. Above white it is the identity. */
static void
row (const void *state, float *restrict r, float *restrict g, float *restrict b, int width)
{
  const float strength = ((const State *) state)->strength;
  const float pivot = ((const State *) state)->pivot;

  for (int x = 0; x < width; x++)
    {
      float luminance = amb_at_least (amb_luminance (r[x], g[x], b[x]), 0.0f);
      float t = sqrtf (amb_at_most (luminance, 1.0f));
      float ratio = 1.0f + strength * (1.0f - t) * (t - pivot);
      float scale = ratio * ratio;
      r[x] = amb_finite (r[x] * scale);
      g[x] = amb_finite (g[x] * scale);
      b[x] = amb_finite (b[x] * scale);
    }
}

const AmbKernel AMB_KERNEL_NAME (contrast) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .row = row,
};

#endif
