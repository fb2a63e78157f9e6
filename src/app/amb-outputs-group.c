/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are made anew only when their number changes, so that the keyboard's focus stays. */
#include "amb-outputs-group.h"

#include <glib/gi18n-lib.h>
#include "amb-size-group.h"

typedef struct
{
  AdwActionRow *row;
  GtkCheckButton *check;
  GtkWidget *remove;
} Line;

struct _AmbOutputsGroup
{
  AdwPreferencesGroup parent_instance;

  AmbOutputEditor *editor;
  GArray *lines; /* Line */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (AmbOutputsGroup, amb_outputs_group, ADW_TYPE_PREFERENCES_GROUP)

static guint
index_of (AmbOutputsGroup *self, gpointer widget)
{
  guint i = 0;
  while (i < self->lines->len && g_array_index (self->lines, Line, i).check != widget
         && g_array_index (self->lines, Line, i).remove != widget)
    i++;
  return i;
}

static void
on_toggled (AmbOutputsGroup *self, GtkCheckButton *check)
{
  if (!self->showing && gtk_check_button_get_active (check))
    amb_output_editor_set_index (self->editor, index_of (self, check));
}

static void
on_remove (AmbOutputsGroup *self, GtkWidget *button)
{
  amb_export_choices_remove_output (amb_output_editor_get_choices (self->editor),
                                    index_of (self, button));
}

static void
add_line (AmbOutputsGroup *self)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  const Line *first = self->lines->len > 0 ? &g_array_index (self->lines, Line, 0) : NULL;
  if (first != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), first->check);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _("Remove This Output"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  Line line = { ADW_ACTION_ROW (row), GTK_CHECK_BUTTON (check), remove };
  g_array_append_val (self->lines, line);
}

static void
remove_line (AmbOutputsGroup *self)
{
  const Line *line = &g_array_index (self->lines, Line, self->lines->len - 1);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (line->row));
  g_array_set_size (self->lines, self->lines->len - 1);
}

/* "JPEG, long edge 2048 px". */
static char *
describe (const AmbExportSettings *settings)
{
  const AmbCodec *codec = amb_codecs_find (settings->format);
  g_autofree char *size = amb_size_group_describe (&settings->resize);
  return g_strdup_printf ("%s · %s", codec != NULL ? codec->title : _("As the Photo"), size);
}

static void
show_line (AmbOutputsGroup *self, guint index)
{
  const Line *line = &g_array_index (self->lines, Line, index);
  AmbExportChoices *choices = amb_output_editor_get_choices (self->editor);
  g_autofree char *title = describe (amb_export_choices_get (choices, index));
  g_autofree char *folder = amb_export_choices_get_subfolder (choices, index);
  g_autofree char *remove = g_strdup_printf (_("Remove Output %u"), index + 1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line->row), title);
  adw_action_row_set_subtitle (line->row, *folder != '\0' ? folder : "");
  gtk_check_button_set_active (line->check, index == amb_output_editor_get_index (self->editor));
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  remove, -1);
}

static void
show (AmbOutputsGroup *self)
{
  guint n = amb_export_choices_get_outputs (amb_output_editor_get_choices (self->editor))->len;
  self->showing = TRUE;
  while (self->lines->len < n)
    add_line (self);
  while (self->lines->len > n)
    remove_line (self);
  for (guint i = 0; i < n; i++)
    show_line (self, i);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 1);
  self->showing = FALSE;
}

void
amb_outputs_group_set_editor (AmbOutputsGroup *self, AmbOutputEditor *editor)
{
  self->editor = g_object_ref (editor);
  g_signal_connect_object (editor, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
}

static void
amb_outputs_group_dispose (GObject *object)
{
  AmbOutputsGroup *self = AMB_OUTPUTS_GROUP (object);
  g_clear_object (&self->editor);
  G_OBJECT_CLASS (amb_outputs_group_parent_class)->dispose (object);
}

static void
amb_outputs_group_finalize (GObject *object)
{
  g_array_unref (AMB_OUTPUTS_GROUP (object)->lines);
  G_OBJECT_CLASS (amb_outputs_group_parent_class)->finalize (object);
}

static void
amb_outputs_group_class_init (AmbOutputsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = amb_outputs_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = amb_outputs_group_finalize;
}

static void
amb_outputs_group_init (AmbOutputsGroup *self)
{
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Outputs of Each Photo"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
