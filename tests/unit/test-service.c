/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service is told: lines out of bytes, jobs out of lines, settings out of jobs. */
#include <string.h>
#include <glib/gstdio.h>
#include "amb-error.h"
#include "amb-export-settings.h"
#include "amb-service-input.h"
#include "amb-service-line.h"

/* Bytes to lines */

static void
expect_line (AmbServiceInput *input, const char *expected)
{
  const char *line;
  gsize length;
  g_assert_cmpint (amb_service_input_next (input, &line, &length), ==, AMB_SERVICE_INPUT_LINE);
  g_autofree char *text = g_strndup (line, length);
  g_assert_cmpstr (text, ==, expected);
}

static void
expect (AmbServiceInput *input, AmbServiceInputResult expected)
{
  const char *line;
  gsize length;
  g_assert_cmpint (amb_service_input_next (input, &line, &length), ==, expected);
}

static void
test_lines (void)
{
  g_autoptr (AmbServiceInput) input = amb_service_input_new ();
  expect (input, AMB_SERVICE_INPUT_NONE);
  amb_service_input_push (input, "one\n\r\n\ntw", 9);
  expect_line (input, "one");
  expect (input, AMB_SERVICE_INPUT_NONE);
  amb_service_input_push (input, "o\r\nthree", 8);
  expect_line (input, "two");
  expect (input, AMB_SERVICE_INPUT_NONE);
  amb_service_input_end (input);
  expect_line (input, "three");
  expect (input, AMB_SERVICE_INPUT_NONE);
}

static void
push_letters (AmbServiceInput *input, gsize n)
{
  g_autofree char *letters = g_strnfill (n, 'x');
  amb_service_input_push (input, letters, n);
}

/* Whether its end comes with it or later. */
static void
test_too_long (void)
{
  g_autoptr (AmbServiceInput) input = amb_service_input_new ();
  push_letters (input, AMB_SERVICE_MAX_LINE);
  expect (input, AMB_SERVICE_INPUT_NONE);
  push_letters (input, 1);
  expect (input, AMB_SERVICE_INPUT_TOO_LONG);
  expect (input, AMB_SERVICE_INPUT_NONE);
  for (guint i = 0; i < 3; i++)
    {
      push_letters (input, AMB_SERVICE_MAX_LINE + 1);
      expect (input, AMB_SERVICE_INPUT_NONE);
    }
  amb_service_input_push (input, "end\nnext\n", 9);
  expect_line (input, "next");
  push_letters (input, AMB_SERVICE_MAX_LINE + 1);
  amb_service_input_end (input);
  expect (input, AMB_SERVICE_INPUT_TOO_LONG);
  expect (input, AMB_SERVICE_INPUT_NONE);
}

static void
test_too_long_at_once (void)
{
  g_autoptr (AmbServiceInput) input = amb_service_input_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *letters = g_strnfill (AMB_SERVICE_MAX_LINE + 1, 'x');
  g_string_append_printf (text, "%s\n%s\nshort\n", letters + 1, letters);
  amb_service_input_push (input, text->str, text->len);
  expect_line (input, letters + 1);
  expect (input, AMB_SERVICE_INPUT_TOO_LONG);
  expect_line (input, "short");
  expect (input, AMB_SERVICE_INPUT_NONE);
}

/* Lines */

static void
parse (AmbServiceLine *line, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (amb_service_line_parse (line, text, strlen (text), &error));
  g_assert_no_error (error);
}

static void
test_job (void)
{
  g_auto (AmbServiceLine) line = { 0 };
  parse (&line,
         "{\"id\": \"a\\\"\\u00e9\", \"source\": \"cat.jpg\", \"quality\": 80, \"priority\": -3}");
  g_assert_cmpint (line.verb, ==, AMB_SERVICE_JOB);
  g_assert_cmpstr (line.id, ==, "\"a\\\"é\"");
  g_assert_cmpstr (line.source, ==, "cat.jpg");
  g_assert_cmpint (line.priority, ==, -3);
  g_assert_cmpstr (line.settings, ==, "{\"quality\":80}");
  g_assert_null (line.outputs);
  g_assert_cmpuint (line.targets->len, ==, 1);
  g_assert_null (line.targets->pdata[0]);
}

static void
test_outputs (void)
{
  g_auto (AmbServiceLine) line = { 0 };
  parse (&line, "{\"id\":-9007199254740993,\"source\":\"a\",\"outputs\":"
                "[{\"target\":\"/tmp/a.jpg\",\"depth\":8},{\"output\":\"web\"}]}");
  g_assert_cmpstr (line.id, ==, "-9007199254740993");
  g_assert_cmpstr (line.outputs, ==, "[{\"depth\":8},{\"output\":\"web\"}]");
  g_assert_cmpuint (line.targets->len, ==, 2);
  g_assert_cmpstr (line.targets->pdata[0], ==, "/tmp/a.jpg");
  g_assert_null (line.targets->pdata[1]);
}

static void
test_controls (void)
{
  g_auto (AmbServiceLine) cancel = { 0 };
  g_auto (AmbServiceLine) priority = { 0 };
  parse (&cancel, "{\"cancel\": 7}");
  g_assert_cmpint (cancel.verb, ==, AMB_SERVICE_CANCEL);
  g_assert_cmpstr (cancel.id, ==, "7");
  parse (&priority, "{\"priority\": 1000, \"id\": \"7\"}");
  g_assert_cmpint (priority.verb, ==, AMB_SERVICE_PRIORITY);
  g_assert_cmpstr (priority.id, ==, "\"7\"");
  g_assert_cmpint (priority.priority, ==, 1000);
}

/* What is wrong, and what can be told of it all the same. */
static void
test_malformed (void)
{
  static const struct
  {
    const char *text, *id, *word;
  } cases[] = {
    { "", NULL, "JSON" },
    { "{\"id\": 1", NULL, "JSON" },
    { "{\"id\": 1, \"source\": \"\xff\"}", NULL, "JSON" },
    { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", NULL,
      "JSON" },
    { "[]", NULL, "object" },
    { "7", NULL, "object" },
    { "null", NULL, "object" },
    { "{}", NULL, "id" },
    { "{\"id\": null, \"source\": \"a\"}", NULL, "id" },
    { "{\"id\": true, \"source\": \"a\"}", NULL, "id" },
    { "{\"id\": 1.5, \"source\": \"a\"}", NULL, "id" },
    { "{\"id\": [1], \"source\": \"a\"}", NULL, "id" },
    { "{\"id\": 99999999999999999999, \"source\": \"a\"}", NULL, "id" },
    { "{\"cancel\": {}}", NULL, "id" },
    { "{\"id\": 1}", "1", "source" },
    { "{\"id\": 1, \"source\": \"\"}", "1", "source" },
    { "{\"id\": 1, \"source\": 5}", "1", "source" },
    { "{\"id\": 1, \"source\": \"a\", \"priority\": 1001}", "1", "priority" },
    { "{\"id\": 1, \"priority\": 0.5}", "1", "priority" },
    { "{\"id\": 1, \"priority\": \"high\"}", "1", "priority" },
    { "{\"id\": 1, \"priority\": 18446744073709551615}", "1", "priority" },
    { "{\"id\": 1, \"priority\": null}", "1", "priority" },
    { "{\"id\": 1, \"source\": \"a\", \"outputs\": []}", "1", "outputs" },
    { "{\"id\": 1, \"source\": \"a\", \"outputs\": {}}", "1", "outputs" },
    { "{\"id\": 1, \"source\": \"a\", \"outputs\": [1]}", "1", "outputs" },
    { "{\"id\": 1, \"source\": \"a\", \"target\": 1}", "1", "target" },
    { "{\"id\": 1, \"source\": \"a\", \"target\": \"\"}", "1", "target" },
    { "{\"id\": 1, \"source\": \"a\", \"target\": \"b\", \"outputs\": [{}]}", "1", "target" },
    { "{\"id\": 1, \"source\": \"a\", \"outputs\": [{\"target\": null}]}", "1", "target" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (AmbServiceLine) line = { 0 };
      g_autoptr (GError) error = NULL;
      g_assert_false (
          amb_service_line_parse (&line, cases[i].text, strlen (cases[i].text), &error));
      g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
      g_assert_nonnull (strstr (error->message, cases[i].word));
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_cmpstr (line.id, ==, cases[i].id);
    }
}

static void
test_long_id (void)
{
  g_auto (AmbServiceLine) line = { 0 };
  g_autofree char *letters = g_strnfill (257, 'x');
  g_autofree char *text = g_strdup_printf ("{\"id\":\"%s\",\"source\":\"a\"}", letters);
  g_assert_false (amb_service_line_parse (&line, text, strlen (text), NULL));
  g_assert_null (line.id);
}

/* Settings */

static GPtrArray *
one_default (void)
{
  GPtrArray *defaults = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_export_settings_free);
  AmbExportSettings *settings = amb_export_settings_new ();
  settings->output = g_strdup ("/out");
  settings->quality = 70;
  g_ptr_array_add (defaults, settings);
  return defaults;
}

static GPtrArray *
resolve (const char *text, GPtrArray *defaults, GPtrArray **targets, GError **error)
{
  g_auto (AmbServiceLine) line = { 0 };
  parse (&line, text);
  return amb_service_line_resolve (&line, defaults, targets, NULL, error);
}

static void
test_resolve_defaults (void)
{
  g_autoptr (GPtrArray) defaults = one_default ();
  g_autoptr (GPtrArray) targets = NULL;
  g_ptr_array_add (defaults, amb_export_settings_copy (defaults->pdata[0]));
  g_autoptr (GPtrArray) outputs = resolve (
      "{\"id\":1,\"source\":\"a\",\"set\":[\"exposure.ev=0.5\"]}", defaults, &targets, NULL);
  g_assert_cmpuint (outputs->len, ==, 2);
  g_assert_cmpuint (targets->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const AmbExportSettings *settings = outputs->pdata[i];
      g_assert_cmpint (settings->quality, ==, 70);
      g_assert_false (amb_recipe_is_neutral (settings->recipe));
      g_assert_true (amb_recipe_is_neutral (((AmbExportSettings *) defaults->pdata[i])->recipe));
    }
}

static void
test_resolve_wrong (void)
{
  static const char *const settings[] = {
    "\"quality\":\"high\"",
    "\"quality\":null",
    "\"quality\":{\"a\":1}",
    "\"quality\":99999999999999999999",
    "\"quality\":1e30",
    "\"outputs\":[{\"quality\":1e+30}]",
    "\"recipe\":{\"quality\":1e30,\"exposure.ev\":null}",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"id\":1,\"source\":\"a\",%s}", settings[i]);
      g_autoptr (GPtrArray) defaults = one_default ();
      g_autoptr (GPtrArray) targets = NULL;
      g_autoptr (GError) error = NULL;
      g_assert_null (resolve (text, defaults, &targets, &error));
      g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
      g_assert_true (strstr (error->message, "quality") != NULL
                     || strstr (error->message, "“exposure.ev”") != NULL);
    }
}

static void
test_resolve_outputs (void)
{
  g_autoptr (GPtrArray) defaults = one_default ();
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GPtrArray) outputs
      = resolve ("{\"id\":1,\"source\":\"a\",\"recipe\":{\"exposure.ev\":1},\"outputs\":"
                 "[{\"quality\":60,\"output\":\"web\"},{\"target\":\"/x/y.png\"}]}",
                 defaults, &targets, NULL);
  g_assert_cmpuint (outputs->len, ==, 2);
  const AmbExportSettings *first = outputs->pdata[0];
  const AmbExportSettings *second = outputs->pdata[1];
  g_assert_cmpint (first->quality, ==, 60);
  g_assert_cmpstr (first->output, ==, "/out/web");
  g_assert_false (amb_recipe_is_neutral (first->recipe));
  g_assert_cmpint (second->quality, ==, 70);
  g_assert_null (targets->pdata[0]);
  g_assert_cmpstr (targets->pdata[1], ==, "/x/y.png");
}

static void
test_resolve_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ambrotype-service-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "look.json", NULL);
  g_autofree char *text = g_strdup_printf ("{\"id\":1,\"source\":\"a\",\"recipe\":\"%s\"}", path);
  g_autoptr (GPtrArray) defaults = one_default ();
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_null (resolve (text, defaults, &targets, &error));
  g_assert_nonnull (strstr (error->message, "look.json"));
  g_assert_true (g_file_set_contents (path, "{\"exposure.ev\": 1}", -1, NULL));
  g_autoptr (GPtrArray) outputs = resolve (text, defaults, &targets, NULL);
  g_assert_false (amb_recipe_is_neutral (((AmbExportSettings *) outputs->pdata[0])->recipe));
  g_remove (path);
  g_rmdir (folder);
}

static void
test_resolve_preset (void)
{
  g_autoptr (GPtrArray) defaults = one_default ();
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GPtrArray) outputs
      = resolve ("{\"id\":1,\"source\":\"a\",\"outputs\":[{\"preset\":\"web 2048\"}]}", defaults,
                 &targets, NULL);
  g_assert_cmpuint (outputs->len, ==, 1);
  g_assert_cmpuint (((AmbExportSettings *) outputs->pdata[0])->resize.width, ==, 2048);
}

static void
test_resolve_refuses (void)
{
  static const struct
  {
    const char *text, *word;
  } cases[] = {
    { "{\"id\":1,\"source\":\"a\",\"quality\":900}", "quality" },
    { "{\"id\":1,\"source\":\"a\",\"colour\":1}", "colour" },
    { "{\"id\":1,\"source\":\"a\",\"outputs\":[{\"resize\":\"wide\"}]}", "resize" },
    { "{\"id\":1,\"source\":\"a\",\"preset\":\"no such\"}", "no such" },
    { "{\"id\":1,\"source\":\"a\",\"watermark\":\"/no/such.png\"}", "such.png" },
    { "{\"id\":1,\"source\":\"a\",\"recipe\":7}", "recipe" },
  };
  g_autoptr (GPtrArray) defaults = one_default ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      GPtrArray *targets = NULL;
      g_assert_null (resolve (cases[i].text, defaults, &targets, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, cases[i].word));
      g_assert_null (targets);
    }
}

/* A target is one file's. */
static void
test_resolve_target_of_several (void)
{
  g_autoptr (GPtrArray) defaults = one_default ();
  g_autoptr (GError) error = NULL;
  GPtrArray *targets = NULL;
  g_ptr_array_add (defaults, amb_export_settings_copy (defaults->pdata[0]));
  g_assert_null (
      resolve ("{\"id\":1,\"source\":\"a\",\"target\":\"b.jpg\"}", defaults, &targets, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
  g_assert_nonnull (strstr (error->message, "target"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/service-input/lines", test_lines);
  g_test_add_func ("/export/service-input/too-long", test_too_long);
  g_test_add_func ("/export/service-input/too-long-at-once", test_too_long_at_once);
  g_test_add_func ("/export/service-line/job", test_job);
  g_test_add_func ("/export/service-line/outputs", test_outputs);
  g_test_add_func ("/export/service-line/controls", test_controls);
  g_test_add_func ("/export/service-line/malformed", test_malformed);
  g_test_add_func ("/export/service-line/long-id", test_long_id);
  g_test_add_func ("/export/service-line/resolve/defaults", test_resolve_defaults);
  g_test_add_func ("/export/service-line/resolve/wrong", test_resolve_wrong);
  g_test_add_func ("/export/service-line/resolve/outputs", test_resolve_outputs);
  g_test_add_func ("/export/service-line/resolve/files", test_resolve_files);
  g_test_add_func ("/export/service-line/resolve/preset", test_resolve_preset);
  g_test_add_func ("/export/service-line/resolve/refuses", test_resolve_refuses);
  g_test_add_func ("/export/service-line/resolve/target-of-several",
                   test_resolve_target_of_several);
  return g_test_run ();
}
