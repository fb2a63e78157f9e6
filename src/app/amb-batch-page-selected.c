/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to the selected photos of the batch page.
 *
 * DESIGN. A selection may be ten thousand photos, and each change tells the list: so what is to be
 * done is queued and done in portions. */
#include "amb-batch-page-private.h"

#include <glib/gi18n-lib.h>
#include "amb-portions.h"
#include "amb-show-file.h"

typedef void (*ChoreFunc) (AmbBatchPage *self, AmbBatchItem *item, AmbBatchItem *anchor);

typedef struct
{
  ChoreFunc func;
  AmbBatchItem *item;
  AmbBatchItem *anchor; /* nullable */
} Chore;

static void
chore_free (gpointer data)
{
  Chore *chore = data;
  g_object_unref (chore->item);
  g_clear_object (&chore->anchor);
  g_free (chore);
}

void
amb_batch_page_stop_chores (AmbBatchPage *self)
{
  g_clear_handle_id (&self->chore_source, g_source_remove);
  g_queue_clear_full (&self->chores, chore_free);
}

static gboolean
do_chore (gpointer data)
{
  AmbBatchPage *self = data;
  Chore *chore = g_queue_pop_head (&self->chores);
  chore->func (self, chore->item, chore->anchor);
  chore_free (chore);
  if (!g_queue_is_empty (&self->chores))
    return G_SOURCE_CONTINUE;
  self->chore_source = 0;
  amb_batch_page_update_selected (self);
  return G_SOURCE_REMOVE;
}

static void
add_chore (AmbBatchPage *self, ChoreFunc func, AmbBatchItem *item, AmbBatchItem *anchor)
{
  Chore *chore = g_new0 (Chore, 1);
  chore->func = func;
  chore->item = g_object_ref (item);
  g_set_object (&chore->anchor, anchor);
  g_queue_push_tail (&self->chores, chore);
  if (self->chore_source == 0)
    self->chore_source = amb_portions_add (do_chore, self, NULL);
}

static void
for_selected (AmbBatchPage *self, ChoreFunc func)
{
  g_autoptr (GPtrArray) items = amb_batch_page_get_selected (self);
  for (guint i = 0; i < items->len; i++)
    add_chore (self, func, items->pdata[i], NULL);
}

/* To each */

static void
cancel (AmbBatchPage *self, AmbBatchItem *item, AmbBatchItem *anchor)
{
  amb_batch_cancel_item (self->batch, item);
}

static void
retry (AmbBatchPage *self, AmbBatchItem *item, AmbBatchItem *anchor)
{
  amb_batch_retry_item (self->batch, item);
}

/* A plan is made again without it, once the last of many is gone; one that the start waits for
 * stays. */
static void
drop (AmbBatchPage *self, AmbBatchItem *item, AmbBatchItem *anchor)
{
  gboolean started = amb_batch_is_started (self->batch);
  if (!started && amb_batch_get_state (self->batch) != AMB_BATCH_COLLECTING)
    {
      g_autoptr (GPtrArray) outputs = g_ptr_array_ref (amb_batch_get_outputs (self->batch));
      amb_batch_set_outputs (self->batch, outputs);
    }
  if (amb_batch_get_state (self->batch) != AMB_BATCH_PLANNING)
    amb_batch_remove_item (self->batch, item);
  amb_batch_page_plan_soon (self);
}

static guint
position_of (AmbBatchPage *self, AmbBatchItem *item)
{
  GListModel *model = G_LIST_MODEL (self->batch);
  guint n = g_list_model_get_n_items (model);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AmbBatchItem) each = g_list_model_get_item (model, i);
      if (each == item)
        return i;
    }
  return n;
}

/* Before anchor, which is not item. */
static void
put_before (AmbBatchPage *self, AmbBatchItem *item, AmbBatchItem *anchor)
{
  guint position = position_of (self, anchor);
  amb_batch_move_item (self->batch, item, position - (position_of (self, item) < position ? 1 : 0));
}

static void
put_after (AmbBatchPage *self, AmbBatchItem *item, AmbBatchItem *anchor)
{
  guint position = position_of (self, anchor);
  amb_batch_move_item (self->batch, item, position + (position_of (self, item) < position ? 0 : 1));
}

void
amb_batch_page_move_items (AmbBatchPage *self,
                           GPtrArray *items,
                           AmbBatchItem *anchor,
                           gboolean after)
{
  AmbBatchItem *last = NULL;
  for (guint i = 0; i < items->len; i++)
    {
      AmbBatchItem *item = items->pdata[i];
      if (item == anchor)
        continue;
      if (last != NULL)
        add_chore (self, put_after, item, last);
      else
        add_chore (self, after ? put_after : put_before, item, anchor);
      last = item;
    }
}

/* The item of the batch next to the selected ones: step is -1 or 1. Transfer full; NULL: none. */
static AmbBatchItem *
neighbour (AmbBatchPage *self, GPtrArray *items, int step)
{
  AmbBatchItem *edge = items->pdata[step < 0 ? 0 : items->len - 1];
  guint position = position_of (self, edge);
  if (step < 0 && position == 0)
    return NULL;
  return g_list_model_get_item (G_LIST_MODEL (self->batch), position + (guint) step);
}

/* Actions */

static void
on_cancel_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for_selected (AMB_BATCH_PAGE (widget), cancel);
}

static void
on_retry_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for_selected (AMB_BATCH_PAGE (widget), retry);
}

static void
on_remove_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for_selected (AMB_BATCH_PAGE (widget), drop);
}

static void
on_move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  g_autoptr (GPtrArray) items = amb_batch_page_get_selected (self);
  g_autoptr (AmbBatchItem) anchor = NULL;
  gboolean down = g_str_has_suffix (name, "down") || g_str_has_suffix (name, "bottom");
  GListModel *model = G_LIST_MODEL (self->batch);
  if (self->batch == NULL || items->len == 0)
    return;
  if (g_str_has_suffix (name, "top"))
    anchor = g_list_model_get_item (model, 0);
  else if (g_str_has_suffix (name, "bottom"))
    anchor = g_list_model_get_item (model, g_list_model_get_n_items (model) - 1);
  else
    anchor = neighbour (self, items, down ? 1 : -1);
  if (anchor != NULL)
    amb_batch_page_move_items (self, items, anchor, down);
}

static void
on_choose_conflict (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  g_autoptr (GPtrArray) items = amb_batch_page_get_selected (self);
  for (guint i = 0; i < items->len; i++)
    for (guint conflict = AMB_CONFLICT_SKIP; conflict <= AMB_CONFLICT_REPLACE; conflict++)
      if (g_str_equal (g_variant_get_string (parameter, NULL), amb_conflict_word (conflict)))
        amb_batch_item_set_conflict (items->pdata[i], conflict);
  amb_batch_page_plan_soon (self);
}

static void
on_show_file (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  g_autoptr (GPtrArray) items = amb_batch_page_get_selected (self);
  const char *output = items->len > 0 ? amb_batch_item_get_output (items->pdata[0]) : NULL;
  if (output != NULL)
    amb_show_file_in_folder (amb_batch_page_get_window (self), output);
}

/* GTK would leave the keyboard nowhere. */
static void
on_menu_closed (AmbBatchPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

/* What the selected items are, as bits of 1 << AmbItemState. */
static guint
states_of (GPtrArray *items)
{
  guint states = 0;
  for (guint i = 0; i < items->len; i++)
    states |= 1u << amb_batch_item_get_state (items->pdata[i]);
  return states;
}

void
amb_batch_page_update_selected (AmbBatchPage *self)
{
  g_autoptr (GPtrArray) items = amb_batch_page_get_selected (self);
  GtkWidget *widget = GTK_WIDGET (self);
  guint states = states_of (items);
  gboolean started = self->batch != NULL && amb_batch_is_started (self->batch);
  gboolean any = items->len > 0;
  gtk_widget_action_set_enabled (
      widget, "batch.cancel-selected",
      started && (states & (1u << AMB_ITEM_QUEUED | 1u << AMB_ITEM_RUNNING)) != 0);
  gtk_widget_action_set_enabled (
      widget, "batch.retry-selected",
      started
          && (states
              & (1u << AMB_ITEM_FAILED | 1u << AMB_ITEM_QUARANTINED | 1u << AMB_ITEM_CANCELLED))
                 != 0);
  gtk_widget_action_set_enabled (widget, "batch.show-file",
                                 any && (states & 1u << AMB_ITEM_DONE) != 0);
  gtk_widget_action_set_enabled (widget, "batch.conflict", any && !started);
  gtk_widget_action_set_enabled (widget, "batch.remove-selected", any);
  gtk_widget_action_set_enabled (widget, "batch.move-to-top", any);
  gtk_widget_action_set_enabled (widget, "batch.move-up", any);
  gtk_widget_action_set_enabled (widget, "batch.move-down", any);
  gtk_widget_action_set_enabled (widget, "batch.move-to-bottom", any);
}

void
amb_batch_page_install_selected (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_menu_closed);
  gtk_widget_class_install_action (widget_class, "batch.cancel-selected", NULL, on_cancel_selected);
  gtk_widget_class_install_action (widget_class, "batch.retry-selected", NULL, on_retry_selected);
  gtk_widget_class_install_action (widget_class, "batch.remove-selected", NULL, on_remove_selected);
  gtk_widget_class_install_action (widget_class, "batch.move-to-top", NULL, on_move);
  gtk_widget_class_install_action (widget_class, "batch.move-up", NULL, on_move);
  gtk_widget_class_install_action (widget_class, "batch.move-down", NULL, on_move);
  gtk_widget_class_install_action (widget_class, "batch.move-to-bottom", NULL, on_move);
  gtk_widget_class_install_action (widget_class, "batch.conflict", "s", on_choose_conflict);
  gtk_widget_class_install_action (widget_class, "batch.show-file", NULL, on_show_file);
}
