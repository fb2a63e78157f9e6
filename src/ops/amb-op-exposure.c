/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* More or less light, as a longer or shorter exposure would have given. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_EV,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_EV] = { .id = "ev",
                 .title = N_("Exposure"),
                 .type = AMB_PARAM_NUMBER,
                 .minimum = -5,
                 .maximum = 5,
                 .slider_min = -3,
                 .slider_max = 3,
                 .neutral = 0,
                 .step = 0.05,
                 .digits = 2,
                 .unit = AMB_UNIT_EV,
                 .help = N_("Makes the picture brighter or darker; one step of 1 EV doubles or "
                             "halves the light.") },
};

static const AmbExample examples[] = {
  { { 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 1 }, { 0.18f, 0.09f, -0.01f }, { 0.36f, 0.18f, -0.02f }, 0 },
  { { -2 }, { 1.0f, 2.0f, 0.0f }, { 0.25f, 0.5f, 0.0f }, 0 },
  { { 0.5 }, { 0.18f, 0.18f, 0.18f }, { 0.25455844f, 0.25455844f, 0.25455844f }, 1e-7f },
};

const AmbOperation amb_operation_exposure = {
  .id = "exposure",
  .title = N_("Exposure"),
  .help = N_("Multiplies the light by 2 to the power of the exposure value (ISO 2720), before "
              "any clipping."),
  .section = AMB_SECTION_LIGHT,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
};

#else

#include "amb-kernel-math.h"

typedef struct
{
  float gain;
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  self->gain = (float) amb_exp2 (values[PARAM_EV]);
}

static void
row (const void *state, float *restrict r, float *restrict g, float *restrict b, int width)
{
  const float gain = ((const State *) state)->gain;

  for (int x = 0; x < width; x++)
    {
      r[x] = amb_finite (r[x] * gain);
      g[x] = amb_finite (g[x] * gain);
      b[x] = amb_finite (b[x] * gain);
    }
}

const AmbKernel AMB_KERNEL_NAME (exposure) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .row = row,
};

#endif
