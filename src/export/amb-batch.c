/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list that people see and change: sources in, outputs, order, counts. What happens to it is in
 * amb-batch-flow.c. */
#include "amb-batch-private.h"

#include "amb-batch-collector.h"

enum
{
  CHANGED_MSEC = 50,
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

/* Telling */

static gboolean
on_changed_due (gpointer data)
{
  AmbBatch *self = data;
  self->changed_source = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
tell_changed_soon (AmbBatch *self)
{
  if (self->changed_source == 0)
    self->changed_source = g_timeout_add (CHANGED_MSEC, on_changed_due, self);
}

void
amb_batch_count_item (AmbBatch *self, AmbBatchItem *item)
{
  amb_batch_tally_add (&self->tally, item);
  tell_changed_soon (self);
}

void
amb_batch_tell_item (AmbBatch *self, AmbBatchItem *item)
{
  g_signal_emit (self, signals[SIGNAL_ITEM_CHANGED], 0, item);
}

void
amb_batch_tell_finished (AmbBatch *self)
{
  g_clear_handle_id (&self->changed_source, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
}

void
amb_batch_set_state (AmbBatch *self, AmbBatchState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* Sources */

static gboolean
is_passed_over_folder (AmbBatch *self, GFile *folder)
{
  for (guint i = 0; i < self->passed_over->len; i++)
    if (g_file_equal (self->passed_over->pdata[i], folder))
      return TRUE;
  return FALSE;
}

/* Looks at the folders on the way down from the named one, not at that one. */
static gboolean
is_passed_over (AmbBatch *self, const AmbFound *found)
{
  const char *level = self->passed_over->len > 0 ? found->subfolder : "";
  g_autoptr (GFile) folder = g_object_ref (found->file);
  while (level != NULL && *level != '\0' && folder != NULL)
    {
      g_autoptr (GFile) child = g_steal_pointer (&folder);
      folder = g_file_get_parent (child);
      if (folder != NULL && is_passed_over_folder (self, folder))
        return TRUE;
      level = strchr (level, G_DIR_SEPARATOR);
      level = level != NULL ? level + 1 : NULL;
    }
  return FALSE;
}

static void
on_found (GPtrArray *found, gpointer user_data)
{
  AmbBatch *self = user_data;
  guint position = self->list.items->len;
  for (guint i = 0; i < found->len; i++)
    if (!is_passed_over (self, found->pdata[i]))
      amb_batch_list_add (&self->list, found->pdata[i]);
  guint added = self->list.items->len - position;
  for (guint i = 0; i < added; i++)
    amb_batch_count_item (self, self->list.items->pdata[position + i]);
  if (added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, added);
}

static void collect (AmbBatch *self);

static void
on_collected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbBatch) self = user_data;
  self->collecting = FALSE;
  amb_batch_collector_run_finish (result, NULL);
  if (self->roots->len > 0 && !g_cancellable_is_cancelled (self->cancellable))
    collect (self);
  else
    amb_batch_flow_collected (self);
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
  g_return_if_fail (self->state <= AMB_BATCH_PLANNED && self->wish != AMB_BATCH_WISH_RUN);
  amb_batch_flow_drop_plan (self);
  g_ptr_array_add (self->roots, amb_root_new (file, argument));
  if (!self->collecting)
    collect (self);
}

void
amb_batch_pass_over (AmbBatch *self, GFile *folder)
{
  g_ptr_array_add (self->passed_over, g_object_ref (folder));
}

void
amb_batch_set_target (AmbBatch *self, const char *target_path)
{
  g_return_if_fail (self->state <= AMB_BATCH_PLANNED && self->wish != AMB_BATCH_WISH_RUN);
  amb_batch_flow_drop_plan (self);
  g_free (self->target_path);
  self->target_path = g_strdup (target_path);
}

/* Outputs */

static void
recount (AmbBatch *self)
{
  self->tally = (AmbBatchTally){ 0 };
  for (guint i = 0; i < self->list.items->len; i++)
    amb_batch_tally_add (&self->tally, self->list.items->pdata[i]);
  tell_changed_soon (self);
}

void
amb_batch_set_outputs (AmbBatch *self, GPtrArray *settings)
{
  g_return_if_fail (self->state <= AMB_BATCH_PLANNED && self->wish != AMB_BATCH_WISH_RUN);
  g_return_if_fail (settings->len > 0);
  amb_batch_flow_drop_plan (self);
  guint before = self->list.items->len;
  if (!amb_batch_list_set_outputs (&self->list, settings))
    return;
  recount (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->list.items->len);
}

void
amb_batch_set_settings (AmbBatch *self, const AmbExportSettings *settings)
{
  g_autoptr (GPtrArray) outputs = g_ptr_array_new ();
  g_ptr_array_add (outputs, (gpointer) settings);
  amb_batch_set_outputs (self, outputs);
}

/* Order */

static int
compare_positions (gconstpointer a, gconstpointer b, gpointer positions)
{
  guint first = GPOINTER_TO_UINT (g_hash_table_lookup (positions, a));
  guint second = GPOINTER_TO_UINT (g_hash_table_lookup (positions, b));
  return first < second ? -1 : first > second;
}

static void
order_what_waits (AmbBatch *self)
{
  g_autoptr (GHashTable) positions = g_hash_table_new (NULL, NULL);
  if (self->runner == NULL)
    return;
  for (guint i = 0; i < self->list.items->len; i++)
    g_hash_table_insert (positions, self->list.items->pdata[i], GUINT_TO_POINTER (i));
  amb_batch_runner_sort (self->runner, compare_positions, positions);
}

void
amb_batch_move_item (AmbBatch *self, AmbBatchItem *item, guint position)
{
  guint from;
  if (!amb_batch_list_find (&self->list, item, &from))
    return;
  position = MIN (position, self->list.items->len - 1);
  if (position == from)
    return;
  amb_batch_list_move (&self->list, from, position);
  order_what_waits (self);
  guint first = MIN (from, position);
  guint n = MAX (from, position) - first + 1;
  amb_batch_record_order (self, first, n);
  g_list_model_items_changed (G_LIST_MODEL (self), first, n, n);
}

void
amb_batch_remove_item (AmbBatch *self, AmbBatchItem *item)
{
  guint position;
  g_return_if_fail (self->state != AMB_BATCH_PLANNING);
  if (!amb_batch_list_find (&self->list, item, &position))
    return;
  if (!amb_batch_flow_cancel_item (self, item) && self->runner != NULL)
    amb_batch_runner_detach (self->runner, item);
  amb_batch_tally_remove (&self->tally, item);
  tell_changed_soon (self);
  amb_batch_record_removal (self, item);
  amb_batch_list_remove (&self->list, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  amb_batch_flow_finish_if_idle (self);
}

/* The object */

void
amb_batch_set_plan_flags (AmbBatch *self, AmbPlanFlags flags)
{
  self->plan_flags = flags;
}

AmbBatchState
amb_batch_get_state (AmbBatch *self)
{
  return self->state;
}

gboolean
amb_batch_is_started (AmbBatch *self)
{
  return self->wish == AMB_BATCH_WISH_RUN;
}

gboolean
amb_batch_is_paused (AmbBatch *self)
{
  return self->paused;
}

void
amb_batch_get_counts (AmbBatch *self, AmbBatchCounts *counts)
{
  amb_batch_tally_get (&self->tally, counts);
}

GPtrArray *
amb_batch_get_outputs (AmbBatch *self)
{
  return self->list.outputs;
}

const AmbExportSettings *
amb_batch_get_settings (AmbBatch *self)
{
  return self->list.outputs->pdata[0];
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
  return AMB_BATCH (model)->list.items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  const GPtrArray *items = AMB_BATCH (model)->list.items;
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
  g_clear_object (&self->ledger);
  G_OBJECT_CLASS (amb_batch_parent_class)->dispose (object);
}

static void
amb_batch_finalize (GObject *object)
{
  AmbBatch *self = AMB_BATCH (object);
  g_clear_pointer (&self->runner, amb_batch_runner_free);
  amb_batch_list_clear (&self->list);
  g_free (self->target_path);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->roots);
  g_ptr_array_unref (self->passed_over);
  g_object_unref (self->cancellable);
  g_clear_object (&self->planning);
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
  self->roots = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_root_free);
  self->passed_over = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->plan_flags = AMB_PLAN_DETAILS;
}

AmbBatch *
amb_batch_new (AmbPool *pool, const AmbExportSettings *settings)
{
  AmbBatch *self = g_object_new (AMB_TYPE_BATCH, NULL);
  g_autoptr (GPtrArray) outputs = g_ptr_array_new ();
  g_ptr_array_add (outputs, (gpointer) settings);
  self->pool = g_object_ref (pool);
  amb_batch_list_init (&self->list, outputs);
  return self;
}
