/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of its own: a worker links what it uses and no more. */
#include "amb-write.h"

#include <errno.h>
#include <unistd.h>

gboolean
amb_write_all (int fd, const void *bytes, gsize length)
{
  const guint8 *next = bytes;
  while (length > 0)
    {
      ssize_t n = write (fd, next, length);
      if (n == 0)
        errno = EIO;
      if (n == 0 || (n < 0 && errno != EINTR))
        return FALSE;
      next += MAX (n, 0);
      length -= (gsize) MAX (n, 0);
    }
  return TRUE;
}
