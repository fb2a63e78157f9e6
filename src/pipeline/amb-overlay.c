/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Porter and Duff's "over" (Compositing Digital Images, 1984) on light: the watermark is scaled
 * with the photo's own resampler, so its edges are as smooth as the photo's, and the output's
 * colour space, clipping and dither come after it. */
#include "amb-overlay.h"

#include "amb-error.h"
#include "amb-rows.h"

struct _AmbOverlay
{
  AmbRect rect;
  float opacity;
  gboolean is_opaque; /* but for opacity */
  AmbProxy *picture;  /* linear, straight alpha */
};

AmbOverlay *
amb_overlay_new (AmbRenderSource *mark, const AmbRect *rect, double opacity, GError **error)
{
  g_autoptr (AmbRecipe) untouched = amb_recipe_new ();
  const AmbRect all = { 0, 0, rect->width, rect->height };
  const AmbRenderSpec spec
      = { .plane_width = (guint) rect->width, .plane_height = (guint) rect->height };
  AmbProgress progress = { .total = (guint) rect->height };
  AmbGeometry geometry;
  AmbPlan plan;

  amb_geometry_init (&geometry, untouched, mark->spec.full_width, mark->spec.full_height,
                     mark->spec.orientation, AMB_GEOMETRY_DEFAULT);
  amb_plan_init (&plan, &geometry, &mark->spec, &spec);
  const AmbRowsOrigin origin = { .source = mark, .plan = &plan };
  AmbProxy *picture = amb_rows_get_proxy (&origin, &all, 1, &progress, error);
  if (picture == NULL)
    return NULL;

  AmbOverlay *self = g_new0 (AmbOverlay, 1);
  self->rect = *rect;
  self->opacity = (float) opacity;
  self->is_opaque = picture->n_planes < 4;
  self->picture = picture;
  return self;
}

void
amb_overlay_free (AmbOverlay *self)
{
  amb_proxy_unref (self->picture);
  g_free (self);
}

/* Light from below is what the overlay lets through of it; straight colours in and out. */
static void
blend (const AmbOverlay *self, float *const from[4], float *const planes[4], int start, int n)
{
  for (int i = 0; i < n; i++)
    {
      const int at = start + i;
      const float alpha = CLAMP (self->is_opaque ? 1 : from[3][i], 0, 1) * self->opacity;
      const float below = (planes[3] != NULL ? planes[3][at] : 1) * (1 - alpha);
      const float sum = alpha + below;
      if (alpha <= 0)
        continue;
      for (int p = 0; p < 3; p++)
        planes[p][at] = (from[p][i] * alpha + planes[p][at] * below) / sum;
      if (planes[3] != NULL)
        planes[3][at] = sum;
    }
}

void
amb_overlay_run (const AmbOverlay *self, int x, int y, int n, float *const planes[4])
{
  const AmbRect row = { x, y, n, 1 };
  const AmbRect met = amb_rect_intersect (&self->rect, &row);
  float *from[4] = { NULL };

  if (amb_rect_is_empty (&met))
    return;
  for (guint p = 0; p < self->picture->n_planes; p++)
    from[p] = amb_proxy_at (self->picture, p, met.x - self->rect.x, y - self->rect.y);
  blend (self, from, planes, met.x - x, met.width);
}
