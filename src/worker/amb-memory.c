/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at what came as a memfd before it is believed. */
#include "amb-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "amb-error.h"

/* F_GET_SEALS fails on everything that is not a memfd. */
static gboolean
check (int fd, gsize bytes, GError **error)
{
  const int needed = F_SEAL_SHRINK | F_SEAL_GROW;
  int seals = fcntl (fd, F_GET_SEALS);
  struct stat status;

  if (seals < 0 || (seals & needed) != needed)
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_PROTOCOL, "shared memory that is not sealed");
  else if (fstat (fd, &status) != 0 || status.st_size < 0 || (guint64) status.st_size < bytes)
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_PROTOCOL, "shared memory that is too small");
  else
    return TRUE;
  return FALSE;
}

gboolean
amb_memory_map (AmbMemory *self, int fd, gsize bytes, gboolean writable, GError **error)
{
  int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
  void *data;

  if (!check (fd, bytes, error))
    return FALSE;
  data = mmap (NULL, bytes, protection, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED)
    {
      g_set_error (error, AMB_ERROR, errno == ENOMEM ? AMB_ERROR_MEMORY : AMB_ERROR_PROTOCOL,
                   "shared memory: %s", g_strerror (errno));
      return FALSE;
    }
  *self = (AmbMemory){ data, bytes };
  return TRUE;
}

void
amb_memory_unmap (AmbMemory *self)
{
  if (self->data != NULL)
    munmap (self->data, self->bytes);
  *self = (AmbMemory){ 0 };
}

gboolean
amb_control_map (AmbMemory *self, int fd, GError **error)
{
  return amb_memory_map (self, fd, AMB_CONTROL_BYTES, FALSE, error);
}

static guint32
read_word (const AmbMemory *self, gsize offset)
{
  if (self->data == NULL)
    return 0;
  return __atomic_load_n ((const guint32 *) (gconstpointer) (self->data + offset),
                          __ATOMIC_ACQUIRE);
}

gboolean
amb_control_is_cancelled (const AmbMemory *self)
{
  return read_word (self, G_STRUCT_OFFSET (AmbControl, cancel)) != 0;
}

guint32
amb_control_generation (const AmbMemory *self)
{
  return read_word (self, G_STRUCT_OFFSET (AmbControl, generation));
}
