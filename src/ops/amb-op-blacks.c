/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lifts or deepens the darkest tones, rolling off towards middle grey. */
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
      .title = N_("Blacks"),
      .type = AMB_PARAM_NUMBER,
      .minimum = -100,
      .maximum = 100,
      .slider_min = -100,
      .slider_max = 100,
      .neutral = 0,
      .step = 1,
      .digits = 0,
      .help
      = N_("Makes the darkest tones brighter or darker; above middle grey nothing changes.") },
};

static const AmbExample examples[] = {
  { { 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 100 }, { 0.18f, 0.18f, 0.18f }, { 0.18f, 0.18f, 0.18f }, 1e-6f },
  { { 100 }, { 0.9f, 0.5f, 0.2f }, { 0.9f, 0.5f, 0.2f }, 1e-6f },
  { { -100 }, { 0.0f, 0.0f, 0.0f }, { 0.0f, 0.0f, 0.0f }, 1e-6f },
  { { -100 }, { 3.0f, 3.0f, 3.0f }, { 3.0f, 3.0f, 3.0f }, 1e-5f },
  { { 100 }, { 0.02f, 0.01f, 0.03f }, { 0.0432434566f, 0.0216217283f, 0.0648651848f }, 1e-6f },
  { { -100 },
    { 0.01f, 0.02f, -0.01f },
    { 0.00304520474f, 0.00609040947f, -0.00304520474f },
    1e-6f },
  { { 50 }, { 0.05f, 0.05f, 0.05f }, { 0.0605724403f, 0.0605724403f, 0.0605724403f }, 1e-6f },
};

const AmbOperation amb_operation_blacks = {
  .id = "blacks",
  .title = N_("Blacks"),
  .help
  = N_("A gain that grows smoothly from middle grey, 18 % (ISO 2720), down to black; hue and "
        "saturation are kept."),
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

/* Amount 100: next to black becomes 1.9 EV brighter; -100: 6.6 EV darker. t (1 + k s) below rises
 * everywhere for -1 < k < 3. */
#define FULL_STRENGTH 0.9

typedef struct
{
  float strength;
  float below_pivot; /* 1 / square root of middle grey */
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  self->strength = (float) (values[PARAM_AMOUNT] * (FULL_STRENGTH / 100.0));
  self->below_pivot = (float) (1.0 / sqrt (MIDDLE_GREY));
}

/* t is the square root of luminance; s = (1 - t / pivot)^2 falls from 1 at black to 0 at middle
 * grey, where its slope is 0. */
static void
row (const void *state, float *restrict r, float *restrict g, float *restrict b, int width)
{
  const float strength = ((const State *) state)->strength;
  const float below_pivot = ((const State *) state)->below_pivot;

  for (int x = 0; x < width; x++)
    {
      float luminance = amb_at_least (amb_luminance (r[x], g[x], b[x]), 0.0f);
      float u = amb_at_least (1.0f - sqrtf (luminance) * below_pivot, 0.0f);
      float ratio = 1.0f + strength * (u * u);
      float scale = ratio * ratio;
      r[x] = amb_finite (r[x] * scale);
      g[x] = amb_finite (g[x] * scale);
      b[x] = amb_finite (b[x] * scale);
    }
}

const AmbKernel AMB_KERNEL_NAME (blacks) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .row = row,
};

#endif
