/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing for a terminal: what comes from file names cannot steer it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* text as valid UTF-8 without control characters; transfer full. */
char *amb_cli_printable (const char *text);

/* "ambrotype-export: sentence" on standard error. */
void amb_cli_complain (const char *sentence);

/* One line on standard output, flushed. FALSE when nobody reads it any more. */
gboolean amb_cli_put_line (const char *line);

G_END_DECLS
