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
  add_case ("/export/batch-plan/report", test_report);
  add_case ("/export/batch-plan/preview", test_preview);
  return g_test_run ();
}
