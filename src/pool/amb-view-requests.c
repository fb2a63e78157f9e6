/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a view asks its worker for, and the buffers that the answers come in. */
#include "amb-view-private.h"

#include "amb-threaded.h"

#define RING_STEP                                                                                  \
  (4 * 1024 * 1024) /* sizes are rounded up to this: a window being resized needs few rings */

void
amb_view_drop_ring (AmbView *self)
{
  if (self->ring != NULL)
    amb_frame_ring_set_returned (self->ring, NULL, NULL);
  g_clear_pointer (&self->ring, amb_frame_ring_unref);
  self->is_ring_sent = FALSE;
}

/* The ring */

static void
on_buffer_returned (gpointer user_data)
{
  amb_view_schedule_pump (user_data);
}

static void
on_ring_made (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbView) self = amb_view_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbFrameRing) ring = amb_make_ring_finish (result, &error);

  if (self == NULL)
    return;
  self->is_making_ring = FALSE;
  if (ring == NULL)
    {
      amb_view_fail (self, AMB_ERROR_MEMORY, error->message);
      return;
    }
  amb_view_drop_ring (self);
  self->ring = g_steal_pointer (&ring);
  amb_frame_ring_set_returned (self->ring, on_buffer_returned, self);
  amb_view_schedule_pump (self);
}

/* 10 ms, so in a thread; the old ring stays until then. */
static void
make_ring (AmbView *self, gsize bytes)
{
  gsize rounded = (bytes + RING_STEP - 1) / RING_STEP * RING_STEP;

  self->is_making_ring = TRUE;
  amb_make_ring_async (rounded, on_ring_made, amb_view_weak_new (self));
}

/* TRUE when the ring is large enough and the worker has it. */
static gboolean
ensure_ring (AmbView *self)
{
  gsize bytes = amb_view_scheduler_get_bytes (self->scheduler);

  if (bytes == 0 || self->is_making_ring)
    return FALSE;
  if (self->ring == NULL || amb_frame_ring_get_bytes (self->ring) < bytes)
    {
      make_ring (self, bytes);
      return FALSE;
    }
  if (!self->is_ring_sent)
    self->is_ring_sent = amb_view_link_set_ring (self->link, self->ring);
  return self->is_ring_sent;
}

/* Contents */

static void
on_contents_opened (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbView) self = amb_view_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) files = amb_contents_open_finish (result, &error);

  if (self == NULL)
    return;
  self->is_opening_contents = FALSE;
  g_clear_pointer (&self->contents, g_array_unref);
  self->contents = g_steal_pointer (&files);
  if (error != NULL)
    amb_view_refuse (self, g_steal_pointer (&error));
  amb_view_schedule_pump (self);
}

/* TRUE when the worker has all that the recipe names and that there is. */
static gboolean
ensure_contents (AmbView *self)
{
  g_autoptr (GPtrArray) wanted = amb_content_list (self->recipe);
  char digest[AMB_CONTENT_DIGEST_CHARS + 1];

  for (guint i = 0; i < wanted->len; i++)
    {
      amb_content_parse (g_ptr_array_index (wanted, i), digest);
      const AmbContentFile *file = amb_contents_find (self->contents, digest);

      if (file == NULL && !self->is_opening_contents)
        {
          self->is_opening_contents = TRUE;
          amb_contents_open_async (amb_pool_get_contents (self->pool), self->recipe,
                                   on_contents_opened, amb_view_weak_new (self));
        }
      if (file == NULL || (file->fd >= 0 && !amb_view_link_give (self->link, file)))
        return FALSE;
    }
  return TRUE;
}

/* Requests */

static gboolean
on_wake (gpointer user_data)
{
  AmbView *self = user_data;

  self->wake = 0;
  amb_view_schedule_pump (self);
  return G_SOURCE_REMOVE;
}

static void
wake_at (AmbView *self, gint64 when, gint64 now)
{
  g_clear_handle_id (&self->wake, g_source_remove);
  if (when > 0)
    self->wake = g_timeout_add ((guint) ((MAX (when - now, 0) + 999) / 1000), on_wake, self);
}

static void
ask_next (AmbView *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 when;
  int buffer = amb_frame_ring_acquire (self->ring);

  if (buffer < 0)
    return; /* one comes back */
  if (!amb_view_scheduler_next (self->scheduler, now, &self->task, &when))
    {
      amb_frame_ring_release (self->ring, (guint) buffer);
      wake_at (self, when, now);
    }
  else if (!amb_view_link_render (self->link, &self->task, (guint) buffer, self->recipe))
    amb_frame_ring_release (self->ring, (guint) buffer);
}

static gboolean
on_pump (gpointer user_data)
{
  AmbView *self = user_data;

  self->pump = 0;
  if (!self->is_link_open)
    return G_SOURCE_REMOVE;
  if (!amb_view_link_is_rendering (self->link))
    {
      if (ensure_ring (self) && ensure_contents (self))
        ask_next (self);
    }
  else if (!self->is_aborting && amb_view_scheduler_is_outdated (self->scheduler, &self->task))
    {
      self->is_aborting = TRUE;
      amb_view_link_abort (self->link);
    }
  return G_SOURCE_REMOVE;
}

void
amb_view_schedule_pump (AmbView *self)
{
  if (self->pump == 0)
    self->pump = g_idle_add_full (G_PRIORITY_DEFAULT, on_pump, self, NULL);
}
