/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Every error is a whole sentence that names the file. */
#include "amb-error.h"

#include <errno.h>
#include <string.h>

static void
assert_sentence (AmbError code, const char *name, const char *detail, const char *expected)
{
  g_autofree char *sentence = amb_error_sentence (code, name, detail);
  g_assert_cmpstr (sentence, ==, expected);
}

static void
test_every_code_names_the_file (void)
{
  for (int code = 0; code < AMB_N_ERRORS; code++)
    {
      g_autofree char *plain = amb_error_sentence (code, "cat.jpg", NULL);
      g_autofree char *detailed = amb_error_sentence (code, "cat.jpg", "for a reason");
      g_assert_nonnull (strstr (plain, "“cat.jpg”"));
      g_assert_nonnull (strstr (detailed, "“cat.jpg”"));
      g_assert_true (g_str_has_suffix (plain, "."));
      g_assert_true (g_str_has_suffix (detailed, "."));
      g_assert_null (strchr (detailed, '{'));
    }
}

static void
test_sentences_differ (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (int code = 0; code < AMB_N_ERRORS; code++)
    g_assert_true (g_hash_table_add (seen, amb_error_sentence (code, "cat.jpg", NULL)));
}

static void
test_detail (void)
{
  assert_sentence (AMB_ERROR_DAMAGED, "cat.jpg", "Bogus Huffman table definition",
                   "“cat.jpg” is damaged: Bogus Huffman table definition.");
  assert_sentence (AMB_ERROR_DAMAGED, "cat.jpg", " Bogus table.\n",
                   "“cat.jpg” is damaged: Bogus table.");
  assert_sentence (AMB_ERROR_DAMAGED, "cat.jpg", " ..\n", "“cat.jpg” is damaged.");
  assert_sentence (AMB_ERROR_EMPTY, "cat.jpg", "never shown", "“cat.jpg” is empty.");
}

static void
test_names_are_text (void)
{
  assert_sentence (AMB_ERROR_DAMAGED, "{detail}", "x{file}", "“{detail}” is damaged: x{file}.");
  assert_sentence (AMB_ERROR_EMPTY, "a\033[31mb\n", NULL, "“a�[31mb�” is empty.");
  assert_sentence (AMB_ERROR_EMPTY, "a\xff", NULL, "“a�” is empty.");
  assert_sentence (AMB_ERROR_EMPTY, "100 %s", NULL, "“100 %s” is empty.");
  assert_sentence (AMB_ERROR_EMPTY, NULL, NULL, "“?” is empty.");
}

static void
assert_crashed (gboolean while_opening, const char *detail, guint times, const char *expected)
{
  g_autoptr (GError) error = NULL;
  amb_error_set_crashed (&error, "cat.jpg", while_opening, detail, times);
  g_assert_error (error, AMB_ERROR, AMB_ERROR_CRASHED);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_crashed (void)
{
  assert_crashed (
      TRUE, "signal 11, SIGSEGV", 2,
      "“cat.jpg” was set aside because it crashed its decoder (signal 11, SIGSEGV) twice.");
  assert_crashed (
      FALSE, "signal 6, SIGABRT", 2,
      "“cat.jpg” was set aside because it crashed its worker (signal 6, SIGABRT) twice.");
  assert_crashed (
      FALSE, "signal 9, SIGKILL", 9,
      "“cat.jpg” was set aside because it crashed its worker (signal 9, SIGKILL) 9 times.");
  assert_crashed (TRUE, "exit code 3", 1,
                  "“cat.jpg” was set aside because it crashed its decoder (exit code 3) once.");
  assert_crashed (TRUE, NULL, 2, "“cat.jpg” was set aside because it crashed its worker.");
}

static void
test_long_detail_is_cut (void)
{
  g_autofree char *detail = g_strnfill (60000, 'x');
  g_autofree char *sentence = amb_error_sentence (AMB_ERROR_DAMAGED, "cat.jpg", detail);
  g_assert_cmpuint (strlen (sentence), <, 400);
  g_assert_true (g_str_has_suffix (sentence, "x…."));
}

static void
test_unknown_code (void)
{
  assert_sentence (AMB_N_ERRORS, "cat.jpg", NULL, "“cat.jpg” could not be processed.");
  assert_sentence ((AmbError) -1, "cat.jpg", NULL, "“cat.jpg” could not be processed.");
}

static void
assert_errno (int errsv, gboolean writing, AmbError code, gboolean machine)
{
  g_autoptr (GError) error = NULL;
  amb_error_set_errno (&error, errsv, writing, "cat.jpg");
  g_assert_error (error, AMB_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, "cat.jpg"));
  g_assert_cmpint (amb_error_is_machine (error), ==, machine);
}

static void
test_errno (void)
{
  assert_errno (ENOENT, FALSE, AMB_ERROR_NOT_FOUND, FALSE);
  assert_errno (ENOTDIR, FALSE, AMB_ERROR_NOT_FOUND, FALSE);
  assert_errno (ELOOP, FALSE, AMB_ERROR_NOT_FOUND, FALSE);
  assert_errno (EACCES, FALSE, AMB_ERROR_PERMISSION, FALSE);
  assert_errno (EPERM, FALSE, AMB_ERROR_PERMISSION, FALSE);
  assert_errno (EISDIR, FALSE, AMB_ERROR_NOT_REGULAR, FALSE);
  assert_errno (EIO, FALSE, AMB_ERROR_READ, FALSE);
  assert_errno (EEXIST, FALSE, AMB_ERROR_READ, FALSE);
  assert_errno (ENOMEM, FALSE, AMB_ERROR_MEMORY, TRUE);
  assert_errno (ENOSPC, TRUE, AMB_ERROR_NO_SPACE, TRUE);
  assert_errno (EDQUOT, TRUE, AMB_ERROR_NO_SPACE, TRUE);
  assert_errno (EFBIG, TRUE, AMB_ERROR_NO_SPACE, TRUE);
  assert_errno (EEXIST, TRUE, AMB_ERROR_EXISTS, FALSE);
  assert_errno (EACCES, TRUE, AMB_ERROR_WRITE, FALSE);
  assert_errno (ENOENT, TRUE, AMB_ERROR_WRITE, FALSE);
  assert_errno (EISDIR, TRUE, AMB_ERROR_WRITE, FALSE);
  assert_errno (EIO, TRUE, AMB_ERROR_WRITE, FALSE);
}

static void
test_machine (void)
{
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, AMB_ERROR_NO_SPACE, "another domain");
  g_assert_false (amb_error_is_machine (other));
  g_assert_false (amb_error_is_machine (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/every-code-names-the-file", test_every_code_names_the_file);
  g_test_add_func ("/base/error/sentences-differ", test_sentences_differ);
  g_test_add_func ("/base/error/detail", test_detail);
  g_test_add_func ("/base/error/names-are-text", test_names_are_text);
  g_test_add_func ("/base/error/crashed", test_crashed);
  g_test_add_func ("/base/error/long-detail-is-cut", test_long_detail_is_cut);
  g_test_add_func ("/base/error/unknown-code", test_unknown_code);
  g_test_add_func ("/base/error/errno", test_errno);
  g_test_add_func ("/base/error/machine", test_machine);
  return g_test_run ();
}
