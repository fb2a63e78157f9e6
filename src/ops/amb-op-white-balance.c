/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Temperature and tint of the light that the photo was taken in: what was white there becomes white
 * here. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>
#include "amb-white-point.h"

enum
{
  PARAM_TEMPERATURE,
  PARAM_TINT,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_TEMPERATURE] = { .id = "temperature",
                          .title = N_("Temperature"),
                          .type = AMB_PARAM_NUMBER,
                          .minimum = AMB_WHITE_POINT_LEAST_KELVIN,
                          .maximum = AMB_WHITE_POINT_MOST_KELVIN,
                          .slider_min = 2500,
                          .slider_max = 16000,
                          .neutral = AMB_WHITE_POINT_KELVIN,
                          .step = 50,
                          .digits = 0,
                          .unit = AMB_UNIT_KELVIN,
                          .scale = AMB_SCALE_LOG,
                          .help = N_("The colour of the light in the scene: a higher value makes "
                                      "the picture warmer.") },
  [PARAM_TINT] = { .id = "tint",
                   .title = N_("Tint"),
                   .type = AMB_PARAM_NUMBER,
                   .minimum = -100,
                   .maximum = 100,
                   .slider_min = -100,
                   .slider_max = 100,
                   .neutral = 0,
                   .step = 1,
                   .digits = 0,
                   .help = N_("From green to magenta: takes out the cast of fluorescent light.") },
};

static const AmbExample examples[] = {
  { { 6504, 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 3200, 0 }, { 0.5f, 0.5f, 0.5f }, { 0.3387969f, 0.4978649f, 1.2385446f }, 2e-6f },
  { { 12000, 0 }, { 0.5f, 0.5f, 0.5f }, { 0.5545948f, 0.4928727f, 0.3396335f }, 2e-6f },
  { { 6504, 40 }, { 0.5f, 0.5f, 0.5f }, { 0.5476788f, 0.4754505f, 0.5694662f }, 2e-6f },
  { { 5000, -20 }, { 0.8f, 0.3f, -0.05f }, { 0.742544f, 0.3212064f, -0.0547515f }, 2e-6f },
  { { 2000, 0 }, { 0.1f, 0.2f, 0.3f }, { -0.0358038f, 0.105082f, 1.9275741f }, 2e-6f },
  { { 25000, -100 }, { 0.1f, 0.2f, 0.3f }, { 0.073596f, 0.2245954f, 0.1517795f }, 2e-6f },
};

const AmbOperation amb_operation_white_balance = {
  .id = "white-balance",
  .title = N_("White Balance"),
  .help = N_("Adapts from the light of the scene to daylight: white points on the Planckian locus "
              "(Kim 2002), "
              "von Kries adaptation in CAT16 (Li 2017)."),
  .section = AMB_SECTION_COLOUR,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
  .adds_colour = TRUE,
};

#else

#include "amb-kernel-math.h"

typedef struct
{
  float matrix[9]; /* linear Rec. 2020 to the same, row-major */
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  double matrix[9];
  amb_white_point_adaptation (values[PARAM_TEMPERATURE], values[PARAM_TINT], matrix);
  for (int n = 0; n < 9; n++)
    self->matrix[n] = (float) matrix[n];
}

static void
row (const void *state, float *restrict r, float *restrict g, float *restrict b, int width)
{
  const float *m = ((const State *) state)->matrix;
  const float m0 = m[0], m1 = m[1], m2 = m[2], m3 = m[3], m4 = m[4], m5 = m[5], m6 = m[6],
              m7 = m[7], m8 = m[8];

  for (int x = 0; x < width; x++)
    {
      float red = r[x], green = g[x], blue = b[x];
      r[x] = amb_finite (m0 * red + m1 * green + m2 * blue);
      g[x] = amb_finite (m3 * red + m4 * green + m5 * blue);
      b[x] = amb_finite (m6 * red + m7 * green + m8 * blue);
    }
}

const AmbKernel AMB_KERNEL_NAME (white_balance) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .row = row,
};

#endif
