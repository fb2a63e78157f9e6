/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The tiles that were rendered lately, bounded, so that a pan back needs no worker. Main thread. */
#include "amb-tile-cache.h"

#include <math.h>

enum
{
  MAX_TILES = 96, /* of at most 1 MiB each */
};

struct _AmbTileCache
{
  GPtrArray *tiles;
  guint64 clock;
};

static void
amb_tile_free (gpointer data)
{
  AmbTile *tile = data;

  g_clear_object (&tile->texture);
  g_free (tile);
}

static gboolean
amb_tile_same_scale (double a, double b)
{
  return fabs (a - b) <= 1e-9 * a;
}

static gboolean
amb_tile_is_at (const AmbTile *tile, double scale, int x, int y)
{
  return tile->region.x == x && tile->region.y == y && amb_tile_same_scale (tile->scale, scale);
}

AmbTileCache *
amb_tile_cache_new (void)
{
  AmbTileCache *self = g_new0 (AmbTileCache, 1);

  self->tiles = g_ptr_array_new_with_free_func (amb_tile_free);
  return self;
}

void
amb_tile_cache_free (AmbTileCache *self)
{
  g_ptr_array_unref (self->tiles);
  g_free (self);
}

static GdkTexture *
amb_tile_copy_pixels (const AmbViewFrame *frame)
{
  gsize size;
  const guint8 *pixels = g_bytes_get_data (frame->pixels, &size);
  g_autoptr (GBytes) copy = NULL;

  size = MIN (size, frame->stride * (gsize) frame->height);
  copy = g_bytes_new (pixels, size);
  return gdk_memory_texture_new (frame->width, frame->height, GDK_MEMORY_R8G8B8A8_PREMULTIPLIED,
                                 copy, frame->stride);
}

static void
amb_tile_cache_evict (AmbTileCache *self)
{
  guint oldest = 0;

  if (self->tiles->len < MAX_TILES)
    return;
  for (guint i = 1; i < self->tiles->len; i++)
    {
      const AmbTile *tile = g_ptr_array_index (self->tiles, i);
      const AmbTile *best = g_ptr_array_index (self->tiles, oldest);

      if (tile->used < best->used)
        oldest = i;
    }
  g_ptr_array_remove_index (self->tiles, oldest);
}

void
amb_tile_cache_put (AmbTileCache *self, const AmbViewFrame *frame)
{
  AmbTile *tile;

  for (guint i = 0; i < self->tiles->len; i++)
    if (amb_tile_is_at (g_ptr_array_index (self->tiles, i), frame->scale, frame->region.x,
                        frame->region.y))
      {
        g_ptr_array_remove_index (self->tiles, i);
        break;
      }
  amb_tile_cache_evict (self);
  tile = g_new0 (AmbTile, 1);
  tile->texture = amb_tile_copy_pixels (frame);
  tile->serial = frame->recipe_serial;
  tile->scale = frame->scale;
  tile->region = frame->region;
  tile->plane_width = frame->plane_width;
  tile->plane_height = frame->plane_height;
  tile->used = ++self->clock;
  g_ptr_array_add (self->tiles, tile);
}

gboolean
amb_tile_cache_has (AmbTileCache *self, guint serial, double scale, int column, int row)
{
  for (guint i = 0; i < self->tiles->len; i++)
    {
      AmbTile *tile = g_ptr_array_index (self->tiles, i);

      if (tile->serial == serial
          && amb_tile_is_at (tile, scale, column * AMB_VIEW_TILE, row * AMB_VIEW_TILE))
        {
          tile->used = ++self->clock;
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
amb_tile_cache_covers (AmbTileCache *self, guint serial, double scale, const AmbRect *visible)
{
  for (int row = visible->y / AMB_VIEW_TILE; row * AMB_VIEW_TILE < visible->y + visible->height;
       row++)
    for (int column = visible->x / AMB_VIEW_TILE;
         column * AMB_VIEW_TILE < visible->x + visible->width; column++)
      if (!amb_tile_cache_has (self, serial, scale, column, row))
        return FALSE;
  return TRUE;
}

void
amb_tile_cache_tidy (AmbTileCache *self, guint serial, double scale, const AmbRect *visible)
{
  gboolean covered = amb_tile_cache_covers (self, serial, scale, visible);

  for (guint i = self->tiles->len; i > 0; i--)
    {
      const AmbTile *tile = g_ptr_array_index (self->tiles, i - 1);
      gboolean here = amb_tile_same_scale (tile->scale, scale);
      AmbRect seen = amb_rect_intersect (&tile->region, visible);

      if ((here && tile->serial != serial && amb_rect_is_empty (&seen)) || (!here && covered))
        g_ptr_array_remove_index (self->tiles, i - 1);
    }
}

void
amb_tile_cache_clear (AmbTileCache *self)
{
  g_ptr_array_set_size (self->tiles, 0);
}

const GPtrArray *
amb_tile_cache_list (AmbTileCache *self)
{
  return self->tiles;
}
