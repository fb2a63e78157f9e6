/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The two kernel mechanisms of the sandbox, one file each. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Denies the file system, TCP, abstract sockets and signals as far as this kernel's Landlock can.
 * Returns the ABI in force, 0 when there is none. Needs no_new_privs. Binds the calling thread and
 * those it starts. */
int amb_sandbox_landlock (void);

/* Loads the list of allowed system calls. AMB_ERROR_SANDBOX when the kernel refuses it. */
gboolean amb_sandbox_seccomp (GError **error);

G_END_DECLS
