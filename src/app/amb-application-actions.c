/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's actions: what menus, shortcuts, the desktop file and other programs ask for. */
#include "amb-application-private.h"

#include <glib/gi18n-lib.h>

#include "amb-about.h"
#include "amb-preferences.h"

static void
amb_application_quit_answered (AmbApplication *self, const char *response)
{
  if (g_str_equal (response, "quit"))
    g_application_quit (G_APPLICATION (self));
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbApplication *self = data;
  AmbWindow *window = amb_application_current_window (self);
  GtkWidget *dialog;

  if (!amb_batch_keeper_is_busy (amb_application_get_keeper (self)))
    {
      g_application_quit (G_APPLICATION (self));
      return;
    }
  dialog = adw_message_dialog_new (
      GTK_WINDOW (window), _("Quit during the Export?"),
      _("The photos that are not done yet can be exported when Ambrotype is started again."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "continue", _("_Continue"),
                                    "quit", _("_Quit"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "quit",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "continue");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "continue");
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (amb_application_quit_answered), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_preferences (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_preferences_present (data, gtk_application_get_active_window (data));
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_about_present (data, gtk_application_get_active_window (data));
}

static void
on_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *window = amb_application_current_window (data);

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
}

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_application_activate (data);
  amb_window_choose_file (amb_application_current_window (data));
}

static void
on_new_window (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_present (GTK_WINDOW (amb_window_new (data)));
}

/* As the command line has it: instead, unless it is said. */
static AmbRecipeMode
amb_application_recipe_mode (GVariant *given)
{
  const char *word = NULL;

  g_variant_lookup (given, "recipe-mode", "&s", &word);
  return g_strcmp0 (word, "on-top") == 0 ? AMB_RECIPE_ON_TOP : AMB_RECIPE_INSTEAD;
}

static void
on_export_batch (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbApplication *self = data;
  g_autofree const char **files = NULL;
  g_autoptr (GVariant) given = NULL;
  g_autoptr (AmbBatch) batch = amb_application_new_batch (self);
  g_autoptr (AmbExportSettings) settings
      = amb_export_settings_copy (amb_batch_get_settings (batch));
  g_autoptr (GError) error = NULL;
  AmbWindow *window;

  g_variant_get (parameter, "(^a&s@a{sv})", &files, &given);
  g_application_activate (G_APPLICATION (self));
  window = amb_application_current_window (self);
  if (!amb_export_settings_set_all (settings, given, &error))
    {
      amb_window_toast (window, error->message);
      return;
    }
  settings->recipe_mode = amb_application_recipe_mode (given);
  amb_batch_set_settings (batch, settings);
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (files[i]);

      amb_batch_add (batch, file, files[i]);
    }
  amb_application_start_batch (self, batch);
  amb_window_show_batch (window, batch);
}

/* The desktop file's action: no files come with it. */
static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_application_show_batch (data, NULL, 0);
}

static void
on_export_files (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree const char **names = g_variant_get_strv (parameter, NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (files, g_file_new_for_commandline_arg (names[i]));
  amb_application_show_batch (data, (GFile **) files->pdata, (int) files->len);
}

/* What an earlier run of the program left undone. */
static void
on_continue_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *window;

  if (amb_batch_shelf_get_unfinished (amb_application_get_shelf (data)) == NULL)
    return;
  g_application_activate (data);
  window = amb_application_current_window (data);
  amb_application_continue_batch (data, GTK_WINDOW (window));
}

static void
on_discard_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  amb_batch_shelf_discard (amb_application_get_shelf (data));
}

static const GActionEntry actions[] = {
  { .name = "quit", .activate = on_quit },
  { .name = "preferences", .activate = on_preferences },
  { .name = "about", .activate = on_about },
  { .name = "shortcuts", .activate = on_shortcuts },
  { .name = "open", .activate = on_open },
  { .name = "new-window", .activate = on_new_window },
  { .name = "export", .activate = on_export },
  { .name = "export-files", .activate = on_export_files, .parameter_type = "as" },
  { .name = "continue-export", .activate = on_continue_export },
  { .name = "discard-export", .activate = on_discard_export },
  { .name = "export-batch", .activate = on_export_batch, .parameter_type = "(asa{sv})" },
};

static const struct
{
  const char *action;
  const char *keys[3];
} shortcuts[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question", "F1" } },
  { "app.new-window", { "<Control>n" } },
};

void
amb_application_add_actions (AmbApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action,
                                           shortcuts[i].keys);
}
