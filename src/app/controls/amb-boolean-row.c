/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the edit panel for a parameter that is on or off. */
#include "amb-boolean-row.h"

#include <glib/gi18n-lib.h>

struct _AmbBooleanRow
{
  GtkWidget parent_instance;

  GtkLabel *title;
  GtkSwitch *toggle;
  gboolean is_on_at_first;
};

G_DEFINE_FINAL_TYPE (AmbBooleanRow, amb_boolean_row, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
amb_boolean_row_toggled (AmbBooleanRow *self)
{
  if (gtk_switch_get_active (self->toggle) != self->is_on_at_first)
    gtk_widget_add_css_class (GTK_WIDGET (self), "changed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "changed");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

static void
amb_boolean_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_double (value, gtk_switch_get_active (AMB_BOOLEAN_ROW (object)->toggle));
}

static void
amb_boolean_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  gtk_switch_set_active (AMB_BOOLEAN_ROW (object)->toggle, g_value_get_double (value) != 0);
}

static void
amb_boolean_row_dispose (GObject *object)
{
  AmbBooleanRow *self = AMB_BOOLEAN_ROW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (amb_boolean_row_parent_class)->dispose (object);
}

static void
amb_boolean_row_class_init (AmbBooleanRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = amb_boolean_row_get_property;
  object_class->set_property = amb_boolean_row_set_property;
  object_class->dispose = amb_boolean_row_dispose;
  properties[PROP_VALUE]
      = g_param_spec_double ("value", NULL, NULL, 0, 1, 0,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ambrotype/Ambrotype/controls/amb-boolean-row.ui");
  gtk_widget_class_set_css_name (widget_class, "booleanrow");
  gtk_widget_class_bind_template_child (widget_class, AmbBooleanRow, title);
  gtk_widget_class_bind_template_child (widget_class, AmbBooleanRow, toggle);
  gtk_widget_class_bind_template_callback (widget_class, amb_boolean_row_toggled);
}

static void
amb_boolean_row_init (AmbBooleanRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
amb_boolean_row_new (const AmbParam *param, const char *title, GtkSizeGroup *labels)
{
  AmbBooleanRow *self = g_object_new (AMB_TYPE_BOOLEAN_ROW, NULL);

  self->is_on_at_first = param->neutral != 0;
  gtk_label_set_text (self->title, title);
  if (param->help != NULL)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), _(param->help));
  if (labels != NULL)
    gtk_size_group_add_widget (labels, GTK_WIDGET (self->title));
  return GTK_WIDGET (self);
}
