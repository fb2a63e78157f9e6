/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Showing files in the user's file manager: org.freedesktop.FileManager1 where there is one, else
 * the default program for folders (which goes through the portal inside a sandbox). */
#include "amb-show-file.h"

#include <glib/gi18n-lib.h>
#include "amb-source.h"

typedef struct
{
  GtkWindow *parent; /* nullable */
  GFile *folder;
} Fallback;

static void
fallback_free (Fallback *self)
{
  g_clear_object (&self->parent);
  g_clear_object (&self->folder);
  g_free (self);
}

static void
open_folder (GtkWindow *parent, GFile *folder)
{
  g_autofree char *uri = g_file_get_uri (folder);
  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
}

static void
on_file_manager_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fallback *fallback = user_data;
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  if (answer == NULL)
    open_folder (fallback->parent, fallback->folder);
  fallback_free (fallback);
}

static void
ask_file_manager (GtkWindow *parent, const char *method, GFile *shown, GFile *folder)
{
  GApplication *application = g_application_get_default ();
  GDBusConnection *bus
      = application != NULL ? g_application_get_dbus_connection (application) : NULL;
  if (bus == NULL)
    {
      open_folder (parent, folder);
      return;
    }
  g_autofree char *uri = g_file_get_uri (shown);
  const char *uris[] = { uri, NULL };
  Fallback *fallback = g_new0 (Fallback, 1);
  g_set_object (&fallback->parent, parent);
  g_set_object (&fallback->folder, folder);
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", method,
                          g_variant_new ("(^ass)", uris, ""), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, on_file_manager_answered, fallback);
}

void
amb_show_file_in_folder (GtkWindow *parent, const char *place)
{
  g_return_if_fail (place != NULL);
  g_autoptr (GFile) file = amb_source_file (place);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  ask_file_manager (parent, "ShowItems", file, folder != NULL ? folder : file);
}

void
amb_show_file_open_folder (GtkWindow *parent, const char *place)
{
  g_return_if_fail (place != NULL);
  g_autoptr (GFile) folder = amb_source_file (place);
  ask_file_manager (parent, "ShowFolders", folder, folder);
}

static void
on_open_folder (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (user_data);
  amb_show_file_open_folder (parent, g_variant_get_string (parameter, NULL));
}

static void
on_show_file (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (user_data);
  amb_show_file_in_folder (parent, g_variant_get_string (parameter, NULL));
}

void
amb_show_file_add_actions (GtkApplication *application)
{
  static const GActionEntry entries[] = {
    { "open-folder", on_open_folder, "s" },
    { "show-file", on_show_file, "s" },
  };
  if (g_action_map_lookup_action (G_ACTION_MAP (application), entries[0].name) == NULL)
    g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                     application);
}

AdwToast *
amb_show_file_toast (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *sentence = g_strdup_printf (_("“%s” exported"), name);
  g_autofree char *text = g_markup_escape_text (sentence, -1); /* a toast's title is markup */
  AdwToast *toast = adw_toast_new (text);
  if (uri != NULL)
    {
      adw_toast_set_button_label (toast, _("Show in Folder"));
      adw_toast_set_action_name (toast, "app.show-file");
      adw_toast_set_action_target (toast, "s", uri);
    }
  return toast;
}
