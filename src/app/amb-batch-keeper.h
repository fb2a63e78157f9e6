/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's batches: they go on without a window, keep the machine awake meanwhile, and tell
 * of themselves where nobody sees them. Main thread only. */
#pragma once

#include <gtk/gtk.h>
#include "amb-batch.h"

G_BEGIN_DECLS

typedef struct _AmbBatchKeeper AmbBatchKeeper;

/* application: owns the keeper. */
AmbBatchKeeper *amb_batch_keeper_new (GtkApplication *application);
void amb_batch_keeper_free (AmbBatchKeeper *self);

/* batch: kept alive from its start to its end, and after that until somebody saw its failures.
 * notify: its end is told by a desktop notification. */
void amb_batch_keeper_follow (AmbBatchKeeper *self, AmbBatch *batch, gboolean notify);
/* What shows a followed batch says so, and says when it no longer does. */
void amb_batch_keeper_add_viewer (AmbBatchKeeper *self, AmbBatch *batch);
void amb_batch_keeper_remove_viewer (AmbBatchKeeper *self, AmbBatch *batch);

gboolean amb_batch_keeper_is_busy (AmbBatchKeeper *self);
/* The oldest that is kept alive and that nothing shows; transfer full, or NULL. */
AmbBatch *amb_batch_keeper_get_unseen (AmbBatchKeeper *self);
/* Of AmbBatch, the oldest first: those that work, those with failures that nobody saw, those that
 * are shown. Transfer full. */
GPtrArray *amb_batch_keeper_list (AmbBatchKeeper *self);
/* The program ends: stops every batch and says nothing of it. */
void amb_batch_keeper_end (AmbBatchKeeper *self);

G_END_DECLS
