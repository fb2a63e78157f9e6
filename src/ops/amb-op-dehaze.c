/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the light that haze adds away, or adds more of it. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_AMOUNT,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_AMOUNT] = { .id = "amount",
                     .title = N_("Dehaze"),
                     .type = AMB_PARAM_NUMBER,
                     .minimum = -100,
                     .maximum = 100,
                     .slider_min = -100,
                     .slider_max = 100,
                     .neutral = 0,
                     .step = 1,
                     .digits = 0,
                     .help = N_("Takes haze and mist away, or adds more.") },
};

const AmbOperation amb_operation_dehaze = {
  .id = "dehaze",
  .title = N_("Dehaze"),
  .help
  = N_("The dark channel prior (He, Sun and Tang 2009, “Single Image Haze Removal Using Dark "
        "Channel Prior”) says how much of the light is haze; a guided filter fits that to the "
        "edges."),
  .section = AMB_SECTION_DETAIL,
  .kind = AMB_OP_LOCAL,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};

#else

#include "amb-guided.h"

enum
{
  PLANE_SLOPE,
  PLANE_OFFSET,
  N_PLANES,

  PATCH = 7,   /* small pixels on each side of the middle: 15 x 15, as in the paper */
  BINS = 1024, /* of the dark channel, up to twice white */
};

/* The share of the haze that amount 100 takes: at most four times the contrast. The paper's 0.95
 * leaves a little of it too. */
#define FULL_STRENGTH 0.75
/* The haziest thousandth of the photo shows the haze's own light (section 4.4). */
#define HAZIEST_SHARE 0.001
#define BINS_TO 2.0f
#define LEAST_LIGHT 0.02f
#define RADIUS 0.06
#define EDGE 0.03f

typedef struct
{
  float strength;
} State;

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  self->strength = (float) (values[PARAM_AMOUNT] * (FULL_STRENGTH / 100.0));
}

static void
least_row (const float *restrict in, gssize step, int from, int to, float *restrict out, int n)
{
  for (int x = 0; x < n; x++)
    out[x] = in[x + from * step];
  for (int i = from + 1; i <= to; i++)
    for (int x = 0; x < n; x++)
      out[x] = amb_at_most (in[x + i * step], out[x]);
}

/* Along x: pixel by pixel at the ends, all at once between. */
static void
least_across (const float *in, float *out, int n)
{
  for (int x = 0; x < n; x++)
    {
      const int first = x > PATCH ? x - PATCH : 0, last = x + PATCH < n ? x + PATCH : n - 1;
      if (x == PATCH && n > 2 * PATCH)
        {
          least_row (in + x, 1, -PATCH, PATCH, out + x, n - 2 * PATCH);
          x = n - PATCH - 1;
          continue;
        }
      out[x] = in[first];
      for (int i = first + 1; i <= last; i++)
        out[x] = amb_at_most (in[i], out[x]);
    }
}

/* The least value of the patch around each pixel; in and out may be the same. */
static void
least_of_patch (const AmbLocalFrame *frame, const float *in, float *out)
{
  float *rows = frame->scratch[0];
  for (int y = 0; y < frame->height; y++)
    least_across (in + (gsize) y * frame->stride, rows + (gsize) y * frame->stride, frame->width);
  for (int y = 0; y < frame->height; y++)
    {
      const int up = y < PATCH ? y : PATCH;
      const int down = frame->height - 1 - y < PATCH ? frame->height - 1 - y : PATCH;
      least_row (rows + (gsize) y * frame->stride, (gssize) frame->stride, -up, down,
                 out + (gsize) y * frame->stride, frame->width);
    }
}

/* The least of the three channels, each in units of light. */
static void
dark_channel (const AmbLocalFrame *frame, const float light[3], float *dark)
{
  const float scale_r = 1 / light[0], scale_g = 1 / light[1], scale_b = 1 / light[2];
  for (int y = 0; y < frame->height; y++)
    {
      const gsize at = (gsize) y * frame->stride;
      const float *restrict r = frame->rgb[0] + at, *restrict g = frame->rgb[1] + at;
      const float *restrict b = frame->rgb[2] + at;
      float *restrict out = dark + at;
      for (int x = 0; x < frame->width; x++)
        {
          float least = amb_at_most (amb_finite (r[x]) * scale_r, amb_finite (g[x]) * scale_g);
          least = amb_at_most (amb_finite (b[x]) * scale_b, least);
          out[x] = amb_at_most (amb_at_least (least, 0.0f), BINS_TO);
        }
    }
  least_of_patch (frame, dark, dark);
}

static void
negate (const AmbLocalFrame *frame, float *plane)
{
  const gsize n = frame->stride * (gsize) frame->height;
  for (gsize i = 0; i < n; i++)
    plane[i] = -plane[i];
}

/* The greatest of the patch: with the least before it, dark parts get back the size they had, and
 * bright ones beside them no rim. */
static void
greatest_of_patch (const AmbLocalFrame *frame, float *plane)
{
  negate (frame, plane);
  least_of_patch (frame, plane, plane);
  negate (frame, plane);
}

static int
bin_of (float dark)
{
  return (int) (dark * ((BINS - 1) / BINS_TO));
}

/* The lowest bin of the haziest pixels. */
static int
haziest_bin (const AmbLocalFrame *frame, const float *dark)
{
  int counts[BINS] = { 0 };
  for (int y = 0; y < frame->height; y++)
    for (int x = 0; x < frame->width; x++)
      counts[bin_of (dark[(gsize) y * frame->stride + (gsize) x])]++;
  const double wanted = HAZIEST_SHARE * frame->width * frame->height;
  int bin = BINS - 1;
  for (double seen = counts[bin]; seen < wanted && bin > 0; seen += counts[bin])
    bin--;
  return bin;
}

/* The haze's own light: the mean of the haziest pixels. */
static void
find_light (const AmbLocalFrame *frame, const float *dark, float light[3])
{
  const int bin = haziest_bin (frame, dark);
  double sums[3] = { 0 }, count = 0;
  for (int y = 0; y < frame->height; y++)
    for (int x = 0; x < frame->width; x++)
      {
        const gsize at = (gsize) y * frame->stride + (gsize) x;
        if (bin_of (dark[at]) < bin)
          continue;
        for (int c = 0; c < 3; c++)
          sums[c] += amb_finite (frame->rgb[c][at]);
        count++;
      }
  for (int c = 0; c < 3; c++)
    light[c] = amb_at_least (count > 0 ? (float) (sums[c] / count) : 1.0f, LEAST_LIGHT);
}

static void
analyse (const AmbLocalFrame *frame)
{
  static const float white[3] = { 1, 1, 1 };
  float *tones = frame->scratch[AMB_GUIDED_SCRATCH];
  float *haze = frame->scratch[AMB_GUIDED_SCRATCH + 1];
  dark_channel (frame, white, haze);
  find_light (frame, haze, frame->constants);
  dark_channel (frame, frame->constants, haze);
  greatest_of_patch (frame, haze);
  amb_guided_tones (frame, tones);
  amb_guided_filter (frame, tones, haze, RADIUS, EDGE, frame->plane[PLANE_SLOPE],
                     frame->plane[PLANE_OFFSET]);
}

/* The light I that comes in is J t + A (1 - t), with t what the haze lets through and A its own
 * light (equation 1): so J = (I - A) / t + A. A negative strength gives a t above 1, more haze. */
static void
local (const void *state,
       const AmbLocalRow *found,
       float *restrict r,
       float *restrict g,
       float *restrict b,
       int width)
{
  const float strength = ((const State *) state)->strength;
  const float light_r = found->constants[0], light_g = found->constants[1];
  const float light_b = found->constants[2];
  const float *restrict slope = found->plane[PLANE_SLOPE];
  const float *restrict offset = found->plane[PLANE_OFFSET];

  for (int x = 0; x < width; x++)
    {
      float haze = slope[x] * amb_tone (r[x], g[x], b[x]) + offset[x];
      haze = amb_at_most (amb_at_least (haze, 0.0f), 1.0f);
      float gain = 1.0f / (1.0f - strength * haze);
      float veil = 1.0f - gain;
      r[x] = amb_finite (r[x] * gain + light_r * veil);
      g[x] = amb_finite (g[x] * gain + light_g * veil);
      b[x] = amb_finite (b[x] * gain + light_b * veil);
    }
}

const AmbKernel AMB_KERNEL_NAME (dehaze) = {
  .kind = AMB_OP_LOCAL,
  .prepare = prepare,
  .n_planes = N_PLANES,
  .analyse = analyse,
  .local = local,
};

#endif
