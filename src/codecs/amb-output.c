/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing in order from the descriptor's offset, in large pieces. */
#include "amb-coder-private.h"

#include <errno.h>
#include <string.h>
#include "amb-error.h"
#include "amb-write.h"

static gboolean
write_all (AmbOutput *self, const guint8 *bytes, gsize length)
{
  if (amb_write_all (self->fd, bytes, length))
    return TRUE;
  self->errsv = errno;
  return FALSE;
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
  g_set_error_literal (error, AMB_ERROR, amb_error_from_errno (self->errsv, TRUE),
                       g_strerror (self->errsv));
}
