/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Stronger or paler colours of the same hue and lightness. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_AMOUNT,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_AMOUNT] = { .id = "amount",
                     .title = N_("Saturation"),
                     .type = AMB_PARAM_NUMBER,
                     .minimum = -100,
                     .maximum = 100,
                     .slider_min = -100,
                     .slider_max = 100,
                     .neutral = 0,
                     .step = 1,
                     .digits = 0,
                     .help = N_("Makes colours stronger or paler; -100 is black and white.") },
};

static const AmbExample examples[] = {
  { { 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 100 }, { 0.18f, 0.18f, 0.18f }, { 0.18f, 0.18f, 0.18f }, 1e-5f },
  { { -100 }, { 1.0f, 1.0f, 1.0f }, { 1.0f, 1.0f, 1.0f }, 1e-4f },
  { { 100 }, { 0.3f, 0.2f, 0.1f }, { 0.3836734f, 0.1652428f, 0.0112784f }, 2e-5f },
  { { 50 }, { 0.05f, 0.1f, 0.5f }, { 0.0333815f, 0.0671029f, 0.8194133f }, 2e-5f },
  { { -50 }, { 0.5f, 0.25f, 0.125f }, { 0.4082355f, 0.2894575f, 0.2152032f }, 2e-5f },
  { { -100 }, { 0.5f, 0.25f, 0.125f }, { 0.3234915f, 0.3234915f, 0.3234916f }, 2e-5f },
  { { 30 }, { 0.2f, 0.1f, -0.02f }, { 0.2269931f, 0.0875393f, -0.0389132f }, 2e-5f },
};

const AmbOperation amb_operation_saturation = {
  .id = "saturation",
  .title = N_("Saturation"),
  .help = N_("Scales chroma in Oklab (Ottosson 2020), which keeps hue and lightness as they are "
              "seen."),
  .section = AMB_SECTION_COLOUR,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
};

#else

typedef struct
{
  float factor; /* of chroma */
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  self->factor = (float) (1.0 + values[PARAM_AMOUNT] / 100.0);
}

static void
row (const void *state, float *restrict lightness, float *restrict a, float *restrict b, int width)
{
  const float factor = ((const State *) state)->factor;

  for (int x = 0; x < width; x++)
    {
      a[x] *= factor;
      b[x] *= factor;
    }
}

const AmbKernel AMB_KERNEL_NAME (saturation) = {
  .kind = AMB_OP_POINT,
  .domain = AMB_DOMAIN_OKLAB,
  .prepare = prepare,
  .row = row,
};

#endif
