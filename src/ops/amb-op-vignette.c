/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Darker or brighter towards the edges of the crop, for its own sake. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_AMOUNT,
  PARAM_MIDPOINT,
  PARAM_ROUNDNESS,
  PARAM_FEATHER,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_AMOUNT] = { .id = "amount",
                     .title = N_("Vignette"),
                     .type = AMB_PARAM_NUMBER,
                     .minimum = -100,
                     .maximum = 100,
                     .slider_min = -100,
                     .slider_max = 100,
                     .neutral = 0,
                     .step = 1,
                     .digits = 0,
                     .help = N_("Darkens or brightens the picture towards its edges.") },
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
                       .help = N_("How far from the middle the vignette is half as strong as it "
                                   "gets.") },
  [PARAM_ROUNDNESS] = { .id = "roundness",
                        .title = N_("Roundness"),
                        .type = AMB_PARAM_NUMBER,
                        .minimum = -100,
                        .maximum = 100,
                        .slider_min = -100,
                        .slider_max = 100,
                        .neutral = 0,
                        .step = 1,
                        .digits = 0,
                        .flags = AMB_PARAM_MODIFIER,
                        .help = N_("From a rectangle with round corners over an ellipse to a "
                                    "circle.") },
  [PARAM_FEATHER] = { .id = "feather",
                      .title = N_("Feather"),
                      .type = AMB_PARAM_NUMBER,
                      .minimum = 0,
                      .maximum = 100,
                      .slider_min = 0,
                      .slider_max = 100,
                      .neutral = 50,
                      .step = 1,
                      .digits = 0,
                      .flags = AMB_PARAM_MODIFIER,
                      .help = N_("How softly the vignette begins.") },
};

static const AmbExample examples[] = {
  { { 0, 50, 0, 50 }, { 0.5f, 0.25f, -0.1f }, { 0.5f, 0.25f, -0.1f }, 0, .at = { 0.5f, 0.3f } },
  { { -100, 50, 0, 50 }, { 0.5f, 0.25f, 0.1f }, { 0.5f, 0.25f, 0.1f }, 0, .at = { 0, 0 } },
  /* in the middle of an edge, half as strong: (1 - 1/2)^2 */
  { { -100, 50, 0, 50 }, { 0.8f, 0.4f, 0.2f }, { 0.2f, 0.1f, 0.05f }, 1e-6f, .at = { 0.5f, 0 } },
  { { -100, 50, 0, 50 },
    { 0.8f, 0.4f, 0.2f },
    { 0.2f, 0.1f, 0.05f },
    1e-6f,
    .at = { 0, -1 / 3.0f } },
  /* a hard edge, well outside of it: (1 + 1)^2 */
  { { 100, 50, 0, 0 },
    { 0.1f, 0.05f, -0.1f },
    { 0.4f, 0.2f, -0.4f },
    1e-6f,
    .at = { 0.5f, 1 / 3.0f } },
};

const AmbOperation amb_operation_vignette = {
  .id = "vignette",
  .title = N_("Vignette"),
  .help
  = N_("Changes the square root of light by a smooth step of the distance from the middle of "
        "the crop, measured as in a superellipse (Gridgeman 1970, “Lamé Ovals”)."),
  .section = AMB_SECTION_EFFECTS,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
};

#else

#include "amb-kernel-table.h"

/* The distance d is 1 in the middles of the crop's edges, of an ellipse the square root of 2 in its
 * corners. Roundness below 0 mixes the squared distance of an ellipse with that of the superellipse
 * of exponent 8, above 0 both half edges with the circle of the same area. */

/* Where the vignette is half as strong, at midpoints 0 and 100. */
#define HALF_NEAR 0.4
#define HALF_FAR 1.6
/* At feather 0: no staircase. */
#define LEAST_SOFTNESS 0.005

typedef struct
{
  float middle_x, middle_y, scale_x, scale_y;
  float squareness;   /* the superellipse's share, 0 .. 1 */
  float start, scale; /* of the step, along d */
  float amount;
} State;

/* The half edge bent towards that of the square of the same area. */
static double
rounded (double half, double other, double roundness)
{
  return half * amb_exp2 (0.5 * roundness * amb_log2 (other / half));
}

static void
prepare_shape (State *self, const AmbKernelBox *crop, double roundness)
{
  const double half_x = (crop->right - crop->left) / 2, half_y = (crop->bottom - crop->top) / 2;
  const double circle = roundness > 0 ? roundness : 0;
  self->middle_x = (float) ((crop->left + crop->right) / 2);
  self->middle_y = (float) ((crop->top + crop->bottom) / 2);
  self->squareness = (float) (roundness < 0 ? -roundness : 0);
  if (half_x <= 0 || half_y <= 0)
    return;
  self->scale_x = (float) (1 / rounded (half_x, half_y, circle));
  self->scale_y = (float) (1 / rounded (half_y, half_x, circle));
}

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  const double half = HALF_NEAR + (HALF_FAR - HALF_NEAR) / 100.0 * values[PARAM_MIDPOINT];
  const double softness = LEAST_SOFTNESS + (1 - LEAST_SOFTNESS) / 100.0 * values[PARAM_FEATHER];
  prepare_shape (self, &context->crop, values[PARAM_ROUNDNESS] / 100.0);
  self->start = (float) (half * (1 - softness));
  self->scale = (float) (1 / (2 * half * softness));
  self->amount = (float) (values[PARAM_AMOUNT] / 100.0);
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
      float u = (at_x[x] - self.middle_x) * self.scale_x;
      float v = (at_y[x] - self.middle_y) * self.scale_y;
      float u2 = u * u, v2 = v * v;
      float u4 = u2 * u2, v4 = v2 * v2;
      float ellipse = u2 + v2, square = sqrtf (sqrtf (u4 * u4 + v4 * v4));
      float d = sqrtf (ellipse + self.squareness * (square - ellipse));
      float t = amb_unit ((d - self.start) * self.scale);
      float root = 1.0f + self.amount * (t * t * (3.0f - 2.0f * t));
      float gain = root * root;
      r[x] = amb_finite (r[x] * gain);
      g[x] = amb_finite (g[x] * gain);
      b[x] = amb_finite (b[x] * gain);
    }
}

const AmbKernel AMB_KERNEL_NAME (vignette) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .place = AMB_PLACE_FRAME,
  .placed = placed,
};

#endif
