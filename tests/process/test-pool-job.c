/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Exports through the real pool and a worker that misbehaves: what each death costs, and whom. */
#include "pool-fixture.h"

#include "amb-sanitizers.h"

#include <signal.h>
#include <sys/resource.h>

static const AmbPoolOptions two_slots = { .batch_workers = 2 };

static void
test_done (void)
{
  PoolFixture fixture;
  g_autoptr (TestJob) job = NULL;
  g_autofree const char **notes = NULL;

  pool_fixture_start (&fixture, &two_slots, NULL);
  job = test_job_new (&fixture, "good.jpg", "delay=120\n");
  test_job_wait (job);
  test_job_assert_whole (job);
  g_assert_cmpuint (job->n_started, ==, 1);
  g_assert_cmpuint (amb_job_get_attempts (job->job), ==, 1);
  g_assert_cmpuint (job->permille, >, 0);
  g_assert_true (g_variant_lookup (job->result, "notes", "^a&s", &notes));
  g_assert_cmpuint (g_strv_length ((char **) notes), ==, 2);
  pool_fixture_stop (&fixture);
}

typedef struct
{
  const char *fault;
  AmbError error;
  const char *says; /* part of the sentence */
  guint attempts;
  gboolean quarantined;
} Policy;

static const Policy policies[] = {
  { "segv", AMB_ERROR_CRASHED, "(signal 11, SIGSEGV) twice", 2, TRUE },
  { "abort", AMB_ERROR_CRASHED, "SIGABRT", 2, TRUE },
  { "exit", AMB_ERROR_CRASHED, "exit code 3", 2, TRUE },
  { "cpu", AMB_ERROR_TIMEOUT, "SIGXCPU", 2, TRUE },
  { "spin", AMB_ERROR_TIMEOUT, "no heartbeat", 2, TRUE },
  { "stop", AMB_ERROR_TIMEOUT, "no heartbeat", 2, TRUE },
  { "deaf", AMB_ERROR_TIMEOUT, "time limit", 2, TRUE },
  { "mute", AMB_ERROR_CRASHED, "closed its connection", 2, TRUE },
  { "empty", AMB_ERROR_CRASHED, "closed its connection", 2, TRUE },
  { "memory", AMB_ERROR_MEMORY, "no room", 2, TRUE },
  { "flood", AMB_ERROR_PROTOCOL, "invalid message", 2, TRUE },
  { "garbage", AMB_ERROR_PROTOCOL, "invalid message", 2, TRUE },
  { "oversized", AMB_ERROR_PROTOCOL, "invalid message", 2, TRUE },
  { "not-normal", AMB_ERROR_PROTOCOL, "invalid message", 2, TRUE },
  { "wrong-direction", AMB_ERROR_PROTOCOL, "invalid message", 2, TRUE },
  { "wrong-job", AMB_ERROR_PROTOCOL, "invalid message", 2, TRUE },
  { "wrong-kind", AMB_ERROR_PROTOCOL, "invalid message", 2, TRUE },
  { "send-fd", AMB_ERROR_PROTOCOL, "invalid message", 2, TRUE },
  { "sigkill", AMB_ERROR_CRASHED, "(signal 9, SIGKILL) 9 times", 9, TRUE },
  { "damaged", AMB_ERROR_DAMAGED, "the magic smoke left", 1, FALSE },
  { "liar", AMB_ERROR_FAILED, "I was never started", 1, FALSE },
};

/* A machine that takes its time is no fault: a limit is short only where it has to end the job. */
static AmbPoolPolicy
policy_with_limit (const char *says)
{
  AmbPoolPolicy quick = pool_fixture_quick_policy ();
  if (strcmp (says, "no heartbeat") != 0)
    quick.heartbeat = 20000;
  if (strcmp (says, "time limit") != 0)
    quick.job_base = 20000;
  return quick;
}

/* The faulty job ends as it must, and its neighbour does not notice. */
static void
test_policy (gconstpointer data)
{
  const Policy *policy = data;
  const AmbPoolPolicy quick = policy_with_limit (policy->says);
  PoolFixture fixture;

  for (guint at_export = 0; at_export < 2; at_export++)
    {
      g_autofree char *lines
          = g_strdup_printf ("fault=%s\nplace=%s\n", policy->fault, at_export ? "export" : "open");
      g_autoptr (TestJob) bad = NULL;
      g_autoptr (TestJob) good = NULL;
      pool_fixture_start (&fixture, &two_slots, &quick);
      bad = test_job_new (&fixture, "bad.jpg", lines);
      good = test_job_new (&fixture, "good.jpg", "delay=200\n");
      test_job_wait (bad);
      test_job_wait (good);
      test_job_assert_whole (good);
      g_assert_cmpuint (amb_job_get_attempts (good->job), ==, 1);
      g_assert_error (bad->error, AMB_ERROR, (int) policy->error);
      g_assert_nonnull (strstr (bad->error->message, "bad.jpg"));
      g_assert_nonnull (strstr (bad->error->message, policy->says));
      if (policy->error == AMB_ERROR_CRASHED && policy->attempts == 2)
        {
          g_assert_nonnull (strstr (bad->error->message, at_export ? "its worker" : "its decoder"));
          g_assert_nonnull (strstr (bad->error->message, ") twice."));
        }
      g_assert_cmpuint (amb_job_get_attempts (bad->job), ==, policy->attempts);
      g_assert_cmpuint (bad->n_started, ==, policy->attempts);
      g_assert_cmpint (amb_job_was_quarantined (bad->job), ==, policy->quarantined);
      pool_fixture_stop (&fixture);
    }
}

/* A fault that passes: the job is run again, at the end, and succeeds. */
static void
check_rerun (const char *fault, guint times, guint attempts)
{
  const AmbPoolPolicy quick = policy_with_limit ("");
  PoolFixture fixture;
  g_autofree char *counter = NULL;
  g_autofree char *lines = NULL;
  g_autoptr (TestJob) job = NULL;

  pool_fixture_start (&fixture, &two_slots, &quick);
  counter = pool_fixture_path (&fixture, "counter");
  lines = g_strdup_printf ("fault=%s\nplace=export\ntimes=%u\ncounter=%s\n", fault, times, counter);
  job = test_job_new (&fixture, "shaky.jpg", lines);
  test_job_wait (job);
  test_job_assert_whole (job);
  g_assert_cmpuint (amb_job_get_attempts (job->job), ==, attempts);
  g_assert_false (amb_job_was_quarantined (job->job));
  pool_fixture_stop (&fixture);
}

static void
test_rerun_after_crash (void)
{
  check_rerun ("segv", 1, 2);
}

static void
test_rerun_after_eight_kills (void)
{
  check_rerun ("sigkill", 8, 9);
}

/* The rerun goes behind what waited. */
static void
test_rerun_at_end (void)
{
  const AmbPoolOptions one_slot = { .batch_workers = 1 };
  const AmbPoolPolicy quick = policy_with_limit ("");
  PoolFixture fixture;
  g_autoptr (TestJob) first = NULL;
  g_autoptr (TestJob) second = NULL;

  pool_fixture_start (&fixture, &one_slot, &quick);
  first = test_job_new (&fixture, "first.jpg", "fault=segv\n");
  second = test_job_new (&fixture, "second.jpg", "");
  test_job_wait (second);
  g_assert_false (first->is_done);
  g_assert_cmpuint (first->n_started, ==, 1);
  test_job_wait (first);
  g_assert_true (amb_job_was_quarantined (first->job));
  pool_fixture_stop (&fixture);
}

static gboolean
has_started (gpointer data)
{
  TestJob *job = data;
  return job->n_started > 0;
}

static gboolean
no_worker_lives (gpointer data)
{
  g_autoptr (GArray) pids = amb_pool_get_pids (data, AMB_WORKER_BATCH);
  return pids->len == 0;
}

/* The answer is at once, the process gone within the grace, whatever it does. */
static void
check_cancel (const char *lines)
{
  const AmbPoolPolicy policy = policy_with_limit ("");
  PoolFixture fixture;
  g_autoptr (TestJob) job = NULL;

  pool_fixture_start (&fixture, &two_slots, &policy);
  job = test_job_new (&fixture, "long.jpg", lines);
  wait_until (has_started, job);
  wait_for (50);
  g_assert_false (job->is_done);
  g_cancellable_cancel (job->cancellable);
  while (!job->is_done)
    g_main_context_iteration (NULL, FALSE);
  g_assert_error (job->error, AMB_ERROR, AMB_ERROR_CANCELLED);
  wait_until (no_worker_lives, fixture.pool);
  g_assert_false (amb_job_was_quarantined (job->job));
  pool_fixture_stop (&fixture);
}

static void
test_cancel_obedient (void)
{
  check_cancel ("delay=60000\n");
}

static void
test_cancel_deaf (void)
{
  check_cancel ("fault=deaf\nplace=export\n");
}

static void
test_cancel_stopped (void)
{
  check_cancel ("fault=stop\nplace=export\n");
}

static void
test_cancel_spinning_in_open (void)
{
  check_cancel ("fault=spin\nplace=open\n");
}

static void
test_cancel_waiting (void)
{
  const AmbPoolOptions one_slot = { .batch_workers = 1 };
  PoolFixture fixture;
  g_autoptr (TestJob) running = NULL;
  g_autoptr (TestJob) waiting = NULL;

  pool_fixture_start (&fixture, &one_slot, NULL);
  running = test_job_new (&fixture, "running.jpg", "delay=200\n");
  waiting = test_job_new (&fixture, "waiting.jpg", "");
  wait_until (has_started, running);
  g_cancellable_cancel (waiting->cancellable);
  test_job_wait (waiting);
  g_assert_error (waiting->error, AMB_ERROR, AMB_ERROR_CANCELLED);
  g_assert_cmpuint (waiting->n_started, ==, 0);
  test_job_wait (running);
  test_job_assert_whole (running);
  pool_fixture_stop (&fixture);
}

static void
test_cancelled_before (void)
{
  PoolFixture fixture;
  g_autoptr (TestJob) job = NULL;

  pool_fixture_start (&fixture, &two_slots, NULL);
  job = test_job_new (&fixture, "never.jpg", "");
  g_cancellable_cancel (job->cancellable);
  test_job_wait (job);
  g_assert_error (job->error, AMB_ERROR, AMB_ERROR_CANCELLED);
  pool_fixture_stop (&fixture);
}

static void
test_prepare_fails (void)
{
  PoolFixture fixture;
  g_autoptr (TestJob) job = NULL;

  pool_fixture_start (&fixture, &two_slots, NULL);
  job = test_job_new (&fixture, "full.jpg", "");
  job->cannot_prepare = TRUE;
  test_job_wait (job);
  g_assert_error (job->error, AMB_ERROR, AMB_ERROR_NO_SPACE);
  g_assert_false (amb_job_was_quarantined (job->job));
  pool_fixture_stop (&fixture);
}

/* The limit of the header's need holds: the allocation fails, not the machine. */
static void
test_out_of_memory (void)
{
  const AmbPoolPolicy policy = policy_with_limit ("");
  PoolFixture fixture;
  g_autoptr (TestJob) job = NULL;

  if (AMB_HAS_SHADOW_MEMORY)
    {
      g_test_skip ("a sanitizer's memory cannot be limited");
      return;
    }
  pool_fixture_start (&fixture, &two_slots, &policy);
  job = test_job_new (&fixture, "hungry.jpg", "fault=oom\nplace=export\n");
  test_job_wait (job);
  g_assert_error (job->error, AMB_ERROR, AMB_ERROR_MEMORY);
  g_assert_cmpuint (amb_job_get_attempts (job->job), ==, 2);
  g_assert_true (amb_job_was_quarantined (job->job));
  pool_fixture_stop (&fixture);
}

/* What does not fit beside others waits, and runs in the end. */
static void
test_memory_waits (void)
{
  AmbPoolPolicy policy = policy_with_limit ("");
  PoolFixture fixture;
  g_autoptr (TestJob) one = NULL;
  g_autoptr (TestJob) two = NULL;

  policy.memory_base = G_GUINT64_CONSTANT (1) << 50;
  pool_fixture_start (&fixture, &two_slots, &policy);
  one = test_job_new (&fixture, "one.jpg", "delay=150\n");
  two = test_job_new (&fixture, "two.jpg", "delay=150\n");
  while (!one->is_done || !two->is_done)
    {
      g_assert_false (one->permille > 0 && !one->is_done && two->permille > 0 && !two->is_done);
      g_main_context_iteration (NULL, TRUE);
    }
  test_job_assert_whole (one);
  test_job_assert_whole (two);
  pool_fixture_stop (&fixture);
}

/* An encoder that holds the whole picture counts too: two of these do not fit beside each other. */
static void
test_memory_of_encoders (void)
{
  const char *const lines = "width=60000\nheight=60000\ndelay=150\n";
  PoolFixture fixture;
  g_autoptr (TestJob) one = NULL;
  g_autoptr (TestJob) two = NULL;

  pool_fixture_start (&fixture, &two_slots, NULL);
  one = test_job_new_with (&fixture, "one.webp", lines, "'room': <uint32 64>");
  two = test_job_new_with (&fixture, "two.webp", lines, "'room': <uint32 64>");
  while (!one->is_done || !two->is_done)
    {
      g_assert_false (one->permille > 0 && !one->is_done && two->permille > 0 && !two->is_done);
      g_main_context_iteration (NULL, TRUE);
    }
  test_job_assert_whole (one);
  test_job_assert_whole (two);
  pool_fixture_stop (&fixture);
}

/* 64 KiB of pipe and no reader would stop the worker. */
static void
test_talkative (void)
{
  PoolFixture fixture;
  g_autoptr (TestJob) job = NULL;

  pool_fixture_start (&fixture, &two_slots, NULL);
  job = test_job_new (&fixture, "talk.jpg", "fault=talk\nplace=export\n");
  test_job_wait (job);
  test_job_assert_whole (job);
  pool_fixture_stop (&fixture);
}

static void
test_background (void)
{
  const AmbPoolOptions options = { .batch_workers = 1, .background = TRUE };
  PoolFixture fixture;
  g_autoptr (TestJob) job = NULL;
  g_autoptr (GArray) pids = NULL;

  pool_fixture_start (&fixture, &options, NULL);
  job = test_job_new (&fixture, "nice.jpg", "delay=100\n");
  wait_until (has_started, job);
  pids = amb_pool_get_pids (fixture.pool, AMB_WORKER_BATCH);
  g_assert_cmpuint (pids->len, ==, 1);
  g_assert_cmpint (getpriority (PRIO_PROCESS, (id_t) g_array_index (pids, GPid, 0)), ==, 19);
  test_job_wait (job);
  pool_fixture_stop (&fixture);
}

#define MANY 50
#define ENOUGH_OPEN 10
#define KILLS 20

typedef struct
{
  PoolFixture fixture;
  TestJob *jobs[MANY];
  GRand *random;
  guint kills;
} Killer;

static guint
count_open (const Killer *killer)
{
  guint open = 0;
  for (guint i = 0; i < MANY; i++)
    open += killer->jobs[i]->is_done ? 0 : 1;
  return open;
}

static gboolean
all_done (gpointer data)
{
  return count_open (data) == 0;
}

/* One that still starts has none. */
static gboolean
has_photo (GPid pid, const char *folder)
{
  g_autofree char *fds = g_strdup_printf ("/proc/%d/fd", pid);
  g_autoptr (GDir) dir = g_dir_open (fds, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *link = g_build_filename (fds, name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);
      if (target != NULL && g_str_has_prefix (target, folder))
        return TRUE;
    }
  return FALSE;
}

/* Of workers that are at work, since five deaths in a row before they are ready disable the class;
 * and while there is enough to go on with, since nine deaths of one photo set it aside. */
static gboolean
kill_one (gpointer data)
{
  Killer *killer = data;
  g_autoptr (GArray) pids = amb_pool_get_pids (killer->fixture.pool, AMB_WORKER_BATCH);

  if (pids->len == 0 || killer->kills == KILLS || count_open (killer) < ENOUGH_OPEN)
    return G_SOURCE_CONTINUE;
  GPid pid = g_array_index (pids, GPid, g_rand_int_range (killer->random, 0, (gint) pids->len));
  if (has_photo (pid, killer->fixture.folder) && kill (pid, SIGKILL) == 0)
    killer->kills++;
  return G_SOURCE_CONTINUE;
}

/* A person, or the system, kills workers: nothing is lost and nobody is blamed. */
static void
test_killed_at_random (void)
{
  Killer killer = { 0 };
  guint reruns = 0;
  guint source;

  pool_fixture_start (&killer.fixture, &two_slots, NULL);
  killer.random = g_rand_new_with_seed (20260101);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("photo-%u.jpg", i);
      killer.jobs[i] = test_job_new (&killer.fixture, name, "delay=40\n");
    }
  source = g_timeout_add (20, kill_one, &killer);
  wait_until (all_done, &killer);
  g_source_remove (source);
  for (guint i = 0; i < MANY; i++)
    {
      test_job_assert_whole (killer.jobs[i]);
      g_assert_false (amb_job_was_quarantined (killer.jobs[i]->job));
      reruns += amb_job_get_attempts (killer.jobs[i]->job) - 1;
      test_job_free (killer.jobs[i]);
    }
  g_test_message ("%u kills, %u attempts more", killer.kills, reruns);
  g_assert_cmpuint (killer.kills, >, 5);
  g_assert_cmpuint (reruns, >, 0);
  g_rand_free (killer.random);
  pool_fixture_stop (&killer.fixture);
}

/* Descriptors at the end as at the start, after successes, crashes and a cancel. */
static void
run_everything_once (void)
{
  static const char *const lines[]
      = { "", "fault=segv\n", "fault=send-fd\n", "fault=spin\nplace=export\n", "fault=damaged\n" };
  AmbPoolPolicy quick = pool_fixture_quick_policy ();
  PoolFixture fixture;
  TestJob *jobs[G_N_ELEMENTS (lines)];

  pool_fixture_start (&fixture, &two_slots, &quick);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *name = g_strdup_printf ("photo-%zu.jpg", i);
      jobs[i] = test_job_new (&fixture, name, lines[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      test_job_wait (jobs[i]);
      test_job_free (jobs[i]);
    }
  pool_fixture_stop (&fixture);
}

static void
test_no_leaks (void)
{
  guint before;

  run_everything_once (); /* GLib's own descriptors and threads */
  before = count_fds ();
  for (guint i = 0; i < 3; i++)
    run_everything_once ();
  g_assert_cmpuint (count_fds (), ==, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/job/done", test_done);
  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autofree char *path = g_strdup_printf ("/pool/job/policy/%s", policies[i].fault);
      g_test_add_data_func (path, &policies[i], test_policy);
    }
  g_test_add_func ("/pool/job/rerun/crash", test_rerun_after_crash);
  g_test_add_func ("/pool/job/rerun/eight-kills", test_rerun_after_eight_kills);
  g_test_add_func ("/pool/job/rerun/at-end", test_rerun_at_end);
  g_test_add_func ("/pool/job/cancel/obedient", test_cancel_obedient);
  g_test_add_func ("/pool/job/cancel/deaf", test_cancel_deaf);
  g_test_add_func ("/pool/job/cancel/stopped", test_cancel_stopped);
  g_test_add_func ("/pool/job/cancel/spinning", test_cancel_spinning_in_open);
  g_test_add_func ("/pool/job/cancel/waiting", test_cancel_waiting);
  g_test_add_func ("/pool/job/cancel/before", test_cancelled_before);
  g_test_add_func ("/pool/job/prepare", test_prepare_fails);
  g_test_add_func ("/pool/job/memory/limit", test_out_of_memory);
  g_test_add_func ("/pool/job/memory/waits", test_memory_waits);
  g_test_add_func ("/pool/job/memory/encoders", test_memory_of_encoders);
  g_test_add_func ("/pool/job/talkative", test_talkative);
  g_test_add_func ("/pool/job/background", test_background);
  g_test_add_func ("/pool/job/killed-at-random", test_killed_at_random);
  g_test_add_func ("/pool/job/no-leaks", test_no_leaks);
  return g_test_run ();
}
