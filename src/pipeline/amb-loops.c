/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the set of inner loops that fits the CPU. */
#include "amb-loops.h"

#define DECLARE(variant)                                                                           \
  extern const AmbLoopsColorIn amb_loops_color_in_##variant;                                       \
  extern const AmbLoopsColorOut amb_loops_color_out_##variant;                                     \
  extern const AmbLoopsResample amb_loops_resample_##variant;                                      \
  extern const AmbLoopsOklab amb_loops_oklab_##variant;                                            \
  static const AmbLoops loops_##variant = {                                                        \
    &amb_loops_color_in_##variant,                                                                 \
    &amb_loops_color_out_##variant,                                                                \
    &amb_loops_resample_##variant,                                                                 \
    &amb_loops_oklab_##variant,                                                                    \
  };

DECLARE (baseline)
#ifdef __x86_64__
DECLARE (avx2)
#endif

static gpointer
choose (gpointer data)
{
#ifdef __x86_64__
  if (g_strcmp0 (g_getenv ("AMB_KERNELS"), "baseline") != 0 && __builtin_cpu_supports ("avx2"))
    return (gpointer) &loops_avx2;
#endif
  return (gpointer) &loops_baseline;
}

const AmbLoops *
amb_loops (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, choose, NULL);
}
