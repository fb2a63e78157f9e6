/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Means of blocks of samples. */
#include "amb-reduce.h"

#include "amb-loops.h"

/* sums holds the sums of the blocks whose first sample is at that place. */
static void
write_means (const AmbPixels *pixels, guint factor, guint rows, const guint16 *sums, guint8 *to)
{
  const guint step = amb_pixels_channels (pixels);
  for (guint x = 0; x < pixels->width; x += factor)
    {
      const guint count = MIN (factor, pixels->width - x) * rows;
      for (guint c = 0; c < step; c++)
        *to++ = (guint8) ((sums[x * step + c] + count / 2) / count);
    }
}

AmbPixels *
amb_reduce_pixels (const AmbPixels *pixels, guint factor)
{
  g_return_val_if_fail (factor <= AMB_REDUCE_MOST, NULL);
  if (pixels->depth != 8 || pixels->has_alpha)
    return NULL;
  const guint step = amb_pixels_channels (pixels);
  g_autofree guint16 *sums = g_try_new0 (guint16, ((gsize) pixels->width + AMB_REDUCE_MOST) * step);
  g_autoptr (AmbPixels) small
      = amb_pixels_new ((pixels->width + factor - 1) / factor,
                        (pixels->height + factor - 1) / factor, pixels->model, FALSE, 8);
  if (sums == NULL || small == NULL)
    return NULL;
  for (guint y = 0; y < small->height; y++)
    {
      const guint rows = MIN (factor, pixels->height - y * factor);
      amb_loops ()->resample->sum_blocks (pixels->data + pixels->stride * y * factor,
                                          pixels->stride, (int) rows, (int) step, (int) factor,
                                          sums, (int) (pixels->width * step));
      write_means (pixels, factor, rows, sums, small->data + small->stride * y);
    }
  return g_steal_pointer (&small);
}
