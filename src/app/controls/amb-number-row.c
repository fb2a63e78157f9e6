/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the edit panel for a number: title, slider, and a value that can be typed. */
#include "amb-number-row.h"

#include <math.h>
#include <glib/gi18n-lib.h>

enum
{
  PAGE_STEPS = 10, /* Page Up and Page Down, in steps of the parameter */
};

struct _AmbNumberRow
{
  GtkWidget parent_instance;

  GtkLabel *title;
  GtkScale *scale;
  GtkAdjustment *adjustment;
  GtkEntry *entry;

  const AmbParam *param;
  double value;
  gboolean showing; /* the widgets are being set, not moved by the user */
  gboolean dragging;
  guint32 last_press; /* milliseconds, of the event clock */
};

G_DEFINE_FINAL_TYPE (AmbNumberRow, amb_number_row, GTK_TYPE_WIDGET)

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

/* The slider runs on the value or on its logarithm. */
static double
amb_number_row_to_position (AmbNumberRow *self, double value)
{
  return self->param->scale == AMB_SCALE_LOG ? log (MAX (value, G_MINDOUBLE)) : value;
}

static double
amb_number_row_from_position (AmbNumberRow *self, double position)
{
  return self->param->scale == AMB_SCALE_LOG ? exp (position) : position;
}

/* To the decimals that are shown: what is read is what is set. */
static double
amb_number_row_round (AmbNumberRow *self, double value)
{
  g_autofree char *text = amb_param_format (self->param, value);
  double rounded = value;

  amb_param_parse (self->param, text, &rounded);
  return rounded;
}

static void
amb_number_row_show (AmbNumberRow *self)
{
  g_autofree char *text = amb_param_format (self->param, self->value);

  self->showing = TRUE;
  gtk_adjustment_set_value (self->adjustment, amb_number_row_to_position (self, self->value));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->showing = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  text, -1);
  if (self->value == self->param->neutral)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "changed");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "changed");
}

static void
amb_number_row_set_value (AmbNumberRow *self, double value)
{
  value = amb_param_clamp (self->param, value, NULL);
  if (value == self->value)
    return;
  self->value = value;
  amb_number_row_show (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

static void
amb_number_row_step (AmbNumberRow *self, int steps)
{
  amb_number_row_set_value (self,
                            amb_number_row_round (self, self->value + steps * self->param->step));
}

static void
amb_number_row_slide_to (AmbNumberRow *self, double position)
{
  double lower = gtk_adjustment_get_lower (self->adjustment);
  double upper = gtk_adjustment_get_upper (self->adjustment);
  double value = amb_number_row_from_position (self, CLAMP (position, lower, upper));

  amb_number_row_set_value (self, amb_number_row_round (self, value));
}

static void
amb_number_row_slid (AmbNumberRow *self)
{
  if (!self->showing && self->param != NULL)
    amb_number_row_slide_to (self, gtk_adjustment_get_value (self->adjustment));
}

/* The keys move by the parameter's own step, on a logarithmic slider too. A drag moves the knob
 * from one value that can be set to the next: it never stands between two. */
static gboolean
amb_number_row_change_value (GtkRange *range,
                             GtkScrollType scroll,
                             double position,
                             AmbNumberRow *self)
{
  static const signed char steps[] = {
    [GTK_SCROLL_STEP_BACKWARD] = -1,
    [GTK_SCROLL_STEP_FORWARD] = 1,
    [GTK_SCROLL_STEP_UP] = 1,
    [GTK_SCROLL_STEP_DOWN] = -1,
    [GTK_SCROLL_STEP_LEFT] = -1,
    [GTK_SCROLL_STEP_RIGHT] = 1,
    [GTK_SCROLL_PAGE_BACKWARD] = -PAGE_STEPS,
    [GTK_SCROLL_PAGE_FORWARD] = PAGE_STEPS,
    [GTK_SCROLL_PAGE_UP] = PAGE_STEPS,
    [GTK_SCROLL_PAGE_DOWN] = -PAGE_STEPS,
    [GTK_SCROLL_PAGE_LEFT] = -PAGE_STEPS,
    [GTK_SCROLL_PAGE_RIGHT] = PAGE_STEPS,
  };

  if (scroll == GTK_SCROLL_JUMP)
    {
      amb_number_row_slide_to (self, position);
      return GDK_EVENT_STOP;
    }
  if ((guint) scroll >= G_N_ELEMENTS (steps) || steps[scroll] == 0)
    return GDK_EVENT_PROPAGATE;
  amb_number_row_step (self, steps[scroll]);
  return GDK_EVENT_STOP;
}

static void
amb_number_row_reset (AmbNumberRow *self)
{
  amb_number_row_set_value (self, self->param->neutral);
}

static void
amb_number_row_title_pressed (
    GtkGestureClick *click, int n_press, double x, double y, AmbNumberRow *self)
{
  if (n_press == 2)
    amb_number_row_reset (self);
}

static gboolean
amb_number_row_is_double (AmbNumberRow *self, GdkEvent *event)
{
  guint32 time = gdk_event_get_time (event);
  guint32 since = time - self->last_press;
  int limit = 0;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-double-click-time", &limit, NULL);
  self->last_press = time;
  return since < (guint32) limit;
}

static void
amb_number_row_set_dragging (AmbNumberRow *self, gboolean dragging)
{
  if (self->dragging == dragging)
    return;
  self->dragging = dragging;
  g_signal_emit (self, signals[dragging ? SIGNAL_GESTURE_BEGIN : SIGNAL_GESTURE_END], 0);
}

/* The range's own gesture claims the sequence, so presses are seen here, before it. */
static gboolean
amb_number_row_scale_event (GtkEventControllerLegacy *legacy, GdkEvent *event, AmbNumberRow *self)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
      if (amb_number_row_is_double (self, event))
        {
          amb_number_row_reset (self);
          return GDK_EVENT_STOP;
        }
      amb_number_row_set_dragging (self, TRUE);
      return GDK_EVENT_PROPAGATE;
    case GDK_BUTTON_RELEASE:
    case GDK_TOUCH_END:
    case GDK_TOUCH_CANCEL:
    case GDK_GRAB_BROKEN:
      amb_number_row_set_dragging (self, FALSE);
      return GDK_EVENT_PROPAGATE;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
amb_number_row_commit (AmbNumberRow *self)
{
  double value;

  if (amb_param_parse (self->param, gtk_editable_get_text (GTK_EDITABLE (self->entry)), &value))
    {
      g_autofree char *shown = amb_param_format (self->param, self->value);

      if (g_strcmp0 (shown, gtk_editable_get_text (GTK_EDITABLE (self->entry))) != 0)
        amb_number_row_set_value (self, value);
    }
  amb_number_row_show (self);
}

static void
amb_number_row_entry_entered (AmbNumberRow *self)
{
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

static gboolean
amb_number_row_entry_key (GtkEventControllerKey *key,
                          guint keyval,
                          guint keycode,
                          GdkModifierType state,
                          AmbNumberRow *self)
{
  switch (keyval)
    {
    case GDK_KEY_Escape:
      amb_number_row_show (self);
      gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))),
                              GTK_DIR_TAB_BACKWARD);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      amb_number_row_commit (self);
      amb_number_row_step (self, keyval == GDK_KEY_Up ? 1 : -1);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* A wheel over the panel scrolls the panel and never changes a value. */
static void
amb_number_row_ignore_scroll (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

static void
amb_number_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_double (value, AMB_NUMBER_ROW (object)->value);
}

static void
amb_number_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  amb_number_row_set_value (AMB_NUMBER_ROW (object), g_value_get_double (value));
}

static void
amb_number_row_dispose (GObject *object)
{
  AmbNumberRow *self = AMB_NUMBER_ROW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (amb_number_row_parent_class)->dispose (object);
}

static void
amb_number_row_class_init (AmbNumberRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = amb_number_row_get_property;
  object_class->set_property = amb_number_row_set_property;
  object_class->dispose = amb_number_row_dispose;
  properties[PROP_VALUE]
      = g_param_spec_double ("value", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_GESTURE_BEGIN] = g_signal_new (
      "gesture-begin", AMB_TYPE_NUMBER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_GESTURE_END] = g_signal_new ("gesture-end", AMB_TYPE_NUMBER_ROW, G_SIGNAL_RUN_LAST,
                                              0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ambrotype/Ambrotype/controls/amb-number-row.ui");
  gtk_widget_class_set_css_name (widget_class, "numberrow");
  gtk_widget_class_bind_template_child (widget_class, AmbNumberRow, title);
  gtk_widget_class_bind_template_child (widget_class, AmbNumberRow, scale);
  gtk_widget_class_bind_template_child (widget_class, AmbNumberRow, adjustment);
  gtk_widget_class_bind_template_child (widget_class, AmbNumberRow, entry);
  gtk_widget_class_bind_template_callback (widget_class, amb_number_row_title_pressed);
  gtk_widget_class_bind_template_callback (widget_class, amb_number_row_slid);
  gtk_widget_class_bind_template_callback (widget_class, amb_number_row_change_value);
  gtk_widget_class_bind_template_callback (widget_class, amb_number_row_scale_event);
  gtk_widget_class_bind_template_callback (widget_class, amb_number_row_commit);
  gtk_widget_class_bind_template_callback (widget_class, amb_number_row_entry_entered);
  gtk_widget_class_bind_template_callback (widget_class, amb_number_row_entry_key);
}

static void
amb_number_row_init (AmbNumberRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  amb_number_row_ignore_scroll (GTK_WIDGET (self->scale));
}

static void
amb_number_row_declare_range (AmbNumberRow *self)
{
  const AmbParam *param = self->param;
  double lower = amb_number_row_to_position (self, param->slider_min);
  double upper = amb_number_row_to_position (self, param->slider_max);
  g_autofree char *low = amb_param_format (param, param->minimum);
  g_autofree char *high = amb_param_format (param, param->maximum);
  int width = (int) MAX (g_utf8_strlen (low, -1), g_utf8_strlen (high, -1));

  self->showing = TRUE;
  gtk_adjustment_configure (self->adjustment, lower, lower, upper, (upper - lower) / 200,
                            (upper - lower) / 20, 0);
  self->showing = FALSE;
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), width);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), width);
  /* The coloured part says "from zero"; where neutral is in the middle it would say something
   * untrue. */
  gtk_scale_set_has_origin (self->scale, param->neutral <= param->slider_min);
}

/* Where only this row may look different, the style sheet finds it by its parameter's id. */
GtkWidget *
amb_number_row_new (const AmbParam *param,
                    const char *title,
                    GtkSizeGroup *labels,
                    GtkSizeGroup *values)
{
  AmbNumberRow *self = g_object_new (AMB_TYPE_NUMBER_ROW, NULL);
  const char *help = param->help != NULL ? _ (param->help) : NULL;

  self->param = param;
  self->value = param->neutral;
  gtk_label_set_text (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), help);
  gtk_widget_add_css_class (GTK_WIDGET (self), param->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  if (help != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, help, -1);
  amb_number_row_declare_range (self);
  amb_number_row_show (self);
  if (labels != NULL)
    gtk_size_group_add_widget (labels, GTK_WIDGET (self->title));
  if (values != NULL)
    gtk_size_group_add_widget (values, GTK_WIDGET (self->entry));
  return GTK_WIDGET (self);
}
