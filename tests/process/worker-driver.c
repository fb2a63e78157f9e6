/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts a worker as the pool does, and talks to it. */
#include "worker-driver.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  AmbMessageKind kind;
  GVariant *body;
} DriverMessage;

int
make_memfd (gsize bytes, gboolean sealed, guint8 **map)
{
  int fd = memfd_create ("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, (off_t) bytes), ==, 0);
  if (sealed)
    g_assert_cmpint (fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL), ==, 0);
  if (map != NULL)
    {
      *map = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      g_assert_true (*map != MAP_FAILED);
    }
  return fd;
}

static void
on_message (AmbChannel *channel, AmbMessage *message, gpointer user_data)
{
  Driver *self = user_data;
  DriverMessage *copy = g_new (DriverMessage, 1);

  *copy = (DriverMessage){ message->kind, g_variant_ref (message->body) };
  g_queue_push_tail (&self->messages, copy);
}

static void
on_closed (AmbChannel *channel, const GError *error, gpointer user_data)
{
  Driver *self = user_data;

  g_assert_no_error (error);
  self->closed = TRUE;
}

Driver *
driver_new_for_program (const char *const *program)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  Driver *self = g_new0 (Driver, 1);
  const char *identifier;
  int parent_fd, worker_fd;
  guint8 *map;

  g_assert_true (amb_channel_pair (&parent_fd, &worker_fd, &error));
  g_subprocess_launcher_take_fd (launcher, worker_fd, AMB_WORKER_SOCKET_FD);
  self->process = g_subprocess_launcher_spawnv (launcher, program, &error);
  g_assert_no_error (error);
  identifier = g_subprocess_get_identifier (self->process); /* NULL: it has ended already */
  self->pid = identifier != NULL ? atoi (identifier) : 0;
  self->socket = fcntl (parent_fd, F_DUPFD_CLOEXEC, 3);
  self->channel = amb_channel_new (parent_fd, TRUE);
  amb_channel_set_callbacks (self->channel, on_message, on_closed, self);
  self->control_fd = make_memfd (AMB_CONTROL_BYTES, TRUE, &map);
  self->control = (AmbControl *) (gpointer) map;
  return self;
}

Driver *
driver_new (const char *class)
{
  const char *program[] = { g_getenv ("AMB_WORKER_PROGRAM"), class, NULL };

  return driver_new_for_program (program);
}

Driver *
driver_new_ready (const char *class)
{
  Driver *self = driver_new (class);

  g_variant_unref (driver_expect (self, AMB_MESSAGE_READY));
  return self;
}

static void
driver_message_free (DriverMessage *self)
{
  g_variant_unref (self->body);
  g_free (self);
}

void
driver_close (Driver *self)
{
  amb_channel_close (self->channel);
  if (self->socket >= 0)
    close (g_steal_fd (&self->socket));
}

void
driver_free (Driver *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  driver_close (self);
  amb_channel_free (self->channel);
  g_queue_clear_full (&self->messages, (GDestroyNotify) driver_message_free);
  munmap (self->control, AMB_CONTROL_BYTES);
  close (self->control_fd);
  g_object_unref (self->process);
  g_free (self);
}

void
driver_send (Driver *self, AmbMessageKind kind, GVariant *body, const int *fds, guint n_fds)
{
  g_autoptr (GError) error = NULL;

  amb_channel_send (self->channel, kind, body, fds, n_fds, &error);
  g_assert_no_error (error);
}

void
driver_send_raw (Driver *self, const void *bytes, gsize length)
{
  gssize sent = send (self->socket, bytes, length, MSG_NOSIGNAL);

  g_assert_true (sent == (gssize) length || errno == EPIPE || errno == ECONNRESET);
}

static gboolean
on_timeout (gpointer user_data)
{
  gboolean *timed_out = user_data;

  *timed_out = TRUE;
  return G_SOURCE_REMOVE;
}

/* Turns the loop until done is TRUE, or the test fails. */
static void
turn_until (Driver *self, gboolean (*done) (Driver *self))
{
  gboolean timed_out = FALSE;
  guint timer = g_timeout_add_seconds (DRIVER_TIMEOUT, on_timeout, &timed_out);

  while (!done (self) && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (timed_out);
  g_source_remove (timer);
}

static gboolean
has_message (Driver *self)
{
  return self->closed || !g_queue_is_empty (&self->messages);
}

GVariant *
driver_next (Driver *self, AmbMessageKind *kind)
{
  g_autofree DriverMessage *message = NULL;

  turn_until (self, has_message);
  message = g_queue_pop_head (&self->messages);
  *kind = message != NULL ? message->kind : 0;
  return message != NULL ? message->body : NULL;
}

GVariant *
driver_expect (Driver *self, AmbMessageKind kind)
{
  for (;;)
    {
      AmbMessageKind got;
      GVariant *body = driver_next (self, &got);

      if (got == kind)
        return body;
      if (got == AMB_MESSAGE_FAILED)
        {
          g_autofree char *text = g_variant_print (body, TRUE);

          g_test_message ("FAILED %s", text);
        }
      g_assert_cmpint (got, ==, AMB_MESSAGE_PROGRESS);
      g_variant_unref (body);
    }
}

void
driver_expect_failed (Driver *self, guint code)
{
  g_autoptr (GVariant) body = driver_expect (self, AMB_MESSAGE_FAILED);
  const char *detail;
  guint got;

  g_variant_get (body, "(tu&s)", NULL, &got, &detail);
  g_test_message ("%s", detail);
  g_assert_cmpuint (got, ==, code);
}

static void
on_exited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *exited = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  *exited = TRUE;
}

int
driver_wait_exit (Driver *self)
{
  gboolean exited = FALSE, timed_out = FALSE;
  guint timer = g_timeout_add_seconds (DRIVER_TIMEOUT, on_timeout, &timed_out);

  g_subprocess_wait_async (self->process, NULL, on_exited, &exited);
  while (!exited && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (timed_out);
  g_source_remove (timer);
  return g_subprocess_get_if_signaled (self->process)
             ? -g_subprocess_get_term_sig (self->process)
             : g_subprocess_get_exit_status (self->process);
}

void
driver_open (Driver *self, guint64 job, int source)
{
  int fds[] = { source, self->control_fd };

  driver_send (self, AMB_MESSAGE_OPEN, g_variant_new_parsed ("(%t, @a{sv} {})", job), fds,
               G_N_ELEMENTS (fds));
}

void
driver_export (Driver *self,
               guint64 job,
               const char *recipe,
               const char *format,
               const char *resize,
               int output)
{
  g_autoptr (GVariant) edits
      = g_variant_parse (G_VARIANT_TYPE_VARDICT, recipe != NULL ? recipe : "{}", NULL, NULL, NULL);
  GVariant *settings = g_variant_new_parsed (
      "{'format': <%s>, 'quality': <90>, 'resize': <%s>, 'metadata': <'keep'>}", format, resize);

  g_assert_nonnull (edits);
  driver_send (self, AMB_MESSAGE_EXPORT, g_variant_new ("(t@a{sv}@a{sv})", job, edits, settings),
               &output, 1);
}

void
driver_probe (Driver *self, guint64 job, int source, guint edge, int thumbnail)
{
  int fds[] = { source, self->control_fd, thumbnail };

  driver_send (self, AMB_MESSAGE_PROBE, g_variant_new_parsed ("(%t, {'edge': <%u>})", job, edge),
               fds, G_N_ELEMENTS (fds));
}
