/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of each instruction set. */
#include "amb-kernel.h"

#include <string.h>
#include "amb-cpu.h"
#include "amb-operations-list.h"

#define NOTHING(word)
#define NONE(word) NULL,

#define DECLARE(word) extern const AmbKernel amb_kernel_##word##_baseline;
#define ENTRY(word) &amb_kernel_##word##_baseline,
AMB_KERNELS (DECLARE, NOTHING)
static const AmbKernel *const baseline[] = { AMB_KERNELS (ENTRY, NONE) };
#undef DECLARE
#undef ENTRY

#ifdef __x86_64__
#define DECLARE(word) extern const AmbKernel amb_kernel_##word##_avx2;
#define ENTRY(word) &amb_kernel_##word##_avx2,
AMB_KERNELS (DECLARE, NOTHING)
static const AmbKernel *const avx2[] = { AMB_KERNELS (ENTRY, NONE) };
#undef DECLARE
#undef ENTRY

#define DECLARE(word) extern const AmbKernel amb_kernel_##word##_avx512;
#define ENTRY(word) &amb_kernel_##word##_avx512,
AMB_KERNELS (DECLARE, NOTHING)
static const AmbKernel *const avx512[] = { AMB_KERNELS (ENTRY, NONE) };
#undef DECLARE
#undef ENTRY
#endif

static const AmbKernel *const *const lists[AMB_N_CPUS] = {
  [AMB_CPU_BASELINE] = baseline,
#ifdef __x86_64__
  [AMB_CPU_AVX2] = avx2,
  [AMB_CPU_AVX512] = avx512,
#endif
};

const AmbKernel *const *
amb_kernels_by_name (const char *variant)
{
  for (guint cpu = 0; cpu < AMB_N_CPUS; cpu++)
    if (strcmp (variant, amb_cpu_names[cpu]) == 0 && amb_cpu_runs (cpu))
      return lists[cpu];
  return NULL;
}

const AmbKernel *const *
amb_kernels (void)
{
  return lists[amb_cpu_choose ()];
}
