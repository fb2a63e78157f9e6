/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoded photo with its colour: what renders share. */
#include "amb-render.h"

#include "amb-error.h"
#include "amb-reduce.h"
#include "amb-rows.h"

static AmbRenderSource *
source_new (const AmbRenderSourceSpec *spec)
{
  AmbRenderSource *self = g_new0 (AmbRenderSource, 1);
  self->spec = *spec;
  self->spec.icc = NULL;
  amb_proxy_cache_init (&self->cache);
  amb_local_cache_init (&self->maps);
  return self;
}

AmbRenderSource *
amb_render_source_new (const AmbRenderSourceSpec *spec, GPtrArray *notes, GError **error)
{
  AmbRenderSource *self = source_new (spec);
  self->color = self->own_color = amb_color_in_new (spec, notes);
  if (self->color == NULL)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_MEMORY, "colour tables");
      g_clear_pointer (&self, amb_render_source_free);
    }
  return self;
}

AmbRenderSource *
amb_render_source_new_reduced (const AmbRenderSource *source, guint factor)
{
  AmbPixels *pixels = amb_reduce_pixels (source->spec.pixels, factor);
  if (pixels == NULL)
    return NULL;
  AmbRenderSource *self = source_new (&source->spec);
  self->spec.pixels = self->own_pixels = pixels;
  self->color = source->color;
  return self;
}

void
amb_render_source_free (AmbRenderSource *self)
{
  amb_proxy_cache_clear (&self->cache);
  amb_local_cache_clear (&self->maps);
  g_clear_pointer (&self->own_color, amb_color_in_free);
  g_clear_pointer (&self->own_pixels, amb_pixels_free);
  g_free (self);
}
