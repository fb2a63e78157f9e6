/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shrinks small wavelet coefficients, of lightness and of colour apart. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_LUMINANCE,
  PARAM_COLOUR,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_LUMINANCE] = { .id = "luminance",
                        .title = N_("Luminance Noise"),
                        .type = AMB_PARAM_NUMBER,
                        .minimum = 0,
                        .maximum = 100,
                        .slider_min = 0,
                        .slider_max = 100,
                        .neutral = 0,
                        .step = 1,
                        .digits = 0,
                        .help = N_("Smooths grain that is brighter and darker than its "
                                    "surroundings.") },
  [PARAM_COLOUR] = { .id = "colour",
                     .title = N_("Colour Noise"),
                     .type = AMB_PARAM_NUMBER,
                     .minimum = 0,
                     .maximum = 100,
                     .slider_min = 0,
                     .slider_max = 100,
                     .neutral = 0,
                     .step = 1,
                     .digits = 0,
                     .help = N_("Smooths coloured speckles.") },
};

const AmbOperation amb_operation_noise_reduction = {
  .id = "noise-reduction",
  .title = N_("Noise Reduction"),
  .help
  = N_("Shrinks the coefficients of an à trous wavelet transform (Starck, Murtagh and Bijaoui "
        "1998, “Image Processing and Data Analysis”) of the square roots of light, where "
        "noise is about equal in light and shadow; strong coefficients, the edges, are kept."),
  .section = AMB_SECTION_DETAIL,
  .kind = AMB_OP_AREA,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};

#else

/* DESIGN: noise is as large as the photo's pixels, whatever the scale that is rendered. A picture
 * shrunk by s has lost the finest log2 (s) levels and has an s-th of the noise left; the others
 * keep their meaning, so a preview shows what the export will look like at its size.
 *
 * Each level is the difference of two smoothings by a B3 spline, 1 4 6 4 1 with holes. What a level
 * loses is added up, and the sum is added to the picture: where nothing is lost nothing changes.
 * Every pixel is the same sum in the same order in any tile. */

#include <math.h>
#include <string.h>
#include "amb-kernel-math.h"

enum
{
  LUMINANCE_LEVELS = 3,
  COLOUR_LEVELS = 4,
  MAX_LEVELS = 4,
};

/* Deviation, in square roots of light, of the noise that amount 100 is made for: 5 % of white. */
#define FULL_DEVIATION 0.05
/* Coefficients of so many deviations lose half their height. */
#define KEPT_FROM 2.5
/* Noise of deviation 1 in each channel: in the sum (r + 2 g + b) / 4 where the channels’ is the
 * same, as most of it is in a developed photo, and in r - g where it is not. */
#define LUMINANCE_SHARE 1.0
#define COLOUR_SHARE 1.414

/* Deviation that white noise has in each level of the two-dimensional transform (Starck, Murtagh
 * and Bijaoui 1998, table 2.1). */
static const double level_shares[MAX_LEVELS] = { 0.889, 0.200, 0.086, 0.041 };

typedef struct
{
  float powers[MAX_LEVELS]; /* the fourth, of the height that is halved */
  int n;                    /* levels */
} Shrinkage;

typedef struct
{
  Shrinkage luminance, colour;
  int halo;
} State;

/* scale: rendered pixels a photo's pixel. */
static void
prepare_shrinkage (Shrinkage *self, double deviation, int levels, double scale)
{
  double lost = 0; /* levels, log2 of the shrinking: linear between powers of two */
  double shrunk = scale < 1 ? scale : 1;
  for (double s = shrunk; s < 1 && lost < MAX_LEVELS; s *= 2)
    lost += s <= 0.5 ? 1 : 2 - 2 * s;
  for (int i = 0; i < MAX_LEVELS; i++)
    {
      double left = levels - lost - i;
      double height = KEPT_FROM * deviation * shrunk * level_shares[i];
      height *= left <= 0 ? 0 : left < 1 ? left : 1;
      self->powers[i] = (float) (height * height * height * height);
      self->n += self->powers[i] > 0;
    }
}

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  const double scale = context->scale > 0 ? context->scale : 1;
  const double unit = FULL_DEVIATION / 100;
  prepare_shrinkage (&self->luminance, values[PARAM_LUMINANCE] * unit * LUMINANCE_SHARE,
                     LUMINANCE_LEVELS, scale);
  prepare_shrinkage (&self->colour, values[PARAM_COLOUR] * unit * COLOUR_SHARE, COLOUR_LEVELS,
                     scale);
  const int levels = self->luminance.n > self->colour.n ? self->luminance.n : self->colour.n;
  self->halo = 2 * ((1 << levels) - 1);
}

static int
get_halo (const void *state)
{
  return ((const State *) state)->halo;
}

/* A wanted rectangle at work, and its scratch memory. */
typedef struct
{
  const AmbPlanes *in, *out;
  int halo;
  gsize stride; /* floats, of all planes here */
  gsize floats; /* of a plane with its halo */
  float *smooth[2], *row;
  float *loss[3]; /* of the sum and the two differences, without halo */
} Work;

static gsize
place (Work *self, int width, int height, float *scratch)
{
  self->stride = ((gsize) (width + 2 * self->halo) + 15) / 16 * 16;
  self->floats = self->stride * (gsize) (height + 2 * self->halo);
  const gsize wanted = self->stride * (gsize) height;
  if (scratch != NULL)
    {
      self->smooth[0] = scratch;
      self->smooth[1] = scratch + self->floats;
      self->row = scratch + 2 * self->floats;
      for (gsize i = 0; i < 3; i++)
        self->loss[i] = self->row + self->stride + i * wanted;
    }
  return 2 * self->floats + self->stride + 3 * wanted;
}

static gsize
scratch_floats (const void *state, int width, int height)
{
  Work work = { .halo = get_halo (state) };
  return place (&work, width, height, NULL);
}

/* The square root of light, with its sign. */
static inline float
root (float x)
{
  float finite = amb_finite (x);
  return copysignf (sqrtf (fabsf (finite)), finite);
}

/* A quarter of r + 2 g + b, or r - g, or b - g, of their roots. */
static void
mix_row (const float *restrict r,
         const float *restrict g,
         const float *restrict b,
         const float weights[3],
         float *restrict out,
         int n)
{
  const float wr = weights[0], wg = weights[1], wb = weights[2];
  for (int x = 0; x < n; x++)
    out[x] = wr * root (r[x]) + wg * root (g[x]) + wb * root (b[x]);
}

static void
mix (const Work *self, const float weights[3])
{
  const AmbPlanes *in = self->in;
  const int width = in->width + 2 * self->halo;
  for (int y = 0; y < in->height + 2 * self->halo; y++)
    {
      const gssize at = (gssize) (y - self->halo) * (gssize) in->stride - self->halo;
      mix_row (in->plane[0] + at, in->plane[1] + at, in->plane[2] + at, weights,
               self->smooth[0] + (gsize) y * self->stride, width);
    }
}

/* The B3 spline over five places, step floats apart. */
static void
smooth_row (const float *restrict in, gssize step, float *restrict out, int n)
{
  for (int x = 0; x < n; x++)
    out[x] = 0.375f * in[x] + 0.25f * (in[x - step] + in[x + step])
             + 0.0625f * (in[x - 2 * step] + in[x + 2 * step]);
}

static void
smooth (const Work *self, const float *from, float *to, int margin, int step)
{
  const int end_y = self->in->height + 2 * self->halo - margin;
  const int width = self->in->width + 2 * self->halo;
  for (int y = margin; y < end_y; y++)
    {
      const gsize at = (gsize) y * self->stride;
      const int first = margin - 2 * step;
      smooth_row (from + at + first, (gssize) self->stride * step, self->row + first,
                  width - 2 * first);
      smooth_row (self->row + margin, step, to + at + margin, width - 2 * margin);
    }
}

/* A coefficient d keeps d^4 / (d^4 + height^4) of itself: nearly nothing or nearly all, as a
 * threshold would, but without a step that would show (Butterworth's curve). */
static void
lose_row (const float *restrict fine,
          const float *restrict coarse,
          float power,
          float *restrict loss,
          int n)
{
  for (int x = 0; x < n; x++)
    {
      float d = fine[x] - coarse[x];
      float square = d * d;
      loss[x] -= d * power / (square * square + power);
    }
}

static void
lose (const Work *self, const float *fine, const float *coarse, float power, float *loss)
{
  for (int y = 0; y < self->out->height; y++)
    {
      const gsize at = (gsize) (y + self->halo) * self->stride + (gsize) self->halo;
      lose_row (fine + at, coarse + at, power, loss + (gsize) y * self->stride, self->out->width);
    }
}

static void
shrink (const Work *self, const Shrinkage *shrinkage, const float weights[3], float *loss)
{
  int margin = 0;
  memset (loss, 0, self->stride * (gsize) self->out->height * sizeof (float));
  if (shrinkage->n == 0)
    return;
  mix (self, weights);
  for (int i = 0; i < shrinkage->n; i++)
    {
      const float *fine = self->smooth[i % 2];
      float *coarse = self->smooth[(i + 1) % 2];
      margin += 2 << i;
      smooth (self, fine, coarse, margin, 1 << i);
      lose (self, fine, coarse, shrinkage->powers[i], loss);
    }
}

/* in and its root s become the square of s + change, exactly in where nothing changes. */
static inline float
changed (float in, float change)
{
  float s = root (in);
  float t = s + change;
  return amb_finite (amb_finite (in) + (t * fabsf (t) - s * fabsf (s)));
}

static void
give_row (const AmbPlanes *in, const AmbPlanes *out, const Work *self, int y)
{
  const gsize from = (gsize) y * in->stride, to = (gsize) y * out->stride;
  const gsize at = (gsize) y * self->stride;
  const float *restrict sum = self->loss[0] + at, *restrict red = self->loss[1] + at;
  const float *restrict blue = self->loss[2] + at;
  const float *restrict r = in->plane[0] + from, *restrict g = in->plane[1] + from;
  const float *restrict b = in->plane[2] + from;
  float *restrict to_r = out->plane[0] + to, *restrict to_g = out->plane[1] + to;
  float *restrict to_b = out->plane[2] + to;

  for (int x = 0; x < out->width; x++)
    {
      float green = sum[x] - 0.25f * (red[x] + blue[x]);
      to_r[x] = changed (r[x], green + red[x]);
      to_g[x] = changed (g[x], green);
      to_b[x] = changed (b[x], green + blue[x]);
    }
}

static void
area (const void *state, const AmbPlanes *in, const AmbPlanes *out, float *scratch)
{
  static const float sum[3] = { 0.25f, 0.5f, 0.25f };
  static const float red[3] = { 1, -1, 0 };
  static const float blue[3] = { 0, -1, 1 };
  const State *self = state;
  Work work = { .in = in, .out = out, .halo = self->halo };
  place (&work, out->width, out->height, scratch);
  shrink (&work, &self->luminance, sum, work.loss[0]);
  shrink (&work, &self->colour, red, work.loss[1]);
  shrink (&work, &self->colour, blue, work.loss[2]);
  for (int y = 0; y < out->height; y++)
    give_row (in, out, &work, y);
}

const AmbKernel AMB_KERNEL_NAME (noise_reduction) = {
  .kind = AMB_OP_AREA,
  .prepare = prepare,
  .halo = get_halo,
  .scratch_floats = scratch_floats,
  .area = area,
};

#endif
