/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes planned items through the pool, so many at a time. Main thread only. See DESIGN in
 * amb-batch.c. */
#pragma once

#include "amb-item-run.h"

G_BEGIN_DECLS

typedef struct _AmbBatchRunner AmbBatchRunner;

/* Each comes later, from the main loop; none comes for an item that was cancelled. */
typedef struct
{
  void (*started) (AmbBatchItem *item, gpointer owner);
  void (*progress) (AmbBatchItem *item, guint permille, gpointer owner);
  void (*finished) (AmbBatchItem *item, const AmbItemRunEnd *end, gpointer owner);
  void (*failed) (AmbBatchItem *item, const AmbItemRunEnd *end, gpointer owner);
  void (*idle) (gpointer owner); /* nothing waits, runs or is being dropped */
} AmbBatchRunnerEvents;

/* owner: a GObject that owns the runner; it is kept alive while anything runs. jobs: at a time; 0:
 * one per core. */
AmbBatchRunner *amb_batch_runner_new (AmbPool *pool,
                                      guint jobs,
                                      const AmbBatchRunnerEvents *events,
                                      GObject *owner);
void amb_batch_runner_free (AmbBatchRunner *self);

/* Where outputs are recorded before they get their names; nullable, borrowed. */
void amb_batch_runner_set_ledger (AmbBatchRunner *self, AmbLedger *ledger);

/* item: borrowed, with a plan. Nothing starts before run. */
void amb_batch_runner_push (AmbBatchRunner *self, AmbBatchItem *item);
void amb_batch_runner_run (AmbBatchRunner *self);
gboolean amb_batch_runner_is_idle (AmbBatchRunner *self);
/* What runs goes on to its end; nothing else starts until it is set back and run again. */
void amb_batch_runner_set_paused (AmbBatchRunner *self, gboolean paused);
/* Puts what waits into the order of compare, which gets two AmbBatchItem; what waits with the pool
 * for its first attempt is taken back for that. */
void amb_batch_runner_sort (AmbBatchRunner *self, GCompareDataFunc compare, gpointer user_data);

/* FALSE when the item is done but for its name. */
gboolean amb_batch_runner_cancel (AmbBatchRunner *self, AmbBatchItem *item);
/* No event comes for the item any more; what is done but for its name gets it. */
void amb_batch_runner_detach (AmbBatchRunner *self, AmbBatchItem *item);
/* Forgets what waits: cheaper than one by one. */
void amb_batch_runner_forget_waiting (AmbBatchRunner *self);

G_END_DECLS
