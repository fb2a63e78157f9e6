/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame around a buffer of the ring. */
#include "amb-view-frame.h"

#define BYTES_PER_PIXEL 4

/* A request may reach over the plane's end by what was not known then. */
static AmbRect
clip_to_plane (const AmbFrameReply *reply)
{
  AmbRect plane = { 0, 0, (int) reply->plane_width, (int) reply->plane_height };

  return amb_rect_intersect (&reply->region, &plane);
}

gboolean
amb_view_frame_init (AmbViewFrame *self,
                     AmbFrameRing *ring,
                     const AmbViewTask *task,
                     const AmbFrameReply *reply)
{
  AmbRect region = clip_to_plane (reply);
  gsize stride = (gsize) reply->region.width * BYTES_PER_PIXEL;

  *self = (AmbViewFrame){ 0 };
  if (amb_rect_is_empty (&region))
    {
      amb_frame_ring_release (ring, reply->buffer);
      return FALSE;
    }
  *self = (AmbViewFrame){
    .pixels = amb_frame_ring_wrap (ring, reply->buffer, stride * (gsize) region.height),
    .width = region.width,
    .height = region.height,
    .stride = stride,
    .scale = task->scale,
    .region = region,
    .plane_width = (int) reply->plane_width,
    .plane_height = (int) reply->plane_height,
    .is_tile = task->kind == AMB_VIEW_TILE_TASK,
    .is_draft = task->kind == AMB_VIEW_DRAFT,
    .whole_frame = (task->flags & AMB_RENDER_WHOLE_FRAME) != 0,
    .recipe_serial = task->recipe_serial,
  };
  return TRUE;
}

void
amb_view_frame_clear (AmbViewFrame *self)
{
  g_clear_pointer (&self->pixels, g_bytes_unref);
}
