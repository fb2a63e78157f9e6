/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch and its jobs as values that the ledger's thread may have: nothing is shared with the
 * items. */
#pragma once

#include "amb-batch-item-private.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 batch;
  int position; /* in the list; -1: where it was */
  guint number; /* amb_batch_item_get_job () */
  guint output; /* index in the batch's outputs */
  char *uri;
  char *source;
  char *subfolder;
  int choice; /* AmbConflict for this job alone, -1: the settings' */
  AmbItemPlan plan;
  AmbItemState state;
  AmbItemRecord record;
  char *path;  /* of the output; nullable */
  char *error; /* nullable */
  AmbFailureCause cause;
  char *notes; /* one after another; see amb-ledger-job.c */
} AmbLedgerJob;

/* Main thread. */
AmbLedgerJob *amb_ledger_job_new (AmbBatchItem *item, gint64 batch, int position);
/* What was asked for, as text, and back; any thread. read sets number, output, uri, subfolder,
 * choice and plan; FALSE when text is none. */
char *amb_ledger_job_to_text (const AmbLedgerJob *self);
gboolean amb_ledger_job_read_text (AmbLedgerJob *self, const char *text);
void amb_ledger_job_free (AmbLedgerJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbLedgerJob, amb_ledger_job_free)

typedef struct
{
  gint64 id;
  gint64 created;     /* real time, microseconds since the epoch */
  char *target_path;  /* nullable */
  GPtrArray *outputs; /* AmbExportSettings */
  GPtrArray *jobs;    /* AmbLedgerJob, in order */
  GPtrArray *items;   /* nullable: AmbBatchItem made of the jobs, in order, with these outputs */
} AmbLedgerSnapshot;

AmbLedgerSnapshot *amb_ledger_snapshot_new (void);
/* Sets items. Any thread: nobody else has them yet. */
void amb_ledger_snapshot_make_items (AmbLedgerSnapshot *self);
void amb_ledger_snapshot_free (AmbLedgerSnapshot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbLedgerSnapshot, amb_ledger_snapshot_free)

G_END_DECLS
