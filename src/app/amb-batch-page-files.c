/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come to the batch page and leave it: chosen, dropped, dragged out; and photos that are
 * dragged to another place in the order. */
#include "amb-batch-page-private.h"

#include <glib/gi18n-lib.h>
#include "amb-photo-chooser.h"

/* files: of GFile. Into this batch while it is being collected, else into a new one; what ran here
 * goes on and can be switched to. */
static void
add_files (AmbBatchPage *self, GListModel *files)
{
  g_autoptr (AmbBatch) batch = NULL;
  if (self->batch != NULL && !amb_batch_is_started (self->batch)
      && amb_batch_page_get_state (self) <= AMB_BATCH_PLANNED)
    batch = g_object_ref (self->batch);
  else
    batch = amb_application_new_batch (self->app);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      amb_batch_add (batch, file, NULL);
    }
  if (batch != self->batch)
    amb_batch_page_set_batch (self, batch);
  else
    amb_batch_page_plan_soon (self);
}

static void
on_chosen (AmbBatchPage *self, int response)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (self->chooser));
      add_files (self, files);
    }
  g_clear_object (&self->chooser);
}

static void
on_add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  gboolean folder = g_str_equal (name, "batch.add-folder");
  g_clear_object (&self->chooser);
  self->chooser = folder ? amb_photo_chooser_new_folder (amb_batch_page_get_window (self))
                         : amb_photo_chooser_new (amb_batch_page_get_window (self));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

void
amb_batch_page_install_files (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "batch.add-photos", NULL, on_add);
  gtk_widget_class_install_action (widget_class, "batch.add-folder", NULL, on_add);
}

void
amb_batch_page_take_files (AmbBatchPage *self, GSList *files)
{
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);
  for (GSList *l = files; l != NULL; l = l->next)
    g_list_store_append (list, l->data);
  add_files (self, G_LIST_MODEL (list));
}

static gboolean
on_drop (AmbBatchPage *self, const GValue *value)
{
  g_autoptr (GSList) list = gdk_file_list_get_files (g_value_get_boxed (value));
  amb_batch_page_take_files (self, list);
  return list != NULL;
}

/* What is dragged out of this program is not dropped into it. */
static GdkDragAction
on_enter (GtkDropTarget *target)
{
  if (gdk_drop_get_drag (gtk_drop_target_get_current_drop (target)) == NULL)
    return GDK_ACTION_COPY;
  gtk_drop_target_reject (target);
  return 0;
}

void
amb_batch_page_add_drop (AmbBatchPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (target, "enter", G_CALLBACK (on_enter), NULL);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* Rows */

/* The selected items when the row is one of them, else the row's alone. */
static GPtrArray *
items_to_drag (AmbBatchPage *self, AmbBatchItem *item)
{
  GPtrArray *items = amb_batch_page_get_selected (self);
  if (g_ptr_array_find (items, item, NULL))
    return items;
  g_ptr_array_set_size (items, 0);
  g_ptr_array_add (items, g_object_ref (item));
  return items;
}

/* NULL unless there is a finished one. */
static GdkContentProvider *
provide_files (GPtrArray *items)
{
  g_autoptr (GSList) files = NULL;
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = items->len; i > 0; i--)
    {
      const char *output = amb_batch_item_get_output (items->pdata[i - 1]);
      GFile *file = output != NULL ? g_file_new_for_path (output) : NULL;
      if (file == NULL)
        continue;
      g_ptr_array_add (owned, file);
      files = g_slist_prepend (files, file);
    }
  if (files == NULL)
    return NULL;
  GdkFileList *list = gdk_file_list_new_from_list (files);
  g_auto (GValue) value = G_VALUE_INIT;
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, list);
  return gdk_content_provider_new_for_value (&value);
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, AmbBatchPage *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  AmbBatchItem *item = amb_batch_row_get_item (AMB_BATCH_ROW (row));
  GdkContentProvider *providers[2];
  gsize n = 0;
  if (item == NULL)
    return NULL;
  g_clear_pointer (&self->dragged, g_ptr_array_unref);
  self->dragged = items_to_drag (self, item);
  providers[n++] = gdk_content_provider_new_typed (AMB_TYPE_BATCH_ITEM, item);
  providers[n] = provide_files (self->dragged);
  n += providers[n] != NULL;
  /* A finished photo's file is copied, never moved away. */
  gtk_drag_source_set_actions (source, n > 1 ? GDK_ACTION_COPY : GDK_ACTION_MOVE);
  return gdk_content_provider_new_union (providers, n);
}

static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);
  g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (picture);
  gtk_drag_source_set_icon (source, still, 24, 24);
}

static void
on_drag_end (AmbBatchPage *self)
{
  g_clear_pointer (&self->dragged, g_ptr_array_unref);
}

/* Above the row's middle before it, below after it. */
static gboolean
on_item_dropped (GtkDropTarget *target, const GValue *value, double x, double y, AmbBatchPage *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  AmbBatchItem *anchor = amb_batch_row_get_item (AMB_BATCH_ROW (row));
  gboolean after = y > gtk_widget_get_height (row) / 2.0;
  gtk_widget_remove_css_class (row, "drop-before");
  gtk_widget_remove_css_class (row, "drop-after");
  if (self->dragged == NULL || anchor == NULL)
    return FALSE;
  amb_batch_page_move_items (self, self->dragged, anchor, after);
  return TRUE;
}

static GdkDragAction
on_item_over (GtkDropTarget *target, double x, double y, AmbBatchPage *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  gboolean after = y > gtk_widget_get_height (row) / 2.0;
  if (self->dragged == NULL)
    return 0;
  gtk_widget_add_css_class (row, after ? "drop-after" : "drop-before");
  gtk_widget_remove_css_class (row, after ? "drop-before" : "drop-after");
  return gdk_drop_get_actions (gtk_drop_target_get_current_drop (target));
}

static void
on_item_left (GtkDropTarget *target, AmbBatchPage *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  gtk_widget_remove_css_class (row, "drop-before");
  gtk_widget_remove_css_class (row, "drop-after");
}

void
amb_batch_page_add_row_drag (AmbBatchPage *self, GtkWidget *row)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target
      = gtk_drop_target_new (AMB_TYPE_BATCH_ITEM, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (on_drag_prepare), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (on_drag_begin), self, 0);
  g_signal_connect_object (source, "drag-end", G_CALLBACK (on_drag_end), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_item_dropped), self, 0);
  g_signal_connect_object (target, "enter", G_CALLBACK (on_item_over), self, 0);
  g_signal_connect_object (target, "motion", G_CALLBACK (on_item_over), self, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (on_item_left), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}
