/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Brighter or darker dark parts of the picture, with their detail as it is. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_AMOUNT,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_AMOUNT] = { .id = "amount",
                     .title = N_("Shadows"),
                     .type = AMB_PARAM_NUMBER,
                     .minimum = -100,
                     .maximum = 100,
                     .slider_min = -100,
                     .slider_max = 100,
                     .neutral = 0,
                     .step = 1,
                     .digits = 0,
                     .help = N_("Brightens or darkens the dark parts of the picture; their fine "
                                 "detail is kept.") },
};

const AmbOperation amb_operation_shadows = {
  .id = "shadows",
  .title = N_("Shadows"),
  .help
  = N_("Up to 1.5 EV for parts whose surroundings are dark: the base layer of a guided filter "
        "(He, Sun and Tang 2013, “Guided Image Filtering”) on the square root of luminance says "
        "how dark, without haloes."),
  .section = AMB_SECTION_LIGHT,
  .kind = AMB_OP_LOCAL,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};

#else

#include "amb-local-tone.h"

/* EV at amount 100, from nothing at one tone (the square root of luminance) to all at another. */
#define FULL_EV 1.5
#define NOTHING_AT 0.65
#define ALL_AT 0.0

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  amb_local_tone_prepare (state, values[PARAM_AMOUNT] * (FULL_EV / 100.0), NOTHING_AT, ALL_AT);
}

static void
local (const void *state,
       const AmbLocalRow *found,
       float *restrict r,
       float *restrict g,
       float *restrict b,
       int width)
{
  amb_local_tone_row (state, found, r, g, b, width);
}

const AmbKernel AMB_KERNEL_NAME (shadows) = {
  .kind = AMB_OP_LOCAL,
  .prepare = prepare,
  .n_planes = 2,
  .analyse = amb_local_tone_analyse,
  .local = local,
};

#endif
