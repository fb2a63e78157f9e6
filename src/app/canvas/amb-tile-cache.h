/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The tiles that were rendered lately, bounded, so that a pan back needs no worker. Main thread. */
#pragma once

#include <gdk/gdk.h>
#include "amb-view.h"

G_BEGIN_DECLS

typedef struct
{
  GdkTexture *texture;
  guint serial;                  /* of the recipe */
  double scale;                  /* plane pixels per full-resolution pixel */
  AmbRect region;                /* in plane pixels at scale */
  int plane_width, plane_height; /* at scale */
  guint64 used;
} AmbTile;

typedef struct _AmbTileCache AmbTileCache;

AmbTileCache *amb_tile_cache_new (void);
void amb_tile_cache_free (AmbTileCache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbTileCache, amb_tile_cache_free)

/* Copies the pixels: the ring's memory is not held. A tile of the same place and scale is replaced.
 */
void amb_tile_cache_put (AmbTileCache *self, const AmbViewFrame *frame);
/* TRUE when the tile is there for this very recipe; counts as a use. */
gboolean amb_tile_cache_has (AmbTileCache *self, guint serial, double scale, int column, int row);
/* TRUE when every tile of visible (plane pixels at scale) is there for this very recipe. */
gboolean
amb_tile_cache_covers (AmbTileCache *self, guint serial, double scale, const AmbRect *visible);
/* Drops tiles of older recipes that are outside visible, and those of other scales once the visible
 * ones are all there. */
void amb_tile_cache_tidy (AmbTileCache *self, guint serial, double scale, const AmbRect *visible);
void amb_tile_cache_clear (AmbTileCache *self);
/* In the order in which they came; const AmbTile *. Borrowed. */
const GPtrArray *amb_tile_cache_list (AmbTileCache *self);

G_END_DECLS
