/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch over workers that misbehave: states, counts, files, cancelling, trying again. */
#include "amb-batch.h"
#include "pool-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define WHOLE "a whole picture\n" /* what the fault worker writes */
#define JPEG_MAGIC "\xff\xd8\xff\xe0"

typedef struct
{
  PoolFixture pool;
  char *root;
  char *out;
  guint fds;
  AmbExportSettings *settings;
  AmbBatch *batch;
  GHashTable *highest; /* AmbBatchItem -> the highest permille seen */
  GHashTable *final;   /* AmbBatchItem: those that said so */
  guint shown;         /* of the whole */
  guint n_finished;
} Fixture;

static void
on_item_changed (AmbBatch *batch, AmbBatchItem *item, Fixture *self)
{
  guint permille = amb_batch_item_get_permille (item);
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->highest, item));
  AmbBatchCounts counts;

  g_assert_cmpuint (permille, >=, before);
  g_assert_false (g_hash_table_contains (self->final, item));
  if (amb_item_state_is_final (amb_batch_item_get_state (item)))
    g_hash_table_add (self->final, item);
  g_hash_table_insert (self->highest, item, GUINT_TO_POINTER (permille));
  amb_batch_get_counts (batch, &counts);
  g_assert_cmpuint (counts.total, ==, g_list_model_get_n_items (G_LIST_MODEL (batch)));
  g_assert_cmpuint (counts.total, ==,
                    counts.queued + counts.running + counts.done + counts.failed + counts.quarantined
                        + counts.cancelled + counts.skipped);
  g_assert_cmpuint (counts.permille, >=, self->shown);
  self->shown = counts.permille;
}

static void
on_finished (AmbBatch *batch, Fixture *self)
{
  self->n_finished++;
}

static void
make_batch (Fixture *self)
{
  self->batch = amb_batch_new (self->pool.pool, self->settings);
  g_signal_connect (self->batch, "item-changed", G_CALLBACK (on_item_changed), self);
  g_signal_connect (self->batch, "finished", G_CALLBACK (on_finished), self);
}

/* GLib keeps a few descriptors of its own from the first loop and worker on. */
static void
warm_up (void)
{
  static gboolean is_warm = FALSE;
  PoolFixture pool;
  if (is_warm)
    return;
  is_warm = TRUE;
  pool_fixture_start (&pool, &(AmbPoolOptions){ .view_spare = TRUE }, NULL);
  wait_for (200);
  pool_fixture_stop (&pool);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  AmbPoolPolicy policy = pool_fixture_quick_policy ();
  warm_up ();
  policy.heartbeat = 3000;
  policy.job_base = 10000;
  self->fds = count_fds ();
  pool_fixture_start (&self->pool, &(AmbPoolOptions){ .batch_workers = 2 }, &policy);
  self->root = g_dir_make_tmp ("ambrotype-batch-XXXXXX", NULL);
  self->out = g_build_filename (self->root, "out", NULL);
  self->settings = amb_export_settings_new ();
  self->settings->output = g_strdup (self->out);
  self->settings->jobs = 2;
  self->highest = g_hash_table_new (NULL, NULL);
  self->final = g_hash_table_new (NULL, NULL);
  make_batch (self);
}

static void
remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (path);
}

/* The last of them are closed in threads. */
static gboolean
fds_are_back (gpointer data)
{
  wait_for (1);
  return count_fds () <= ((Fixture *) data)->fds;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&self->batch));
  amb_export_settings_free (self->settings);
  g_hash_table_unref (self->highest);
  g_hash_table_unref (self->final);
  pool_fixture_stop (&self->pool);
  wait_until (fds_are_back, self);
  remove_tree (self->root);
  g_free (self->root);
  g_free (self->out);
}

/* A file that passes for a JPEG and tells the fault worker what to do. */
static char *
put (Fixture *self, const char *name, const char *lines)
{
  char *path = g_build_filename (self->root, name, NULL);
  g_autofree char *text = g_strconcat (JPEG_MAGIC "[fault]\n", lines, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
add (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->root, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  amb_batch_add (self->batch, file, name);
}

static void
put_and_add (Fixture *self, const char *name, const char *lines)
{
  g_autofree char *path = put (self, name, lines);
  add (self, name);
}

/* Borrowed: the batch holds it. */
static AmbBatchItem *
item (Fixture *self, guint index)
{
  AmbBatchItem *found = g_list_model_get_item (G_LIST_MODEL (self->batch), index);
  g_assert_nonnull (found);
  g_object_unref (found);
  return found;
}

static gboolean
is_finished (gpointer data)
{
  return amb_batch_get_state (((Fixture *) data)->batch) == AMB_BATCH_FINISHED;
}

static void
run (Fixture *self)
{
  amb_batch_start (self->batch);
  wait_until (is_finished, self);
}

/* The first item is well under way. */
static gboolean
is_far (gpointer data)
{
  Fixture *self = data;
  return g_list_model_get_n_items (G_LIST_MODEL (self->batch)) > 0
         && amb_batch_item_get_permille (item (self, 0)) >= 200;
}

static void
assert_output (Fixture *self, const char *name, const char *expected)
{
  g_autofree char *path = g_build_filename (self->out, name, NULL);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

/* Hidden ones count. */
static void
assert_n_outputs (Fixture *self, guint expected)
{
  GDir *dir = g_dir_open (self->out, 0, NULL);
  guint n = 0;
  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  g_clear_pointer (&dir, g_dir_close);
  g_assert_cmpuint (n, ==, expected);
}

static void
assert_state (Fixture *self, guint index, AmbItemState state)
{
  AmbBatchItem *each = item (self, index);
  g_assert_cmpstr (amb_item_state_word (amb_batch_item_get_state (each)), ==, amb_item_state_word (state));
  if (state == AMB_ITEM_FAILED || state == AMB_ITEM_QUARANTINED)
    g_assert_nonnull (strstr (amb_batch_item_get_error (each), amb_batch_item_get_name (each)));
  else
    g_assert_null (amb_batch_item_get_error (each));
  g_assert_true ((state == AMB_ITEM_DONE) == (amb_batch_item_get_output (each) != NULL));
}

static void
expect_another_try (Fixture *self)
{
  g_hash_table_remove_all (self->highest);
  g_hash_table_remove_all (self->final);
  self->shown = 0;
}

static void
test_whole (Fixture *self, gconstpointer data)
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
test_nothing (Fixture *self, gconstpointer data)
{
  run (self);
  g_assert_cmpuint (self->n_finished, ==, 1);
  assert_n_outputs (self, 0);
  g_assert_false (g_file_test (self->out, G_FILE_TEST_EXISTS));
}

static void
test_one_death_costs_one_job (Fixture *self, gconstpointer data)
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
test_killed_and_run_again (Fixture *self, gconstpointer data)
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

static void
test_machine_fault (Fixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "fault=memory\nplace=export\n");
  run (self);
  assert_state (self, 0, AMB_ITEM_QUARANTINED);
  g_assert_true (amb_batch_item_get_machine_fault (item (self, 0)));
}

static void
test_cancel_item (Fixture *self, gconstpointer data)
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
test_cancel_running (Fixture *self, gconstpointer data)
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
test_cancel_early (Fixture *self, gconstpointer data)
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
test_retry (Fixture *self, gconstpointer data)
{
  g_autofree char *counter = g_build_filename (self->root, "counter", NULL);
  g_autofree char *lines = g_strdup_printf ("fault=segv\nplace=export\ntimes=2\ncounter=%s\n", counter);
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
test_retry_cancelled (Fixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "delay=300\n");
  amb_batch_start (self->batch);
  wait_until (is_far, self);
  amb_batch_cancel (self->batch);
  expect_another_try (self);
  amb_batch_retry_item (self->batch, item (self, 0)); /* its first run may still be on its way out */
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_DONE);
  assert_n_outputs (self, 1);
}

/* What could not be planned is planned when it is tried again; the names of the others stand, whether they were written or not. */
static void
test_retry_unplanned (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->root, "in", NULL);
  g_assert_cmpint (g_mkdir (folder, 0777), ==, 0);
  put_and_add (self, "a.jpg", "fault=segv\n");
  add (self, "in/a.jpg");
  run (self);
  assert_state (self, 0, AMB_ITEM_QUARANTINED);
  assert_state (self, 1, AMB_ITEM_FAILED);
  expect_another_try (self);

  g_autofree char *path = put (self, "in/a.jpg", "");
  amb_batch_retry_item (self->batch, item (self, 1));
  wait_until (is_finished, self);
  assert_state (self, 1, AMB_ITEM_DONE);
  assert_output (self, "a (2).jpg", WHOLE);
  assert_n_outputs (self, 1);
}

/* Changed since the plan: failed; tried again: what is there now is meant. */
static void
test_retry_changed (Fixture *self, gconstpointer data)
{
  char name[] = "1.jpg";
  for (guint i = 0; i < 4; i++, name[0]++)
    put_and_add (self, name, "delay=400\n");
  put_and_add (self, "changed.jpg", "");
  amb_batch_start (self->batch);
  wait_until (is_far, self);
  g_autofree char *path = put (self, "changed.jpg", "width=2000\n");
  wait_until (is_finished, self);
  assert_state (self, 4, AMB_ITEM_FAILED);
  g_assert_nonnull (strstr (amb_batch_item_get_error (item (self, 4)), "changed"));
  expect_another_try (self);

  amb_batch_retry_item (self->batch, item (self, 4));
  wait_until (is_finished, self);
  assert_state (self, 4, AMB_ITEM_DONE);
}

static void
use_conflict (Fixture *self, AmbConflict conflict)
{
  self->settings->conflict = conflict;
  amb_batch_set_settings (self->batch, self->settings);
}

/* The name was free when it was planned and is not when it is wanted. */
static void
test_raced (Fixture *self, gconstpointer data)
{
  AmbConflict conflict = GPOINTER_TO_UINT (data);
  g_autofree char *target = g_build_filename (self->out, "a.jpg", NULL);
  use_conflict (self, conflict);
  put_and_add (self, "a.jpg", "delay=400\n");
  amb_batch_start (self->batch);
  wait_until (is_far, self);
  g_assert_true (g_file_set_contents (target, "theirs", -1, NULL));
  wait_until (is_finished, self);

  assert_output (self, "a.jpg", conflict == AMB_CONFLICT_REPLACE ? WHOLE : "theirs");
  if (conflict == AMB_CONFLICT_SKIP)
    assert_state (self, 0, AMB_ITEM_SKIPPED);
  else
    assert_state (self, 0, AMB_ITEM_DONE);
  if (conflict == AMB_CONFLICT_RENAME)
    assert_output (self, "a (2).jpg", WHOLE);
  assert_n_outputs (self, conflict == AMB_CONFLICT_RENAME ? 2 : 1);
}

static void
test_skipped (Fixture *self, gconstpointer data)
{
  g_autofree char *target = g_build_filename (self->out, "a.jpg", NULL);
  g_assert_cmpint (g_mkdir (self->out, 0777), ==, 0);
  g_assert_true (g_file_set_contents (target, "theirs", -1, NULL));
  use_conflict (self, AMB_CONFLICT_SKIP);
  put_and_add (self, "a.jpg", "");
  run (self);
  assert_state (self, 0, AMB_ITEM_SKIPPED);
  g_assert_nonnull (amb_batch_item_get_notes (item (self, 0))[0]);
  assert_output (self, "a.jpg", "theirs");
}

static void
test_no_folder (Fixture *self, gconstpointer data)
{
  g_assert_true (g_file_set_contents (self->out, "a file", -1, NULL));
  put_and_add (self, "a.jpg", "");
  put_and_add (self, "b.jpg", "");
  run (self);
  g_assert_error (amb_batch_get_error (self->batch), AMB_ERROR, AMB_ERROR_WRITE);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (amb_batch_item_get_state (item (self, i)), ==, AMB_ITEM_FAILED);
      g_assert_cmpstr (amb_batch_item_get_error (item (self, i)), ==, amb_batch_get_error (self->batch)->message);
    }
  expect_another_try (self);

  g_assert_cmpint (g_unlink (self->out), ==, 0);
  amb_batch_retry_item (self->batch, item (self, 0));
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_DONE);
}

static void
test_no_output (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->settings->output, g_free);
  amb_batch_set_settings (self->batch, self->settings);
  put_and_add (self, "a.jpg", "");
  run (self);
  g_assert_error (amb_batch_get_error (self->batch), AMB_ERROR, AMB_ERROR_SETTINGS);
  g_assert_cmpint (amb_batch_item_get_state (item (self, 0)), ==, AMB_ITEM_FAILED);
}

static void
test_target (Fixture *self, gconstpointer data)
{
  g_autofree char *target = g_build_filename (self->out, "Chosen.jpeg", NULL);
  g_clear_pointer (&self->settings->output, g_free);
  amb_batch_set_settings (self->batch, self->settings);
  amb_batch_set_target (self->batch, target);
  put_and_add (self, "a.jpg", "");
  run (self);
  assert_state (self, 0, AMB_ITEM_DONE);
  g_assert_cmpstr (amb_batch_item_get_output (item (self, 0)), ==, target);
  assert_n_outputs (self, 1);
}

/* The settings are a snapshot. */
static void
test_snapshot (Fixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "");
  amb_batch_start (self->batch);
  g_free (self->settings->name);
  self->settings->name = g_strdup ("changed.jpg");
  wait_until (is_finished, self);
  assert_output (self, "a.jpg", WHOLE);
}

static void
test_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->root, "in", "deep", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  g_autofree char *first = put (self, "in/2.jpg", "");
  g_autofree char *second = put (self, "in/deep/10.jpg", "");
  add (self, "in");
  put_and_add (self, "last.jpg", "");
  run (self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->batch)), ==, 3);
  g_assert_cmpstr (amb_batch_item_get_source (item (self, 1)), ==, "in/deep/10.jpg");
  assert_output (self, "2.jpg", WHOLE);
  assert_output (self, "deep/10.jpg", WHOLE);
  assert_output (self, "last.jpg", WHOLE);
}

/* Ten thousand waiting items are rows and nothing else: no job, no descriptor, no worker. */
static void
test_many (Fixture *self, gconstpointer data)
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
test_bounded (Fixture *self, gconstpointer data)
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
test_shut_down (Fixture *self, gconstpointer data)
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
add_case (const char *path, guint data, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, GUINT_TO_POINTER (data), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_case ("/export/batch/whole", 0, test_whole);
  add_case ("/export/batch/nothing", 0, test_nothing);
  add_case ("/export/batch/one-death-costs-one-job", 0, test_one_death_costs_one_job);
  add_case ("/export/batch/killed-and-run-again", 0, test_killed_and_run_again);
  add_case ("/export/batch/machine-fault", 0, test_machine_fault);
  add_case ("/export/batch/cancel-item", 0, test_cancel_item);
  add_case ("/export/batch/cancel-running", 0, test_cancel_running);
  add_case ("/export/batch/cancel-collecting", AMB_BATCH_COLLECTING, test_cancel_early);
  add_case ("/export/batch/cancel-planning", AMB_BATCH_PLANNING, test_cancel_early);
  add_case ("/export/batch/retry", 0, test_retry);
  add_case ("/export/batch/retry-cancelled", 0, test_retry_cancelled);
  add_case ("/export/batch/retry-unplanned", 0, test_retry_unplanned);
  add_case ("/export/batch/retry-changed", 0, test_retry_changed);
  add_case ("/export/batch/raced-skip", AMB_CONFLICT_SKIP, test_raced);
  add_case ("/export/batch/raced-rename", AMB_CONFLICT_RENAME, test_raced);
  add_case ("/export/batch/raced-replace", AMB_CONFLICT_REPLACE, test_raced);
  add_case ("/export/batch/skipped", 0, test_skipped);
  add_case ("/export/batch/no-folder", 0, test_no_folder);
  add_case ("/export/batch/no-output", 0, test_no_output);
  add_case ("/export/batch/target", 0, test_target);
  add_case ("/export/batch/snapshot", 0, test_snapshot);
  add_case ("/export/batch/folder", 0, test_folder);
  add_case ("/export/batch/many", 0, test_many);
  add_case ("/export/batch/bounded", 0, test_bounded);
  add_case ("/export/batch/shut-down", 0, test_shut_down);
  return g_test_run ();
}
