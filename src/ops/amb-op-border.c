/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame of one colour along the edges of the crop. It covers the picture there: the output keeps
 * the size that was asked for. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_WIDTH,
  PARAM_RED,
  PARAM_GREEN,
  PARAM_BLUE,
};

#ifndef AMB_WORKER

#define CHANNEL(word, name, sentence)                                                              \
  {                                                                                                \
    .id = word, .title = name, .type = AMB_PARAM_INTEGER, .minimum = 0, .maximum = 255,            \
    .slider_min = 0, .slider_max = 255, .neutral = 255, .step = 1, .digits = 0,                    \
    .flags = AMB_PARAM_MODIFIER, .help = sentence                                                  \
  }

static const AmbParam params[] = {
  [PARAM_WIDTH] = { .id = "width",
                    .title = N_("Border"),
                    .type = AMB_PARAM_NUMBER,
                    .minimum = 0,
                    .maximum = 0.25,
                    .slider_min = 0,
                    .slider_max = 0.1,
                    .neutral = 0,
                    .step = 0.001,
                    .digits = 1,
                    .unit = AMB_UNIT_LONG_EDGE,
                    .help = N_("How wide the border is, in percent of the photo’s long edge; it "
                                "covers the picture’s edge.") },
  [PARAM_RED] = CHANNEL ("red", N_("Red"), N_("The red of the border, in sRGB.")),
  [PARAM_GREEN] = CHANNEL ("green", N_("Green"), N_("The green of the border, in sRGB.")),
  [PARAM_BLUE] = CHANNEL ("blue", N_("Blue"), N_("The blue of the border, in sRGB.")),
};

static const AmbExample examples[] = {
  { { 0, 0, 0, 0 }, { 0.5f, 0.2f, -0.1f }, { 0.5f, 0.2f, -0.1f }, 0, .at = { 0.499f, 0.333f } },
  { { 0.1, 0, 0, 0 }, { 0.5f, 0.2f, -0.1f }, { 0.5f, 0.2f, -0.1f }, 0, .at = { 0.39f, 0.2f } },
  { { 0.1, 0, 0, 0 }, { 0.5f, 0.2f, -0.1f }, { 0, 0, 0 }, 0, .at = { -0.41f, 0.2f } },
  { { 0.1, 255, 255, 255 }, { 0.5f, 0.2f, 0.1f }, { 1, 1, 1 }, 1e-6f, .at = { 0.1f, 0.24f } },
  /* sRGB red, and its primary in Rec. 2020 (ITU-R BT.2087) */
  { { 0.1, 255, 0, 0 },
    { 0.5f, 0.2f, 0.1f },
    { 0.6274039f, 0.0690973f, 0.0163914f },
    1e-6f,
    .at = { 0.1f, -0.24f } },
};

const AmbOperation amb_operation_border = {
  .id = "border",
  .title = N_("Border"),
  .help = N_("Draws a border of one colour inside the edges of the crop; the output keeps its "
              "size."),
  .section = AMB_SECTION_EFFECTS,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
  .adds_colour = TRUE,
};

#else

#include "amb-kernel-table.h"

/* Linear sRGB to linear Rec. 2020, from the primaries and the white of both (ITU-R BT.2087-0, with
 * more digits). */
static const double to_working[3][3] = {
  { 0.62740390, 0.32928304, 0.04331307 },
  { 0.06909729, 0.91954040, 0.01136232 },
  { 0.01639144, 0.08801331, 0.89559525 },
};

typedef struct
{
  float left, top, right, bottom; /* of the picture inside the border */
  float pixels;                   /* a long edge: the inner edge is as soft as a pixel */
  float colour[3];
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  const double width = values[PARAM_WIDTH];
  double light[3];
  self->left = (float) (context->crop.left + width);
  self->top = (float) (context->crop.top + width);
  self->right = (float) (context->crop.right - width);
  self->bottom = (float) (context->crop.bottom - width);
  self->pixels = width > 0 ? (float) context->long_edge_px : 0;
  for (int i = 0; i < 3; i++)
    light[i] = amb_srgb_decode (values[PARAM_RED + i] / 255.0);
  for (int i = 0; i < 3; i++)
    self->colour[i] = (float) (to_working[i][0] * light[0] + to_working[i][1] * light[1]
                               + to_working[i][2] * light[2]);
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
  const float half = self.pixels > 0 ? 0.5f : 0.0f;

  for (int x = 0; x < width; x++)
    {
      float across = amb_at_least (self.left - at_x[x], at_x[x] - self.right);
      float down = amb_at_least (self.top - at_y[x], at_y[x] - self.bottom);
      float cover = amb_unit (amb_at_least (across, down) * self.pixels + half);
      float rest = 1.0f - cover;
      r[x] = amb_finite (r[x]) * rest + self.colour[0] * cover;
      g[x] = amb_finite (g[x]) * rest + self.colour[1] * cover;
      b[x] = amb_finite (b[x]) * rest + self.colour[2] * cover;
    }
}

const AmbKernel AMB_KERNEL_NAME (border) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .place = AMB_PLACE_FRAME,
  .placed = placed,
};

#endif
