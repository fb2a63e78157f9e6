/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The first line of the list stands for what is no preset: one's own choices, or a changed preset.
 */
#include "amb-preset-row.h"

#include <glib/gi18n-lib.h>
#include "amb-options-say.h"

enum
{
  PRESETS_BEGIN = 1, /* position in the list */
};

struct _AmbPresetRow
{
  AdwComboRow parent_instance;

  AmbExportChoices *choices;
  GtkFileChooserNative *chooser; /* while it is open */
  AmbExportPreset *asked;        /* what the open dialog is about, nullable */
  GtkEditable *name_entry;       /* in the open dialog */
  gboolean showing;
  guint use_source; /* a preset was selected a moment ago */
  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (AmbPresetRow, amb_preset_row, ADW_TYPE_COMBO_ROW)

static AmbExportPresets *
get_presets (AmbPresetRow *self)
{
  return amb_export_choices_get_presets (self->choices);
}

/* What is shown */

static char *
first_title (AmbExportPreset *preset, gboolean is_modified)
{
  if (preset == NULL || !is_modified)
    return g_strdup (_("Custom"));
  /* Translators: %s is an export preset that was changed and not saved. */
  return g_strdup_printf (_("%s (Changed)"), amb_export_preset_get_title (preset));
}

static void
show_actions (AmbPresetRow *self, AmbExportPreset *preset, gboolean is_modified)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_own = preset != NULL && !amb_export_preset_is_shipped (preset);
  gtk_widget_action_set_enabled (widget, "preset.save", is_own && is_modified);
  gtk_widget_action_set_enabled (widget, "preset.revert", preset != NULL && is_modified);
  gtk_widget_action_set_enabled (widget, "preset.rename", is_own);
  gtk_widget_action_set_enabled (widget, "preset.delete", is_own);
}

static void
show (AmbPresetRow *self)
{
  GListModel *presets = G_LIST_MODEL (get_presets (self));
  AmbExportPreset *current = amb_export_choices_get_preset (self->choices);
  gboolean is_modified = amb_export_choices_is_modified (self->choices);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *first = first_title (current, is_modified);
  guint selected = 0;
  gtk_string_list_append (titles, first);
  for (guint i = 0; i < g_list_model_get_n_items (presets); i++)
    {
      g_autoptr (AmbExportPreset) preset = g_list_model_get_item (presets, i);
      gtk_string_list_append (titles, amb_export_preset_get_title (preset));
      if (preset == current && !is_modified)
        selected = i + PRESETS_BEGIN;
    }
  self->showing = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (titles));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), selected);
  self->showing = FALSE;
  show_actions (self, current, is_modified);
}

static void
use (AmbPresetRow *self, AmbExportPreset *preset)
{
  g_autoptr (GError) error = NULL;
  if (!amb_export_choices_use_preset (self->choices, preset, &error))
    amb_options_say (GTK_WIDGET (self), error->message);
}

/* Not while GTK is still telling of the selection: the list is made anew. */
static gboolean
on_use (gpointer data)
{
  AmbPresetRow *self = data;
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  g_autoptr (AmbExportPreset) preset = NULL;
  self->use_source = 0;
  if (selected != GTK_INVALID_LIST_POSITION && selected >= PRESETS_BEGIN)
    preset = g_list_model_get_item (G_LIST_MODEL (get_presets (self)), selected - PRESETS_BEGIN);
  if (preset != NULL)
    use (self, preset);
  return G_SOURCE_REMOVE;
}

static void
on_selected (AmbPresetRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  if (self->showing || self->choices == NULL || selected == GTK_INVALID_LIST_POSITION
      || selected < PRESETS_BEGIN)
    return;
  if (self->use_source == 0)
    self->use_source = g_idle_add (on_use, self);
}

/* Changes */

static void
on_changed (GObject *presets, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbPresetRow) self = data;
  g_autoptr (GError) error = NULL;
  if (!amb_export_presets_change_finish (AMB_EXPORT_PRESETS (presets), result, &error))
    amb_options_say (GTK_WIDGET (self), error->message);
}

static void
on_saved (GObject *presets, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbPresetRow) self = data;
  g_autoptr (AmbExportPreset) preset = g_steal_pointer (&self->asked);
  g_autoptr (GError) error = NULL;
  if (!amb_export_presets_change_finish (AMB_EXPORT_PRESETS (presets), result, &error))
    amb_options_say (GTK_WIDGET (self), error->message);
  else if (preset != NULL && self->choices != NULL)
    use (self, preset);
}

static void
save_as (AmbPresetRow *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  AmbExportPreset *preset
      = amb_export_preset_new (name, amb_export_choices_get_outputs (self->choices), &error);
  if (preset == NULL)
    {
      amb_options_say (GTK_WIDGET (self), error->message);
      return;
    }
  g_clear_object (&self->asked);
  self->asked = preset;
  amb_export_presets_save_async (get_presets (self), preset, on_saved, g_object_ref (self));
}

static void
rename_preset (AmbPresetRow *self, const char *name)
{
  AmbExportPreset *preset = amb_export_choices_get_preset (self->choices);
  g_autoptr (GError) error = NULL;
  g_clear_object (&self->asked);
  self->asked = preset != NULL ? amb_export_preset_renamed (preset, name, &error) : NULL;
  if (self->asked != NULL)
    amb_export_presets_rename_async (get_presets (self), preset, name, on_saved,
                                     g_object_ref (self));
  else if (error != NULL)
    amb_options_say (GTK_WIDGET (self), error->message);
}

/* Dialogs */

static AdwMessageDialog *
new_dialog (AmbPresetRow *self, const char *heading, const char *body, const char *response)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "do", response, NULL);
  adw_message_dialog_set_default_response (dialog, "do");
  adw_message_dialog_set_close_response (dialog, "cancel");
  return dialog;
}

static void
on_name_edited (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  adw_message_dialog_set_response_enabled (dialog, "do", *name != '\0');
}

/* name: what the entry begins with. */
static void
ask_name (AmbPresetRow *self,
          const char *heading,
          const char *response,
          const char *name,
          GCallback answered)
{
  AdwMessageDialog *dialog = new_dialog (self, heading, NULL, response);
  GtkWidget *entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Name of the Preset"), -1);
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_set_response_appearance (dialog, "do", ADW_RESPONSE_SUGGESTED);
  g_signal_connect (entry, "changed", G_CALLBACK (on_name_edited), dialog);
  on_name_edited (GTK_EDITABLE (entry), dialog);
  self->name_entry = GTK_EDITABLE (entry);
  g_signal_connect_object (dialog, "response", answered, self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
on_save_answered (AmbPresetRow *self, const char *response)
{
  if (g_str_equal (response, "do"))
    save_as (self, gtk_editable_get_text (self->name_entry));
}

static void
on_save_as (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask_name (AMB_PRESET_ROW (widget), _("Save Preset"), _("_Save"), "",
            G_CALLBACK (on_save_answered));
}

static void
on_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbPresetRow *self = AMB_PRESET_ROW (widget);
  AmbExportPreset *preset = amb_export_choices_get_preset (self->choices);
  if (preset != NULL)
    save_as (self, amb_export_preset_get_name (preset));
}

static void
on_revert (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbPresetRow *self = AMB_PRESET_ROW (widget);
  AmbExportPreset *preset = amb_export_choices_get_preset (self->choices);
  if (preset != NULL)
    use (self, preset);
}

static void
on_rename_answered (AmbPresetRow *self, const char *response)
{
  if (g_str_equal (response, "do"))
    rename_preset (self, gtk_editable_get_text (self->name_entry));
}

static void
on_rename (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbPresetRow *self = AMB_PRESET_ROW (widget);
  AmbExportPreset *preset = amb_export_choices_get_preset (self->choices);
  if (preset != NULL)
    ask_name (self, _("Rename Preset"), _("_Rename"), amb_export_preset_get_name (preset),
              G_CALLBACK (on_rename_answered));
}

static void
on_delete_answered (AmbPresetRow *self, const char *response)
{
  AmbExportPreset *preset = amb_export_choices_get_preset (self->choices);
  if (g_str_equal (response, "do") && preset != NULL)
    amb_export_presets_remove_async (get_presets (self), preset, on_changed, g_object_ref (self));
}

static void
on_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbPresetRow *self = AMB_PRESET_ROW (widget);
  AmbExportPreset *preset = amb_export_choices_get_preset (self->choices);
  if (preset == NULL)
    return;
  g_autofree char *heading
      = g_strdup_printf (_("Delete “%s”?"), amb_export_preset_get_title (preset));
  AdwMessageDialog *dialog
      = new_dialog (self, heading, _("The options stay as they are now."), _("_Delete"));
  adw_message_dialog_set_response_appearance (dialog, "do", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_delete_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Files */

static void
on_file_chosen (AmbPresetRow *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  gboolean is_import = gtk_file_chooser_get_action (GTK_FILE_CHOOSER (self->chooser))
                       == GTK_FILE_CHOOSER_ACTION_OPEN;
  g_autoptr (AmbExportPreset) asked = g_steal_pointer (&self->asked);
  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT || file == NULL)
    return;
  if (is_import)
    amb_export_presets_import_async (get_presets (self), file, on_changed, g_object_ref (self));
  else
    amb_export_presets_export_async (get_presets (self), asked, file, on_changed,
                                     g_object_ref (self));
}

static void
choose_file (AmbPresetRow *self, GtkFileChooserAction action, const char *title, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean is_save = action == GTK_FILE_CHOOSER_ACTION_SAVE;
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (root), action,
                                               is_save ? _("_Save") : _("_Import"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_filter_set_name (filter, _("Export Presets"));
  gtk_file_filter_add_suffix (filter, "json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  if (is_save)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_file (AMB_PRESET_ROW (widget), GTK_FILE_CHOOSER_ACTION_OPEN, _("Import a Preset"), NULL);
}

/* What is shown now, under the preset's name if it is one. */
static void
on_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbPresetRow *self = AMB_PRESET_ROW (widget);
  AmbExportPreset *preset = amb_export_choices_get_preset (self->choices);
  const char *title = preset != NULL ? amb_export_preset_get_name (preset) : _("Custom");
  g_autofree char *file = g_strconcat (title, ".json", NULL);
  g_clear_object (&self->asked);
  self->asked = amb_export_preset_new (title, amb_export_choices_get_outputs (self->choices), NULL);
  g_strdelimit (file, "/", '-');
  choose_file (self, GTK_FILE_CHOOSER_ACTION_SAVE, _("Export the Preset"), file);
}

/* The row */

void
amb_preset_row_set_choices (AmbPresetRow *self, AmbExportChoices *choices)
{
  self->choices = g_object_ref (choices);
  g_signal_connect_object (choices, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
amb_preset_row_dispose (GObject *object)
{
  AmbPresetRow *self = AMB_PRESET_ROW (object);
  g_clear_handle_id (&self->use_source, g_source_remove);
  g_clear_object (&self->choices);
  g_clear_object (&self->chooser);
  g_clear_object (&self->asked);
  G_OBJECT_CLASS (amb_preset_row_parent_class)->dispose (object);
}

static void
amb_preset_row_class_init (AmbPresetRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = amb_preset_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-preset-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AmbPresetRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_install_action (widget_class, "preset.save-as", NULL, on_save_as);
  gtk_widget_class_install_action (widget_class, "preset.save", NULL, on_save);
  gtk_widget_class_install_action (widget_class, "preset.revert", NULL, on_revert);
  gtk_widget_class_install_action (widget_class, "preset.rename", NULL, on_rename);
  gtk_widget_class_install_action (widget_class, "preset.delete", NULL, on_delete);
  gtk_widget_class_install_action (widget_class, "preset.import", NULL, on_import);
  gtk_widget_class_install_action (widget_class, "preset.export", NULL, on_export);
}

static void
amb_preset_row_init (AmbPresetRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
