/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the set of inner loops that fits the CPU. */
#include "amb-loops.h"

#include "amb-cpu.h"

#define DECLARE(variant)                                                                           \
  extern const AmbLoopsColorIn amb_loops_color_in_##variant;                                       \
  extern const AmbLoopsColorOut amb_loops_color_out_##variant;                                     \
  extern const AmbLoopsResample amb_loops_resample_##variant;                                      \
  extern const AmbLoopsOklab amb_loops_oklab_##variant;                                            \
  extern const AmbLoopsWarp amb_loops_warp_##variant;                                              \
  static const AmbLoops loops_##variant = {                                                        \
    &amb_loops_color_in_##variant,                                                                 \
    &amb_loops_color_out_##variant,                                                                \
    &amb_loops_resample_##variant,                                                                 \
    &amb_loops_oklab_##variant,                                                                    \
    &amb_loops_warp_##variant,                                                                     \
  };

DECLARE (baseline)
#ifdef __x86_64__
DECLARE (avx2)
DECLARE (avx512)
#endif

static const AmbLoops *const sets[AMB_N_CPUS] = {
  [AMB_CPU_BASELINE] = &loops_baseline,
#ifdef __x86_64__
  [AMB_CPU_AVX2] = &loops_avx2,
  [AMB_CPU_AVX512] = &loops_avx512,
#endif
};

static gpointer
choose (gpointer data)
{
  return (gpointer) sets[amb_cpu_choose ()];
}

const AmbLoops *
amb_loops (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, choose, NULL);
}
