/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture in greys, with a mix that says how bright each colour becomes. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_ENABLED,
  PARAM_MIX, /* of red; the other bands follow */
};

#ifndef AMB_WORKER

#define MIX(param_id, param_title)                                                                 \
  {                                                                                                \
    .id = param_id, .title = param_title, .group = N_("Mix"), .type = AMB_PARAM_NUMBER,           \
    .minimum = -100, .maximum = 100, .slider_min = -100, .slider_max = 100, .step = 1,             \
    .flags = AMB_PARAM_MODIFIER,                                                                   \
    .help = N_("Makes what had this colour brighter or darker; 100 is two stops.")                \
  }

static const AmbParam params[] = {
  [PARAM_ENABLED] = { .id = "enabled",
                      .title = N_("Black and White"),
                      .type = AMB_PARAM_BOOLEAN,
                      .minimum = 0,
                      .maximum = 1,
                      .slider_min = 0,
                      .slider_max = 1,
                      .neutral = 0,
                      .step = 1,
                      .help = N_("Takes all colour away and keeps lightness.") },
  MIX ("red", N_("Red")),
  MIX ("orange", N_("Orange")),
  MIX ("yellow", N_("Yellow")),
  MIX ("green", N_("Green")),
  MIX ("aqua", N_("Aqua")),
  MIX ("blue", N_("Blue")),
  MIX ("purple", N_("Purple")),
  MIX ("magenta", N_("Magenta")),
};

static const AmbExample examples[] = {
  { { 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 0, 100, 100 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 1 }, { 0.18f, 0.18f, 0.18f }, { 0.18f, 0.18f, 0.18f }, 1e-5f },
  { { 1 }, { 0.5f, 0.25f, 0.125f }, { 0.3234915f, 0.3234915f, 0.3234916f }, 2e-5f },
  { { 1, [6] = -100 }, { 0.1f, 0.2f, 0.6f }, { 0.0665485f, 0.0665485f, 0.0665485f }, 2e-5f },
  { { 1, [1] = 50, [2] = 50 },
    { 0.5f, 0.1f, 0.05f },
    { 0.4435906f, 0.4435906f, 0.4435907f },
    2e-5f },
  { { 1, [4] = 100 }, { -0.05f, 0.4f, 0.1f }, { 0.5563995f, 0.5563995f, 0.5563997f }, 2e-5f },
};

const AmbOperation amb_operation_black_and_white = {
  .id = "black-and-white",
  .title = N_("Black and White"),
  .help = N_("Keeps the lightness of Oklab (Ottosson 2020), changed by a factor for each of eight "
              "bands of hue, as filters before black and white film do."),
  .section = AMB_SECTION_COLOUR,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
};

#else

#include "amb-hue-bands.h"

#define LIGHTNESS_TWO_STOPS 0.4620981f /* 2 ln 2 / 3: as the logarithm of Oklab's lightness */

typedef struct
{
  float colour; /* what is left of it: 1 or 0 */
  float red;
  AmbHueParts parts;
  float steps[1][AMB_HUE_BANDS];
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  double enabled = values[PARAM_ENABLED] != 0;
  float mix[1][AMB_HUE_BANDS];
  for (int i = 0; i < AMB_HUE_BANDS; i++)
    mix[0][i] = (float) (enabled * values[PARAM_MIX + i] / 100.0 * (double) LIGHTNESS_TWO_STOPS);
  self->red = mix[0][0];
  amb_hue_parts ((const float (*)[AMB_HUE_BANDS]) mix, 1, &self->parts, self->steps);
  self->colour = enabled != 0 ? 0.0f : 1.0f;
}

G_ALWAYS_INLINE static inline void
convert (const void *state, int n_parts, float *restrict const planes[3], int width)
{
  const State self = *(const State *) state;
  float *restrict lightness = planes[0];
  float *restrict a = planes[1];
  float *restrict b = planes[2];

  for (int x = 0; x < width; x++)
    {
      float place = amb_hue_place (a[x], b[x]);
      float mix = self.red;
#pragma GCC unroll 8
      for (int i = 0; i < n_parts; i++)
        mix += self.steps[0][i] * amb_hue_step (&self.parts, i, place);
      lightness[x] *= amb_hue_gain (mix * amb_hue_presence (a[x], b[x]));
      a[x] *= self.colour;
      b[x] *= self.colour;
    }
}

/* Loops of fixed lengths: one band changes two parts, no mix none. */
static void
row (const void *state, float *restrict lightness, float *restrict a, float *restrict b, int width)
{
  float *restrict const planes[3] = { lightness, a, b };
  const int n = ((const State *) state)->parts.n;

  if (n == 0)
    convert (state, 0, planes, width);
  else if (n <= 4)
    convert (state, 4, planes, width);
  else
    convert (state, AMB_HUE_BANDS, planes, width);
}

const AmbKernel AMB_KERNEL_NAME (black_and_white) = {
  .kind = AMB_OP_POINT,
  .domain = AMB_DOMAIN_OKLAB,
  .prepare = prepare,
  .row = row,
};

#endif
