/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a local operation has found out about the whole photo: small planes, and how a pixel of the
 * plane reads them. */
#pragma once

#include "amb-kernel.h"
#include "amb-loops.h"

G_BEGIN_DECLS

enum
{
  AMB_LOCAL_LONG_EDGE = 512, /* pixels of the small photo, at most */
};

/* Pixels of the plane -> pixels of the small photo, whole at their centres; unheld. */
typedef struct
{
  gboolean curved; /* see AmbWarpMap */
  AmbWarpMap map;
} AmbLocalPlace;

extern const AmbLocalPlace amb_local_place_same;

/* The places of n pixels of the plane from (x, y) on; outside the small photo too. */
void amb_local_place_row (const AmbLocalPlace *self, int x, int y, int n, float *u, float *v);

/* Immutable once it is in a cache. */
typedef struct
{
  int width, height;
  gsize stride; /* floats; at least one column more than width */
  guint n_planes;
  float *data; /* n_planes of height + 1 rows: the last column and row are repeated */
  float constants[AMB_LOCAL_CONSTANTS];
  GBytes *key; /* what it was made from */
  gint refs;   /* atomic */
} AmbLocalMap;

/* Its floats are 0. NULL when memory ran out. */
AmbLocalMap *amb_local_map_new (int width, int height, guint n_planes, GBytes *key);
void amb_local_map_unref (AmbLocalMap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbLocalMap, amb_local_map_unref)

/* Floats of one plane. */
gsize amb_local_map_floats (const AmbLocalMap *self);
/* Repeats the last column and row of each plane: its pixels are all there. */
void amb_local_map_finish (AmbLocalMap *self);

/* Runs a local kernel over n pixels in place, the first at (x, y) of the plane. */
void amb_local_run (const AmbLocalMap *self,
                    const AmbLocalPlace *place,
                    const AmbKernel *kernel,
                    const void *state,
                    int x,
                    int y,
                    float *const planes[3],
                    int n);

/* Maps of one photo, kept for the next recipe. Any thread. */
typedef struct
{
  GMutex mutex;
  GPtrArray *maps; /* owned references, the least recently used first */
} AmbLocalCache;

void amb_local_cache_init (AmbLocalCache *self);
void amb_local_cache_clear (AmbLocalCache *self);
/* Transfer full; nullable. */
AmbLocalMap *amb_local_cache_find (AmbLocalCache *self, GBytes *key);
void amb_local_cache_add (AmbLocalCache *self, AmbLocalMap *map);

G_END_DECLS
