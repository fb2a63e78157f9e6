/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of the pixel engine, compiled once per instruction set from the same sources: the
 * same bytes from each. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* AMB_VARIANT is baseline, avx2 or avx512, set by meson: AMB_LOOPS_NAME (color_in) ->
 * amb_loops_color_in_avx2 */
#define AMB_LOOPS_PASTE_(a, b) amb_loops_##a##_##b
#define AMB_LOOPS_PASTE(a, b) AMB_LOOPS_PASTE_ (a, b)
#define AMB_LOOPS_NAME(word) AMB_LOOPS_PASTE (word, AMB_VARIANT)

enum
{
  AMB_LANES = 8,         /* weights of a horizontal filter come in multiples of this */
  AMB_CHUNK = 1024,      /* pixels worked on at a time: three planes of them fit the first cache */
  AMB_TABLE = 4096,      /* steps of a transfer function's table */
  AMB_WARP_PHASES = 512, /* positions between two pixels that a rotation distinguishes */
  AMB_WARP_TAPS = 6,     /* Lanczos 3 */
  AMB_WARP_MOST_TAPS = 24, /* and where the picture shrinks: by 4 at most */
  AMB_WARP_PIXELS = 128,   /* of a row, at a time */
  AMB_WARP_MARGIN = 2,   /* pixels around the picture that repeat its edge */
};

typedef struct
{
  /* Samples of step channels a pixel, looked up in one table a channel. */
  void (*look_up_8) (const guint8 *restrict src,
                     int step,
                     const float *const table[3],
                     float *restrict r,
                     float *restrict g,
                     float *restrict b,
                     int n);
  void (*look_up_16) (const guint16 *restrict src,
                      int step,
                      const float *const table[3],
                      float *restrict r,
                      float *restrict g,
                      float *restrict b,
                      int n);
  /* Samples as fractions of full range. */
  void (*fraction_8) (const guint8 *restrict src, int step, float *restrict dst, int n);
  void (*fraction_16) (const guint16 *restrict src, int step, float *restrict dst, int n);
  /* A 3 x 3 matrix in place. */
  void (*matrix) (const float m[9], float *restrict r, float *restrict g, float *restrict b, int n);
} AmbLoopsColorIn;

typedef struct
{
  /* Matrix, clip to 0..1 (NaN is 0), sRGB transfer function; in place. Error of the function: below
   * 0.05 of a 16-bit step; encode_8, for 8-bit output, is faster: below 0.01 of an 8-bit step. */
  void (*encode) (const float m[9], float *restrict r, float *restrict g, float *restrict b, int n);
  void (*encode_8) (
      const float m[9], float *restrict r, float *restrict g, float *restrict b, int n);
  void (*encode_gray) (const float weights[3],
                       float *restrict r,
                       const float *restrict g,
                       const float *restrict b,
                       int n);
  /* The same with a table a channel in place of sRGB's function: AMB_TABLE + 1 values over the
   * fourth root of linear light, linear between them. */
  void (*encode_table) (const float m[9],
                        const float *const table[3],
                        float *restrict r,
                        float *restrict g,
                        float *restrict b,
                        int n);
  void (*encode_gray_table) (const float weights[3],
                             const float *table,
                             float *restrict r,
                             const float *restrict g,
                             const float *restrict b,
                             int n);
  /* Clip to 0..1 (NaN is 0). */
  void (*clip) (float *restrict plane, int n);
  /* value = value * alpha + background * (1 - alpha). */
  void (*blend) (float *restrict plane, const float *restrict alpha, float background, int n);
  /* 0..1 to 0..maximum, rounded. */
  void (*quantize) (const float *restrict plane, float maximum, guint16 *restrict dst, int n);
  /* The same, with noise of one step that depends on position and channel only; whole values stay.
   */
  void (*dither) (const float *restrict plane,
                  float maximum,
                  guint32 x,
                  guint32 y,
                  guint32 channel,
                  guint16 *restrict dst,
                  int n);
  /* Rounded and interleaved: three bytes a pixel; four with alpha (NULL is opaque). */
  void (*pack_rgb8) (const float *restrict r,
                     const float *restrict g,
                     const float *restrict b,
                     guint8 *restrict dst,
                     int n);
  void (*pack_rgba8) (const float *restrict r,
                      const float *restrict g,
                      const float *restrict b,
                      const float *restrict alpha,
                      guint8 *restrict dst,
                      int n);
} AmbLoopsColorOut;

typedef struct
{
  /* dst[i] = sum of src[start[i] + k] * weights[i * taps + k]; taps a multiple of AMB_LANES. */
  void (*filter_row) (const float *restrict src,
                      const int *restrict start,
                      const float *restrict weights,
                      int taps,
                      float *restrict dst,
                      int n);
  /* dst[i] = sum of rows[k][i] * weights[k]. */
  void (*mix_rows) (
      const float *const *rows, const float *weights, int n_rows, float *restrict dst, int n);
  /* Colour times (alpha + AMB_ALPHA_FLOOR), alpha likewise raised; and back, alpha clipped to 0..1.
   */
  void (*weigh) (
      float *restrict r, float *restrict g, float *restrict b, float *restrict alpha, int n);
  void (*unweigh) (
      float *restrict r, float *restrict g, float *restrict b, float *restrict alpha, int n);
  /* sums[i] = the sum of factor samples, step apart and from i on, of each of n_rows rows, at most
   * 8 x 8 of them; sums has 8 step zeros more than n. */
  void (*sum_blocks) (const guint8 *restrict src,
                      gsize stride,
                      int n_rows,
                      int step,
                      int factor,
                      guint16 *restrict sums,
                      int n);
} AmbLoopsResample;

/* From pixels of a plane to positions in a picture, which count from AMB_WARP_MARGIN pixels before
 * the picture's first pixel centre. Straight: u = m[0] x + m[1] y + m[2], v by m[3..5]. Curved: X =
 * (m[0] x + m[1] y + m[2]) / w, Y by m[3..5], w by m[6..8], q = X X + Y Y, at most limit; u =
 * u_centre + u_scale X (1 + q (k1 + k2 q)), v likewise. Doubles only: compared byte by byte. */
typedef struct
{
  double m[9];
  double k1, k2, limit;
  double u_scale, u_centre, v_scale, v_centre;
  double u_max, v_max; /* u is held inside 0 .. u_max, v inside 0 .. v_max */
} AmbWarpMap;

/* Where the pixels of a part of a row lie. They depend on the plane's coordinates only, so that
 * every tiling sees the same. */
typedef struct
{
  int u[AMB_WARP_PIXELS], v[AMB_WARP_PIXELS]; /* AMB_WARP_PHASES to a pixel of the picture */
  /* Curved: pixels of the picture to one of the plane, 1 to AMB_WARP_MOST_TAPS / AMB_WARP_TAPS. */
  float wide_u[AMB_WARP_PIXELS], wide_v[AMB_WARP_PIXELS];
} AmbWarpPlaces;

typedef struct
{
  const float *weights;    /* AMB_WARP_PHASES x AMB_LANES; taps at -2 .. 3 */
  int first_tap, last_tap; /* taps 0 .. 5 that are used */
  gboolean widens;         /* where the picture shrinks, by the places' wide_u and wide_v */
  const float *block;      /* its first sample is lead before position (u_block, v_block) */
  gsize plane_floats;      /* from one plane of the block to the next */
  gsize stride;            /* floats from one row of the block to the next */
  int u_block, v_block;
  int lead; /* samples: 2, or more where it widens */
} AmbWarpRow;

typedef struct
{
  /* n pixels, at most AMB_WARP_PIXELS, from (x, y) on. */
  void (*place_straight) (const AmbWarpMap *map, int x, int y, int n, AmbWarpPlaces *places);
  void (*place_curved) (const AmbWarpMap *map, int x, int y, int n, AmbWarpPlaces *places);
  /* Curved positions in pixels, unheld. */
  void (*position) (const AmbWarpMap *map, int x, int y, int n, float *u, float *v);
  /* n_planes planes of the block from the one given on. */
  void (*warp_row) (const AmbWarpRow *row,
                    const AmbWarpPlaces *places,
                    int plane,
                    float *const *planes,
                    int n_planes,
                    int n);
} AmbLoopsWarp;

/* Samples before a position that a filter of so many taps reads. */
static inline int
amb_warp_lead (int taps)
{
  return taps / 2 - 1;
}

/* Taps for a widening: AMB_WARP_TAPS, or more in whole vectors. */
static inline int
amb_warp_taps (float wide)
{
  return wide <= 1 ? AMB_WARP_TAPS
                   : (wide <= (float) AMB_LANES / AMB_WARP_TAPS
                          ? AMB_LANES
                          : (wide <= 2.0f * AMB_LANES / AMB_WARP_TAPS ? 2 * AMB_LANES
                                                                      : AMB_WARP_MOST_TAPS));
}

typedef struct
{
  /* Linear Rec. 2020 planes become Oklab's lightness, a and b, and back; in place. */
  void (*from_linear) (float *restrict r, float *restrict g, float *restrict b, int n);
  void (*to_linear) (float *restrict lightness, float *restrict a, float *restrict b, int n);
} AmbLoopsOklab;

typedef struct
{
  const AmbLoopsColorIn *in;
  const AmbLoopsColorOut *out;
  const AmbLoopsResample *resample;
  const AmbLoopsOklab *oklab;
  const AmbLoopsWarp *warp;
} AmbLoops;

/* Chosen once by CPU, see amb-cpu.h. Any thread. */
const AmbLoops *amb_loops (void);

G_END_DECLS
