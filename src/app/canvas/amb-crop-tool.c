/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Crop and straighten with handles on the photo; stands over a canvas that shows the whole frame.
 */
#include "amb-crop-tool.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "amb-crop-box.h"
#include "amb-crop-draw.h"

enum
{
  GRAB = 20, /* logical pixels around a handle */
};

static const double max_angle = 45;  /* degrees */
static const double key_step = 0.01; /* of the frame, an arrow key */

struct _AmbCropTool
{
  GtkWidget parent_instance;

  AmbCanvas *canvas;
  AmbPhoto *photo; /* nullable */
  AmbCropBox box;
  AmbCropBox chosen;  /* as last set by hand: the box before the angle made it smaller */
  gboolean automatic; /* no crop of its own: the largest box that the angle leaves */
  double angle;       /* degrees */
  double ratio;

  AmbCropHandle dragged;
  gboolean turning;
  AmbCropBox drag_box;
  double drag_angle;
  double press_x, press_y;
};

G_DEFINE_FINAL_TYPE (AmbCropTool, amb_crop_tool, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
amb_crop_tool_limits (AmbCropTool *self, AmbCropLimits *limits)
{
  if (self->photo == NULL
      || !amb_photo_get_geometry (self->photo, AMB_GEOMETRY_WHOLE_FRAME, &limits->geometry))
    return FALSE;
  limits->geometry.angle = self->angle * G_PI / 180;
  limits->ratio = self->ratio;
  return TRUE;
}

static void
amb_crop_tool_changed (AmbCropTool *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static AmbRecipe *
amb_crop_tool_set_numbers (AmbRecipe *recipe, const char *const *ids, const double *values, guint n)
{
  AmbRecipe *result = amb_recipe_ref (recipe);

  for (guint i = 0; i < n; i++)
    {
      AmbRecipe *next = amb_recipe_with_number (result, ids[i], values[i]);

      amb_recipe_unref (result);
      result = next;
    }
  return result;
}

/* The photo's edits with the tool's angle and box. */
static AmbRecipe *
amb_crop_tool_make_recipe (AmbCropTool *self)
{
  static const char *const ids[]
      = { "straighten.angle", "crop.left", "crop.top", "crop.width", "crop.height" };
  const AmbCropBox whole = { 0, 0, 1, 1 };
  const AmbCropBox *box = self->automatic ? &whole : &self->box;
  const double values[] = { self->angle, box->left, box->top, box->width, box->height };

  return amb_crop_tool_set_numbers (amb_photo_get_recipe (self->photo), ids, values,
                                    G_N_ELEMENTS (ids));
}

static void
amb_crop_tool_preview (AmbCropTool *self, gboolean dragging)
{
  g_autoptr (AmbRecipe) recipe = amb_crop_tool_make_recipe (self);

  amb_photo_set_preview (self->photo, recipe, dragging);
}

/* What the photo becomes with the tool's angle and box. */
static gboolean
amb_crop_tool_geometry (AmbCropTool *self, AmbGeometry *geometry)
{
  g_autoptr (AmbRecipe) recipe = amb_crop_tool_make_recipe (self);
  AmbGeometry frame;

  if (!amb_photo_get_geometry (self->photo, AMB_GEOMETRY_WHOLE_FRAME, &frame))
    return FALSE;
  amb_geometry_init (geometry, recipe, frame.source_width, frame.source_height,
                     amb_photo_get_orientation (self->photo), AMB_GEOMETRY_DEFAULT);
  return TRUE;
}

static void
amb_crop_tool_read_box (AmbCropTool *self)
{
  AmbGeometry geometry;

  if (!amb_crop_tool_geometry (self, &geometry))
    return;
  self->box = (AmbCropBox){
    (double) geometry.crop.x / geometry.frame_width,
    (double) geometry.crop.y / geometry.frame_height,
    (double) geometry.crop.width / geometry.frame_width,
    (double) geometry.crop.height / geometry.frame_height,
  };
}

/* After the angle or the ratio changed. */
static void
amb_crop_tool_refit (AmbCropTool *self)
{
  AmbCropLimits limits;

  if (!amb_crop_tool_limits (self, &limits))
    return;
  if (self->automatic)
    amb_crop_tool_read_box (self);
  else
    self->box = amb_crop_box_fit (&self->chosen, &limits);
}

/* While the box is dragged the picture below stays the same: the photo hears of the box at the end.
 */
static void
amb_crop_tool_choose (AmbCropTool *self, const AmbCropBox *box)
{
  self->automatic = FALSE;
  self->box = self->chosen = *box;
  if (self->dragged == AMB_CROP_NONE)
    amb_crop_tool_preview (self, FALSE);
  amb_crop_tool_changed (self);
}

double
amb_crop_tool_get_angle (AmbCropTool *self)
{
  return self->angle;
}

void
amb_crop_tool_set_angle (AmbCropTool *self, double degrees, gboolean dragging)
{
  degrees = CLAMP (degrees, -max_angle, max_angle);
  if (self->photo == NULL || (degrees == self->angle && dragging))
    return;
  self->angle = degrees;
  amb_crop_tool_refit (self);
  amb_crop_tool_preview (self, dragging);
  amb_crop_tool_changed (self);
}

double
amb_crop_tool_get_ratio (AmbCropTool *self)
{
  return self->ratio;
}

/* From the whole of what the angle leaves, so that one ratio after another does not wear the box
 * away. */
void
amb_crop_tool_set_ratio (AmbCropTool *self, double ratio)
{
  AmbCropLimits limits;
  gboolean automatic = self->automatic;
  AmbCropBox box;

  if (self->ratio == ratio)
    return;
  self->ratio = ratio;
  if (ratio > 0 && amb_crop_tool_limits (self, &limits))
    {
      AmbCropBox whole;

      self->automatic = TRUE;
      box = self->box;
      amb_crop_tool_read_box (self);
      whole = self->box;
      self->automatic = automatic;
      self->box = box;
      box = amb_crop_box_with_ratio (&whole, &limits);
      amb_crop_tool_choose (self, &box);
    }
  else
    amb_crop_tool_changed (self);
}

double
amb_crop_tool_get_photo_ratio (AmbCropTool *self)
{
  AmbCropLimits limits;

  return amb_crop_tool_limits (self, &limits)
             ? (double) limits.geometry.frame_width / limits.geometry.frame_height
             : 0;
}

gboolean
amb_crop_tool_is_landscape (AmbCropTool *self)
{
  int width, height;

  if (self->ratio > 0)
    return self->ratio >= 1;
  amb_crop_tool_get_size (self, &width, &height);
  return width >= height;
}

void
amb_crop_tool_swap (AmbCropTool *self)
{
  AmbCropLimits limits;
  AmbCropBox box;
  int width, height;

  if (!amb_crop_tool_limits (self, &limits))
    return;
  if (self->ratio > 0)
    {
      amb_crop_tool_set_ratio (self, 1 / self->ratio);
      return;
    }
  amb_crop_tool_get_size (self, &width, &height);
  box.width = (double) height / limits.geometry.frame_width;
  box.height = (double) width / limits.geometry.frame_height;
  box.left = self->box.left + (self->box.width - box.width) / 2;
  box.top = self->box.top + (self->box.height - box.height) / 2;
  box = amb_crop_box_fit (&box, &limits);
  amb_crop_tool_choose (self, &box);
}

void
amb_crop_tool_reset (AmbCropTool *self)
{
  self->automatic = TRUE;
  self->ratio = 0;
  amb_crop_tool_set_angle (self, 0, FALSE);
}

void
amb_crop_tool_get_size (AmbCropTool *self, int *width, int *height)
{
  AmbGeometry geometry;

  *width = *height = 0;
  if (self->photo == NULL || !amb_crop_tool_geometry (self, &geometry))
    return;
  *width = geometry.crop.width;
  *height = geometry.crop.height;
}

void
amb_crop_tool_open (AmbCropTool *self)
{
  AmbRecipe *recipe;

  g_return_if_fail (self->photo != NULL);
  recipe = amb_photo_get_recipe (self->photo);
  self->angle = amb_recipe_get (recipe, "straighten.angle");
  self->ratio = 0;
  self->automatic = FALSE;
  self->box
      = (AmbCropBox){ amb_recipe_get (recipe, "crop.left"), amb_recipe_get (recipe, "crop.top"),
                      amb_recipe_get (recipe, "crop.width"),
                      amb_recipe_get (recipe, "crop.height") };
  self->automatic = self->box.width >= 1 && self->box.height >= 1;
  amb_crop_tool_read_box (self);
  self->chosen = self->box;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  amb_canvas_set_whole_frame (self->canvas, TRUE);
  amb_crop_tool_changed (self);
}

void
amb_crop_tool_close (AmbCropTool *self, gboolean apply)
{
  g_autoptr (AmbRecipe) recipe = amb_crop_tool_make_recipe (self);

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (apply)
    amb_photo_push (self->photo, recipe);
  amb_photo_set_preview (self->photo, NULL, FALSE);
  amb_canvas_set_whole_frame (self->canvas, FALSE);
}

/* The box in widget coordinates. */
static gboolean
amb_crop_tool_box_rect (AmbCropTool *self, graphene_rect_t *photo, graphene_rect_t *rect)
{
  if (self->canvas == NULL || !amb_canvas_get_photo_rect (self->canvas, photo))
    return FALSE;
  graphene_rect_init (rect, photo->origin.x + (float) self->box.left * photo->size.width,
                      photo->origin.y + (float) self->box.top * photo->size.height,
                      (float) self->box.width * photo->size.width,
                      (float) self->box.height * photo->size.height);
  return TRUE;
}

static AmbCropHandle
amb_crop_tool_hit (AmbCropTool *self, double x, double y)
{
  graphene_rect_t photo, rect;
  AmbCropHandle handle = AMB_CROP_NONE;
  double left, top, right, bottom;

  if (!amb_crop_tool_box_rect (self, &photo, &rect))
    return AMB_CROP_NONE;
  left = rect.origin.x;
  top = rect.origin.y;
  right = left + rect.size.width;
  bottom = top + rect.size.height;
  if (x < left - GRAB || x > right + GRAB || y < top - GRAB || y > bottom + GRAB)
    return AMB_CROP_NONE;
  if (fabs (x - left) <= GRAB)
    handle |= AMB_CROP_LEFT;
  else if (fabs (x - right) <= GRAB)
    handle |= AMB_CROP_RIGHT;
  if (fabs (y - top) <= GRAB)
    handle |= AMB_CROP_TOP;
  else if (fabs (y - bottom) <= GRAB)
    handle |= AMB_CROP_BOTTOM;
  return handle != AMB_CROP_NONE ? handle : AMB_CROP_INSIDE;
}

static void
amb_crop_tool_show_cursor (AmbCropTool *self, double x, double y)
{
  static const char *const cursors[] = {
    [AMB_CROP_NONE] = "crosshair",
    [AMB_CROP_LEFT] = "w-resize",
    [AMB_CROP_RIGHT] = "e-resize",
    [AMB_CROP_TOP] = "n-resize",
    [AMB_CROP_BOTTOM] = "s-resize",
    [AMB_CROP_LEFT | AMB_CROP_TOP] = "nw-resize",
    [AMB_CROP_RIGHT | AMB_CROP_TOP] = "ne-resize",
    [AMB_CROP_LEFT | AMB_CROP_BOTTOM] = "sw-resize",
    [AMB_CROP_RIGHT | AMB_CROP_BOTTOM] = "se-resize",
    [AMB_CROP_INSIDE] = "move",
  };

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursors[amb_crop_tool_hit (self, x, y)]);
}

static void
amb_crop_tool_motion (GtkEventControllerMotion *motion, double x, double y, AmbCropTool *self)
{
  if (self->dragged == AMB_CROP_NONE && !self->turning)
    amb_crop_tool_show_cursor (self, x, y);
}

static void
amb_crop_tool_drag_begin (GtkGestureDrag *drag, double x, double y, AmbCropTool *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->dragged = amb_crop_tool_hit (self, x, y);
  self->turning = self->dragged == AMB_CROP_NONE;
  self->drag_box = self->box;
  self->drag_angle = self->angle;
  self->press_x = x;
  self->press_y = y;
}

/* Outside the box the photo follows the pointer around its middle. */
static void
amb_crop_tool_turn (AmbCropTool *self, double dx, double dy)
{
  graphene_rect_t photo;
  graphene_point_t middle;
  double from, to, degrees;

  if (!amb_canvas_get_photo_rect (self->canvas, &photo))
    return;
  graphene_rect_get_center (&photo, &middle);
  from = atan2 (self->press_y - middle.y, self->press_x - middle.x);
  to = atan2 (self->press_y + dy - middle.y, self->press_x + dx - middle.x);
  degrees = remainder (to - from, 2 * G_PI) * 180 / G_PI;
  amb_crop_tool_set_angle (self, round ((self->drag_angle + degrees) * 10) / 10, TRUE);
}

static void
amb_crop_tool_drag_update (GtkGestureDrag *drag, double dx, double dy, AmbCropTool *self)
{
  graphene_rect_t photo;
  AmbCropLimits limits;
  AmbCropBox box;

  if (self->turning)
    {
      amb_crop_tool_turn (self, dx, dy);
      return;
    }
  if (self->dragged == AMB_CROP_NONE || !amb_crop_tool_limits (self, &limits)
      || !amb_canvas_get_photo_rect (self->canvas, &photo))
    return;
  box = amb_crop_box_drag (&self->drag_box, self->dragged, dx / photo.size.width,
                           dy / photo.size.height, &limits);
  amb_crop_tool_choose (self, &box);
}

static void
amb_crop_tool_drag_end (GtkGestureDrag *drag, double dx, double dy, AmbCropTool *self)
{
  amb_crop_tool_preview (self, FALSE);
  self->turning = FALSE;
  self->dragged = AMB_CROP_NONE;
}

/* The arrows move the box; with Shift they move its lower right corner. */
static gboolean
amb_crop_tool_key (GtkEventControllerKey *key,
                   guint keyval,
                   guint keycode,
                   GdkModifierType state,
                   AmbCropTool *self)
{
  AmbCropHandle handle
      = state & GDK_SHIFT_MASK ? AMB_CROP_RIGHT | AMB_CROP_BOTTOM : AMB_CROP_INSIDE;
  double dx = (keyval == GDK_KEY_Right) - (keyval == GDK_KEY_Left);
  double dy = (keyval == GDK_KEY_Down) - (keyval == GDK_KEY_Up);
  AmbCropLimits limits;
  AmbCropBox box;

  if ((dx == 0 && dy == 0) || !amb_crop_tool_limits (self, &limits))
    return GDK_EVENT_PROPAGATE;
  box = amb_crop_box_drag (&self->box, handle, dx * key_step, dy * key_step, &limits);
  amb_crop_tool_choose (self, &box);
  return GDK_EVENT_STOP;
}

static void
amb_crop_tool_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AmbCropTool *self = AMB_CROP_TOOL (widget);
  graphene_rect_t photo, rect;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));

  if (amb_crop_tool_box_rect (self, &photo, &rect))
    amb_crop_draw (snapshot, &bounds, &rect, self->turning);
}

static void
amb_crop_tool_dispose (GObject *object)
{
  AmbCropTool *self = AMB_CROP_TOOL (object);

  if (self->canvas != NULL)
    g_signal_handlers_disconnect_by_data (self->canvas, self);
  g_clear_object (&self->canvas);
  g_clear_object (&self->photo);
  G_OBJECT_CLASS (amb_crop_tool_parent_class)->dispose (object);
}

static void
amb_crop_tool_class_init (AmbCropToolClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = amb_crop_tool_dispose;
  widget_class->snapshot = amb_crop_tool_snapshot;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", AMB_TYPE_CROP_TOOL, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "croptool");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
amb_crop_tool_init (AmbCropTool *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  self->box = self->chosen = (AmbCropBox){ 0, 0, 1, 1 };
  gtk_widget_set_focusable (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Crop rectangle"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _("The arrow keys move it, with Shift they change its size."),
                                  -1);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (amb_crop_tool_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (amb_crop_tool_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (amb_crop_tool_drag_end), self);
  g_signal_connect (motion, "motion", G_CALLBACK (amb_crop_tool_motion), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (amb_crop_tool_key), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, key);
}

void
amb_crop_tool_set_canvas (AmbCropTool *self, AmbCanvas *canvas)
{
  g_set_object (&self->canvas, canvas);
  g_signal_connect_swapped (canvas, "placed", G_CALLBACK (gtk_widget_queue_draw), self);
}

void
amb_crop_tool_set_photo (AmbCropTool *self, AmbPhoto *photo)
{
  g_set_object (&self->photo, photo);
}
