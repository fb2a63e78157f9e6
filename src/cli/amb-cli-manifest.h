/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A file with a line of JSON for each finished job. Several programs may append to one file. */
#pragma once

#include "amb-batch-item.h"

G_BEGIN_DECLS

typedef struct _AmbCliManifest AmbCliManifest;

/* Made if it is missing; what is there stays. is_resumed: what has its line already gets no other.
 * NULL with AMB_ERROR_WRITE and a sentence. */
AmbCliManifest *amb_cli_manifest_open (const char *path, gboolean is_resumed, GError **error);
/* item: in a final state. Written whole, in one call. What was cancelled is not finished and has no
 * place here. */
void amb_cli_manifest_add (AmbCliManifest *self, AmbBatchItem *item);
/* Syncs and closes it. FALSE with a sentence when a line is missing or may be lost. */
gboolean amb_cli_manifest_close (AmbCliManifest *self, GError **error);

G_END_DECLS
