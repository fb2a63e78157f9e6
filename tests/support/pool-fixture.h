/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A pool with the fault worker, photos that say what goes wrong, and bounded waits. */
#pragma once

#include "amb-error.h"
#include "amb-job.h"
#include "amb-pool-policy.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;
  AmbPool *pool;
} PoolFixture;

/* Design values, but every wait short. */
AmbPoolPolicy pool_fixture_quick_policy (void);
/* policy: NULL for the design's values. */
void
pool_fixture_start (PoolFixture *self, const AmbPoolOptions *options, const AmbPoolPolicy *policy);
/* Shuts down, and checks that no process and no zombie is left. */
void pool_fixture_stop (PoolFixture *self);

/* A photo in the folder; lines: "fault=segv\nplace=export\n". Transfer full: its path. */
char *pool_fixture_write (PoolFixture *self, const char *name, const char *lines);
char *pool_fixture_path (PoolFixture *self, const char *name);

typedef gboolean (*WaitFunc) (gpointer data);
/* Runs the loop until done says TRUE; fails the test after 20 s. */
void wait_until (WaitFunc done, gpointer data);
/* Runs the loop for so long. */
void wait_for (guint milliseconds);

guint count_fds (void);
void assert_no_children (void);

typedef struct
{
  char *source, *output;
  int output_fd;
  gboolean cannot_prepare, needs_modules; /* said before the loop runs */
  AmbJob *job;
  GCancellable *cancellable;
  GVariant *result;
  GError *error;
  gboolean is_done;
  guint n_started;
  guint permille;
} TestJob;

/* Writes the photo and queues its export. */
TestJob *test_job_new (PoolFixture *fixture, const char *name, const char *lines);
/* One more setting, in GVariant's text form: 'key': <value>. */
TestJob *
test_job_new_with (PoolFixture *fixture, const char *name, const char *lines, const char *setting);
void test_job_wait (TestJob *self);
void test_job_free (TestJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestJob, test_job_free)
/* The whole output was written. */
void test_job_assert_whole (TestJob *self);

G_END_DECLS
