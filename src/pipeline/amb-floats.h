/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Floats for vectors: aligned to a cache line, NULL when memory ran out. */
#pragma once

#include <glib.h>
#include <stdlib.h>
#include <string.h>

G_BEGIN_DECLS

enum
{
  AMB_FLOATS_ALIGN = 64, /* bytes */
};

/* Free with free (). */
static inline float *
amb_floats_new_unset (gsize n)
{
  gsize bytes;
  void *block = NULL;
  if (!g_size_checked_mul (&bytes, n, sizeof (float)) || bytes > G_MAXSSIZE - AMB_FLOATS_ALIGN
      || posix_memalign (&block, AMB_FLOATS_ALIGN, MAX (bytes, 1)) != 0)
    return NULL;
  return block;
}

static inline float *
amb_floats_new (gsize n)
{
  float *floats = amb_floats_new_unset (n);
  return floats != NULL ? memset (floats, 0, n * sizeof (float)) : NULL;
}

/* Floats from one row to the next for rows of width: whole cache lines, and never a multiple of 4
 * KiB, which would fall on the same lines of the cache. */
static inline gsize
amb_floats_stride (gsize width)
{
  gsize stride = (width + 15) / 16 * 16;
  return stride % 1024 == 0 ? stride + 16 : stride;
}

G_END_DECLS
