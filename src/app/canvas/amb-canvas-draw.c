/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How the canvas draws: the whole photo as last seen, the last frame over it, and the tiles over
 * both. */
#include "amb-canvas-private.h"

#include <math.h>

#include "amb-meter.h"

enum
{
  CHECKER_PX = 8, /* a square of the checkerboard, device pixels */
};

void
amb_layer_clear (AmbLayer *self)
{
  g_clear_object (&self->texture);
  g_clear_pointer (&self->pixels, g_bytes_unref);
}

void
amb_layer_set (AmbLayer *self, const AmbViewFrame *frame)
{
  GBytes *pixels = g_bytes_ref (frame->pixels);

  amb_layer_clear (self);
  *self = (AmbLayer){
    .texture = gdk_memory_texture_new (frame->width, frame->height,
                                       GDK_MEMORY_R8G8B8A8_PREMULTIPLIED, pixels, frame->stride),
    .pixels = pixels,
    .width = frame->width,
    .height = frame->height,
    .stride = frame->stride,
    .serial = frame->recipe_serial,
    .scale = frame->scale,
    .region = frame->region,
    .plane_width = frame->plane_width,
    .plane_height = frame->plane_height,
    .whole_frame = frame->whole_frame,
  };
}

void
amb_layer_copy (AmbLayer *self, const AmbLayer *other)
{
  AmbLayer copy = *other;

  g_object_ref (copy.texture);
  g_bytes_ref (copy.pixels);
  amb_layer_clear (self);
  *self = copy;
}

/* TRUE when a plane of this size at scale belongs to the geometry that is shown now. */
static gboolean
amb_canvas_plane_is_current (AmbCanvas *self, double scale, int width, int height)
{
  return fabs (self->place.photo_width * scale - width) <= 1.5
         && fabs (self->place.photo_height * scale - height) <= 1.5;
}

/* Where a plane stands in the canvas. One of another geometry (just turned or cropped) is fitted,
 * undistorted, until the new one comes. */
static AmbRect
amb_canvas_plane_rect (AmbCanvas *self, double scale, int width, int height, gboolean whole_frame)
{
  AmbPlace old = self->place;

  if (whole_frame == self->whole_frame && amb_canvas_plane_is_current (self, scale, width, height))
    return amb_place_plane (&self->place);
  old.photo_width = width / scale;
  old.photo_height = height / scale;
  old.fit = TRUE;
  amb_place_update (&old);
  return amb_place_plane (&old);
}

static graphene_rect_t
amb_canvas_map (const AmbRect *plane, int plane_width, int plane_height, const AmbRect *region)
{
  double sx = (double) plane->width / plane_width;
  double sy = (double) plane->height / plane_height;

  return GRAPHENE_RECT_INIT ((float) (plane->x + region->x * sx),
                             (float) (plane->y + region->y * sy), (float) (region->width * sx),
                             (float) (region->height * sy));
}

static GdkTexture *
amb_canvas_make_checkerboard (void)
{
  const guint size = 2 * CHECKER_PX;
  guint8 *pixels = g_malloc (size * size * 4);
  g_autoptr (GBytes) bytes = NULL;

  for (guint y = 0; y < size; y++)
    for (guint x = 0; x < size; x++)
      {
        guint8 *pixel = pixels + (y * size + x) * 4;

        pixel[0] = pixel[1] = pixel[2] = (x < CHECKER_PX) == (y < CHECKER_PX) ? 0x99 : 0x66;
        pixel[3] = 0xff;
      }
  bytes = g_bytes_new_take (pixels, size * size * 4);
  return gdk_memory_texture_new ((int) size, (int) size, GDK_MEMORY_R8G8B8A8_PREMULTIPLIED, bytes,
                                 size * 4);
}

/* A transparent photo's layers stand each on its own checkerboard, so that they replace and do not
 * blend with what is below. */
static void
amb_canvas_append (AmbCanvas *self,
                   GtkSnapshot *snapshot,
                   GdkTexture *texture,
                   const AmbRect *plane,
                   const graphene_rect_t *rect)
{
  graphene_rect_t cell
      = GRAPHENE_RECT_INIT ((float) plane->x, (float) plane->y, 2 * CHECKER_PX, 2 * CHECKER_PX);

  if (amb_photo_has_alpha (self->photo))
    {
      if (self->checkerboard == NULL)
        self->checkerboard = amb_canvas_make_checkerboard ();
      gtk_snapshot_push_repeat (snapshot, rect, &cell);
      gtk_snapshot_append_texture (snapshot, self->checkerboard, &cell);
      gtk_snapshot_pop (snapshot);
    }
  gtk_snapshot_append_texture (snapshot, texture, rect);
}

static void
amb_canvas_draw_layer (AmbCanvas *self, GtkSnapshot *snapshot, const AmbLayer *layer)
{
  AmbRect plane;
  graphene_rect_t rect;

  if (layer->texture == NULL)
    return;
  plane = amb_canvas_plane_rect (self, layer->scale, layer->plane_width, layer->plane_height,
                                 layer->whole_frame);
  rect = amb_canvas_map (&plane, layer->plane_width, layer->plane_height, &layer->region);
  amb_canvas_append (self, snapshot, layer->texture, &plane, &rect);
}

/* Which tiles to draw. */
typedef enum
{
  TILES_OLDER, /* of an older recipe than the frame's: they stand under it */
  TILES_NEWER, /* of the frame's recipe or a later one: they stand over it */
  TILES_ALONE, /* they cover all that is seen: nothing else is drawn */
} AmbTileSet;

/* Tiles of another scale stand in only until the frame is there at this one. */
static gboolean
amb_canvas_wants_tile (AmbCanvas *self, const AmbTile *tile, AmbTileSet set)
{
  double scale = self->place.scale;
  gboolean older = self->frame.texture != NULL && tile->serial < self->frame.serial;
  gboolean here = fabs (tile->scale - scale) < 1e-9 * scale;
  gboolean sharp = self->frame.scale >= scale * 0.999 || set == TILES_ALONE;

  return older == (set == TILES_OLDER) && (here || !sharp)
         && amb_canvas_plane_is_current (self, tile->scale, tile->plane_width, tile->plane_height);
}

static void
amb_canvas_draw_tiles (AmbCanvas *self, GtkSnapshot *snapshot, AmbTileSet set)
{
  const GPtrArray *tiles = amb_tile_cache_list (self->tiles);
  AmbRect plane = amb_place_plane (&self->place);
  graphene_rect_t view
      = GRAPHENE_RECT_INIT (0, 0, (float) self->place.view_width, (float) self->place.view_height);

  if (self->whole_frame)
    return;
  for (guint i = 0; i < tiles->len; i++)
    {
      const AmbTile *tile = g_ptr_array_index (tiles, i);
      graphene_rect_t rect
          = amb_canvas_map (&plane, tile->plane_width, tile->plane_height, &tile->region);

      if (amb_canvas_wants_tile (self, tile, set)
          && graphene_rect_intersection (&rect, &view, NULL))
        amb_canvas_append (self, snapshot, tile->texture, &plane, &rect);
    }
}

/* TRUE when the frame alone holds all that is seen, so that the base below it need not be drawn. */
static gboolean
amb_canvas_frame_covers (AmbCanvas *self)
{
  const AmbLayer *frame = &self->frame;
  AmbRect visible = amb_place_visible (&self->place);
  double ratio = frame->scale / self->place.scale;

  return frame->texture != NULL && frame->whole_frame == self->whole_frame
         && amb_canvas_plane_is_current (self, frame->scale, frame->plane_width,
                                         frame->plane_height)
         && frame->region.x <= visible.x * ratio && frame->region.y <= visible.y * ratio
         && frame->region.x + frame->region.width >= (visible.x + visible.width) * ratio - 1
         && frame->region.y + frame->region.height >= (visible.y + visible.height) * ratio - 1;
}

static void
amb_canvas_tell_meter (AmbCanvas *self, gboolean sharp)
{
  if (sharp != self->told_sharp)
    amb_meter_event (sharp ? "sharp" : "unsharp", self->painted_serial);
  self->told_sharp = sharp;
}

static void
amb_canvas_draw_layers (AmbCanvas *self, GtkSnapshot *snapshot)
{
  AmbRect visible = amb_place_visible (&self->place);
  gboolean tiled = !self->whole_frame && !amb_rect_is_empty (&visible)
                   && amb_tile_cache_covers (self->tiles, amb_photo_get_serial (self->photo),
                                             self->place.scale, &visible);

  amb_canvas_tell_meter (self, tiled);
  if (tiled)
    {
      amb_canvas_draw_tiles (self, snapshot, TILES_ALONE);
      return;
    }
  if (self->base.texture != self->frame.texture && !amb_canvas_frame_covers (self))
    amb_canvas_draw_layer (self, snapshot, &self->base);
  amb_canvas_draw_tiles (self, snapshot, TILES_OLDER);
  amb_canvas_draw_layer (self, snapshot, &self->frame);
  amb_canvas_draw_tiles (self, snapshot, TILES_NEWER);
}

void
amb_canvas_draw (AmbCanvas *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float factor = 1.0f / (float) gtk_widget_get_scale_factor (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));

  if (self->photo == NULL)
    return;
  gtk_snapshot_push_clip (snapshot, &bounds);
  gtk_snapshot_scale (snapshot, factor, factor);
  amb_canvas_draw_layers (self, snapshot);
  gtk_snapshot_pop (snapshot);
}
