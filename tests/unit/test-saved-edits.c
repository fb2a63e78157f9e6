/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One recipe over another, and the edits of the journal for who only reads. */
#include "amb-saved-edits.h"

#include <unistd.h>
#include <glib/gstdio.h>
#include "amb-error.h"
#include "amb-journal-store.h"

static AmbRecipe *
recipe (const char *json)
{
  g_autoptr (GError) error = NULL;
  AmbRecipe *made = amb_recipe_from_json (json, -1, NULL, NULL, &error);
  g_assert_no_error (error);
  return made;
}

static void
test_on_top (void)
{
  static const struct
  {
    const char *below, *top, *result;
  } cases[] = {
    { "{}", "{}", "{}" },
    { "{\"exposure.ev\": 1}", "{}", "{\"exposure.ev\": 1}" },
    { "{}", "{\"exposure.ev\": 1}", "{\"exposure.ev\": 1}" },
    { "{\"exposure.ev\": 1}", "{\"exposure.ev\": -1}", "{\"exposure.ev\": -1}" },
    { "{\"exposure.ev\": 1, \"contrast.amount\": 5}", "{\"exposure.ev\": 2}",
      "{\"exposure.ev\": 2, \"contrast.amount\": 5}" },
    { "{\"crop.left\": 0.5, \"crop.width\": 0.25}", "{\"crop.top\": 0.5, \"crop.height\": 0.5}",
      "{\"crop.top\": 0.5, \"crop.height\": 0.5}" },
    { "{\"tone-curve.red\": \"0,0 0.5,0.6 1,1\", \"exposure.ev\": 1}",
      "{\"tone-curve.green\": \"0,0 0.5,0.4 1,1\"}",
      "{\"tone-curve.green\": \"0,0 0.5,0.4 1,1\", \"exposure.ev\": 1}" },
    { "{\"later.one\": 1, \"later.two\": 2, \"laterx.one\": 3}", "{\"later.one\": 4}",
      "{\"later.one\": 4, \"laterx.one\": 3}" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AmbRecipe) below = recipe (cases[i].below);
      g_autoptr (AmbRecipe) top = recipe (cases[i].top);
      g_autoptr (AmbRecipe) expected = recipe (cases[i].result);
      g_autoptr (AmbRecipe) result = amb_recipe_on_top (below, top);
      g_assert_true (amb_recipe_equal (result, expected));
    }
}

typedef struct
{
  char *folder;
  GFile *photo;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  self->folder = g_dir_make_tmp ("ambrotype-saved-XXXXXX", NULL);
  path = g_build_filename (self->folder, "a photo.jpg", NULL);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  self->photo = g_file_new_for_path (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_object_unref (self->photo);
  g_free (self->folder);
}

/* Three steps of which the second is the present: the third was undone. */
static void
keep (Fixture *self)
{
  AmbJournalStore *store = amb_journal_store_new (self->folder);
  AmbJournalId id = { .writer = 7 };
  g_autofree char *key = amb_journal_store_key (store, self->photo, &id);
  g_autoptr (GError) error = NULL;
  GPtrArray *recipes = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_recipe_unref);
  id.key = key;
  g_ptr_array_add (recipes, recipe ("{}"));
  g_ptr_array_add (recipes, recipe ("{\"exposure.ev\": 1}"));
  g_ptr_array_add (recipes, recipe ("{\"exposure.ev\": 2}"));
  g_autoptr (AmbSteps) steps = amb_steps_new (recipes, 1);
  amb_journal_store_write (store, &id, NULL, steps, AMB_JOURNAL_WRITE_DEFAULT, &error);
  g_assert_no_error (error);
  amb_journal_store_free (store);
}

/* What a step is called outlives the program; the others are called by what they change. */
static void
test_named_step (Fixture *self, gconstpointer data)
{
  AmbJournalStore *store = amb_journal_store_new (self->folder);
  const AmbJournalId id = { .key = "file:///a.jpg", .writer = 7 };
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (AmbHistory) later = amb_history_new ();
  g_autoptr (AmbRecipe) brighter = recipe ("{\"exposure.ev\": 1}");
  g_autoptr (AmbRecipe) lit = recipe ("{\"exposure.ev\": 2, \"contrast.amount\": 20}");
  g_autoptr (GError) error = NULL;
  gboolean changed;
  amb_history_push (history, brighter);
  amb_history_push_named (history, lit, "Auto Light");
  g_autoptr (AmbSteps) kept = amb_history_get_steps (history);
  amb_journal_store_write (store, &id, NULL, kept, AMB_JOURNAL_WRITE_DEFAULT, &error);
  g_assert_no_error (error);

  g_autoptr (AmbSteps) steps = amb_journal_store_read (store, &id, &changed, &error);
  g_assert_no_error (error);
  amb_history_restore (later, steps);
  g_autofree char *second = amb_history_undo_title (later);
  g_assert_cmpstr (second, ==, "Auto Light");
  g_assert_true (amb_recipe_equal (amb_history_get_recipe (later), lit));
  amb_history_undo (later);
  g_autofree char *first = amb_history_undo_title (later);
  g_assert_cmpstr (first, ==, "Exposure");
  amb_journal_store_free (store);
}

static void
test_found (Fixture *self, gconstpointer data)
{
  g_autofree char *link = g_build_filename (self->folder, "link.jpg", NULL);
  g_autofree char *other = g_build_filename (self->folder, "other.jpg", NULL);
  g_autoptr (GFile) linked = g_file_new_for_path (link);
  g_autoptr (GFile) unknown = g_file_new_for_path (other);
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (symlink ("a photo.jpg", link), ==, 0);
  keep (self);

  g_autoptr (AmbSavedEdits) edits = amb_saved_edits_new (self->folder);
  g_autoptr (AmbRecipe) found = amb_saved_edits_find (edits, self->photo, &error);
  g_autoptr (AmbRecipe) through = amb_saved_edits_find (edits, linked, &error);
  g_autoptr (AmbRecipe) none = amb_saved_edits_find (edits, unknown, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (amb_recipe_get (found, "exposure.ev"), ==, 1);
  g_assert_true (amb_recipe_equal (found, through));
  g_assert_true (amb_recipe_is_neutral (none));
}

static void
test_no_journal (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->folder, "gone", NULL);
  g_autoptr (AmbSavedEdits) edits = amb_saved_edits_new (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbRecipe) found = amb_saved_edits_find (edits, self->photo, &error);
  g_assert_no_error (error);
  g_assert_true (amb_recipe_is_neutral (found));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_damaged (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "journal.sqlite", NULL);
  g_autoptr (AmbSavedEdits) edits = amb_saved_edits_new (self->folder);
  g_autoptr (GError) error = NULL;
  g_assert_true (
      g_file_set_contents (path, "no database at all, but long enough to be one", -1, NULL));
  g_assert_null (amb_saved_edits_find (edits, self->photo, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_READ);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/on-top", test_on_top);
  g_test_add ("/recipe/saved-edits/found", Fixture, NULL, set_up, test_found, tear_down);
  g_test_add ("/recipe/saved-edits/named-step", Fixture, NULL, set_up, test_named_step, tear_down);
  g_test_add ("/recipe/saved-edits/no-journal", Fixture, NULL, set_up, test_no_journal, tear_down);
  g_test_add ("/recipe/saved-edits/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  return g_test_run ();
}
