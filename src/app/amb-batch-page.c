/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The batch page: shows one AmbBatch in whatever state it is.
 *
 * DESIGN. The batch is the truth; this page only mirrors it. Everything that depends on its state
 * is set in one function, show_state (); everything that counts is set in show_counts (), which the
 * batch calls at most every 50 ms. The list is virtual: rows exist for what is in sight, and only
 * they ask for thumbnails. Until it is started a batch takes the export choices and is planned anew
 * after each change, a moment later: a plan writes nothing. */
#include "amb-batch-page-private.h"

#include <glib/gi18n-lib.h>
#include "amb-batch-switcher.h"
#include "amb-batch-words.h"
#include "amb-meter.h"
#include "amb-resume-bar.h"
#include "amb-show-file.h"

enum
{
  THUMBNAILS_KEPT = 256, /* 36 KiB each, or 144 KiB on a screen of double density */
  PLAN_MS = 300,         /* after the last change */
  PLAN_MANY_MS = 1200,   /* where a plan is much work */
  MANY_PHOTOS = 1000,
};

G_DEFINE_FINAL_TYPE (AmbBatchPage, amb_batch_page, ADW_TYPE_BIN)

AmbBatchState
amb_batch_page_get_state (AmbBatchPage *self)
{
  return self->batch != NULL ? amb_batch_get_state (self->batch) : AMB_BATCH_COLLECTING;
}

GtkWindow *
amb_batch_page_get_window (AmbBatchPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static guint
count_items (AmbBatchPage *self)
{
  return self->batch != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->batch)) : 0;
}

static gboolean
is_started (AmbBatchPage *self)
{
  return self->batch != NULL
         && (amb_batch_is_started (self->batch)
             || amb_batch_get_state (self->batch) == AMB_BATCH_FINISHED);
}

/* ---- What is shown ---- */

/* The keyboard goes where the photos came. */
static void
show_page (AmbBatchPage *self, const char *name)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, name);
  if (g_str_equal (name, "list") && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

static void
show_items (AmbBatchPage *self)
{
  guint n = count_items (self);
  guint n_outputs = self->batch != NULL ? amb_batch_get_outputs (self->batch)->len : 1;
  guint n_photos = (n + n_outputs - 1) / n_outputs;
  gboolean open = !is_started (self);
  g_autofree char *subtitle = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u photo", "%u photos", n_photos), n_photos);
  adw_window_title_set_subtitle (self->title, n > 0 ? subtitle : "");
  show_page (self, n > 0 || !open ? "list" : "empty");
  gtk_widget_set_visible (self->options_button, open && n > 0);
  gtk_widget_set_visible (self->add_button, n > 0);
  gtk_widget_set_visible (self->start_button, open && n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "batch.start", open && n > 0);
}

static const char *
total_icon_name (AmbBatchPage *self, const AmbBatchCounts *counts)
{
  AmbBatchState state = amb_batch_page_get_state (self);
  if (amb_batch_get_error (self->batch) != NULL)
    return "dialog-warning-symbolic";
  if (state == AMB_BATCH_PAUSED)
    return "media-playback-pause-symbolic";
  if (state != AMB_BATCH_FINISHED)
    return "emblem-synchronizing-symbolic";
  if (counts->failed + counts->quarantined > 0)
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
  switch (amb_batch_page_get_state (self))
    {
    case AMB_BATCH_COLLECTING:
    case AMB_BATCH_PLANNING:
    case AMB_BATCH_PLANNED:
      return g_strdup (_("Looking at the photos…"));
    case AMB_BATCH_PAUSED:
      return amb_batch_words_paused (counts);
    case AMB_BATCH_FINISHED:
      return amb_batch_words_summary (counts);
    default:
      return amb_batch_words_progress (counts, g_get_monotonic_time () - self->started_at,
                                       &self->before);
    }
}

static void
show_counts (AmbBatchPage *self)
{
  AmbBatchCounts counts;
  amb_batch_get_counts (self->batch, &counts);
  gboolean finished = amb_batch_page_get_state (self) == AMB_BATCH_FINISHED;
  gboolean failures = counts.failed + counts.quarantined > 0;
  const char *classes[] = { failures                      ? "warning"
                            : finished && counts.done > 0 ? "success"
                                                          : NULL,
                            NULL };
  g_autofree char *words = total_words (self, &counts);
  g_autofree char *sizes = amb_batch_words_sizes (&counts);
  gtk_label_set_text (self->total_label, words);
  gtk_label_set_text (self->sizes_label, sizes != NULL ? sizes : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sizes_label), sizes != NULL);
  gtk_image_set_from_icon_name (self->total_icon, total_icon_name (self, &counts));
  gtk_widget_set_css_classes (GTK_WIDGET (self->total_icon), classes);
  gtk_progress_bar_set_fraction (self->total_bar, counts.permille / 1000.0);
  gtk_widget_set_visible (self->retry_button, failures);
  gtk_widget_set_visible (self->open_button, finished && counts.done > 0);
}

static void
show_plan (AmbBatchPage *self)
{
  AmbBatchState state = amb_batch_page_get_state (self);
  const AmbExportChoices *choices = amb_application_get_choices (self->app);
  if (self->batch == NULL || is_started (self))
    return;
  if (state == AMB_BATCH_PLANNED && self->report != NULL)
    {
      amb_plan_card_show (self->plan_card, self->report,
                          amb_export_choices_get ((AmbExportChoices *) choices, 0)->conflict,
                          amb_batch_get_error (self->batch));
      amb_meter_event ("plan", self->report->total);
    }
  else
    amb_plan_card_show_busy (self->plan_card,
                             count_items (self) / amb_batch_get_outputs (self->batch)->len);
}

/* While it is planned anew, rows say what they said. */
static AmbBatchPhase
find_phase (AmbBatchPage *self)
{
  if (is_started (self))
    return AMB_BATCH_PHASE_STARTED;
  if (amb_batch_page_get_state (self) == AMB_BATCH_PLANNED)
    return AMB_BATCH_PHASE_PLANNED;
  return self->phase == AMB_BATCH_PHASE_PLANNED ? AMB_BATCH_PHASE_PLANNED : AMB_BATCH_PHASE_LISTED;
}

/* Since when it runs, so that its pace can be said. */
static void
note_start (AmbBatchPage *self, AmbBatchState state)
{
  if (state != AMB_BATCH_RUNNING)
    self->started_at = 0;
  else if (self->started_at == 0)
    {
      self->started_at = g_get_monotonic_time ();
      amb_batch_get_counts (self->batch, &self->before);
    }
}

static void
show_buttons (AmbBatchPage *self, AmbBatchState state)
{
  gboolean running = is_started (self) && state != AMB_BATCH_FINISHED;
  gboolean paused = self->batch != NULL && amb_batch_is_paused (self->batch);
  gtk_widget_set_visible (self->cancel_button, running);
  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), running);
  gtk_button_set_label (self->pause_button, paused ? _("_Resume") : _("_Pause"));
  gtk_widget_set_visible (self->new_button, state == AMB_BATCH_FINISHED);
  gtk_widget_set_visible (GTK_WIDGET (self->switch_button),
                          amb_batch_switcher_has_others (self->app, self->batch));
}

static void
show_state (AmbBatchPage *self)
{
  AmbBatchState state = amb_batch_page_get_state (self);
  gboolean started = is_started (self);
  note_start (self, state);
  gtk_widget_set_visible (self->total_box, started);
  gtk_widget_set_visible (GTK_WIDGET (self->plan_card), !started);
  gtk_widget_set_visible (GTK_WIDGET (self->total_bar), state != AMB_BATCH_FINISHED);
  if (started == adw_flap_get_reveal_flap (self->flap))
    adw_flap_set_reveal_flap (self->flap, !started && !adw_flap_get_folded (self->flap));
  if (find_phase (self) != self->phase || state == AMB_BATCH_PLANNED)
    amb_batch_page_show_phase (self, find_phase (self));
  show_buttons (self, state);
  show_items (self);
  show_plan (self);
  if (started)
    show_counts (self);
  amb_batch_page_filter_soon (self);
  amb_batch_page_update_selected (self);
}

/* ---- The plan ---- */

static void
forget_report (AmbBatchPage *self)
{
  g_clear_pointer (&self->report, amb_plan_report_free);
}

static void
on_report (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbBatchPage) self = data;
  g_autoptr (AmbPlanReport) report = amb_plan_report_new_finish (result);
  if (source != G_OBJECT (self->batch) || amb_batch_page_get_state (self) != AMB_BATCH_PLANNED)
    return;
  forget_report (self);
  self->report = g_steal_pointer (&report);
  show_plan (self);
  amb_export_options_show_names (self->options, self->batch);
}

static void
plan_now (AmbBatchPage *self)
{
  AmbExportChoices *choices = amb_application_get_choices (self->app);
  g_clear_handle_id (&self->plan_timeout, g_source_remove);
  if (self->batch == NULL || is_started (self) || count_items (self) == 0)
    return;
  forget_report (self);
  amb_batch_set_outputs (self->batch, amb_export_choices_get_outputs (choices));
  amb_batch_plan (self->batch);
}

static gboolean
on_plan_due (gpointer data)
{
  AmbBatchPage *self = data;
  self->plan_timeout = 0;
  plan_now (self);
  return G_SOURCE_REMOVE;
}

void
amb_batch_page_plan_soon (AmbBatchPage *self)
{
  if (self->batch == NULL || is_started (self))
    return;
  g_clear_handle_id (&self->plan_timeout, g_source_remove);
  self->plan_timeout = g_timeout_add (count_items (self) > MANY_PHOTOS ? PLAN_MANY_MS : PLAN_MS,
                                      on_plan_due, self);
}

static void
on_conflict (AmbBatchPage *self, guint conflict)
{
  amb_export_choices_set (amb_application_get_choices (self->app), 0, "on-conflict",
                          g_variant_new_string (amb_conflict_word (conflict)), NULL);
}

/* ---- Actions ---- */

/* A plan that stands and is of these choices is gone by; anything else is planned again, without
 * the details that nobody will look at. */
static void
on_start (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  AmbExportChoices *choices = amb_application_get_choices (self->app);
  if (self->batch == NULL || is_started (self))
    return;
  if (self->plan_timeout != 0 || amb_batch_page_get_state (self) != AMB_BATCH_PLANNED)
    amb_batch_set_outputs (self->batch, amb_export_choices_get_outputs (choices));
  g_clear_handle_id (&self->plan_timeout, g_source_remove);
  amb_application_start_batch (self->app, self->batch);
  show_state (self);
}

static void
on_pause (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  if (self->batch == NULL)
    return;
  if (amb_batch_is_paused (self->batch))
    amb_batch_resume (self->batch);
  else
    amb_batch_pause (self->batch);
  show_state (self);
}

static void
on_cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  if (self->batch != NULL)
    amb_batch_cancel (self->batch);
}

static void
on_retry_failed (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  if (self->batch != NULL)
    amb_batch_retry_failed (self->batch);
}

static void
on_open_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  const char *folder = self->batch != NULL ? amb_batch_get_settings (self->batch)->output : NULL;
  if (folder != NULL)
    amb_show_file_open_folder (amb_batch_page_get_window (self), folder);
}

/* What runs here goes on and can be switched to. */
static void
on_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  g_autoptr (AmbBatch) batch = amb_application_new_batch (self->app);
  amb_batch_page_set_batch (self, batch);
}

static void
on_switched (AmbBatchPage *self, AmbBatch *batch)
{
  amb_batch_page_set_batch (self, batch);
}

/* ---- The batch ---- */

static void
on_items_changed (AmbBatchPage *self, guint position)
{
  show_items (self);
  if (is_started (self))
    return;
  show_plan (self);
  if (position == 0)
    amb_export_options_show_names (self->options, self->batch);
  if (amb_batch_page_get_state (self) == AMB_BATCH_COLLECTING)
    return;
  amb_batch_page_plan_soon (self);
}

static void
on_changed (AmbBatchPage *self)
{
  if (is_started (self))
    show_counts (self);
  amb_batch_page_filter_soon (self);
}

static void
on_state (AmbBatchPage *self)
{
  if (amb_batch_page_get_state (self) == AMB_BATCH_PLANNED && !is_started (self))
    amb_plan_report_new_async (self->batch, on_report, g_object_ref (self));
  show_state (self);
}

static void
on_choices_changed (AmbBatchPage *self)
{
  amb_batch_page_plan_soon (self);
}

static void
connect_batch (AmbBatchPage *self)
{
  g_signal_connect_swapped (self->batch, "notify::state", G_CALLBACK (on_state), self);
  g_signal_connect_swapped (self->batch, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->batch, "items-changed", G_CALLBACK (on_items_changed), self);
}

static void
forget_batch (AmbBatchPage *self)
{
  amb_batch_page_stop_chores (self);
  g_clear_handle_id (&self->plan_timeout, g_source_remove);
  forget_report (self);
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
  self->phase = AMB_BATCH_PHASE_LISTED;
  amb_batch_page_clear_filter (self);
  if (batch != NULL)
    {
      self->batch = g_object_ref (batch);
      amb_batch_keeper_add_viewer (amb_application_get_keeper (self->app), batch);
      connect_batch (self);
      amb_batch_page_begin_list (self);
      gtk_filter_list_model_set_model (self->filtered, G_LIST_MODEL (batch));
    }
  amb_export_options_show_names (self->options, batch);
  amb_batch_page_plan_soon (self);
  show_state (self);
}

AmbBatch *
amb_batch_page_get_batch (AmbBatchPage *self)
{
  return self->batch;
}

/* ---- The class ---- */

static void
amb_batch_page_map (GtkWidget *widget)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (widget);
  show_buttons (self, amb_batch_page_get_state (self));
  GTK_WIDGET_CLASS (amb_batch_page_parent_class)->map (widget);
}

static void
amb_batch_page_dispose (GObject *object)
{
  AmbBatchPage *self = AMB_BATCH_PAGE (object);
  forget_batch (self);
  amb_batch_page_list_dispose (self);
  g_clear_pointer (&self->dragged, g_ptr_array_unref);
  g_clear_object (&self->chooser);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->app);
  G_OBJECT_CLASS (amb_batch_page_parent_class)->dispose (object);
}

#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, AmbBatchPage, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-batch-page.ui");
  CHILD (title);
  CHILD (switch_button);
  CHILD (add_button);
  CHILD (start_button);
  CHILD (pause_button);
  CHILD (cancel_button);
  CHILD (new_button);
  CHILD (options_button);
  CHILD (stack);
  CHILD (flap);
  CHILD (plan_card);
  CHILD (total_box);
  CHILD (total_icon);
  CHILD (total_label);
  CHILD (sizes_label);
  CHILD (retry_button);
  CHILD (open_button);
  CHILD (total_bar);
  CHILD (filter_box);
  CHILD (filter_drop_down);
  CHILD (list_stack);
  CHILD (list_view);
  CHILD (options_bin);
  CHILD (menu);
}

static void
amb_batch_page_class_init (AmbBatchPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = amb_batch_page_dispose;
  widget_class->map = amb_batch_page_map;

  g_type_ensure (AMB_TYPE_PLAN_CARD);
  g_type_ensure (AMB_TYPE_RESUME_BAR);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "batch.start", NULL, on_start);
  gtk_widget_class_install_action (widget_class, "batch.pause", NULL, on_pause);
  gtk_widget_class_install_action (widget_class, "batch.cancel", NULL, on_cancel);
  gtk_widget_class_install_action (widget_class, "batch.retry-failed", NULL, on_retry_failed);
  gtk_widget_class_install_action (widget_class, "batch.open-folder", NULL, on_open_folder);
  gtk_widget_class_install_action (widget_class, "batch.new", NULL, on_new);
  amb_batch_page_install_files (widget_class);
  amb_batch_page_install_selected (widget_class);
}

static void
amb_batch_page_init (AmbBatchPage *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->spare_rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&self->chores);
  gtk_widget_init_template (GTK_WIDGET (self));
  amb_batch_page_build_list (self);
  amb_batch_page_add_drop (self);
  g_signal_connect_object (self->plan_card, "conflict", G_CALLBACK (on_conflict), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
amb_batch_page_new (AmbApplication *app)
{
  g_return_val_if_fail (AMB_IS_APPLICATION (app), NULL);
  AmbBatchPage *self = g_object_new (AMB_TYPE_BATCH_PAGE, NULL);
  self->app = g_object_ref (app);
  self->thumbnails = amb_thumbnails_new (amb_application_get_pool (app), THUMBNAILS_KEPT);
  self->options = AMB_EXPORT_OPTIONS (amb_export_options_new (app, AMB_EXPORT_OPTIONS_BATCH));
  adw_clamp_set_child (self->options_bin, GTK_WIDGET (self->options));
  g_signal_connect_object (amb_application_get_choices (app), "changed",
                           G_CALLBACK (on_choices_changed), self, G_CONNECT_SWAPPED);
  amb_batch_switcher_add (self->switch_button, app, G_CALLBACK (on_switched), self);
  show_state (self);
  return GTK_WIDGET (self);
}
