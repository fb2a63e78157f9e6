/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's own export: one photo to one file, through the same batch as everything else. */
#include "amb-window-private.h"

#include <glib/gi18n-lib.h>

#include "amb-show-file.h"

static AmbApplication *
amb_window_get_app (AmbWindow *self)
{
  return AMB_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

static void
amb_window_export_say (AmbWindow *self, AmbBatch *batch)
{
  const GError *error = amb_batch_get_error (batch);
  g_autoptr (AmbBatchItem) item = g_list_model_get_item (G_LIST_MODEL (batch), 0);

  if (item != NULL && amb_batch_item_get_state (item) == AMB_ITEM_DONE)
    {
      adw_toast_overlay_add_toast (self->toasts,
                                   amb_show_file_toast (amb_batch_item_get_output (item)));
      return;
    }
  if (item != NULL && amb_batch_item_get_state (item) == AMB_ITEM_SKIPPED)
    amb_window_toast (self, _("Nothing was exported: there is a file of that name already."));
  else if (item != NULL && amb_batch_item_get_error (item) != NULL)
    amb_window_toast (self, amb_batch_item_get_error (item));
  else if (error != NULL)
    amb_window_toast (self, error->message);
  else
    amb_window_toast (self, _("The export was cancelled."));
}

static void
amb_window_export_finished (AmbWindow *self, AmbBatch *batch)
{
  g_signal_handlers_disconnect_by_data (batch, self);
  gtk_revealer_set_reveal_child (self->export_bar, FALSE);
  amb_window_export_say (self, batch);
  g_clear_object (&self->export);
  amb_window_update_actions (self);
  amb_window_look_for_original (self);
}

static void
amb_window_export_progress (AmbWindow *self, AmbBatch *batch)
{
  AmbBatchCounts counts;

  amb_batch_get_counts (batch, &counts);
  gtk_progress_bar_set_fraction (self->export_progress, counts.permille / 1000.0);
}

/* The photo's edits, unless the settings bring their own. NULL after a toast. */
static AmbExportSettings *
amb_window_export_settings (AmbWindow *self, GVariant *given)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  g_autoptr (GVariant) recipe = amb_recipe_to_variant (amb_photo_get_recipe (self->photo));
  g_autoptr (GError) error = NULL;

  settings->recipe_mode = AMB_RECIPE_INSTEAD;
  if (!amb_export_settings_set (settings, "recipe", recipe, &error)
      || !amb_export_settings_set_all (settings, given, &error))
    {
      amb_window_toast (self, error->message);
      return NULL;
    }
  return g_steal_pointer (&settings);
}

void
amb_window_export (AmbWindow *self, const char *target, GVariant *given)
{
  AmbApplication *app = amb_window_get_app (self);
  g_autoptr (AmbExportSettings) settings = NULL;
  g_autofree char *label = NULL;

  if (self->photo == NULL || self->export != NULL)
    return;
  amb_edit_panel_flush (self->panel);
  settings = amb_window_export_settings (self, given);
  if (settings == NULL)
    return;
  self->export = amb_batch_new (amb_application_get_pool (app), settings);
  amb_batch_keeper_follow (amb_application_get_keeper (app), self->export, FALSE);
  g_signal_connect_swapped (self->export, "changed", G_CALLBACK (amb_window_export_progress), self);
  g_signal_connect_swapped (self->export, "finished", G_CALLBACK (amb_window_export_finished),
                            self);
  amb_batch_add (self->export, amb_photo_get_file (self->photo), NULL);
  if (*target != '\0')
    amb_batch_set_target (self->export, target);
  label = g_strdup_printf (_("Exporting “%s”"), amb_photo_get_name (self->photo));
  gtk_label_set_text (self->export_label, label);
  gtk_progress_bar_set_fraction (self->export_progress, 0);
  gtk_revealer_set_reveal_child (self->export_bar, TRUE);
  amb_window_update_actions (self);
  amb_batch_start (self->export);
}

void
amb_window_cancel_export (AmbWindow *self)
{
  if (self->export != NULL)
    amb_batch_cancel (self->export);
}

void
amb_window_leave_export (AmbWindow *self)
{
  AmbApplication *app = amb_window_get_app (self);

  if (self->export == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->export, self);
  amb_batch_keeper_follow (amb_application_get_keeper (app), self->export, TRUE);
  g_clear_object (&self->export);
}
