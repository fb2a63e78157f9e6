/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What every test of the pool needs. */
#include "pool-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "remove-tree.h"

#define LONGEST_WAIT_MS 60000

AmbPoolPolicy
pool_fixture_quick_policy (void)
{
  AmbPoolPolicy policy = amb_pool_default_policy;

  policy.ready_timeout = 3000;
  policy.backoff_first = 10;
  policy.backoff_max = 80;
  policy.cancel_grace = 150;
  policy.exit_grace = 150;
  policy.heartbeat = 1000;
  policy.job_base = 2000;
  policy.job_per_megapixel = 1;
  policy.probe_idle = 100;
  policy.view_sleep = 150;
  policy.refine_delay = 60;
  return policy;
}

void
pool_fixture_start (PoolFixture *self, const AmbPoolOptions *options, const AmbPoolPolicy *policy)
{
  AmbPoolOptions with_worker = *options;
  g_autoptr (GError) error = NULL;

  if (with_worker.worker_path == NULL)
    with_worker.worker_path = g_getenv ("AMB_FAULT_WORKER");
  g_assert_nonnull (with_worker.worker_path);
  self->folder = g_dir_make_tmp ("ambrotype-pool-XXXXXX", &error);
  g_assert_no_error (error);
  self->pool
      = amb_pool_new_with_policy (&with_worker, policy != NULL ? policy : &amb_pool_default_policy);
}

static void
on_shut_down (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (amb_pool_shutdown_finish (AMB_POOL (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

void
pool_fixture_stop (PoolFixture *self)
{
  gboolean is_shut_down = FALSE;

  amb_pool_shutdown_async (self->pool, on_shut_down, &is_shut_down);
  wait_until (is_true, &is_shut_down);
  assert_no_children ();
  g_assert_finalize_object (g_steal_pointer (&self->pool));
  remove_tree (self->folder);
  g_clear_pointer (&self->folder, g_free);
}

char *
pool_fixture_path (PoolFixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

char *
pool_fixture_write (PoolFixture *self, const char *name, const char *lines)
{
  char *path = pool_fixture_path (self, name);
  g_autofree char *text = g_strconcat ("[fault]\n", lines, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static gboolean
set_true (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
wait_until (WaitFunc done, gpointer data)
{
  gboolean is_late = FALSE;
  guint timeout = g_timeout_add (LONGEST_WAIT_MS, set_true, &is_late);

  while (!done (data) && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  if (!done (data))
    g_error ("Waited %d ms in vain", LONGEST_WAIT_MS);
}

void
wait_for (guint milliseconds)
{
  gboolean is_over = FALSE;
  guint timeout = g_timeout_add (milliseconds, set_true, &is_over);

  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

guint
count_fds (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count - 1; /* its own */
}

void
assert_no_children (void)
{
  pid_t pid = waitpid (-1, NULL, WNOHANG);

  g_assert_cmpint (pid, ==, -1);
  g_assert_cmpint (errno, ==, ECHILD);
}

static gboolean
prepare (gpointer data, AmbJobFiles *files, GCancellable *cancellable, GError **error)
{
  TestJob *self = data;

  if (self->cannot_prepare)
    {
      amb_error_set (error, AMB_ERROR_NO_SPACE, "out.jpg", NULL);
      return FALSE;
    }
  if (self->output_fd >= 0)
    close (self->output_fd);
  files->source_fd = open (self->source, O_RDONLY | O_CLOEXEC);
  self->output_fd = open (self->output, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  files->output_fd = self->output_fd;
  files->needs_modules = self->needs_modules;
  return files->source_fd >= 0 && files->output_fd >= 0;
}

static void
on_started (AmbJob *job, gpointer user_data)
{
  ((TestJob *) user_data)->n_started++;
}

static void
on_progress (AmbJob *job, guint permille, gpointer user_data)
{
  ((TestJob *) user_data)->permille = permille;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TestJob *self = user_data;

  self->result = amb_job_run_finish (AMB_JOB (source), result, &self->error);
  g_assert_true ((self->result != NULL) == (self->error == NULL));
  g_assert_false (self->is_done);
  self->is_done = TRUE;
}

TestJob *
test_job_new (PoolFixture *fixture, const char *name, const char *lines)
{
  return test_job_new_with (fixture, name, lines, "'room': <uint32 0>");
}

TestJob *
test_job_new_with (PoolFixture *fixture, const char *name, const char *lines, const char *setting)
{
  TestJob *self = g_new0 (TestJob, 1);
  g_autofree char *output = g_strconcat (name, ".out", NULL);
  g_autofree char *all = g_strdup_printf ("{'format': <'jpeg'>, 'quality': <90>, 'resize': <''>,"
                                          " 'metadata': <'keep'>, %s}",
                                          setting);
  g_autoptr (GVariant) settings = g_variant_parse (G_VARIANT_TYPE_VARDICT, all, NULL, NULL, NULL);
  AmbJobSpec spec = { .name = (char *) name, .prepare = prepare, .data = self };

  self->output_fd = -1;
  self->source = pool_fixture_write (fixture, name, lines);
  self->output = pool_fixture_path (fixture, output);
  self->cancellable = g_cancellable_new ();
  spec.recipe = g_variant_new ("a{sv}", NULL);
  spec.settings = settings;
  self->job = amb_job_new (&spec);
  g_signal_connect (self->job, "started", G_CALLBACK (on_started), self);
  g_signal_connect (self->job, "progress", G_CALLBACK (on_progress), self);
  amb_job_run_async (self->job, fixture->pool, self->cancellable, on_done, self);
  return self;
}

static gboolean
is_done (gpointer data)
{
  return ((TestJob *) data)->is_done;
}

void
test_job_wait (TestJob *self)
{
  wait_until (is_done, self);
}

void
test_job_free (TestJob *self)
{
  if (self->output_fd >= 0)
    close (self->output_fd);
  g_clear_object (&self->job);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->result, g_variant_unref);
  g_clear_error (&self->error);
  g_free (self->source);
  g_free (self->output);
  g_free (self);
}

void
test_job_assert_whole (TestJob *self)
{
  g_autofree char *text = NULL;

  g_assert_no_error (self->error);
  g_assert_nonnull (self->result);
  g_assert_true (g_file_get_contents (self->output, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "a whole picture\n");
}
