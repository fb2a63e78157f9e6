/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing in order from the descriptor's offset, in large pieces. */
#include "amb-coder-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "amb-error.h"

static gboolean
write_all (AmbOutput *self, const guint8 *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n = write (self->fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          self->errsv = n < 0 ? errno : EIO;
          return FALSE;
        }
      bytes += n;
      length -= (gsize) n;
    }
  return TRUE;
}

gboolean
amb_output_flush (AmbOutput *self)
{
  gsize used = self->used;

  self->used = 0;
  return write_all (self, self->buffer, used);
}

gboolean
amb_output_write (AmbOutput *self, const void *bytes, gsize length)
{
  if (length > AMB_OUTPUT_BYTES - self->used && !amb_output_flush (self))
    return FALSE;
  if (length > AMB_OUTPUT_BYTES)
    return write_all (self, bytes, length);
  memcpy (self->buffer + self->used, bytes, length);
  self->used += length;
  return TRUE;
}

void
amb_output_set_error (const AmbOutput *self, GError **error)
{
  gboolean full = self->errsv == ENOSPC || self->errsv == EDQUOT;

  g_set_error_literal (error, AMB_ERROR, full ? AMB_ERROR_NO_SPACE : AMB_ERROR_WRITE,
                       g_strerror (self->errsv));
}
