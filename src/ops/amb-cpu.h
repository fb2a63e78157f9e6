/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the instruction sets that kernels and inner loops are compiled for is used. Worker only.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each can do what those before it can. The same sources, the same bytes. */
typedef enum
{
  AMB_CPU_BASELINE,
#ifdef __x86_64__
  AMB_CPU_AVX2,
  AMB_CPU_AVX512,
#endif
  AMB_N_CPUS
} AmbCpu;

/* "baseline", "avx2", "avx512"; by AmbCpu. */
extern const char *const amb_cpu_names[AMB_N_CPUS];

gboolean amb_cpu_runs (AmbCpu cpu);

/* The best that the processor runs, or the one that AMB_KERNELS in the environment names (for
 * tests; read before the sandbox closes). Any thread. */
AmbCpu amb_cpu_choose (void);

G_END_DECLS
