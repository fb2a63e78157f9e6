/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Proxies are immutable once they are in the cache; a render holds a reference while it reads. */
#include "amb-proxy.h"

#include "amb-floats.h"

void
amb_proxy_cache_init (AmbProxyCache *self)
{
  g_mutex_init (&self->mutex);
  self->proxies = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_proxy_unref);
  self->bytes = 0;
}

void
amb_proxy_cache_clear (AmbProxyCache *self)
{
  g_clear_pointer (&self->proxies, g_ptr_array_unref);
  g_mutex_clear (&self->mutex);
}

gsize
amb_proxy_bytes (guint n_planes, const AmbRect *rect)
{
  return amb_floats_stride ((gsize) rect->width) * (gsize) rect->height * n_planes * sizeof (float);
}

static gboolean
holds (const AmbProxy *self, const AmbPlan *plan, const AmbRect *rect)
{
  return rect->x >= self->rect.x && rect->y >= self->rect.y
         && rect->x + rect->width <= self->rect.x + self->rect.width
         && rect->y + rect->height <= self->rect.y + self->rect.height
         && amb_plan_equal (&self->plan, plan);
}

/* The mutex is held. Puts the found one last. */
static AmbProxy *
find (AmbProxyCache *self, const AmbPlan *plan, const AmbRect *rect)
{
  for (guint i = 0; i < self->proxies->len; i++)
    {
      AmbProxy *proxy = g_ptr_array_index (self->proxies, i);
      if (!holds (proxy, plan, rect))
        continue;
      g_atomic_int_inc (&proxy->refs);
      g_ptr_array_add (self->proxies, g_ptr_array_steal_index (self->proxies, i));
      return proxy;
    }
  return NULL;
}

AmbProxy *
amb_proxy_cache_find (AmbProxyCache *self, const AmbPlan *plan, const AmbRect *rect)
{
  g_mutex_lock (&self->mutex);
  AmbProxy *proxy = find (self, plan, rect);
  g_mutex_unlock (&self->mutex);
  return proxy;
}

void
amb_proxy_cache_add (AmbProxyCache *self, AmbProxy *proxy)
{
  if (proxy->bytes > AMB_PROXY_BUDGET)
    return;
  g_mutex_lock (&self->mutex);
  self->bytes += proxy->bytes;
  while (self->bytes > AMB_PROXY_BUDGET)
    {
      AmbProxy *oldest = g_ptr_array_index (self->proxies, 0);
      self->bytes -= oldest->bytes;
      g_ptr_array_remove_index (self->proxies, 0);
    }
  g_atomic_int_inc (&proxy->refs);
  g_ptr_array_add (self->proxies, proxy);
  g_mutex_unlock (&self->mutex);
}

AmbProxy *
amb_proxy_new (const AmbPlan *plan, const AmbRect *rect, guint n_planes)
{
  AmbProxy *self = g_new0 (AmbProxy, 1);
  self->plan = *plan;
  self->rect = *rect;
  self->n_planes = n_planes;
  self->stride = amb_floats_stride ((gsize) rect->width);
  self->bytes = amb_proxy_bytes (n_planes, rect);
  self->refs = 1;
  self->data = amb_floats_new_unset (self->bytes / sizeof (float));
  if (self->data == NULL)
    g_clear_pointer (&self, amb_proxy_unref);
  return self;
}

void
amb_proxy_unref (AmbProxy *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  free (self->data);
  g_free (self);
}

float *
amb_proxy_at (const AmbProxy *self, guint plane, int x, int y)
{
  const gsize row = (gsize) plane * (gsize) self->rect.height + (gsize) (y - self->rect.y);
  return self->data + row * self->stride + (x - self->rect.x);
}
