/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives back the light that a lens loses towards the corners. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_AMOUNT,
  PARAM_MIDPOINT,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_AMOUNT] = { .id = "amount",
                     .title = N_("Lens Vignetting"),
                     .type = AMB_PARAM_NUMBER,
                     .minimum = -100,
                     .maximum = 100,
                     .slider_min = -100,
                     .slider_max = 100,
                     .neutral = 0,
                     .step = 1,
                     .digits = 0,
                     .help = N_("Brightens the corners that the lens has darkened, or darkens "
                                 "them.") },
  [PARAM_MIDPOINT] = { .id = "midpoint",
                       .title = N_("Midpoint"),
                       .type = AMB_PARAM_NUMBER,
                       .minimum = 0,
                       .maximum = 100,
                       .slider_min = 0,
                       .slider_max = 100,
                       .neutral = 50,
                       .step = 1,
                       .digits = 0,
                       .flags = AMB_PARAM_MODIFIER,
                       .help = N_("How far from the middle the correction begins.") },
};

static const AmbExample examples[] = {
  { { 0, 50 }, { 0.5f, 0.25f, -0.125f }, { 0.5f, 0.25f, -0.125f }, 0, .at = { 0.5f, 0.3333333f } },
  { { 100, 50 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0, .at = { 0, 0 } },
  { { 100, 50 }, { 0.2f, 0.1f, -0.01f }, { 0.8f, 0.4f, -0.04f }, 1e-6f, .at = { 0.5f, -1 / 3.0f } },
  { { -100, 0 }, { 0.8f, 0.4f, 0.2f }, { 0.2f, 0.1f, 0.05f }, 1e-6f, .at = { -0.5f, 1 / 3.0f } },
  /* half way: a quarter of the corner's square; (1 + 1/4)^2 */
  { { 100, 50 },
    { 0.4f, 0.4f, 0.4f },
    { 0.625f, 0.625f, 0.625f },
    1e-6f,
    .at = { 0.25f, 1 / 6.0f } },
};

const AmbOperation amb_operation_lens_vignette = {
  .id = "lens-vignette",
  .title = N_("Lens Vignetting"),
  .help = N_("Undoes the cosine-fourth law of illumination off the axis of a lens (Kang and Weiss "
              "2000, “Can We Calibrate a Camera Using an Image of a Flat, Textureless Lambertian "
              "Surface?”); it follows the uncropped photo."),
  .section = AMB_SECTION_OPTICS,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
};

#else

#include "amb-kernel-math.h"

/* A point r off the axis of a lens of focal length f gets 1 / (1 + (r/f)^2)^2 of the light. With s
 * = r^2 of the corner's and a strength t = (corner / f)^2 the correction is (1 + t s)^2; at amount
 * 100 the corner is 45 degrees off the axis and gets 4 times the light. The midpoint bends s by
 * Schlick's bias (1994, "Fast Alternatives to Perlin's Bias and Gain Functions"), s / (k (1 - s) +
 * 1), which 50 leaves as it is. */

/* The bias at midpoints 0 and 100. */
#define BIAS_NEAR 0.9
#define BIAS_FAR 0.1

typedef struct
{
  float scale;                /* to s, from squared long edges */
  float top, top_slope;       /* the root of the gain is */
  float bottom, bottom_slope; /* (top + top_slope s) / (bottom + bottom_slope s) */
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  const AmbKernelBox *frame = &context->frame;
  const double square = frame->right * frame->right + frame->bottom * frame->bottom;
  const double bias = BIAS_NEAR + (BIAS_FAR - BIAS_NEAR) / 100.0 * values[PARAM_MIDPOINT];
  const double bend = 1 / bias - 2, strength = values[PARAM_AMOUNT] / 100.0;
  const double gain = strength > 0 ? strength : 0, loss = strength < 0 ? -strength : 0;
  self->scale = square > 0 ? (float) (1 / square) : 0;
  self->top = self->bottom = (float) (bend + 1);
  self->top_slope = (float) (gain - bend);
  self->bottom_slope = (float) (loss - bend);
}

static void
placed (const void *state,
        const float *restrict at_x,
        const float *restrict at_y,
        float *restrict r,
        float *restrict g,
        float *restrict b,
        int width)
{
  const State self = *(const State *) state;

  for (int x = 0; x < width; x++)
    {
      float s = amb_at_most ((at_x[x] * at_x[x] + at_y[x] * at_y[x]) * self.scale, 1.0f);
      float root = (self.top + self.top_slope * s) / (self.bottom + self.bottom_slope * s);
      float gain = root * root;
      r[x] = amb_finite (r[x] * gain);
      g[x] = amb_finite (g[x] * gain);
      b[x] = amb_finite (b[x] * gain);
    }
}

const AmbKernel AMB_KERNEL_NAME (lens_vignette) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .place = AMB_PLACE_PHOTO,
  .placed = placed,
};

#endif
