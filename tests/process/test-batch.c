/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch over workers that misbehave: states, counts, cancelling, trying again. */
#include "batch-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

static void
test_whole (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "delay=100\n");
  put_and_add (self, "b.JPG", "");
  put_and_add (self, "c.jpg", "");
  run (self);

  AmbBatchCounts counts;
  amb_batch_get_counts (self->batch, &counts);
  g_assert_cmpuint (counts.done, ==, 3);
  g_assert_cmpuint (counts.permille, ==, 1000);
  g_assert_cmpuint (self->n_finished, ==, 1);
  g_assert_null (amb_batch_get_error (self->batch));
  assert_output (self, "a.jpg", WHOLE);
  assert_output (self, "b.JPG", WHOLE);
  assert_n_outputs (self, 3);
  for (guint i = 0; i < 3; i++)
    {
      assert_state (self, i, AMB_ITEM_DONE);
      g_assert_cmpuint (amb_batch_item_get_job (item (self, i)), ==, i + 1);
      g_assert_cmpuint (amb_batch_item_get_permille (item (self, i)), ==, 1000);
    }
  g_assert_cmpstr (amb_batch_item_get_source (item (self, 1)), ==, "b.JPG");
  g_assert_true (g_strv_contains (amb_batch_item_get_notes (item (self, 0)), "note on writing"));
}

static void
test_nothing (BatchFixture *self, gconstpointer data)
{
  run (self);
  g_assert_cmpuint (self->n_finished, ==, 1);
  assert_n_outputs (self, 0);
  g_assert_false (g_file_test (self->out, G_FILE_TEST_EXISTS));
}

static void
test_one_death_costs_one_job (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "");
  put_and_add (self, "poison.jpg", "fault=segv\nplace=export\n");
  put_and_add (self, "damaged.jpg", "fault=damaged\n");
  put_and_add (self, "gone.jpg", "");
  put_and_add (self, "b.jpg", "");
  g_autofree char *gone = g_build_filename (self->root, "gone.jpg", NULL);
  g_unlink (gone);
  run (self);

  assert_state (self, 0, AMB_ITEM_DONE);
  assert_state (self, 1, AMB_ITEM_QUARANTINED);
  assert_state (self, 2, AMB_ITEM_FAILED);
  assert_state (self, 3, AMB_ITEM_FAILED);
  assert_state (self, 4, AMB_ITEM_DONE);
  g_assert_false (amb_batch_item_get_machine_fault (item (self, 1)));
  assert_n_outputs (self, 2);
}

static void
test_killed_and_run_again (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "delay=300\n");
  amb_batch_start (self->batch);
  wait_until (is_far, self);
  g_autoptr (GArray) pids = amb_pool_get_pids (self->pool.pool, AMB_WORKER_BATCH);
  for (guint i = 0; i < pids->len; i++)
    kill (g_array_index (pids, GPid, i), SIGKILL);
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_DONE);
  assert_output (self, "a.jpg", WHOLE);
  assert_n_outputs (self, 1);
}

static gboolean
is_first_done (gpointer data)
{
  BatchFixture *self = data;
  AmbBatchCounts counts;
  amb_batch_get_counts (self->batch, &counts);
  return counts.done > 0 && amb_batch_item_get_state (item (self, 0)) == AMB_ITEM_DONE;
}

/* Behind all that wait, not behind the next one only: who kills without aim must not meet the same
 * photo again and again. */
static void
test_killed_goes_last (BatchFixture *self, gconstpointer data)
{
  g_autofree char *counter = g_build_filename (self->root, "counter", NULL);
  g_autofree char *lines
      = g_strdup_printf ("fault=sigkill\nplace=export\ntimes=1\ncounter=%s\n", counter);
  char name[] = "b.jpg";
  AmbBatchCounts counts;
  put_and_add (self, "a.jpg", lines);
  for (guint i = 0; i < 12; i++, name[0]++)
    put_and_add (self, name, "delay=50\n");
  amb_batch_start (self->batch);
  wait_until (is_first_done, self);
  amb_batch_get_counts (self->batch, &counts);
  g_assert_cmpuint (counts.done, >, 8);
  wait_until (is_finished, self);
  assert_n_outputs (self, 13);
}

static void
test_machine_fault (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "fault=memory\nplace=export\n");
  run (self);
  assert_state (self, 0, AMB_ITEM_QUARANTINED);
  g_assert_true (amb_batch_item_get_machine_fault (item (self, 0)));
}

static void
test_cancel_item (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "deaf.jpg", "fault=deaf\nplace=export\n");
  put_and_add (self, "a.jpg", "delay=200\n");
  put_and_add (self, "b.jpg", "");
  put_and_add (self, "c.jpg", "");
  put_and_add (self, "d.jpg", "");
  put_and_add (self, "late.jpg", "");
  amb_batch_start (self->batch);
  wait_until (is_far, self);
  amb_batch_cancel_item (self->batch, item (self, 0));
  assert_state (self, 0, AMB_ITEM_CANCELLED);
  amb_batch_cancel_item (self->batch, item (self, 5));
  assert_state (self, 5, AMB_ITEM_CANCELLED);
  amb_batch_cancel_item (self->batch, item (self, 5));
  wait_until (is_finished, self);
  for (guint i = 1; i < 5; i++)
    assert_state (self, i, AMB_ITEM_DONE);
  assert_n_outputs (self, 4);
}

static void
test_cancel_running (BatchFixture *self, gconstpointer data)
{
  char name[] = "a.jpg";
  for (guint i = 0; i < 6; i++, name[0]++)
    put_and_add (self, name, "delay=5000\n");
  amb_batch_start (self->batch);
  wait_until (is_far, self);
  amb_batch_cancel (self->batch);
  for (guint i = 0; i < 6; i++)
    assert_state (self, i, AMB_ITEM_CANCELLED);
  wait_until (is_finished, self);
  amb_batch_cancel (self->batch);
  g_assert_cmpuint (self->n_finished, ==, 1);
  assert_n_outputs (self, 0);
}

static void
test_cancel_early (BatchFixture *self, gconstpointer data)
{
  AmbBatchState when = GPOINTER_TO_UINT (data);
  put_and_add (self, "a.jpg", "");
  put_and_add (self, "b.jpg", "");
  if (when == AMB_BATCH_PLANNING)
    {
      amb_batch_start (self->batch);
      while (amb_batch_get_state (self->batch) != AMB_BATCH_PLANNING)
        g_main_context_iteration (NULL, TRUE);
    }
  amb_batch_cancel (self->batch);
  wait_until (is_finished, self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->batch)); i++)
    assert_state (self, i, AMB_ITEM_CANCELLED);
  g_assert_cmpuint (self->n_finished, ==, 1);
  g_assert_null (amb_batch_get_error (self->batch));
  assert_n_outputs (self, 0);
}

static void
test_retry (BatchFixture *self, gconstpointer data)
{
  g_autofree char *counter = g_build_filename (self->root, "counter", NULL);
  g_autofree char *lines
      = g_strdup_printf ("fault=segv\nplace=export\ntimes=2\ncounter=%s\n", counter);
  put_and_add (self, "a.jpg", lines);
  put_and_add (self, "b.jpg", "");
  run (self);
  assert_state (self, 0, AMB_ITEM_QUARANTINED);
  expect_another_try (self);

  amb_batch_retry_item (self->batch, item (self, 1)); /* done: nothing to do again */
  g_assert_cmpint (amb_batch_get_state (self->batch), ==, AMB_BATCH_FINISHED);
  amb_batch_retry_item (self->batch, item (self, 0));
  g_assert_cmpint (amb_batch_get_state (self->batch), ==, AMB_BATCH_RUNNING);
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_DONE);
  assert_output (self, "a.jpg", WHOLE);
  g_assert_cmpuint (self->n_finished, ==, 2);
}

static void
test_retry_cancelled (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "delay=300\n");
  amb_batch_start (self->batch);
  wait_until (is_far, self);
  amb_batch_cancel (self->batch);
  expect_another_try (self);
  amb_batch_retry_item (self->batch,
                        item (self, 0)); /* its first run may still be on its way out */
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_DONE);
  assert_n_outputs (self, 1);
}

/* What could not be planned is planned when it is tried again; the names of the others stand,
 * whether they were written or not. */
static void
test_retry_unplanned (BatchFixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->root, "in", NULL);
  g_assert_cmpint (g_mkdir (folder, 0777), ==, 0);
  put_and_add (self, "a.jpg", "fault=segv\n");
  add (self, "in/a.jpg");
  run (self);
  assert_state (self, 0, AMB_ITEM_QUARANTINED);
  assert_state (self, 1, AMB_ITEM_FAILED);
  expect_another_try (self);

  g_free (put (self, "in/a.jpg", ""));
  amb_batch_retry_item (self->batch, item (self, 1));
  wait_until (is_finished, self);
  assert_state (self, 1, AMB_ITEM_DONE);
  assert_output (self, "a (2).jpg", WHOLE);
  assert_n_outputs (self, 1);
}

/* Changed since the plan: failed; tried again: what is there now is meant. */
static void
test_retry_changed (BatchFixture *self, gconstpointer data)
{
  char name[] = "1.jpg";
  for (guint i = 0; i < 4; i++, name[0]++)
    put_and_add (self, name, "delay=400\n");
  put_and_add (self, "changed.jpg", "");
  amb_batch_start (self->batch);
  wait_until (is_far, self);
  g_free (put (self, "changed.jpg", "width=2000\n"));
  wait_until (is_finished, self);
  assert_state (self, 4, AMB_ITEM_FAILED);
  g_assert_nonnull (strstr (amb_batch_item_get_error (item (self, 4)), "changed"));
  expect_another_try (self);

  amb_batch_retry_item (self->batch, item (self, 4));
  wait_until (is_finished, self);
  assert_state (self, 4, AMB_ITEM_DONE);
}

/* Ten thousand waiting items are rows and nothing else: no job, no descriptor, no worker. */
static void
test_many (BatchFixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->root, "gone.jpg", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  AmbBatchCounts counts;
  for (guint i = 0; i < 10000; i++)
    amb_batch_add (self->batch, file, "gone.jpg");
  run (self);
  amb_batch_get_counts (self->batch, &counts);
  g_assert_cmpuint (counts.failed, ==, 10000);
  g_autoptr (GArray) pids = amb_pool_get_pids (self->pool.pool, AMB_WORKER_BATCH);
  g_assert_cmpuint (pids->len, ==, 0);
}

/* At no time more jobs than workers and one, and few descriptors. */
static void
test_bounded (BatchFixture *self, gconstpointer data)
{
  g_autofree char *path = put (self, "a.jpg", "delay=20\n");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  guint most = 0;
  for (guint i = 0; i < 40; i++)
    amb_batch_add (self->batch, file, "a.jpg");
  amb_batch_start (self->batch);
  while (!is_finished (self))
    {
      g_main_context_iteration (NULL, TRUE);
      most = MAX (most, count_fds ());
    }
  g_assert_cmpuint (most, <, self->fds + 80);
  assert_n_outputs (self, 40);
}

static void
test_shut_down (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "delay=5000\n");
  put_and_add (self, "b.jpg", "delay=5000\n");
  amb_batch_start (self->batch);
  wait_until (is_far, self);
  amb_pool_shutdown_async (self->pool.pool, NULL, NULL);
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_CANCELLED);
  assert_state (self, 1, AMB_ITEM_CANCELLED);
  assert_n_outputs (self, 0);
}

static void
add_case (const char *path, guint data, void (*test) (BatchFixture *, gconstpointer))
{
  g_test_add (path, BatchFixture, GUINT_TO_POINTER (data), batch_fixture_set_up, test,
              batch_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_case ("/export/batch/whole", 0, test_whole);
  add_case ("/export/batch/nothing", 0, test_nothing);
  add_case ("/export/batch/one-death-costs-one-job", 0, test_one_death_costs_one_job);
  add_case ("/export/batch/killed-and-run-again", 0, test_killed_and_run_again);
  add_case ("/export/batch/killed-goes-last", 0, test_killed_goes_last);
  add_case ("/export/batch/machine-fault", 0, test_machine_fault);
  add_case ("/export/batch/cancel-item", 0, test_cancel_item);
  add_case ("/export/batch/cancel-running", 0, test_cancel_running);
  add_case ("/export/batch/cancel-collecting", AMB_BATCH_COLLECTING, test_cancel_early);
  add_case ("/export/batch/cancel-planning", AMB_BATCH_PLANNING, test_cancel_early);
  add_case ("/export/batch/retry", 0, test_retry);
  add_case ("/export/batch/retry-cancelled", 0, test_retry_cancelled);
  add_case ("/export/batch/retry-unplanned", 0, test_retry_unplanned);
  add_case ("/export/batch/retry-changed", 0, test_retry_changed);
  add_case ("/export/batch/many", 0, test_many);
  add_case ("/export/batch/bounded", 0, test_bounded);
  add_case ("/export/batch/shut-down", 0, test_shut_down);
  return g_test_run ();
}
