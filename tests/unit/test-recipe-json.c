/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipes as JSON: what is written, what is read, and what is refused with the file's name. */
#include "amb-recipe.h"

#include <locale.h>
#include <math.h>
#include <string.h>
#include "amb-error.h"

static AmbRecipe *
read_json (const char *json)
{
  g_autoptr (GError) error = NULL;
  AmbRecipe *recipe = amb_recipe_from_json (json, -1, NULL, NULL, &error);
  g_assert_no_error (error);
  return recipe;
}

static void
test_write (void)
{
  g_autoptr (AmbRecipe) recipe
      = read_json ("{\"saturation.amount\": -30, \"flip.vertical\": true, \"exposure.ev\": 0.3}");
  g_autofree char *json = amb_recipe_to_json (recipe);
  g_assert_cmpstr (json, ==,
                   "{\n"
                   "  \"format\": \"ambrotype-recipe\",\n"
                   "  \"version\": 1,\n"
                   "  \"values\": {\n"
                   "    \"exposure.ev\": 0.3,\n"
                   "    \"flip.vertical\": true,\n"
                   "    \"saturation.amount\": -30\n"
                   "  }\n"
                   "}\n");
}

static void
test_empty (void)
{
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  g_autofree char *json = amb_recipe_to_json (empty);
  g_autoptr (AmbRecipe) read = read_json (json);
  g_autoptr (AmbRecipe) bare = read_json ("{}");
  g_assert_true (amb_recipe_equal (read, empty));
  g_assert_true (amb_recipe_equal (bare, empty));
}

static void
assert_round_trip (const char *json)
{
  g_autoptr (AmbRecipe) recipe = read_json (json);
  g_autofree char *once = amb_recipe_to_json (recipe);
  g_autoptr (AmbRecipe) again = read_json (once);
  g_autofree char *twice = amb_recipe_to_json (again);
  g_assert_true (amb_recipe_equal (again, recipe));
  g_assert_cmpstr (once, ==, twice);
}

static void
test_round_trip (void)
{
  assert_round_trip ("{\"exposure.ev\": 0.1, \"crop.left\": 0.123456789, "
                     "\"white-balance.temperature\": 5600, \"rotate.quarter-turns\": 3}");
  assert_round_trip ("{\"new.int\": 3, \"new.real\": 0.5, \"new.text\": "
                     "\"\\\"quoted\\\\\\n\\u00e4\", \"new.list\": [1, \"two\", [true]],"
                     " \"new.object\": {\"a\": 1.25}, \"weird \\\" id\": false}");
}

static void
test_unknown_is_kept (void)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AmbRecipe) recipe
      = amb_recipe_from_json ("{\"future.curve\": [0.0, 0.5]}", -1, NULL, notes, NULL);
  g_autofree char *json = amb_recipe_to_json (recipe);
  g_assert_nonnull (strstr (json, "\"future.curve\""));
  g_assert_nonnull (strstr (json, "0.5"));
  g_assert_cmpuint (notes->len, ==, 1);
}

static void
test_length (void)
{
  g_autoptr (AmbRecipe) recipe
      = amb_recipe_from_json ("{\"exposure.ev\": 1}garbage", 18, NULL, NULL, NULL);
  g_assert_nonnull (recipe);
  g_assert_cmpfloat (amb_recipe_get (recipe, "exposure.ev"), ==, 1);
}

static void
test_null_is_left_out (void)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AmbRecipe) recipe = amb_recipe_from_json (
      "{\"exposure.ev\": null, \"contrast.amount\": 5, \"tone-curve.red\": null, "
      "\"lut.file\": null, \"future.thing\": null}",
      -1, NULL, notes, NULL);
  g_assert_cmpfloat (amb_recipe_get (recipe, "exposure.ev"), ==, 0);
  g_assert_cmpfloat (amb_recipe_get (recipe, "contrast.amount"), ==, 5);
  g_assert_cmpuint (notes->len, ==, 3);
}

/* A number of any size is that number, and not what is left of it in 64 bits. */
static void
test_large_numbers (void)
{
  static const char *const numbers[]
      = { "99999999999999999999", "1e30", "1e+30", "1E+30", "18446744073709551615", "1e+20.0" };
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"exposure.ev\": %s}", numbers[i]);
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (AmbRecipe) recipe = amb_recipe_from_json (json, -1, NULL, notes, NULL);
      g_assert_nonnull (recipe);
      g_assert_cmpfloat (amb_recipe_get (recipe, "exposure.ev"), ==, 5);
      g_assert_cmpuint (notes->len, ==, 1);
    }
}

/* JSON has no infinity: what cannot be written is not written as something else. */
static void
test_not_finite (void)
{
  GVariantDict dict;
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "future.thing", "d", INFINITY);
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_dict_end (&dict));
  g_autoptr (AmbRecipe) recipe = amb_recipe_from_variant (variant, NULL, NULL);
  g_autofree char *json = amb_recipe_to_json (recipe);
  g_assert_nonnull (strstr (json, "\"future.thing\": null"));
  g_autoptr (AmbRecipe) read = read_json (json);
  g_assert_nonnull (read);
}

static void
test_locale (void)
{
  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("the German locale is not installed");
      return;
    }
  g_autoptr (AmbRecipe) recipe = read_json ("{\"exposure.ev\": 0.5}");
  g_autofree char *json = amb_recipe_to_json (recipe);
  setlocale (LC_NUMERIC, "C");
  g_assert_cmpfloat (amb_recipe_get (recipe, "exposure.ev"), ==, 0.5);
  g_assert_nonnull (strstr (json, "0.5"));
}

static void
assert_refused (const char *json)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (amb_recipe_from_json (json, -1, "look.json", NULL, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_RECIPE);
  g_assert_nonnull (strstr (error->message, "“look.json”"));
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    " ",
    "null",
    "[]",
    "7",
    "\"text\"",
    "{",
    "{\"exposure.ev\": }",
    "{\"exposure.ev\": 1} {",
    "{\"format\": \"ambrotype-preset\", \"values\": {}}",
    "{\"format\": 7, \"values\": {}}",
    "{\"format\": \"ambrotype-recipe\", \"version\": 2, \"values\": {}}",
    "{\"format\": \"ambrotype-recipe\", \"version\": 99999999999999999999, \"values\": {}}",
    "{\"format\": \"ambrotype-recipe\", \"version\": \"1\", \"values\": {}}",
    "{\"format\": \"ambrotype-recipe\", \"version\": null, \"values\": {}}",
    "{\"format\": \"ambrotype-recipe\", \"version\": 1}",
    "{\"format\": \"ambrotype-recipe\", \"version\": 1, \"values\": []}",
    "{\"format\": \"ambrotype-recipe\", \"version\": 1, \"values\": 3}",
    "\xff\xfe",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused (texts[i]);
}

static void
test_deep (void)
{
  g_autofree char *brackets = g_strnfill (500000, '[');
  g_autofree char *deep = g_strconcat ("{\"a\": ", brackets, NULL);
  assert_refused (deep);
  g_autofree char *quoted = g_strconcat ("{\"new.text\": \"\\\"", brackets, "\"}", NULL);
  g_autoptr (AmbRecipe) recipe = read_json (quoted);
  g_assert_nonnull (recipe);
}

static void
test_long (void)
{
  g_autofree char *spaces = g_strnfill (2 << 20, ' ');
  g_autofree char *json = g_strconcat (spaces, "{}", NULL);
  assert_refused (json);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/json/write", test_write);
  g_test_add_func ("/recipe/json/empty", test_empty);
  g_test_add_func ("/recipe/json/round-trip", test_round_trip);
  g_test_add_func ("/recipe/json/unknown-is-kept", test_unknown_is_kept);
  g_test_add_func ("/recipe/json/length", test_length);
  g_test_add_func ("/recipe/json/null-is-left-out", test_null_is_left_out);
  g_test_add_func ("/recipe/json/not-finite", test_not_finite);
  g_test_add_func ("/recipe/json/locale", test_locale);
  g_test_add_func ("/recipe/json/refused", test_refused);
  g_test_add_func ("/recipe/json/deep", test_deep);
  g_test_add_func ("/recipe/json/large-numbers", test_large_numbers);
  g_test_add_func ("/recipe/json/long", test_long);
  return g_test_run ();
}
