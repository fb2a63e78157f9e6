/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A tint and a brightness each for shadows, midtones and highlights. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  RANGE_SHADOWS,
  RANGE_MIDTONES,
  RANGE_HIGHLIGHTS,
  N_RANGES,
};

enum
{
  PARAM_BALANCE,
  PARAM_RANGES, /* three of each range */
};

enum
{
  OF_RANGE_HUE,
  OF_RANGE_STRENGTH,
  OF_RANGE_LUMINANCE,
  PARAMS_PER_RANGE,
};

#ifndef AMB_WORKER

#define HUE(range, range_title)                                                                    \
  {                                                                                                \
    .id = range "-hue", .title = N_("Hue"), .group = range_title, .type = AMB_PARAM_NUMBER,       \
    .maximum = 360, .slider_max = 360, .step = 1, .unit = AMB_UNIT_DEGREES,                        \
    .flags = AMB_PARAM_MODIFIER,                                                                   \
    .help = N_("The colour of the tint: 0 is red, 60 yellow, 120 green, 180 cyan, 240 blue and "  \
                "300 magenta.")                                                                    \
  }
#define STRENGTH(range, range_title)                                                               \
  {                                                                                                \
    .id = range "-strength", .title = N_("Strength"), .group = range_title,                       \
    .type = AMB_PARAM_NUMBER, .maximum = 100, .slider_max = 100, .step = 1,                        \
    .help = N_("How much of the tint is added.")                                                  \
  }
#define LUMINANCE(range, range_title)                                                              \
  {                                                                                                \
    .id = range "-luminance", .title = N_("Luminance"), .group = range_title,                     \
    .type = AMB_PARAM_NUMBER, .minimum = -100, .maximum = 100, .slider_min = -100,                 \
    .slider_max = 100, .step = 1, .help = N_("Makes these tones brighter or darker.")             \
  }

static const AmbParam params[] = {
  [PARAM_BALANCE] = { .id = "balance",
                      .title = N_("Balance"),
                      .type = AMB_PARAM_NUMBER,
                      .minimum = -100,
                      .maximum = 100,
                      .slider_min = -100,
                      .slider_max = 100,
                      .step = 1,
                      .flags = AMB_PARAM_MODIFIER,
                      .help = N_("Counts more tones as highlights, or more as shadows.") },
  HUE ("shadows", N_("Shadows")),
  STRENGTH ("shadows", N_("Shadows")),
  LUMINANCE ("shadows", N_("Shadows")),
  HUE ("midtones", N_("Midtones")),
  STRENGTH ("midtones", N_("Midtones")),
  LUMINANCE ("midtones", N_("Midtones")),
  HUE ("highlights", N_("Highlights")),
  STRENGTH ("highlights", N_("Highlights")),
  LUMINANCE ("highlights", N_("Highlights")),
};

static const AmbExample examples[] = {
  { { 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 50, 120, 0, 0, 60, 0, 0, 240, 0, 0 }, { 0.5f, 0.25f, 0.1f }, { 0.5f, 0.25f, 0.1f }, 0 },
  { { 0, 240, 50, 100 }, { 1.0f, 1.0f, 1.0f }, { 1.0f, 1.0f, 1.0f }, 1e-5f },
  { { [7] = 60, 100, 50 }, { 0.0f, 0.0f, 0.0f }, { 0.0f, 0.0f, 0.0f }, 0 },
  { { [3] = 100 }, { 0.0f, 0.0f, 0.0f }, { 0.0080000f, 0.0080000f, 0.0080000f }, 2e-5f },
  { { [9] = -100 }, { 1.0f, 1.0f, 1.0f }, { 0.5120000f, 0.5120000f, 0.5120000f }, 2e-5f },
  { { 0, 240, 50 }, { 0.03f, 0.03f, 0.03f }, { 0.0267107f, 0.0299083f, 0.0445974f }, 2e-5f },
  { { [4] = 30, 40, 20 }, { 0.2f, 0.15f, 0.1f }, { 0.2426976f, 0.1501049f, 0.0575332f }, 2e-5f },
  { { -80, [7] = 45, 60, 30 },
    { 0.6f, 0.7f, 0.8f },
    { 0.7354386f, 0.8073295f, 0.7059727f },
    2e-5f },
  { { 50, 200, 30, -20, 0, 0, 0, 40, 30, 20 },
    { 0.2f, 0.1f, -0.02f },
    { 0.2046685f, 0.1039320f, -0.0227113f },
    2e-5f },
};

const AmbOperation amb_operation_color_grading = {
  .id = "color-grading",
  .title = N_("Colour Grading"),
  .help = N_("Lift, gamma and gain in Oklab (Ottosson 2020): shadows move black and leave white, "
              "highlights move white and leave black, midtones leave both."),
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

/* Added to a, b and lightness where a range's weight is 1. Of lightness no more than what leaves it
 * rising with lightness for all values together, the balance included. */
#define FULL_CHROMA 0.1
#define FULL_BALANCE 0.5
static const double full_lightness[N_RANGES] = { 0.2, 0.06, 0.2 };

/* Where sRGB's red, yellow, green, cyan, blue, magenta and red again (HSV hue 0, 60 ... 360) are in
 * Oklab, degrees. */
static const double wheel[]
    = { 29.23388, 109.76924, 142.49534, 194.76896, 264.05202, 328.36341, 389.23388 };

typedef struct
{
  float lightness, a, b;
} Offset;

typedef struct
{
  float balance;
  Offset shadows, midtones, highlights;
} State;

/* Taylor's series, the angle brought within +-180 degrees: error below 1e-10. */
static double
cosine (double degrees)
{
  while (degrees > 180)
    degrees -= 360;
  double square = degrees * degrees * (3.14159265358979323846 / 180 * 3.14159265358979323846 / 180);
  double sum = 1;
  for (int n = 24; n > 0; n -= 2)
    sum = 1 - sum * square / (n * (n - 1));
  return sum;
}

static double
oklab_hue (double hue)
{
  int sector = hue < 300 ? (int) (hue / 60) : 5;
  return wheel[sector] + (hue / 60 - sector) * (wheel[sector + 1] - wheel[sector]);
}

static Offset
offset (const double values[PARAMS_PER_RANGE], double full)
{
  double hue = oklab_hue (values[OF_RANGE_HUE]);
  double chroma = values[OF_RANGE_STRENGTH] / 100 * FULL_CHROMA;
  return (Offset){
    (float) (values[OF_RANGE_LUMINANCE] / 100 * full),
    (float) (chroma * cosine (hue)),
    (float) (chroma * cosine (hue + 270)),
  };
}

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  Offset *const offsets[N_RANGES] = { &self->shadows, &self->midtones, &self->highlights };
  for (int i = 0; i < N_RANGES; i++)
    *offsets[i] = offset (values + PARAM_RANGES + i * PARAMS_PER_RANGE, full_lightness[i]);
  self->balance = (float) (values[PARAM_BALANCE] / 100 * FULL_BALANCE);
}

/* The weights of t, lightness within black and white, are (1 - t)^2, 4 t (1 - t) and t^2: lift,
 * gamma and gain. */
static void
row (const void *state, float *restrict lightness, float *restrict a, float *restrict b, int width)
{
  const State self = *(const State *) state;

  for (int x = 0; x < width; x++)
    {
      float t = amb_at_most (amb_at_least (lightness[x], 0.0f), 1.0f);
      t += self.balance * (t * (1.0f - t));
      float dark = (1.0f - t) * (1.0f - t);
      float middle = 4.0f * (t * (1.0f - t));
      float bright = t * t;
      lightness[x] += self.shadows.lightness * dark + self.midtones.lightness * middle
                      + self.highlights.lightness * bright;
      a[x] += self.shadows.a * dark + self.midtones.a * middle + self.highlights.a * bright;
      b[x] += self.shadows.b * dark + self.midtones.b * middle + self.highlights.b * bright;
    }
}

const AmbKernel AMB_KERNEL_NAME (color_grading) = {
  .kind = AMB_OP_POINT,
  .domain = AMB_DOMAIN_OKLAB,
  .prepare = prepare,
  .row = row,
};

#endif
