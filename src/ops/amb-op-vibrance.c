/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Stronger colours where they are pale, with care for skin. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_AMOUNT,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_AMOUNT] = { .id = "amount",
                     .title = N_("Vibrance"),
                     .type = AMB_PARAM_NUMBER,
                     .minimum = -100,
                     .maximum = 100,
                     .slider_min = -100,
                     .slider_max = 100,
                     .neutral = 0,
                     .step = 1,
                     .digits = 0,
                     .help = N_("Makes pale colours stronger or paler; strong colours and skin "
                                 "change less.") },
};

static const AmbExample examples[] = {
  { { 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 100 }, { 0.18f, 0.18f, 0.18f }, { 0.18f, 0.18f, 0.18f }, 1e-5f },
  { { 100 }, { 0.2f, 0.25f, 0.3f }, { 0.1678224f, 0.2603422f, 0.3646148f }, 2e-5f },
  { { 100 }, { 0.02f, 0.05f, 0.6f }, { 0.0165652f, 0.0306060f, 0.7612458f }, 2e-5f },
  { { 100 }, { 0.5f, 0.36f, 0.28f }, { 0.5340199f, 0.3454825f, 0.2445742f }, 2e-5f },
  { { -100 }, { 0.2f, 0.25f, 0.3f }, { 0.2340035f, 0.2380178f, 0.2415699f }, 2e-5f },
  { { 60 }, { 0.2f, 0.1f, -0.02f }, { 0.2200024f, 0.0908782f, -0.0349349f }, 2e-5f },
};

const AmbOperation amb_operation_vibrance = {
  .id = "vibrance",
  .title = N_("Vibrance"),
  .help
  = N_("Scales chroma in Oklab (Ottosson 2020) by a factor that falls with chroma and around "
        "the hue of preferred skin (Zeng and Luo 2013)."),
  .section = AMB_SECTION_COLOUR,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
};

#else

#include "amb-kernel-math.h"

/* The chroma at which half of the change is left: that of moderate colours. Chroma still rises with
 * chroma everywhere, because c (1 + k / (1 + c^2)) does for -1 <= k <= 8. */
#define HALF_CHROMA 0.12f

/* Zeng and Luo, "Colour and tolerance of preferred skin colours on digital photographic images",
 * Color Research and Application 38, 2013: centred at a hue angle of 49 degrees in CIELAB, which is
 * 43.7 in Oklab at any lightness and chroma of skin. Here are its cosine and sine. */
#define SKIN_A 0.72297f
#define SKIN_B 0.69088f
#define SKIN_LEAST_COSINE_SQUARED 0.67f /* 35 degrees away it ends */
#define SKIN_CARE 0.6f                  /* how much of the change is taken back at its centre */

/* Keeps a division by the chroma of a grey finite. */
#define TINY 1e-20f

typedef struct
{
  float amount;
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  self->amount = (float) (values[PARAM_AMOUNT] / 100.0);
}

/* 1 at the hue of skin, falling smoothly to 0. */
static inline float
skin (float a, float b, float chroma_squared)
{
  float along = amb_at_least (SKIN_A * a + SKIN_B * b, 0.0f);
  float cosine_squared = along * along / (chroma_squared + TINY);
  float near = amb_at_least (cosine_squared - SKIN_LEAST_COSINE_SQUARED, 0.0f)
               * (1.0f / (1.0f - SKIN_LEAST_COSINE_SQUARED));
  return near * near;
}

static void
row (const void *state, float *restrict lightness, float *restrict a, float *restrict b, int width)
{
  const float amount = ((const State *) state)->amount;
  const float half = HALF_CHROMA * HALF_CHROMA;

  for (int x = 0; x < width; x++)
    {
      float chroma_squared = a[x] * a[x] + b[x] * b[x];
      float paleness = half / (half + chroma_squared);
      float care = 1.0f - SKIN_CARE * skin (a[x], b[x], chroma_squared);
      float factor = 1.0f + amount * paleness * care;
      a[x] *= factor;
      b[x] *= factor;
    }
}

const AmbKernel AMB_KERNEL_NAME (vibrance) = {
  .kind = AMB_OP_POINT,
  .domain = AMB_DOMAIN_OKLAB,
  .prepare = prepare,
  .row = row,
};

#endif
