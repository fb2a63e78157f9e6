/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that belong to a recipe: taken in, named by content, handed out sealed; and recipes that
 * name them. */
#include "amb-content.h"
#include "amb-recipe.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include "amb-error.h"

static const char text[] = "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n";

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define VALUE "sha256:" HEX " look.cube"

static char *
make_file (const char *name, const char *bytes, gssize length)
{
  char *path = g_build_filename (g_get_home_dir (), name, NULL);
  g_assert_cmpint (g_mkdir_with_parents (g_get_home_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, bytes, length, NULL));
  return path;
}

static char *
take (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  return amb_content_import (file, NULL, error);
}

static char *
copy_of (const char *value)
{
  char digest[AMB_CONTENT_DIGEST_CHARS + 1];
  g_assert_true (amb_content_parse (value, digest));
  return g_build_filename (g_get_user_data_dir (), "ambrotype", "content", digest, NULL);
}

static void
test_parse (void)
{
  static const char *const bad[] = { "",
                                     "look.cube",
                                     "sha256:",
                                     "sha256:" HEX,
                                     "sha256:" HEX " ",
                                     "sha256:" HEX "0 x",
                                     "sha256:0123 x",
                                     "SHA256:" HEX " x",
                                     "sha256:" HEX "\tx" };
  char digest[AMB_CONTENT_DIGEST_CHARS + 1];
  g_autofree char *longest = g_strnfill (2000, 'x');
  g_autofree char *endless = g_strconcat ("sha256:" HEX " ", longest, NULL);
  g_assert_true (amb_content_parse (VALUE, digest));
  g_assert_cmpstr (digest, ==, HEX);
  g_assert_cmpstr (amb_content_name (VALUE), ==, "look.cube");
  g_assert_false (amb_content_parse (endless, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (amb_content_parse (bad[i], NULL));
}

static void
test_import (void)
{
  g_autofree char *path = make_file ("look.cube", text, -1);
  g_autofree char *again = make_file ("other name.cube", text, -1);
  g_autofree char *value = take (path, NULL);
  g_autofree char *second = take (again, NULL);
  g_autofree char *copy = copy_of (value);
  goffset bytes = 0;
  char back[sizeof text] = "";

  g_assert_true (amb_content_parse (value, NULL));
  g_assert_cmpstr (amb_content_name (value), ==, "look.cube");
  g_assert_cmpmem (value, 71, second, 71);
  g_assert_cmpstr (amb_content_name (second), ==, "other name.cube");
  g_assert_true (g_file_test (copy, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpint (g_unlink (path), ==, 0);

  int fd = amb_content_open (value, &bytes, NULL);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (bytes, ==, strlen (text));
  g_assert_cmpint (pread (fd, back, sizeof back, 0), ==, strlen (text));
  g_assert_cmpstr (back, ==, text);
  g_assert_cmpint (write (fd, "x", 1), ==, -1);
  g_assert_cmpint (ftruncate (fd, 1), ==, -1);
  close (fd);
}

static void
test_import_async_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **value = user_data;
  *value = amb_content_import_finish (result, NULL);
}

static void
test_import_async (void)
{
  g_autofree char *path = make_file ("thread.cube", text, -1);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *value = NULL;
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  amb_content_import_async (file, NULL, test_import_async_done, &value);
  while (value == NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_nonnull (value);
  g_assert_cmpstr (amb_content_name (value), ==, "thread.cube");
}

static void
test_import_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *empty = make_file ("empty.cube", "", 0);
  g_autofree char *huge = make_file ("huge.cube", "x", 1);
  g_assert_null (take ("/nowhere/at all.cube", &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“at all.cube”"));
  g_clear_error (&error);
  g_assert_null (take (empty, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_EMPTY);
  g_clear_error (&error);
  g_assert_cmpint (truncate (huge, AMB_CONTENT_MAX_BYTES + 1), ==, 0);
  g_assert_null (take (huge, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_TOO_LARGE);
}

/* The copy is gone, or is another file by now. */
static void
test_open_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_file ("gone.cube", "another text", -1);
  g_autofree char *value = take (path, NULL);
  g_autofree char *copy = copy_of (value);
  goffset bytes;

  g_assert_true (g_file_set_contents (copy, "ANOTHER text", -1, NULL));
  g_assert_cmpint (amb_content_open (value, &bytes, &error), ==, -1);
  g_assert_error (error, AMB_ERROR, AMB_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (copy), ==, 0);
  g_assert_cmpint (amb_content_open (value, &bytes, &error), ==, -1);
  g_assert_error (error, AMB_ERROR, AMB_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“gone.cube”"));
}

static void
test_recipe (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  g_autoptr (AmbRecipe) with
      = amb_recipe_with (empty, "lut.file", g_variant_new_string (VALUE), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (amb_recipe_get_file (with, "lut.file"), ==, VALUE);
  g_assert_cmpstr (amb_recipe_get_file_of (with, amb_operations_find ("lut")), ==, VALUE);
  g_assert_null (amb_recipe_get_file_of (with, amb_operations_find ("exposure")));
  g_assert_null (amb_recipe_get_file (empty, "lut.file"));
  g_assert_cmpfloat (amb_recipe_get (with, "lut.file"), ==, 1);
  g_assert_false (amb_recipe_is_neutral (with));
  g_assert_false (amb_recipe_equal (with, empty));

  g_autoptr (AmbRecipe) half = amb_recipe_with_number (with, "lut.amount", 50);
  g_assert_cmpstr (amb_recipe_get_file (half, "lut.file"), ==, VALUE);
  g_autoptr (AmbRecipe) other = amb_recipe_with (
      with, "lut.file", g_variant_new_string ("sha256:" HEX " renamed.cube"), NULL);
  g_assert_false (amb_recipe_equal (other, with));
  g_assert_cmpstr (amb_recipe_first_difference (other, with, NULL)->id, ==, "file");
  g_autoptr (AmbRecipe) without
      = amb_recipe_with (with, "lut.file", g_variant_new_string (""), NULL);
  g_assert_true (amb_recipe_equal (without, empty));
  g_autoptr (AmbRecipe) reset = amb_recipe_with_number (with, "lut.file", 0);
  g_assert_true (amb_recipe_equal (reset, empty));
  g_autoptr (AmbRecipe) geometry = amb_recipe_geometry_only (with);
  g_assert_true (amb_recipe_is_neutral (geometry));

  g_assert_null (amb_recipe_with (with, "lut.file", g_variant_new_string ("look.cube"), &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_RECIPE);
  g_clear_error (&error);
  g_assert_null (amb_recipe_with (with, "lut.file", g_variant_new_double (1), &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_RECIPE);
}

static void
test_recipe_round_trip (void)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  g_autoptr (AmbRecipe) with
      = amb_recipe_with (empty, "lut.file", g_variant_new_string (VALUE), NULL);
  g_autofree char *json = amb_recipe_to_json (with);
  g_autoptr (AmbRecipe) read = amb_recipe_from_json (json, -1, NULL, notes, NULL);
  g_autoptr (GVariant) variant = amb_recipe_to_variant (with);
  g_autoptr (AmbRecipe) back = amb_recipe_from_variant (variant, notes, NULL);
  g_autoptr (GPtrArray) contents = amb_content_list (variant);
  g_assert_nonnull (strstr (json, "\"lut.file\": \"" VALUE "\""));
  g_assert_true (amb_recipe_equal (read, with));
  g_assert_true (amb_recipe_equal (back, with));
  g_assert_cmpuint (notes->len, ==, 0);
  g_assert_cmpuint (contents->len, ==, 1);
  g_assert_cmpstr (contents->pdata[0], ==, VALUE);

  g_autoptr (AmbRecipe) path
      = amb_recipe_from_json ("{\"lut.file\": \"look.cube\"}", -1, NULL, notes, NULL);
  g_assert_true (amb_recipe_is_neutral (path));
  g_assert_cmpuint (notes->len, ==, 1);
}

/* A path in a recipe file counts from the file. */
static void
test_recipe_file (void)
{
  static const char json[] = "{\"lut.file\": \"looks/warm.cube\", \"exposure.ev\": 1}";
  static const char lost[] = "{\"lut.file\": \"nowhere.cube\"}";
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "looks", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_autofree char *cube G_GNUC_UNUSED = make_file ("looks/warm.cube", text, -1);
  g_autofree char *path = g_build_filename (g_get_home_dir (), "recipe.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (AmbRecipe) recipe = amb_recipe_read_json (file, json, strlen (json), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (amb_content_name (amb_recipe_get_file (recipe, "lut.file")), ==, "warm.cube");
  g_assert_cmpfloat (amb_recipe_get (recipe, "exposure.ev"), ==, 1);
  g_assert_null (amb_recipe_read_json (file, lost, strlen (lost), NULL, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/content/parse", test_parse);
  g_test_add_func ("/base/content/import", test_import);
  g_test_add_func ("/base/content/import-async", test_import_async);
  g_test_add_func ("/base/content/import-errors", test_import_errors);
  g_test_add_func ("/base/content/open-errors", test_open_errors);
  g_test_add_func ("/recipe/file/values", test_recipe);
  g_test_add_func ("/recipe/file/round-trip", test_recipe_round_trip);
  g_test_add_func ("/recipe/file/recipe-file", test_recipe_file);
  return g_test_run ();
}
