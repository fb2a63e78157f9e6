/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Local contrast at two scales, wide enough to give surfaces their form. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_AMOUNT,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_AMOUNT] = { .id = "amount",
                     .title = N_("Clarity"),
                     .type = AMB_PARAM_NUMBER,
                     .minimum = -100,
                     .maximum = 100,
                     .slider_min = -100,
                     .slider_max = 100,
                     .neutral = 0,
                     .step = 1,
                     .digits = 0,
                     .help = N_("Strengthens or softens the contrast of middle-sized forms.") },
};

const AmbOperation amb_operation_clarity = {
  .id = "clarity",
  .title = N_("Clarity"),
  .help = N_(
      "Local contrast on the square root of luminance: the mean difference from the base layers "
      "of two guided filters (He, Sun and Tang 2013, “Guided Image Filtering”), a thirtieth and a "
      "hundredth of the long edge wide."),
  .section = AMB_SECTION_DETAIL,
  .kind = AMB_OP_LOCAL,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};

#else

#include "amb-local-detail.h"

#define FULL_STRENGTH 3.0
#define MOST 0.25f

/* Of the long edge, and the height of a step that stays an edge. */
#define WIDE_RADIUS (1.0 / 30)
#define WIDE_EDGE 0.1f
#define NARROW_RADIUS 0.01
#define NARROW_EDGE 0.08f

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
  amb_guided_base (frame, tones, WIDE_RADIUS, WIDE_EDGE, frame->plane[0], frame->plane[1]);
  amb_guided_base (frame, tones, NARROW_RADIUS, NARROW_EDGE, frame->plane[2], frame->plane[3]);
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
  const float *restrict wide_a = found->plane[0], *restrict wide_b = found->plane[1];
  const float *restrict narrow_a = found->plane[2], *restrict narrow_b = found->plane[3];

  for (int x = 0; x < width; x++)
    {
      float tone = amb_tone (r[x], g[x], b[x]);
      float wide = wide_a[x] * tone + wide_b[x];
      float narrow = narrow_a[x] * tone + narrow_b[x];
      float detail = tone - 0.5f * (wide + narrow);
      amb_local_detail_pixel (&self, tone, detail, MOST, &r[x], &g[x], &b[x]);
    }
}

const AmbKernel AMB_KERNEL_NAME (clarity) = {
  .kind = AMB_OP_LOCAL,
  .prepare = prepare,
  .n_planes = 4,
  .analyse = analyse,
  .local = local,
};

#endif
