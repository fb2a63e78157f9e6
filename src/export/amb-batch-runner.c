/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of waiting items, and a slot for each that runs. */
#include "amb-batch-runner.h"

enum
{
  JOBS_AHEAD = 32, /* jobs that wait with the pool: one whose worker was killed goes behind them, so
                      a killer without aim does not meet the same photo again and again */
  MAX_PUBLISHING = 8, /* outputs being synced and named beside the jobs */
};

struct _AmbBatchRunner
{
  AmbPool *pool;
  guint jobs;
  const AmbBatchRunnerEvents *events;
  GObject *owner;    /* it owns the runner */
  AmbLedger *ledger; /* borrowed; nullable */
  AmbJobLane *lane;
  gboolean paused;
  GQueue waiting;   /* AmbBatchItem, borrowed */
  GPtrArray *slots; /* of what runs */
  guint encoding;   /* jobs with the pool */
  guint running;    /* runs that have not finished, encoding included */
};

typedef struct
{
  AmbBatchRunner *runner;
  GObject *owner; /* a reference while the run lasts */
  AmbBatchItem *item;
  AmbItemRun *run;
  gboolean detached; /* cancelled: the item is final already */
} Slot;

AmbBatchRunner *
amb_batch_runner_new (AmbPool *pool, guint jobs, const AmbBatchRunnerEvents *events, GObject *owner)
{
  AmbBatchRunner *self = g_new0 (AmbBatchRunner, 1);
  self->pool = g_object_ref (pool);
  self->jobs = jobs;
  self->events = events;
  self->owner = owner;
  self->lane = amb_job_lane_new (pool);
  self->slots = g_ptr_array_new ();
  g_queue_init (&self->waiting);
  return self;
}

void
amb_batch_runner_free (AmbBatchRunner *self)
{
  g_queue_clear (&self->waiting);
  g_ptr_array_unref (self->slots);
  amb_job_lane_unref (self->lane);
  g_object_unref (self->pool);
  g_free (self);
}

static void
on_started (gpointer user_data)
{
  Slot *slot = user_data;
  if (!slot->detached)
    slot->runner->events->started (slot->item, slot->owner);
}

static void
on_progress (guint permille, gpointer user_data)
{
  Slot *slot = user_data;
  if (!slot->detached)
    slot->runner->events->progress (slot->item, permille, slot->owner);
}

static void
on_encoded (gpointer user_data)
{
  Slot *slot = user_data;
  slot->runner->encoding--;
  amb_batch_runner_run (slot->runner);
}

static void
tell_end (Slot *slot, const AmbItemRunEnd *end)
{
  const AmbBatchRunnerEvents *events = slot->runner->events;
  amb_batch_item_set_slot (slot->item, NULL);
  if (end->error == NULL)
    events->finished (slot->item, end, slot->owner);
  else
    events->failed (slot->item, end, slot->owner);
}

static void
on_finished (const AmbItemRunEnd *end, gpointer user_data)
{
  Slot *slot = user_data;
  AmbBatchRunner *self = slot->runner;

  self->running--;
  g_ptr_array_remove_fast (self->slots, slot);
  if (!slot->detached)
    tell_end (slot, end);
  amb_batch_runner_run (self);
  if (amb_batch_runner_is_idle (self))
    self->events->idle (slot->owner);
  g_object_unref (slot->item);
  g_object_unref (slot->owner);
  g_free (slot);
}

static const AmbItemRunEvents run_events = {
  .started = on_started,
  .progress = on_progress,
  .encoded = on_encoded,
  .finished = on_finished,
};

static void
start (AmbBatchRunner *self, AmbBatchItem *item)
{
  Slot *slot = g_new0 (Slot, 1);
  slot->runner = self;
  slot->owner = g_object_ref (self->owner);
  slot->item = g_object_ref (item);
  amb_batch_item_set_slot (item, slot);
  self->encoding++;
  self->running++;
  const AmbItemRunPlace place = { self->pool, self->lane, self->ledger };
  g_ptr_array_add (self->slots, slot);
  slot->run = amb_item_run_start (&place, item, &run_events, slot);
}

static guint
job_limit (AmbBatchRunner *self)
{
  return (self->jobs > 0 ? self->jobs : g_get_num_processors ()) + JOBS_AHEAD;
}

void
amb_batch_runner_run (AmbBatchRunner *self)
{
  guint limit = job_limit (self);
  while (!self->paused && !g_queue_is_empty (&self->waiting) && self->encoding < limit
         && self->running < limit + MAX_PUBLISHING)
    start (self, g_queue_pop_head (&self->waiting));
}

void
amb_batch_runner_set_ledger (AmbBatchRunner *self, AmbLedger *ledger)
{
  self->ledger = ledger;
}

void
amb_batch_runner_set_paused (AmbBatchRunner *self, gboolean paused)
{
  self->paused = paused;
  amb_job_lane_set_paused (self->lane, paused);
}

/* The run ends unheard. */
static void
take_back (AmbBatchRunner *self, Slot *slot)
{
  AmbBatchItem *item = slot->item;
  if (slot->detached || !amb_item_run_is_untouched (slot->run))
    return;
  amb_item_run_cancel (slot->run);
  amb_batch_runner_detach (self, item);
  g_queue_push_head (&self->waiting, item);
}

void
amb_batch_runner_sort (AmbBatchRunner *self, GCompareDataFunc compare, gpointer user_data)
{
  for (guint i = 0; i < self->slots->len; i++)
    take_back (self, self->slots->pdata[i]);
  g_queue_sort (&self->waiting, compare, user_data);
  amb_batch_runner_run (self);
}

void
amb_batch_runner_push (AmbBatchRunner *self, AmbBatchItem *item)
{
  g_queue_push_tail (&self->waiting, item);
}

gboolean
amb_batch_runner_is_idle (AmbBatchRunner *self)
{
  return self->running == 0 && g_queue_is_empty (&self->waiting);
}

void
amb_batch_runner_detach (AmbBatchRunner *self, AmbBatchItem *item)
{
  Slot *slot = amb_batch_item_get_slot (item);
  if (slot == NULL)
    return;
  slot->detached = TRUE;
  amb_batch_item_set_slot (item, NULL);
}

gboolean
amb_batch_runner_cancel (AmbBatchRunner *self, AmbBatchItem *item)
{
  Slot *slot = amb_batch_item_get_slot (item);
  if (slot == NULL)
    {
      g_queue_remove (&self->waiting, item);
      return TRUE;
    }
  if (!amb_item_run_cancel (slot->run))
    return FALSE;
  amb_batch_runner_detach (self, item);
  return TRUE;
}

void
amb_batch_runner_forget_waiting (AmbBatchRunner *self)
{
  g_queue_clear (&self->waiting);
}
