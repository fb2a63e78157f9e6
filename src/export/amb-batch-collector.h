/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads named files and folders in a thread and hands what it finds to the main loop in portions.
 */
#pragma once

#include "amb-enumerate.h"

G_BEGIN_DECLS

/* found: AmbFound, in order; the array and what is not stolen from it stay the collector's. Main
 * loop. */
typedef void (*AmbCollectFunc) (GPtrArray *found, gpointer user_data);

typedef struct
{
  GFile *file;
  char *argument; /* nullable */
} AmbRoot;

AmbRoot *amb_root_new (GFile *file, const char *argument);
void amb_root_free (AmbRoot *self);

/* roots: AmbRoot, transfer full. found is called any number of times before callback. finish: FALSE
 * with G_IO_ERROR_CANCELLED. */
void amb_batch_collector_run_async (GPtrArray *roots,
                                    AmbCollectFunc found,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean amb_batch_collector_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
