/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the rows that the chosen way to scale has, and no others. */
#include "amb-size-group.h"

#include <glib/gi18n-lib.h>

enum
{
  MEGA = 1000 * 1000,
};

struct _AmbSizeGroup
{
  AdwPreferencesGroup parent_instance;

  AmbOutputEditor *editor;
  AdwComboRow *mode_row;
  AdwActionRow *width_row;
  GtkSpinButton *width_button;
  GtkWidget *height_row;
  GtkSpinButton *height_button;
  GtkWidget *percent_row;
  GtkSpinButton *percent_button;
  GtkWidget *megapixels_row;
  GtkSpinButton *megapixels_button;
  GtkWidget *enlarge_row;
  GtkSwitch *enlarge_switch;
  AdwExpanderRow *limit_row;
  GtkSpinButton *limit_button;
  GtkSwitch *smaller_switch;
};

G_DEFINE_FINAL_TYPE (AmbSizeGroup, amb_size_group, ADW_TYPE_PREFERENCES_GROUP)

/* In the order of the list. */
static const struct
{
  AmbResizeMode mode;
  const char *title;
  const char *width; /* the title of its first number; NULL: it has none */
  gboolean has_height;
} modes[] = {
  { AMB_RESIZE_NONE, N_("Full Size"), NULL, FALSE },
  { AMB_RESIZE_LONG, N_("By the Long Edge"), N_("Long Edge"), FALSE },
  { AMB_RESIZE_SHORT, N_("By the Short Edge"), N_("Short Edge"), FALSE },
  { AMB_RESIZE_FIT, N_("Fit into a Frame"), N_("Width"), TRUE },
  { AMB_RESIZE_FILL, N_("Fill a Frame, Crop"), N_("Width"), TRUE },
  { AMB_RESIZE_PERCENT, N_("By Percent"), NULL, FALSE },
  { AMB_RESIZE_MEGAPIXELS, N_("By Megapixels"), NULL, FALSE },
};

static guint
index_of (AmbResizeMode mode)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (modes[i].mode == mode)
      return i;
  return 0;
}

char *
amb_size_group_describe (const AmbResize *resize)
{
  switch (resize->mode)
    {
    case AMB_RESIZE_LONG:
      return g_strdup_printf (_("Long edge %u px"), resize->width);
    case AMB_RESIZE_SHORT:
      return g_strdup_printf (_("Short edge %u px"), resize->width);
    case AMB_RESIZE_FIT:
      return g_strdup_printf (_("In %u × %u px"), resize->width, resize->height);
    case AMB_RESIZE_FILL:
      return g_strdup_printf ("%u × %u px", resize->width, resize->height);
    case AMB_RESIZE_PERCENT:
      return g_strdup_printf ("%g %%", resize->percent);
    case AMB_RESIZE_MEGAPIXELS:
      return g_strdup_printf (_("%g megapixels"), resize->megapixels);
    default:
      return g_strdup (_("Full size"));
    }
}

/* Pixels */

static void
show_rows (AmbSizeGroup *self, guint index)
{
  AmbResizeMode mode = modes[index].mode;
  gtk_widget_set_visible (GTK_WIDGET (self->width_row), modes[index].width != NULL);
  gtk_widget_set_visible (self->height_row, modes[index].has_height);
  gtk_widget_set_visible (self->percent_row, mode == AMB_RESIZE_PERCENT);
  gtk_widget_set_visible (self->megapixels_row, mode == AMB_RESIZE_MEGAPIXELS);
  gtk_widget_set_visible (self->enlarge_row, mode != AMB_RESIZE_NONE);
  if (modes[index].width != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->width_row), _(modes[index].width));
}

static void
show_resize (AmbSizeGroup *self, const AmbResize *resize)
{
  guint index = index_of (resize->mode);
  adw_combo_row_set_selected (self->mode_row, index);
  if (modes[index].width != NULL)
    gtk_spin_button_set_value (self->width_button, resize->width);
  if (modes[index].has_height)
    gtk_spin_button_set_value (self->height_button, resize->height);
  if (resize->mode == AMB_RESIZE_PERCENT)
    gtk_spin_button_set_value (self->percent_button, resize->percent);
  if (resize->mode == AMB_RESIZE_MEGAPIXELS)
    gtk_spin_button_set_value (self->megapixels_button, resize->megapixels);
  gtk_switch_set_active (self->enlarge_switch, resize->enlarge);
  show_rows (self, index);
}

static void
on_edited (AmbSizeGroup *self)
{
  guint index = adw_combo_row_get_selected (self->mode_row);
  if (self->editor == NULL || index >= G_N_ELEMENTS (modes))
    return;
  AmbResize resize = {
    .mode = modes[index].mode,
    .width = (guint) gtk_spin_button_get_value_as_int (self->width_button),
    .height = (guint) gtk_spin_button_get_value_as_int (self->height_button),
    .percent = gtk_spin_button_get_value (self->percent_button),
    .megapixels = gtk_spin_button_get_value (self->megapixels_button),
    .enlarge = modes[index].mode != AMB_RESIZE_NONE && gtk_switch_get_active (self->enlarge_switch),
  };
  if (resize.mode == AMB_RESIZE_PERCENT && !resize.enlarge)
    resize.percent = MIN (resize.percent, 100);
  g_autofree char *text = amb_resize_to_string (&resize);
  amb_output_editor_set (self->editor, "resize", g_variant_new_string (text));
}

/* Bytes */

static void
show_limit (AmbSizeGroup *self, guint64 max_bytes)
{
  adw_expander_row_set_enable_expansion (self->limit_row, max_bytes > 0);
  adw_expander_row_set_expanded (self->limit_row, max_bytes > 0);
  if (max_bytes > 0)
    gtk_spin_button_set_value (self->limit_button, (double) max_bytes / MEGA);
}

static void
on_limit_edited (AmbSizeGroup *self)
{
  guint64 bytes = 0;
  if (self->editor == NULL)
    return;
  if (adw_expander_row_get_enable_expansion (self->limit_row))
    bytes = (guint64) (gtk_spin_button_get_value (self->limit_button) * MEGA + 0.5);
  amb_output_editor_set (self->editor, "max-bytes", g_variant_new_uint64 (bytes));
}

/* The group */

static void
show (AmbSizeGroup *self)
{
  const AmbExportSettings *settings = amb_output_editor_get (self->editor);
  show_resize (self, &settings->resize);
  show_limit (self, settings->max_bytes);
}

void
amb_size_group_set_editor (AmbSizeGroup *self, AmbOutputEditor *editor)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    gtk_string_list_append (titles, _(modes[i].title));
  adw_combo_row_set_model (self->mode_row, G_LIST_MODEL (titles));
  self->editor = g_object_ref (editor);
  amb_output_editor_bind_switch (editor, self->smaller_switch, "max-bytes-resize");
  g_signal_connect_object (editor, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mode_row, "notify::selected", G_CALLBACK (on_edited), self,
                           G_CONNECT_SWAPPED);
}

static void
amb_size_group_dispose (GObject *object)
{
  g_clear_object (&AMB_SIZE_GROUP (object)->editor);
  G_OBJECT_CLASS (amb_size_group_parent_class)->dispose (object);
}

static void
amb_size_group_class_init (AmbSizeGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = amb_size_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-size-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, mode_row);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, width_row);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, width_button);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, height_row);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, height_button);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, percent_row);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, percent_button);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, megapixels_row);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, megapixels_button);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, enlarge_row);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, enlarge_switch);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, limit_row);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, limit_button);
  gtk_widget_class_bind_template_child (widget_class, AmbSizeGroup, smaller_switch);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_limit_edited);
}

static void
amb_size_group_init (AmbSizeGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
