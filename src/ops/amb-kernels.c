/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the kernels for this processor. */
#include "amb-kernel.h"

#include <string.h>
#include "amb-operations-list.h"

#define NOTHING(word)
#define NONE(word) NULL,
#define DECLARE_BASELINE(word) extern const AmbKernel amb_kernel_##word##_baseline;
#define BASELINE(word) &amb_kernel_##word##_baseline,
#define DECLARE_AVX2(word) extern const AmbKernel amb_kernel_##word##_avx2;
#define AVX2(word) &amb_kernel_##word##_avx2,

AMB_KERNELS (DECLARE_BASELINE, NOTHING)
static const AmbKernel *const baseline[] = { AMB_KERNELS (BASELINE, NONE) };

#ifdef __x86_64__
AMB_KERNELS (DECLARE_AVX2, NOTHING)
static const AmbKernel *const avx2[] = { AMB_KERNELS (AVX2, NONE) };

static gboolean
cpu_has_avx2 (void)
{
  __builtin_cpu_init ();
  return __builtin_cpu_supports ("avx2");
}
#endif

const AmbKernel *const *
amb_kernels_by_name (const char *variant)
{
  if (strcmp (variant, "baseline") == 0)
    return baseline;
#ifdef __x86_64__
  if (strcmp (variant, "avx2") == 0 && cpu_has_avx2 ())
    return avx2;
#endif
  return NULL;
}

const AmbKernel *const *
amb_kernels (void)
{
  const char *asked = g_getenv ("AMB_KERNELS");
  const AmbKernel *const *best = amb_kernels_by_name ("avx2");
  if (best == NULL || g_strcmp0 (asked, "baseline") == 0)
    return baseline;
  return best;
}
