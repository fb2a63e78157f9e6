/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done to a batch: several outputs, a plan, pause, order, removal, turns. */
#include "batch-fixture.h"

#include <string.h>

static AmbBatchCounts
counts_of (AmbBatch *batch)
{
  AmbBatchCounts counts;
  amb_batch_get_counts (batch, &counts);
  return counts;
}

static gboolean
is_planned (gpointer data)
{
  return amb_batch_get_state (((BatchFixture *) data)->batch) == AMB_BATCH_PLANNED;
}

static gboolean
nothing_runs (gpointer data)
{
  return counts_of (((BatchFixture *) data)->batch).running == 0;
}

static gboolean
one_is_done (gpointer data)
{
  return counts_of (((BatchFixture *) data)->batch).done > 0;
}

static void
put_many (BatchFixture *self, guint n, const char *lines)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02u.jpg", i);
      put_and_add (self, name, lines);
    }
}

static gboolean
are_listed (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (((BatchFixture *) data)->batch)) == 4;
}

/* settings: name of the second output's template. */
static void
use_two_outputs (BatchFixture *self)
{
  g_autoptr (GPtrArray) outputs
      = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_export_settings_free);
  AmbExportSettings *second = amb_export_settings_copy (self->settings);
  g_free (second->name);
  second->name = g_strdup ("{name}-small.{ext}");
  g_ptr_array_add (outputs, amb_export_settings_copy (self->settings));
  g_ptr_array_add (outputs, second);
  amb_batch_set_outputs (self->batch, outputs);
}

static void
test_outputs (BatchFixture *self, gconstpointer data)
{
  use_two_outputs (self);
  put_and_add (self, "a.jpg", "");
  put_and_add (self, "b.jpg", "");
  wait_until (are_listed, self);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpuint (amb_batch_item_get_output_index (item (self, i)), ==, i % 2);
      g_assert_cmpuint (amb_batch_item_get_job (item (self, i)), ==, i + 1);
      g_assert_true (amb_batch_item_get_settings (item (self, i))
                     == amb_batch_get_outputs (self->batch)->pdata[i % 2]);
    }
  g_assert_cmpstr (amb_batch_item_get_name (item (self, 2)), ==, "b.jpg");

  amb_batch_set_settings (self->batch, self->settings);
  g_assert_cmpuint (counts_of (self->batch).total, ==, 2);
  use_two_outputs (self);
  g_assert_cmpuint (counts_of (self->batch).total, ==, 4);
  run (self);
  assert_output (self, "a-small.jpg", WHOLE);
  assert_n_outputs (self, 4);
}

static void
test_plan (BatchFixture *self, gconstpointer data)
{
  g_autofree char *expected = g_build_filename (self->out, "a.jpg", NULL);
  put_and_add (self, "a.jpg", "");
  amb_batch_plan (self->batch);
  wait_until (is_planned, self);
  g_autofree char *target = amb_batch_item_get_target (item (self, 0));
  g_assert_cmpstr (target, ==, expected);
  g_assert_false (g_file_test (self->out, G_FILE_TEST_EXISTS));

  put_and_add (self, "b.jpg", ""); /* another source: another plan */
  g_assert_cmpint (amb_batch_get_state (self->batch), ==, AMB_BATCH_COLLECTING);
  g_assert_null (amb_batch_item_get_target (item (self, 0)));
  amb_batch_plan (self->batch);
  wait_until (is_planned, self);
  amb_batch_start (self->batch);
  wait_until (is_finished, self);
  assert_n_outputs (self, 2);
}

/* The choice of one item, in a plan made again. */
static void
test_choice (BatchFixture *self, gconstpointer data)
{
  g_assert_cmpint (g_mkdir_with_parents (self->out, 0777), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_build_filename (self->out, i == 0 ? "a.jpg" : "b.jpg", NULL);
      g_assert_true (g_file_set_contents (path, "theirs", -1, NULL));
    }
  put_and_add (self, "a.jpg", "");
  put_and_add (self, "b.jpg", "");
  amb_batch_plan (self->batch);
  wait_until (is_planned, self);
  expect_another_try (self);
  amb_batch_item_set_conflict (item (self, 0), AMB_CONFLICT_REPLACE);
  amb_batch_item_set_conflict (item (self, 1), AMB_CONFLICT_SKIP);
  amb_batch_plan (self->batch);
  wait_until (is_planned, self);
  assert_state (self, 0, AMB_ITEM_QUEUED);
  assert_state (self, 1, AMB_ITEM_SKIPPED);
  amb_batch_start (self->batch);
  wait_until (is_finished, self);
  assert_output (self, "a.jpg", WHOLE);
  assert_output (self, "b.jpg", "theirs");
}

static void
test_cancel_plan (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "");
  amb_batch_plan (self->batch);
  wait_until (is_planned, self);
  amb_batch_cancel (self->batch);
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_CANCELLED);
  g_assert_cmpuint (self->n_finished, ==, 1);
}

static void
test_pause (BatchFixture *self, gconstpointer data)
{
  put_many (self, 12, "delay=60\n");
  amb_batch_start (self->batch);
  wait_until (one_is_done, self);
  amb_batch_pause (self->batch);
  g_assert_cmpint (amb_batch_get_state (self->batch), ==, AMB_BATCH_PAUSED);
  guint queued;
  do /* what a worker was being found for still runs, and says so only when it begins */
    {
      queued = counts_of (self->batch).queued;
      wait_for (300);
    }
  while (!nothing_runs (self) || counts_of (self->batch).queued != queued);
  g_assert_cmpuint (queued, >, 0);

  amb_batch_resume (self->batch);
  wait_until (is_finished, self);
  g_assert_cmpuint (counts_of (self->batch).done, ==, 12);
}

static void
test_pause_and_cancel (BatchFixture *self, gconstpointer data)
{
  put_many (self, 8, "delay=60\n");
  amb_batch_start (self->batch);
  amb_batch_pause (self->batch); /* before it runs */
  wait_for (300);
  g_assert_cmpint (amb_batch_get_state (self->batch), ==, AMB_BATCH_PAUSED);
  g_assert_cmpuint (counts_of (self->batch).queued, ==, 8);
  amb_batch_cancel (self->batch);
  wait_until (is_finished, self);
  g_assert_cmpuint (counts_of (self->batch).cancelled, ==, 8);
  g_assert_false (amb_batch_is_paused (self->batch));
}

/* Names in the order in which they were done. */
static void
note_done (AmbBatch *batch, AmbBatchItem *item, GString *order)
{
  if (amb_batch_item_get_state (item) == AMB_ITEM_DONE)
    g_string_append (order, amb_batch_item_get_name (item));
}

static void
test_move (BatchFixture *self, gconstpointer data)
{
  g_autoptr (GString) order = g_string_new (NULL);
  g_signal_connect (self->batch, "item-changed", G_CALLBACK (note_done), order);
  put_many (self, 12, "delay=60\n");
  amb_batch_start (self->batch);
  wait_until (is_far, self);
  amb_batch_move_item (self->batch, item (self, 11), 0);
  amb_batch_move_item (self->batch, item (self, 5), 99);
  g_assert_cmpstr (amb_batch_item_get_name (item (self, 0)), ==, "11.jpg");
  g_assert_cmpstr (amb_batch_item_get_name (item (self, 11)), ==, "04.jpg");
  wait_until (is_finished, self);
  g_assert_cmpuint (counts_of (self->batch).done, ==, 12);
  g_assert_true (strstr (order->str, "11.jpg") < strstr (order->str, "05.jpg"));
  g_assert_true (strstr (order->str, "04.jpg") > strstr (order->str, "09.jpg"));
  assert_n_outputs (self, 12);
}

static void
test_remove (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "long.jpg", "delay=1500\n");
  put_many (self, 7, "delay=60\n");
  amb_batch_start (self->batch);
  wait_until (is_far, self);
  amb_batch_remove_item (self->batch, item (self, 7)); /* waits */
  amb_batch_remove_item (self->batch, item (self, 0)); /* runs */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->batch)), ==, 6);
  wait_until (one_is_done, self);
  wait_until (is_finished, self);
  amb_batch_remove_item (self->batch, item (self, 2)); /* is done */
  AmbBatchCounts counts = counts_of (self->batch);
  g_assert_cmpuint (counts.total, ==, 5);
  g_assert_cmpuint (counts.done, ==, 5);
  assert_n_outputs (self, 6);
}

/* What is done but for its name gets it, and nobody hears of it. */
static void
test_remove_all (BatchFixture *self, gconstpointer data)
{
  put_many (self, 6, "");
  amb_batch_start (self->batch);
  wait_until (one_is_done, self);
  while (g_list_model_get_n_items (G_LIST_MODEL (self->batch)) > 0)
    {
      amb_batch_remove_item (self->batch, item (self, 0));
      g_main_context_iteration (NULL, FALSE);
    }
  wait_until (is_finished, self);
  g_assert_cmpuint (counts_of (self->batch).total, ==, 0);
}

static void
test_retry_failed (BatchFixture *self, gconstpointer data)
{
  g_autofree char *counter = g_build_filename (self->root, "counter", NULL);
  g_autofree char *lines
      = g_strdup_printf ("fault=segv\nplace=export\ntimes=2\ncounter=%s\n", counter);
  put_and_add (self, "a.jpg", lines);
  put_and_add (self, "b.jpg", "");
  run (self);
  assert_state (self, 0, AMB_ITEM_QUARANTINED);
  expect_another_try (self);
  amb_batch_retry_failed (self->batch);
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_DONE);
  g_assert_cmpuint (self->n_finished, ==, 2);
  amb_batch_retry_failed (self->batch); /* nothing */
  g_assert_cmpuint (self->n_finished, ==, 2);
}

/* A small batch does not wait for the end of a large one. */
static void
test_turns (BatchFixture *self, gconstpointer data)
{
  g_autoptr (AmbBatch) large = amb_batch_new (self->pool.pool, self->settings);
  g_autofree char *path = put (self, "large.jpg", "delay=40\n");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  for (guint i = 0; i < 60; i++)
    amb_batch_add (large, file, "large.jpg");
  amb_batch_start (large);
  while (counts_of (large).running == 0)
    g_main_context_iteration (NULL, TRUE);
  put_many (self, 4, "delay=40\n");
  run (self);
  AmbBatchCounts counts = counts_of (large);
  g_assert_cmpuint (counts.done, <, 40);
  g_assert_cmpuint (counts.queued, >, 0);
  amb_batch_cancel (large);
  while (amb_batch_get_state (large) != AMB_BATCH_FINISHED)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
no_worker_lives (gpointer data)
{
  g_autoptr (GArray) pids
      = amb_pool_get_pids (((BatchFixture *) data)->pool.pool, AMB_WORKER_BATCH);
  return pids->len == 0;
}

/* A worker that listens to nobody: the row is cancelled at once, the worker within its grace. */
static void
test_cancel_deaf (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "fault=stop\nplace=export\n");
  amb_batch_start (self->batch);
  while (counts_of (self->batch).running == 0)
    g_main_context_iteration (NULL, TRUE);
  wait_for (100);
  gint64 begin = g_get_monotonic_time ();
  amb_batch_cancel_item (self->batch, item (self, 0));
  assert_state (self, 0, AMB_ITEM_CANCELLED);
  wait_until (no_worker_lives, self);
  g_test_message ("no worker after %" G_GINT64_FORMAT " ms",
                  (g_get_monotonic_time () - begin) / 1000);
  wait_until (is_finished, self);
  assert_n_outputs (self, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/export/batch-queue/" name, BatchFixture, NULL, batch_fixture_set_up, function,     \
              batch_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("outputs", test_outputs);
  ADD ("plan", test_plan);
  ADD ("choice", test_choice);
  ADD ("cancel-plan", test_cancel_plan);
  ADD ("pause", test_pause);
  ADD ("pause-and-cancel", test_pause_and_cancel);
  ADD ("move", test_move);
  ADD ("remove", test_remove);
  ADD ("remove-all", test_remove_all);
  ADD ("retry-failed", test_retry_failed);
  ADD ("turns", test_turns);
  ADD ("cancel-deaf", test_cancel_deaf);
  return g_test_run ();
}
