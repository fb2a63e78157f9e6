/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives up everything but the file descriptors that were handed over. See DESIGN in amb-sandbox.c.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  guint cpu_seconds; /* RLIMIT_CPU; 0: none (view and probe workers live long) */
  int oom_score_adj; /* 0..1000: how readily the kernel takes this process when memory runs out */
} AmbSandboxLimits;

typedef struct
{
  int landlock;     /* the ABI in force; 0: this kernel has none */
  gboolean seccomp; /* always TRUE after success */
} AmbSandboxState;

/* The first act of main: closes every file descriptor but 0 to 3, points 0 and 1 at /dev/null, and
 * dies with the parent from now on. AMB_ERROR_SANDBOX when descriptor 3 is not the parent's socket
 * or the parent is gone already. */
gboolean amb_sandbox_enter (GError **error);

/* Closes for good: limits, no_new_privs, Landlock, seccomp, and a look whether they hold. Only
 * while the process has exactly one thread, after everything that opens files has been loaded.
 * AMB_ERROR_SANDBOX: the caller must exit. */
gboolean amb_sandbox_close (const AmbSandboxLimits *limits, AmbSandboxState *state, GError **error);

G_END_DECLS
