/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of file system a file is on. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* TRUE when processes on other machines may use the same files: locks and shared memory may not
 * reach them. path: local; FALSE when it is not there. Blocks. */
gboolean amb_file_system_is_network (const char *path);

G_END_DECLS
