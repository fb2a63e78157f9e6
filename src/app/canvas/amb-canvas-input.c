/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Zooming and panning by pointer, touch and keyboard. */
#include "amb-canvas-private.h"

#include <math.h>

enum
{
  SCROLL_STEP = 60, /* logical pixels a wheel notch or an arrow key */
};

static const double scroll_zoom = 1.15; /* a wheel notch */

static double
amb_canvas_factor (AmbCanvas *self)
{
  return gtk_widget_get_scale_factor (GTK_WIDGET (self));
}

static void
amb_canvas_pan (AmbCanvas *self, double dx, double dy)
{
  double factor = amb_canvas_factor (self);

  if (self->whole_frame || self->place.fit)
    return;
  amb_place_pan (&self->place, dx * factor, dy * factor);
  amb_canvas_moved (self);
}

static void
amb_canvas_zoom_at (AmbCanvas *self, double scale, double x, double y)
{
  double factor = amb_canvas_factor (self);

  if (self->whole_frame)
    return;
  amb_place_zoom (&self->place, scale, x * factor, y * factor);
  amb_canvas_moved (self);
}

static void
amb_canvas_drag_begin (GtkGestureDrag *drag, double x, double y, AmbCanvas *self)
{
  self->last_x = self->last_y = 0;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!self->place.fit && !self->whole_frame)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
amb_canvas_drag_update (GtkGestureDrag *drag, double x, double y, AmbCanvas *self)
{
  amb_canvas_pan (self, x - self->last_x, y - self->last_y);
  self->last_x = x;
  self->last_y = y;
}

static void
amb_canvas_drag_end (GtkGestureDrag *drag, double x, double y, AmbCanvas *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), self->picking ? "crosshair" : NULL);
}

static void
amb_canvas_pressed (GtkGestureClick *click, int n_press, double x, double y, AmbCanvas *self)
{
  if (self->picking)
    amb_canvas_pick (self, x, y);
  else if (n_press == 2)
    amb_canvas_zoom_at (self, self->place.fit ? 1.0 : 0.0, x, y);
}

static void
amb_canvas_motion (GtkEventControllerMotion *motion, double x, double y, AmbCanvas *self)
{
  if (self->space_held)
    amb_canvas_pan (self, x - self->pointer_x, y - self->pointer_y);
  self->pointer_x = x;
  self->pointer_y = y;
}

static gboolean
amb_canvas_scroll (GtkEventControllerScroll *scroll, double dx, double dy, AmbCanvas *self)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  gboolean wheel = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL;
  double unit = wheel ? SCROLL_STEP : 1;

  if (self->whole_frame)
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK)
    amb_canvas_zoom_at (self, self->place.scale * pow (scroll_zoom, -dy * unit / SCROLL_STEP),
                        self->pointer_x, self->pointer_y);
  else if (state & GDK_SHIFT_MASK)
    amb_canvas_pan (self, -(dx + dy) * unit, 0);
  else
    amb_canvas_pan (self, -dx * unit, -dy * unit);
  return GDK_EVENT_STOP;
}

static void
amb_canvas_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, AmbCanvas *self)
{
  self->pinch_scale = self->place.scale;
}

static void
amb_canvas_pinch (GtkGestureZoom *zoom, double scale, AmbCanvas *self)
{
  double x = self->pointer_x, y = self->pointer_y;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (zoom), &x, &y);
  amb_canvas_zoom_at (self, self->pinch_scale * scale, x, y);
}

static gboolean
amb_canvas_key_pressed (
    GtkEventControllerKey *key, guint keyval, guint keycode, GdkModifierType state, AmbCanvas *self)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      amb_canvas_pan (self, SCROLL_STEP, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      amb_canvas_pan (self, -SCROLL_STEP, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      amb_canvas_pan (self, 0, SCROLL_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      amb_canvas_pan (self, 0, -SCROLL_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      amb_canvas_zoom_step (self, TRUE);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      amb_canvas_zoom_step (self, FALSE);
      return GDK_EVENT_STOP;
    case GDK_KEY_space:
      self->space_held = TRUE;
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
amb_canvas_let_go (AmbCanvas *self)
{
  self->space_held = FALSE;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

static void
amb_canvas_key_released (
    GtkEventControllerKey *key, guint keyval, guint keycode, GdkModifierType state, AmbCanvas *self)
{
  if (keyval == GDK_KEY_space)
    amb_canvas_let_go (self);
}

static void
amb_canvas_add_pointer (AmbCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *zoom = gtk_gesture_zoom_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (amb_canvas_motion), self);
  g_signal_connect (motion, "enter", G_CALLBACK (amb_canvas_motion), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (amb_canvas_scroll), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (amb_canvas_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (amb_canvas_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (amb_canvas_drag_end), self);
  g_signal_connect (click, "pressed", G_CALLBACK (amb_canvas_pressed), self);
  g_signal_connect (zoom, "begin", G_CALLBACK (amb_canvas_pinch_begin), self);
  g_signal_connect (zoom, "scale-changed", G_CALLBACK (amb_canvas_pinch), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (zoom));
}

void
amb_canvas_add_input (AmbCanvas *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  amb_canvas_add_pointer (self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (amb_canvas_key_pressed), self);
  g_signal_connect (key, "key-released", G_CALLBACK (amb_canvas_key_released), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (amb_canvas_let_go), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}
