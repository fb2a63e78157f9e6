/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the processor. */
#include "amb-cpu.h"

#include <string.h>

const char *const amb_cpu_names[AMB_N_CPUS] = {
  [AMB_CPU_BASELINE] = "baseline",
#ifdef __x86_64__
  [AMB_CPU_AVX2] = "avx2",
  [AMB_CPU_AVX512] = "avx512",
#endif
};

#ifdef __x86_64__
/* The sets that src/ops/meson.build compiles for. VBMI is not compiled for: processors that have it
 * (Ice Lake, Zen 4 and later) do not lower their clock for 512-bit registers, earlier ones do. */
static gboolean
runs_avx512 (void)
{
  return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw")
         && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl")
         && __builtin_cpu_supports ("avx512vbmi");
}
#endif

gboolean
amb_cpu_runs (AmbCpu cpu)
{
#ifdef __x86_64__
  __builtin_cpu_init ();
  if (cpu == AMB_CPU_AVX2)
    return __builtin_cpu_supports ("avx2") != 0;
  if (cpu == AMB_CPU_AVX512)
    return runs_avx512 ();
#endif
  return cpu == AMB_CPU_BASELINE;
}

AmbCpu
amb_cpu_choose (void)
{
  const char *asked = g_getenv ("AMB_KERNELS");
  for (guint cpu = 0; asked != NULL && cpu < AMB_N_CPUS; cpu++)
    if (strcmp (asked, amb_cpu_names[cpu]) == 0 && amb_cpu_runs (cpu))
      return cpu;
  for (guint cpu = AMB_N_CPUS - 1; cpu > AMB_CPU_BASELINE; cpu--)
    if (amb_cpu_runs (cpu))
      return cpu;
  return AMB_CPU_BASELINE;
}
