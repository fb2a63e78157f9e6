/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's batch ledger: every batch that is started is recorded in it, and what an earlier
 * run of the program left undone is offered from it. Main thread only. */
#pragma once

#include "amb-ledger.h"

G_BEGIN_DECLS

#define AMB_TYPE_BATCH_SHELF (amb_batch_shelf_get_type ())
G_DECLARE_FINAL_TYPE (AmbBatchShelf, amb_batch_shelf, AMB, BATCH_SHELF, GObject)

/* folder: of the state, made if needed. The ledger is opened at once, in a thread. Signals:
 * "changed" (): another batch is the unfinished one, or none; "trouble" (const char *): a sentence
 * for people. */
AmbBatchShelf *amb_batch_shelf_new (const char *folder);

/* Starts batch, recorded where that is possible; in a moment while the ledger is being opened. */
void amb_batch_shelf_start (AmbBatchShelf *self, AmbBatch *batch);

/* The oldest batch of an earlier run with something left to do; borrowed, NULL when there is none.
 */
const AmbLedgerBatch *amb_batch_shelf_get_unfinished (AmbBatchShelf *self);
/* It is offered no more. finish: transfer full, not started yet; NULL with a sentence. */
void amb_batch_shelf_take_async (AmbBatchShelf *self,
                                 AmbPool *pool,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
AmbBatch *amb_batch_shelf_take_finish (AmbBatchShelf *self, GAsyncResult *result, GError **error);
/* It is not to be gone on with; its outputs stay. */
void amb_batch_shelf_discard (AmbBatchShelf *self);

/* All is on the disk when it returns; nothing is recorded after. */
void amb_batch_shelf_close (AmbBatchShelf *self);

G_END_DECLS
