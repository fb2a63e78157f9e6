/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading by pread, so that a retry can use the same file descriptor. */
#include "amb-coder-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static gssize
read_memory (const AmbInput *self, guint64 offset, void *bytes, gsize length)
{
  gsize n = offset < self->size ? (gsize) MIN (length, self->size - offset) : 0;

  if (n > 0)
    memcpy (bytes, self->memory + offset, n);
  return (gssize) n;
}

gssize
amb_input_read (AmbInput *self, guint64 offset, void *bytes, gsize length)
{
  gsize done = 0;

  if (offset > G_MAXINT64 - length)
    return 0;
  if (self->memory != NULL)
    return read_memory (self, offset, bytes, length);
  while (done < length)
    {
      gssize n = pread (self->fd, (guint8 *) bytes + done, length - done, (off_t) (offset + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          self->errsv = errno;
          return -1;
        }
      if (n == 0)
        break;
      done += (gsize) n;
    }
  return (gssize) done;
}

GBytes *
amb_input_read_block (AmbInput *self, guint64 offset, guint64 length)
{
  if (length == 0 || offset > self->size || length > self->size - offset)
    return NULL;

  g_autofree guint8 *bytes = g_try_malloc (length);
  if (bytes == NULL || amb_input_read (self, offset, bytes, length) != (gssize) length)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}
