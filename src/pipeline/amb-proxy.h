/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A cache of pictures in linear light at a render's geometry and scale: what a slider's next frame
 * starts from. */
#pragma once

#include "amb-plan.h"
#include "amb-threads.h"

G_BEGIN_DECLS

typedef struct
{
  AmbPlan plan;
  AmbRect rect;   /* what of the plane is here */
  guint n_planes; /* 3, or 4 with alpha */
  gsize stride;   /* floats */
  float *data;    /* n_planes of stride x rect.height */
  gsize bytes;
  gint refs; /* atomic */
} AmbProxy;

/* Any thread. */
typedef struct
{
  GMutex mutex;
  GPtrArray *proxies; /* owned references, the least recently used first */
  gsize bytes;
} AmbProxyCache;

enum
{
  AMB_PROXY_BUDGET = 128 * 1024 * 1024, /* bytes kept */
};

void amb_proxy_cache_init (AmbProxyCache *self);
void amb_proxy_cache_clear (AmbProxyCache *self);

/* Bytes that a proxy of rect would take. */
gsize amb_proxy_bytes (guint n_planes, const AmbRect *rect);

/* One that holds rect of plan, or NULL. Release with amb_proxy_unref. */
AmbProxy *amb_proxy_cache_find (AmbProxyCache *self, const AmbPlan *plan, const AmbRect *rect);
/* Keeps proxy, letting go of the least recently used ones over the budget. */
void amb_proxy_cache_add (AmbProxyCache *self, AmbProxy *proxy);

/* Its floats are not set. NULL when memory ran out. */
AmbProxy *amb_proxy_new (const AmbPlan *plan, const AmbRect *rect, guint n_planes);
void amb_proxy_unref (AmbProxy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbProxy, amb_proxy_unref)

/* The floats of plane from pixel (x, y) of the plan's plane on. */
float *amb_proxy_at (const AmbProxy *self, guint plane, int x, int y);

G_END_DECLS
