/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: without a ledger (another program has it, the disk is full) photos are exported all the
 * same, and why they cannot be gone on with is said once. */
#include "amb-batch-shelf.h"

struct _AmbBatchShelf
{
  GObject parent_instance;

  AmbLedger *ledger;
  gboolean is_opening;
  gboolean is_open;
  GPtrArray *waiting;    /* AmbBatch, to be started once it is known whether there is a ledger */
  GPtrArray *unfinished; /* AmbLedgerBatch; nullable */
};

G_DEFINE_FINAL_TYPE (AmbBatchShelf, amb_batch_shelf, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_TROUBLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tell_changed (AmbBatchShelf *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Opening */

static void
start_now (AmbBatchShelf *self, AmbBatch *batch)
{
  if (amb_batch_is_started (batch) || amb_batch_get_state (batch) > AMB_BATCH_PLANNED)
    return;
  if (self->is_open)
    amb_batch_set_ledger (batch, self->ledger);
  amb_batch_start (batch);
}

static void
start_waiting (AmbBatchShelf *self)
{
  for (guint i = 0; i < self->waiting->len; i++)
    start_now (self, self->waiting->pdata[i]);
  g_ptr_array_set_size (self->waiting, 0);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbBatchShelf) self = data;
  g_autoptr (GPtrArray) batches = amb_ledger_list_finish (self->ledger, result, NULL);
  self->is_opening = FALSE;
  for (guint i = batches != NULL ? batches->len : 0; i > 0; i--)
    {
      const AmbLedgerBatch *batch = batches->pdata[i - 1];
      if (batch->counts.queued + batch->counts.running == 0)
        g_ptr_array_remove_index (batches, i - 1);
    }
  self->unfinished = g_steal_pointer (&batches);
  start_waiting (self);
  tell_changed (self);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbBatchShelf) self = data;
  g_autoptr (GError) error = NULL;
  self->is_open = amb_ledger_open_finish (self->ledger, result, &error);
  if (self->is_open)
    {
      amb_ledger_list_async (self->ledger, on_listed, g_object_ref (self));
      return;
    }
  self->is_opening = FALSE;
  g_signal_emit (self, signals[SIGNAL_TROUBLE], 0, error->message);
  start_waiting (self);
}

static void
on_trouble (AmbBatchShelf *self)
{
  g_autofree char *trouble = amb_ledger_take_trouble (self->ledger);
  if (trouble != NULL)
    g_signal_emit (self, signals[SIGNAL_TROUBLE], 0, trouble);
}

void
amb_batch_shelf_start (AmbBatchShelf *self, AmbBatch *batch)
{
  if (self->is_opening)
    g_ptr_array_add (self->waiting, g_object_ref (batch));
  else
    start_now (self, batch);
}

/* What was left */

const AmbLedgerBatch *
amb_batch_shelf_get_unfinished (AmbBatchShelf *self)
{
  return self->unfinished != NULL && self->unfinished->len > 0 ? self->unfinished->pdata[0] : NULL;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AmbBatchShelf *self = g_task_get_source_object (task);
  GError *error = NULL;
  AmbBatch *batch = amb_ledger_load_finish (self->ledger, result, &error);
  if (batch != NULL)
    g_task_return_pointer (task, batch, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* The id; 0: there is none. */
static gint64
take_first (AmbBatchShelf *self)
{
  const AmbLedgerBatch *first = amb_batch_shelf_get_unfinished (self);
  gint64 id = first != NULL ? first->id : 0;
  if (first != NULL)
    g_ptr_array_remove_index (self->unfinished, 0);
  tell_changed (self);
  return id;
}

void
amb_batch_shelf_take_async (AmbBatchShelf *self,
                            AmbPool *pool,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, amb_batch_shelf_take_async);
  amb_ledger_load_async (self->ledger, take_first (self), pool, TRUE, on_loaded, task);
}

AmbBatch *
amb_batch_shelf_take_finish (AmbBatchShelf *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
amb_batch_shelf_discard (AmbBatchShelf *self)
{
  gint64 id = take_first (self);
  if (id != 0)
    amb_ledger_forget (self->ledger, id);
}

/* The object */

void
amb_batch_shelf_close (AmbBatchShelf *self)
{
  if (self->is_open)
    amb_ledger_close (self->ledger);
  self->is_open = FALSE;
}

static void
amb_batch_shelf_finalize (GObject *object)
{
  AmbBatchShelf *self = AMB_BATCH_SHELF (object);
  g_object_unref (self->ledger);
  g_ptr_array_unref (self->waiting);
  g_clear_pointer (&self->unfinished, g_ptr_array_unref);
  G_OBJECT_CLASS (amb_batch_shelf_parent_class)->finalize (object);
}

static void
amb_batch_shelf_class_init (AmbBatchShelfClass *class)
{
  G_OBJECT_CLASS (class)->finalize = amb_batch_shelf_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", AMB_TYPE_BATCH_SHELF, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TROUBLE] = g_signal_new ("trouble", AMB_TYPE_BATCH_SHELF, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
amb_batch_shelf_init (AmbBatchShelf *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

AmbBatchShelf *
amb_batch_shelf_new (const char *folder)
{
  AmbBatchShelf *self = g_object_new (AMB_TYPE_BATCH_SHELF, NULL);
  g_autofree char *path = g_build_filename (folder, "batches.sqlite", NULL);
  self->ledger = amb_ledger_new (path);
  self->is_opening = TRUE;
  g_signal_connect_object (self->ledger, "trouble", G_CALLBACK (on_trouble), self,
                           G_CONNECT_SWAPPED);
  amb_ledger_open_async (self->ledger, AMB_LEDGER_FORGET_FINISHED, on_opened, g_object_ref (self));
  return self;
}
