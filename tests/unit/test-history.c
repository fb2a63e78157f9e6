/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo and redo: steps, gestures, titles, notifications. */
#include "amb-history.h"

static void
push (AmbHistory *history, const char *id, double value)
{
  g_autoptr (AmbRecipe) recipe
      = amb_recipe_with_number (amb_history_get_recipe (history), id, value);
  amb_history_push (history, recipe);
}

static double
exposure (AmbHistory *history)
{
  return amb_recipe_get (amb_history_get_recipe (history), "exposure.ev");
}

static void
assert_can (AmbHistory *history, gboolean undo, gboolean redo)
{
  g_assert_cmpint (amb_history_get_can_undo (history), ==, undo);
  g_assert_cmpint (amb_history_get_can_redo (history), ==, redo);
}

static void
assert_titles (AmbHistory *history, const char *undo, const char *redo)
{
  g_autofree char *undo_title = amb_history_undo_title (history);
  g_autofree char *redo_title = amb_history_redo_title (history);
  g_assert_cmpstr (undo_title, ==, undo);
  g_assert_cmpstr (redo_title, ==, redo);
}

static void
test_steps (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  assert_can (history, FALSE, FALSE);
  push (history, "exposure.ev", 1);
  push (history, "exposure.ev", 2);
  assert_can (history, TRUE, FALSE);
  amb_history_undo (history);
  g_assert_cmpfloat (exposure (history), ==, 1);
  assert_can (history, TRUE, TRUE);
  amb_history_undo (history);
  amb_history_undo (history);
  g_assert_cmpfloat (exposure (history), ==, 0);
  assert_can (history, FALSE, TRUE);
  amb_history_redo (history);
  amb_history_redo (history);
  amb_history_redo (history);
  g_assert_cmpfloat (exposure (history), ==, 2);
  assert_can (history, TRUE, FALSE);
}

static void
test_new_step_ends_redo (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  push (history, "exposure.ev", 1);
  push (history, "exposure.ev", 2);
  amb_history_undo (history);
  push (history, "exposure.ev", 3);
  assert_can (history, TRUE, FALSE);
  amb_history_undo (history);
  g_assert_cmpfloat (exposure (history), ==, 1);
}

static void
assert_steps (AmbHistory *history, const double *exposures, guint n, guint present)
{
  g_autoptr (AmbSteps) steps = amb_history_get_steps (history);
  g_assert_cmpuint (steps->recipes->len, ==, n);
  g_assert_cmpuint (steps->present, ==, present);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat (amb_recipe_get (g_ptr_array_index (steps->recipes, i), "exposure.ev"), ==,
                       exposures[i]);
}

static void
test_steps_out_and_in (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (AmbHistory) other = amb_history_new ();
  assert_steps (history, (double[]){ 0 }, 1, 0);
  push (history, "exposure.ev", 1);
  push (history, "exposure.ev", 2);
  amb_history_undo (history);
  g_autoptr (AmbSteps) steps = amb_history_get_steps (history);
  amb_history_restore (other, steps);
  assert_steps (other, (double[]){ 0, 1, 2 }, 3, 1);
  assert_can (other, TRUE, TRUE);
  amb_history_undo (other);
  g_assert_cmpfloat (exposure (other), ==, 0);
}

static void
test_steps_in_a_gesture (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  push (history, "exposure.ev", 1);
  amb_history_undo (history);
  amb_history_begin_gesture (history);
  assert_steps (history, (double[]){ 0, 1 }, 2, 0);
  push (history, "exposure.ev", 3);
  assert_steps (history, (double[]){ 0, 3 }, 2, 1);
  push (history, "exposure.ev", 0);
  amb_history_end_gesture (history);
  assert_steps (history, (double[]){ 0, 1 }, 2, 0);
}

static void
test_restore_under_edits (void)
{
  g_autoptr (AmbHistory) kept = amb_history_new ();
  g_autoptr (AmbHistory) history = amb_history_new ();
  push (kept, "exposure.ev", 1);
  g_autoptr (AmbSteps) steps = amb_history_get_steps (kept);
  push (history, "exposure.ev", 2);
  push (history, "exposure.ev", 3);
  amb_history_restore (history, steps);
  assert_steps (history, (double[]){ 0, 1, 3 }, 3, 2);
}

static void
test_restore_in_a_gesture (void)
{
  g_autoptr (AmbHistory) kept = amb_history_new ();
  g_autoptr (AmbHistory) history = amb_history_new ();
  push (kept, "exposure.ev", 1);
  g_autoptr (AmbSteps) steps = amb_history_get_steps (kept);
  amb_history_begin_gesture (history);
  push (history, "exposure.ev", 2);
  amb_history_restore (history, steps);
  g_assert_cmpfloat (exposure (history), ==, 2);
  amb_history_end_gesture (history);
  assert_steps (history, (double[]){ 0, 1, 2 }, 3, 2);
}

static void
test_equal_is_no_step (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  push (history, "exposure.ev", 0);
  assert_can (history, FALSE, FALSE);
  push (history, "exposure.ev", 1);
  amb_history_undo (history);
  push (history, "exposure.ev", 0);
  assert_can (history, FALSE, TRUE);
}

static void
test_gesture_is_one_step (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  amb_history_begin_gesture (history);
  for (int i = 1; i <= 50; i++)
    push (history, "exposure.ev", i / 50.0);
  g_assert_cmpfloat (exposure (history), ==, 1);
  assert_can (history, TRUE, FALSE);
  assert_titles (history, "Exposure", NULL);
  amb_history_end_gesture (history);
  push (history, "contrast.amount", 10);
  amb_history_undo (history);
  g_assert_cmpfloat (exposure (history), ==, 1);
  amb_history_undo (history);
  g_assert_cmpfloat (exposure (history), ==, 0);
  assert_can (history, FALSE, TRUE);
}

static void
test_gesture_back_to_start_is_none (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  push (history, "contrast.amount", 10);
  amb_history_undo (history);
  amb_history_begin_gesture (history);
  push (history, "exposure.ev", 1);
  assert_can (history, TRUE, FALSE);
  push (history, "exposure.ev", 0);
  amb_history_end_gesture (history);
  assert_can (history, FALSE, TRUE);
  assert_titles (history, NULL, "Contrast");
}

static void
test_undo_inside_a_gesture (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  amb_history_begin_gesture (history);
  push (history, "exposure.ev", 1);
  amb_history_undo (history);
  g_assert_cmpfloat (exposure (history), ==, 0);
  assert_can (history, FALSE, TRUE);
  amb_history_redo (history);
  g_assert_cmpfloat (exposure (history), ==, 1);
  push (history, "exposure.ev", 2);
  push (history, "exposure.ev", 3);
  amb_history_undo (history);
  g_assert_cmpfloat (exposure (history), ==, 2);
}

static void
test_gestures_do_not_nest (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  amb_history_begin_gesture (history);
  push (history, "exposure.ev", 1);
  amb_history_begin_gesture (history);
  push (history, "exposure.ev", 2);
  amb_history_end_gesture (history);
  amb_history_end_gesture (history);
  amb_history_undo (history);
  g_assert_cmpfloat (exposure (history), ==, 1);
}

static void
test_many_steps (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  for (int i = 1; i <= 5000; i++)
    push (history, "exposure.ev", i / 1000.0);
  for (int i = 0; i < 5000; i++)
    amb_history_undo (history);
  g_assert_true (amb_recipe_is_neutral (amb_history_get_recipe (history)));
  assert_can (history, FALSE, TRUE);
}

static void
test_titles (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  assert_titles (history, NULL, NULL);
  push (history, "white-balance.tint", 10);
  assert_titles (history, "Tint", NULL);
  push (history, "color-mixer.red-hue", 10);
  assert_titles (history, "Hue: Red", NULL);

  g_autoptr (AmbRecipe) turned = amb_recipe_rotated (amb_history_get_recipe (history), 1);
  amb_history_push (history, turned);
  assert_titles (history, "Rotate", NULL);
  push (history, "crop.left", 0.2);
  assert_titles (history, "Crop", NULL);
  g_autoptr (AmbRecipe) turned_crop = amb_recipe_rotated (amb_history_get_recipe (history), 1);
  amb_history_push (history, turned_crop);
  assert_titles (history, "Rotate", NULL);

  g_autoptr (AmbRecipe) empty = amb_recipe_new ();
  amb_history_push (history, empty);
  assert_titles (history, "Several Edits", NULL);
  amb_history_undo (history);
  assert_titles (history, "Rotate", "Several Edits");
}

/* A step with a name of its own, which goes with the step. */
static void
test_named (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (AmbRecipe) one
      = amb_recipe_with_number (amb_history_get_recipe (history), "exposure.ev", 1);
  g_autoptr (AmbRecipe) two = amb_recipe_with_number (one, "contrast.amount", 20);
  amb_history_push_named (history, amb_history_get_recipe (history), "Nothing");
  g_assert_false (amb_history_get_can_undo (history));
  amb_history_push_named (history, two, "Auto Light");
  assert_titles (history, "Auto Light", NULL);
  amb_history_undo (history);
  assert_titles (history, NULL, "Auto Light");
  push (history, "exposure.ev", 2);
  assert_titles (history, "Exposure", NULL);

  amb_history_push_named (history, two, "Auto Light");
  g_autoptr (AmbSteps) steps = amb_history_get_steps (history);
  g_autoptr (AmbHistory) other = amb_history_new ();
  amb_history_restore (other, steps);
  assert_titles (other, "Auto Light", NULL);
}

static void
test_unknown_values (void)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (GVariant) values = g_variant_ref_sink (g_variant_new_parsed ("{'future.thing': <1>}"));
  g_autoptr (AmbRecipe) recipe = amb_recipe_from_variant (values, NULL, NULL);
  amb_history_push (history, recipe);
  assert_titles (history, "Edit", NULL);
}

static void
count (GObject *object, GParamSpec *pspec, gpointer counter)
{
  ++*(int *) counter;
}

static void
test_notifications (void)
{
  int recipe = 0, can_undo = 0, can_redo = 0;
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_signal_connect (history, "notify::recipe", G_CALLBACK (count), &recipe);
  g_signal_connect (history, "notify::can-undo", G_CALLBACK (count), &can_undo);
  g_signal_connect (history, "notify::can-redo", G_CALLBACK (count), &can_redo);
  push (history, "exposure.ev", 1);
  g_assert_true (recipe == 1 && can_undo == 1 && can_redo == 0);
  push (history, "exposure.ev", 2);
  push (history, "exposure.ev", 2);
  g_assert_true (recipe == 2 && can_undo == 1 && can_redo == 0);
  amb_history_undo (history);
  g_assert_true (recipe == 3 && can_undo == 1 && can_redo == 1);
  amb_history_begin_gesture (history);
  push (history, "exposure.ev", 3);
  push (history, "exposure.ev", 4);
  g_assert_true (recipe == 5 && can_undo == 1 && can_redo == 2);
  amb_history_end_gesture (history);
  g_assert_true (recipe == 5 && can_undo == 1 && can_redo == 2);
}

static void
test_properties (void)
{
  g_autoptr (AmbRecipe) recipe = NULL;
  gboolean can_undo, can_redo;
  g_autoptr (AmbHistory) history = amb_history_new ();
  push (history, "exposure.ev", 1);
  g_object_get (history, "recipe", &recipe, "can-undo", &can_undo, "can-redo", &can_redo, NULL);
  g_assert_true (recipe == amb_history_get_recipe (history));
  g_assert_true (can_undo);
  g_assert_false (can_redo);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/history/steps", test_steps);
  g_test_add_func ("/recipe/history/new-step-ends-redo", test_new_step_ends_redo);
  g_test_add_func ("/recipe/history/equal-is-no-step", test_equal_is_no_step);
  g_test_add_func ("/recipe/history/gesture-is-one-step", test_gesture_is_one_step);
  g_test_add_func ("/recipe/history/gesture-back-to-start-is-none",
                   test_gesture_back_to_start_is_none);
  g_test_add_func ("/recipe/history/undo-inside-a-gesture", test_undo_inside_a_gesture);
  g_test_add_func ("/recipe/history/gestures-do-not-nest", test_gestures_do_not_nest);
  g_test_add_func ("/recipe/history/many-steps", test_many_steps);
  g_test_add_func ("/recipe/history/steps-out-and-in", test_steps_out_and_in);
  g_test_add_func ("/recipe/history/steps-in-a-gesture", test_steps_in_a_gesture);
  g_test_add_func ("/recipe/history/restore-under-edits", test_restore_under_edits);
  g_test_add_func ("/recipe/history/restore-in-a-gesture", test_restore_in_a_gesture);
  g_test_add_func ("/recipe/history/titles", test_titles);
  g_test_add_func ("/recipe/history/named", test_named);
  g_test_add_func ("/recipe/history/unknown-values", test_unknown_values);
  g_test_add_func ("/recipe/history/notifications", test_notifications);
  g_test_add_func ("/recipe/history/properties", test_properties);
  return g_test_run ();
}
