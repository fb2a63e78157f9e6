/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The first names of a batch while somebody still writes the template. Main thread only. */
#pragma once

#include "amb-batch.h"

G_BEGIN_DECLS

/* The names that the first sources of batch would get by these outputs (of AmbExportSettings, at
 * least one, copied; their folder may be missing), as a plan would fix them for these alone.
 * Sources are looked into only where a name depends on it; nothing is written and batch stays as it
 * is. finish: for each of the first sources in each output, its path below the output folder,
 * UTF-8, "" for a source that cannot be read; NULL-terminated, transfer full. Errors:
 * AMB_ERROR_CANCELLED. */
void amb_name_preview_async (AmbPool *pool,
                             AmbBatch *batch,
                             guint n_sources,
                             GPtrArray *outputs,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
char **amb_name_preview_finish (GAsyncResult *result, GError **error);

G_END_DECLS
