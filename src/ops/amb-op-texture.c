/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Local contrast of what is small: skin, cloth, leaves. */
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
      .title = N_("Texture"),
      .type = AMB_PARAM_NUMBER,
      .minimum = -100,
      .maximum = 100,
      .slider_min = -100,
      .slider_max = 100,
      .neutral = 0,
      .step = 1,
      .digits = 0,
      .help = N_("Strengthens or softens the contrast of small forms such as skin, cloth "
                  "and leaves.") },
};

const AmbOperation amb_operation_texture = {
  .id = "texture",
  .title = N_("Texture"),
  .help
  = N_("Local contrast on the square root of luminance: the difference from the base layer of a "
        "guided filter (He, Sun and Tang 2013, “Guided Image Filtering”), a 250th of the long "
        "edge wide."),
  .section = AMB_SECTION_DETAIL,
  .kind = AMB_OP_LOCAL,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};

#else

#include "amb-local-detail.h"

#define FULL_STRENGTH 4.0
#define MOST 0.1f

/* Of the long edge, and the height of a step that stays an edge. */
#define RADIUS 0.004
#define EDGE 0.05f

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  AmbLocalDetail *self = state;
  self->strength = (float) (values[PARAM_AMOUNT] * (FULL_STRENGTH / 100.0));
}

static void
analyse (const AmbLocalFrame *frame)
{
  float *tones = frame->scratch[AMB_GUIDED_SCRATCH];
  amb_guided_tones (frame, tones);
  amb_guided_base (frame, tones, RADIUS, EDGE, frame->plane[0], frame->plane[1]);
}

static void
local (const void *state,
       const AmbLocalRow *found,
       float *restrict r,
       float *restrict g,
       float *restrict b,
       int width)
{
  const AmbLocalDetail self = *(const AmbLocalDetail *) state;
  const float *restrict slope = found->plane[0], *restrict offset = found->plane[1];

  for (int x = 0; x < width; x++)
    {
      float tone = amb_tone (r[x], g[x], b[x]);
      float detail = tone - (slope[x] * tone + offset[x]);
      amb_local_detail_pixel (&self, tone, detail, MOST, &r[x], &g[x], &b[x]);
    }
}

const AmbKernel AMB_KERNEL_NAME (texture) = {
  .kind = AMB_OP_LOCAL,
  .prepare = prepare,
  .n_planes = 2,
  .analyse = analyse,
  .local = local,
};

#endif
