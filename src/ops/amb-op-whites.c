/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lifts or lowers the brightest tones, rolling off towards middle grey. */
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
      .title = N_("Whites"),
      .type = AMB_PARAM_NUMBER,
      .minimum = -100,
      .maximum = 100,
      .slider_min = -100,
      .slider_max = 100,
      .neutral = 0,
      .step = 1,
      .digits = 0,
      .help
      = N_("Makes the brightest tones brighter or darker; below middle grey nothing changes.") },
};

static const AmbExample examples[] = {
  { { 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 100 }, { 0.18f, 0.18f, 0.18f }, { 0.18f, 0.18f, 0.18f }, 1e-6f },
  { { 100 }, { 0.1f, 0.05f, 0.02f }, { 0.1f, 0.05f, 0.02f }, 1e-6f },
  { { 100 }, { 1.0f, 1.0f, 1.0f }, { 1.5625f, 1.5625f, 1.5625f }, 1e-6f },
  { { -100 }, { 2.0f, 2.0f, 2.0f }, { 1.125f, 1.125f, 1.125f }, 1e-5f },
  { { 50 }, { 0.5f, 0.4f, 0.6f }, { 0.547383723f, 0.437906979f, 0.656860468f }, 1e-6f },
  { { -100 }, { 0.9f, 0.7f, -0.02f }, { 0.570081953f, 0.443397074f, -0.0126684878f }, 1e-6f },
};

const AmbOperation amb_operation_whites = {
  .id = "whites",
  .title = N_("Whites"),
  .help
  = N_("A gain that grows smoothly from middle grey, 18 % (ISO 2720), to white and stays above; "
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

/* Amount 100: white becomes 0.64 EV brighter; -100: 0.83 EV darker. t (1 + k s) below rises
 * everywhere for k > -0.39. */
#define FULL_STRENGTH 0.25

typedef struct
{
  float strength;
  float pivot;       /* square root of middle grey */
  float above_pivot; /* 1 / (1 - pivot) */
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  self->strength = (float) (values[PARAM_AMOUNT] * (FULL_STRENGTH / 100.0));
  self->pivot = (float) sqrt (MIDDLE_GREY);
  self->above_pivot = (float) (1.0 / (1.0 - sqrt (MIDDLE_GREY)));
}

/* t is the square root of luminance, near enough to how lightness is seen; s rises smoothly from 0
 * at middle grey to 1 at white, with slope 0 at both. */
static void
row (const void *state, float *restrict r, float *restrict g, float *restrict b, int width)
{
  const float strength = ((const State *) state)->strength;
  const float pivot = ((const State *) state)->pivot;
  const float above_pivot = ((const State *) state)->above_pivot;

  for (int x = 0; x < width; x++)
    {
      float luminance = amb_at_least (amb_luminance (r[x], g[x], b[x]), 0.0f);
      float t = sqrtf (amb_at_most (luminance, 1.0f));
      float u = amb_at_least (t - pivot, 0.0f) * above_pivot;
      float ratio = 1.0f + strength * (u * u * (3.0f - 2.0f * u));
      float scale = ratio * ratio;
      r[x] = amb_finite (r[x] * scale);
      g[x] = amb_finite (g[x] * scale);
      b[x] = amb_finite (b[x] * scale);
    }
}

const AmbKernel AMB_KERNEL_NAME (whites) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .row = row,
};

#endif
