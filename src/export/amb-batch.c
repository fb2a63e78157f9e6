/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a batch is a list of items and four states.
 *
 * - COLLECTING: amb_batch_add () hands names to a thread that recurses folders; items appear in
 *   the order of the names.
 * - PLANNING: a thread looks into every source, probes say which have transparency where the format
 *   depends on it, a thread fixes all names. Nothing is written before all are known.
 * - RUNNING: items go through the pool, one worker process each: amb-item-run.c.
 * - FINISHED: every item is final and every temporary is gone.
 *
 * Guarantees: an item's settings are those at start (a snapshot); a failure touches its own item
 * only; the output of an item is whole or absent; cancelling is immediate for the rows, and the
 * batch finishes once nothing of it is left in any thread; the whole's progress never goes back
 * unless items are tried again.
 *
 * Order: as planned. Only as many jobs are with the pool as it has workers, and one more for the
 * warm spare; outputs that are being synced and named do not count, up to a limit, so that a slow
 * disk holds the batch back instead of filling memory. Ten thousand waiting items are rows and
 * nothing else.
 *
 * Left out: the ledger. Items, plans and settings are values that it can store; attempts are the
 * pool's. */
#include "amb-batch.h"

#include <glib/gi18n-lib.h>
#include "amb-batch-collector.h"
#include "amb-batch-item-private.h"
#include "amb-batch-planner.h"
#include "amb-batch-runner.h"
#include "amb-batch-tally.h"
#include "amb-error.h"

enum
{
  CHANGED_MSEC = 50,
};

struct _AmbBatch
{
  GObject parent_instance;

  AmbPool *pool;
  AmbExportSettings *settings;
  char *target_path;
  AmbBatchState state;
  GError *error;

  GPtrArray *items;          /* AmbBatchItem */
  GPtrArray *roots;          /* AmbRoot, not yet given to the collector */
  GHashTable *faults;        /* AmbBatchItem -> GError: folders that could not be read */
  GCancellable *cancellable; /* of collecting and planning */
  gboolean collecting;
  gboolean started;
  gboolean replan; /* items without a plan are to be tried again */

  AmbBatchRunner *runner; /* NULL before start */

  AmbBatchTally tally;
  guint changed_source;
};

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ITEM_CHANGED,
  SIGNAL_FINISHED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void amb_batch_list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AmbBatch,
                               amb_batch,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, amb_batch_list_model_init))

static void plan (AmbBatch *self);

/* Counts and progress */

static gboolean
on_changed_due (gpointer data)
{
  AmbBatch *self = data;
  self->changed_source = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* The item was taken out of the tally for a change. */
static void
count_item (AmbBatch *self, AmbBatchItem *item)
{
  amb_batch_tally_add (&self->tally, item);
  if (self->changed_source == 0)
    self->changed_source = g_timeout_add (CHANGED_MSEC, on_changed_due, self);
}

static void
tell_item (AmbBatch *self, AmbBatchItem *item)
{
  g_signal_emit (self, signals[SIGNAL_ITEM_CHANGED], 0, item);
}

static void
move_item (AmbBatch *self, AmbBatchItem *item, AmbItemState state)
{
  amb_batch_tally_remove (&self->tally, item);
  amb_batch_item_set_state (item, state);
  count_item (self, item);
  tell_item (self, item);
}

static void
advance_item (AmbBatch *self, AmbBatchItem *item, guint permille)
{
  amb_batch_tally_remove (&self->tally, item);
  gboolean moved = amb_batch_item_advance (item, permille);
  count_item (self, item);
  if (moved)
    tell_item (self, item);
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
  move_item (self, item, state);
}

static void
skip_item (AmbBatch *self, AmbBatchItem *item, const char *reason)
{
  if (reason != NULL)
    amb_batch_item_add_note (item, reason);
  move_item (self, item, AMB_ITEM_SKIPPED);
}

/* States of the batch */

static void
set_state (AmbBatch *self, AmbBatchState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
finish (AmbBatch *self)
{
  g_object_ref (self);
  set_state (self, AMB_BATCH_FINISHED);
  g_clear_handle_id (&self->changed_source, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
  g_object_unref (self);
}

static void
finish_if_idle (gpointer owner)
{
  AmbBatch *self = owner;
  if (self->state != AMB_BATCH_RUNNING || !amb_batch_runner_is_idle (self->runner))
    return;
  if (self->replan)
    plan (self);
  else
    finish (self);
}

/* Running */

static void
on_item_started (AmbBatchItem *item, gpointer owner)
{
  if (amb_batch_item_get_state (item) == AMB_ITEM_QUEUED)
    move_item (owner, item, AMB_ITEM_RUNNING);
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
  count_item (self, item);
  tell_item (self, item);
}

static void
on_item_failed (AmbBatchItem *item, const GError *error, gboolean quarantined, gpointer owner)
{
  if (g_error_matches (error, AMB_ERROR, AMB_ERROR_EXISTS))
    skip_item (owner, item, error->message);
  else
    fail_item (owner, item, error, quarantined);
}

static const AmbBatchRunnerEvents runner_events = {
  .started = on_item_started,
  .progress = on_item_progress,
  .finished = on_item_finished,
  .failed = on_item_failed,
  .idle = finish_if_idle,
};

/* Planning */

static void
apply_draft (AmbBatch *self, AmbDraft *draft)
{
  AmbBatchItem *item = draft->item;
  amb_draft_hand_over (draft);
  if (amb_batch_item_get_state (item) != AMB_ITEM_QUEUED)
    return; /* cancelled meanwhile */
  if (draft->error != NULL)
    fail_item (self, item, draft->error, FALSE);
  else if (amb_batch_item_plan (item)->format == NULL)
    skip_item (self, item, NULL);
  else
    amb_batch_runner_push (self->runner, item);
}

static gboolean
awaits_plan (AmbBatchItem *item)
{
  return amb_batch_item_get_state (item) == AMB_ITEM_QUEUED
         && amb_batch_item_plan (item)->format == NULL;
}

/* A folder that could not be read is final without a plan; when the whole cannot be planned, so is
 * everything. */
static void
fail_unplanned (AmbBatch *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      AmbBatchItem *item = self->items->pdata[i];
      const GError *fault = g_hash_table_lookup (self->faults, item);
      if (fault == NULL)
        fault = self->error;
      if (fault != NULL && awaits_plan (item))
        fail_item (self, item, fault, FALSE);
    }
}

static void
on_planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbBatch) self = user_data;
  g_autoptr (GPtrArray) drafts = amb_batch_planner_run_finish (result, &self->error);

  set_state (self, AMB_BATCH_RUNNING);
  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    apply_draft (self, drafts->pdata[i]);
  fail_unplanned (self);
  if (g_error_matches (self->error, AMB_ERROR, AMB_ERROR_CANCELLED))
    g_clear_error (&self->error);
  amb_batch_runner_run (self->runner);
  finish_if_idle (self);
}

static void
plan (AmbBatch *self)
{
  g_autoptr (GPtrArray) unplanned = g_ptr_array_new ();
  g_autoptr (GPtrArray) claimed = g_ptr_array_new ();

  self->replan = FALSE;
  g_clear_error (&self->error);
  set_state (self, AMB_BATCH_PLANNING);
  for (guint i = 0; i < self->items->len; i++)
    {
      AmbBatchItem *item = self->items->pdata[i];
      if (amb_batch_item_plan (item)->format != NULL)
        g_ptr_array_add (claimed, item);
      else if (awaits_plan (item) && !g_hash_table_contains (self->faults, item))
        g_ptr_array_add (unplanned, item);
    }
  amb_batch_planner_run_async (self->pool, unplanned, claimed, self->settings, self->target_path,
                               self->cancellable, on_planned, g_object_ref (self));
}

/* Collecting */

static void
on_found (GPtrArray *found, gpointer user_data)
{
  AmbBatch *self = user_data;
  guint position = self->items->len;
  for (guint i = 0; i < found->len; i++)
    {
      AmbFound *each = found->pdata[i];
      AmbBatchItem *item = amb_batch_item_new (each, self->items->len + 1);
      g_ptr_array_add (self->items, item);
      if (each->error != NULL)
        g_hash_table_insert (self->faults, item, g_steal_pointer (&each->error));
      count_item (self, item);
    }
  if (found->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, found->len);
}

static void collect (AmbBatch *self);

static void
on_collected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbBatch) self = user_data;
  self->collecting = FALSE;
  amb_batch_collector_run_finish (result, NULL);
  if (self->state != AMB_BATCH_COLLECTING)
    return;
  if (g_cancellable_is_cancelled (self->cancellable))
    finish (self);
  else if (self->roots->len > 0)
    collect (self);
  else if (self->started)
    plan (self);
}

static void
collect (AmbBatch *self)
{
  GPtrArray *roots = g_steal_pointer (&self->roots);
  self->roots = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_root_free);
  self->collecting = TRUE;
  amb_batch_collector_run_async (roots, on_found, self->cancellable, on_collected,
                                 g_object_ref (self));
}

void
amb_batch_add (AmbBatch *self, GFile *file, const char *argument)
{
  g_return_if_fail (self->state == AMB_BATCH_COLLECTING && !self->started);
  g_ptr_array_add (self->roots, amb_root_new (file, argument));
  if (!self->collecting)
    collect (self);
}

void
amb_batch_start (AmbBatch *self)
{
  g_return_if_fail (self->state == AMB_BATCH_COLLECTING && !self->started);
  self->started = TRUE;
  self->runner = amb_batch_runner_new (self->pool, self->settings, &runner_events, G_OBJECT (self));
  if (!self->collecting)
    plan (self);
}

/* Cancelling and trying again */

/* FALSE when it is final already, or done but for its name. */
static gboolean
cancel_item (AmbBatch *self, AmbBatchItem *item)
{
  if (amb_item_state_is_final (amb_batch_item_get_state (item)))
    return FALSE;
  if (self->runner != NULL && !amb_batch_runner_cancel (self->runner, item))
    return FALSE;
  move_item (self, item, AMB_ITEM_CANCELLED);
  return TRUE;
}

void
amb_batch_cancel_item (AmbBatch *self, AmbBatchItem *item)
{
  if (cancel_item (self, item))
    finish_if_idle (self);
}

void
amb_batch_cancel (AmbBatch *self)
{
  if (self->state == AMB_BATCH_FINISHED)
    return;
  g_object_ref (self);
  g_cancellable_cancel (self->cancellable);
  if (self->runner != NULL)
    amb_batch_runner_forget_waiting (self->runner);
  self->replan = FALSE;
  for (guint i = 0; i < self->items->len; i++)
    cancel_item (self, self->items->pdata[i]);
  if (self->state == AMB_BATCH_COLLECTING && !self->collecting)
    finish (self);
  else
    finish_if_idle (self);
  g_object_unref (self);
}

static gboolean
may_retry (AmbBatch *self, AmbItemState state)
{
  return (self->state == AMB_BATCH_RUNNING || self->state == AMB_BATCH_FINISHED)
         && (state == AMB_ITEM_FAILED || state == AMB_ITEM_QUARANTINED
             || state == AMB_ITEM_CANCELLED);
}

void
amb_batch_retry_item (AmbBatch *self, AmbBatchItem *item)
{
  if (!may_retry (self, amb_batch_item_get_state (item)))
    return;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
    }
  amb_batch_tally_remove (&self->tally, item);
  amb_batch_item_reset (item);
  amb_batch_tally_rewind (&self->tally);
  count_item (self, item);
  tell_item (self, item);

  if (amb_batch_item_plan (item)->format != NULL)
    amb_batch_runner_push (self->runner, item);
  else
    self->replan = TRUE;
  set_state (self, AMB_BATCH_RUNNING);
  amb_batch_runner_run (self->runner);
  finish_if_idle (self);
}

/* The object */

void
amb_batch_set_settings (AmbBatch *self, const AmbExportSettings *settings)
{
  g_return_if_fail (self->state == AMB_BATCH_COLLECTING && !self->started);
  amb_export_settings_free (self->settings);
  self->settings = amb_export_settings_copy (settings);
}

void
amb_batch_set_target (AmbBatch *self, const char *target_path)
{
  g_return_if_fail (self->state == AMB_BATCH_COLLECTING && !self->started);
  g_free (self->target_path);
  self->target_path = g_strdup (target_path);
}

AmbBatchState
amb_batch_get_state (AmbBatch *self)
{
  return self->state;
}

void
amb_batch_get_counts (AmbBatch *self, AmbBatchCounts *counts)
{
  amb_batch_tally_get (&self->tally, counts);
}

const AmbExportSettings *
amb_batch_get_settings (AmbBatch *self)
{
  return self->settings;
}

const GError *
amb_batch_get_error (AmbBatch *self)
{
  return self->error;
}

static GType
get_item_type (GListModel *model)
{
  return AMB_TYPE_BATCH_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return AMB_BATCH (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  const GPtrArray *items = AMB_BATCH (model)->items;
  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
amb_batch_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
amb_batch_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_uint (value, AMB_BATCH (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
amb_batch_dispose (GObject *object)
{
  AmbBatch *self = AMB_BATCH (object);
  g_clear_handle_id (&self->changed_source, g_source_remove);
  g_clear_object (&self->pool);
  G_OBJECT_CLASS (amb_batch_parent_class)->dispose (object);
}

static void
amb_batch_finalize (GObject *object)
{
  AmbBatch *self = AMB_BATCH (object);
  g_clear_pointer (&self->runner, amb_batch_runner_free);
  amb_export_settings_free (self->settings);
  g_free (self->target_path);
  g_clear_error (&self->error);
  g_hash_table_unref (self->faults);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->roots);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (amb_batch_parent_class)->finalize (object);
}

static void
amb_batch_class_init (AmbBatchClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = amb_batch_get_property;
  object_class->dispose = amb_batch_dispose;
  object_class->finalize = amb_batch_finalize;

  properties[PROP_STATE] = g_param_spec_uint (
      "state", NULL, NULL, AMB_BATCH_COLLECTING, AMB_BATCH_FINISHED, AMB_BATCH_COLLECTING,
      G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", AMB_TYPE_BATCH, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ITEM_CHANGED]
      = g_signal_new ("item-changed", AMB_TYPE_BATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, AMB_TYPE_BATCH_ITEM);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", AMB_TYPE_BATCH, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
}

static void
amb_batch_init (AmbBatch *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->roots = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_root_free);
  self->faults = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_error_free);
  self->cancellable = g_cancellable_new ();
}

AmbBatch *
amb_batch_new (AmbPool *pool, const AmbExportSettings *settings)
{
  AmbBatch *self = g_object_new (AMB_TYPE_BATCH, NULL);
  self->pool = g_object_ref (pool);
  self->settings = amb_export_settings_copy (settings);
  return self;
}
