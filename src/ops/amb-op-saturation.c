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
                     .title = N_ ("Saturation"),
                     .type = AMB_PARAM_NUMBER,
                     .minimum = -100,
                     .maximum = 100,
                     .slider_min = -100,
                     .slider_max = 100,
                     .neutral = 0,
                     .step = 1,
                     .digits = 0,
                     .help = N_ ("Makes colours stronger or paler; -100 is black and white.") },
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
  .title = N_ ("Saturation"),
  .help = N_ ("Scales chroma in Oklab (Ottosson 2020), which keeps hue and lightness as they are "
              "seen."),
  .section = AMB_SECTION_COLOUR,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
};

#else

#include "amb-kernel-math.h"

/* Ottosson, "A perceptual color space for image processing", 2020: XYZ to cone responses, here from
 * linear Rec. 2020 (times the matrix of ITU-R BT.2020-2) with rows scaled so that white is exactly
 * 1, 1, 1; and its inverse. */
#define TO_L_R 0.6167557879f
#define TO_L_G 0.3601984021f
#define TO_L_B 0.0230458100f
#define TO_M_R 0.2651330603f
#define TO_M_G 0.6358393714f
#define TO_M_B 0.0990275683f
#define TO_S_R 0.1001026313f
#define TO_S_G 0.2039065205f
#define TO_S_B 0.6959908482f
#define FROM_R_L 2.1399067200f
#define FROM_R_M -1.2463894955f
#define FROM_R_S 0.1064827755f
#define FROM_G_L -0.8847358342f
#define FROM_G_M 2.1632309413f
#define FROM_G_S -0.2784951071f
#define FROM_B_L -0.0485737534f
#define FROM_B_M -0.4545031403f
#define FROM_B_S 1.5030768938f
/* Lightness: the first row of the second matrix, to a sum of exactly 1. */
#define LIGHTNESS_L 0.2104542553f
#define LIGHTNESS_M 0.7936177850f
#define LIGHTNESS_S -0.0040720403f

typedef struct
{
  float change; /* of chroma, as a factor minus 1 */
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  self->change = (float) (values[PARAM_AMOUNT] / 100.0);
}

/* What a cone response changes by when its cube root moves away from the lightness by the factor:
 * (c + d)^3 - c^3, exactly 0 for d = 0. Scaling a and b of Oklab is the same as scaling each cube
 * root's distance from lightness, for lightness enters each with weight 1. */
static inline float
response_change (float root, float lightness, float change)
{
  float d = change * (root - lightness);
  return d * (3.0f * root * (root + d) + d * d);
}

static void
row (const void *state, float *restrict r, float *restrict g, float *restrict b, int width)
{
  const float change = ((const State *) state)->change;

  for (int x = 0; x < width; x++)
    {
      float red = r[x], green = g[x], blue = b[x];
      float l = amb_cbrt (TO_L_R * red + TO_L_G * green + TO_L_B * blue);
      float m = amb_cbrt (TO_M_R * red + TO_M_G * green + TO_M_B * blue);
      float s = amb_cbrt (TO_S_R * red + TO_S_G * green + TO_S_B * blue);
      float lightness = LIGHTNESS_L * l + LIGHTNESS_M * m + LIGHTNESS_S * s;
      float dl = response_change (l, lightness, change);
      float dm = response_change (m, lightness, change);
      float ds = response_change (s, lightness, change);
      r[x] = amb_finite (red + (FROM_R_L * dl + FROM_R_M * dm + FROM_R_S * ds));
      g[x] = amb_finite (green + (FROM_G_L * dl + FROM_G_M * dm + FROM_G_S * ds));
      b[x] = amb_finite (blue + (FROM_B_L * dl + FROM_B_M * dm + FROM_B_S * ds));
    }
}

const AmbKernel AMB_KERNEL_NAME (saturation) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .row = row,
};

#endif
