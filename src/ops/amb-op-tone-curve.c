/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves through control points, one for luminance and one for each channel. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_LUMINANCE,
  PARAM_RED,
  PARAM_GREEN,
  PARAM_BLUE,
  N_PARAMS
};

#ifndef AMB_WORKER

#define CURVE(word, name, sentence)                                                                \
  {                                                                                                \
    .id = word, .title = name, .type = AMB_PARAM_CURVE, .minimum = 0, .maximum = 1,                \
    .slider_min = 0, .slider_max = 1, .step = 0.01, .digits = 2, .help = sentence                  \
  }

static const AmbParam params[] = {
  [PARAM_LUMINANCE]
  = CURVE ("luminance",
           N_("Luminance"),
           N_("Makes each tone brighter or darker; hue and saturation are kept.")),
  [PARAM_RED] = CURVE ("red", N_("Red"), N_("Gives each tone more or less red.")),
  [PARAM_GREEN] = CURVE ("green", N_("Green"), N_("Gives each tone more or less green.")),
  [PARAM_BLUE] = CURVE ("blue", N_("Blue"), N_("Gives each tone more or less blue.")),
};

static const AmbSpline contrasty = { 4, { { 0, 0 }, { 0.25, 0.15 }, { 0.75, 0.85 }, { 1, 1 } } };
static const AmbSpline fading = { 2, { { 0, 0.1 }, { 1, 0.9 } } };
static const AmbSpline inverting = { 2, { { 0, 1 }, { 1, 0 } } };

static const AmbSpline *const s_curve[N_PARAMS] = { &contrasty };
static const AmbSpline *const faded[N_PARAMS] = { &fading };
static const AmbSpline *const cross[N_PARAMS] = { NULL, &contrasty, NULL, &inverting };

static const AmbExample examples[] = {
  { { 0, 0, 0, 0 }, { 0.5f, 0.25f, 0.125f }, { 0.5f, 0.25f, 0.125f }, 0 },
  { { 1, 0, 0, 0 }, { 0.3f, 0.2f, 0.1f }, { 0.3052142f, 0.2034761f, 0.1017381f }, 2e-4f, s_curve },
  { { 1, 0, 0, 0 },
    { 0.01f, 0.02f, 0.005f },
    { 0.02174019f, 0.04348038f, 0.0108701f },
    2e-4f,
    faded },
  { { 1, 0, 0, 0 }, { 1.5f, 2.0f, 1.2f }, { 1.229451f, 1.639268f, 0.983561f }, 1e-3f, s_curve },
  { { 0, 1, 0, 1 }, { 0.3f, 0.2f, 0.1f }, { 0.3574885f, 0.2f, 0.3811049f }, 2e-4f, cross },
  { { 0, 1, 0, 1 }, { -0.1f, 0.0f, 1.0f }, { -0.05999992f, 0.0f, 0.0f }, 2e-4f, cross },
};

const AmbOperation amb_operation_tone_curve = {
  .id = "tone-curve",
  .title = N_("Tone Curve"),
  .help
  = N_("Monotone cubic curves through control points (Fritsch and Carlson 1980) on the scale "
        "of the sRGB encoding (IEC 61966-2-1), on luminance (ITU-R BT.2020), then on each "
        "channel."),
  .section = AMB_SECTION_LIGHT,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
  .adds_colour = TRUE,
};

#else

#include "amb-kernel-table.h"

/* A curve that lifts black asks for an endless gain there: from this one on, grey is added instead,
 * which keeps the noise of deep shadows without colour. */
#define MOST_GAIN 7.0f
#define LEAST_LUMINANCE 1e-6f

typedef struct
{
  gboolean active[N_PARAMS];
  AmbTable tables[N_PARAMS];
} State;

/* The curve in linear light. */
static void
fill (AmbTable *table, const AmbSpline *curve)
{
  double slopes[AMB_SPLINE_MAX_POINTS];
  amb_spline_slopes (curve, slopes);
  for (int i = 0; i <= AMB_TABLE_CELLS; i++)
    {
      double encoded = amb_srgb_encode (amb_table_place (0, 1, i));
      table->values[i] = (float) amb_srgb_decode (amb_spline_at (curve, slopes, encoded));
    }
  table->values[AMB_TABLE_CELLS + 1] = table->values[AMB_TABLE_CELLS];
  table->first = 0;
  table->last = 1;
  table->scale = 1;
  table->slope_before
      = (float) (amb_srgb_decode_slope (amb_spline_at (curve, slopes, 0))
                 * amb_spline_slope_at (curve, slopes, 0) / amb_srgb_decode_slope (0));
  table->slope_after
      = (float) (amb_srgb_decode_slope (amb_spline_at (curve, slopes, 1))
                 * amb_spline_slope_at (curve, slopes, 1) / amb_srgb_decode_slope (1));
}

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  for (int i = 0; context->curves != NULL && i < N_PARAMS; i++)
    {
      self->active[i] = context->curves[i] != NULL;
      if (self->active[i])
        fill (&self->tables[i], context->curves[i]);
    }
}

/* A pixel of luminance Y becomes one of the curve's Y': its channels times Y' / Y, as far as that
 * goes, and the rest as grey; so its luminance is Y' in any case. */
static void
luminance_block (
    const AmbTable *table, float *restrict r, float *restrict g, float *restrict b, int n)
{
  float before[AMB_TABLE_BLOCK], after[AMB_TABLE_BLOCK];
  for (int x = 0; x < n; x++)
    before[x] = amb_luminance (r[x], g[x], b[x]);
  amb_table_look_up (table, before, after, n);
  for (int x = 0; x < n; x++)
    {
      float change = after[x] - before[x];
      float gain = change / amb_at_least (before[x], LEAST_LUMINANCE);
      gain = amb_at_most (amb_at_least (gain, -1.0f), MOST_GAIN);
      float grey = change - before[x] * gain;
      r[x] = r[x] + r[x] * gain + grey;
      g[x] = g[x] + g[x] * gain + grey;
      b[x] = b[x] + b[x] * gain + grey;
    }
}

static void
luminance_row (
    const AmbTable *table, float *restrict r, float *restrict g, float *restrict b, int width)
{
  for (int x = 0; x < width; x += AMB_TABLE_BLOCK)
    {
      int n = width - x < AMB_TABLE_BLOCK ? width - x : AMB_TABLE_BLOCK;
      luminance_block (table, r + x, g + x, b + x, n);
    }
}

static void
row (const void *state, float *restrict r, float *restrict g, float *restrict b, int width)
{
  const State *self = state;
  float *const planes[N_PARAMS] = { NULL, r, g, b };

  if (self->active[PARAM_LUMINANCE])
    luminance_row (&self->tables[PARAM_LUMINANCE], r, g, b, width);
  for (int i = PARAM_RED; i <= PARAM_BLUE; i++)
    if (self->active[i])
      amb_table_row (&self->tables[i], planes[i], width);
    else
      amb_finite_row (planes[i], width);
}

const AmbKernel AMB_KERNEL_NAME (tone_curve) = {
  .kind = AMB_OP_POINT,
  .state_bytes = sizeof (State),
  .prepare = prepare,
  .row = row,
};

#endif
