/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch: sources and folders in, a plan (names fixed before anything is written), then jobs
 * through the pool, each published whole. A GListModel of AmbBatchItem. Main thread only; all file
 * work happens in threads. See DESIGN in amb-batch.c. */
#pragma once

#include "amb-batch-item.h"
#include "amb-export-settings.h"
#include "amb-pool.h"

G_BEGIN_DECLS

typedef enum
{
  AMB_BATCH_COLLECTING, /* before start: sources are being named and listed */
  AMB_BATCH_PLANNING,   /* contents are sniffed, names fixed */
  AMB_BATCH_RUNNING,
  AMB_BATCH_FINISHED, /* every item is final */
} AmbBatchState;

typedef struct
{
  guint total, queued, running, done, failed, quarantined, cancelled, skipped;
  guint permille; /* of the whole, never goes back */
} AmbBatchCounts;

#define AMB_TYPE_BATCH (amb_batch_get_type ())
G_DECLARE_FINAL_TYPE (AmbBatch, amb_batch, AMB, BATCH, GObject)

/* settings is copied: a snapshot. Properties "state" (uint, notified). Signals: "changed" () counts
 * changed (coalesced, at most every 50 ms); "item-changed" (AmbBatchItem *) each change of state or
 * permille; "finished" (). */
AmbBatch *amb_batch_new (AmbPool *pool, const AmbExportSettings *settings);

/* Before start only: the export page's choices. copied. */
void amb_batch_set_settings (AmbBatch *self, const AmbExportSettings *settings);

/* Names sources; files and folders (recursed in natural order, hidden entries and links to folders
 * left out). argument: what the user wrote, nullable. Before start only; folders are read in a
 * thread and items appear as they are found. */
void amb_batch_add (AmbBatch *self, GFile *file, const char *argument);
/* Writes one named file instead of a planned name: the window's export action. target: full path;
 * conflict still holds. */
void amb_batch_set_target (AmbBatch *self, const char *target_path);
/* Plans, then runs. */
void amb_batch_start (AmbBatch *self);
void amb_batch_cancel (AmbBatch *self);
void amb_batch_cancel_item (AmbBatch *self, AmbBatchItem *item);
/* Failed, quarantined and cancelled items are queued again with the same plan. */
void amb_batch_retry_item (AmbBatch *self, AmbBatchItem *item);

AmbBatchState amb_batch_get_state (AmbBatch *self);
void amb_batch_get_counts (AmbBatch *self, AmbBatchCounts *counts);
const AmbExportSettings *amb_batch_get_settings (AmbBatch *self);
/* Why the batch as a whole could not be planned (the output folder cannot be made); NULL otherwise.
 */
const GError *amb_batch_get_error (AmbBatch *self);

G_END_DECLS
