/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Auto light on made-up photos: what is dark is brightened, what is flat is stretched, what is well
 * lit is left alone, and nothing depends on where a pixel is. */
#include "amb-auto-light.h"

#include <math.h>
#include <string.h>

enum
{
  N = 40 * 1000,
};

typedef struct
{
  guint16 rgb[N * 3];
} Photo;

/* Greys whose encoded values spread from low to high, more of them where power says: 1 is evenly.
 */
static Photo *
make (double low, double high, double power)
{
  Photo *photo = g_new (Photo, 1);
  for (guint i = 0; i < N; i++)
    for (int c = 0; c < 3; c++)
      photo->rgb[3 * i + c]
          = (guint16) (65535 * (low + (high - low) * pow (i / (N - 1.0), power)) + 0.5);
  return photo;
}

static double
get (const AmbRecipe *light, const char *id)
{
  return amb_recipe_get (light, id);
}

static AmbRecipe *
find (double low, double high, double power)
{
  g_autofree Photo *photo = make (low, high, power);
  return amb_auto_light_find (photo->rgb, N);
}

static void
test_well_lit (void)
{
  g_autoptr (AmbRecipe) light = find (0, 1, 1);
  g_assert_cmpfloat (fabs (get (light, "exposure.ev")), <=, 0.3);
  g_assert_cmpfloat (get (light, "contrast.amount"), ==, 0);
  g_assert_cmpfloat (get (light, "blacks.amount"), ==, 0);
  g_assert_cmpfloat (get (light, "whites.amount"), ==, 0);
  g_assert_cmpfloat (get (light, "shadows.amount"), <=, 10);
}

static void
test_dark (void)
{
  g_autoptr (AmbRecipe) light = find (0, 0.4, 1);
  g_assert_cmpfloat (get (light, "exposure.ev"), >=, 0.8);
  g_assert_cmpfloat (get (light, "exposure.ev"), <=, 1.25);
}

/* A night with lamps: the lamps stay below white, so exposure stays; the dark is opened a little.
 */
static void
test_night (void)
{
  g_autoptr (AmbRecipe) light = find (0, 1, 6);
  g_assert_cmpfloat (get (light, "exposure.ev"), <=, 0.25);
  g_assert_cmpfloat (get (light, "shadows.amount"), >, 10);
  g_assert_cmpfloat (get (light, "shadows.amount"), <=, 40);
}

static void
test_flat (void)
{
  g_autoptr (AmbRecipe) light = find (0.3, 0.7, 1);
  g_assert_cmpfloat (get (light, "contrast.amount"), >, 5);
  g_assert_cmpfloat (get (light, "blacks.amount"), <, -10);
  g_assert_cmpfloat (get (light, "whites.amount"), >, 10);
}

/* Snow and overexposure are never made darker. */
static void
test_bright (void)
{
  g_autoptr (AmbRecipe) snow = find (0.6, 1, 0.5);
  g_autoptr (AmbRecipe) white = find (1, 1, 1);
  g_assert_cmpfloat (get (snow, "exposure.ev"), ==, 0);
  g_assert_cmpfloat (get (snow, "highlights.amount"), ==, 0);
  g_assert_cmpfloat (get (white, "exposure.ev"), ==, 0);
}

static void
test_extremes (void)
{
  g_autoptr (AmbRecipe) black = find (0, 0, 1);
  const guint16 one[] = { 12000, 12000, 12000 };
  g_autoptr (AmbRecipe) pixel = amb_auto_light_find (one, 1);
  g_assert_cmpfloat (get (black, "exposure.ev"), <=, 1.25);
  g_assert_cmpfloat (get (pixel, "exposure.ev"), <=, 1.25);
}

/* The same pixels in another order; only the promised ids; numbers as a person would set them. */
static void
test_promises (void)
{
  for (double power = 0.3; power < 8; power *= 1.7)
    {
      g_autofree Photo *photo = make (0.02, 0.9, power);
      g_autoptr (AmbRecipe) light = amb_auto_light_find (photo->rgb, N);
      g_autoptr (AmbRecipe) empty = amb_recipe_new ();
      g_autoptr (AmbRecipe) only = amb_recipe_with_light (empty, light, FALSE);
      for (guint i = 0; i < N / 2; i++)
        for (int c = 0; c < 3; c++)
          {
            guint16 swap = photo->rgb[3 * i + c];
            photo->rgb[3 * i + c] = photo->rgb[3 * (N - 1 - i) + c];
            photo->rgb[3 * (N - 1 - i) + c] = swap;
          }
      g_autoptr (AmbRecipe) again = amb_auto_light_find (photo->rgb, N);
      g_assert_true (amb_recipe_equal (light, again));
      g_assert_true (amb_recipe_equal (light, only));
      for (const char *const *id = amb_recipe_light_ids (); *id != NULL; id++)
        {
          double steps = get (light, *id) * (strcmp (*id, "exposure.ev") == 0 ? 20 : 1);
          g_assert_cmpfloat_with_epsilon (steps, round (steps), 1e-9);
        }
    }
}

/* What somebody set stays where it is asked for. */
static void
test_merge (void)
{
  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  g_autoptr (AmbRecipe) tinted = amb_recipe_with_number (empty, "white-balance.tint", 7);
  g_autoptr (AmbRecipe) own = amb_recipe_with_number (tinted, "exposure.ev", -1);
  g_autoptr (AmbRecipe) exposed = amb_recipe_with_number (empty, "exposure.ev", 0.5);
  g_autoptr (AmbRecipe) light = amb_recipe_with_number (exposed, "blacks.amount", -20);
  g_autoptr (AmbRecipe) kept = amb_recipe_with_light (own, light, TRUE);
  g_autoptr (AmbRecipe) replaced = amb_recipe_with_light (own, light, FALSE);
  g_assert_cmpfloat (get (kept, "exposure.ev"), ==, -1);
  g_assert_cmpfloat (get (kept, "blacks.amount"), ==, -20);
  g_assert_cmpfloat (get (kept, "white-balance.tint"), ==, 7);
  g_assert_cmpfloat (get (replaced, "exposure.ev"), ==, 0.5);
  g_assert_cmpfloat (get (replaced, "white-balance.tint"), ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/auto-light/well-lit", test_well_lit);
  g_test_add_func ("/pipeline/auto-light/dark", test_dark);
  g_test_add_func ("/pipeline/auto-light/night", test_night);
  g_test_add_func ("/pipeline/auto-light/flat", test_flat);
  g_test_add_func ("/pipeline/auto-light/bright", test_bright);
  g_test_add_func ("/pipeline/auto-light/extremes", test_extremes);
  g_test_add_func ("/pipeline/auto-light/promises", test_promises);
  g_test_add_func ("/recipe/light/merge", test_merge);
  return g_test_run ();
}
