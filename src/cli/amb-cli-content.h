/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that edits on the command line name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "lut.file=look.cube" with the file taken in and named by its content, any other assignment as it
 * is. Transfer full; NULL with amb_content_import's error. */
char *amb_cli_take_content (const char *assignment, GError **error);

G_END_DECLS
