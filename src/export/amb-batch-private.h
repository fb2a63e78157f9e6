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
  GCancellable *cancellable; /* of collecting */
  gboolean collecting;

  GCancellable *planning;  /* NULL unless a plan is being made */
  gboolean making_folders; /* between the plan and the first job */
  gboolean replan;         /* items without a plan are to be tried again */
  gboolean begun;          /* jobs may run: the first plan stands and its folders are there */
  gboolean paused;         /* or will be, once it runs */
  AmbBatchRunner *runner;  /* NULL before start */

  AmbBatchTally tally;
  guint changed_source;
};

/* Sets it and tells. */
void amb_batch_set_state (AmbBatch *self, AmbBatchState state);
/* The item was taken out of the tally for a change. */
void amb_batch_count_item (AmbBatch *self, AmbBatchItem *item);
void amb_batch_tell_item (AmbBatch *self, AmbBatchItem *item);
void amb_batch_tell_finished (AmbBatch *self);

/* Every source is listed and nothing more is being listed: goes as far as is wished. */
void amb_batch_flow_collected (AmbBatch *self);
/* Before start: back to COLLECTING, without a plan. */
void amb_batch_flow_drop_plan (AmbBatch *self);
/* Takes the item out of the run; FALSE when it is final, or done but for its name. */
gboolean amb_batch_flow_cancel_item (AmbBatch *self, AmbBatchItem *item);
void amb_batch_flow_finish_if_idle (AmbBatch *self);

G_END_DECLS
