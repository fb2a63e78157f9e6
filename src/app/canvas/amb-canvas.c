/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The photo on the screen: frames and tiles of its view, zoomed and panned. Nothing is decoded
 * here.
 *
 * DESIGN. A frame is wrapped, not copied: its memory goes back to the view's ring when the texture
 * is dropped, so at most the last frame is held. Tiles and the whole-photo base that stays below a
 * zoomed view are copies (the base is copied in a thread). What is drawn is stretched to where it
 * belongs now, whatever scale it was rendered at; the worker is asked for the visible part at the
 * device's own scale after every move, and the sharp pixels replace the stretched ones as they
 * come. */
#include "amb-canvas-private.h"

#include <glib/gi18n-lib.h>

#include "amb-meter.h"

enum
{
  CROP_MARGIN = 36, /* logical pixels: room for the handles */
};

G_DEFINE_FINAL_TYPE (AmbCanvas, amb_canvas, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ZOOM,
  PROP_FIT,
  PROP_WAITING,
  PROP_PICKING,
  N_PROPS
};

enum
{
  SIGNAL_PLACED,
  SIGNAL_PICKED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
amb_canvas_request (AmbCanvas *self)
{
  AmbViewport viewport = { .whole_frame = self->whole_frame };

  viewport.scale = self->place.scale;
  viewport.region = amb_place_visible (&self->place);
  if (self->photo == NULL || amb_rect_is_empty (&viewport.region))
    return;
  amb_view_set_viewport (amb_photo_get_view (self->photo), &viewport);
}

static gboolean
amb_canvas_tell (gpointer data)
{
  AmbCanvas *self = data;

  self->telling = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIT]);
  return G_SOURCE_REMOVE;
}

/* Also from within an allocation, where nobody may change another widget's size: hence the idle. */
void
amb_canvas_moved (AmbCanvas *self)
{
  amb_canvas_request (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SIGNAL_PLACED], 0);
  if (self->telling == 0)
    self->telling = g_idle_add_full (G_PRIORITY_HIGH_IDLE, amb_canvas_tell, self, NULL);
}

/* The photo's size as it is now: after opening, and after every edit of its geometry. */
static void
amb_canvas_measure (AmbCanvas *self)
{
  AmbGeometryFlags flags = self->whole_frame ? AMB_GEOMETRY_WHOLE_FRAME : AMB_GEOMETRY_DEFAULT;
  AmbGeometry geometry;
  double width, height;

  if (self->photo == NULL || !amb_photo_get_geometry (self->photo, flags, &geometry))
    return;
  width = self->whole_frame ? geometry.frame_width : (guint) geometry.crop.width;
  height = self->whole_frame ? geometry.frame_height : (guint) geometry.crop.height;
  if (width == self->place.photo_width && height == self->place.photo_height)
    return;
  if (self->place.photo_width > 0)
    {
      self->place.centre_x *= width / self->place.photo_width;
      self->place.centre_y *= height / self->place.photo_height;
    }
  self->place.photo_width = width;
  self->place.photo_height = height;
  amb_place_update (&self->place);
  amb_canvas_moved (self);
}

static void
amb_canvas_set_waiting (AmbCanvas *self, gboolean waiting)
{
  if (self->waiting == waiting)
    return;
  self->waiting = waiting;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
}

static void
amb_canvas_copy_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GBytes *pixels = data;

  g_task_return_pointer (task,
                         g_bytes_new (g_bytes_get_data (pixels, NULL), g_bytes_get_size (pixels)),
                         (GDestroyNotify) g_bytes_unref);
}

static void
amb_canvas_base_copied (GObject *object, GAsyncResult *result, gpointer data)
{
  AmbCanvas *self = AMB_CANVAS (object);
  g_autoptr (GBytes) original = data;
  g_autoptr (GBytes) copy = g_task_propagate_pointer (G_TASK (result), NULL);

  self->copying_base = FALSE;
  if (copy == NULL || self->base.pixels != original)
    return;
  g_clear_object (&self->base.texture);
  self->base.texture
      = gdk_memory_texture_new (self->base.width, self->base.height,
                                GDK_MEMORY_R8G8B8A8_PREMULTIPLIED, copy, self->base.stride);
  g_clear_pointer (&self->base.pixels, g_bytes_unref);
  self->base.pixels = g_steal_pointer (&copy);
  self->base.is_copy = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Gives the ring its buffer back while the base stays. The original is let go of in the main thread
 * only. */
static void
amb_canvas_copy_base (AmbCanvas *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->base.texture == NULL || self->base.is_copy || self->copying_base)
    return;
  self->copying_base = TRUE;
  task = g_task_new (self, NULL, amb_canvas_base_copied, g_bytes_ref (self->base.pixels));
  g_task_set_source_tag (task, amb_canvas_copy_base);
  g_task_set_task_data (task, self->base.pixels, NULL);
  g_task_run_in_thread (task, amb_canvas_copy_in_thread);
}

static void
amb_canvas_take_frame (AmbCanvas *self, const AmbViewFrame *frame)
{
  gboolean whole
      = frame->region.width == frame->plane_width && frame->region.height == frame->plane_height;

  amb_layer_set (&self->frame, frame);
  if (whole)
    amb_layer_copy (&self->base, &self->frame);
  else
    amb_canvas_copy_base (self);
}

static void
amb_canvas_take_tile (AmbCanvas *self, const AmbViewFrame *frame)
{
  AmbRect visible = amb_place_visible (&self->place);

  amb_canvas_copy_base (self);
  amb_tile_cache_put (self->tiles, frame);
  amb_tile_cache_tidy (self->tiles, frame->recipe_serial, self->place.scale, &visible);
}

static void
amb_canvas_frame (AmbCanvas *self, const AmbViewFrame *frame)
{
  if (frame->whole_frame != self->whole_frame)
    return;
  amb_meter_event (frame->is_tile ? "tile-received" : "frame-received", frame->recipe_serial);
  if (frame->is_tile)
    amb_canvas_take_tile (self, frame);
  else
    amb_canvas_take_frame (self, frame);
  self->painted_serial = frame->recipe_serial;
  self->paint_pending = TRUE;
  amb_canvas_set_waiting (self, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
amb_canvas_have_tile (guint serial, double scale, int column, int row, gpointer data)
{
  AmbCanvas *self = data;

  return amb_tile_cache_has (self->tiles, serial, scale, column, row);
}

static void
amb_canvas_forget (AmbCanvas *self)
{
  amb_layer_clear (&self->base);
  amb_layer_clear (&self->frame);
  amb_tile_cache_clear (self->tiles);
  self->place.photo_width = self->place.photo_height = 0;
  self->place.fit = TRUE;
}

static void
amb_canvas_leave_photo (AmbCanvas *self)
{
  AmbView *view;

  if (self->photo == NULL)
    return;
  view = amb_photo_get_view (self->photo);
  amb_view_set_have_tile (view, NULL, NULL);
  g_signal_handlers_disconnect_by_data (view, self);
  g_signal_handlers_disconnect_by_data (self->photo, self);
  g_clear_object (&self->photo);
}

void
amb_canvas_set_photo (AmbCanvas *self, AmbPhoto *photo)
{
  AmbView *view;

  if (self->photo == photo)
    return;
  amb_canvas_leave_photo (self);
  amb_canvas_forget (self);
  amb_canvas_set_waiting (self, photo != NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (photo == NULL)
    return;
  self->photo = g_object_ref (photo);
  view = amb_photo_get_view (photo);
  amb_view_set_have_tile (view, amb_canvas_have_tile, self);
  g_signal_connect_swapped (view, "frame", G_CALLBACK (amb_canvas_frame), self);
  g_signal_connect_swapped (view, "opened", G_CALLBACK (amb_canvas_measure), self);
  g_signal_connect_swapped (photo, "changed", G_CALLBACK (amb_canvas_measure), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  amb_photo_get_name (photo), -1);
  amb_canvas_measure (self);
}

void
amb_canvas_set_stand_in (AmbCanvas *self, GdkTexture *picture, double scale)
{
  int width = gdk_texture_get_width (picture);
  int height = gdk_texture_get_height (picture);

  if (!self->waiting)
    return;
  amb_layer_clear (&self->base);
  self->base = (AmbLayer){
    .texture = g_object_ref (picture),
    .width = width,
    .height = height,
    .scale = scale,
    .region = { 0, 0, width, height },
    .plane_width = width,
    .plane_height = height,
    .whole_frame = self->whole_frame,
    .is_copy = TRUE,
  };
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
amb_canvas_zoom_to (AmbCanvas *self, double scale)
{
  if (self->whole_frame)
    return;
  amb_place_zoom (&self->place, scale, self->place.view_width / 2.0, self->place.view_height / 2.0);
  amb_canvas_moved (self);
}

void
amb_canvas_zoom_step (AmbCanvas *self, gboolean in)
{
  amb_canvas_zoom_to (self, amb_place_step (&self->place, in));
}

double
amb_canvas_get_zoom (AmbCanvas *self)
{
  return self->place.scale;
}

void
amb_canvas_set_picking (AmbCanvas *self, gboolean picking)
{
  if (self->picking == picking)
    return;
  self->picking = picking;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), picking ? "crosshair" : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PICKING]);
}

gboolean
amb_canvas_get_picking (AmbCanvas *self)
{
  return self->picking;
}

void
amb_canvas_pick (AmbCanvas *self, double x, double y)
{
  double factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  AmbRect plane = amb_place_plane (&self->place);

  if (amb_rect_is_empty (&plane))
    return;
  x = (x * factor - plane.x) / plane.width;
  y = (y * factor - plane.y) / plane.height;
  if (x < 0 || x > 1 || y < 0 || y > 1)
    return;
  amb_canvas_set_picking (self, FALSE);
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, x, y);
}

gboolean
amb_canvas_get_waiting (AmbCanvas *self)
{
  return self->waiting;
}

void
amb_canvas_set_whole_frame (AmbCanvas *self, gboolean whole_frame)
{
  if (self->whole_frame == whole_frame)
    return;
  self->whole_frame = whole_frame;
  self->place.fit = TRUE;
  self->place.margin
      = whole_frame ? CROP_MARGIN * gtk_widget_get_scale_factor (GTK_WIDGET (self)) : 0;
  self->place.photo_width = self->place.photo_height = 0;
  amb_tile_cache_clear (self->tiles);
  amb_canvas_measure (self);
}

gboolean
amb_canvas_get_photo_rect (AmbCanvas *self, graphene_rect_t *rect)
{
  AmbRect plane = amb_place_plane (&self->place);
  float factor = 1.0f / (float) gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (amb_rect_is_empty (&plane))
    return FALSE;
  graphene_rect_init (rect, (float) plane.x * factor, (float) plane.y * factor,
                      (float) plane.width * factor, (float) plane.height * factor);
  return TRUE;
}

static void
amb_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AmbCanvas *self = AMB_CANVAS (widget);
  int factor = gtk_widget_get_scale_factor (widget);

  self->place.view_width = width * factor;
  self->place.view_height = height * factor;
  self->place.margin = self->whole_frame ? CROP_MARGIN * factor : 0;
  amb_place_update (&self->place);
  amb_canvas_moved (self);
}

/* After the frame clock has painted: the moment a person sees it. */
static void
amb_canvas_after_paint (AmbCanvas *self)
{
  if (!self->paint_pending)
    return;
  self->paint_pending = FALSE;
  if (self->painted_once)
    amb_meter_event ("frame", self->painted_serial);
  else
    amb_meter_first_frame ();
  self->painted_once = TRUE;
}

static void
amb_canvas_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (amb_canvas_parent_class)->realize (widget);
  if (amb_meter_is_on ())
    g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint",
                             G_CALLBACK (amb_canvas_after_paint), widget, G_CONNECT_SWAPPED);
}

static void
amb_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  amb_canvas_draw (AMB_CANVAS (widget), snapshot);
}

static void
amb_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AmbCanvas *self = AMB_CANVAS (object);

  switch (id)
    {
    case PROP_ZOOM:
      g_value_set_double (value, self->place.scale);
      break;
    case PROP_FIT:
      g_value_set_boolean (value, self->place.fit);
      break;
    case PROP_WAITING:
      g_value_set_boolean (value, self->waiting);
      break;
    case PROP_PICKING:
      g_value_set_boolean (value, self->picking);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
amb_canvas_dispose (GObject *object)
{
  AmbCanvas *self = AMB_CANVAS (object);

  g_clear_handle_id (&self->telling, g_source_remove);
  amb_canvas_leave_photo (self);
  if (self->tiles != NULL)
    amb_canvas_forget (self);
  g_clear_object (&self->checkerboard);
  G_OBJECT_CLASS (amb_canvas_parent_class)->dispose (object);
}

static void
amb_canvas_finalize (GObject *object)
{
  AmbCanvas *self = AMB_CANVAS (object);

  g_clear_pointer (&self->tiles, amb_tile_cache_free);
  G_OBJECT_CLASS (amb_canvas_parent_class)->finalize (object);
}

static void
amb_canvas_class_init (AmbCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = amb_canvas_get_property;
  object_class->dispose = amb_canvas_dispose;
  object_class->finalize = amb_canvas_finalize;
  widget_class->size_allocate = amb_canvas_size_allocate;
  widget_class->realize = amb_canvas_realize;
  widget_class->snapshot = amb_canvas_snapshot;

  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0, G_MAXDOUBLE, 1, flags);
  properties[PROP_FIT] = g_param_spec_boolean ("fit", NULL, NULL, TRUE, flags);
  properties[PROP_WAITING] = g_param_spec_boolean ("waiting", NULL, NULL, FALSE, flags);
  properties[PROP_PICKING] = g_param_spec_boolean ("picking", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_PLACED] = g_signal_new ("placed", AMB_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PICKED] = g_signal_new ("picked", AMB_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
amb_canvas_init (AmbCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->tiles = amb_tile_cache_new ();
  self->place.fit = TRUE;
  self->place.scale = 1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Photo"),
                                  -1);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (gtk_widget_queue_allocate), NULL);
  amb_canvas_add_input (self);
}
