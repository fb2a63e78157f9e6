/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves: what is one, where they go, and as variants, text, and parts of recipes. */
#include "amb-recipe.h"

#include <math.h>
#include <string.h>
#include "amb-error.h"

#define LUMINANCE "tone-curve.luminance"

static const AmbSpline curve = { 3, { { 0, 0 }, { 0.25, 0.2 }, { 1, 1 } } };

static void
test_valid (void)
{
  const AmbSpline bad[] = {
    { 1, { { 0, 0 } } },
    { 17, { { 0, 0 } } },
    { 2, { { 0, 0 }, { 0, 1 } } },
    { 2, { { 0.5, 0 }, { 0.4, 1 } } },
    { 2, { { 0, 0 }, { 1.1, 1 } } },
    { 2, { { -0.1, 0 }, { 1, 1 } } },
    { 2, { { 0, -0.1 }, { 1, 1 } } },
    { 2, { { 0, 0 }, { 1, 1.1 } } },
    { 2, { { 0, 0 }, { NAN, 1 } } },
    { 2, { { 0, NAN }, { 1, 1 } } },
    { 2, { { 0, 0 }, { 1, INFINITY } } },
  };
  g_assert_true (amb_spline_is_valid (&amb_spline_identity));
  g_assert_true (amb_spline_is_valid (&curve));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (amb_spline_is_valid (&bad[i]));
}

static void
test_identity (void)
{
  double slopes[AMB_SPLINE_MAX_POINTS];
  amb_spline_slopes (&amb_spline_identity, slopes);
  for (double x = -1; x <= 2; x += 0.125)
    {
      g_assert_cmpfloat (amb_spline_at (&amb_spline_identity, slopes, x), ==, x);
      g_assert_cmpfloat (amb_spline_slope_at (&amb_spline_identity, slopes, x), ==, 1);
    }
}

/* Random points: through each of them, between two of them within their values, without a jump or a
 * kink, and the slope is the slope. */
static void
test_monotone (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  for (int round = 0; round < 200; round++)
    {
      AmbSpline c = { (guint) g_rand_int_range (random, 2, 17), { { 0 } } };
      double slopes[AMB_SPLINE_MAX_POINTS], x = 0;
      for (guint i = 0; i < c.n_points; i++)
        c.points[i] = (AmbSplinePoint){ x += g_rand_double_range (random, 0.01, 0.06),
                                        g_rand_double (random) };
      amb_spline_slopes (&c, slopes);
      for (guint i = 0; i + 1 < c.n_points; i++)
        {
          const AmbSplinePoint *a = &c.points[i], *b = &c.points[i + 1];
          double last = a->y, step = (b->x - a->x) / 64;
          g_assert_cmpfloat_with_epsilon (amb_spline_at (&c, slopes, a->x), a->y, 1e-12);
          for (int k = 1; k <= 64; k++)
            {
              double y = amb_spline_at (&c, slopes, a->x + k * step);
              double middle = amb_spline_slope_at (&c, slopes, a->x + (k - 0.5) * step);
              g_assert_true (b->y >= a->y ? y >= last - 1e-12 : y <= last + 1e-12);
              g_assert_cmpfloat_with_epsilon (middle * step, y - last, 1e-3);
              last = y;
            }
          g_assert_cmpfloat_with_epsilon (amb_spline_slope_at (&c, slopes, b->x - 1e-9),
                                          amb_spline_slope_at (&c, slopes, b->x + 1e-9), 1e-3);
        }
    }
}

static void
test_beyond (void)
{
  const AmbSpline c = { 2, { { 0.25, 0.5 }, { 0.75, 0.75 } } };
  double slopes[AMB_SPLINE_MAX_POINTS];
  amb_spline_slopes (&c, slopes);
  g_assert_cmpfloat (amb_spline_at (&c, slopes, 0), ==, 0.375);
  g_assert_cmpfloat (amb_spline_at (&c, slopes, 2), ==, 1.375);
  g_assert_cmpfloat (amb_spline_slope_at (&c, slopes, 0), ==, 0.5);
  g_assert_cmpfloat (amb_spline_slope_at (&c, slopes, 2), ==, 0.5);
}

static void
test_text (void)
{
  static const char *const good[]
      = { "0,0 0.25,0.2 1,1", "  0,0\t0.25,.2   1,1 ", "-0,0 25e-2,0.2 1,1" };
  static const char *const bad[]
      = { "",         "0,0",          "0,0 1",     "0 0 1 1",         "0,0,1,1",      "0,0;1,1",
          "0,0 1,x",  "0,0 nan,1",    "0,nan 1,1", "1,1 0,0",         "0,0 0,1",      "0,0 1,2",
          "0, 0 1,1", "0,0 0.5,1e99", "identity",  "0,0 0.5,0,5 1,1", "[[0,0],[1,1]]" };
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      AmbSpline read;
      g_assert_true (amb_spline_from_text (good[i], &read));
      g_assert_true (amb_spline_equal (&read, &curve));
      g_assert_false (signbit (read.points[0].x));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      AmbSpline read = curve;
      if (amb_spline_from_text (bad[i], &read))
        g_error ("“%s” was read", bad[i]);
      g_assert_true (amb_spline_equal (&read, &curve));
    }
  g_autofree char *text = amb_spline_to_text (&curve);
  g_assert_cmpstr (text, ==, good[0]);
}

/* Sixteen points are read, seventeen are not. */
static void
test_most_points (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  AmbSpline read;
  for (int i = 0; i < 16; i++)
    g_string_append_printf (text, "%s0.%02d,0.5", i > 0 ? " " : "", i);
  g_assert_true (amb_spline_from_text (text->str, &read));
  g_assert_cmpuint (read.n_points, ==, 16);
  g_autoptr (GVariant) variant = g_variant_ref_sink (amb_spline_to_variant (&read));
  AmbSpline again;
  g_assert_true (amb_spline_from_variant (variant, &again));
  g_assert_true (amb_spline_equal (&read, &again));
  g_string_append (text, " 0.99,0.5");
  g_assert_false (amb_spline_from_text (text->str, &read));
}

static void
test_variants (void)
{
  static const char *const good[]
      = { "[(0.0, 0.0), (0.25, 0.2), (1.0, 1.0)]", "[[0.0, 0.0], [0.25, 0.2], [1.0, 1.0]]",
          "<[<[<int64 0>, <0.0>]>, <[<0.25>, <0.2>]>, <[<int64 1>, <1>]>]>", "'0,0 0.25,0.2 1,1'" };
  static const char *const bad[] = { "0.5",
                                     "true",
                                     "@a(dd) []",
                                     "[(0.0, 0.0)]",
                                     "[(0.0, 0.0), (1.0, 2.0)]",
                                     "[(1.0, 0.0), (0.0, 1.0)]",
                                     "[(0.0, 0.0, 0.0), (1.0, 1.0, 1.0)]",
                                     "[('0', '0'), ('1', '1')]",
                                     "[0.0, 1.0]",
                                     "[@m(dd) just (0.0, 0.0), just (1.0, 1.0)]",
                                     "'0,0'",
                                     "{'x': 1}" };
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      AmbSpline read;
      g_autoptr (GVariant) variant = g_variant_parse (NULL, good[i], NULL, NULL, NULL);
      g_assert_nonnull (variant);
      g_assert_true (amb_spline_from_variant (variant, &read));
      g_assert_true (amb_spline_equal (&read, &curve));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      AmbSpline read;
      g_autoptr (GVariant) variant = g_variant_parse (NULL, bad[i], NULL, NULL, NULL);
      g_assert_nonnull (variant);
      if (amb_spline_from_variant (variant, &read))
        g_error ("%s was read", bad[i]);
    }
}

static AmbRecipe *
with_curve (const AmbSpline *c)
{
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  g_autoptr (GError) error = NULL;
  AmbRecipe *recipe = amb_recipe_with (empty, LUMINANCE, amb_spline_to_variant (c), &error);
  g_assert_no_error (error);
  return recipe;
}

static void
test_recipe (void)
{
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  g_autoptr (AmbRecipe) recipe = with_curve (&curve);
  g_autoptr (AmbRecipe) other = with_curve (&(AmbSpline){ 2, { { 0, 0.1 }, { 1, 1 } } });
  g_autoptr (AmbRecipe) straight = with_curve (&amb_spline_identity);
  g_autoptr (AmbRecipe) bright = amb_recipe_with_number (recipe, "exposure.ev", 1);
  const AmbOperation *op = amb_operations_find ("tone-curve");

  g_assert_true (amb_spline_equal (amb_recipe_get_curve (empty, LUMINANCE), &amb_spline_identity));
  g_assert_true (amb_spline_equal (amb_recipe_get_curve (bright, LUMINANCE), &curve));
  g_assert_true (
      amb_spline_equal (amb_recipe_get_curve (recipe, "tone-curve.red"), &amb_spline_identity));
  g_assert_null (amb_recipe_get_curves (empty, op));
  g_assert_true (amb_spline_equal (amb_recipe_get_curves (recipe, op)[0], &curve));
  g_assert_null (amb_recipe_get_curves (recipe, op)[1]);
  g_assert_cmpfloat (amb_recipe_get (recipe, LUMINANCE), ==, 1);
  g_assert_false (amb_recipe_is_neutral (recipe));
  g_assert_true (amb_recipe_is_neutral (straight));
  g_assert_true (amb_recipe_equal (straight, empty));
  g_assert_false (amb_recipe_equal (recipe, empty));
  g_assert_false (amb_recipe_equal (recipe, other));
  g_assert_cmpstr (amb_recipe_first_difference (recipe, other, NULL)->id, ==, "luminance");
  g_assert_null (amb_recipe_first_difference (recipe, recipe, NULL));
}

/* Its number can be taken back, and nothing else. */
static void
test_recipe_number (void)
{
  g_autoptr (AmbRecipe) recipe = with_curve (&curve);
  g_autoptr (AmbRecipe) reset = amb_recipe_with_number (recipe, LUMINANCE, 0);
  g_autoptr (AmbRecipe) geometry = amb_recipe_geometry_only (recipe);
  g_assert_true (amb_recipe_is_neutral (reset));
  g_assert_true (amb_recipe_is_neutral (geometry));
  g_autoptr (AmbRecipe) back
      = amb_recipe_with (recipe, LUMINANCE, g_variant_new_string ("0,0 1,1"), NULL);
  g_assert_true (amb_recipe_is_neutral (back));
}

static void
test_recipe_refuses (void)
{
  static const char *const values[] = { "0.5", "'curve'", "[(0.0, 0.0), (1.0, 2.0)]", "''" };
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;
      GVariant *value = g_variant_parse (NULL, values[i], NULL, NULL, NULL);
      g_assert_null (amb_recipe_with (empty, LUMINANCE, value, &error));
      g_assert_error (error, AMB_ERROR, AMB_ERROR_RECIPE);
      g_variant_unref (value);
    }
}

static void
test_recipe_round_trip (void)
{
  g_autoptr (AmbRecipe) recipe = with_curve (&curve);
  g_autoptr (GVariant) variant = amb_recipe_to_variant (recipe);
  g_autofree char *printed = g_variant_print (variant, FALSE);
  g_assert_cmpstr (
      printed, ==,
      "{'tone-curve.luminance': <[(0.0, 0.0), (0.25, 0.20000000000000001), (1.0, 1.0)]>}");
  g_autoptr (AmbRecipe) read = amb_recipe_from_variant (variant, NULL, NULL);
  g_assert_true (amb_recipe_equal (read, recipe));

  g_autofree char *json = amb_recipe_to_json (recipe);
  g_assert_nonnull (strstr (json, "\"tone-curve.luminance\": [[0, 0], [0.25, 0.2], [1, 1]]"));
  g_autoptr (AmbRecipe) again = amb_recipe_from_json (json, -1, NULL, NULL, NULL);
  g_assert_true (amb_recipe_equal (again, recipe));
}

static void
test_recipe_notes (void)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AmbRecipe) recipe = amb_recipe_from_json (
      "{\"tone-curve.red\": [[0, 0], [0, 1]], \"exposure.ev\": 1}", -1, NULL, notes, NULL);
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_cmpstr (notes->pdata[0], ==,
                   "“tone-curve.red” was left out, because its value is no curve.");
  g_assert_cmpfloat (amb_recipe_get (recipe, "tone-curve.red"), ==, 0);
  g_assert_cmpfloat (amb_recipe_get (recipe, "exposure.ev"), ==, 1);
}

/* The largest that curves can make of a recipe fits into a message many times. */
static void
test_recipe_size (void)
{
  AmbSpline most = { AMB_SPLINE_MAX_POINTS, { { 0 } } };
  for (guint i = 0; i < most.n_points; i++)
    most.points[i] = (AmbSplinePoint){ i / 15.0, 1 - i / 15.0 };
  g_autoptr (AmbRecipe) recipe = amb_recipe_new ();
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    for (guint i = 0; i < (*op)->n_params; i++)
      if ((*op)->params[i].type == AMB_PARAM_CURVE)
        {
          g_autofree char *id = amb_operation_param_id (*op, &(*op)->params[i]);
          AmbRecipe *next = amb_recipe_with (recipe, id, amb_spline_to_variant (&most), NULL);
          amb_recipe_unref (recipe);
          recipe = next;
        }
  g_autoptr (GVariant) variant = amb_recipe_to_variant (recipe);
  g_assert_cmpuint (g_variant_get_size (variant), <, 16 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/spline/valid", test_valid);
  g_test_add_func ("/ops/spline/identity", test_identity);
  g_test_add_func ("/ops/spline/monotone", test_monotone);
  g_test_add_func ("/ops/spline/beyond", test_beyond);
  g_test_add_func ("/ops/spline/text", test_text);
  g_test_add_func ("/ops/spline/most-points", test_most_points);
  g_test_add_func ("/ops/spline/variants", test_variants);
  g_test_add_func ("/recipe/curve/values", test_recipe);
  g_test_add_func ("/recipe/curve/number", test_recipe_number);
  g_test_add_func ("/recipe/curve/refuses", test_recipe_refuses);
  g_test_add_func ("/recipe/curve/round-trip", test_recipe_round_trip);
  g_test_add_func ("/recipe/curve/notes", test_recipe_notes);
  g_test_add_func ("/recipe/curve/size", test_recipe_size);
  return g_test_run ();
}
