/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing as a whole. Any thread; workers too. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes all of bytes from the descriptor's offset, after a signal too. FALSE with errno. */
gboolean amb_write_all (int fd, const void *bytes, gsize length);

G_END_DECLS
