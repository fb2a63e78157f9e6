/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch over the fault worker, in a folder of its own. */
#include "batch-fixture.h"

#include <string.h>
#include "remove-tree.h"

#define JPEG_MAGIC "\xff\xd8\xff\xe0"

static void
on_item_changed (AmbBatch *batch, AmbBatchItem *item, BatchFixture *self)
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
                    counts.queued + counts.running + counts.done + counts.failed
                        + counts.quarantined + counts.cancelled + counts.skipped);
  g_assert_cmpuint (counts.permille, >=, self->shown);
  self->shown = counts.permille;
}

static void
on_finished (AmbBatch *batch, BatchFixture *self)
{
  self->n_finished++;
}

static void
make_batch (BatchFixture *self)
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

void
batch_fixture_set_up (BatchFixture *self, gconstpointer data)
{
  AmbPoolPolicy policy = pool_fixture_quick_policy ();
  warm_up ();
  policy.heartbeat = 20000;
  policy.job_base = 40000;
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

/* The last of them are closed in threads. */
static gboolean
fds_are_back (gpointer data)
{
  wait_for (1);
  return count_fds () <= ((BatchFixture *) data)->fds;
}

void
batch_fixture_tear_down (BatchFixture *self, gconstpointer data)
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
char *
put (BatchFixture *self, const char *name, const char *lines)
{
  char *path = g_build_filename (self->root, name, NULL);
  g_autofree char *text = g_strconcat (JPEG_MAGIC "[fault]\n", lines, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

void
add (BatchFixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->root, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  amb_batch_add (self->batch, file, name);
}

void
put_and_add (BatchFixture *self, const char *name, const char *lines)
{
  g_free (put (self, name, lines));
  add (self, name);
}

/* Borrowed: the batch holds it. */
AmbBatchItem *
item (BatchFixture *self, guint index)
{
  AmbBatchItem *found = g_list_model_get_item (G_LIST_MODEL (self->batch), index);
  g_assert_nonnull (found);
  g_object_unref (found);
  return found;
}

gboolean
is_finished (gpointer data)
{
  return amb_batch_get_state (((BatchFixture *) data)->batch) == AMB_BATCH_FINISHED;
}

void
run (BatchFixture *self)
{
  amb_batch_start (self->batch);
  wait_until (is_finished, self);
}

/* The first item is well under way. */
gboolean
is_far (gpointer data)
{
  BatchFixture *self = data;
  return g_list_model_get_n_items (G_LIST_MODEL (self->batch)) > 0
         && amb_batch_item_get_permille (item (self, 0)) >= 200;
}

void
assert_output (BatchFixture *self, const char *name, const char *expected)
{
  g_autofree char *path = g_build_filename (self->out, name, NULL);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

/* Hidden ones count. */
void
assert_n_outputs (BatchFixture *self, guint expected)
{
  GDir *dir = g_dir_open (self->out, 0, NULL);
  guint n = 0;
  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  g_clear_pointer (&dir, g_dir_close);
  g_assert_cmpuint (n, ==, expected);
}

void
assert_state (BatchFixture *self, guint index, AmbItemState state)
{
  AmbBatchItem *each = item (self, index);
  g_assert_cmpstr (amb_item_state_word (amb_batch_item_get_state (each)), ==,
                   amb_item_state_word (state));
  if (state == AMB_ITEM_FAILED || state == AMB_ITEM_QUARANTINED)
    g_assert_nonnull (strstr (amb_batch_item_get_error (each), amb_batch_item_get_name (each)));
  else
    g_assert_null (amb_batch_item_get_error (each));
  g_assert_true ((state == AMB_ITEM_DONE) == (amb_batch_item_get_output (each) != NULL));
}

void
expect_another_try (BatchFixture *self)
{
  g_hash_table_remove_all (self->highest);
  g_hash_table_remove_all (self->final);
  self->shown = 0;
}
