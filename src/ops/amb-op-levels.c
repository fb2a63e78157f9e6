/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Says which tone becomes black, which white, and how bright the middle between them is. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_BLACK,
  PARAM_WHITE,
  PARAM_GAMMA,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_BLACK] = { .id = "black",
                    .title = N_("Black Point"),
                    .type = AMB_PARAM_NUMBER,
                    .minimum = 0,
                    .maximum = 1,
                    .slider_min = 0,
                    .slider_max = 1,
                    .neutral = 0,
                    .step = 0.005,
                    .digits = 3,
                    .help = N_("This tone and everything darker becomes black.") },
  [PARAM_WHITE] = { .id = "white",
                    .title = N_("White Point"),
                    .type = AMB_PARAM_NUMBER,
                    .minimum = 0,
                    .maximum = 1,
                    .slider_min = 0,
                    .slider_max = 1,
                    .neutral = 1,
                    .step = 0.005,
                    .digits = 3,
                    .help = N_("This tone and everything brighter becomes white.") },
  [PARAM_GAMMA] = { .id = "gamma",
                    .title = N_("Gamma"),
                    .type = AMB_PARAM_NUMBER,
                    .minimum = 0.1,
                    .maximum = 10,
                    .slider_min = 0.1,
                    .slider_max = 10,
                    .neutral = 1,
                    .step = 0.01,
                    .digits = 2,
                    .scale = AMB_SCALE_LOG,
                    .help = N_("Makes what lies between the two points brighter or darker.") },
};

static const AmbExample examples[] = {
  { { 0, 1, 1 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 0.1, 0.9, 1 }, { 0.5f, 0.25f, 0.125f }, { 0.5940369f, 0.2595017f, 0.106981f }, 1e-3f },
  { { 0, 1, 2 }, { 0.18f, 0.5f, 0.02f }, { 0.4189807f, 0.7059709f, 0.1256223f }, 1e-3f },
  { { 0.2, 0.8, 0.5 }, { 0.1f, 0.3f, 0.9f }, { 0.00508508f, 0.1394368f, 2.325027f }, 1e-3f },
  { { 0, 0.5, 1 }, { 0.1f, 0.2f, 0.5f }, { 0.4456855f, 0.9310509f, 2.405649f }, 1e-3f },
  { { 0.25, 1, 1 }, { 0.01f, -0.02f, 0.6f }, { -0.04306718f, -0.07467527f, 0.4923819f }, 1e-3f },
  { { 1, 0, 1 }, { 0.5f, 0.9f, 1.0f }, { -56.12114f, -11.22423f, 0.0f }, 0.05f },
  { { 0, 1, 10 }, { 0.001f, 0.5f, 1.0f }, { 0.376612f, 0.9325121f, 1.0f }, 1e-3f },
};

const AmbOperation amb_operation_levels = {
  .id = "levels",
  .title = N_("Levels"),
  .help = N_("Each channel on the scale of the sRGB encoding (IEC 61966-2-1): black point to 0, "
              "white point to 1, then to the power of 1 / gamma."),
  .section = AMB_SECTION_LIGHT,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
};

#else

#include "amb-kernel-table.h"

/* The points never come closer; where they cross, the black point counts. */
#define LEAST_RANGE (1.0 / 256)

typedef struct
{
  gboolean active;
  AmbTable table;
} State;

/* Below the black point light goes on as negative light does, above the white point as it arrived
 * there: nothing is clipped before the output. */
static void
fill (AmbTable *table, double black, double range, double power)
{
  double first = amb_srgb_decode (black), last = amb_srgb_decode (black + range);
  for (int i = 0; i <= AMB_TABLE_CELLS; i++)
    {
      double place = amb_table_place (first, last, i);
      double level = (amb_srgb_encode (place) - black) / range;
      table->values[i] = (float) amb_srgb_decode (amb_signed_pow (level, power));
    }
  table->values[0] = 0;
  table->values[AMB_TABLE_CELLS] = 1;
  table->values[AMB_TABLE_CELLS + 1] = 1;
  table->first = (float) first;
  table->last = (float) last;
  table->scale = (float) (1 / (last - first));
  table->slope_before = table->scale;
  table->slope_after
      = (float) (amb_srgb_decode_slope (1) * power / range / amb_srgb_decode_slope (black + range));
}

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  double black = values[PARAM_BLACK];
  double range = values[PARAM_WHITE] - black;
  self->active = black != 0 || range != 1 || values[PARAM_GAMMA] != 1;
  if (self->active)
    fill (&self->table, black, range > LEAST_RANGE ? range : LEAST_RANGE, 1 / values[PARAM_GAMMA]);
}

static void
row (const void *state, float *restrict r, float *restrict g, float *restrict b, int width)
{
  const State *self = state;
  float *const planes[3] = { r, g, b };

  for (int c = 0; c < 3; c++)
    if (self->active)
      amb_table_row (&self->table, planes[c], width);
    else
      amb_finite_row (planes[c], width);
}

const AmbKernel AMB_KERNEL_NAME (levels) = {
  .kind = AMB_OP_POINT,
  .state_bytes = sizeof (State),
  .prepare = prepare,
  .row = row,
};

#endif
