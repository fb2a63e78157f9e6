/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A ring of sealed memfds.
 *
 * A buffer is free, with the worker, or shown. The GBytes of a shown one holds a reference to the
 * ring, so a ring that was replaced by a larger one lives until the window has let go of its last
 * frame. Buffers are reused: a fresh memfd costs 20 times the frame. */
#include "amb-frame-ring.h"

#include "amb-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* More than any screen shows (8K is 127 MiB). Asking the kernel for an absurd size would not fail:
 * it would first use up the machine's memory, and other programs would be killed for it. */
#define MAX_BUFFER_BYTES ((gsize) 256 * 1024 * 1024)

typedef enum
{
  BUFFER_FREE,
  BUFFER_WITH_WORKER,
  BUFFER_SHOWN,
} BufferState;

struct _AmbFrameRing
{
  gatomicrefcount refs;
  gsize bytes;
  int fds[AMB_RING_SIZE];
  guint8 *maps[AMB_RING_SIZE];
  GMutex lock; /* guards what follows */
  BufferState states[AMB_RING_SIZE];
  GMainContext *context;
  void (*returned) (gpointer);
  gpointer user_data;
};

typedef struct
{
  AmbFrameRing *ring;
  guint buffer;
} Shown;

static gboolean
make_buffer (AmbFrameRing *self, guint i)
{
  void *address;

  self->fds[i] = memfd_create ("ambrotype-frame", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (self->fds[i] < 0 || fallocate (self->fds[i], 0, 0, (off_t) self->bytes) != 0
      || fcntl (self->fds[i], F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    return FALSE;
  address = mmap (NULL, self->bytes, PROT_READ, MAP_SHARED | MAP_POPULATE, self->fds[i], 0);
  if (address == MAP_FAILED)
    return FALSE;
  self->maps[i] = address;
  return TRUE;
}

AmbFrameRing *
amb_frame_ring_new (gsize bytes, GError **error)
{
  g_autoptr (AmbFrameRing) self = NULL;

  if (bytes == 0 || bytes > MAX_BUFFER_BYTES)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_MEMORY, "a frame of %" G_GSIZE_FORMAT " bytes",
                   bytes);
      return NULL;
    }
  self = g_new0 (AmbFrameRing, 1);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->bytes = bytes;
  for (guint i = 0; i < AMB_RING_SIZE; i++)
    self->fds[i] = -1;
  for (guint i = 0; i < AMB_RING_SIZE; i++)
    if (!make_buffer (self, i))
      {
        g_set_error (error, AMB_ERROR, AMB_ERROR_MEMORY, "frame buffers: %s", g_strerror (errno));
        return NULL;
      }
  return g_steal_pointer (&self);
}

static AmbFrameRing *
ring_ref (AmbFrameRing *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
amb_frame_ring_unref (AmbFrameRing *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < AMB_RING_SIZE; i++)
    {
      if (self->maps[i] != NULL)
        munmap (self->maps[i], self->bytes);
      if (self->fds[i] >= 0)
        g_close (self->fds[i], NULL);
    }
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

const int *
amb_frame_ring_get_fds (AmbFrameRing *self)
{
  return self->fds;
}

gsize
amb_frame_ring_get_bytes (AmbFrameRing *self)
{
  return self->bytes;
}

void
amb_frame_ring_set_returned (AmbFrameRing *self, void (*returned) (gpointer), gpointer user_data)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->context, g_main_context_unref);
  self->context = returned != NULL ? g_main_context_ref_thread_default () : NULL;
  self->returned = returned;
  self->user_data = user_data;
  g_mutex_unlock (&self->lock);
}

int
amb_frame_ring_acquire (AmbFrameRing *self)
{
  int found = -1;

  g_mutex_lock (&self->lock);
  for (int i = 0; i < AMB_RING_SIZE && found < 0; i++)
    if (self->states[i] == BUFFER_FREE)
      found = i;
  if (found >= 0)
    self->states[found] = BUFFER_WITH_WORKER;
  g_mutex_unlock (&self->lock);
  return found;
}

static void
change_state (AmbFrameRing *self, guint buffer, BufferState from, BufferState to)
{
  g_mutex_lock (&self->lock);
  if (self->states[buffer] == from)
    self->states[buffer] = to;
  g_mutex_unlock (&self->lock);
}

void
amb_frame_ring_release (AmbFrameRing *self, guint buffer)
{
  change_state (self, buffer, BUFFER_WITH_WORKER, BUFFER_FREE);
}

void
amb_frame_ring_reclaim (AmbFrameRing *self)
{
  for (guint i = 0; i < AMB_RING_SIZE; i++)
    amb_frame_ring_release (self, i);
}

static gboolean
call_returned (gpointer user_data)
{
  AmbFrameRing *self = user_data;
  void (*returned) (gpointer);
  gpointer data;

  g_mutex_lock (&self->lock);
  returned = self->returned;
  data = self->user_data;
  g_mutex_unlock (&self->lock);
  if (returned != NULL)
    returned (data);
  return G_SOURCE_REMOVE;
}

static void
post_returned (AmbFrameRing *self, GMainContext *context)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "AmbFrameRing returned");
  g_source_set_callback (source, call_returned, ring_ref (self),
                         (GDestroyNotify) amb_frame_ring_unref);
  g_source_attach (source, context);
}

static void
shown_free (gpointer data)
{
  Shown *shown = data;
  AmbFrameRing *self = shown->ring;
  g_autoptr (GMainContext) context = NULL;

  g_mutex_lock (&self->lock);
  self->states[shown->buffer] = BUFFER_FREE;
  if (self->context != NULL)
    context = g_main_context_ref (self->context);
  g_mutex_unlock (&self->lock);
  if (context != NULL)
    post_returned (self, context);
  amb_frame_ring_unref (self);
  g_free (shown);
}

GBytes *
amb_frame_ring_wrap (AmbFrameRing *self, guint buffer, gsize length)
{
  Shown *shown;

  g_return_val_if_fail (buffer < AMB_RING_SIZE && length <= self->bytes, NULL);

  change_state (self, buffer, BUFFER_WITH_WORKER, BUFFER_SHOWN);
  shown = g_new0 (Shown, 1);
  shown->ring = ring_ref (self);
  shown->buffer = buffer;
  return g_bytes_new_with_free_func (self->maps[buffer], length, shown_free, shown);
}
