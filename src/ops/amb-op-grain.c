/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The grain of film. */
#include "amb-kernel.h"

#include <glib/gi18n-lib.h>

enum
{
  PARAM_AMOUNT,
  PARAM_SIZE,
  PARAM_ROUGHNESS,
};

#ifndef AMB_WORKER

static const AmbParam params[] = {
  [PARAM_AMOUNT] = { .id = "amount",
                     .title = N_("Grain"),
                     .type = AMB_PARAM_NUMBER,
                     .minimum = 0,
                     .maximum = 100,
                     .slider_min = 0,
                     .slider_max = 100,
                     .neutral = 0,
                     .step = 1,
                     .digits = 0,
                     .help = N_("How much grain is seen; it is the strongest in the middle "
                                 "tones.") },
  [PARAM_SIZE] = { .id = "size",
                   .title = N_("Size"),
                   .type = AMB_PARAM_NUMBER,
                   .minimum = 0.0002,
                   .maximum = 0.01,
                   .slider_min = 0.0003,
                   .slider_max = 0.003,
                   .neutral = 0.0006,
                   .step = 0.00005,
                   .digits = 3,
                   .unit = AMB_UNIT_LONG_EDGE,
                   .scale = AMB_SCALE_LOG,
                   .flags = AMB_PARAM_MODIFIER,
                   .help = N_("How large the grains are, in percent of the photo’s long edge; at "
                               "least two pixels of it.") },
  [PARAM_ROUGHNESS] = { .id = "roughness",
                        .title = N_("Roughness"),
                        .type = AMB_PARAM_NUMBER,
                        .minimum = 0,
                        .maximum = 100,
                        .slider_min = 0,
                        .slider_max = 100,
                        .neutral = 50,
                        .step = 1,
                        .digits = 0,
                        .flags = AMB_PARAM_MODIFIER,
                        .help = N_("How unevenly the grains clump together.") },
};

static const AmbExample examples[] = {
  { { 0, 0.0006, 50 }, { 0.5f, 0.2f, -0.1f }, { 0.5f, 0.2f, -0.1f }, 0, .at = { 0.1f, 0.2f } },
  /* black and white have no grain, and no grain begins in the middle of the photo */
  { { 100, 0.0006, 50 }, { 0, 0, 0 }, { 0, 0, 0 }, 0, .at = { 0.1f, 0.2f } },
  { { 100, 0.0006, 50 }, { 1, 1, 1 }, { 1, 1, 1 }, 1e-6f, .at = { 0.1f, 0.2f } },
  { { 100, 0.0006, 50 }, { 0.2f, 0.3f, 0.1f }, { 0.2f, 0.3f, 0.1f }, 0, .at = { 0, 0 } },
};

const AmbOperation amb_operation_grain = {
  .id = "grain",
  .title = N_("Grain"),
  .help
  = N_("Multiplies light by gradient noise (Perlin 1985, “An Image Synthesizer”) of three "
        "sizes; it sits in the photo, not in its pixels, and what is too fine for a size fades "
        "out as it would by shrinking (Norton, Rockwood and Skolmoski 1982, “Clamping”)."),
  .section = AMB_SECTION_EFFECTS,
  .kind = AMB_OP_POINT,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .examples = examples,
  .n_examples = G_N_ELEMENTS (examples),
};

#else

/* DESIGN: a lattice over the photo has a slope in each corner of its cells, drawn by a hash of the
 * corner's column and row; between the corners their planes are mixed. Since all pixels of a row
 * are at the same height of their cells, the corners above and below are mixed first, once a
 * column, and a pixel mixes two columns. With tone t, the square root of luminance, and noise n the
 * light is multiplied by (1 + amount n (1 - t))^2: the tone changes by amount n t (1 - t), colours
 * stay, black and white have no grain. */

#include "amb-kernel-table.h"

enum
{
  OCTAVES = 3,
  BLOCK = 128,             /* pixels at a time */
  COLUMNS = 2 * BLOCK + 2, /* corners that they touch: a cell has at least half a pixel */
};

/* Of the tone, at amount 100. */
#define FULL_AMOUNT 0.3
/* The noise's standard deviation is 1 over this. */
#define NOISE_SCALE 5.9
/* A cell takes at least so many pixels of the photo. */
#define LEAST_CELL 2.0
/* Cells of fewer pixels begin to fade, and are gone: about what Lanczos 3 leaves of them, which is
 * 0.95, 0.73, 0.49 and 0.23 at 2, 1.4, 1 and 0.8 pixels. */
#define FADES_BELOW 1.8
#define GONE_BELOW 0.5
/* A corner's hash to slopes within -1 .. 1. */
#define SLOPE_SCALE (1.0f / 32768.0f)

typedef struct
{
  float frequency; /* cells a long edge */
  float weight;    /* 0: left out */
  uint32_t seed;
} Octave;

typedef struct
{
  Octave octaves[OCTAVES];
} State;

/* What a row has in the corners of a column: a line over the cell to the right of it. */
typedef struct
{
  float slope, offset;
} Column;

static double
fade (double cell_px)
{
  double t = (cell_px - GONE_BELOW) / (FADES_BELOW - GONE_BELOW);
  return t < 0 ? 0 : t > 1 ? 1 : t;
}

static void
prepare (const AmbKernelContext *context, const double *values, void *state)
{
  State *self = state;
  const double scale = context->scale > 0 ? context->scale : 1;
  const double least = LEAST_CELL * scale / context->long_edge_px;
  const double size = values[PARAM_SIZE] > least ? values[PARAM_SIZE] : least;
  const double rough = values[PARAM_ROUGHNESS] / 100.0;
  const double norm = sqrt (1 + rough * rough + rough * rough * rough * rough);
  double weight = values[PARAM_AMOUNT] / 100.0 * FULL_AMOUNT * NOISE_SCALE / norm;
  for (int i = 0; i < OCTAVES; i++, weight *= rough)
    {
      const double cell = size * (1 << i);
      self->octaves[i].frequency = (float) (1 / cell);
      self->octaves[i].weight = (float) (weight * fade (cell * context->long_edge_px));
      self->octaves[i].seed = 0x9e3779b9u * (uint32_t) (i + 1);
    }
}

/* Wellons 2018, "Prospecting for Hash Functions": bias 0.17. */
static inline uint32_t
hash (uint32_t x)
{
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

static inline float
slope_across (uint32_t bits)
{
  return (float) ((int32_t) (bits & 0xffff) - 32768) * SLOPE_SCALE;
}

static inline float
slope_down (uint32_t bits)
{
  return (float) ((int32_t) (bits >> 16) - 32768) * SLOPE_SCALE;
}

/* From 0 to 1 without a bend at the ends: Perlin 2002, "Improving Noise". */
static inline float
blend (float t)
{
  return t * t * t * (t * (t * 6.0f - 15.0f) + 10.0f);
}

static inline int32_t
whole (float x)
{
  int32_t cut = (int32_t) x;
  return cut - (x < (float) cut);
}

static void
find_columns (const Octave *octave, float v, int32_t first, int n, Column *restrict columns)
{
  const int32_t row = whole (v);
  const float down = v - (float) row, mix = blend (down);
  const uint32_t above = hash ((uint32_t) row ^ octave->seed);
  const uint32_t below = hash ((uint32_t) (row + 1) ^ octave->seed);

  for (int i = 0; i < n; i++)
    {
      uint32_t a = hash ((uint32_t) (first + i) + above);
      uint32_t b = hash ((uint32_t) (first + i) + below);
      float slope = slope_across (a), offset = slope_down (a) * down;
      columns[i].slope = slope + mix * (slope_across (b) - slope);
      columns[i].offset = offset + mix * (slope_down (b) * (down - 1.0f) - offset);
    }
}

/* n pixels of a row, at most BLOCK, from left to right. */
static void
add_octave (const Octave *octave, const float *restrict at_x, float y, float *restrict noise, int n)
{
  const float frequency = octave->frequency, weight = octave->weight;
  const int32_t first = whole (at_x[0] * frequency);
  Column columns[COLUMNS];
  int32_t cells[BLOCK];
  float part[BLOCK];

  for (int x = 0; x < n; x++)
    {
      float u = at_x[x] * frequency;
      int32_t cell = whole (u);
      part[x] = u - (float) cell;
      cell -= first;
      cells[x] = cell < COLUMNS - 2 ? cell : COLUMNS - 2;
    }
  find_columns (octave, y * frequency, first, cells[n - 1] + 2, columns);
  for (int x = 0; x < n; x++)
    {
      const Column *ends = &columns[cells[x]];
      float left = ends[0].slope * part[x] + ends[0].offset;
      float right = ends[1].slope * (part[x] - 1.0f) + ends[1].offset;
      noise[x] += weight * (left + blend (part[x]) * (right - left));
    }
}

static void
multiply (
    const float *restrict noise, float *restrict r, float *restrict g, float *restrict b, int width)
{
  for (int x = 0; x < width; x++)
    {
      float tone = sqrtf (amb_unit (amb_luminance (r[x], g[x], b[x])));
      float root = amb_at_least (1.0f + noise[x] * (1.0f - tone), 0.0f);
      float gain = root * root;
      r[x] = amb_finite (r[x] * gain);
      g[x] = amb_finite (g[x] * gain);
      b[x] = amb_finite (b[x] * gain);
    }
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
  const State *self = state;

  for (int x = 0; x < width; x += BLOCK)
    {
      const int n = width - x < BLOCK ? width - x : BLOCK;
      float noise[BLOCK] = { 0 };
      for (int i = 0; i < OCTAVES; i++)
        if (self->octaves[i].weight > 0)
          add_octave (&self->octaves[i], at_x + x, at_y[x], noise, n);
      multiply (noise, r + x, g + x, b + x, n);
    }
}

const AmbKernel AMB_KERNEL_NAME (grain) = {
  .kind = AMB_OP_POINT,
  .prepare = prepare,
  .place = AMB_PLACE_FRAME,
  .placed = placed,
};

#endif
