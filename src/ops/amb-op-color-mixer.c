/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Hue, saturation and luminance of eight bands of colour. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_HUE = 0, /* of red; the other bands follow */
  PARAM_SATURATION = 8,
  PARAM_LUMINANCE = 16,
};

#ifndef AMB_WORKER

#define AMOUNT(param_id, param_title, param_group, param_help)                                     \
  {                                                                                                \
    .id = param_id, .title = param_title, .group = param_group, .type = AMB_PARAM_NUMBER,          \
    .minimum = -100, .maximum = 100, .slider_min = -100, .slider_max = 100, .step = 1,             \
    .help = param_help                                                                             \
  }
#define HUE(band, title)                                                                           \
  AMOUNT (band "-hue", title, N_("Hue"),                                                          \
          N_("Turns this colour towards the next one of the list, or towards the one before; "    \
              "lightness stays."))
#define SATURATION(band, title)                                                                    \
  AMOUNT (band "-saturation", title, N_("Saturation"),                                            \
          N_("Makes this colour stronger or paler; -100 is grey."))
#define LUMINANCE(band, title)                                                                     \
  AMOUNT (band "-luminance", title, N_("Luminance"),                                              \
          N_("Makes this colour brighter or darker; 100 is one stop."))

static const AmbParam params[] = {
  HUE ("red", N_("Red")),
  HUE ("orange", N_("Orange")),
  HUE ("yellow", N_("Yellow")),
  HUE ("green", N_("Green")),
  HUE ("aqua", N_("Aqua")),
  HUE ("blue", N_("Blue")),
  HUE ("purple", N_("Purple")),
  HUE ("magenta", N_("Magenta")),
  SATURATION ("red", N_("Red")),
  SATURATION ("orange", N_("Orange")),
  SATURATION ("yellow", N_("Yellow")),
  SATURATION ("green", N_("Green")),
  SATURATION ("aqua", N_("Aqua")),
  SATURATION ("blue", N_("Blue")),
  SATURATION ("purple", N_("Purple")),
  SATURATION ("magenta", N_("Magenta")),
  LUMINANCE ("red", N_("Red")),
  LUMINANCE ("orange", N_("Orange")),
  LUMINANCE ("yellow", N_("Yellow")),
  LUMINANCE ("green", N_("Green")),
  LUMINANCE ("aqua", N_("Aqua")),
  LUMINANCE ("blue", N_("Blue")),
  LUMINANCE ("purple", N_("Purple")),
  LUMINANCE ("magenta", N_("Magenta")),
};

static const AmbExample examples[] = {
  { { 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { [0] = 100 }, { 0.5f, 0.08f, 0.05f }, { 0.4971100f, 0.0863019f, 0.0158788f }, 2e-5f },
  { { [5] = -100 }, { 0.05f, 0.1f, 0.5f }, { 0.0153092f, 0.1356984f, 0.4039412f }, 2e-5f },
  { { [11] = -100 }, { 0.1f, 0.4f, 0.05f }, { 0.2649472f, 0.2714442f, 0.2631890f }, 2e-5f },
  { { [10] = 60, [9] = 20 },
    { 0.5f, 0.45f, 0.1f },
    { 0.5411052f, 0.4434293f, -0.0255525f },
    2e-5f },
  { { [16 + 5] = -100 }, { 0.1f, 0.2f, 0.6f }, { 0.0580903f, 0.1161806f, 0.3485417f }, 2e-5f },
  { { [1] = -40, [9] = 30, [17] = 50 },
    { 0.5f, 0.3f, 0.2f },
    { 0.6078456f, 0.3338201f, 0.2136334f },
    2e-5f },
  { { 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100 },
    { 0.18f, 0.18f, 0.18f },
    { 0.18f, 0.18f, 0.18f },
    1e-5f },
};

const AmbOperation amb_operation_color_mixer = {
  .id = "color-mixer",
  .title = N_("Colour Mixer"),
  .help = N_("Hue, saturation and luminance of eight overlapping bands of hue in Oklab (Ottosson "
              "2020); greys stay as they are."),
  .section = AMB_SECTION_COLOUR,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
};

#else

#include "amb-hue-bands.h"

/* 0.4 of the way to the band before and to the next: the tangent of half of that angle. More than
 * half would let a single band's change make hues change places, for a step is at most 1.5 steep
 * and a hue's place at most 4/3 as steep as its angle. */
static const float turn_back[AMB_HUE_BANDS] = { 0.2157344f, 0.0823616f, 0.2016122f, 0.1147352f,
                                                0.1845218f, 0.2466715f, 0.1041229f, 0.1213302f };
static const float turn_on[AMB_HUE_BANDS] = { 0.0823616f, 0.2016122f, 0.1147352f, 0.1845218f,
                                              0.2466715f, 0.1041229f, 0.1213302f, 0.2157344f };

#define LIGHTNESS_STOP 0.2310491f /* ln 2 / 3: one stop, as the logarithm of Oklab's lightness */

enum
{
  VALUE_HUE,
  VALUE_SATURATION,
  VALUE_LUMINANCE,
  N_VALUES,
};

/* As amb_hue_parts () makes them. */
typedef struct
{
  float red[N_VALUES];
  AmbHueParts parts;
  float steps[N_VALUES][AMB_HUE_BANDS];
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  float at[N_VALUES][AMB_HUE_BANDS];
  for (int i = 0; i < AMB_HUE_BANDS; i++)
    {
      double turn = values[PARAM_HUE + i] / 100.0;
      at[VALUE_HUE][i] = (float) (turn * (double) (turn < 0 ? turn_back[i] : turn_on[i]));
      at[VALUE_SATURATION][i] = (float) (values[PARAM_SATURATION + i] / 100.0);
      at[VALUE_LUMINANCE][i]
          = (float) (values[PARAM_LUMINANCE + i] / 100.0 * (double) LIGHTNESS_STOP);
    }
  for (int v = 0; v < N_VALUES; v++)
    self->red[v] = at[v][0];
  amb_hue_parts ((const float (*)[AMB_HUE_BANDS]) at, N_VALUES, &self->parts, self->steps);
}

/* With t the tangent of half an angle, (1 - t^2) / (1 + t^2) and 2 t / (1 + t^2) are its cosine and
 * sine: a turn that keeps chroma. Brighter is all of Oklab times a factor, which is linear light
 * times its third power. */
G_ALWAYS_INLINE static inline void
mix (const void *state, int n_parts, float *restrict const planes[3], int width)
{
  const State self = *(const State *) state;
  float *restrict lightness = planes[0];
  float *restrict a = planes[1];
  float *restrict b = planes[2];

  for (int x = 0; x < width; x++)
    {
      float place = amb_hue_place (a[x], b[x]);
      float t = self.red[VALUE_HUE];
      float saturation = self.red[VALUE_SATURATION], luminance = self.red[VALUE_LUMINANCE];
#pragma GCC unroll 8
      for (int i = 0; i < n_parts; i++)
        {
          float step = amb_hue_step (&self.parts, i, place);
          t += self.steps[VALUE_HUE][i] * step;
          saturation += self.steps[VALUE_SATURATION][i] * step;
          luminance += self.steps[VALUE_LUMINANCE][i] * step;
        }
      float gain = amb_hue_gain (luminance * amb_hue_presence (a[x], b[x]));
      float chroma = gain * amb_at_least (1.0f + saturation, 0.0f) / (1.0f + t * t);
      float along = chroma * (1.0f - t * t), across = chroma * (2.0f * t);
      float turned_a = along * a[x] - across * b[x];
      float turned_b = across * a[x] + along * b[x];
      lightness[x] *= gain;
      a[x] = turned_a;
      b[x] = turned_b;
    }
}

/* Loops of fixed lengths: one band changes two parts. */
static void
row (const void *state, float *restrict lightness, float *restrict a, float *restrict b, int width)
{
  float *restrict const planes[3] = { lightness, a, b };
  const int n = ((const State *) state)->parts.n;

  if (n <= 2)
    mix (state, 2, planes, width);
  else if (n <= 4)
    mix (state, 4, planes, width);
  else
    mix (state, AMB_HUE_BANDS, planes, width);
}

const AmbKernel AMB_KERNEL_NAME (color_mixer) = {
  .kind = AMB_OP_POINT,
  .domain = AMB_DOMAIN_OKLAB,
  .prepare = prepare,
  .row = row,
};

#endif
