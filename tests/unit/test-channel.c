/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Both ends of a channel in one process: order, descriptors, bounds, ends. */
#include "amb-channel.h"
#include "amb-error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  AmbChannel *parent, *worker;
  int worker_fd; /* of the raw tests */
  guint n_messages;
  guint64 last_jobs[2]; /* by the receiving end: the parent's, the worker's */
  int stolen;
  gboolean is_closed;
  GError *error;
  gboolean closes_itself;
} Fixture;

static void
on_message (AmbChannel *channel, AmbMessage *message, gpointer user_data)
{
  Fixture *f = user_data;
  guint64 *last_job = &f->last_jobs[channel == f->parent ? 0 : 1];
  guint64 job;

  g_assert_false (f->is_closed);
  g_variant_get_child (message->body, 0, "t", &job);
  g_assert_cmpuint (job, >, *last_job);
  *last_job = job;
  f->n_messages++;
  if (message->n_fds > 0)
    {
      g_assert_cmpint (fcntl (message->fds[0], F_GETFD) & FD_CLOEXEC, !=, 0);
      f->stolen = g_steal_fd (&message->fds[0]);
    }
  if (f->closes_itself)
    g_clear_pointer (&f->parent, amb_channel_free);
}

/* The parent's end. */
static void
on_closed (AmbChannel *channel, const GError *error, gpointer user_data)
{
  Fixture *f = user_data;

  g_assert_false (f->is_closed);
  f->is_closed = TRUE;
  f->error = error != NULL ? g_error_copy (error) : NULL;
}

/* with_worker: a channel on the other side; otherwise its bare descriptor. */
static void
setup (Fixture *f, gboolean with_worker)
{
  int parent_fd;
  g_autoptr (GError) error = NULL;

  *f = (Fixture){ .stolen = -1 };
  g_assert_true (amb_channel_pair (&parent_fd, &f->worker_fd, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fcntl (parent_fd, F_GETFD) & FD_CLOEXEC, !=, 0);
  f->parent = amb_channel_new (parent_fd, TRUE);
  amb_channel_set_callbacks (f->parent, on_message, on_closed, f);
  if (with_worker)
    {
      f->worker = amb_channel_new (g_steal_fd (&f->worker_fd), FALSE);
      amb_channel_set_callbacks (f->worker, on_message, NULL, f);
    }
}

static void
teardown (Fixture *f)
{
  g_clear_pointer (&f->parent, amb_channel_free);
  g_clear_pointer (&f->worker, amb_channel_free);
  if (f->worker_fd >= 0)
    close (f->worker_fd);
  if (f->stolen >= 0)
    close (f->stolen);
  g_clear_error (&f->error);
}

static void
run (void)
{
  for (guint i = 0; i < 10000 && g_main_context_iteration (NULL, FALSE); i++)
    continue;
}

static guint
count_fds (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean
send_close (AmbChannel *channel, guint64 job)
{
  return amb_channel_send (channel, AMB_MESSAGE_CLOSE, g_variant_new ("(t)", job), NULL, 0, NULL);
}

static gboolean
send_progress (AmbChannel *channel, guint64 job)
{
  return amb_channel_send (channel, AMB_MESSAGE_PROGRESS, g_variant_new ("(tu)", job, 1), NULL, 0,
                           NULL);
}

static void
test_both_ways (void)
{
  Fixture f;

  setup (&f, TRUE);
  g_assert_true (send_close (f.parent, 1));
  g_assert_true (send_progress (f.worker, 2));
  run ();
  g_assert_cmpuint (f.n_messages, ==, 2);
  teardown (&f);
}

static void
test_fds (void)
{
  Fixture f;
  int fd = memfd_create ("test", MFD_CLOEXEC);
  struct stat sent, got;

  setup (&f, TRUE);
  g_assert_true (amb_channel_send (f.parent, AMB_MESSAGE_EXPORT,
                                   g_variant_new_parsed ("(uint64 1, @a{sv} {}, {'format': <'png'>,"
                                                         " 'quality': <9>, 'resize': <''>,"
                                                         " 'metadata': <'keep'>})"),
                                   &fd, 1, NULL));
  run ();
  g_assert_cmpint (f.stolen, >=, 0);
  g_assert_cmpint (fstat (fd, &sent), ==, 0);
  g_assert_cmpint (fstat (f.stolen, &got), ==, 0);
  g_assert_cmpuint (sent.st_ino, ==, got.st_ino);
  close (fd);
  teardown (&f);
}

/* The parent does not block: what does not fit waits, in order, and too much of it is refused. */
static void
test_queue (void)
{
  Fixture f;
  guint64 job = 0;

  setup (&f, TRUE);
  while (job < 100000 && send_close (f.parent, job + 1))
    job++;
  g_assert_cmpuint (job, >, 256);
  g_assert_cmpuint (job, <, 100000);
  while (f.n_messages < job && g_main_context_iteration (NULL, TRUE))
    continue;
  g_assert_cmpuint (f.last_jobs[1], ==, job);
  g_assert_true (send_close (f.parent, job + 1)); /* there is room again */
  teardown (&f);
}

/* A queued message keeps its descriptors, and a closed channel lets go of them. */
static void
test_queued_fds (void)
{
  Fixture f;
  guint before = count_fds ();
  int fd = memfd_create ("test", MFD_CLOEXEC);
  guint64 job = 0;

  setup (&f, TRUE);
  while (
      amb_channel_send (f.parent, AMB_MESSAGE_EXPORT,
                        g_variant_new_parsed ("(%t, @a{sv} {}, {'format': <'png'>, 'quality': <9>,"
                                              " 'resize': <''>, 'metadata': <'keep'>})",
                                              job + 1),
                        &fd, 1, NULL))
    job++;
  close (fd);
  g_assert_cmpuint (count_fds (), >, before + 100);
  teardown (&f);
  g_assert_cmpuint (count_fds (), ==, before);
}

static void
test_end (void)
{
  Fixture f;

  setup (&f, TRUE);
  g_assert_true (send_progress (f.worker, 1));
  g_assert_true (send_close (f.parent, 5)); /* never read: the parent's end is then "reset" */
  g_clear_pointer (&f.worker, amb_channel_free);
  run ();
  g_assert_cmpuint (f.n_messages, ==, 1); /* what was sent before the end is delivered */
  g_assert_true (f.is_closed);
  g_assert_no_error (f.error);
  g_assert_false (send_close (f.parent, 6));
  teardown (&f);
}

static void
expect_protocol_error (Fixture *f)
{
  run ();
  g_assert_true (f->is_closed);
  g_assert_error (f->error, AMB_ERROR, AMB_ERROR_PROTOCOL);
  g_assert_cmpuint (f->n_messages, ==, 0);
  teardown (f);
}

static void
test_garbage (void)
{
  Fixture f;

  setup (&f, FALSE);
  g_assert_cmpint (send (f.worker_fd, "garbage", 7, 0), ==, 7);
  expect_protocol_error (&f);
}

static void
test_oversized (void)
{
  static const char zeros[AMB_MESSAGE_MAX_BYTES + 1];
  Fixture f;

  setup (&f, FALSE);
  g_assert_cmpint (send (f.worker_fd, zeros, sizeof zeros, 0), ==, (int) sizeof zeros);
  expect_protocol_error (&f);
}

/* A worker's descriptor never becomes one of the parent's. */
static void
test_fd_from_worker (void)
{
  Fixture f;
  guint before;
  int fd = 0;

  setup (&f, TRUE);
  before = count_fds ();
  g_assert_true (amb_channel_send (f.worker, AMB_MESSAGE_PROGRESS,
                                   g_variant_new ("(tu)", (guint64) 1, 1), &fd, 1, NULL));
  run ();
  g_assert_cmpuint (f.n_messages, ==, 0);
  g_assert_true (f.is_closed);
  g_assert_error (f.error, AMB_ERROR, AMB_ERROR_PROTOCOL);
  g_assert_cmpuint (count_fds (), ==, before - 2); /* the parent's socket, and so the worker's */
  teardown (&f);
}

static gboolean
tick (gpointer data)
{
  ++*(guint *) data;
  return G_SOURCE_CONTINUE;
}

/* The loop stays alive under a flood, and the flood ends the channel. */
static void
test_flood (void)
{
  Fixture f;
  guint ticks = 0;
  guint source;
  guint64 job = 0;

  setup (&f, TRUE);
  source = g_idle_add_full (G_PRIORITY_DEFAULT, tick, &ticks, NULL);
  while (!f.is_closed)
    {
      for (guint i = 0; i < 100 && !f.is_closed; i++)
        send_progress (f.worker, ++job);
      g_assert_cmpuint (job, <, 100000);
      for (guint i = 0; i < 8; i++)
        g_main_context_iteration (NULL, FALSE);
    }
  g_assert_error (f.error, AMB_ERROR, AMB_ERROR_PROTOCOL);
  g_assert_cmpuint (ticks, >, 50);
  g_source_remove (source);
  teardown (&f);
}

/* Freed in its own callback. */
static void
test_freed_inside (void)
{
  Fixture f;

  setup (&f, TRUE);
  f.closes_itself = TRUE;
  send_progress (f.worker, 1);
  send_progress (f.worker, 2);
  amb_channel_set_callbacks (f.worker, NULL, NULL, NULL);
  run ();
  g_assert_cmpuint (f.n_messages, ==, 1);
  g_assert_null (f.parent);
  teardown (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/protocol/channel/both-ways", test_both_ways);
  g_test_add_func ("/protocol/channel/fds", test_fds);
  g_test_add_func ("/protocol/channel/queue", test_queue);
  g_test_add_func ("/protocol/channel/queued-fds", test_queued_fds);
  g_test_add_func ("/protocol/channel/end", test_end);
  g_test_add_func ("/protocol/channel/garbage", test_garbage);
  g_test_add_func ("/protocol/channel/oversized", test_oversized);
  g_test_add_func ("/protocol/channel/fd-from-worker", test_fd_from_worker);
  g_test_add_func ("/protocol/channel/flood", test_flood);
  g_test_add_func ("/protocol/channel/freed-inside", test_freed_inside);
  return g_test_run ();
}
