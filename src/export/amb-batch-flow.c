/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a batch is a list of items and a few states.
 *
 * - COLLECTING: amb_batch_add () hands names to a thread that recurses folders; items appear in
 *   the order of the names, one for each output.
 * - PLANNING: a thread looks into every source, probes say which have transparency where the format
 *   depends on it, a thread fixes all names. Nothing is written.
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
 * Order: that of the list, which is as planned unless somebody moves an item. Only as many jobs are
 * with the pool as it has workers, and some more; outputs that are being synced and named do not
 * count, up to a limit, so that a slow disk holds the batch back instead of filling memory. Ten
 * thousand waiting items are rows and nothing else. */
#include "amb-batch-private.h"

#include <glib/gi18n-lib.h>
#include "amb-batch-folders.h"
#include "amb-batch-planner.h"
#include "amb-error.h"

/* Items */

static void
change_item (AmbBatch *self, AmbBatchItem *item, AmbItemState state)
{
  amb_batch_tally_remove (&self->tally, item);
  amb_batch_item_set_state (item, state);
  amb_batch_count_item (self, item);
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
  change_item (self, item, state);
}

static void
skip_item (AmbBatch *self, AmbBatchItem *item, const char *reason)
{
  if (reason != NULL)
    amb_batch_item_add_note (item, reason);
  change_item (self, item, AMB_ITEM_SKIPPED);
}

static gboolean
is_planned (AmbBatchItem *item)
{
  return amb_batch_item_plan (item)->format != NULL;
}

static gboolean
is_queued (AmbBatchItem *item)
{
  return amb_batch_item_get_state (item) == AMB_ITEM_QUEUED;
}

/* Ends */

static gboolean
is_cancelled (AmbBatch *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

static void
finish (AmbBatch *self)
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
  if ((self->state != AMB_BATCH_RUNNING && self->state != AMB_BATCH_PAUSED)
      || !amb_batch_runner_is_idle (self->runner))
    return;
  if (self->replan)
    make_plan (self);
  else
    finish (self);
}

/* Running */

static void
on_item_started (AmbBatchItem *item, gpointer owner)
{
  if (is_queued (item))
    change_item (owner, item, AMB_ITEM_RUNNING);
}

static void
on_item_progress (AmbBatchItem *item, guint permille, gpointer owner)
{
  advance_item (owner, item, permille);
}

static void
on_item_finished (AmbBatchItem *item, const char *path, const char *const *notes, gpointer owner)
{
  AmbBatch *self = owner;
  for (guint i = 0; notes != NULL && notes[i] != NULL; i++)
    amb_batch_item_add_note (item, notes[i]);
  amb_batch_item_set_output (item, path);
  amb_batch_tally_remove (&self->tally, item);
  amb_batch_item_advance (item, 1000);
  amb_batch_item_set_state (item, AMB_ITEM_DONE);
  amb_batch_count_item (self, item);
  amb_batch_tell_item (self, item);
}

static void
on_item_failed (AmbBatchItem *item, const GError *error, gboolean quarantined, gpointer owner)
{
  if (g_error_matches (error, AMB_ERROR, AMB_ERROR_EXISTS))
    skip_item (owner, item, error->message);
  else
    fail_item (owner, item, error, quarantined);
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

static void
ensure_runner (AmbBatch *self)
{
  if (self->runner == NULL)
    self->runner = amb_batch_runner_new (self->pool, amb_batch_get_settings (self)->jobs,
                                         &runner_events, G_OBJECT (self));
}

static void
go_on (AmbBatch *self)
{
  amb_batch_set_state (self, self->paused ? AMB_BATCH_PAUSED : AMB_BATCH_RUNNING);
  amb_batch_runner_run (self->runner);
  amb_batch_flow_finish_if_idle (self);
}

/* Between the plan and the first job */

static void
fail_queued (AmbBatch *self, const GError *error)
{
  for (guint i = 0; i < self->list.items->len; i++)
    if (is_queued (self->list.items->pdata[i]))
      fail_item (self, self->list.items->pdata[i], error, FALSE);
}

static void
push_queued (AmbBatch *self)
{
  for (guint i = 0; i < self->list.items->len; i++)
    if (is_queued (self->list.items->pdata[i]))
      amb_batch_runner_push (self->runner, self->list.items->pdata[i]);
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
  go_on (self);
}

static char *
output_folder (AmbBatch *self, AmbBatchItem *item)
{
  return self->target_path != NULL ? g_path_get_dirname (self->target_path)
                                   : g_strdup (amb_batch_item_get_settings (item)->output);
}

/* Only what will be written to. Transfer full. */
static GPtrArray *
output_folders (AmbBatch *self)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->list.items->len; i++)
    {
      AmbBatchItem *item = self->list.items->pdata[i];
      g_autofree char *folder = is_queued (item) ? output_folder (self, item) : NULL;
      if (folder != NULL && !g_ptr_array_find_with_equal_func (folders, folder, g_str_equal, NULL))
        g_ptr_array_add (folders, g_steal_pointer (&folder));
    }
  return folders;
}

static void
begin (AmbBatch *self)
{
  ensure_runner (self);
  self->making_folders = TRUE;
  amb_batch_folders_make_async (output_folders (self), on_folders, g_object_ref (self));
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
  else if (!is_planned (item))
    skip_item (self, item, NULL);
  else if (self->begun)
    amb_batch_runner_push (self->runner, item);
}

static gboolean
awaits_plan (AmbBatchItem *item)
{
  return is_queued (item) && !is_planned (item);
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
      go_on (self);
      return;
    }
  amb_batch_set_state (self, AMB_BATCH_PLANNED);
  if (is_cancelled (self))
    finish (self);
  else if (self->wish == AMB_BATCH_WISH_RUN)
    begin (self);
}

static void
on_planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbBatch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = amb_batch_planner_run_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->planning)
    return; /* dropped */
  g_clear_object (&self->planning);
  if (!g_error_matches (error, AMB_ERROR, AMB_ERROR_CANCELLED))
    self->error = g_steal_pointer (&error);
  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    apply_draft (self, drafts->pdata[i]);
  fail_unplanned (self);
  on_plan_stands (self);
}

/* A plan that somebody asked for is looked at. */
static AmbPlanFlags
plan_flags (AmbBatch *self)
{
  return self->wish == AMB_BATCH_WISH_PLAN ? self->plan_flags | AMB_PLAN_DETAILS : self->plan_flags;
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
      if (is_planned (item))
        g_ptr_array_add (claimed, item);
      else if (awaits_plan (item) && amb_batch_item_get_fault (item) == NULL)
        g_ptr_array_add (unplanned, item);
    }
  amb_batch_planner_run_async (self->pool, unplanned, claimed, self->target_path,
                               plan_flags (self), self->planning, on_planned,
                               g_object_ref (self));
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
  if (is_cancelled (self))
    finish (self);
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
  ensure_runner (self);
  amb_batch_runner_set_paused (self->runner, paused);
  if (self->state == AMB_BATCH_RUNNING || self->state == AMB_BATCH_PAUSED)
    go_on (self);
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

/* Cancelling and trying again */

gboolean
amb_batch_flow_cancel_item (AmbBatch *self, AmbBatchItem *item)
{
  if (amb_item_state_is_final (amb_batch_item_get_state (item)))
    return FALSE;
  if (self->runner != NULL && !amb_batch_runner_cancel (self->runner, item))
    return FALSE;
  change_item (self, item, AMB_ITEM_CANCELLED);
  return TRUE;
}

void
amb_batch_cancel_item (AmbBatch *self, AmbBatchItem *item)
{
  if (amb_batch_flow_cancel_item (self, item))
    amb_batch_flow_finish_if_idle (self);
}

static gboolean
nothing_is_under_way (AmbBatch *self)
{
  return (self->state == AMB_BATCH_COLLECTING && !self->collecting)
         || (self->state == AMB_BATCH_PLANNED && !self->making_folders);
}

void
amb_batch_cancel (AmbBatch *self)
{
  if (self->state == AMB_BATCH_FINISHED)
    return;
  g_object_ref (self);
  g_cancellable_cancel (self->cancellable);
  if (self->planning != NULL)
    g_cancellable_cancel (self->planning);
  if (self->runner != NULL)
    amb_batch_runner_forget_waiting (self->runner);
  self->replan = FALSE;
  for (guint i = 0; i < self->list.items->len; i++)
    amb_batch_flow_cancel_item (self, self->list.items->pdata[i]);
  if (nothing_is_under_way (self))
    finish (self);
  else
    amb_batch_flow_finish_if_idle (self);
  g_object_unref (self);
}

static gboolean
may_retry (AmbBatch *self, AmbItemState state)
{
  return (self->begun || self->state == AMB_BATCH_FINISHED)
         && (state == AMB_ITEM_FAILED || state == AMB_ITEM_QUARANTINED
             || state == AMB_ITEM_CANCELLED);
}

/* The batch may have been cancelled before it began. */
static void
revive (AmbBatch *self)
{
  if (is_cancelled (self))
    {
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
    }
  self->wish = AMB_BATCH_WISH_RUN;
  self->begun = TRUE;
  ensure_runner (self);
  if (self->planning == NULL)
    g_clear_error (&self->error);
}

static void
requeue (AmbBatch *self, AmbBatchItem *item)
{
  amb_batch_tally_remove (&self->tally, item);
  amb_batch_item_reset (item);
  amb_batch_tally_rewind (&self->tally);
  amb_batch_count_item (self, item);
  amb_batch_tell_item (self, item);
  if (is_planned (item))
    amb_batch_runner_push (self->runner, item);
  else
    self->replan = TRUE;
}

void
amb_batch_retry_item (AmbBatch *self, AmbBatchItem *item)
{
  if (!may_retry (self, amb_batch_item_get_state (item)))
    return;
  revive (self);
  requeue (self, item);
  if (self->state != AMB_BATCH_PLANNING)
    go_on (self);
}

void
amb_batch_retry_failed (AmbBatch *self)
{
  g_autoptr (GPtrArray) failed = g_ptr_array_new ();
  for (guint i = 0; i < self->list.items->len; i++)
    {
      AmbItemState state = amb_batch_item_get_state (self->list.items->pdata[i]);
      if (state != AMB_ITEM_CANCELLED && may_retry (self, state))
        g_ptr_array_add (failed, self->list.items->pdata[i]);
    }
  if (failed->len == 0)
    return;
  revive (self);
  for (guint i = 0; i < failed->len; i++)
    requeue (self, failed->pdata[i]);
  if (self->state != AMB_BATCH_PLANNING)
    go_on (self);
}
