/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch: sources and folders in, outputs (each a set of settings), a plan (names fixed before
 * anything is written), then jobs through the pool, each published whole. A GListModel of
 * AmbBatchItem, one for each source and output, those of one source together. Main thread only; all
 * file work happens in threads. See DESIGN in amb-batch-flow.c. */
#pragma once

#include "amb-batch-item.h"
#include "amb-export-settings.h"
#include "amb-pool.h"

G_BEGIN_DECLS

typedef enum
{
  AMB_BATCH_COLLECTING, /* sources are being named and listed */
  AMB_BATCH_PLANNING,   /* contents are sniffed, names fixed; every source is listed */
  AMB_BATCH_PLANNED,    /* the plan stands, nothing is written */
  AMB_BATCH_RUNNING,
  AMB_BATCH_PAUSED,   /* what runs goes on to its end, nothing else starts */
  AMB_BATCH_FINISHED, /* every item is final */
} AmbBatchState;

typedef struct
{
  guint total, queued, running, done, failed, quarantined, cancelled, skipped;
  guint permille; /* of the whole, never goes back */
  guint64 source_bytes, output_bytes; /* of those that are done, where they are known */
} AmbBatchCounts;

#define AMB_TYPE_BATCH (amb_batch_get_type ())
G_DECLARE_FINAL_TYPE (AmbBatch, amb_batch, AMB, BATCH, GObject)

/* settings is copied: the only output. Properties "state" (uint, notified). Signals: "changed" ()
 * counts changed (coalesced, at most every 50 ms); "item-changed" (AmbBatchItem *) each change of
 * state or permille; "finished" (), once for each time that everything is final. */
AmbBatch *amb_batch_new (AmbPool *pool, const AmbExportSettings *settings);

/* settings: of AmbExportSettings, at least one, copied: a snapshot. Each source is exported once by
 * each of them. Their "jobs" is the first's. With another number of them, every item is a new one.
 * Before start only; a plan that stands is dropped (state COLLECTING). */
void amb_batch_set_outputs (AmbBatch *self, GPtrArray *settings);
/* The same with one output. */
void amb_batch_set_settings (AmbBatch *self, const AmbExportSettings *settings);

/* Names sources; files and folders (recursed in natural order, hidden entries and links to folders
 * left out). argument: what the user wrote, nullable. Before start only; a plan that stands is
 * dropped. Folders are read in a thread and items appear as they are found. */
void amb_batch_add (AmbBatch *self, GFile *file, const char *argument);
/* What is found in folder, below another one that was named, is no source: outputs of an earlier
 * run. What is found after this call. */
void amb_batch_pass_over (AmbBatch *self, GFile *folder);
/* Writes one named file instead of a planned name: the window's export action. target: full path;
 * conflict still holds. Before start only. */
void amb_batch_set_target (AmbBatch *self, const char *target_path);

/* Records every job from start on, see amb-ledger.h. ledger: open. Before start only; a batch that
 * was loaded from a ledger records there already. When the record cannot be written, the batch
 * pauses with amb_batch_get_error (); resuming tries again. */
typedef struct _AmbLedger AmbLedger;
void amb_batch_set_ledger (AmbBatch *self, AmbLedger *ledger);

/* How much amb_batch_plan () looks at, AMB_PLAN_DETAILS unless said otherwise; a plan made by start
 * never looks at details. Before start only; for the next plan. */
void amb_batch_set_plan_flags (AmbBatch *self, AmbPlanFlags flags);
/* Fixes every name, without writing anything, and stops at AMB_BATCH_PLANNED: items that cannot be
 * read are then FAILED, items that the conflicts leave out SKIPPED, all others QUEUED with their
 * target. Before start only; while sources are still being listed, once they are. Again: a new plan
 * in place of the old one (after a choice for one item, or when the folders may have changed). */
void amb_batch_plan (AmbBatch *self);
/* Runs; plans first unless a plan stands. From here on nothing but the functions below changes a
 * job. */
void amb_batch_start (AmbBatch *self);
/* After start: what runs goes on to its end, nothing else starts, until it is resumed. */
void amb_batch_pause (AmbBatch *self);
void amb_batch_resume (AmbBatch *self);
gboolean amb_batch_is_paused (AmbBatch *self);

/* The rows are cancelled at once. */
void amb_batch_cancel (AmbBatch *self);
/* The same because the program ends: what was not finished stays open in the ledger, to be gone on
 * with. Without a ledger it is a cancel. */
void amb_batch_stop (AmbBatch *self);
void amb_batch_cancel_item (AmbBatch *self, AmbBatchItem *item);
/* Failed, quarantined and cancelled items are queued again with the same plan. */
void amb_batch_retry_item (AmbBatch *self, AmbBatchItem *item);
/* All that failed or were set aside. */
void amb_batch_retry_failed (AmbBatch *self);
/* To another position in the list (counted without it), which is the order in which what waits is
 * started. In any state. */
void amb_batch_move_item (AmbBatch *self, AmbBatchItem *item, guint position);
/* Out of the list; cancelled first. An output that is written stays. In any state but PLANNING. */
void amb_batch_remove_item (AmbBatch *self, AmbBatchItem *item);

AmbBatchState amb_batch_get_state (AmbBatch *self);
/* TRUE once it was started, while it is still being planned too. */
gboolean amb_batch_is_started (AmbBatch *self);
void amb_batch_get_counts (AmbBatch *self, AmbBatchCounts *counts);
/* Of AmbExportSettings, at least one; borrowed, never changed. */
GPtrArray *amb_batch_get_outputs (AmbBatch *self);
/* The first of them. */
const AmbExportSettings *amb_batch_get_settings (AmbBatch *self);
/* Why the batch as a whole could not be planned or started (an output folder cannot be made); NULL
 * otherwise. */
const GError *amb_batch_get_error (AmbBatch *self);

G_END_DECLS
