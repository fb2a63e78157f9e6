/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One shared page in a sealed memfd. */
#include "amb-control.h"

#include "amb-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010 /* linux/fcntl.h, since 5.1 */
#endif

struct _AmbControlPage
{
  int fd;
  AmbControl *page;
};

/* The worker can map the page, but not for writing: our own mapping is made before the seal. */
static gboolean
make_page (AmbControlPage *self)
{
  void *address;

  self->fd = memfd_create ("ambrotype-control", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (self->fd < 0 || ftruncate (self->fd, AMB_CONTROL_BYTES) != 0)
    return FALSE;
  address = mmap (NULL, AMB_CONTROL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, self->fd, 0);
  if (address == MAP_FAILED)
    return FALSE;
  self->page = address;
  return fcntl (self->fd, F_ADD_SEALS,
                F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL)
         == 0;
}

AmbControlPage *
amb_control_page_new (GError **error)
{
  g_autoptr (AmbControlPage) self = g_new0 (AmbControlPage, 1);

  if (!make_page (self))
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_START, "control page: %s", g_strerror (errno));
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
amb_control_page_free (AmbControlPage *self)
{
  if (self->page != NULL)
    munmap (self->page, AMB_CONTROL_BYTES);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_free (self);
}

int
amb_control_page_get_fd (AmbControlPage *self)
{
  return self->fd;
}

void
amb_control_page_set_cancel (AmbControlPage *self, gboolean cancel)
{
  atomic_store ((_Atomic guint32 *) &self->page->cancel, cancel ? 1 : 0);
}

guint32
amb_control_page_get_generation (AmbControlPage *self)
{
  return atomic_load ((_Atomic guint32 *) &self->page->generation);
}

void
amb_control_page_next_generation (AmbControlPage *self)
{
  atomic_fetch_add ((_Atomic guint32 *) &self->page->generation, 1);
}
