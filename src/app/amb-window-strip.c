/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Several photos in one window: the filmstrip, and which of them is open.
 *
 * DESIGN. Only the photo that is shown is open; what was done to the others is in the journal. The
 * list's position says which it is, and the window opens that one by the same way as any other
 * photo: at once, or, while one switch follows another, when they pause. */
#include "amb-window-private.h"

#include <glib/gi18n-lib.h>

#include "amb-error.h"

enum
{
  SWITCH_MS = 150,
  THUMBNAILS = 400, /* that are kept; a few kilobytes each */
};

static AmbApplication *
amb_window_get_app (AmbWindow *self)
{
  return AMB_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

static guint
amb_window_count_photos (AmbWindow *self)
{
  return self->photos != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->photos)) : 0;
}

/* The entry of the photo that is open; NULL without one. */
static AmbListedPhoto *
amb_window_get_listed (AmbWindow *self)
{
  AmbListedPhoto *listed = self->photos != NULL ? amb_photo_list_get_shown (self->photos) : NULL;

  if (listed == NULL || self->photo == NULL
      || !g_file_equal (amb_listed_photo_get_file (listed), amb_photo_get_file (self->photo)))
    return NULL;
  return listed;
}

void
amb_window_mark_listed (AmbWindow *self)
{
  AmbListedPhoto *listed = amb_window_get_listed (self);
  AmbView *view = listed != NULL ? amb_photo_get_view (self->photo) : NULL;

  if (listed == NULL)
    return;
  if (!amb_edit_keeper_is_reading (amb_photo_get_keeper (self->photo)))
    amb_listed_photo_set_mark (listed, AMB_LISTED_EDITED,
                               !amb_recipe_is_neutral (amb_photo_get_recipe (self->photo)));
  if (amb_view_get_error (view) != NULL && amb_view_get_state (view) == AMB_VIEW_FAILED)
    amb_listed_photo_set_trouble (listed, amb_view_get_error (view)->message);
  else if (amb_view_get_info (view) != NULL)
    amb_listed_photo_set_trouble (listed, NULL);
}

/* A photo that was shown is marked by what was seen there. */
static void
amb_window_edits_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbListedPhoto) listed = data;
  gboolean changed;
  g_autoptr (AmbSteps) steps = amb_journal_read_finish (result, &changed, NULL);

  if (steps == NULL
      || (amb_listed_photo_get_marks (listed) & (AMB_LISTED_SHOWN | AMB_LISTED_SEEN)) != 0)
    return;
  amb_listed_photo_set_mark (
      listed, AMB_LISTED_EDITED,
      !amb_recipe_is_neutral (g_ptr_array_index (steps->recipes, steps->present)));
}

static void
amb_window_photo_in_sight (AmbWindow *self, AmbListedPhoto *listed)
{
  g_autoptr (AmbJournalEntry) entry = NULL;

  if ((amb_listed_photo_get_marks (listed) & AMB_LISTED_ASKED) != 0)
    return;
  amb_listed_photo_set_mark (listed, AMB_LISTED_ASKED, TRUE);
  entry = amb_journal_entry_new (amb_listed_photo_get_file (listed));
  amb_journal_read_async (amb_application_get_journal (amb_window_get_app (self)), entry,
                          amb_window_edits_read, g_object_ref (listed));
}

gboolean
amb_window_was_seen (AmbWindow *self)
{
  AmbListedPhoto *listed = amb_window_get_listed (self);

  return listed != NULL && (amb_listed_photo_get_marks (listed) & AMB_LISTED_SEEN) != 0;
}

char *
amb_window_describe_place (AmbWindow *self)
{
  guint n = amb_window_count_photos (self);

  if (n < 2 || amb_photo_list_get_shown (self->photos) == NULL)
    return NULL;
  /* Translators: the place of a photo among those that were opened together. */
  return g_strdup_printf (_("%u of %u"), amb_photo_list_get_position (self->photos) + 1, n);
}

gboolean
amb_window_can_switch (AmbWindow *self, int step)
{
  return self->photos != NULL && amb_photo_list_can_move (self->photos, step);
}

/* The strip comes before the first photo does, so that the photo is rendered once and not twice. */
void
amb_window_update_strip (AmbWindow *self, gboolean usable)
{
  AmbApplication *app = amb_window_get_app (self);
  gboolean many = amb_window_count_photos (self) > 1
                  || (self->photos != NULL && amb_photo_list_is_collecting (self->photos));
  gboolean wanted
      = app != NULL
        && g_settings_get_boolean (amb_application_get_settings (app), "filmstrip-visible");
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "filmstrip");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (wanted));
  gtk_widget_set_visible (GTK_WIDGET (self->strip), many && wanted);
  gtk_widget_set_sensitive (GTK_WIDGET (self->strip), usable);
}

/* Switching. */

/* Until the first frame comes, its thumbnail stands there, which knows nothing of edits. */
static void
amb_window_stand_in (AmbWindow *self, AmbListedPhoto *listed)
{
  AmbThumbnails *thumbnails = amb_filmstrip_get_thumbnails (self->strip);
  GFile *file = amb_listed_photo_get_file (listed);
  guint edge = amb_thumbnails_get_photo_edge (thumbnails, file);
  GdkTexture *picture = NULL;

  if ((amb_listed_photo_get_marks (listed) & AMB_LISTED_EDITED) == 0 && edge > 0
      && amb_thumbnails_lookup (thumbnails, file, &picture) && picture != NULL)
    amb_canvas_set_stand_in (self->canvas, picture,
                             MAX (gdk_texture_get_width (picture), gdk_texture_get_height (picture))
                                 / (double) edge);
}

static void
amb_window_open_shown (AmbWindow *self)
{
  AmbListedPhoto *listed = amb_photo_list_get_shown (self->photos);

  self->switched_at = g_get_monotonic_time ();
  if (amb_window_get_listed (self) != listed)
    {
      amb_window_open (self, amb_listed_photo_get_file (listed));
      amb_window_stand_in (self, listed);
    }
  amb_window_update_title (self);
  amb_window_mark_listed (self);
}

static gboolean
amb_window_switch_due (gpointer data)
{
  AmbWindow *self = data;

  self->switch_delay = 0;
  amb_window_open_shown (self);
  return G_SOURCE_REMOVE;
}

static void
amb_window_position_changed (AmbWindow *self)
{
  gint64 since = g_get_monotonic_time () - self->switched_at;

  g_clear_handle_id (&self->switch_delay, g_source_remove);
  if (since >= SWITCH_MS * G_TIME_SPAN_MILLISECOND)
    amb_window_open_shown (self);
  else
    self->switch_delay = g_timeout_add (SWITCH_MS, amb_window_switch_due, self);
  amb_window_update_actions (self);
}

/* The list. */

static void
amb_window_list_grew (AmbWindow *self)
{
  amb_window_update_title (self);
  amb_window_update_actions (self);
}

static void
amb_window_list_ended (AmbWindow *self)
{
  amb_window_update_actions (self);
  if (amb_window_count_photos (self) > 0)
    return;
  amb_window_leave_list (self);
  amb_window_toast (self, _("No photos were found."));
}

void
amb_window_leave_list (AmbWindow *self)
{
  g_clear_handle_id (&self->switch_delay, g_source_remove);
  if (self->photos == NULL)
    return;
  amb_photo_list_stop (self->photos);
  g_signal_handlers_disconnect_by_data (self->photos, self);
  amb_filmstrip_set_list (self->strip, NULL);
  g_clear_object (&self->photos);
}

void
amb_window_set_list (AmbWindow *self, AmbPhotoList *photos)
{
  amb_window_leave_list (self);
  self->photos = g_object_ref (photos);
  self->switched_at = 0;
  g_signal_connect_swapped (photos, "notify::position", G_CALLBACK (amb_window_position_changed),
                            self);
  g_signal_connect_swapped (photos, "notify::collecting", G_CALLBACK (amb_window_list_ended), self);
  g_signal_connect_swapped (photos, "items-changed", G_CALLBACK (amb_window_list_grew), self);
  amb_filmstrip_set_list (self->strip, photos);
  amb_window_list_grew (self);
}

void
amb_window_open_files (AmbWindow *self, GFile *const *files, gsize n_files)
{
  g_autoptr (AmbPhotoList) photos = amb_photo_list_new (files, n_files);

  amb_window_set_list (self, photos);
}

static void
amb_window_folder_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  AmbWindow *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  GFile *folder = G_FILE (source);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || info == NULL
      || g_file_info_get_file_type (info) != G_FILE_TYPE_DIRECTORY || self->photos != NULL)
    return;
  amb_window_set_photo (self, NULL);
  amb_window_open_files (self, &folder, 1);
}

void
amb_window_try_folder (AmbWindow *self, const GError *error)
{
  if (self->photos == NULL && g_error_matches (error, AMB_ERROR, AMB_ERROR_NOT_REGULAR))
    g_file_query_info_async (amb_photo_get_file (self->photo), G_FILE_ATTRIBUTE_STANDARD_TYPE,
                             G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, self->looking,
                             amb_window_folder_checked, self);
}

/* Actions. */

static void
on_previous_photo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_photo_list_move (AMB_WINDOW (data)->photos, -1);
}

static void
on_next_photo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_photo_list_move (AMB_WINDOW (data)->photos, 1);
}

/* Every window follows the setting. */
static void
on_filmstrip (GSimpleAction *action, GVariant *state, gpointer data)
{
  GSettings *settings = amb_application_get_settings (amb_window_get_app (data));

  g_settings_set_boolean (settings, "filmstrip-visible", g_variant_get_boolean (state));
}

static void
on_export_photos (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *self = data;
  g_autoptr (GPtrArray) selected = amb_filmstrip_get_selected (self->strip);
  g_autoptr (GSList) files = NULL;

  amb_edit_panel_flush (self->panel);
  for (guint i = selected->len; i > 0; i--)
    files = g_slist_prepend (files, amb_listed_photo_get_file (selected->pdata[i - 1]));
  amb_window_batch_files (self, files);
}

static const GActionEntry actions[] = {
  { .name = "previous-photo", .activate = on_previous_photo },
  { .name = "next-photo", .activate = on_next_photo },
  { .name = "filmstrip", .state = "true", .change_state = on_filmstrip },
  { .name = "export-photos", .activate = on_export_photos },
};

void
amb_window_add_strip_actions (AmbWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

void
amb_window_install_strip_keys (GtkWidgetClass *widget_class)
{
  static const guint keys[][2]
      = { { GDK_KEY_Page_Up, GDK_KEY_Page_Down }, { GDK_KEY_KP_Page_Up, GDK_KEY_KP_Page_Down } };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding_action (widget_class, keys[i][0], 0, "win.previous-photo", NULL);
      gtk_widget_class_add_binding_action (widget_class, keys[i][1], 0, "win.next-photo", NULL);
    }
}

void
amb_window_begin_strip (AmbWindow *self)
{
  AmbApplication *app = amb_window_get_app (self);
  g_autoptr (AmbThumbnails) thumbnails
      = amb_thumbnails_new (amb_application_get_pool (app), THUMBNAILS);

  amb_filmstrip_set_thumbnails (self->strip, thumbnails);
  g_signal_connect_swapped (self->strip, "in-sight", G_CALLBACK (amb_window_photo_in_sight), self);
  g_signal_connect_object (amb_application_get_settings (app), "changed::filmstrip-visible",
                           G_CALLBACK (amb_window_update_actions), self, G_CONNECT_SWAPPED);
}
