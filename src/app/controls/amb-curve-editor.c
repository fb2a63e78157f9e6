/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A square with a curve whose points can be added, moved and removed. */
#include "amb-curve-editor.h"

#include <glib/gi18n-lib.h>
#include "amb-curve-points.h"

enum
{
  MARGIN = 8,   /* pixels around the square, for the points on its edges */
  RADIUS = 5,   /* of a point */
  REACH = 14,   /* a press takes hold of a point this near */
  OUTSIDE = 32, /* a point dragged this far out of the square is removed */
  LEAST_SIZE = 120,
  USUAL_SIZE = 240,
  N_FIELDS = 4, /* of the grid, each way */
};

#define KEY_STEP 0.01
#define KEY_STEP_LARGE 0.1

struct _AmbCurveEditor
{
  GtkWidget parent_instance;

  AmbSpline curve;
  int selected; /* -1: none */

  gboolean dragging;
  AmbSpline before;  /* the curve without the point that is dragged */
  gboolean can_drop; /* before is a curve */
};

G_DEFINE_FINAL_TYPE (AmbCurveEditor, amb_curve_editor, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_GESTURE_BEGIN,
  SIGNAL_GESTURE_END,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static double
amb_curve_editor_side (AmbCurveEditor *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  return MAX (MIN (width, height) - 2 * MARGIN, 1);
}

static void
amb_curve_editor_to_curve (AmbCurveEditor *self, double px, double py, double *x, double *y)
{
  double side = amb_curve_editor_side (self);

  *x = (px - MARGIN) / side;
  *y = 1 - (py - MARGIN) / side;
}

static void
amb_curve_editor_describe (AmbCurveEditor *self)
{
  g_autofree char *text = NULL;
  double value = 0;

  if (self->selected >= 0)
    {
      const AmbSplinePoint *point = &self->curve.points[self->selected];

      value = point->y * 100;
      /* Translators: a point of a tone curve; the last two are the tone before and after, in
       * percent. */
      text = g_strdup_printf (_("Point %d of %u: %.0f becomes %.0f"), self->selected + 1,
                              self->curve.n_points, point->x * 100, value);
    }
  else
    text = g_strdup_printf (ngettext ("%u point", "%u points", self->curve.n_points),
                            self->curve.n_points);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, value,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
amb_curve_editor_show (AmbCurveEditor *self)
{
  amb_curve_editor_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
amb_curve_editor_changed (AmbCurveEditor *self)
{
  amb_curve_editor_show (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
amb_curve_editor_remove (AmbCurveEditor *self)
{
  if (self->selected < 0 || !amb_curve_points_remove (&self->curve, (guint) self->selected))
    return;
  self->selected = MIN (self->selected, (int) self->curve.n_points - 1);
  amb_curve_editor_changed (self);
}

static void
amb_curve_editor_set_dragging (AmbCurveEditor *self, gboolean dragging)
{
  if (self->dragging == dragging)
    return;
  self->dragging = dragging;
  g_signal_emit (self, signals[dragging ? SIGNAL_GESTURE_BEGIN : SIGNAL_GESTURE_END], 0);
}

/* Takes hold of the point under the pointer, or makes one there. */
static void
amb_curve_editor_hold (AmbCurveEditor *self, double x, double y)
{
  int found = amb_curve_points_find (&self->curve, x, y, REACH / amb_curve_editor_side (self));

  amb_curve_editor_set_dragging (self, TRUE);
  self->selected = found;
  if (found < 0)
    {
      self->selected = amb_curve_points_add (&self->curve, x, y);
      amb_curve_editor_changed (self);
    }
  self->before = self->curve;
  self->can_drop
      = self->selected >= 0 && amb_curve_points_remove (&self->before, (guint) self->selected);
  amb_curve_editor_show (self);
}

static void
amb_curve_editor_pressed (
    GtkGestureClick *click, int n_press, double px, double py, AmbCurveEditor *self)
{
  double x, y;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  amb_curve_editor_to_curve (self, px, py, &x, &y);
  if (n_press != 2)
    {
      amb_curve_editor_hold (self, x, y);
      return;
    }
  self->selected = amb_curve_points_find (&self->curve, x, y, REACH / amb_curve_editor_side (self));
  amb_curve_editor_remove (self);
}

static gboolean
amb_curve_editor_is_outside (AmbCurveEditor *self, double x, double y)
{
  double far = OUTSIDE / amb_curve_editor_side (self);

  return x < -far || x > 1 + far || y < -far || y > 1 + far;
}

static void
amb_curve_editor_dragged (GtkGestureDrag *drag, double dx, double dy, AmbCurveEditor *self)
{
  double px, py, x, y;

  if (!self->dragging || (self->selected < 0 && !self->can_drop))
    return;
  gtk_gesture_drag_get_start_point (drag, &px, &py);
  amb_curve_editor_to_curve (self, px + dx, py + dy, &x, &y);
  if (self->can_drop && amb_curve_editor_is_outside (self, x, y))
    {
      self->curve = self->before;
      self->selected = -1;
    }
  else if (self->selected < 0)
    self->selected = amb_curve_points_add (&self->curve, CLAMP (x, 0, 1), y);
  else
    amb_curve_points_move (&self->curve, (guint) self->selected, x, y);
  amb_curve_editor_changed (self);
}

static void
amb_curve_editor_released (GtkGestureDrag *drag, double dx, double dy, AmbCurveEditor *self)
{
  amb_curve_editor_set_dragging (self, FALSE);
}

static void
amb_curve_editor_step (AmbCurveEditor *self, double dx, double dy)
{
  AmbSplinePoint point;

  if (self->selected < 0)
    return;
  point = self->curve.points[self->selected];
  amb_curve_points_move (&self->curve, (guint) self->selected, point.x + dx, point.y + dy);
  amb_curve_editor_changed (self);
}

/* On the curve, in the middle between the chosen point and the next. */
static void
amb_curve_editor_insert (AmbCurveEditor *self)
{
  int from = CLAMP (self->selected, 0, (int) self->curve.n_points - 2);
  double x = (self->curve.points[from].x + self->curve.points[from + 1].x) / 2;
  double slopes[AMB_SPLINE_MAX_POINTS];
  int added;

  amb_spline_slopes (&self->curve, slopes);
  added = amb_curve_points_add (&self->curve, x, amb_spline_at (&self->curve, slopes, x));
  if (added < 0)
    return;
  self->selected = added;
  amb_curve_editor_changed (self);
}

static void
amb_curve_editor_select (AmbCurveEditor *self, int by)
{
  self->selected = CLAMP (self->selected + by, 0, (int) self->curve.n_points - 1);
  amb_curve_editor_show (self);
}

static gboolean
amb_curve_editor_key (GtkEventControllerKey *key,
                      guint keyval,
                      guint keycode,
                      GdkModifierType state,
                      AmbCurveEditor *self)
{
  double step = state & GDK_SHIFT_MASK ? KEY_STEP_LARGE : KEY_STEP;

  switch (keyval)
    {
    case GDK_KEY_Page_Up:
    case GDK_KEY_Page_Down:
      amb_curve_editor_select (self, keyval == GDK_KEY_Page_Up ? 1 : -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      amb_curve_editor_step (self, keyval == GDK_KEY_Right ? step : -step, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      amb_curve_editor_step (self, 0, keyval == GDK_KEY_Up ? step : -step);
      return GDK_EVENT_STOP;
    case GDK_KEY_Insert:
      amb_curve_editor_insert (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Delete:
    case GDK_KEY_BackSpace:
      amb_curve_editor_remove (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
amb_curve_editor_draw_grid (cairo_t *cr, double side)
{
  for (int i = 0; i <= N_FIELDS; i++)
    {
      double at = i * side / N_FIELDS;

      cairo_move_to (cr, at, 0);
      cairo_line_to (cr, at, side);
      cairo_move_to (cr, 0, at);
      cairo_line_to (cr, side, at);
    }
  cairo_move_to (cr, 0, side);
  cairo_line_to (cr, side, 0);
  cairo_stroke (cr);
}

static void
amb_curve_editor_draw_curve (AmbCurveEditor *self, cairo_t *cr, double side)
{
  double slopes[AMB_SPLINE_MAX_POINTS];

  amb_spline_slopes (&self->curve, slopes);
  cairo_save (cr);
  cairo_rectangle (cr, -1, -1, side + 2, side + 2);
  cairo_clip (cr);
  for (double px = 0; px <= side; px++)
    cairo_line_to (cr, px, side * (1 - amb_spline_at (&self->curve, slopes, px / side)));
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
amb_curve_editor_draw_points (AmbCurveEditor *self, cairo_t *cr, double side)
{
  for (guint i = 0; i < self->curve.n_points; i++)
    {
      const AmbSplinePoint *point = &self->curve.points[i];
      gboolean chosen = (int) i == self->selected;

      cairo_new_sub_path (cr);
      cairo_arc (cr, point->x * side, (1 - point->y) * side, chosen ? RADIUS + 1 : RADIUS - 1, 0,
                 2 * G_PI);
      cairo_fill (cr);
    }
}

static void
amb_curve_editor_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AmbCurveEditor *self = AMB_CURVE_EDITOR (widget);
  double side = amb_curve_editor_side (self);
  graphene_rect_t bounds
      = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  cairo_translate (cr, MARGIN, MARGIN);
  cairo_set_line_width (cr, 1);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, 0.18);
  amb_curve_editor_draw_grid (cr, side);
  cairo_set_line_width (cr, 2);
  gdk_cairo_set_source_rgba (cr, &colour);
  amb_curve_editor_draw_curve (self, cr, side);
  amb_curve_editor_draw_points (self, cr, side);
  cairo_destroy (cr);
}

static GtkSizeRequestMode
amb_curve_editor_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
amb_curve_editor_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = LEAST_SIZE;
  *natural = USUAL_SIZE;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *minimum = *natural = MAX (for_size, LEAST_SIZE);
}

static void
amb_curve_editor_class_init (AmbCurveEditorClass *klass)
{
  static const char *const names[N_SIGNALS] = { "changed", "gesture-begin", "gesture-end" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = amb_curve_editor_snapshot;
  widget_class->measure = amb_curve_editor_measure;
  widget_class->get_request_mode = amb_curve_editor_get_request_mode;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], AMB_TYPE_CURVE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "curveeditor");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
amb_curve_editor_init (AmbCurveEditor *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  self->curve = amb_spline_identity;
  self->selected = -1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0, -1);
  g_signal_connect (click, "pressed", G_CALLBACK (amb_curve_editor_pressed), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (amb_curve_editor_dragged), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (amb_curve_editor_released), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (amb_curve_editor_key), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, key);
  gtk_gesture_group (click, drag);
  amb_curve_editor_describe (self);
}

const AmbSpline *
amb_curve_editor_get_curve (AmbCurveEditor *self)
{
  return &self->curve;
}

void
amb_curve_editor_set_curve (AmbCurveEditor *self, const AmbSpline *curve)
{
  if (amb_spline_equal (curve, &self->curve))
    return;
  self->curve = *curve;
  if (self->selected >= (int) curve->n_points)
    self->selected = -1;
  amb_curve_editor_show (self);
}
