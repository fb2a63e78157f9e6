/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The panel of the crop tool: ratio, angle, size, apply and cancel. */
#include "amb-crop-panel.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "amb-number-row.h"

/* Lying; the tool turns them upright when its box is. */
static const struct
{
  const char *title;
  double ratio; /* 0: free; -1: the photo's own */
} presets[] = {
  { NC_("crop ratio", "Free"), 0 },
  { NC_("crop ratio", "Original"), -1 },
  { "1 : 1", 1 },
  { "5 : 4", 5.0 / 4 },
  { "4 : 3", 4.0 / 3 },
  { "3 : 2", 3.0 / 2 },
  { "16 : 9", 16.0 / 9 },
};

struct _AmbCropPanel
{
  GtkWidget parent_instance;

  GtkLabel *size;
  GtkFlowBox *ratios;
  GtkBox *angle_section;
  GtkWidget *angle; /* in the widget tree */
  GtkWidget *buttons[G_N_ELEMENTS (presets)];

  AmbCropTool *tool;
  gboolean showing;
  gboolean dragging;
};

G_DEFINE_FINAL_TYPE (AmbCropPanel, amb_crop_panel, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TOOL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
amb_crop_panel_show (AmbCropPanel *self)
{
  g_autofree char *size = NULL;
  int width, height;

  amb_crop_tool_get_size (self->tool, &width, &height);
  /* Left to right in every language, or width and height would change places. */
  size = g_strdup_printf ("\u200e%d × %d", width, height);
  gtk_label_set_text (self->size, size);
  self->showing = TRUE;
  g_object_set (self->angle, "value", amb_crop_tool_get_angle (self->tool), NULL);
  if (amb_crop_tool_get_ratio (self->tool) == 0)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[0]), TRUE);
  self->showing = FALSE;
}

static void
amb_crop_panel_ratio_toggled (AmbCropPanel *self, GtkToggleButton *button)
{
  double ratio = 0;

  if (self->showing || !gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      ratio = presets[i].ratio;
  if (ratio < 0)
    ratio = amb_crop_tool_get_photo_ratio (self->tool);
  else if (ratio > 0 && !amb_crop_tool_is_landscape (self->tool))
    ratio = 1 / ratio;
  amb_crop_tool_set_ratio (self->tool, ratio);
}

static void
amb_crop_panel_swap (AmbCropPanel *self)
{
  amb_crop_tool_swap (self->tool);
}

static void
amb_crop_panel_reset (AmbCropPanel *self)
{
  amb_crop_tool_reset (self->tool);
}

static void
amb_crop_panel_angle_changed (AmbCropPanel *self)
{
  double angle;

  if (self->showing)
    return;
  g_object_get (self->angle, "value", &angle, NULL);
  amb_crop_tool_set_angle (self->tool, angle, self->dragging);
}

static void
amb_crop_panel_gesture_begin (AmbCropPanel *self)
{
  self->dragging = TRUE;
}

static void
amb_crop_panel_gesture_end (AmbCropPanel *self)
{
  self->dragging = FALSE;
  amb_crop_tool_set_angle (self->tool, amb_crop_tool_get_angle (self->tool), FALSE);
}

static void
amb_crop_panel_add_button (AmbCropPanel *self, GtkWidget *button)
{
  gtk_flow_box_insert (self->ratios, button, -1);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
}

static void
amb_crop_panel_add_swap (AmbCropPanel *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("amb-swap-symbolic");

  gtk_widget_set_tooltip_text (button, _("Swap Orientation"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Swap Orientation"), -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (amb_crop_panel_swap), self);
  amb_crop_panel_add_button (self, button);
}

static void
amb_crop_panel_add_ratios (AmbCropPanel *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    {
      const char *title = presets[i].ratio <= 0
                              ? g_dpgettext2 (GETTEXT_PACKAGE, "crop ratio", presets[i].title)
                              : presets[i].title;
      GtkWidget *button = gtk_toggle_button_new_with_label (title);

      self->buttons[i] = button;
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button),
                                     GTK_TOGGLE_BUTTON (self->buttons[0]));
      g_signal_connect_swapped (button, "toggled", G_CALLBACK (amb_crop_panel_ratio_toggled), self);
      amb_crop_panel_add_button (self, button);
    }
  amb_crop_panel_add_swap (self);
}

static void
amb_crop_panel_add_angle (AmbCropPanel *self)
{
  const AmbParam *param = amb_operations_find_param ("straighten.angle", NULL, NULL);

  self->angle = amb_number_row_new (param, _("Angle"), NULL, NULL);
  g_signal_connect_swapped (self->angle, "notify::value", G_CALLBACK (amb_crop_panel_angle_changed),
                            self);
  g_signal_connect_swapped (self->angle, "gesture-begin", G_CALLBACK (amb_crop_panel_gesture_begin),
                            self);
  g_signal_connect_swapped (self->angle, "gesture-end", G_CALLBACK (amb_crop_panel_gesture_end),
                            self);
  gtk_box_append (self->angle_section, self->angle);
}

static void
amb_crop_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, AMB_CROP_PANEL (object)->tool);
}

static void
amb_crop_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AmbCropPanel *self = AMB_CROP_PANEL (object);

  if (!g_set_object (&self->tool, g_value_get_object (value)) || self->tool == NULL)
    return;
  g_signal_connect_object (self->tool, "changed", G_CALLBACK (amb_crop_panel_show), self,
                           G_CONNECT_SWAPPED);
}

static void
amb_crop_panel_dispose (GObject *object)
{
  AmbCropPanel *self = AMB_CROP_PANEL (object);
  GtkWidget *child;

  g_clear_object (&self->tool);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (amb_crop_panel_parent_class)->dispose (object);
}

static void
amb_crop_panel_class_init (AmbCropPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = amb_crop_panel_get_property;
  object_class->set_property = amb_crop_panel_set_property;
  object_class->dispose = amb_crop_panel_dispose;
  properties[PROP_TOOL] = g_param_spec_object ("tool", NULL, NULL, AMB_TYPE_CROP_TOOL,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ambrotype/Ambrotype/canvas/amb-crop-panel.ui");
  gtk_widget_class_set_css_name (widget_class, "croppanel");
  gtk_widget_class_bind_template_child (widget_class, AmbCropPanel, size);
  gtk_widget_class_bind_template_child (widget_class, AmbCropPanel, ratios);
  gtk_widget_class_bind_template_child (widget_class, AmbCropPanel, angle_section);
  gtk_widget_class_bind_template_callback (widget_class, amb_crop_panel_reset);
}

static void
amb_crop_panel_init (AmbCropPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  amb_crop_panel_add_ratios (self);
  amb_crop_panel_add_angle (self);
}
