/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a RENDER message means for the photo at hand. */
#include "amb-view-request.h"

#include <math.h>
#include <string.h>

#define NEAREST_ABOVE 2.0 /* plane pixels per photo pixel: from here pixels are shown as squares   \
                           */

/* A plane larger than this is rendered tile by tile and not kept: its scaled copy would be larger
 * than the photo. */
#define MAX_KEPT_PIXELS (8u * 1000 * 1000)

AmbViewRing *
amb_view_ring_new (AmbMessage *message, GError **error)
{
  g_autoptr (AmbViewRing) self = g_new0 (AmbViewRing, 1);
  guint64 job, bytes;

  g_atomic_ref_count_init (&self->refs);
  g_variant_get (message->body, "(tt)", &job, &bytes);
  for (guint i = 0; i < AMB_RING_SIZE; i++)
    if (!amb_memory_map (&self->buffers[i], message->fds[i], bytes, TRUE, error))
      return NULL;
  return g_steal_pointer (&self);
}

static AmbViewRing *
ring_ref (AmbViewRing *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
amb_view_ring_unref (AmbViewRing *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < AMB_RING_SIZE; i++)
    amb_memory_unmap (&self->buffers[i]);
  g_free (self);
}

static gboolean
fits (const AmbViewRequest *self)
{
  const AmbRect *region = &self->asked.region;

  return (guint64) region->width * (guint64) region->height
         <= self->ring->buffers[self->asked.buffer].bytes / 4;
}

static AmbRenderOptions
choose_options (const AmbViewRequest *self)
{
  AmbRenderOptions options = AMB_RENDER_OPTION_NONE;

  if ((self->asked.flags & AMB_RENDER_DRAFT) != 0)
    options |= AMB_RENDER_OPTION_FAST;
  if (self->asked.scale > NEAREST_ABOVE)
    options |= AMB_RENDER_OPTION_NEAREST;
  if ((guint64) self->plane_width * self->plane_height <= MAX_KEPT_PIXELS)
    options |= AMB_RENDER_OPTION_CACHE;
  return options;
}

static guint
scaled (int pixels, double scale)
{
  return (guint) MAX (1.0, floor (pixels * scale + 0.5));
}

static void
place (AmbViewRequest *self, const AmbSourcePhoto *photo)
{
  gboolean is_draft = (self->asked.flags & AMB_RENDER_DRAFT) != 0;
  gboolean is_whole = (self->asked.flags & AMB_RENDER_WHOLE_FRAME) != 0;

  amb_source_photo_init_geometry (photo, self->recipe,
                                  is_whole ? AMB_GEOMETRY_WHOLE_FRAME : AMB_GEOMETRY_DEFAULT,
                                  &self->geometry);
  self->plane_width = scaled (self->geometry.crop.width, self->asked.scale);
  self->plane_height = scaled (self->geometry.crop.height, self->asked.scale);
  self->reduction = amb_source_photo_reduction (photo, &self->geometry, self->plane_width,
                                                self->plane_height, is_draft);
  self->options = choose_options (self);
}

AmbViewRequest *
amb_view_request_new (
    const AmbSourcePhoto *photo, AmbViewRing *ring, AmbLuts *luts, AmbMessage *message)
{
  g_autoptr (AmbViewRequest) self = g_new0 (AmbViewRequest, 1);
  g_autoptr (GVariant) recipe = NULL;

  amb_render_request_from_variant (message->body, &self->asked);
  recipe = g_steal_pointer (&self->asked.recipe);
  self->ring = ring_ref (ring);
  self->luts = luts;
  self->recipe = amb_recipe_from_variant (recipe, NULL, NULL);
  if (self->recipe == NULL || !fits (self))
    return NULL;
  place (self, photo);
  return g_steal_pointer (&self);
}

void
amb_view_request_free (AmbViewRequest *self)
{
  g_clear_pointer (&self->render, amb_render_free);
  g_clear_pointer (&self->ring, amb_view_ring_unref);
  g_clear_pointer (&self->recipe, amb_recipe_unref);
  g_free (self);
}

static gboolean
same_render (const AmbViewRequest *a, const AmbViewRequest *b)
{
  return a->plane_width == b->plane_width && a->plane_height == b->plane_height
         && a->options == b->options
         && ((a->asked.flags ^ b->asked.flags) & AMB_RENDER_WHOLE_FRAME) == 0
         && amb_recipe_equal (a->recipe, b->recipe);
}

gboolean
amb_view_request_adopt_render (AmbViewRequest *self,
                               AmbViewRequest *earlier,
                               const AmbDecoded *decoded)
{
  if (earlier->render == NULL || earlier->decoded != decoded || !same_render (self, earlier))
    return FALSE;
  self->decoded = decoded;
  self->render = g_steal_pointer (&earlier->render);
  return TRUE;
}

gboolean
amb_view_request_make_render (AmbViewRequest *self, const AmbDecoded *decoded, GError **error)
{
  AmbRenderSpec spec = {
    .plane_width = self->plane_width,
    .plane_height = self->plane_height,
    .format = AMB_RENDER_RGBA8_PREMULTIPLIED,
    .options = self->options,
    .luts = self->luts,
  };

  self->decoded = decoded;
  self->render = amb_render_new (decoded->source, &self->geometry, self->recipe, &spec, error);
  return self->render != NULL;
}

gboolean
amb_view_request_fill (
    AmbViewRequest *self, guint n_threads, AmbRenderCheck check, gpointer user_data, GError **error)
{
  const AmbRect plane = { 0, 0, (int) self->plane_width, (int) self->plane_height };
  const AmbRect *region = &self->asked.region;
  AmbRect inside = amb_rect_intersect (region, &plane);
  gsize stride = (gsize) region->width * 4;
  guint8 *pixels = self->ring->buffers[self->asked.buffer].data;

  if (inside.width != region->width || inside.height != region->height)
    memset (pixels, 0, stride * (gsize) region->height);
  if (amb_rect_is_empty (&inside))
    return TRUE;
  pixels += (gsize) (inside.y - region->y) * stride + (gsize) (inside.x - region->x) * 4;
  return amb_render_region (self->render, &inside, pixels, stride, n_threads, check, user_data,
                            error);
}

void
amb_view_request_reply (const AmbViewRequest *self,
                        AmbWorker *worker,
                        guint32 flags,
                        gint64 microseconds)
{
  AmbFrameReply reply = {
    .job = self->asked.job,
    .serial = self->asked.serial,
    .buffer = self->asked.buffer,
    .flags = flags,
    .region = self->asked.region,
    .plane_width = self->plane_width,
    .plane_height = self->plane_height,
    .microseconds = (guint64) microseconds,
  };

  amb_worker_send (worker, AMB_MESSAGE_FRAME, amb_frame_reply_to_variant (&reply));
}
