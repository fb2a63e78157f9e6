/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the plane in linear light before any edit, wherever they come from: a cached picture, the
 * scaler or the turn. */
#pragma once

#include "amb-local.h"
#include "amb-proxy.h"
#include "amb-scale.h"
#include "amb-threads.h"
#include "amb-warp.h"

G_BEGIN_DECLS

struct _AmbRenderSource
{
  AmbRenderSourceSpec spec; /* without the profile */
  const AmbColorIn *color;
  AmbColorIn *own_color; /* NULL where it is another source's */
  AmbPixels *own_pixels; /* NULL where they are the caller's */
  AmbProxyCache cache;
  AmbLocalCache maps;
};

/* Where a render's rows come from, shared by its threads. */
typedef struct
{
  AmbRenderSource *source;
  const AmbPlan *plan;
  const AmbProxy *proxy;    /* nullable: the plane itself */
  const AmbProxy *unturned; /* nullable: the picture to turn */
} AmbRowsOrigin;

/* Planes that rows of plan have: 3, or 4 with alpha. */
guint amb_rows_planes (const AmbRenderSource *source, const AmbPlan *plan);

/* Columns and rows of rect, in rising order. One thread. */
typedef struct
{
  const AmbProxy *proxy;
  gboolean turned;
  guint n_planes;
  int y;
  AmbScaleRows scale;
  AmbWarpRows warp;
} AmbRows;

/* FALSE when memory ran out. amb_rows_clear is needed in either case. */
gboolean amb_rows_init (AmbRows *self, const AmbRowsOrigin *origin, const AmbRect *rect);
void amb_rows_clear (AmbRows *self);
void amb_rows_begin (AmbRows *self, int y);
/* Columns x .. x + n - 1 of the row begun; planes[3] is filled if it is not NULL. */
void amb_rows_part (AmbRows *self, int x, int n, float *const planes[4]);
/* TRUE when memory ran out on the way. */
gboolean amb_rows_failed (const AmbRows *self);

/* The picture of plan from the cache, or made now by n_threads. NULL with AMB_ERROR_MEMORY or
 * AMB_ERROR_CANCELLED. */
AmbProxy *amb_rows_get_proxy (const AmbRowsOrigin *origin,
                              const AmbRect *rect,
                              guint n_threads,
                              AmbProgress *progress,
                              GError **error);

G_END_DECLS
