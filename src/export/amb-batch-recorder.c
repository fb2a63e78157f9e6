/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a batch tells its ledger, and a batch made of what a ledger tells. */
#include "amb-batch-private.h"

#include "amb-ledger-private.h"
#include "amb-portions.h"

static gboolean
is_recorded (AmbBatch *self)
{
  return self->ledger != NULL && self->recorded;
}

static void
on_ledger_failed (AmbBatch *self, const GError *error)
{
  if (is_recorded (self) && !self->recording)
    amb_batch_flow_trouble (self, error);
}

static void
use_ledger (AmbBatch *self, AmbLedger *ledger)
{
  g_set_object (&self->ledger, ledger);
  g_signal_connect_object (ledger, "failed", G_CALLBACK (on_ledger_failed), self,
                           G_CONNECT_SWAPPED);
}

void
amb_batch_set_ledger (AmbBatch *self, AmbLedger *ledger)
{
  g_return_if_fail (self->state <= AMB_BATCH_PLANNED && self->wish != AMB_BATCH_WISH_RUN);
  g_return_if_fail (self->ledger == NULL || self->ledger == ledger);
  if (self->ledger == NULL)
    use_ledger (self, ledger);
}

static void
enter (AmbBatch *self, AmbBatchItem *item)
{
  AmbItemRecord *record = amb_batch_item_record (item);
  if (record->row != 0)
    return;
  record->row = amb_ledger_next_row (self->ledger);
  record->queued = g_get_real_time ();
}

static AmbLedgerSnapshot *
take_snapshot (AmbBatch *self)
{
  AmbLedgerSnapshot *snapshot = amb_ledger_snapshot_new ();
  snapshot->id = self->ledger_id;
  snapshot->created = self->created;
  snapshot->target_path = g_strdup (self->target_path);
  for (guint i = 0; i < self->list.outputs->len; i++)
    g_ptr_array_add (snapshot->outputs, amb_export_settings_copy (self->list.outputs->pdata[i]));
  for (guint i = 0; i < self->list.items->len; i++)
    {
      AmbBatchItem *item = self->list.items->pdata[i];
      enter (self, item);
      g_ptr_array_add (snapshot->jobs, amb_ledger_job_new (item, self->ledger_id, (int) i));
    }
  return snapshot;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbBatch) self = user_data;
  g_autoptr (GError) error = NULL;
  self->recording = FALSE;
  if (amb_ledger_save_finish (result, &error))
    amb_batch_flow_recorded (self);
  else
    amb_batch_flow_trouble (self, error);
}

gboolean
amb_batch_ensure_recorded (AmbBatch *self)
{
  if (self->ledger == NULL || (self->recorded && !self->recording))
    return TRUE;
  if (self->recording)
    return FALSE;
  if (self->ledger_id == 0)
    {
      self->ledger_id = amb_ledger_next_batch (self->ledger);
      self->created = g_get_real_time ();
    }
  self->recorded = TRUE;
  self->recording = TRUE;
  amb_ledger_save_async (self->ledger, take_snapshot (self), on_saved, g_object_ref (self));
  return FALSE;
}

/* A job that the program's end cancels is to be gone on with. */
static gboolean
is_to_be_told (AmbBatch *self, AmbBatchItem *item)
{
  return is_recorded (self)
         && !(self->stopping && amb_batch_item_get_state (item) == AMB_ITEM_CANCELLED);
}

void
amb_batch_record_item (AmbBatch *self, AmbBatchItem *item)
{
  if (!is_to_be_told (self, item))
    return;
  enter (self, item);
  amb_ledger_save_job (self->ledger, amb_ledger_job_new (item, self->ledger_id, -1));
}

void
amb_batch_record_state (AmbBatch *self, AmbBatchItem *item)
{
  if (is_to_be_told (self, item))
    amb_ledger_set_job_state (self->ledger, amb_batch_item_record (item)->row,
                              amb_batch_item_get_state (item));
}

void
amb_batch_record_removal (AmbBatch *self, AmbBatchItem *item)
{
  if (is_recorded (self))
    amb_ledger_remove_job (self->ledger, amb_batch_item_record (item)->row);
}

void
amb_batch_record_order (AmbBatch *self, guint first, guint n)
{
  for (guint i = first; is_recorded (self) && i < first + n; i++)
    amb_ledger_place_job (self->ledger, amb_batch_item_record (self->list.items->pdata[i])->row, i);
}

/* Everything is saved once more when it is started: what was found out by now is not in the file.
 */
AmbBatch *
amb_batch_restore (AmbPool *pool, AmbLedger *ledger, AmbLedgerSnapshot *snapshot)
{
  AmbBatch *self = amb_batch_new (pool, snapshot->outputs->pdata[0]);
  amb_batch_list_adopt (&self->list, snapshot->items, snapshot->outputs);
  for (guint i = 0; i < self->list.items->len; i++)
    amb_batch_tally_add (&self->tally, self->list.items->pdata[i]);
  self->target_path = g_steal_pointer (&snapshot->target_path);
  self->ledger_id = snapshot->id;
  self->created = snapshot->created;
  self->state = AMB_BATCH_PLANNED;
  use_ledger (self, ledger);
  amb_free_in_thread (snapshot, (GDestroyNotify) amb_ledger_snapshot_free);
  return self;
}
