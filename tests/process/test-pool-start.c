/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts, spares, backoff, disabling, shutdown: the life of the pool itself. */
#include "pool-fixture.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  AmbPool *pool;
  AmbWorkerClass class;
  guint pids;       /* wanted */
  GPid before;      /* of a worker that is to be replaced */
  guint n_disabled; /* signals */
  guint n_enabled;
  GError *error;
  GVariant *info; /* the READY before */
} Watch;

static guint
count_workers (AmbPool *pool, AmbWorkerClass class)
{
  g_autoptr (GArray) pids = amb_pool_get_pids (pool, class);
  return pids->len;
}

static gboolean
has_pids (gpointer data)
{
  Watch *watch = data;
  return count_workers (watch->pool, watch->class) == watch->pids;
}

static GPid
only_pid (Watch *watch)
{
  g_autoptr (GArray) pids = amb_pool_get_pids (watch->pool, watch->class);
  return pids->len == 1 ? g_array_index (pids, GPid, 0) : 0;
}

static gboolean
is_replaced (gpointer data)
{
  Watch *watch = data;
  GPid pid = only_pid (watch);
  return pid != 0 && pid != watch->before;
}

static gboolean
is_ready (gpointer data)
{
  Watch *watch = data;
  return amb_pool_get_sandbox_info (watch->pool) != NULL;
}

static gboolean
is_ready_again (gpointer data)
{
  Watch *watch = data;
  return amb_pool_get_sandbox_info (watch->pool) != watch->info;
}

static gboolean
is_disabled (gpointer data)
{
  Watch *watch = data;
  return watch->n_disabled > 0;
}

static void
on_disabled (AmbPool *pool, guint class, GError *error, gpointer user_data)
{
  Watch *watch = user_data;
  g_assert_cmpuint (class, ==, watch->class);
  g_clear_error (&watch->error);
  watch->error = g_error_copy (error);
  watch->n_disabled++;
}

static void
on_enabled (AmbPool *pool, guint class, gpointer user_data)
{
  Watch *watch = user_data;
  g_assert_cmpuint (class, ==, watch->class);
  watch->n_enabled++;
}

static void
watch_init (Watch *watch, PoolFixture *fixture, AmbWorkerClass class)
{
  *watch = (Watch){ .pool = fixture->pool, .class = class };
  g_signal_connect (fixture->pool, "class-disabled", G_CALLBACK (on_disabled), watch);
  g_signal_connect (fixture->pool, "class-enabled", G_CALLBACK (on_enabled), watch);
}

/* One warm view worker, no other; READY's facts are there. */
static void
test_view_spare (void)
{
  const AmbPoolOptions options = { .batch_workers = 2, .view_spare = TRUE };
  PoolFixture fixture;
  Watch watch;
  gboolean seccomp = TRUE;

  pool_fixture_start (&fixture, &options, NULL);
  watch_init (&watch, &fixture, AMB_WORKER_VIEW);
  wait_until (is_ready, &watch);
  g_assert_cmpuint (count_workers (fixture.pool, AMB_WORKER_VIEW), ==, 1);
  g_assert_cmpuint (count_workers (fixture.pool, AMB_WORKER_BATCH), ==, 0);
  g_assert_cmpuint (count_workers (fixture.pool, AMB_WORKER_PROBE), ==, 0);
  g_assert_true (
      g_variant_lookup (amb_pool_get_sandbox_info (fixture.pool), "seccomp", "b", &seccomp));
  g_assert_false (seccomp);
  pool_fixture_stop (&fixture);
}

/* A spare that dies is replaced, again and again, and the class stays enabled. */
static void
test_idle_death_respawns (void)
{
  const AmbPoolOptions options = { .view_spare = TRUE };
  AmbPoolPolicy quick = pool_fixture_quick_policy ();
  PoolFixture fixture;
  Watch watch;

  quick.exit_grace = 20;
  pool_fixture_start (&fixture, &options, &quick);
  watch_init (&watch, &fixture, AMB_WORKER_VIEW);
  for (guint i = 0; i < 7; i++)
    {
      wait_until (is_ready_again, &watch);
      g_clear_pointer (&watch.info, g_variant_unref);
      watch.info = g_variant_ref (amb_pool_get_sandbox_info (fixture.pool));
      watch.before = only_pid (&watch);
      g_assert_cmpint (watch.before, !=, 0);
      kill (watch.before, i % 2 == 0 ? SIGSEGV : SIGKILL);
      wait_until (is_replaced, &watch);
    }
  wait_until (is_ready_again, &watch);
  g_variant_unref (watch.info);
  g_assert_cmpuint (watch.n_disabled, ==, 0);
  g_assert_false (amb_pool_get_class_disabled (fixture.pool, AMB_WORKER_VIEW));
  pool_fixture_stop (&fixture);
}

/* No more batch workers than slots and one spare; none when the batch is over. */
static void
test_batch_spare (void)
{
  const AmbPoolOptions options = { .batch_workers = 2 };
  PoolFixture fixture;
  Watch watch;
  TestJob *jobs[6];
  guint most = 0, most_modules = 0;
  guint open = G_N_ELEMENTS (jobs);

  pool_fixture_start (&fixture, &options, NULL);
  watch_init (&watch, &fixture, AMB_WORKER_BATCH);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autofree char *name = g_strdup_printf ("photo-%u.jpg", i);
      jobs[i] = test_job_new (&fixture, name, "delay=100\n");
    }
  while (open > 0)
    {
      guint running = 0, workers;
      g_main_context_iteration (NULL, TRUE);
      workers = count_workers (fixture.pool, AMB_WORKER_BATCH);
      most = MAX (most, workers);
      most_modules = MAX (most_modules, count_workers (fixture.pool, AMB_WORKER_BATCH_MODULES));
      open = 0;
      for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
        {
          open += jobs[i]->is_done ? 0 : 1;
          running += jobs[i]->n_started > 0 && !jobs[i]->is_done ? 1 : 0;
        }
      g_assert_cmpuint (running, <=, 2);
      g_assert_cmpuint (workers, <=, 3 + G_N_ELEMENTS (jobs) - open); /* some on their way out */
    }
  g_assert_cmpuint (most, >=, 3);
  g_assert_cmpuint (most_modules, ==, 0);
  watch.pids = 0;
  wait_until (has_pids, &watch);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      test_job_assert_whole (jobs[i]);
      test_job_free (jobs[i]);
    }
  pool_fixture_stop (&fixture);
}

/* Two jobs, one after the other: how many workers have the modules while the first runs. */
static void
run_two (PoolFixture *fixture, Watch *watch, gboolean needs_modules, guint workers)
{
  g_autoptr (TestJob) first = test_job_new (fixture, "first", "delay=300\n");
  g_autoptr (TestJob) second = test_job_new (fixture, "second", "");

  first->needs_modules = second->needs_modules = needs_modules;
  watch->pids = workers;
  if (needs_modules)
    wait_until (has_pids, watch);
  test_job_wait (first);
  g_assert_true (needs_modules || has_pids (watch));
  test_job_wait (second);
  test_job_assert_whole (first);
  test_job_assert_whole (second);
  watch->pids = 0;
  wait_until (has_pids, watch);
}

/* Once a job has asked for the modules a spare has them too; the next batch asks anew. */
static void
test_modules_spare (void)
{
  const AmbPoolOptions options = { .batch_workers = 1 };
  PoolFixture fixture;
  Watch watch;

  pool_fixture_start (&fixture, &options, NULL);
  watch_init (&watch, &fixture, AMB_WORKER_BATCH_MODULES);
  run_two (&fixture, &watch, TRUE, 2);
  run_two (&fixture, &watch, FALSE, 0);
  pool_fixture_stop (&fixture);
}

typedef struct
{
  const char *fault; /* AMB_FAULT, or a path */
  AmbError error;
  const char *says;
} Start;

static const Start starts[] = {
  { "exit-early", AMB_ERROR_START, "exit code 4" },
  { "segv-early", AMB_ERROR_START, "SIGSEGV" },
  { "never-ready", AMB_ERROR_START, "not ready in time" },
  { "sandbox", AMB_ERROR_SANDBOX, "seccomp is missing" },
  { "/nonexistent/worker", AMB_ERROR_START, "nonexistent" },
};

/* Five failed starts disable the class; jobs fail with the reason at once; a retry brings it back.
 */
static void
test_disabled (gconstpointer data)
{
  const Start *start = data;
  gboolean is_path = start->fault[0] == '/';
  const AmbPoolOptions options
      = { .batch_workers = 2, .worker_path = is_path ? start->fault : NULL };
  AmbPoolPolicy quick = pool_fixture_quick_policy ();
  g_autoptr (TestJob) job = NULL;
  g_autoptr (TestJob) late = NULL;
  g_autoptr (TestJob) good = NULL;
  PoolFixture fixture;
  Watch watch;

  quick.ready_timeout = strcmp (start->fault, "never-ready") == 0 ? 1000 : 20000;
  g_setenv ("AMB_FAULT", start->fault, TRUE);
  pool_fixture_start (&fixture, &options, &quick);
  watch_init (&watch, &fixture, AMB_WORKER_BATCH);
  job = test_job_new (&fixture, "photo.jpg", "");
  wait_until (is_disabled, &watch);
  g_assert_error (watch.error, AMB_ERROR, (int) start->error);
  g_assert_nonnull (strstr (watch.error->message, start->says));
  g_assert_true (amb_pool_get_class_disabled (fixture.pool, AMB_WORKER_BATCH));
  test_job_wait (job);
  g_assert_error (job->error, AMB_ERROR, (int) start->error);
  g_assert_nonnull (strstr (job->error->message, "photo.jpg"));
  g_assert_true (amb_error_is_machine (job->error));
  g_assert_false (amb_job_was_quarantined (job->job));
  late = test_job_new (&fixture, "late.jpg", "");
  test_job_wait (late);
  g_assert_error (late->error, AMB_ERROR, (int) start->error);

  g_setenv ("AMB_FAULT", "ok", TRUE);
  amb_pool_retry_class (fixture.pool, AMB_WORKER_BATCH);
  g_assert_cmpuint (watch.n_enabled, ==, 1);
  g_assert_false (amb_pool_get_class_disabled (fixture.pool, AMB_WORKER_BATCH));
  good = test_job_new (&fixture, "good.jpg", "");
  test_job_wait (good);
  if (is_path)
    g_assert_cmpuint (watch.n_disabled, ==, 2);
  else
    test_job_assert_whole (good);
  g_clear_error (&watch.error);
  pool_fixture_stop (&fixture);
}

/* Waits of 40, 80, 160 and 320 ms lie between five starts. */
static void
test_backoff (void)
{
  const AmbPoolOptions options = { .view_spare = TRUE };
  AmbPoolPolicy quick = pool_fixture_quick_policy ();
  PoolFixture fixture;
  gint64 begin = g_get_monotonic_time ();
  Watch watch;

  quick.backoff_first = 40;
  quick.backoff_max = 8000;
  g_setenv ("AMB_FAULT", "exit-early", TRUE);
  pool_fixture_start (&fixture, &options, &quick);
  watch_init (&watch, &fixture, AMB_WORKER_VIEW);
  wait_until (is_disabled, &watch);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 600 * 1000);
  g_setenv ("AMB_FAULT", "ok", TRUE);
  g_clear_error (&watch.error);
  pool_fixture_stop (&fixture);
}

/* What an idle worker says unasked, or twice, is a protocol error; the spare is started anew. */
static void
check_idle_offence (const char *fault)
{
  const AmbPoolOptions options = { .view_spare = TRUE };
  AmbPoolPolicy quick = pool_fixture_quick_policy ();
  PoolFixture fixture;
  Watch watch;

  g_setenv ("AMB_FAULT", fault, TRUE);
  pool_fixture_start (&fixture, &options, &quick);
  watch_init (&watch, &fixture, AMB_WORKER_VIEW);
  watch.pids = 1;
  wait_until (has_pids, &watch);
  watch.before = only_pid (&watch);
  g_setenv ("AMB_FAULT", "ok", TRUE);
  wait_until (is_replaced, &watch);
  pool_fixture_stop (&fixture);
}

static void
test_ready_twice (void)
{
  check_idle_offence ("ready-twice");
}

static void
test_idle_talk (void)
{
  check_idle_offence ("idle-talk");
}

static void
test_idle_death (void)
{
  check_idle_offence ("idle-death");
}

static gboolean
has_started (gpointer data)
{
  return ((TestJob *) data)->n_started > 0;
}

/* Jobs running, waiting and being prepared all end cancelled, and every worker is reaped, even a
 * stopped one. */
static void
test_shutdown_busy (void)
{
  const AmbPoolOptions options = { .batch_workers = 2, .view_spare = TRUE };
  AmbPoolPolicy quick = pool_fixture_quick_policy ();
  PoolFixture fixture;
  TestJob *jobs[5];

  quick.heartbeat = quick.job_base = 20000;
  pool_fixture_start (&fixture, &options, &quick);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autofree char *name = g_strdup_printf ("photo-%u.jpg", i);
      jobs[i]
          = test_job_new (&fixture, name, i == 0 ? "fault=stop\nplace=export\n" : "delay=20000\n");
    }
  wait_until (has_started, jobs[0]);
  wait_until (has_started, jobs[1]);
  wait_for (30);
  pool_fixture_stop (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_assert_true (jobs[i]->is_done);
      g_assert_error (jobs[i]->error, AMB_ERROR, AMB_ERROR_CANCELLED);
      test_job_free (jobs[i]);
    }
}

/* A job given to a pool that has shut down is cancelled, not lost. */
static void
test_job_after_shutdown (void)
{
  const AmbPoolOptions options = { .batch_workers = 1 };
  PoolFixture fixture;
  g_autoptr (TestJob) job = NULL;

  pool_fixture_start (&fixture, &options, NULL);
  amb_pool_shutdown_async (fixture.pool, NULL, NULL);
  job = test_job_new (&fixture, "late.jpg", "");
  test_job_wait (job);
  g_assert_error (job->error, AMB_ERROR, AMB_ERROR_CANCELLED);
  pool_fixture_stop (&fixture);
}

static gboolean
is_gone (gpointer data)
{
  return kill (*(GPid *) data, 0) != 0;
}

/* The pool is dropped without a word: its workers die and are reaped, a stopped one too. */
static void
test_dropped (void)
{
  const AmbPoolOptions options = { .view_spare = TRUE };
  PoolFixture fixture;
  Watch watch;
  g_autoptr (GArray) pids = NULL;
  GPid pid;

  pool_fixture_start (&fixture, &options, NULL);
  watch_init (&watch, &fixture, AMB_WORKER_VIEW);
  wait_until (is_ready, &watch);
  pids = amb_pool_get_pids (fixture.pool, AMB_WORKER_VIEW);
  pid = g_array_index (pids, GPid, 0);
  kill (pid, SIGSTOP);
  g_assert_finalize_object (g_steal_pointer (&fixture.pool));
  for (guint i = 0; i < 2000 && !is_gone (&pid); i++)
    g_usleep (10000); /* no main loop runs */
  g_assert_true (is_gone (&pid));
  wait_for (20);
  assert_no_children ();
  rmdir (fixture.folder);
  g_free (fixture.folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("AMB_FAULT", "ok", TRUE);
  g_test_add_func ("/pool/start/view-spare", test_view_spare);
  g_test_add_func ("/pool/start/idle-death-respawns", test_idle_death_respawns);
  g_test_add_func ("/pool/start/batch-spare", test_batch_spare);
  g_test_add_func ("/pool/start/modules-spare", test_modules_spare);
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autofree char *name = g_path_get_basename (starts[i].fault);
      g_autofree char *path = g_strdup_printf ("/pool/start/disabled/%s", name);
      g_test_add_data_func (path, &starts[i], test_disabled);
    }
  g_test_add_func ("/pool/start/backoff", test_backoff);
  g_test_add_func ("/pool/start/ready-twice", test_ready_twice);
  g_test_add_func ("/pool/start/idle-talk", test_idle_talk);
  g_test_add_func ("/pool/start/idle-death", test_idle_death);
  g_test_add_func ("/pool/shutdown/busy", test_shutdown_busy);
  g_test_add_func ("/pool/shutdown/late-job", test_job_after_shutdown);
  g_test_add_func ("/pool/shutdown/dropped", test_dropped);
  return g_test_run ();
}
