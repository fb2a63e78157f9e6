/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From a preset, options and a file of outputs to the settings of each output. */
#pragma once

#include "amb-export-settings.h"

G_BEGIN_DECLS

/* A setting as written. */
typedef struct
{
  const AmbExportKey *key;
  char *value; /* owned; bytes: names need not be UTF-8 */
} AmbCliGiven;

/* given: of AmbCliGiven, in the order of the words. file: of outputs, nullable. First the preset,
 * then the options over each of its outputs, then what file says over that. notes: gets sentences
 * about recipes. Blocks. Returns AmbExportSettings, at least one, transfer full; NULL with a
 * sentence (exit 2). */
GPtrArray *
amb_cli_outputs (const GArray *given, const char *file, GPtrArray *notes, GError **error);

G_END_DECLS
