/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed counts at once; while it is no template, the last one that was does. */
#include "amb-name-row.h"

#include <glib/gi18n-lib.h>
#include "amb-name-template.h"

struct _AmbNameRow
{
  AdwEntryRow parent_instance;

  AmbOutputEditor *editor;
  GError *fault; /* nullable */
  GtkMenuButton *field_button;
};

G_DEFINE_FINAL_TYPE (AmbNameRow, amb_name_row, ADW_TYPE_ENTRY_ROW)

static const struct
{
  const char *field;
  const char *title;
} fields[] = {
  { "{name}", N_("Name of the Photo’s File") },
  { "{ext}", N_("Extension") },
  { "{date:%Y-%m-%d}", N_("Date Taken") },
  { "{time}", N_("Time Taken") },
  { "{camera}", N_("Camera") },
  { "{lens}", N_("Lens") },
  { "{iso}", N_("ISO") },
  { "{width}", N_("Width in Pixels") },
  { "{height}", N_("Height in Pixels") },
  { "{long}", N_("Long Edge in Pixels") },
  { "{counter:4}", N_("Counter, Four Digits") },
  { "{folder}", N_("Name of the Photo’s Folder") },
  { "{preset}", N_("Name of the Preset") },
};

const char *
amb_name_row_get_fault (AmbNameRow *self)
{
  return self->fault != NULL ? self->fault->message : NULL;
}

static void
on_edited (AmbNameRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self));
  g_clear_error (&self->fault);
  if (amb_name_template_check (text, &self->fault))
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
      amb_output_editor_set (self->editor, "name", g_variant_new_string (text));
    }
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
}

static void
show (AmbNameRow *self)
{
  const char *name = amb_output_editor_get (self->editor)->name;
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self)), name) && self->fault == NULL)
    gtk_editable_set_text (GTK_EDITABLE (self), name);
}

/* At the cursor, in place of what is selected. */
static void
on_insert (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkEditable *editable = GTK_EDITABLE (widget);
  const char *field = g_variant_get_string (parameter, NULL);
  gtk_editable_delete_selection (editable);
  int position = gtk_editable_get_position (editable);
  gtk_editable_insert_text (editable, field, -1, &position);
  gtk_widget_grab_focus (widget);
  gtk_editable_set_position (editable, position);
}

static GMenuModel *
build_menu (void)
{
  GMenu *menu = g_menu_new ();
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_(fields[i].title), NULL);
      g_menu_item_set_action_and_target (item, "name.insert", "s", fields[i].field);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

void
amb_name_row_set_editor (AmbNameRow *self, AmbOutputEditor *editor)
{
  self->editor = g_object_ref (editor);
  g_signal_connect_object (editor, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  g_signal_connect (self, "changed", G_CALLBACK (on_edited), NULL);
}

static void
amb_name_row_dispose (GObject *object)
{
  AmbNameRow *self = AMB_NAME_ROW (object);
  g_clear_object (&self->editor);
  g_clear_error (&self->fault);
  G_OBJECT_CLASS (amb_name_row_parent_class)->dispose (object);
}

static void
amb_name_row_class_init (AmbNameRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = amb_name_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-name-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AmbNameRow, field_button);
  gtk_widget_class_install_action (widget_class, "name.insert", "s", on_insert);
}

static void
amb_name_row_init (AmbNameRow *self)
{
  g_autoptr (GMenuModel) menu = build_menu ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (self->field_button, menu);
}
