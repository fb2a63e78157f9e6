/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a batch writes: folders, names that are taken, targets, and what its settings are. */
#include "batch-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static void
use_conflict (BatchFixture *self, AmbConflict conflict)
{
  self->settings->conflict = conflict;
  amb_batch_set_settings (self->batch, self->settings);
}

/* The name was free when it was planned and is not when it is wanted. */
static void
test_raced (BatchFixture *self, gconstpointer data)
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
test_skipped (BatchFixture *self, gconstpointer data)
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
test_no_folder (BatchFixture *self, gconstpointer data)
{
  g_assert_true (g_file_set_contents (self->out, "a file", -1, NULL));
  put_and_add (self, "a.jpg", "");
  put_and_add (self, "b.jpg", "");
  run (self);
  g_assert_error (amb_batch_get_error (self->batch), AMB_ERROR, AMB_ERROR_WRITE);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (amb_batch_item_get_state (item (self, i)), ==, AMB_ITEM_FAILED);
      g_assert_cmpstr (amb_batch_item_get_error (item (self, i)), ==,
                       amb_batch_get_error (self->batch)->message);
    }
  expect_another_try (self);

  g_assert_cmpint (g_unlink (self->out), ==, 0);
  amb_batch_retry_item (self->batch, item (self, 0));
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_DONE);
}

static void
test_no_output (BatchFixture *self, gconstpointer data)
{
  g_clear_pointer (&self->settings->output, g_free);
  amb_batch_set_settings (self->batch, self->settings);
  put_and_add (self, "a.jpg", "");
  run (self);
  g_assert_error (amb_batch_get_error (self->batch), AMB_ERROR, AMB_ERROR_SETTINGS);
  g_assert_cmpint (amb_batch_item_get_state (item (self, 0)), ==, AMB_ITEM_FAILED);
}

/* A worker's word is no output. */
static void
test_short_output (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "bytes=17\n");
  put_and_add (self, "b.jpg", "");
  run (self);
  assert_state (self, 0, AMB_ITEM_FAILED);
  assert_state (self, 1, AMB_ITEM_DONE);
  assert_output (self, "b.jpg", WHOLE);
  assert_n_outputs (self, 1);
}

static void
test_target (BatchFixture *self, gconstpointer data)
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
test_snapshot (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "");
  amb_batch_start (self->batch);
  g_free (self->settings->name);
  self->settings->name = g_strdup ("changed.jpg");
  wait_until (is_finished, self);
  assert_output (self, "a.jpg", WHOLE);
}

static void
test_folder (BatchFixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->root, "in", "deep", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  g_free (put (self, "in/2.jpg", ""));
  g_free (put (self, "in/deep/10.jpg", ""));
  add (self, "in");
  put_and_add (self, "last.jpg", "");
  run (self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->batch)), ==, 3);
  g_assert_cmpstr (amb_batch_item_get_source (item (self, 1)), ==, "in/deep/10.jpg");
  assert_output (self, "2.jpg", WHOLE);
  assert_output (self, "deep/10.jpg", WHOLE);
  assert_output (self, "last.jpg", WHOLE);
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
  add_case ("/export/batch-output/raced-skip", AMB_CONFLICT_SKIP, test_raced);
  add_case ("/export/batch-output/raced-rename", AMB_CONFLICT_RENAME, test_raced);
  add_case ("/export/batch-output/raced-replace", AMB_CONFLICT_REPLACE, test_raced);
  add_case ("/export/batch-output/skipped", 0, test_skipped);
  add_case ("/export/batch-output/no-folder", 0, test_no_folder);
  add_case ("/export/batch-output/no-output", 0, test_no_output);
  add_case ("/export/batch-output/short-output", 0, test_short_output);
  add_case ("/export/batch-output/target", 0, test_target);
  add_case ("/export/batch-output/snapshot", 0, test_snapshot);
  add_case ("/export/batch-output/folder", 0, test_folder);
  return g_test_run ();
}
