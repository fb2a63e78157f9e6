/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture is taken into the contents when it is chosen: what becomes of the file later changes
 * nothing. */
#include "amb-watermark-row.h"

#include <glib/gi18n-lib.h>
#include "amb-content.h"
#include "amb-options-say.h"

enum
{
  N_ANCHORS = 9,
};

struct _AmbWatermarkRow
{
  AdwExpanderRow parent_instance;

  AmbOutputEditor *editor;
  GtkFileChooserNative *chooser; /* while it is open */
  char *last;                    /* a picture to come back to when it is switched on; nullable */
  AdwActionRow *file_row;
  GtkGrid *anchor_grid;
  GtkSpinButton *size_button;
  GtkSpinButton *margin_button;
  GtkSpinButton *opacity_button;
};

G_DEFINE_FINAL_TYPE (AmbWatermarkRow, amb_watermark_row, ADW_TYPE_EXPANDER_ROW)

static GtkToggleButton *
anchor_button (AmbWatermarkRow *self, guint anchor)
{
  return GTK_TOGGLE_BUTTON (
      gtk_grid_get_child_at (self->anchor_grid, (int) anchor % 3, (int) anchor / 3));
}

/* Transfer full. */
static char *
display_name (const char *watermark)
{
  if (watermark == NULL)
    return g_strdup (_("None"));
  return amb_content_parse (watermark, NULL) ? g_strdup (amb_content_name (watermark))
                                             : g_filename_display_basename (watermark);
}

static void
show (AmbWatermarkRow *self)
{
  const AmbExportSettings *settings = amb_output_editor_get (self->editor);
  AdwExpanderRow *row = ADW_EXPANDER_ROW (self);
  gboolean on = settings->watermark != NULL;
  g_autofree char *name = display_name (settings->watermark);
  adw_expander_row_set_subtitle (row, name);
  adw_action_row_set_subtitle (self->file_row, name);
  gtk_toggle_button_set_active (anchor_button (self, settings->watermark_place.anchor), TRUE);
  if (on && g_strcmp0 (self->last, settings->watermark) != 0)
    {
      g_free (self->last);
      self->last = g_strdup (settings->watermark);
    }
  if (on != adw_expander_row_get_enable_expansion (row))
    adw_expander_row_set_enable_expansion (row, on);
}

static void
on_anchor (AmbWatermarkRow *self)
{
  if (self->editor == NULL)
    return;
  for (guint i = 0; i < N_ANCHORS; i++)
    if (gtk_toggle_button_get_active (anchor_button (self, i)))
      amb_output_editor_set (self->editor, "watermark-anchor",
                             g_variant_new_string (amb_anchor_words[i]));
}

/* The picture */

static void
pin_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AmbExportSettings *settings = data;
  GError *error = NULL;
  if (amb_export_settings_pin (settings, &error))
    g_task_return_pointer (task, g_strdup (settings->watermark), g_free);
  else
    g_task_return_error (task, error);
}

static void
on_pinned (GObject *source, GAsyncResult *result, gpointer data)
{
  AmbWatermarkRow *self = AMB_WATERMARK_ROW (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *content = g_task_propagate_pointer (G_TASK (result), &error);
  if (content == NULL)
    amb_options_say (GTK_WIDGET (self), error->message);
  else if (self->editor != NULL)
    amb_output_editor_set (self->editor, "watermark", g_variant_new_string (content));
  if (self->editor != NULL)
    amb_output_editor_refresh (self->editor);
}

static void
take (AmbWatermarkRow *self, const char *path)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_pinned, NULL);
  AmbExportSettings *settings = amb_export_settings_new ();
  settings->watermark = g_strdup (path);
  g_task_set_source_tag (task, take);
  g_task_set_task_data (task, settings, (GDestroyNotify) amb_export_settings_free);
  g_task_run_in_thread (task, pin_in_thread);
}

static void
on_chosen (AmbWatermarkRow *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;
  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    take (self, path);
  else
    amb_output_editor_refresh (self->editor);
  g_clear_object (&self->chooser);
}

static void
on_choose (AmbWatermarkRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Choose a Watermark"),
                                               GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_filter_set_name (filter, _("PNG Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_enabled (AmbWatermarkRow *self)
{
  gboolean on = adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self));
  if (self->editor == NULL || on == (amb_output_editor_get (self->editor)->watermark != NULL))
    return;
  if (!on)
    amb_output_editor_set (self->editor, "watermark", g_variant_new_string (""));
  else if (self->last != NULL)
    amb_output_editor_set (self->editor, "watermark", g_variant_new_string (self->last));
  else
    on_choose (self);
}

void
amb_watermark_row_set_editor (AmbWatermarkRow *self, AmbOutputEditor *editor)
{
  self->editor = g_object_ref (editor);
  amb_output_editor_bind_number (editor, self->size_button, "watermark-size", TRUE);
  amb_output_editor_bind_number (editor, self->margin_button, "watermark-margin", TRUE);
  amb_output_editor_bind_number (editor, self->opacity_button, "watermark-opacity", TRUE);
  g_signal_connect_object (editor, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
}

static void
amb_watermark_row_dispose (GObject *object)
{
  AmbWatermarkRow *self = AMB_WATERMARK_ROW (object);
  g_clear_object (&self->editor);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->last, g_free);
  G_OBJECT_CLASS (amb_watermark_row_parent_class)->dispose (object);
}

static void
amb_watermark_row_class_init (AmbWatermarkRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = amb_watermark_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ambrotype/Ambrotype/amb-watermark-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AmbWatermarkRow, file_row);
  gtk_widget_class_bind_template_child (widget_class, AmbWatermarkRow, anchor_grid);
  gtk_widget_class_bind_template_child (widget_class, AmbWatermarkRow, size_button);
  gtk_widget_class_bind_template_child (widget_class, AmbWatermarkRow, margin_button);
  gtk_widget_class_bind_template_child (widget_class, AmbWatermarkRow, opacity_button);
  gtk_widget_class_bind_template_callback (widget_class, on_anchor);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
  gtk_widget_class_bind_template_callback (widget_class, on_enabled);
}

static void
amb_watermark_row_init (AmbWatermarkRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
