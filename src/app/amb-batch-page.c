/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The batch page: shows one AmbBatch in whatever state it is.
 *
 * DESIGN. The batch is the truth; this page only mirrors it. Everything that depends on its state
 * is set in one function, show_state (); everything that counts is set in show_counts (), which the
 * batch calls at most every 50 ms. The list is virtual: rows exist for what is in sight, and only
 * they ask for thumbnails. The filter is a model in between that is empty (and free) unless it is
 * on. */
#include "amb-batch-page.h"

#include <glib/gi18n-lib.h>
#include "amb-batch-row.h"
#include "amb-batch-words.h"
#include "amb-export-options.h"
#include "amb-photo-chooser.h"
#include "amb-show-file.h"
#include "amb-thumbnails.h"
#include "amb-window.h"

enum
{
  THUMBNAILS_KEPT = 256, /* 36 KiB each, or 144 KiB on a screen of double density */
};

struct _AmbBatchPage
{
  AdwBin parent_instance;

  AmbApplication *app;
  AmbBatch *batch; /* nullable */
  AmbThumbnails *thumbnails;
  GtkFilterListModel *filtered;
  GtkFilter *filter;             /* failed items; in the model only while the button is down */
  GPtrArray *rows;               /* AmbBatchRow that exist, weak */
  GtkFileChooserNative *chooser; /* while it is open */
  gint64 started_at;             /* monotonic microseconds */
  gboolean shown_started;

  AdwWindowTitle *title;
  GtkWidget *add_button;
  GtkWidget *start_button;
  GtkWidget *cancel_button;
  GtkWidget *new_button;
  GtkWidget *options_button;
  GtkStack *stack;
  AdwFlap *flap;
  GtkWidget *total_box;
  GtkImage *total_icon;
  GtkLabel *total_label;
  GtkToggleButton *failed_button;
  GtkWidget *open_button;
  GtkProgressBar *total_bar;
  GtkListView *list_view;
  AdwClamp *options_bin;
};

G_DEFINE_FINAL_TYPE (AmbBatchPage, amb_batch_page, ADW_TYPE_BIN)

static AmbBatchState
get_state (AmbBatchPage *self)
{
  return self->batch != NULL ? amb_batch_get_state (self->batch) : AMB_BATCH_COLLECTING;
}

static guint
count_items (AmbBatchPage *self)
{
  return self->batch != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->batch)) : 0;
}

static gboolean
is_busy (AmbBatchPage *self)
{
  AmbBatchState state = get_state (self);
  return state == AMB_BATCH_PLANNING || state == AMB_BATCH_RUNNING;
}

/* ---- What is shown ---- */

static void
show_items (AmbBatchPage *self)
{
  guint n = count_items (self);
  gboolean collecting = get_state (self) == AMB_BATCH_COLLECTING;
  g_autofree char *subtitle
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u photo", "%u photos", n), n);
  adw_window_title_set_subtitle (self->title, n > 0 ? subtitle : "");
  gtk_stack_set_visible_child_name (self->stack, n > 0 || !collecting ? "list" : "empty");
  gtk_widget_set_visible (self->options_button, collecting && n > 0);
  gtk_widget_set_visible (self->add_button, collecting && n > 0);
  gtk_widget_set_visible (self->start_button, collecting && n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "batch.start", collecting && n > 0);
}

static const char *
total_icon_name (AmbBatchPage *self, const AmbBatchCounts *counts)
{
  if (get_state (self) != AMB_BATCH_FINISHED)
    return "emblem-synchronizing-symbolic";
  if (counts->failed + counts->quarantined > 0 || amb_batch_get_error (self->batch) != NULL)
    return "dialog-warning-symbolic";
  return counts->done > 0 ? "emblem-ok-symbolic" : "dialog-information-symbolic";
}

/* Transfer full. */
static char *
total_words (AmbBatchPage *self, const AmbBatchCounts *counts)
{
  const GError *error = amb_batch_get_error (self->batch);
  if (error != NULL)
    return g_strdup (error->message);
  switch (get_state (self))
    {
    case AMB_BATCH_PLANNING:
      return g_strdup (_("Looking at the photos…"));
    case AMB_BATCH_FINISHED:
      return amb_batch_words_summary (counts);
    default:
      return amb_batch_words_progress (counts, g_get_monotonic_time () - self->started_at);
    }
}

static void
show_counts (AmbBatchPage *self)
{
  AmbBatchCounts counts;
  amb_batch_get_counts (self->batch, &counts);
  gboolean finished = get_state (self) == AMB_BATCH_FINISHED;
  gboolean failures = counts.failed + counts.quarantined + counts.cancelled > 0;
  g_autofree char *words = total_words (self, &counts);
  gtk_label_set_text (self->total_label, words);
  gtk_image_set_from_icon_name (self->total_icon, total_icon_name (self, &counts));
  gtk_progress_bar_set_fraction (self->total_bar, counts.permille / 1000.0);
  gtk_widget_set_visible (GTK_WIDGET (self->failed_button),
                          finished && failures && counts.done > 0);
  gtk_widget_set_visible (self->open_button, finished && counts.done > 0);
}

static void
show_rows_started (AmbBatchPage *self, gboolean started)
{
  self->shown_started = started;
  for (guint i = 0; i < self->rows->len; i++)
    amb_batch_row_set_started (g_ptr_array_index (self->rows, i), started);
}

static void
show_state (AmbBatchPage *self)
{
  AmbBatchState state = get_state (self);
  gboolean collecting = state == AMB_BATCH_COLLECTING;
  gboolean finished = state == AMB_BATCH_FINISHED;
  gtk_widget_set_visible (self->total_box, !collecting);
  gtk_widget_set_visible (GTK_WIDGET (self->total_bar), !finished);
  gtk_widget_set_visible (self->cancel_button, !collecting && !finished);
  gtk_widget_set_visible (self->new_button, finished);
  adw_flap_set_reveal_flap (self->flap, collecting && !adw_flap_get_folded (self->flap));
  if (!finished)
    gtk_toggle_button_set_active (self->failed_button, FALSE);
  if (self->shown_started == collecting)
    show_rows_started (self, !collecting);
  if (state == AMB_BATCH_RUNNING && self->started_at == 0)
    self->started_at = g_get_monotonic_time ();
  show_items (self);
  if (!collecting)
    show_counts (self);
}

static gboolean
item_failed (gpointer object, gpointer user_data)
{
  AmbItemState state = amb_batch_item_get_state (object);
  return state == AMB_ITEM_FAILED || state == AMB_ITEM_QUARANTINED || state == AMB_ITEM_CANCELLED;
}

static void
on_filter_toggled (AmbBatchPage *self)
{
  gboolean on = gtk_toggle_button_get_active (self->failed_button);
  gtk_filter_list_model_set_filter (self->filtered, on ? self->filter : NULL);
}

/* ---- Rows ---- */

static void
on_row_cancel (AmbBatchPage *self, AmbBatchItem *item)
{
  amb_batch_cancel_item (self->batch, item);
}

static void
on_row_retry (AmbBatchPage *self, AmbBatchItem *item)
{
  amb_batch_retry_item (self->batch, item);
}

static void
on_row_gone (gpointer data, GObject *row)
{
  g_ptr_array_remove_fast (((AmbBatchPage *) data)->rows, row);
}

static void
on_row_setup (AmbBatchPage *self, GtkListItem *list_item)
{
  GtkWidget *row = amb_batch_row_new (self->thumbnails);
  g_signal_connect_object (row, "cancel", G_CALLBACK (on_row_cancel), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "retry", G_CALLBACK (on_row_retry), self, G_CONNECT_SWAPPED);
  amb_batch_row_set_started (AMB_BATCH_ROW (row), self->shown_started);
  g_object_weak_ref (G_OBJECT (row), on_row_gone, self);
  g_ptr_array_add (self->rows, row);
  gtk_list_item_set_child (list_item, row);
}

static void
on_row_bind (AmbBatchPage *self, GtkListItem *list_item)
{
  amb_batch_row_set_item (AMB_BATCH_ROW (gtk_list_item_get_child (list_item)),
                          gtk_list_item_get_item (list_item));
}

static void
on_row_unbind (AmbBatchPage *self, GtkListItem *list_item)
{
  amb_batch_row_set_item (AMB_BATCH_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static GtkWindow *
get_window (AmbBatchPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
on_row_activated (AmbBatchPage *self, guint position)
{
  g_autoptr (AmbBatchItem) item = g_list_model_get_item (G_LIST_MODEL (self->filtered), position);
  const char *output = item != NULL ? amb_batch_item_get_output (item) : NULL;
  if (output != NULL)
    amb_show_file_in_folder (get_window (self), output);
}

static void
build_list (AmbBatchPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_row_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_row_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_row_unbind), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list_view, factory);
  g_object_unref (factory);

  self->filter = GTK_FILTER (gtk_custom_filter_new (item_failed, NULL, NULL));
  self->filtered = gtk_filter_list_model_new (NULL, NULL);
  gtk_filter_list_model_set_incremental (self->filtered, TRUE);
  GtkSingleSelection *selection
      = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->filtered)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

/* ---- Actions ---- */

static void
on_start (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  amb_batch_set_outputs (self->batch,
                         amb_export_choices_get_outputs (amb_application_get_choices (self->app)));
  amb_batch_start (self->batch);
}

static void
on_cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  if (self->batch != NULL)
    amb_batch_cancel (self->batch);
}

static void
on_open_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  const char *folder = self->batch != NULL ? amb_batch_get_settings (self->batch)->output : NULL;
  if (folder != NULL)
    amb_show_file_open_folder (get_window (self), folder);
}

static void
on_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  if (is_busy (self))
    return;
  g_autoptr (AmbBatch) batch = amb_application_new_batch (self->app);
  amb_batch_page_set_batch (self, batch);
}

/* files: of GFile. Into this batch while it is being collected, else into a batch in a window of
 * its own. */
static void
add_files (AmbBatchPage *self, GListModel *files)
{
  g_autoptr (AmbBatch) batch = NULL;
  if (self->batch != NULL && get_state (self) == AMB_BATCH_COLLECTING)
    batch = g_object_ref (self->batch);
  else
    batch = amb_application_new_batch (self->app);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      amb_batch_add (batch, file, NULL);
    }
  if (is_busy (self))
    {
      AmbWindow *window = amb_window_new (self->app);
      amb_window_show_batch (window, batch);
      gtk_window_present (GTK_WINDOW (window));
    }
  else if (batch != self->batch)
    amb_batch_page_set_batch (self, batch);
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
  self->chooser = folder ? amb_photo_chooser_new_folder (get_window (self))
                         : amb_photo_chooser_new (get_window (self));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
on_drop (AmbBatchPage *self, const GValue *value)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GSList) list = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *l = list; l != NULL; l = l->next)
    g_list_store_append (files, l->data);
  add_files (self, G_LIST_MODEL (files));
  return list != NULL;
}

/* ---- The batch ---- */

static void
on_items_changed (AmbBatchPage *self)
{
  show_items (self);
}

static void
on_changed (AmbBatchPage *self)
{
  if (get_state (self) != AMB_BATCH_COLLECTING)
    show_counts (self);
}

static void
connect_batch (AmbBatchPage *self)
{
  g_signal_connect_swapped (self->batch, "notify::state", G_CALLBACK (show_state), self);
  g_signal_connect_swapped (self->batch, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->batch, "items-changed", G_CALLBACK (on_items_changed), self);
}

static void
forget_batch (AmbBatchPage *self)
{
  if (self->batch != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->batch, self);
      amb_batch_keeper_remove_viewer (amb_application_get_keeper (self->app), self->batch);
    }
  if (self->filtered != NULL)
    gtk_filter_list_model_set_model (self->filtered, NULL);
  g_clear_object (&self->batch);
}

void
amb_batch_page_set_batch (AmbBatchPage *self, AmbBatch *batch)
{
  g_return_if_fail (AMB_IS_BATCH_PAGE (self));
  if (batch == self->batch)
    return;
  forget_batch (self);
  self->started_at = 0;
  if (batch != NULL)
    {
      self->batch = g_object_ref (batch);
      amb_batch_keeper_add_viewer (amb_application_get_keeper (self->app), batch);
      connect_batch (self);
      gtk_filter_list_model_set_model (self->filtered, G_LIST_MODEL (batch));
    }
  show_state (self);
}

/* ---- The class ---- */

static void
amb_batch_page_dispose (GObject *object)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (object);
  forget_batch (self);
  g_clear_object (&self->chooser);
  g_clear_object (&self->filter);
  g_clear_object (&self->filtered);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->app);
  G_OBJECT_CLASS (amb_batch_page_parent_class)->dispose (object);
}

static void
amb_batch_page_finalize (GObject *object)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (object);
  for (guint i = 0; i < self->rows->len; i++)
    g_object_weak_unref (g_ptr_array_index (self->rows, i), on_row_gone, self);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (amb_batch_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-batch-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, title);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, start_button);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, options_button);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, flap);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, total_box);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, total_icon);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, total_label);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, failed_button);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, total_bar);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, options_bin);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
amb_batch_page_class_init (AmbBatchPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = amb_batch_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = amb_batch_page_finalize;

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "batch.start", NULL, on_start);
  gtk_widget_class_install_action (widget_class, "batch.cancel", NULL, on_cancel);
  gtk_widget_class_install_action (widget_class, "batch.open-folder", NULL, on_open_folder);
  gtk_widget_class_install_action (widget_class, "batch.new", NULL, on_new);
  gtk_widget_class_install_action (widget_class, "batch.add-photos", NULL, on_add);
  gtk_widget_class_install_action (widget_class, "batch.add-folder", NULL, on_add);
}

static void
amb_batch_page_init (AmbBatchPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  build_list (self);

  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

GtkWidget *
amb_batch_page_new (AmbApplication *app)
{
  g_return_val_if_fail (AMB_IS_APPLICATION (app), NULL);
  AmbBatchPage *self = g_object_new (AMB_TYPE_BATCH_PAGE, NULL);
  self->app = g_object_ref (app);
  self->thumbnails = amb_thumbnails_new (amb_application_get_pool (app), THUMBNAILS_KEPT);
  adw_clamp_set_child (self->options_bin,
                     amb_export_options_new (app, AMB_EXPORT_OPTIONS_BATCH));
  show_state (self);
  return GTK_WIDGET (self);
}
