/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which source samples make an output sample, along one axis, and with what weight. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  AMB_FILTER_LANCZOS,  /* Lanczos 3, widened when shrinking */
  AMB_FILTER_TRIANGLE, /* linear, widened when shrinking: for drafts */
  AMB_FILTER_NEAREST,
} AmbFilter;

/* The centre of output sample i lies at origin + (i + 0.5) * step, in source samples whose centres
 * are at half integers. */
typedef struct
{
  AmbFilter filter;
  double origin, step;
  int size; /* source samples */
} AmbAxis;

/* TRUE when output samples are source samples: offset (out) is that of the first. */
gboolean amb_axis_is_exact (const AmbAxis *self, int *offset);

/* Room for the weights of one output sample. */
int amb_axis_max_taps (const AmbAxis *self);
/* The weights of output sample i, whose sum is 1; samples beyond the edge have none. Returns their
 * number, start (out) is the first's index. */
int amb_axis_taps (const AmbAxis *self, int i, int *start, float *weights);

/* The taps of a range of output samples, as AmbLoopsResample's filter_row wants them. */
typedef struct
{
  int taps;        /* a multiple of AMB_LANES */
  int first, last; /* source samples used: first .. last - 1 */
  int *start;      /* relative to first */
  float *weights;
} AmbTaps;

/* FALSE when memory ran out. Source rows need taps more finite floats after the last. */
gboolean amb_taps_init (AmbTaps *self, const AmbAxis *axis, int i0, int i1);
void amb_taps_clear (AmbTaps *self);

/* AMB_WARP_PHASES x AMB_LANES weights for the positions between two samples. */
void amb_warp_weights (AmbFilter filter, float *weights);

G_END_DECLS
