/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that json-glib would read as others, and brackets without an end. */
#include "amb-json-text.h"

#include <string.h>

static void
expect (const char *json, const char *prepared)
{
  g_autofree char *text = amb_json_prepare (json, strlen (json));
  g_assert_cmpstr (text, ==, prepared);
  /* No byte behind the end is looked at. */
  g_autofree char *exact = g_memdup2 (json, strlen (json));
  g_autofree char *again = amb_json_prepare (exact, strlen (json));
  g_assert_cmpstr (again, ==, prepared);
}

static void
test_kept (void)
{
  static const char *const same[] = {
    "",
    "{\"a\": [0, -1, 0.5, -0.25, 9223372036854775807, true, null]}",
    "[1.5e3, 1.5e-3, 1.5E-3]",
    "\"99999999999999999999 1e+30 \\\" 1e+30 \\\\\"",
    "[\"\\",
    "0x10",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    expect (same[i], same[i]);
}

static void
test_wide (void)
{
  expect ("9223372036854775808", "9223372036854775808.0");
  expect ("[-18446744073709551526]", "[-18446744073709551526.0]");
  expect ("{\"a\":99999999999999999999}", "{\"a\":99999999999999999999.0}");
  expect ("99999999999999999999.5", "99999999999999999999.5");
}

static void
test_exponents (void)
{
  expect ("[1e30,1E30,1e-3]", "[1.0e30,1.0E30,1.0e-3]");
  expect ("[1e+30, 1.5E+3]", "[1.0e30, 1.5E3]");
  expect ("[1e+20.0]", "[1.0e20]");
  expect ("1e", "1.0e");
  expect ("1e+", "1.0e");
  expect ("90+1", "90+1");
}

static void
test_depth (void)
{
  g_autofree char *deep = g_strnfill (32, '[');
  g_autofree char *deeper = g_strnfill (33, '{');
  g_autofree char *flat = g_strnfill (100, '[');
  g_autofree char *text = g_strconcat ("\"", flat, "\"", NULL);
  expect (deep, deep);
  expect (deeper, NULL);
  expect (text, text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json-text/kept", test_kept);
  g_test_add_func ("/base/json-text/wide", test_wide);
  g_test_add_func ("/base/json-text/exponents", test_exponents);
  g_test_add_func ("/base/json-text/depth", test_depth);
  return g_test_run ();
}
