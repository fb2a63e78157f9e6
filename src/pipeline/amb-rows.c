/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One interface to the three sources of rows, and the making of cached pictures from the other two.
 */
#include "amb-rows.h"

#include <string.h>
#include "amb-error.h"

enum
{
  STRIPE_ROWS = 64, /* rows of a cached picture that one thread makes at a time */
};

guint
amb_rows_planes (const AmbRenderSource *source, const AmbPlan *plan)
{
  return source->spec.pixels->has_alpha || plan->uncovered ? 4 : 3;
}

gboolean
amb_rows_init (AmbRows *self, const AmbRowsOrigin *origin, const AmbRect *rect)
{
  const AmbRenderSource *source = origin->source;
  const AmbPixels *pixels = source->spec.pixels;
  *self = (AmbRows){ .proxy = origin->proxy, .turned = origin->plan->turned };
  self->n_planes = amb_rows_planes (source, origin->plan);
  if (self->proxy != NULL)
    return TRUE;
  if (self->turned)
    return amb_warp_rows_init (&self->warp, source->color, pixels, origin->plan, origin->unturned,
                               rect);
  return amb_scale_rows_init (&self->scale, source->color, pixels, &origin->plan->scaling, rect->x,
                              rect->x + rect->width);
}

void
amb_rows_clear (AmbRows *self)
{
  amb_scale_rows_clear (&self->scale);
  amb_warp_rows_clear (&self->warp);
}

void
amb_rows_begin (AmbRows *self, int y)
{
  self->y = y;
  if (self->proxy != NULL)
    return;
  if (self->turned)
    amb_warp_rows_begin (&self->warp, y);
  else
    amb_scale_rows_begin (&self->scale, y);
}

static void
copy_part (const AmbRows *self, int x, int n, float *const planes[4])
{
  for (guint p = 0; p < self->n_planes; p++)
    memcpy (planes[p], amb_proxy_at (self->proxy, p, x, self->y), (gsize) n * sizeof (float));
}

void
amb_rows_part (AmbRows *self, int x, int n, float *const planes[4])
{
  if (self->proxy != NULL)
    copy_part (self, x, n, planes);
  else if (self->turned)
    amb_warp_rows_part (&self->warp, self->y, x, n, planes);
  else
    amb_scale_rows_part (&self->scale, x, n, planes);
}

gboolean
amb_rows_failed (const AmbRows *self)
{
  return self->warp.failed;
}

/* --- Making a cached picture --- */

typedef struct
{
  const AmbRowsOrigin *origin;
  AmbProxy *proxy;
  AmbProgress *progress;
  gint failed; /* atomic */
} Making;

static void
make_rows (Making *making, const AmbRect *stripe, AmbRows *rows)
{
  for (int y = stripe->y; y < stripe->y + stripe->height; y++)
    {
      float *planes[4] = { NULL };
      for (guint p = 0; p < making->proxy->n_planes; p++)
        planes[p] = amb_proxy_at (making->proxy, p, stripe->x, y);
      amb_rows_begin (rows, y);
      amb_rows_part (rows, stripe->x, stripe->width, planes);
    }
}

static void
make_stripe (guint item, guint worker, gpointer data)
{
  Making *making = data;
  AmbRect stripe = making->proxy->rect;
  stripe.y += (int) item * STRIPE_ROWS;
  stripe.height = MIN (STRIPE_ROWS, making->proxy->rect.y + making->proxy->rect.height - stripe.y);
  if (amb_progress_step (making->progress, 0, worker))
    return;
  AmbRows rows;
  if (amb_rows_init (&rows, making->origin, &stripe))
    make_rows (making, &stripe, &rows);
  else
    g_atomic_int_set (&making->failed, 1);
  if (amb_rows_failed (&rows))
    g_atomic_int_set (&making->failed, 1);
  amb_rows_clear (&rows);
}

AmbProxy *
amb_rows_get_proxy (const AmbRowsOrigin *origin,
                    const AmbRect *rect,
                    guint n_threads,
                    AmbProgress *progress,
                    GError **error)
{
  AmbProxy *found = amb_proxy_cache_find (&origin->source->cache, origin->plan, rect);
  if (found != NULL)
    return found;
  g_autoptr (AmbProxy) proxy
      = amb_proxy_new (origin->plan, rect, amb_rows_planes (origin->source, origin->plan));
  Making making = { origin, proxy, progress, proxy == NULL };
  if (proxy != NULL)
    amb_threads_run (n_threads, (guint) (rect->height + STRIPE_ROWS - 1) / STRIPE_ROWS, make_stripe,
                     &making);
  if (making.failed)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_MEMORY, "scaling to %d x %d", rect->width,
                   rect->height);
      return NULL;
    }
  if (amb_progress_stopped (progress))
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_CANCELLED, "scaling");
      return NULL;
    }
  amb_proxy_cache_add (&origin->source->cache, proxy);
  return g_steal_pointer (&proxy);
}
