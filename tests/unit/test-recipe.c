/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipes: values in and out, sharing, comparing, turning, and the a{sv} form. */
#include "amb-recipe.h"

#include <math.h>
#include <string.h>
#include "amb-error.h"
#include "amb-geometry.h"

static AmbRecipe *
recipe_of (const char *values)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant
      = g_variant_parse (G_VARIANT_TYPE_VARDICT, values, NULL, NULL, &error);
  g_assert_no_error (error);
  AmbRecipe *recipe = amb_recipe_from_variant (variant, NULL, &error);
  g_assert_no_error (error);
  return recipe;
}

static void
assert_variant (const AmbRecipe *recipe, const char *expected)
{
  g_autoptr (GVariant) variant = amb_recipe_to_variant (recipe);
  g_autoptr (GVariant) wanted
      = g_variant_parse (G_VARIANT_TYPE_VARDICT, expected, NULL, NULL, NULL);
  g_assert_false (g_variant_is_floating (variant));
  g_assert_cmpvariant (variant, wanted);
}

static void
test_new (void)
{
  g_autoptr (AmbRecipe) recipe = amb_recipe_new ();
  g_assert_true (amb_recipe_is_neutral (recipe));
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    for (guint i = 0; i < (*op)->n_params; i++)
      {
        g_autofree char *id = amb_operation_param_id (*op, &(*op)->params[i]);
        g_assert_cmpfloat (amb_recipe_get (recipe, id), ==, (*op)->params[i].neutral);
      }
  assert_variant (recipe, "{}");
}

static void
test_with (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  g_autoptr (AmbRecipe) edited
      = amb_recipe_with (empty, "exposure.ev", g_variant_new_double (0.5), &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (amb_recipe_get (edited, "exposure.ev"), ==, 0.5);
  g_assert_cmpfloat (amb_recipe_get (empty, "exposure.ev"), ==, 0);
  g_assert_false (amb_recipe_is_neutral (edited));
  assert_variant (edited, "{'exposure.ev': <0.5>}");

  g_autoptr (AmbRecipe) back = amb_recipe_with_number (edited, "exposure.ev", 0);
  g_assert_true (amb_recipe_equal (back, empty));
  assert_variant (back, "{}");

  double values[8];
  amb_recipe_get_values (edited, amb_operations_find ("exposure"), values);
  g_assert_cmpfloat (values[0], ==, 0.5);
}

static void
test_types (void)
{
  static const struct
  {
    const char *id, *value;
    double expected;
  } cases[] = {
    { "exposure.ev", "1", 1 },
    { "exposure.ev", "byte 2", 2 },
    { "exposure.ev", "int16 -3", -3 },
    { "exposure.ev", "uint16 3", 3 },
    { "exposure.ev", "uint32 4", 4 },
    { "exposure.ev", "int64 -4", -4 },
    { "exposure.ev", "uint64 4", 4 },
    { "exposure.ev", "'0.3'", 0.3 },
    { "exposure.ev", "<<0.25>>", 0.25 },
    { "exposure.ev", "99.0", 5 },
    { "flip.vertical", "true", 1 },
    { "flip.vertical", "'true'", 1 },
    { "flip.vertical", "'False'", 0 },
    { "flip.vertical", "'1'", 1 },
    { "sharpen.radius", "'0.001'", 0.001 },
    { "rotate.quarter-turns", "5", 1 },
  };
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      GVariant *value = g_variant_parse (NULL, cases[i].value, NULL, NULL, &error);
      g_assert_no_error (error);
      g_autoptr (AmbRecipe) recipe = amb_recipe_with (empty, cases[i].id, value, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (amb_recipe_get (recipe, cases[i].id), ==, cases[i].expected);
      g_variant_unref (value);
    }
}

static void
assert_with_fails (const char *id, GVariant *value)
{
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  g_autoptr (GError) error = NULL;
  g_assert_null (amb_recipe_with (empty, id, value, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_RECIPE);
  g_assert_nonnull (strstr (error->message, id));
}

static void
test_with_fails (void)
{
  assert_with_fails ("exposure.evv", g_variant_new_double (1));
  assert_with_fails ("exposure", g_variant_new_double (1));
  assert_with_fails ("exposure.ev", g_variant_new_double (NAN));
  assert_with_fails ("exposure.ev", g_variant_new_string (""));
  assert_with_fails ("exposure.ev", g_variant_new_string ("much"));
  assert_with_fails ("exposure.ev", g_variant_new_string ("1 EV"));
  assert_with_fails ("exposure.ev", g_variant_new_string ("nan"));
  assert_with_fails ("exposure.ev", g_variant_new_strv (NULL, 0));
}

static void
test_equal (void)
{
  g_autoptr (AmbRecipe) a = recipe_of ("{'exposure.ev': <1.0>, 'future.thing': <7>}");
  g_autoptr (AmbRecipe) b = recipe_of ("{'future.thing': <7>, 'exposure.ev': <1>}");
  g_autoptr (AmbRecipe) c = recipe_of ("{'exposure.ev': <1.0>, 'future.thing': <8>}");
  g_autoptr (AmbRecipe) d = recipe_of ("{'exposure.ev': <1.0>}");
  g_autoptr (AmbRecipe) e = recipe_of ("{'exposure.ev': <1.5>}");
  g_assert_true (amb_recipe_equal (a, b));
  g_assert_false (amb_recipe_equal (a, c));
  g_assert_false (amb_recipe_equal (a, d));
  g_assert_false (amb_recipe_equal (d, a));
  g_assert_false (amb_recipe_equal (d, e));
  g_assert_true (amb_recipe_equal (d, d));
}

static void
test_neutral (void)
{
  g_autoptr (AmbRecipe) modifier = recipe_of ("{'sharpen.radius': <0.001>}");
  g_autoptr (AmbRecipe) unknown = recipe_of ("{'future.thing': <7>}");
  g_autoptr (AmbRecipe) crop = recipe_of ("{'crop.width': <0.999>}");
  g_autoptr (AmbRecipe) below_a_billionth = recipe_of ("{'crop.width': <0.9999999999>}");
  g_assert_true (amb_recipe_is_neutral (modifier));
  g_assert_true (amb_recipe_is_neutral (unknown));
  g_assert_false (amb_recipe_is_neutral (crop));
  g_assert_true (amb_recipe_is_neutral (below_a_billionth));
}

static void
test_geometry_only (void)
{
  g_autoptr (AmbRecipe) recipe = recipe_of (
      "{'exposure.ev': <1.0>, 'crop.left': <0.25>, 'flip.vertical': <true>,"
      " 'rotate.quarter-turns': <3>, 'straighten.angle': <2.0>, 'sharpen.amount': <50.0>}");
  g_autoptr (AmbRecipe) geometry = amb_recipe_geometry_only (recipe);
  assert_variant (geometry, "{'crop.left': <0.25>, 'flip.vertical': <true>, "
                            "'rotate.quarter-turns': <3>, 'straighten.angle': <2.0>}");
}

static void
test_round_trip (void)
{
  static const char values[]
      = "{'aaa.new': <[1, 2]>, 'contrast.amount': <-12.5>, 'crop.height': <0.333333333>, "
        "'flip.horizontal': <true>,"
        " 'rotate.quarter-turns': <2>, 'white-balance.temperature': <5600.0>, 'zzz.new': <'x'>}";
  g_autoptr (AmbRecipe) recipe = recipe_of (values);
  assert_variant (recipe, values);
  g_autoptr (AmbRecipe) changed = amb_recipe_with_number (recipe, "contrast.amount", 0);
  g_assert_false (amb_recipe_equal (changed, recipe));
  g_autoptr (GVariant) variant = amb_recipe_to_variant (changed);
  g_assert_true (g_variant_lookup (variant, "zzz.new", "&s", NULL));
}

/* Every parameter at both ends survives. */
static void
test_every_parameter (void)
{
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    for (guint i = 0; i < (*op)->n_params * 2; i++)
      {
        const AmbParam *param = &(*op)->params[i / 2];
        gboolean is_number = param->type != AMB_PARAM_CURVE && param->type != AMB_PARAM_FILE;
        double value = i % 2 && is_number ? param->maximum : param->minimum;
        g_autofree char *id = amb_operation_param_id (*op, param);
        g_autoptr (AmbRecipe) empty = amb_recipe_new ();
        g_autoptr (AmbRecipe) recipe = amb_recipe_with_number (empty, id, value);
        g_autoptr (GVariant) variant = amb_recipe_to_variant (recipe);
        g_autoptr (AmbRecipe) read = amb_recipe_from_variant (variant, NULL, NULL);
        g_assert_cmpfloat (amb_recipe_get (read, id), ==, value);
        g_assert_true (amb_recipe_equal (read, recipe));
      }
}

static void
test_notes (void)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GVariant) variant
      = g_variant_parse (NULL,
                         "{'exposure.ev': <9.0>, 'future.thing': <1>, 'contrast.amount': <'much'>, "
                         "'saturation.amount': <3.0>, 'crop.left': <0.1111111111111>}",
                         NULL, NULL, NULL);
  g_autoptr (AmbRecipe) recipe = amb_recipe_from_variant (variant, notes, NULL);
  g_assert_cmpuint (notes->len, ==, 3);
  g_assert_cmpstr (notes->pdata[0], ==,
                   "“exposure.ev” was set to 5, because 9 is outside its range.");
  g_assert_nonnull (strstr (notes->pdata[1], "“future.thing”"));
  g_assert_nonnull (strstr (notes->pdata[2], "“contrast.amount”"));
  assert_variant (recipe, "{'crop.left': <0.111111111>, 'exposure.ev': <5.0>, 'future.thing': <1>, "
                          "'saturation.amount': <3.0>}");
}

static void
test_wrong_type (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_string ("exposure.ev"));
  g_assert_null (amb_recipe_from_variant (variant, NULL, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_RECIPE);
}

static void
test_first_difference (void)
{
  const AmbOperation *op = NULL;
  g_autoptr (AmbRecipe) a = amb_recipe_new ();
  g_autoptr (AmbRecipe) b = recipe_of ("{'sharpen.amount': <50.0>, 'contrast.amount': <5.0>}");
  const AmbParam *param = amb_recipe_first_difference (a, b, &op);
  g_assert_cmpstr (op->id, ==, "contrast");
  g_assert_cmpstr (param->id, ==, "amount");
  g_assert_true (amb_recipe_first_difference (b, a, NULL) == param);
  g_assert_null (amb_recipe_first_difference (b, b, &op));
}

static AmbRecipe *
random_geometry (GRand *random)
{
  double left = g_rand_double_range (random, 0, 0.9), top = g_rand_double_range (random, 0, 0.9);
  g_autofree char *values = g_strdup_printf (
      "{'crop.left': <%.17g>, 'crop.top': <%.17g>, 'crop.width': <%.17g>, 'crop.height': <%.17g>, "
      "'rotate.quarter-turns': <%d>,"
      " 'flip.horizontal': <%s>, 'straighten.angle': <%.17g>, 'future.thing': <1>}",
      left, top, g_rand_double_range (random, 0.01, 1 - left),
      g_rand_double_range (random, 0.01, 1 - top), g_rand_int_range (random, 0, 4),
      g_rand_boolean (random) ? "true" : "false", g_rand_double_range (random, -45, 45));
  return recipe_of (values);
}

static void
test_four_turns (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  for (int round = 0; round < 500; round++)
    {
      g_autoptr (AmbRecipe) recipe = random_geometry (random);
      AmbRecipe *turned = amb_recipe_ref (recipe);
      for (int i = 0; i < 4; i++)
        {
          AmbRecipe *next = amb_recipe_rotated (turned, 1);
          g_assert_false (amb_recipe_equal (next, turned));
          amb_recipe_unref (turned);
          turned = next;
        }
      g_assert_true (amb_recipe_equal (turned, recipe));
      amb_recipe_unref (turned);

      g_autoptr (AmbRecipe) right = amb_recipe_rotated (recipe, 1);
      g_autoptr (AmbRecipe) left = amb_recipe_rotated (recipe, -3);
      g_autoptr (AmbRecipe) back = amb_recipe_rotated (right, -1);
      g_assert_true (amb_recipe_equal (right, left));
      g_assert_true (amb_recipe_equal (back, recipe));
    }
}

static void
test_turned_crop (void)
{
  g_autoptr (AmbRecipe) recipe = recipe_of (
      "{'crop.left': <0.1>, 'crop.top': <0.2>, 'crop.width': <0.3>, 'crop.height': <0.5>}");
  g_autoptr (AmbRecipe) turned = amb_recipe_rotated (recipe, 1);
  assert_variant (turned, "{'crop.height': <0.3>, 'crop.left': <0.3>, 'crop.top': <0.1>,"
                          " 'crop.width': <0.5>, 'rotate.quarter-turns': <1>}");
  g_autoptr (AmbRecipe) spilling = recipe_of ("{'crop.left': <0.75>}");
  g_autoptr (AmbRecipe) spilling_turned = amb_recipe_rotated (spilling, 1);
  assert_variant (spilling_turned,
                  "{'crop.height': <0.25>, 'crop.top': <0.75>, 'rotate.quarter-turns': <1>}");
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  g_autoptr (AmbRecipe) empty_turned = amb_recipe_rotated (empty, 2);
  assert_variant (empty_turned, "{'rotate.quarter-turns': <2>}");
}

static void
test_mirrored_twice (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  for (int round = 0; round < 500; round++)
    for (AmbMirror mirror = AMB_MIRROR_HORIZONTAL; mirror <= AMB_MIRROR_VERTICAL; mirror++)
      {
        g_autoptr (AmbRecipe) recipe = random_geometry (random);
        g_autoptr (AmbRecipe) once = amb_recipe_mirrored (recipe, mirror);
        g_autoptr (AmbRecipe) twice = amb_recipe_mirrored (once, mirror);
        g_assert_false (amb_recipe_equal (once, recipe));
        g_assert_true (amb_recipe_equal (twice, recipe));
      }
}

/* Left and right swapped, then half a turn: top and bottom swapped. */
static void
test_mirrored_and_turned (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  for (int round = 0; round < 500; round++)
    {
      g_autoptr (AmbRecipe) recipe = random_geometry (random);
      g_autoptr (AmbRecipe) mirrored = amb_recipe_mirrored (recipe, AMB_MIRROR_HORIZONTAL);
      g_autoptr (AmbRecipe) one = amb_recipe_rotated (mirrored, 2);
      g_autoptr (AmbRecipe) other = amb_recipe_mirrored (recipe, AMB_MIRROR_VERTICAL);
      AmbGeometry a, b;
      amb_geometry_init (&a, one, 300, 200, 1, AMB_GEOMETRY_DEFAULT);
      amb_geometry_init (&b, other, 300, 200, 1, AMB_GEOMETRY_DEFAULT);
      g_assert_cmpint (a.orientation, ==, b.orientation);
      g_assert_cmpmem (&a.crop, sizeof a.crop, &b.crop, sizeof b.crop);
      g_assert_true (a.angle == b.angle);
    }
}

static void
test_mirrored_crop (void)
{
  g_autoptr (AmbRecipe) recipe = recipe_of (
      "{'crop.left': <0.1>, 'crop.top': <0.2>, 'crop.width': <0.3>, 'crop.height': <0.5>,"
      " 'rotate.quarter-turns': <1>, 'straighten.angle': <3.5>}");
  g_autoptr (AmbRecipe) across = amb_recipe_mirrored (recipe, AMB_MIRROR_HORIZONTAL);
  assert_variant (across, "{'crop.height': <0.5>, 'crop.left': <0.6>, 'crop.top': <0.2>,"
                          " 'crop.width': <0.3>, 'flip.vertical': <true>,"
                          " 'rotate.quarter-turns': <1>, 'straighten.angle': <-3.5>}");
  g_autoptr (AmbRecipe) down = amb_recipe_mirrored (recipe, AMB_MIRROR_VERTICAL);
  assert_variant (down, "{'crop.height': <0.5>, 'crop.left': <0.1>, 'crop.top': <0.3>,"
                        " 'crop.width': <0.3>, 'flip.horizontal': <true>,"
                        " 'rotate.quarter-turns': <1>, 'straighten.angle': <-3.5>}");
}

static gpointer
share (gpointer data)
{
  for (int i = 0; i < 10000; i++)
    amb_recipe_unref (amb_recipe_ref (data));
  return NULL;
}

static void
test_shared (void)
{
  g_autoptr (AmbRecipe) recipe = recipe_of ("{'future.thing': <1>}");
  GThread *threads[4];
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("share", share, recipe);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  assert_variant (recipe, "{'future.thing': <1>}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/recipe/new", test_new);
  g_test_add_func ("/recipe/recipe/with", test_with);
  g_test_add_func ("/recipe/recipe/types", test_types);
  g_test_add_func ("/recipe/recipe/with-fails", test_with_fails);
  g_test_add_func ("/recipe/recipe/equal", test_equal);
  g_test_add_func ("/recipe/recipe/neutral", test_neutral);
  g_test_add_func ("/recipe/recipe/geometry-only", test_geometry_only);
  g_test_add_func ("/recipe/recipe/round-trip", test_round_trip);
  g_test_add_func ("/recipe/recipe/every-parameter", test_every_parameter);
  g_test_add_func ("/recipe/recipe/notes", test_notes);
  g_test_add_func ("/recipe/recipe/wrong-type", test_wrong_type);
  g_test_add_func ("/recipe/recipe/first-difference", test_first_difference);
  g_test_add_func ("/recipe/recipe/four-turns", test_four_turns);
  g_test_add_func ("/recipe/recipe/turned-crop", test_turned_crop);
  g_test_add_func ("/recipe/recipe/mirrored-twice", test_mirrored_twice);
  g_test_add_func ("/recipe/recipe/mirrored-and-turned", test_mirrored_and_turned);
  g_test_add_func ("/recipe/recipe/mirrored-crop", test_mirrored_crop);
  g_test_add_func ("/recipe/recipe/shared", test_shared);
  return g_test_run ();
}
