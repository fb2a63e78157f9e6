/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger under a batch: what is recorded comes back, what cannot be recorded is not done. */
#include "batch-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include "amb-error.h"
#include "amb-ledger.h"

typedef struct
{
  BatchFixture batch;
  char *path;
  AmbLedger *ledger;
} Fixture;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
has_answer (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

static gboolean
open_with (AmbLedger *ledger, AmbLedgerOpenFlags flags, GError **error)
{
  GAsyncResult *answer = NULL;
  amb_ledger_open_async (ledger, flags, on_answer, &answer);
  wait_until (has_answer, &answer);
  g_autoptr (GAsyncResult) result = answer;
  return amb_ledger_open_finish (ledger, result, error);
}

static void
open_ledger (Fixture *self, AmbLedgerOpenFlags flags)
{
  g_autoptr (GError) error = NULL;
  self->ledger = amb_ledger_new (self->path);
  g_assert_true (open_with (self->ledger, flags, &error));
  g_assert_no_error (error);
}

static void
close_ledger (Fixture *self)
{
  if (self->ledger != NULL)
    amb_ledger_close (self->ledger);
  g_clear_object (&self->ledger);
}

static GPtrArray *
list (Fixture *self)
{
  GAsyncResult *answer = NULL;
  g_autoptr (GError) error = NULL;
  amb_ledger_list_async (self->ledger, on_answer, &answer);
  wait_until (has_answer, &answer);
  g_autoptr (GAsyncResult) result = answer;
  GPtrArray *batches = amb_ledger_list_finish (self->ledger, result, &error);
  g_assert_no_error (error);
  return batches;
}

static AmbBatch *
load (Fixture *self, gint64 id, gboolean retry_machine_faults, GError **error)
{
  GAsyncResult *answer = NULL;
  amb_ledger_load_async (self->ledger, id, self->batch.pool.pool, retry_machine_faults, on_answer,
                         &answer);
  wait_until (has_answer, &answer);
  g_autoptr (GAsyncResult) result = answer;
  return amb_ledger_load_finish (self->ledger, result, error);
}

/* As the next start of the program: the batch of the fixture is another one now. */
static void
load_only (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  close_ledger (self);
  open_ledger (self, AMB_LEDGER_OPEN_DEFAULT);
  g_autoptr (GPtrArray) batches = list (self);
  g_assert_cmpuint (batches->len, ==, 1);
  g_object_unref (self->batch.batch);
  expect_another_try (&self->batch);
  self->batch.batch = load (self, ((AmbLedgerBatch *) batches->pdata[0])->id, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (amb_batch_get_state (self->batch.batch), ==, AMB_BATCH_PLANNED);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  batch_fixture_set_up (&self->batch, data);
  self->path = g_build_filename (self->batch.root, "state", "batches.ledger", NULL);
  open_ledger (self, AMB_LEDGER_OPEN_DEFAULT);
  amb_batch_set_ledger (self->batch.batch, self->ledger);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->ledger != NULL)
    amb_ledger_close (self->ledger);
  batch_fixture_tear_down (&self->batch, data);
  g_clear_object (&self->ledger);
  g_free (self->path);
}

static gboolean
one_is_done (gpointer data)
{
  AmbBatchCounts counts;
  amb_batch_get_counts (((Fixture *) data)->batch.batch, &counts);
  return counts.done > 0;
}

static void
put_many (Fixture *self, guint n, const char *lines)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02u.jpg", i);
      put_and_add (&self->batch, name, lines);
    }
}

static void
stop_after_one (Fixture *self)
{
  amb_batch_start (self->batch.batch);
  wait_until (one_is_done, self);
  amb_batch_stop (self->batch.batch);
  wait_until (is_finished, &self->batch);
}

static ino_t
inode_of (AmbBatchItem *each)
{
  struct stat st;
  g_assert_cmpint (stat (amb_batch_item_get_output (each), &st), ==, 0);
  return st.st_ino;
}

static void
test_finished (Fixture *self, gconstpointer data)
{
  put_and_add (&self->batch, "a.jpg", "");
  put_and_add (&self->batch, "poison.jpg", "fault=segv\nplace=export\n");
  run (&self->batch);
  g_autofree char *sentence = g_strdup (amb_batch_item_get_error (item (&self->batch, 1)));

  load_only (self);
  assert_state (&self->batch, 0, AMB_ITEM_DONE);
  assert_state (&self->batch, 1, AMB_ITEM_QUARANTINED);
  g_assert_cmpstr (amb_batch_item_get_error (item (&self->batch, 1)), ==, sentence);
  g_assert_true (
      g_strv_contains (amb_batch_item_get_notes (item (&self->batch, 0)), "note on writing"));
  ino_t before = inode_of (item (&self->batch, 0));
  amb_batch_start (self->batch.batch);
  wait_until (is_finished, &self->batch);
  g_assert_true (before == inode_of (item (&self->batch, 0)));
  assert_n_outputs (&self->batch, 1);
}

static void
test_goes_on (Fixture *self, gconstpointer data)
{
  put_many (self, 12, "delay=30\n");
  stop_after_one (self);

  load_only (self);
  AmbBatchCounts counts;
  amb_batch_get_counts (self->batch.batch, &counts);
  g_assert_cmpuint (counts.total, ==, 12);
  g_assert_cmpuint (counts.done, >, 0);
  g_assert_cmpuint (counts.queued, ==, 12 - counts.done);
  g_assert_cmpstr (amb_batch_item_get_source (item (&self->batch, 3)), ==, "03.jpg");
  amb_batch_start (self->batch.batch);
  wait_until (is_finished, &self->batch);
  assert_n_outputs (&self->batch, 12);
  g_autoptr (GPtrArray) batches = list (self);
  g_assert_cmpuint (((AmbLedgerBatch *) batches->pdata[0])->counts.done, ==, 12);
  g_assert_cmpstr (((AmbLedgerBatch *) batches->pdata[0])->folder, ==, self->batch.out);
}

/* Everything that was asked for comes back as it was asked for. */
static void
test_settings (Fixture *self, gconstpointer data)
{
  AmbExportSettings *settings = self->batch.settings;
  g_assert_true (amb_export_settings_set (settings, "quality", g_variant_new_int32 (71), NULL));
  g_assert_true (
      amb_export_settings_set (settings, "set", g_variant_new_string ("exposure.ev=0.5"), NULL));
  g_assert_true (amb_export_settings_set (settings, "name",
                                          g_variant_new_bytestring ("\xe9-{name}.{ext}"), NULL));
  amb_batch_set_settings (self->batch.batch, settings);
  put_many (self, 4, "delay=30\n");
  amb_batch_start (self->batch.batch);
  g_assert_true (amb_export_settings_set (settings, "quality", g_variant_new_int32 (5), NULL));
  wait_until (one_is_done, self);
  g_autoptr (GVariant) before
      = amb_export_settings_to_variant (amb_batch_get_settings (self->batch.batch));
  amb_batch_stop (self->batch.batch);
  wait_until (is_finished, &self->batch);

  load_only (self);
  g_autoptr (GVariant) after
      = amb_export_settings_to_variant (amb_batch_get_settings (self->batch.batch));
  g_assert_true (g_variant_equal (before, after));
  amb_batch_start (self->batch.batch);
  wait_until (is_finished, &self->batch);
  assert_output (&self->batch, "\xe9-03.jpg", WHOLE);
  assert_n_outputs (&self->batch, 4);
}

static void
test_order_and_removal (Fixture *self, gconstpointer data)
{
  put_many (self, 6, "delay=300\n");
  amb_batch_start (self->batch.batch);
  wait_until (is_far, &self->batch);
  amb_batch_move_item (self->batch.batch, item (&self->batch, 5), 2);
  amb_batch_remove_item (self->batch.batch, item (&self->batch, 4));
  amb_batch_cancel_item (self->batch.batch, item (&self->batch, 3));
  amb_batch_stop (self->batch.batch);
  wait_until (is_finished, &self->batch);

  load_only (self);
  static const char *const names[] = { "00.jpg", "01.jpg", "05.jpg", "02.jpg", "04.jpg" };
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->batch.batch)), ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpstr (amb_batch_item_get_name (item (&self->batch, i)), ==, names[i]);
  assert_state (&self->batch, 3, AMB_ITEM_CANCELLED); /* by somebody, before the stop */
  assert_state (&self->batch, 4, AMB_ITEM_QUEUED);
}

static void
test_retry_is_recorded (Fixture *self, gconstpointer data)
{
  put_and_add (&self->batch, "a.jpg", "fault=segv\nplace=export\n");
  run (&self->batch);
  assert_state (&self->batch, 0, AMB_ITEM_QUARANTINED);
  expect_another_try (&self->batch);
  g_free (put (&self->batch, "a.jpg", "delay=20000\n"));
  amb_batch_retry_item (self->batch.batch, item (&self->batch, 0));
  wait_until (is_far, &self->batch);
  amb_batch_stop (self->batch.batch);
  wait_until (is_finished, &self->batch);

  load_only (self);
  assert_state (&self->batch, 0, AMB_ITEM_QUEUED);
}

static void
test_source_changed (Fixture *self, gconstpointer data)
{
  put_many (self, 6, "delay=60\n");
  stop_after_one (self);
  g_free (put (&self->batch, "05.jpg", "width=2000\n"));

  load_only (self);
  amb_batch_start (self->batch.batch);
  wait_until (is_finished, &self->batch);
  assert_state (&self->batch, 5, AMB_ITEM_FAILED);
  g_assert_nonnull (strstr (amb_batch_item_get_error (item (&self->batch, 5)), "changed"));
}

static void
test_several_batches (Fixture *self, gconstpointer data)
{
  g_autoptr (AmbBatch) other = amb_batch_new (self->batch.pool.pool, self->batch.settings);
  g_autofree char *path = put (&self->batch, "other.jpg", "");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  amb_batch_set_ledger (other, self->ledger);
  amb_batch_add (other, file, NULL);
  amb_batch_start (other);
  put_many (self, 3, "");
  run (&self->batch);
  while (amb_batch_get_state (other) != AMB_BATCH_FINISHED)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (GPtrArray) batches = list (self);
  g_assert_cmpuint (batches->len, ==, 2);
  g_assert_cmpuint (((AmbLedgerBatch *) batches->pdata[0])->counts.done
                        + ((AmbLedgerBatch *) batches->pdata[1])->counts.done,
                    ==, 4);

  amb_ledger_forget (self->ledger, ((AmbLedgerBatch *) batches->pdata[0])->id);
  g_autoptr (GPtrArray) left = list (self);
  g_assert_cmpuint (left->len, ==, 1);
  g_autoptr (GError) error = NULL;
  g_assert_null (load (self, ((AmbLedgerBatch *) batches->pdata[0])->id, FALSE, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_NOT_FOUND);

  close_ledger (self);
  open_ledger (self, AMB_LEDGER_FORGET_FINISHED);
  g_autoptr (GPtrArray) none = list (self);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_in_use (Fixture *self, gconstpointer data)
{
  g_autoptr (AmbLedger) second = amb_ledger_new (self->path);
  g_autoptr (AmbLedger) reader = amb_ledger_new (self->path);
  g_autoptr (GError) error = NULL;
  g_assert_false (open_with (second, AMB_LEDGER_OPEN_DEFAULT, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, "in use"));
  g_assert_true (open_with (reader, AMB_LEDGER_OPEN_TO_READ, NULL));
  amb_ledger_close (reader);
}

static void
test_no_file (Fixture *self, gconstpointer data)
{
  static const AmbLedgerOpenFlags flags[] = { AMB_LEDGER_OPEN_TO_READ, AMB_LEDGER_OPEN_TO_RESUME };
  g_autofree char *path = g_build_filename (self->batch.root, "none", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autoptr (AmbLedger) ledger = amb_ledger_new (path);
      g_autoptr (GError) error = NULL;
      g_assert_false (open_with (ledger, flags[i], &error));
      g_assert_error (error, AMB_ERROR, AMB_ERROR_NOT_FOUND);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
count_trouble (AmbLedger *ledger, guint *n)
{
  (*n)++;
}

static void
test_set_aside (Fixture *self, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (self->path, ".broken-1", NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0;
  close_ledger (self);
  g_assert_true (g_file_set_contents (self->path, "what was a ledger once", -1, NULL));
  self->ledger = amb_ledger_new (self->path);
  g_signal_connect (self->ledger, "trouble", G_CALLBACK (count_trouble), &n);
  g_assert_true (open_with (self->ledger, AMB_LEDGER_OPEN_DEFAULT, &error));
  wait_for (50);
  g_assert_cmpuint (n, ==, 1);
  g_autofree char *sentence = amb_ledger_take_trouble (self->ledger);
  g_assert_nonnull (strstr (sentence, "batches.ledger.broken-1"));
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
}

static gboolean
is_paused (gpointer data)
{
  return amb_batch_get_state (((Fixture *) data)->batch.batch) == AMB_BATCH_PAUSED;
}

/* No byte more in any file over limit: what is recorded cannot grow, outputs are small. */
static void
limit_files (rlim_t limit)
{
  struct rlimit now;
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &now), ==, 0);
  now.rlim_cur = limit;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &now), ==, 0);
}

/* When it cannot be recorded nothing is exported; there is room again: nothing is missing. */
static void
test_no_room (Fixture *self, gconstpointer data)
{
  signal (SIGXFSZ, SIG_IGN);
  put_many (self, 12, "delay=30\n");
  amb_batch_start (self->batch.batch);
  wait_until (one_is_done, self);
  limit_files (8192); /* a control page must fit */
  wait_until (is_paused, self);
  g_assert_nonnull (amb_batch_get_error (self->batch.batch));
  wait_for (300);
  limit_files (RLIM_INFINITY);
  AmbBatchCounts counts;
  amb_batch_get_counts (self->batch.batch, &counts);
  g_assert_cmpuint (counts.queued, >, 0);
  g_assert_cmpuint (counts.failed, ==, 0);
  assert_n_outputs (&self->batch, counts.done);

  expect_another_try (&self->batch);
  amb_batch_resume (self->batch.batch);
  g_assert_null (amb_batch_get_error (self->batch.batch));
  wait_until (is_finished, &self->batch);
  assert_n_outputs (&self->batch, 12);
  load_only (self);
  for (guint i = 0; i < 12; i++)
    assert_state (&self->batch, i, AMB_ITEM_DONE);
}

/* At the start already: nothing runs. */
static void
test_no_room_at_start (Fixture *self, gconstpointer data)
{
  signal (SIGXFSZ, SIG_IGN);
  put_many (self, 3, "");
  limit_files (64);
  amb_batch_start (self->batch.batch);
  wait_until (is_paused, self);
  limit_files (RLIM_INFINITY);
  g_assert_error (amb_batch_get_error (self->batch.batch), AMB_ERROR, AMB_ERROR_WRITE);
  amb_batch_resume (self->batch.batch);
  wait_until (is_finished, &self->batch);
  assert_n_outputs (&self->batch, 3);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/export/ledger/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("finished", test_finished);
  ADD ("goes-on", test_goes_on);
  ADD ("settings", test_settings);
  ADD ("order-and-removal", test_order_and_removal);
  ADD ("retry-is-recorded", test_retry_is_recorded);
  ADD ("source-changed", test_source_changed);
  ADD ("several-batches", test_several_batches);
  ADD ("in-use", test_in_use);
  ADD ("no-file", test_no_file);
  ADD ("set-aside", test_set_aside);
  ADD ("no-room", test_no_room);
  ADD ("no-room-at-start", test_no_room_at_start);
  return g_test_run ();
}
