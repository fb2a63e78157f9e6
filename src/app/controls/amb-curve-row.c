/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the edit panel for a curve: a title that opens the curve's editor. */
#include "amb-curve-row.h"

#include <glib/gi18n-lib.h>
#include "amb-curve-editor.h"

struct _AmbCurveRow
{
  GtkWidget parent_instance;

  GtkWidget *expander;
  GtkLabel *title;
  GtkWidget *reset;
  AmbCurveEditor *editor;
};

G_DEFINE_FINAL_TYPE (AmbCurveRow, amb_curve_row, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_VALUE,
  N_PROPS
};

enum
{
  SIGNAL_GESTURE_BEGIN,
  SIGNAL_GESTURE_END,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
amb_curve_row_changed (AmbCurveRow *self)
{
  gboolean is_straight
      = amb_spline_equal (amb_curve_editor_get_curve (self->editor), &amb_spline_identity);

  gtk_widget_set_visible (self->reset, !is_straight);
  if (is_straight)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "changed");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "changed");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

static void
amb_curve_row_set_curve (AmbCurveRow *self, const AmbSpline *curve)
{
  if (amb_spline_equal (curve, amb_curve_editor_get_curve (self->editor)))
    return;
  amb_curve_editor_set_curve (self->editor, curve);
  amb_curve_row_changed (self);
}

static void
amb_curve_row_reset (AmbCurveRow *self)
{
  amb_curve_row_set_curve (self, &amb_spline_identity);
}

static void
amb_curve_row_gesture_begin (AmbCurveRow *self)
{
  g_signal_emit (self, signals[SIGNAL_GESTURE_BEGIN], 0);
}

static void
amb_curve_row_gesture_end (AmbCurveRow *self)
{
  g_signal_emit (self, signals[SIGNAL_GESTURE_END], 0);
}

static void
amb_curve_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AmbCurveRow *self = AMB_CURVE_ROW (object);

  g_value_take_variant (value, g_variant_ref_sink (amb_spline_to_variant (
                                   amb_curve_editor_get_curve (self->editor))));
}

static void
amb_curve_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GVariant *variant = g_value_get_variant (value);
  AmbSpline curve;

  if (variant != NULL && amb_spline_from_variant (variant, &curve))
    amb_curve_row_set_curve (AMB_CURVE_ROW (object), &curve);
}

static void
amb_curve_row_dispose (GObject *object)
{
  AmbCurveRow *self = AMB_CURVE_ROW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (amb_curve_row_parent_class)->dispose (object);
}

static void
amb_curve_row_class_init (AmbCurveRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = amb_curve_row_get_property;
  object_class->set_property = amb_curve_row_set_property;
  object_class->dispose = amb_curve_row_dispose;
  properties[PROP_VALUE]
      = g_param_spec_variant ("value", NULL, NULL, AMB_SPLINE_VARIANT_TYPE, NULL,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_GESTURE_BEGIN] = g_signal_new (
      "gesture-begin", AMB_TYPE_CURVE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_GESTURE_END] = g_signal_new ("gesture-end", AMB_TYPE_CURVE_ROW, G_SIGNAL_RUN_LAST,
                                              0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (AMB_TYPE_CURVE_EDITOR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ambrotype/Ambrotype/controls/amb-curve-row.ui");
  gtk_widget_class_set_css_name (widget_class, "curverow");
  gtk_widget_class_bind_template_child (widget_class, AmbCurveRow, expander);
  gtk_widget_class_bind_template_child (widget_class, AmbCurveRow, title);
  gtk_widget_class_bind_template_child (widget_class, AmbCurveRow, reset);
  gtk_widget_class_bind_template_child (widget_class, AmbCurveRow, editor);
  gtk_widget_class_bind_template_callback (widget_class, amb_curve_row_reset);
  gtk_widget_class_bind_template_callback (widget_class, amb_curve_row_changed);
  gtk_widget_class_bind_template_callback (widget_class, amb_curve_row_gesture_begin);
  gtk_widget_class_bind_template_callback (widget_class, amb_curve_row_gesture_end);
}

static void
amb_curve_row_init (AmbCurveRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The style sheet finds the row by its parameter's id, for the colour of the curve. */
GtkWidget *
amb_curve_row_new (const AmbParam *param, const char *title)
{
  AmbCurveRow *self = g_object_new (AMB_TYPE_CURVE_ROW, NULL);
  const char *help = param->help != NULL ? _(param->help) : "";
  g_autofree char *reset = g_strdup_printf (_("Reset %s"), title);

  gtk_label_set_text (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), help);
  gtk_widget_set_tooltip_text (self->reset, reset);
  gtk_widget_add_css_class (GTK_WIDGET (self), param->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->reset), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  reset, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, help, -1);
  return GTK_WIDGET (self);
}
