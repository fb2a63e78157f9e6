/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How batches record in a ledger. Main thread only, but for amb_ledger_commit (). Signal "failed"
 * (GError *): something could not be written; what was asked for together with it was not either,
 * and is to be saved again. */
#pragma once

#include "amb-ledger-job.h"
#include "amb-ledger.h"

G_BEGIN_DECLS

/* Numbers that are not in the file yet. */
gint64 amb_ledger_next_batch (AmbLedger *self);
gint64 amb_ledger_next_row (AmbLedger *self);

/* The batch with all its jobs, in one transaction. snapshot: transfer full. finish: FALSE with the
 * sentence of "failed"; the callback's source object is NULL. */
void amb_ledger_save_async (AmbLedger *self,
                            AmbLedgerSnapshot *snapshot,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean amb_ledger_save_finish (GAsyncResult *result, GError **error);

/* Written soon, together with others. job: transfer full. */
void amb_ledger_save_job (AmbLedger *self, AmbLedgerJob *job);
/* Started or cancelled: nothing else of it changed. */
void amb_ledger_set_job_state (AmbLedger *self, gint64 row, AmbItemState state);
void amb_ledger_place_job (AmbLedger *self, gint64 row, guint position);
void amb_ledger_remove_job (AmbLedger *self, gint64 row);

/* Any thread but the main one: blocks until it is on disk that this file is about to get the name
 * of the job's output. */
gboolean
amb_ledger_commit (AmbLedger *self, gint64 row, const AmbIdentity *written, GError **error);

/* Makes the batch of a snapshot that has items, which it takes. Transfer full. */
AmbBatch *amb_batch_restore (AmbPool *pool, AmbLedger *ledger, AmbLedgerSnapshot *snapshot);

G_END_DECLS
