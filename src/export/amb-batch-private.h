/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two halves of a batch share: amb-batch.c is the list that people see and change,
 * amb-batch-flow.c the way from a plan to the end. */
#pragma once

#include "amb-batch-list.h"
#include "amb-batch-runner.h"
#include "amb-batch-tally.h"
#include "amb-batch.h"

G_BEGIN_DECLS

/* How far somebody wants it to go. */
typedef enum
{
  AMB_BATCH_WISH_COLLECT,
  AMB_BATCH_WISH_PLAN,
  AMB_BATCH_WISH_RUN, /* started */
} AmbBatchWish;

struct _AmbBatch
{
  GObject parent_instance;

  AmbPool *pool;
  AmbBatchList list;
  char *target_path; /* nullable */
  AmbBatchState state;
  AmbBatchWish wish;
  AmbPlanFlags plan_flags;
  GError *error; /* nullable: of the whole */

  GPtrArray *roots;          /* AmbRoot, not yet given to the collector */
  GPtrArray *passed_over;    /* GFile, folders */
  GCancellable *cancellable; /* of collecting */
  gboolean collecting;

  GCancellable *planning;  /* NULL unless a plan is being made */
  gboolean making_folders; /* between the plan and the first job */
  gboolean replan;         /* items without a plan are to be tried again */
  gboolean begun;          /* jobs may run: the first plan stands and its folders are there */
  gboolean paused;         /* or will be, once it runs */
  AmbBatchRunner *runner;  /* NULL before start */

  AmbLedger *ledger;  /* nullable */
  gint64 ledger_id;   /* the batch's; 0: none yet */
  gint64 created;     /* real time, microseconds since the epoch; 0: not recorded yet */
  gboolean recorded;  /* everything is in the ledger, or on its way */
  gboolean recording; /* and on its way: nothing starts before it is there */
  gboolean stopping;  /* the program ends: what is cancelled now stays open in the ledger */

  AmbBatchTally tally;
  guint changed_source;
};

/* Sets it and tells. */
void amb_batch_set_state (AmbBatch *self, AmbBatchState state);
/* The item was taken out of the tally for a change. */
void amb_batch_count_item (AmbBatch *self, AmbBatchItem *item);
void amb_batch_tell_item (AmbBatch *self, AmbBatchItem *item);
void amb_batch_tell_finished (AmbBatch *self);

/* amb-batch-flow.c */

void amb_batch_flow_change_item (AmbBatch *self, AmbBatchItem *item, AmbItemState state);
void amb_batch_flow_ensure_runner (AmbBatch *self);
/* Starts what may start. */
void amb_batch_flow_go_on (AmbBatch *self);
void amb_batch_flow_finish (AmbBatch *self);
gboolean amb_batch_flow_is_cancelled (AmbBatch *self);
/* Every source is listed and nothing more is being listed: goes as far as is wished. */
void amb_batch_flow_collected (AmbBatch *self);
/* Before start: back to COLLECTING, without a plan. */
void amb_batch_flow_drop_plan (AmbBatch *self);
/* In amb-batch-cancel.c: takes the item out of the run; FALSE when it is final, or done but for its
 * name. */
gboolean amb_batch_flow_cancel_item (AmbBatch *self, AmbBatchItem *item);
void amb_batch_flow_finish_if_idle (AmbBatch *self);
/* The record cannot be written: pauses with the error. */
void amb_batch_flow_trouble (AmbBatch *self, const GError *error);
/* The record is there: what waits may start. */
void amb_batch_flow_recorded (AmbBatch *self);

/* amb-batch-recorder.c. Without a ledger these do nothing. */

/* TRUE when jobs may start; FALSE when everything is on its way into the ledger, and
 * amb_batch_flow_recorded () or amb_batch_flow_trouble () follows. */
gboolean amb_batch_ensure_recorded (AmbBatch *self);
void amb_batch_record_item (AmbBatch *self, AmbBatchItem *item);
/* Started or cancelled. */
void amb_batch_record_state (AmbBatch *self, AmbBatchItem *item);
void amb_batch_record_removal (AmbBatch *self, AmbBatchItem *item);
/* n items from first on have other positions. */
void amb_batch_record_order (AmbBatch *self, guint first, guint n);

G_END_DECLS
