/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A window: one photo with its edit panel, or the batch page. */
#include "amb-window-private.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "amb-batch-page.h"
#include "amb-resume-bar.h"
#include "amb-meter.h"

enum
{
  SPINNER_DELAY_MS = 300, /* most photos are there before */
};

G_DEFINE_FINAL_TYPE (AmbWindow, amb_window, ADW_TYPE_APPLICATION_WINDOW)

static AmbApplication *
amb_window_get_app (AmbWindow *self)
{
  return AMB_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

static void
amb_window_show_page (AmbWindow *self, const char *page)
{
  gboolean photo = g_str_equal (page, "photo");
  gboolean opened
      = self->photo != NULL && amb_view_get_info (amb_photo_get_view (self->photo)) != NULL;

  gtk_stack_set_visible_child_name (self->pages, page);
  gtk_widget_set_visible (self->history_buttons, photo || opened);
  gtk_widget_set_visible (self->compare_button, photo);
  gtk_widget_set_visible (self->panel_button, photo);
  gtk_widget_set_visible (GTK_WIDGET (self->zoom_button), photo);
  gtk_widget_set_visible (self->export_button, photo);
  amb_window_update_actions (self);
}

/* Under the title: which of the photos it is, and the size of the output as edited. */
static char *
amb_window_describe (AmbWindow *self)
{
  g_autofree char *place = amb_window_describe_place (self);
  g_autofree char *size = NULL;
  AmbGeometry geometry;

  if (amb_photo_get_geometry (self->photo, AMB_GEOMETRY_DEFAULT, &geometry))
    /* Left to right in every language, or width and height would change places. */
    size = g_strdup_printf ("\u200e%d × %d", geometry.crop.width, geometry.crop.height);
  if (place == NULL || size == NULL)
    return g_strdup (place != NULL ? place : size != NULL ? size : "");
  return g_strjoin (" · ", place, size, NULL);
}

void
amb_window_update_title (AmbWindow *self)
{
  g_autofree char *subtitle = NULL;

  if (self->photo == NULL)
    {
      adw_window_title_set_title (self->title, "Ambrotype");
      adw_window_title_set_subtitle (self->title, "");
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), NULL);
      gtk_window_set_title (GTK_WINDOW (self), "Ambrotype");
      return;
    }
  subtitle = amb_window_describe (self);
  adw_window_title_set_title (self->title, amb_photo_get_name (self->photo));
  /* A small window has room for the beginning of a name only. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), amb_photo_get_name (self->photo));
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_window_set_title (GTK_WINDOW (self), amb_photo_get_name (self->photo));
}

static void
amb_window_photo_changed (AmbWindow *self)
{
  gboolean comparing = amb_photo_get_comparing (self->photo);

  gtk_revealer_set_reveal_child (self->compare_hint, comparing);
  amb_window_update_title (self);
  amb_window_update_actions (self);
  amb_window_mark_listed (self);
}

static void
amb_window_update_zoom (AmbWindow *self)
{
  g_autofree char *label
      = g_strdup_printf (_("%d %%"), (int) lround (amb_canvas_get_zoom (self->canvas) * 100));

  gtk_menu_button_set_label (self->zoom_button, label);
}

static gboolean
amb_window_spin (gpointer data)
{
  AmbWindow *self = data;

  self->spinner_delay = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static void
amb_window_update_waiting (AmbWindow *self)
{
  g_clear_handle_id (&self->spinner_delay, g_source_remove);
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
  if (amb_canvas_get_waiting (self->canvas))
    self->spinner_delay = g_timeout_add (SPINNER_DELAY_MS, amb_window_spin, self);
}

static void
amb_window_show_error (AmbWindow *self, const char *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  adw_status_page_set_description (self->error_page, escaped);
  amb_canvas_set_photo (self->canvas, NULL);
  amb_edit_panel_set_photo (self->panel, NULL);
  amb_window_update_waiting (self);
  amb_window_show_page (self, "error");
}

static void
amb_window_photo_failed (AmbWindow *self)
{
  const GError *error = amb_view_get_error (amb_photo_get_view (self->photo));

  amb_window_close_crop (self, FALSE);
  amb_window_show_error (self, error != NULL ? error->message : _("The photo cannot be shown."));
  amb_window_try_folder (self, error);
}

/* A view that failed on one edit tries again with the next, so an undo brings the photo back. */
static void
amb_window_photo_back (AmbWindow *self)
{
  amb_canvas_set_photo (self->canvas, self->photo);
  amb_edit_panel_set_photo (self->panel, self->photo);
  amb_window_show_page (self, "photo");
}

static void
amb_window_view_state_changed (AmbWindow *self)
{
  amb_window_mark_listed (self);
  if (amb_view_get_state (amb_photo_get_view (self->photo)) == AMB_VIEW_FAILED)
    amb_window_photo_failed (self);
  else if (g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "error") == 0)
    amb_window_photo_back (self);
  else
    amb_window_update_actions (self);
}

static void
amb_window_photo_opened (AmbWindow *self)
{
  amb_meter_event ("opened", 0);
  amb_window_update_title (self);
  amb_window_update_actions (self);
}

static void
amb_window_photo_incomplete (AmbWindow *self)
{
  g_autofree char *sentence = g_strdup_printf (_("“%s” is incomplete: image data is missing. What "
                                                  "there is, is shown; it cannot be exported."),
                                               amb_photo_get_name (self->photo));

  gtk_label_set_text (self->incomplete_label, sentence);
  gtk_info_bar_set_revealed (self->incomplete_bar, TRUE);
}

/* The photo is shown without it. */
static void
amb_window_content_refused (AmbWindow *self, const GError *error)
{
  amb_window_toast (self, error->message);
}

static void
amb_window_hide_incomplete (AmbWindow *self)
{
  gtk_info_bar_set_revealed (self->incomplete_bar, FALSE);
}

static void
amb_window_leave_photo (AmbWindow *self)
{
  if (self->photo == NULL)
    return;
  amb_window_leave_edits (self);
  amb_window_close_crop (self, FALSE);
  amb_edit_panel_set_photo (self->panel, NULL);
  amb_canvas_set_photo (self->canvas, NULL);
  amb_crop_tool_set_photo (self->crop_tool, NULL);
  g_signal_handlers_disconnect_by_data (amb_photo_get_view (self->photo), self);
  g_signal_handlers_disconnect_by_data (amb_photo_get_history (self->photo), self);
  g_signal_handlers_disconnect_by_data (amb_photo_get_keeper (self->photo), self);
  g_signal_handlers_disconnect_by_data (self->photo, self);
  g_clear_object (&self->photo);
}

static void
amb_window_join_photo (AmbWindow *self, AmbPhoto *photo)
{
  AmbView *view = amb_photo_get_view (photo);
  AmbHistory *history = amb_photo_get_history (photo);

  self->photo = g_object_ref (photo);
  g_signal_connect_swapped (view, "notify::state", G_CALLBACK (amb_window_view_state_changed),
                            self);
  g_signal_connect_swapped (view, "opened", G_CALLBACK (amb_window_photo_opened), self);
  g_signal_connect_swapped (view, "incomplete", G_CALLBACK (amb_window_photo_incomplete), self);
  if (amb_view_is_incomplete (view))
    amb_window_photo_incomplete (self);
  g_signal_connect_swapped (view, "refused", G_CALLBACK (amb_window_content_refused), self);
  if (amb_view_get_refused (view) != NULL)
    amb_window_content_refused (self, amb_view_get_refused (view));
  g_signal_connect_swapped (photo, "changed", G_CALLBACK (amb_window_photo_changed), self);
  g_signal_connect_swapped (history, "notify", G_CALLBACK (amb_window_update_actions), self);
  amb_view_set_active (view, TRUE);
  amb_canvas_set_photo (self->canvas, photo);
  amb_edit_panel_set_photo (self->panel, photo);
  amb_crop_tool_set_photo (self->crop_tool, photo);
  amb_window_watch_edits (self);
  amb_window_look_for_original (self);
}

void
amb_window_set_photo (AmbWindow *self, AmbPhoto *photo)
{
  g_cancellable_cancel (self->looking);
  g_object_unref (self->looking);
  self->looking = g_cancellable_new ();
  amb_window_leave_photo (self);
  amb_window_hide_incomplete (self);
  gtk_stack_set_visible_child_name (self->views, "editor");
  if (photo != NULL)
    amb_window_join_photo (self, photo);
  amb_window_update_title (self);
  amb_window_show_page (self, photo != NULL ? "photo" : "empty");
  if (photo != NULL && amb_view_get_state (amb_photo_get_view (photo)) == AMB_VIEW_FAILED)
    amb_window_photo_failed (self);
  else if (photo != NULL && gtk_widget_get_focus_child (GTK_WIDGET (self->strip)) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

void
amb_window_open (AmbWindow *self, GFile *file)
{
  AmbPool *pool = amb_application_get_pool (amb_window_get_app (self));
  AmbJournal *journal = amb_application_get_journal (amb_window_get_app (self));
  g_autoptr (AmbPhoto) photo = amb_photo_new (pool, journal, file);

  amb_window_set_photo (self, photo);
}

void
amb_window_show_batch (AmbWindow *self, AmbBatch *batch)
{
  if (self->batch_page == NULL)
    {
      self->batch_page = amb_batch_page_new (amb_window_get_app (self));
      gtk_stack_add_named (self->views, self->batch_page, "batch");
    }
  if (batch != NULL)
    amb_batch_page_set_batch (AMB_BATCH_PAGE (self->batch_page), batch);
  gtk_stack_set_visible_child_name (self->views, "batch");
  amb_window_update_actions (self);
}

gboolean
amb_window_is_empty (AmbWindow *self)
{
  return self->photo == NULL && self->photos == NULL && self->batch_page == NULL;
}

AmbPhoto *
amb_window_get_photo (AmbWindow *self)
{
  return self->photo;
}

void
amb_window_toast (AmbWindow *self, const char *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

static void
amb_window_workers_disabled (AmbWindow *self, guint class, GError *error)
{
  if (class != AMB_WORKER_VIEW)
    return;
  gtk_label_set_text (self->worker_label, error->message);
  gtk_info_bar_set_revealed (self->worker_bar, TRUE);
}

static void
amb_window_workers_enabled (AmbWindow *self, guint class)
{
  if (class == AMB_WORKER_VIEW)
    gtk_info_bar_set_revealed (self->worker_bar, FALSE);
}

static void
amb_window_retry_workers (AmbWindow *self)
{
  AmbPool *pool = amb_application_get_pool (amb_window_get_app (self));
  g_autoptr (GFile) file
      = self->photo != NULL ? g_object_ref (amb_photo_get_file (self->photo)) : NULL;

  gtk_info_bar_set_revealed (self->worker_bar, FALSE);
  amb_pool_retry_class (pool, AMB_WORKER_VIEW);
  if (file != NULL && amb_view_get_state (amb_photo_get_view (self->photo)) == AMB_VIEW_FAILED)
    amb_window_open (self, file);
}

/* The before and after button acts while it is held. */
static gboolean
amb_window_compare_event (GtkEventControllerLegacy *legacy, GdkEvent *event, AmbWindow *self)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
      amb_window_set_compare (self, TRUE);
      break;
    case GDK_BUTTON_RELEASE:
    case GDK_TOUCH_END:
    case GDK_TOUCH_CANCEL:
    case GDK_GRAB_BROKEN:
      amb_window_set_compare (self, FALSE);
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

static gboolean
amb_window_key_pressed (
    GtkEventControllerKey *key, guint keyval, guint keycode, GdkModifierType state, AmbWindow *self)
{
  if (keyval == GDK_KEY_backslash && self->photo != NULL)
    {
      amb_window_set_compare (self, TRUE);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Escape && gtk_widget_get_visible (GTK_WIDGET (self->crop_tool)))
    {
      amb_window_close_crop (self, FALSE);
      return GDK_EVENT_STOP;
    }
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
      && gtk_widget_get_visible (GTK_WIDGET (self->crop_tool)))
    {
      amb_window_close_crop (self, TRUE);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Escape && gtk_window_is_fullscreen (GTK_WINDOW (self)))
    {
      gtk_window_unfullscreen (GTK_WINDOW (self));
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
amb_window_key_released (
    GtkEventControllerKey *key, guint keyval, guint keycode, GdkModifierType state, AmbWindow *self)
{
  if (keyval == GDK_KEY_backslash)
    amb_window_set_compare (self, FALSE);
}

static void
amb_window_fullscreened (AmbWindow *self)
{
  gtk_widget_set_visible (self->header, !gtk_window_is_fullscreen (GTK_WINDOW (self)));
  amb_window_update_actions (self);
}

static void
amb_window_active_changed (AmbWindow *self)
{
  gboolean active = gtk_window_is_active (GTK_WINDOW (self));

  if (self->photo != NULL)
    amb_view_set_active (amb_photo_get_view (self->photo), active);
  if (!active)
    amb_window_set_compare (self, FALSE);
}

static void
amb_window_remember (AmbWindow *self)
{
  GSettings *settings = amb_application_get_settings (amb_window_get_app (self));
  gboolean maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_boolean (settings, "window-maximized", maximized);
  if (maximized || width < 1 || height < 1)
    return;
  g_settings_set_int (settings, "window-width", width);
  g_settings_set_int (settings, "window-height", height);
}

static gboolean
amb_window_close_request (GtkWindow *window)
{
  AmbWindow *self = AMB_WINDOW (window);

  amb_window_remember (self);
  amb_window_leave_export (self);
  amb_window_leave_list (self);
  amb_window_leave_photo (self);
  g_clear_object (&self->chooser);
  return GTK_WINDOW_CLASS (amb_window_parent_class)->close_request (window);
}

static void
amb_window_dispose (GObject *object)
{
  AmbWindow *self = AMB_WINDOW (object);

  g_clear_handle_id (&self->spinner_delay, g_source_remove);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (self->canvas != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->canvas, self);
      amb_window_leave_list (self);
      amb_window_leave_photo (self);
    }
  if (self->export != NULL)
    g_signal_handlers_disconnect_by_data (self->export, self);
  g_clear_object (&self->export);
  g_clear_object (&self->replaced);
  g_clear_object (&self->replaced_photos);
  G_OBJECT_CLASS (amb_window_parent_class)->dispose (object);
}

static void
amb_window_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, drop_hint);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, views);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, header);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, title);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, history_buttons);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, compare_button);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, panel_button);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, zoom_button);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, export_button);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, incomplete_bar);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, incomplete_label);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, worker_bar);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, worker_label);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, canvas);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, crop_tool);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, compare_hint);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, export_bar);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, export_label);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, export_progress);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, strip);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, side);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, panel);
  gtk_widget_class_bind_template_child (widget_class, AmbWindow, crop_panel);
}

static void
amb_window_class_init (AmbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = amb_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = amb_window_close_request;

  g_type_ensure (AMB_TYPE_CANVAS);
  g_type_ensure (AMB_TYPE_CROP_PANEL);
  g_type_ensure (AMB_TYPE_CROP_TOOL);
  g_type_ensure (AMB_TYPE_EDIT_PANEL);
  g_type_ensure (AMB_TYPE_FILMSTRIP);
  g_type_ensure (AMB_TYPE_RESUME_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-window.ui");
  amb_window_bind_children (widget_class);
  amb_window_install_strip_keys (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, amb_window_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, amb_window_key_released);
  gtk_widget_class_bind_template_callback (widget_class, amb_window_compare_event);
  gtk_widget_class_bind_template_callback (widget_class, amb_window_retry_workers);
  gtk_widget_class_bind_template_callback (widget_class, amb_window_hide_incomplete);
}

static void
amb_window_init (AmbWindow *self)
{
  self->looking = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  amb_crop_tool_set_canvas (self->crop_tool, self->canvas);
  g_signal_connect_swapped (self->canvas, "notify::zoom", G_CALLBACK (amb_window_update_zoom),
                            self);
  g_signal_connect_swapped (self->canvas, "notify::waiting", G_CALLBACK (amb_window_update_waiting),
                            self);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (amb_window_fullscreened), NULL);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (amb_window_active_changed), NULL);
  amb_window_add_actions (self);
  amb_window_add_drop (self);
  amb_window_show_page (self, "empty");
}

AmbWindow *
amb_window_new (AmbApplication *app)
{
  AmbWindow *self = g_object_new (AMB_TYPE_WINDOW, "application", app, NULL);
  GSettings *settings = amb_application_get_settings (app);
  AmbPool *pool = amb_application_get_pool (app);

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  adw_flap_set_reveal_flap (self->flap, g_settings_get_boolean (settings, "panel-visible"));
  g_signal_connect_object (pool, "class-disabled", G_CALLBACK (amb_window_workers_disabled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (pool, "class-enabled", G_CALLBACK (amb_window_workers_enabled), self,
                           G_CONNECT_SWAPPED);
  amb_window_watch_journal (self, amb_application_get_journal (app));
  amb_window_begin_strip (self);
  amb_window_update_actions (self);
  amb_meter_event ("window", 0);
  return self;
}
