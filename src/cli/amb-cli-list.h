/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --list-operations and --list-formats, derived from the declarations. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text for standard output, transfer full. */
char *amb_cli_list_operations_text (void);
char *amb_cli_list_operations_json (void);
char *amb_cli_list_formats (void);
/* Reads one's own presets: blocks. json: else text. */
char *amb_cli_list_presets (gboolean json);

G_END_DECLS
