/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipes from files and from messages: whatever is read is in range, and is the same after it was
 * written and read again.
 *
 * An input that begins with '{' is JSON; every other is the bytes of an a{sv}. */
#include "fuzz.h"

#include "amb-content.h"
#include "amb-error.h"
#include "amb-recipe.h"

#include <math.h>
#include <string.h>

const guint fuzz_rounds = 12000;

static GPtrArray *
new_strings (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

static void
check_value (const AmbRecipe *recipe, const AmbOperation *op, const AmbParam *param, double value)
{
  g_autofree char *id = amb_operation_param_id (op, param);

  g_assert_true (isfinite (value));
  g_assert_cmpfloat (amb_param_clamp (param, value, NULL), ==, value);
  if (param->type == AMB_PARAM_CURVE)
    g_assert_true (amb_spline_is_valid (amb_recipe_get_curve (recipe, id)));
  if (param->type == AMB_PARAM_FILE && value != 0)
    g_assert_true (amb_content_parse (amb_recipe_get_file (recipe, id), NULL));
}

static void
check_values (const AmbRecipe *recipe)
{
  for (guint i = 0; i < amb_operations_count (); i++)
    {
      const AmbOperation *op = amb_operations_list ()[i];
      g_autofree double *values = g_new (double, op->n_params);

      amb_recipe_get_values (recipe, op, values);
      for (guint p = 0; p < op->n_params; p++)
        check_value (recipe, op, &op->params[p], values[p]);
    }
}

static void
check_recipe (AmbRecipe *recipe)
{
  g_autoptr (GVariant) variant = amb_recipe_to_variant (recipe);
  g_autoptr (AmbRecipe) from_variant = amb_recipe_from_variant (variant, NULL, NULL);
  g_autofree char *json = amb_recipe_to_json (recipe);
  g_autoptr (AmbRecipe) from_json = amb_recipe_from_json (json, -1, NULL, NULL, NULL);
  g_autoptr (AmbRecipe) turned = amb_recipe_rotated (recipe, 1);
  g_autoptr (AmbRecipe) geometry = amb_recipe_geometry_only (recipe);

  g_assert_true (g_variant_is_normal_form (variant));
  g_assert_true (from_variant != NULL && amb_recipe_equal (recipe, from_variant));
  g_assert_nonnull (from_json);
  check_values (recipe);
  check_values (from_json);
  check_values (turned);
  check_values (geometry);
}

/* In normal form, as a message has it. */
static GVariant *
read_variant (const guint8 *bytes, gsize length)
{
  g_autoptr (GBytes) copy = g_bytes_new (bytes, length);
  g_autoptr (GVariant) variant
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, copy, FALSE));

  return g_variant_get_normal_form (variant);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  g_autoptr (GPtrArray) notes = new_strings ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (AmbRecipe) recipe = NULL;

  if (length > 0 && bytes[0] == '{')
    recipe
        = amb_recipe_from_json ((const char *) bytes, (gssize) length, "fuzz.json", notes, &error);
  else
    {
      variant = read_variant (bytes, length);
      recipe = amb_recipe_from_variant (variant, notes, &error);
    }
  if (recipe == NULL)
    g_assert_error (error, AMB_ERROR, AMB_ERROR_RECIPE);
  else
    g_assert_no_error (error);
  for (guint i = 0; i < notes->len; i++)
    g_assert_true (g_utf8_validate (notes->pdata[i], -1, NULL));
  if (recipe != NULL)
    check_recipe (recipe);
  return 0;
}

static AmbRecipe *
set (const AmbRecipe *recipe, const AmbOperation *op, const AmbParam *param)
{
  g_autofree char *id = amb_operation_param_id (op, param);

  if (param->type == AMB_PARAM_CURVE)
    return amb_recipe_with (recipe, id, g_variant_new_string ("0,0 0.25,0.2 0.7,0.8 1,1"), NULL);
  if (param->type == AMB_PARAM_FILE)
    return amb_recipe_with (recipe, id,
                            g_variant_new_string ("sha256:0123456789abcdef0123456789abcdef"
                                                  "0123456789abcdef0123456789abcdef look.cube"),
                            NULL);
  return amb_recipe_with_number (recipe, id, param->slider_max);
}

/* Every parameter away from neutral: the dictionary that the declarations make. */
static AmbRecipe *
make_recipe (guint only)
{
  AmbRecipe *recipe = amb_recipe_new ();

  for (guint i = 0; i < amb_operations_count (); i++)
    {
      const AmbOperation *op = amb_operations_list ()[i];

      for (guint p = 0; p < op->n_params && (only == i || only == G_MAXUINT); p++)
        {
          g_autoptr (AmbRecipe) before = recipe;

          recipe = set (before, op, &op->params[p]);
        }
    }
  return recipe;
}

static void
add_seeds (GPtrArray *seeds, AmbRecipe *recipe)
{
  g_autoptr (GVariant) variant = amb_recipe_to_variant (recipe);
  char *json = amb_recipe_to_json (recipe);

  g_ptr_array_add (seeds, g_variant_get_data_as_bytes (variant));
  g_ptr_array_add (seeds, g_bytes_new_take (json, strlen (json)));
}

GPtrArray *
fuzz_seeds (void)
{
  static const char bare[]
      = "{\"exposure.ev\": 0.5, \"later.thing\": [1, {\"a\": null}, true, \"x\"]}";
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (AmbRecipe) all = make_recipe (G_MAXUINT);

  add_seeds (seeds, all);
  for (guint i = 0; i < amb_operations_count (); i++)
    {
      g_autoptr (AmbRecipe) one = make_recipe (i);
      add_seeds (seeds, one);
    }
  g_ptr_array_add (seeds, g_bytes_new_static (bare, sizeof bare - 1));
  return seeds;
}
