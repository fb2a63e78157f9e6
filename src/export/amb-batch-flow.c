/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a batch is a list of items and a few states.
 *
 * - COLLECTING: amb_batch_add () hands names to a thread that recurses folders; items appear in
 *   the order of the names, one for each output.
 * - PLANNING: a thread looks into every source, probes say which have transparency where the format
 *   depends on it, a thread fixes all names. Nothing is written. What was found out is given to the
 *   items in portions, in their order: until the last has it, there is no plan, and dropping it or
 *   cancelling holds for those that have it as for those that have not.
 * - PLANNED: all names are known and can be looked at. When it was started, the output folders are
 *   made now, in a thread.
 * - RUNNING: items go through the pool, one worker process each: amb-item-run.c. PAUSED: the same,
 *   but nothing starts.
 * - FINISHED: every item is final and every temporary is gone.
 *
 * Guarantees: an item's settings are those at start (a snapshot); a failure touches its own item
 * only; the output of an item is whole or absent; cancelling is immediate for the rows, and the
 * batch finishes once nothing of it is left in any thread; the whole's progress never goes back
 * unless items are tried again.
 *
 * Record: with a ledger, every job is in it before the first one runs, each change follows, and no
 * output gets its name before the ledger knows its file (amb-ledger.c). When that fails the batch
 * pauses rather than make what it could not account for.
 *
 * Order: that of the list, which is as planned unless somebody moves an item. Only as many jobs are
 * with the pool as it has workers, and some more; outputs that are being synced and named do not
 * count, up to a limit, so that a slow disk holds the batch back instead of filling memory. Ten
 * thousand waiting items are rows and nothing else. */
#include "amb-batch-private.h"

#include <glib/gi18n-lib.h>
#include "amb-batch-folders.h"
#include "amb-batch-planner.h"
#include "amb-error.h"
#include "amb-portions.h"

/* Items */

void
amb_batch_flow_change_item (AmbBatch *self, AmbBatchItem *item, AmbItemState state)
{
  amb_batch_tally_remove (&self->tally, item);
  amb_batch_item_set_state (item, state);
  amb_batch_count_item (self, item);
  if (state == AMB_ITEM_RUNNING || state == AMB_ITEM_CANCELLED)
    amb_batch_record_state (self, item);
  else
    amb_batch_record_item (self, item);
  amb_batch_tell_item (self, item);
}

static void
advance_item (AmbBatch *self, AmbBatchItem *item, guint permille)
{
  amb_batch_tally_remove (&self->tally, item);
  gboolean moved = amb_batch_item_advance (item, permille);
  amb_batch_count_item (self, item);
  if (moved)
    amb_batch_tell_item (self, item);
}

static AmbItemState
state_after (const GError *error, gboolean quarantined)
{
  if (quarantined)
    return AMB_ITEM_QUARANTINED;
  if (g_error_matches (error, AMB_ERROR, AMB_ERROR_CANCELLED))
    return AMB_ITEM_CANCELLED;
  return AMB_ITEM_FAILED;
}

static void
fail_item (AmbBatch *self, AmbBatchItem *item, const GError *error, gboolean quarantined)
{
  AmbItemState state = state_after (error, quarantined);
  if (state != AMB_ITEM_CANCELLED)
    amb_batch_item_set_error (item, error);
  amb_batch_flow_change_item (self, item, state);
}

static void
skip_item (AmbBatch *self, AmbBatchItem *item, const char *reason)
{
  if (reason != NULL)
    amb_batch_item_add_note (item, reason);
  amb_batch_flow_change_item (self, item, AMB_ITEM_SKIPPED);
}

static gboolean
is_queued (AmbBatchItem *item)
{
  return amb_batch_item_get_state (item) == AMB_ITEM_QUEUED;
}

/* Ends */

gboolean
amb_batch_flow_is_cancelled (AmbBatch *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

void
amb_batch_flow_finish (AmbBatch *self)
{
  g_object_ref (self);
  self->paused = FALSE;
  if (self->runner != NULL)
    amb_batch_runner_set_paused (self->runner, FALSE);
  amb_batch_set_state (self, AMB_BATCH_FINISHED);
  amb_batch_tell_finished (self);
  g_object_unref (self);
}

static void make_plan (AmbBatch *self);

void
amb_batch_flow_finish_if_idle (AmbBatch *self)
{
  if ((self->state != AMB_BATCH_RUNNING && self->state != AMB_BATCH_PAUSED) || self->recording
      || !amb_batch_runner_is_idle (self->runner))
    return;
  if (self->replan)
    make_plan (self);
  else
    amb_batch_flow_finish (self);
}

/* Running */

static void
on_item_started (AmbBatchItem *item, gpointer owner)
{
  if (is_queued (item))
    amb_batch_flow_change_item (owner, item, AMB_ITEM_RUNNING);
}

static void
on_item_progress (AmbBatchItem *item, guint permille, gpointer owner)
{
  advance_item (owner, item, permille);
}

static void
note_end (AmbBatchItem *item, const AmbItemRunEnd *end)
{
  AmbItemRecord *record = amb_batch_item_record (item);
  record->attempts += end->attempts;
  record->written = end->written;
  for (guint i = 0; end->notes != NULL && end->notes[i] != NULL; i++)
    amb_batch_item_add_note (item, end->notes[i]);
  if (end->trouble != NULL)
    amb_batch_item_add_note (item, end->trouble);
}

static void
on_item_finished (AmbBatchItem *item, const AmbItemRunEnd *end, gpointer owner)
{
  AmbBatch *self = owner;
  note_end (item, end);
  amb_batch_item_set_output (item, end->path);
  amb_batch_tally_remove (&self->tally, item);
  amb_batch_item_advance (item, 1000);
  amb_batch_item_set_state (item, AMB_ITEM_DONE);
  amb_batch_count_item (self, item);
  amb_batch_record_item (self, item);
  amb_batch_tell_item (self, item);
}

/* Its output exists no more: it is run again when the batch goes on. */
static void
put_back (AmbBatch *self, AmbBatchItem *item, const GError *error)
{
  if (amb_batch_flow_is_cancelled (self))
    {
      amb_batch_flow_change_item (self, item, AMB_ITEM_CANCELLED);
      return;
    }
  amb_batch_tally_remove (&self->tally, item);
  amb_batch_item_reset (item);
  amb_batch_count_item (self, item);
  amb_batch_tell_item (self, item);
  amb_batch_runner_push (self->runner, item);
  amb_batch_flow_trouble (self, error);
}

static void
on_item_failed (AmbBatchItem *item, const AmbItemRunEnd *end, gpointer owner)
{
  if (end->is_unrecorded)
    {
      put_back (owner, item, end->error);
      return;
    }
  note_end (item, end);
  if (g_error_matches (end->error, AMB_ERROR, AMB_ERROR_EXISTS))
    skip_item (owner, item, end->error->message);
  else
    fail_item (owner, item, end->error, end->quarantined);
}

static void
on_runner_idle (gpointer owner)
{
  amb_batch_flow_finish_if_idle (owner);
}

static const AmbBatchRunnerEvents runner_events = {
  .started = on_item_started,
  .progress = on_item_progress,
  .finished = on_item_finished,
  .failed = on_item_failed,
  .idle = on_runner_idle,
};

void
amb_batch_flow_ensure_runner (AmbBatch *self)
{
  if (self->runner == NULL)
    self->runner = amb_batch_runner_new (self->pool, amb_batch_get_settings (self)->jobs,
                                         &runner_events, G_OBJECT (self));
  amb_batch_runner_set_ledger (self->runner, self->ledger);
}

void
amb_batch_flow_go_on (AmbBatch *self)
{
  amb_batch_set_state (self, self->paused ? AMB_BATCH_PAUSED : AMB_BATCH_RUNNING);
  if (!self->paused && amb_batch_ensure_recorded (self))
    amb_batch_runner_run (self->runner);
  amb_batch_flow_finish_if_idle (self);
}

void
amb_batch_flow_recorded (AmbBatch *self)
{
  if (self->state == AMB_BATCH_RUNNING)
    amb_batch_flow_go_on (self);
}

void
amb_batch_flow_trouble (AmbBatch *self, const GError *error)
{
  self->recorded = FALSE;
  if (self->state != AMB_BATCH_RUNNING && self->state != AMB_BATCH_PAUSED)
    return;
  if (self->error == NULL)
    self->error = g_error_copy (error);
  self->paused = TRUE;
  amb_batch_runner_set_paused (self->runner, TRUE);
  amb_batch_set_state (self, AMB_BATCH_PAUSED);
}

/* Between the plan and the first job */

static void
fail_queued (AmbBatch *self, const GError *error)
{
  for (guint i = 0; i < self->list.items->len; i++)
    if (is_queued (self->list.items->pdata[i]))
      fail_item (self, self->list.items->pdata[i], error, FALSE);
}

/* What a ledger tells of a format that this build does not write has no plan. */
static void
push_queued (AmbBatch *self)
{
  for (guint i = 0; i < self->list.items->len; i++)
    {
      AmbBatchItem *item = self->list.items->pdata[i];
      if (is_queued (item) && amb_batch_item_is_planned (item))
        amb_batch_runner_push (self->runner, item);
      else if (is_queued (item))
        self->replan = TRUE;
    }
}

static void
on_folders (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbBatch) self = user_data;
  self->making_folders = FALSE;
  self->begun = TRUE;
  if (!amb_batch_folders_make_finish (result, &self->error))
    fail_queued (self, self->error);
  push_queued (self);
  amb_batch_flow_go_on (self);
}

static char *
output_folder (AmbBatch *self, AmbBatchItem *item)
{
  return self->target_path != NULL ? g_path_get_dirname (self->target_path)
                                   : g_strdup (amb_batch_item_get_settings (item)->output);
}

static void
add_folder (GHashTable *folders, char *folder)
{
  if (folder != NULL)
    g_hash_table_add (folders, folder);
}

/* Takes folders. */
static GPtrArray *
to_array (GHashTable *folders)
{
  GPtrArray *array = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer folder;
  g_hash_table_iter_init (&iter, folders);
  while (g_hash_table_iter_next (&iter, &folder, NULL))
    {
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (array, folder);
    }
  g_hash_table_unref (folders);
  return array;
}

/* Only what will be written to counts. */
static void
begin (AmbBatch *self)
{
  GHashTable *outputs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTable *targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < self->list.items->len; i++)
    {
      AmbBatchItem *item = self->list.items->pdata[i];
      if (!is_queued (item))
        continue;
      add_folder (outputs, output_folder (self, item));
      add_folder (targets, g_strdup (amb_batch_item_plan (item)->folder));
    }
  amb_batch_flow_ensure_runner (self);
  self->making_folders = TRUE;
  amb_batch_folders_make_async (to_array (outputs), to_array (targets), on_folders,
                                g_object_ref (self));
}

/* Planning */

static void
apply_draft (AmbBatch *self, AmbDraft *draft)
{
  AmbBatchItem *item = draft->item;
  amb_draft_hand_over (draft);
  if (!is_queued (item))
    return; /* cancelled meanwhile */
  if (draft->error != NULL)
    fail_item (self, item, draft->error, FALSE);
  else if (!amb_batch_item_is_planned (item))
    skip_item (self, item, NULL);
  else if (self->begun)
    {
      amb_batch_record_item (self, item);
      amb_batch_runner_push (self->runner, item);
    }
}

static gboolean
awaits_plan (AmbBatchItem *item)
{
  return is_queued (item) && !amb_batch_item_is_planned (item);
}

/* A folder that could not be read is final without a plan; when the whole cannot be planned, so is
 * everything. */
static void
fail_unplanned (AmbBatch *self)
{
  for (guint i = 0; i < self->list.items->len; i++)
    {
      AmbBatchItem *item = self->list.items->pdata[i];
      const GError *fault = amb_batch_item_get_fault (item);
      if (fault == NULL)
        fault = self->error;
      if (fault != NULL && awaits_plan (item))
        fail_item (self, item, fault, FALSE);
    }
}

/* What follows a plan. */
static void
on_plan_stands (AmbBatch *self)
{
  if (self->begun)
    {
      amb_batch_flow_go_on (self);
      return;
    }
  AmbBatchWish wish = self->wish; /* who hears of the plan may start it */
  amb_batch_set_state (self, AMB_BATCH_PLANNED);
  if (wish == AMB_BATCH_WISH_RUN && self->state == AMB_BATCH_PLANNED
      && !amb_batch_flow_is_cancelled (self))
    begin (self);
  else if (self->state == AMB_BATCH_PLANNED && amb_batch_flow_is_cancelled (self))
    amb_batch_flow_finish (self);
}

/* A plan that is being given to the items. */
typedef struct
{
  AmbBatch *batch;
  GCancellable *planning; /* the batch's, unless the plan was dropped */
  GPtrArray *drafts;      /* nullable: there is no plan */
  guint next;             /* index of the first that was not given */
} Handover;

static void
handover_free (gpointer data)
{
  Handover *self = data;
  if (self->drafts != NULL)
    amb_free_in_thread (self->drafts, (GDestroyNotify) g_ptr_array_unref);
  g_object_unref (self->planning);
  g_object_unref (self->batch);
  g_free (self);
}

static gboolean
hand_over_next (gpointer data)
{
  Handover *handover = data;
  AmbBatch *self = handover->batch;
  if (handover->planning != self->planning)
    return G_SOURCE_REMOVE;
  if (handover->drafts != NULL && handover->next < handover->drafts->len)
    {
      apply_draft (self, handover->drafts->pdata[handover->next++]);
      return G_SOURCE_CONTINUE;
    }
  g_clear_object (&self->planning);
  fail_unplanned (self);
  on_plan_stands (self);
  return G_SOURCE_REMOVE;
}

static void
on_planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AmbBatch *self = user_data;
  g_autoptr (GError) error = NULL;
  Handover *handover = g_new0 (Handover, 1);
  handover->batch = self;
  handover->planning = g_object_ref (g_task_get_cancellable (G_TASK (result)));
  handover->drafts = amb_batch_planner_run_finish (result, &error);
  if (handover->planning == self->planning
      && !g_error_matches (error, AMB_ERROR, AMB_ERROR_CANCELLED))
    self->error = g_steal_pointer (&error);
  amb_portions_add (hand_over_next, handover, handover_free);
}

/* Details are for those who look at the plan. */
static AmbPlanFlags
plan_flags (AmbBatch *self)
{
  return self->wish == AMB_BATCH_WISH_PLAN ? self->plan_flags
                                           : self->plan_flags & ~AMB_PLAN_DETAILS;
}

static void
make_plan (AmbBatch *self)
{
  g_autoptr (GPtrArray) unplanned = g_ptr_array_new ();
  g_autoptr (GPtrArray) claimed = g_ptr_array_new ();

  self->replan = FALSE;
  g_clear_error (&self->error);
  self->planning = g_cancellable_new ();
  amb_batch_set_state (self, AMB_BATCH_PLANNING);
  for (guint i = 0; i < self->list.items->len; i++)
    {
      AmbBatchItem *item = self->list.items->pdata[i];
      if (amb_batch_item_is_planned (item))
        g_ptr_array_add (claimed, item);
      else if (awaits_plan (item) && amb_batch_item_get_fault (item) == NULL)
        g_ptr_array_add (unplanned, item);
    }
  amb_batch_planner_run_async (self->pool, unplanned, claimed, self->target_path, plan_flags (self),
                               self->planning, on_planned, g_object_ref (self));
}

/* Items that somebody cancelled stay so. */
static void
forget_plan (AmbBatch *self)
{
  amb_batch_tally_rewind (&self->tally);
  for (guint i = 0; i < self->list.items->len; i++)
    {
      AmbBatchItem *item = self->list.items->pdata[i];
      AmbItemState state = amb_batch_item_get_state (item);
      if (state == AMB_ITEM_CANCELLED)
        continue;
      amb_batch_tally_remove (&self->tally, item);
      amb_batch_item_drop_plan (item);
      amb_batch_count_item (self, item);
      if (state != AMB_ITEM_QUEUED)
        amb_batch_tell_item (self, item);
    }
}

void
amb_batch_flow_drop_plan (AmbBatch *self)
{
  if (self->state == AMB_BATCH_COLLECTING)
    return;
  if (self->planning != NULL)
    g_cancellable_cancel (self->planning);
  g_clear_object (&self->planning);
  g_clear_error (&self->error);
  forget_plan (self);
  self->wish = AMB_BATCH_WISH_COLLECT;
  amb_batch_set_state (self, AMB_BATCH_COLLECTING);
}

void
amb_batch_flow_collected (AmbBatch *self)
{
  if (self->state != AMB_BATCH_COLLECTING)
    return;
  if (amb_batch_flow_is_cancelled (self))
    amb_batch_flow_finish (self);
  else if (self->wish >= AMB_BATCH_WISH_PLAN)
    make_plan (self);
}

void
amb_batch_plan (AmbBatch *self)
{
  g_return_if_fail (self->state <= AMB_BATCH_PLANNED && self->wish != AMB_BATCH_WISH_RUN);
  amb_batch_flow_drop_plan (self);
  self->wish = AMB_BATCH_WISH_PLAN;
  if (!self->collecting)
    make_plan (self);
}

void
amb_batch_start (AmbBatch *self)
{
  g_return_if_fail (self->state <= AMB_BATCH_PLANNED && self->wish != AMB_BATCH_WISH_RUN);
  self->wish = AMB_BATCH_WISH_RUN;
  if (self->state == AMB_BATCH_PLANNED)
    begin (self);
  else if (self->state == AMB_BATCH_COLLECTING && !self->collecting)
    make_plan (self);
}

/* Pausing */

static void
set_paused (AmbBatch *self, gboolean paused)
{
  if (self->wish != AMB_BATCH_WISH_RUN || self->state == AMB_BATCH_FINISHED)
    return;
  self->paused = paused;
  if (!paused && self->begun && self->planning == NULL)
    g_clear_error (&self->error);
  amb_batch_flow_ensure_runner (self);
  amb_batch_runner_set_paused (self->runner, paused);
  if (self->state == AMB_BATCH_RUNNING || self->state == AMB_BATCH_PAUSED)
    amb_batch_flow_go_on (self);
}

void
amb_batch_pause (AmbBatch *self)
{
  set_paused (self, TRUE);
}

void
amb_batch_resume (AmbBatch *self)
{
  set_paused (self, FALSE);
}
