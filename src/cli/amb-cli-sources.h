/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of sources from standard input, as find -print0 writes them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads fd to its end: names with a zero behind each, the last one's may be missing; empty ones are
 * left out. Blocks. They are appended to files (nullable, consumed). Transfer full; NULL with
 * AMB_ERROR_READ. */
char **amb_cli_sources_append (int fd, char **files, GError **error);

G_END_DECLS
