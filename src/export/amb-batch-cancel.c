/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch's ends before the end, and its second tries. */
#include "amb-batch-private.h"

gboolean
amb_batch_flow_cancel_item (AmbBatch *self, AmbBatchItem *item)
{
  if (amb_item_state_is_final (amb_batch_item_get_state (item)))
    return FALSE;
  if (self->runner != NULL && !amb_batch_runner_cancel (self->runner, item))
    return FALSE;
  amb_batch_flow_change_item (self, item, AMB_ITEM_CANCELLED);
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
    amb_batch_flow_finish (self);
  else
    amb_batch_flow_finish_if_idle (self);
  g_object_unref (self);
}

void
amb_batch_stop (AmbBatch *self)
{
  self->stopping = TRUE;
  amb_batch_cancel (self);
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
  if (amb_batch_flow_is_cancelled (self))
    {
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
    }
  self->wish = AMB_BATCH_WISH_RUN;
  self->begun = TRUE;
  amb_batch_flow_ensure_runner (self);
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
  amb_batch_record_item (self, item);
  amb_batch_tell_item (self, item);
  if (amb_batch_item_is_planned (item))
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
    amb_batch_flow_go_on (self);
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
    amb_batch_flow_go_on (self);
}
