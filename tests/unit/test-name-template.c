/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names from templates: fields, refusals, and what any file system takes. */
#include <string.h>
#include "amb-error.h"
#include "amb-name-template.h"

static void
expect (const char *text, const char *name, const char *ext, const char *expected)
{
  g_autoptr (GError) error = NULL;
  const AmbNameFields fields = { name, ext };
  g_assert_true (amb_name_template_check (text, &error));
  g_assert_no_error (error);
  g_autofree char *result = amb_name_template_expand (text, &fields);
  g_assert_cmpstr (result, ==, expected);
}

static void
test_fields (void)
{
  expect ("{name}.{ext}", "IMG_1", "JPG", "IMG_1.JPG");
  expect ("web-{name}-{name}.{ext}", "a", "png", "web-a-a.png");
  expect ("fixed", "a", "png", "fixed");
  expect ("{name}.{ext}", "{ext}", "png", "{ext}.png");
  expect ("{name}.{ext}", "caf\xe9", "jpg", "caf\xe9.jpg");
}

static void
expect_refused (const char *text, const char *named)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (amb_name_template_check (text, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
  g_assert_nonnull (strstr (error->message, named));
}

static void
test_refused (void)
{
  expect_refused ("{nam}.{ext}", "{nam}");
  expect_refused ("{names}.{ext}", "{names}");
  expect_refused ("{}.jpg", "{}");
  expect_refused ("{name.{ext}", "“{”");
  expect_refused ("{name", "“{”");
  expect_refused ("name}.jpg", "“}”");
  expect_refused ("a/{name}.{ext}", "“/”");
  expect_refused ("", "empty");
}

static void
test_safe (void)
{
  expect ("{name}", ".", "jpg", "._");
  expect ("{name}", "..", "jpg", ".._");
  expect ("{name}", "", "jpg", "_");
  expect ("{name}.{ext}", "a/b", "jpg", "a_b.jpg");
  expect ("{name}.{ext}", "../../etc", "jpg", ".._.._etc.jpg");
}

static void
test_long (void)
{
  g_autofree char *wide = g_strnfill (150, 'x');
  g_autofree char *name
      = g_strconcat (wide, "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé", NULL);
  const AmbNameFields fields = { name, "jpeg" };
  g_autofree char *result = amb_name_template_expand ("{name}.{ext}", &fields);
  g_assert_cmpuint (strlen (result), <=, AMB_NAME_MAX_BYTES);
  g_assert_cmpuint (strlen (result), >=, AMB_NAME_MAX_BYTES - 1);
  g_assert_true (g_str_has_suffix (result, "é.jpeg"));
  g_assert_true (g_utf8_validate (result, -1, NULL));

  g_autofree char *tail = g_strnfill (300, 'y');
  g_autofree char *dotted = g_strconcat ("a.", tail, NULL);
  g_autofree char *cut = amb_name_shorten (dotted, 100);
  g_assert_cmpuint (strlen (cut), ==, 100);
}

static void
expect_split (const char *name, const char *stem, const char *extension)
{
  g_autofree char *got_stem = NULL;
  g_autofree char *got_extension = NULL;
  amb_name_split (name, &got_stem, &got_extension);
  g_assert_cmpstr (got_stem, ==, stem);
  g_assert_cmpstr (got_extension, ==, extension);
}

static void
test_split (void)
{
  expect_split ("a.JPG", "a", "JPG");
  expect_split ("a.b.jpg", "a.b", "jpg");
  expect_split ("a", "a", "");
  expect_split (".hidden", ".hidden", "");
  expect_split (".hidden.png", ".hidden", "png");
  expect_split ("a.", "a", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/name-template/fields", test_fields);
  g_test_add_func ("/export/name-template/refused", test_refused);
  g_test_add_func ("/export/name-template/safe", test_safe);
  g_test_add_func ("/export/name-template/long", test_long);
  g_test_add_func ("/export/name-template/split", test_split);
  return g_test_run ();
}
