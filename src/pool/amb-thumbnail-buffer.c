/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One sealed memfd, mapped for reading. */
#include "amb-thumbnail-buffer.h"

#include "amb-checked.h"
#include "amb-error.h"
#include "amb-message.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>

struct _AmbThumbnailBuffer
{
  int fd;
  gsize bytes;
  void *map;
};

static gboolean
make_memory (AmbThumbnailBuffer *self)
{
  self->fd = memfd_create ("ambrotype-thumbnail", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (self->fd < 0 || fallocate (self->fd, 0, 0, (off_t) self->bytes) != 0
      || fcntl (self->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    return FALSE;
  self->map = mmap (NULL, self->bytes, PROT_READ, MAP_SHARED, self->fd, 0);
  return self->map != MAP_FAILED;
}

AmbThumbnailBuffer *
amb_thumbnail_buffer_new (guint edge, GError **error)
{
  g_autoptr (AmbThumbnailBuffer) self = g_new0 (AmbThumbnailBuffer, 1);

  self->fd = -1;
  self->map = MAP_FAILED;
  if (edge == 0 || edge > AMB_MAX_THUMBNAIL_EDGE)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_MEMORY, "a thumbnail of %u pixels", edge);
      return NULL;
    }
  if (!amb_checked_image_bytes (edge, edge, 4, &self->bytes) || !make_memory (self))
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_MEMORY, "thumbnail: %s", g_strerror (errno));
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
amb_thumbnail_buffer_free (AmbThumbnailBuffer *self)
{
  if (self->map != MAP_FAILED)
    munmap (self->map, self->bytes);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_free (self);
}

int
amb_thumbnail_buffer_get_fd (AmbThumbnailBuffer *self)
{
  return self->fd;
}

gboolean
amb_thumbnail_buffer_fits (AmbThumbnailBuffer *self, guint edge)
{
  gsize bytes;

  return amb_checked_image_bytes (edge, edge, 4, &bytes) && bytes <= self->bytes;
}

GBytes *
amb_thumbnail_buffer_copy (AmbThumbnailBuffer *self, guint width, guint height)
{
  gsize bytes;

  if (!amb_checked_image_bytes (width, height, 4, &bytes) || bytes > self->bytes)
    return NULL;
  return g_bytes_new (self->map, bytes);
}
