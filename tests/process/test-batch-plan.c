/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan that is looked at: forecasts, choices, reports, previews, and starting from it. */
#include "batch-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include "amb-name-preview.h"
#include "amb-plan-report.h"

static gboolean
is_planned (gpointer data)
{
  BatchFixture *self = data;
  return amb_batch_get_state (self->batch) == AMB_BATCH_PLANNED;
}

static void
make_plan (BatchFixture *self)
{
  amb_batch_plan (self->batch);
  wait_until (is_planned, self);
}

static void
expect_action (BatchFixture *self, guint index, AmbAction action, AmbCollision collision)
{
  const AmbForecast *forecast = amb_batch_item_get_forecast (item (self, index));
  g_assert_cmpint (forecast->action, ==, action);
  g_assert_cmpint (forecast->collision, ==, collision);
}

static void
put_output (BatchFixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->out, name, NULL);
  g_mkdir_with_parents (self->out, 0777);
  g_assert_true (g_file_set_contents (path, "there before\n", -1, NULL));
}

static void
test_details (BatchFixture *self, gconstpointer data)
{
  put_output (self, "b.jpg");
  put_and_add (self, "a.jpg", "");
  put_and_add (self, "b.jpg", "");
  put_and_add (self, "bad.jpg", "fault=damaged\nplace=probe\n");
  make_plan (self);
  expect_action (self, 0, AMB_ACTION_WRITE, AMB_COLLISION_NONE);
  expect_action (self, 1, AMB_ACTION_RENAME, AMB_COLLISION_EXISTS);
  expect_action (self, 2, AMB_ACTION_FAIL, AMB_COLLISION_NONE);
  assert_state (self, 0, AMB_ITEM_QUEUED);
  assert_state (self, 2, AMB_ITEM_FAILED);
  g_assert_cmpuint (amb_batch_item_get_forecast (item (self, 0))->estimate, >, 0);
  assert_n_outputs (self, 1);
}

/* A worker that dies over a header does not decide about the photo. */
static void
test_probe_dies (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "fault=segv\nplace=probe\n");
  make_plan (self);
  assert_state (self, 0, AMB_ITEM_QUEUED);
  g_assert_cmpuint (amb_batch_item_get_forecast (item (self, 0))->estimate, ==, 0);
  amb_batch_start (self->batch);
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_DONE);
}

/* Each file its own answer, over what was chosen for all. */
static void
test_choices (BatchFixture *self, gconstpointer data)
{
  put_output (self, "a.jpg");
  put_output (self, "b.jpg");
  put_output (self, "c.jpg");
  put_and_add (self, "a.jpg", "");
  put_and_add (self, "b.jpg", "");
  put_and_add (self, "c.jpg", "");
  make_plan (self);
  amb_batch_item_set_conflict (item (self, 0), AMB_CONFLICT_SKIP);
  amb_batch_item_set_conflict (item (self, 1), AMB_CONFLICT_REPLACE);
  make_plan (self);
  expect_action (self, 0, AMB_ACTION_SKIP, AMB_COLLISION_EXISTS);
  expect_action (self, 1, AMB_ACTION_REPLACE, AMB_COLLISION_EXISTS);
  expect_action (self, 2, AMB_ACTION_RENAME, AMB_COLLISION_EXISTS);
  amb_batch_start (self->batch);
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_SKIPPED);
  assert_output (self, "a.jpg", "there before\n");
  assert_output (self, "b.jpg", WHOLE);
  assert_output (self, "c.jpg", "there before\n");
  assert_output (self, "c (2).jpg", WHOLE);
}

static void
start_when_planned (BatchFixture *self)
{
  if (amb_batch_get_state (self->batch) == AMB_BATCH_PLANNED)
    amb_batch_start (self->batch);
}

/* By who hears that the plan stands: once. */
static void
test_start_from_notify (BatchFixture *self, gconstpointer data)
{
  put_and_add (self, "a.jpg", "");
  g_signal_connect_swapped (self->batch, "notify::state", G_CALLBACK (start_when_planned), self);
  amb_batch_plan (self->batch);
  wait_until (is_finished, self);
  g_signal_handlers_disconnect_by_data (self->batch, self);
  assert_n_outputs (self, 1);
  assert_state (self, 0, AMB_ITEM_DONE);
}

enum
{
  MANY = 40,
  SLOW_USEC = 1000, /* with this much for each, no portion has room for all */
};

/* Who hears of an item takes long. */
static void
note_slowly (AmbBatch *batch, AmbBatchItem *item, GString *names)
{
  if (amb_batch_item_get_state (item) != AMB_ITEM_FAILED)
    return;
  g_string_append_printf (names, "%s ", amb_batch_item_get_name (item));
  g_usleep (SLOW_USEC);
}

/* Sources that are no pictures, each of which the plan makes a failed item; some of them have been
 * given what the plan says, the last has not. */
static void
plan_half_way (BatchFixture *self, GString *names)
{
  g_signal_connect (self->batch, "item-changed", G_CALLBACK (note_slowly), names);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02u.jpg", i);
      g_autofree char *path = g_build_filename (self->root, name, NULL);
      g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
      add (self, name);
    }
  amb_batch_plan (self->batch);
  while (names->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (amb_batch_get_state (self->batch), ==, AMB_BATCH_PLANNING);
  assert_state (self, 0, AMB_ITEM_FAILED);
  assert_state (self, MANY - 1, AMB_ITEM_QUEUED);
}

static void
assert_whole_plan (BatchFixture *self, const GString *names)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  for (guint i = 0; i < MANY; i++)
    {
      assert_state (self, i, AMB_ITEM_FAILED);
      g_string_append_printf (expected, "%02u.jpg ", i);
    }
  g_assert_cmpstr (names->str, ==, expected->str);
}

static void
test_portions_in_order (BatchFixture *self, gconstpointer data)
{
  g_autoptr (GString) names = g_string_new (NULL);
  plan_half_way (self, names);
  wait_until (is_planned, self);
  assert_whole_plan (self, names);
}

static void
test_cancel_between_portions (BatchFixture *self, gconstpointer data)
{
  g_autoptr (GString) names = g_string_new (NULL);
  plan_half_way (self, names);
  amb_batch_cancel (self->batch);
  assert_state (self, 0, AMB_ITEM_FAILED);
  assert_state (self, MANY - 1, AMB_ITEM_CANCELLED);
  wait_until (is_finished, self);
  assert_state (self, 0, AMB_ITEM_FAILED);
  assert_state (self, MANY - 1, AMB_ITEM_CANCELLED);
  g_assert_cmpuint (self->n_finished, ==, 1);
}

/* Another plan in the middle of one. */
static void
test_drop_between_portions (BatchFixture *self, gconstpointer data)
{
  g_autoptr (GString) names = g_string_new (NULL);
  plan_half_way (self, names);
  expect_another_try (self);
  g_signal_handlers_block_matched (self->batch, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, note_slowly, NULL);
  amb_batch_set_settings (self->batch, self->settings);
  for (guint i = 0; i < MANY; i++)
    assert_state (self, i, AMB_ITEM_QUEUED);
  wait_for (100);
  assert_state (self, 0, AMB_ITEM_QUEUED); /* nothing of the old plan comes */
  g_assert_cmpint (amb_batch_get_state (self->batch), ==, AMB_BATCH_COLLECTING);

  g_string_truncate (names, 0);
  expect_another_try (self);
  g_signal_handlers_unblock_matched (self->batch, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, note_slowly,
                                     NULL);
  make_plan (self);
  assert_whole_plan (self, names);
}

/* Items that go are not planned, one that comes is. */
static void
test_remove_between_portions (BatchFixture *self, gconstpointer data)
{
  g_autoptr (GString) names = g_string_new (NULL);
  plan_half_way (self, names);
  expect_another_try (self);
  amb_batch_set_settings (self->batch, self->settings);
  amb_batch_remove_item (self->batch, item (self, MANY - 1));
  amb_batch_remove_item (self->batch, item (self, 0));
  put_and_add (self, "new.jpg", "");
  expect_another_try (self);
  make_plan (self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->batch)), ==, MANY - 1);
  assert_state (self, 0, AMB_ITEM_FAILED);
  g_assert_cmpstr (amb_batch_item_get_name (item (self, 0)), ==, "01.jpg");
  assert_state (self, MANY - 2, AMB_ITEM_QUEUED);
  g_assert_nonnull (strstr (names->str, "38.jpg"));
  g_assert_null (strstr (names->str, "39.jpg"));
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* Nobody wants it any more: it ends by itself. */
static void
test_let_go_between_portions (BatchFixture *self, gconstpointer data)
{
  g_autoptr (GString) names = g_string_new (NULL);
  plan_half_way (self, names);
  AmbBatch *batch = self->batch;
  g_object_add_weak_pointer (G_OBJECT (batch), (gpointer *) &batch);
  self->batch = amb_batch_new (self->pool.pool, self->settings);
  g_object_unref (batch);
  wait_until (is_gone, &batch);
}

typedef struct
{
  AmbPlanReport *report;
  char **names;
  gboolean done;
} Answer;

static void
on_report (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;
  answer->report = amb_plan_report_new_finish (result);
  answer->done = TRUE;
}

static gboolean
is_answered (gpointer data)
{
  return ((Answer *) data)->done;
}

static void
test_report (BatchFixture *self, gconstpointer data)
{
  Answer answer = { NULL };
  put_output (self, "b.jpg");
  put_and_add (self, "a.jpg", "");
  put_and_add (self, "b.jpg", "");
  put_and_add (self, "bad.jpg", "fault=damaged\nplace=probe\n");
  make_plan (self);
  amb_plan_report_new_async (self->batch, on_report, &answer);
  wait_until (is_answered, &answer);

  g_autoptr (AmbPlanReport) report = answer.report;
  g_assert_cmpuint (report->total, ==, 3);
  g_assert_cmpuint (report->actions[AMB_ACTION_WRITE], ==, 1);
  g_assert_cmpuint (report->actions[AMB_ACTION_RENAME], ==, 1);
  g_assert_cmpuint (report->actions[AMB_ACTION_FAIL], ==, 1);
  g_assert_cmpuint (report->spaces->len, ==, 1);
  g_assert_null (amb_plan_report_get_shortage (report));
  AmbPlanSpace *space = report->spaces->pdata[0];
  g_assert_cmpuint (space->estimate, ==, report->estimate);
  space->free = space->estimate - 1;
  g_assert_true (amb_plan_report_get_shortage (report) == space);
  g_autofree char *text = amb_plan_report_to_text (report);
  g_assert_nonnull (strstr (text, self->out));

  g_autoptr (GPtrArray) remarks = amb_plan_report_item_remarks (item (self, 1));
  g_assert_cmpuint (remarks->len, ==, 1);
  g_assert_nonnull (strstr (remarks->pdata[0], "b.jpg"));
  g_autofree char *json = amb_plan_report_item_to_json (item (self, 2));
  g_assert_nonnull (strstr (json, "\"fail\""));
}

static void
on_names (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;
  g_autoptr (GError) error = NULL;
  answer->names = amb_name_preview_finish (result, &error);
  g_assert_no_error (error);
  answer->done = TRUE;
}

/* What somebody tries in a template changes nothing, and is what a plan says. */
static void
test_preview (BatchFixture *self, gconstpointer data)
{
  Answer answer = { NULL };
  g_autoptr (GPtrArray) outputs
      = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_export_settings_free);
  for (guint i = 0; i < 2; i++)
    {
      AmbExportSettings *settings = amb_export_settings_new ();
      g_autofree char *name = g_strdup_printf ("%u/{counter:2}-{name}.{ext}", i);
      g_assert_true (amb_export_settings_set (settings, "name", g_variant_new_string (name), NULL));
      g_ptr_array_add (outputs, settings);
    }
  put_and_add (self, "a.jpg", "");
  put_and_add (self, "b.jpg", "");
  put_and_add (self, "c.jpg", "");
  make_plan (self);
  amb_name_preview_async (self->pool.pool, self->batch, 2, outputs, NULL, on_names, &answer);
  wait_until (is_answered, &answer);
  g_auto (GStrv) names = answer.names;
  g_assert_cmpuint (g_strv_length (names), ==, 4);
  g_assert_cmpstr (names[0], ==, "0/01-a.jpg");
  g_assert_cmpstr (names[1], ==, "1/01-a.jpg");
  g_assert_cmpstr (names[3], ==, "1/02-b.jpg");
  g_autofree char *target = amb_batch_item_get_target (item (self, 0));
  g_assert_true (g_str_has_suffix (target, "/a.jpg"));
  g_assert_cmpint (amb_batch_get_state (self->batch), ==, AMB_BATCH_PLANNED);
}

static void
add_case (const char *path, void (*test) (BatchFixture *, gconstpointer))
{
  g_test_add (path, BatchFixture, NULL, batch_fixture_set_up, test, batch_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_case ("/export/batch-plan/details", test_details);
  add_case ("/export/batch-plan/probe-dies", test_probe_dies);
  add_case ("/export/batch-plan/choices", test_choices);
  add_case ("/export/batch-plan/start-from-notify", test_start_from_notify);
  add_case ("/export/batch-plan/portions/in-order", test_portions_in_order);
  add_case ("/export/batch-plan/portions/cancel", test_cancel_between_portions);
  add_case ("/export/batch-plan/portions/drop", test_drop_between_portions);
  add_case ("/export/batch-plan/portions/remove", test_remove_between_portions);
  add_case ("/export/batch-plan/portions/let-go", test_let_go_between_portions);
  add_case ("/export/batch-plan/report", test_report);
  add_case ("/export/batch-plan/preview", test_preview);
  return g_test_run ();
}
