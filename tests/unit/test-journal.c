/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The edit journal: what is kept comes back, and what is in the way is stepped over. */
#include "amb-journal.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include "amb-error.h"
#include "amb-journal-store.h"

typedef struct
{
  char *folder;
  AmbJournalStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("journal-XXXXXX", NULL);
  fixture->store = amb_journal_store_new (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;
  amb_journal_store_free (fixture->store);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static char *
path_of (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static gboolean
has_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = path_of (fixture, name);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
reopen (Fixture *fixture)
{
  amb_journal_store_free (fixture->store);
  fixture->store = amb_journal_store_new (fixture->folder);
}

static void
push (AmbHistory *history, double exposure)
{
  g_autoptr (AmbRecipe) recipe
      = amb_recipe_with_number (amb_history_get_recipe (history), "exposure.ev", exposure);
  amb_history_push (history, recipe);
}

static AmbJournalId
photo (const char *key, gint64 writer)
{
  return (AmbJournalId){ key, 1000, 2000, writer };
}

/* The exposures of the steps with the present in brackets: "0 [0.5] 1". */
static char *
spell (const AmbSteps *steps)
{
  GString *text = g_string_new (NULL);
  if (steps == NULL)
    return g_string_free (g_string_append (text, "none"), FALSE);
  for (guint i = 0; i < steps->recipes->len; i++)
    g_string_append_printf (text, i == steps->present ? "%s[%g]" : "%s%g", i > 0 ? " " : "",
                            amb_recipe_get (g_ptr_array_index (steps->recipes, i), "exposure.ev"));
  return g_string_free (text, FALSE);
}

static void
assert_kept (Fixture *fixture, AmbJournalId id, const char *expected)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = TRUE;
  g_autoptr (AmbSteps) steps = amb_journal_store_read (fixture->store, &id, &changed, &error);
  g_autofree char *spelt = spell (steps);
  g_assert_no_error (error);
  g_assert_false (changed);
  g_assert_cmpstr (spelt, ==, expected);
}

/* Writes the history as it is; *before is what was written last and becomes what is written now. */
static void
keep (Fixture *fixture, AmbJournalId id, AmbHistory *history, AmbSteps **before)
{
  g_autoptr (GError) error = NULL;
  AmbSteps *steps = amb_history_get_steps (history);
  amb_journal_store_write (fixture->store, &id, *before, steps, AMB_JOURNAL_WRITE_DEFAULT, &error);
  g_assert_no_error (error);
  amb_steps_free (*before);
  *before = steps;
}

/* One write of "0 exposure" steps. */
static void
keep_one (Fixture *fixture, AmbJournalId id, double exposure)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (AmbSteps) before = NULL;
  push (history, exposure);
  keep (fixture, id, history, &before);
}

static sqlite3 *
open_database (Fixture *fixture)
{
  g_autofree char *path = path_of (fixture, "journal.sqlite");
  sqlite3 *db;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  return db;
}

static void
run_sql (Fixture *fixture, const char *sql)
{
  sqlite3 *db = open_database (fixture);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static int
ask_sql (Fixture *fixture, const char *sql)
{
  sqlite3 *db = open_database (fixture);
  sqlite3_stmt *statement;
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  int answer = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return answer;
}

static void
test_steps_and_position (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (AmbSteps) before = NULL;
  AmbJournalId id = photo ("file:///a.jpg", 1);

  assert_kept (fixture, id, "none");
  push (history, 0.5);
  keep (fixture, id, history, &before);
  assert_kept (fixture, id, "0 [0.5]");
  push (history, 1);
  keep (fixture, id, history, &before);
  assert_kept (fixture, id, "0 0.5 [1]");
  amb_history_undo (history);
  amb_history_undo (history);
  keep (fixture, id, history, &before);
  assert_kept (fixture, id, "[0] 0.5 1");
  amb_history_redo (history);
  push (history, 2);
  keep (fixture, id, history, &before);
  reopen (fixture);
  assert_kept (fixture, id, "0 0.5 [2]");
  assert_kept (fixture, photo ("file:///b.jpg", 1), "none");
}

static void
test_only_new_steps_are_written (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (AmbSteps) before = NULL;
  AmbJournalId id = photo ("file:///a.jpg", 1);

  push (history, 0.5);
  keep (fixture, id, history, &before);
  run_sql (fixture, "UPDATE step SET recipe = '{\"exposure.ev\": 4}' WHERE seq = 1");
  push (history, 1);
  keep (fixture, id, history, &before);
  assert_kept (fixture, id, "0 4 [1]");
}

static void
test_no_edits_are_forgotten (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (AmbSteps) before = NULL;
  AmbJournalId id = photo ("file:///a.jpg", 1);

  keep_one (fixture, id, 1);
  keep (fixture, id, history, &before);
  assert_kept (fixture, id, "none");
  g_assert_cmpint (ask_sql (fixture, "SELECT count (*) FROM step"), ==, 0);
}

static void
test_changed_file (Fixture *fixture, gconstpointer data)
{
  AmbJournalId id = photo ("file:///a.jpg", 1);
  gboolean changed = FALSE;

  keep_one (fixture, id, 1);
  id.mtime++;
  g_autoptr (AmbSteps) steps = amb_journal_store_read (fixture->store, &id, &changed, NULL);
  g_assert_true (changed);
  g_assert_cmpuint (steps->recipes->len, ==, 2);
}

static void
test_last_writer_wins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AmbHistory) one = amb_history_new ();
  g_autoptr (AmbHistory) two = amb_history_new ();
  g_autoptr (AmbSteps) before_one = NULL;
  g_autoptr (AmbSteps) before_two = NULL;

  for (int i = 1; i <= 3; i++)
    push (one, i);
  keep (fixture, photo ("file:///a.jpg", 1), one, &before_one);
  push (two, 5);
  keep (fixture, photo ("file:///a.jpg", 2), two, &before_two);
  assert_kept (fixture, photo ("file:///a.jpg", 3), "0 [5]");
  push (one, 4);
  keep (fixture, photo ("file:///a.jpg", 1), one, &before_one);
  assert_kept (fixture, photo ("file:///a.jpg", 3), "0 1 2 3 [4]");
}

static void
test_above_what_could_not_be_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (AmbSteps) first = amb_history_get_steps (history);
  AmbJournalId id = photo ("file:///a.jpg", 2);

  keep_one (fixture, photo ("file:///a.jpg", 1), 1);
  g_assert_true (amb_journal_store_write (fixture->store, &id, NULL, first, AMB_JOURNAL_WRITE_ABOVE, NULL));
  push (history, 2);
  g_autoptr (AmbSteps) second = amb_history_get_steps (history);
  g_assert_true (amb_journal_store_write (fixture->store, &id, first, second, AMB_JOURNAL_WRITE_ABOVE, NULL));
  push (history, 3);
  g_autoptr (AmbSteps) third = amb_history_get_steps (history);
  g_assert_true (amb_journal_store_write (fixture->store, &id, second, third, AMB_JOURNAL_WRITE_ABOVE, NULL));
  assert_kept (fixture, id, "0 1 0 2 [3]");
}

static void
test_bad_step_is_left_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (AmbSteps) before = NULL;

  for (int i = 1; i <= 3; i++)
    push (history, i);
  keep (fixture, photo ("file:///a.jpg", 1), history, &before);
  run_sql (fixture, "UPDATE step SET recipe = 'no recipe' WHERE seq = 1");
  assert_kept (fixture, photo ("file:///a.jpg", 1), "0 2 [3]");
}

static void
test_many_photos (Fixture *fixture, gconstpointer data)
{
  keep_one (fixture, photo ("file:///old.jpg", 1), 1);
  run_sql (fixture, "UPDATE photo SET touched = 1;"
                    "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                    " INSERT INTO photo (key, size, mtime, writer, present, touched)"
                    " SELECT 'file:///' || i, 0, 0, 0, 0, i FROM n");
  keep_one (fixture, photo ("file:///new.jpg", 1), 2);
  g_assert_cmpint (ask_sql (fixture, "SELECT count (*) FROM photo"), ==, AMB_JOURNAL_MAX_PHOTOS);
  assert_kept (fixture, photo ("file:///old.jpg", 1), "none");
  assert_kept (fixture, photo ("file:///new.jpg", 1), "0 [2]");
  g_assert_cmpint (ask_sql (fixture, "SELECT count (*) FROM step"), ==, 2);
}

static void
test_many_steps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (AmbSteps) before = NULL;
  AmbJournalId id = photo ("file:///a.jpg", 1);
  gboolean changed;

  for (int i = 1; i <= AMB_JOURNAL_MAX_STEPS + 5; i++)
    push (history, i % 4 + 0.5);
  keep (fixture, id, history, &before);
  push (history, -1);
  keep (fixture, id, history, &before);
  g_autoptr (AmbSteps) steps = amb_journal_store_read (fixture->store, &id, &changed, NULL);
  g_assert_cmpuint (steps->recipes->len, ==, AMB_JOURNAL_MAX_STEPS);
  g_assert_cmpuint (steps->present, ==, AMB_JOURNAL_MAX_STEPS - 1);
}

static void
assert_set_aside (Fixture *fixture, const char *name, const char *word)
{
  g_autofree char *note = amb_journal_store_take_note (fixture->store);
  g_assert_nonnull (note);
  g_assert_nonnull (strstr (note, name));
  g_assert_nonnull (strstr (note, word));
  g_assert_true (has_file (fixture, name));
  g_assert_null (amb_journal_store_take_note (fixture->store));
}

static void
test_damaged_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, "journal.sqlite");
  AmbJournalId id = photo ("file:///a.jpg", 1);

  for (int i = 1; i <= 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("journal.sqlite.broken-%d", i);
      amb_journal_store_free (fixture->store);
      g_assert_true (g_file_set_contents (path, "this is no database, whatever its name may say", -1, NULL));
      fixture->store = amb_journal_store_new (fixture->folder);
      assert_kept (fixture, id, "none");
      assert_set_aside (fixture, name, "damaged");
      keep_one (fixture, id, i);
      assert_kept (fixture, id, i == 1 ? "0 [1]" : "0 [2]");
    }
}

/* The header is whole; what is wrong shows when a table is read or written. */
static void
test_damaged_page (Fixture *fixture, gconstpointer data)
{
  static const char garbage[4096] = "\x7f";
  g_autofree char *path = path_of (fixture, "journal.sqlite");
  AmbJournalId id = photo ("file:///a.jpg", 1);

  keep_one (fixture, id, 1);
  amb_journal_store_free (fixture->store);
  FILE *file = fopen (path, "r+b");
  fseek (file, 0, SEEK_END);
  long size = ftell (file);
  for (long at = 4096; at < size; at += 4096)
    {
      fseek (file, at, SEEK_SET);
      g_assert_cmpuint (fwrite (garbage, 1, sizeof garbage, file), ==, sizeof garbage);
    }
  fclose (file);
  fixture->store = amb_journal_store_new (fixture->folder);
  keep_one (fixture, id, 2);
  assert_set_aside (fixture, "journal.sqlite.broken-1", "damaged");
  assert_kept (fixture, id, "0 [2]");
}

static void
test_newer_format (Fixture *fixture, gconstpointer data)
{
  AmbJournalId id = photo ("file:///a.jpg", 1);

  keep_one (fixture, id, 1);
  run_sql (fixture, "PRAGMA user_version = 2");
  reopen (fixture);
  assert_kept (fixture, id, "none");
  assert_set_aside (fixture, "journal.sqlite.broken-1", "newer");
}

/* Nothing can be appended to a file: what a full disk gives. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  AmbJournalId id = photo ("file:///a.jpg", 1);
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (GError) error = NULL;
  struct rlimit limit, none;

  keep_one (fixture, id, 1);
  push (history, 2);
  g_autoptr (AmbSteps) steps = amb_history_get_steps (history);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  none = (struct rlimit){ 1, limit.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
  gboolean written
      = amb_journal_store_write (fixture->store, &id, NULL, steps, AMB_JOURNAL_WRITE_DEFAULT, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (written);
  g_assert_true (error != NULL && error->domain == AMB_ERROR);
  g_assert_nonnull (strstr (error->message, "cannot be kept"));
  assert_kept (fixture, id, "0 [1]");
  g_assert_true (amb_journal_store_write (fixture->store, &id, NULL, steps, AMB_JOURNAL_WRITE_DEFAULT, NULL));
  assert_kept (fixture, id, "0 [2]");
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, "file");
  g_autofree char *below = g_build_filename (path, "folder", NULL);
  g_autoptr (GError) error = NULL;
  AmbJournalId id = photo ("file:///a.jpg", 1);
  gboolean changed;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  AmbJournalStore *store = amb_journal_store_new (below);
  g_assert_null (amb_journal_store_read (store, &id, &changed, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_WRITE);
  amb_journal_store_free (store);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  AmbJournalId id = photo ("file:///a.jpg", 1);
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (GError) error = NULL;

  keep_one (fixture, id, 1);
  push (history, 2);
  g_autoptr (AmbSteps) steps = amb_history_get_steps (history);
  sqlite3 *db = open_database (fixture);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (
      amb_journal_store_write (fixture->store, &id, NULL, steps, AMB_JOURNAL_WRITE_DEFAULT, &error));
  g_assert_nonnull (error);
  sqlite3_close (db);
  assert_kept (fixture, id, "0 [1]");
}

static void
write_many (Fixture *fixture, gint64 writer, int n)
{
  g_autoptr (AmbHistory) history = amb_history_new ();
  g_autoptr (AmbSteps) before = NULL;
  for (int i = 1; i <= n; i++)
    {
      push (history, writer + i / 100.0);
      keep (fixture, photo ("file:///a.jpg", writer), history, &before);
    }
}

static void
test_two_processes (Fixture *fixture, gconstpointer data)
{
  enum { N = 40 };
  pid_t child = fork ();
  gboolean changed;
  int status;

  if (child == 0)
    {
      write_many (fixture, 1, N);
      _exit (0);
    }
  write_many (fixture, 2, N);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);

  AmbJournalId id = photo ("file:///a.jpg", 3);
  g_autoptr (AmbSteps) steps = amb_journal_store_read (fixture->store, &id, &changed, NULL);
  g_assert_cmpuint (steps->recipes->len, ==, N + 1);
  double first = amb_recipe_get (g_ptr_array_index (steps->recipes, 1), "exposure.ev");
  for (guint i = 1; i <= N; i++)
    g_assert_cmpfloat_with_epsilon (amb_recipe_get (g_ptr_array_index (steps->recipes, i), "exposure.ev"),
                                    first + (i - 1) / 100.0, 1e-9);
}

/* The thread. */

static void
remember_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static AmbSteps *
read_back (AmbJournal *journal, AmbJournalEntry *entry, gboolean *changed, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  amb_journal_read_async (journal, entry, remember_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return amb_journal_read_finish (result, changed, error);
}

static void
test_thread (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, "photo.jpg");
  g_autofree char *link = path_of (fixture, "link.jpg");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) linked = g_file_new_for_path (link);
  g_autoptr (AmbHistory) history = amb_history_new ();
  gboolean changed;

  g_assert_true (g_file_set_contents (path, "photo", -1, NULL));
  g_assert_cmpint (symlink (path, link), ==, 0);
  {
    g_autoptr (AmbJournal) journal = amb_journal_new (fixture->folder);
    g_autoptr (AmbJournalEntry) entry = amb_journal_entry_new (file);
    g_assert_null (read_back (journal, entry, &changed, NULL));
    for (int i = 1; i <= 30; i++)
      {
        push (history, i / 10.0);
        amb_journal_write (journal, entry, amb_history_get_steps (history));
      }
    amb_journal_close (journal);
    amb_journal_write (journal, entry, amb_history_get_steps (history));
    g_autoptr (GError) error = NULL;
    g_assert_null (read_back (journal, entry, &changed, &error));
    g_assert_error (error, AMB_ERROR, AMB_ERROR_CANCELLED);
  }
  g_autoptr (AmbJournal) journal = amb_journal_new (fixture->folder);
  g_autoptr (AmbJournalEntry) entry = amb_journal_entry_new (linked);
  g_autoptr (AmbSteps) steps = read_back (journal, entry, &changed, NULL);
  g_assert_cmpuint (steps->recipes->len, ==, 31);
  g_assert_cmpuint (steps->present, ==, 30);
  g_assert_false (changed);
  g_assert_null (amb_journal_take_trouble (journal));
}

static void
count_trouble (AmbJournal *journal, int *n)
{
  g_autofree char *trouble = amb_journal_take_trouble (journal);
  *n += trouble != NULL;
}

/* Said once; what failed is kept with the next write, above what could not be read. */
static void
test_trouble_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = path_of (fixture, "later");
  g_autoptr (GFile) file = g_file_new_for_uri ("photos://far/away.jpg");
  g_autoptr (AmbJournal) journal = amb_journal_new (folder);
  g_autoptr (AmbJournalEntry) entry = amb_journal_entry_new (file);
  g_autoptr (AmbJournalEntry) other = amb_journal_entry_new (file);
  g_autoptr (AmbHistory) history = amb_history_new ();
  gboolean changed;
  int n = 0;

  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  g_signal_connect (journal, "trouble", G_CALLBACK (count_trouble), &n);
  g_assert_null (read_back (journal, entry, &changed, NULL));
  push (history, 1);
  amb_journal_write (journal, entry, amb_history_get_steps (history));
  g_assert_null (read_back (journal, other, &changed, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (n, ==, 1);

  g_assert_cmpint (g_remove (folder), ==, 0);
  push (history, 2);
  amb_journal_write (journal, entry, amb_history_get_steps (history));
  g_autoptr (AmbSteps) steps = read_back (journal, other, &changed, NULL);
  g_autofree char *spelt = spell (steps);
  g_assert_cmpstr (spelt, ==, "0 1 [2]");
  amb_journal_close (journal);
  g_autofree char *database = g_build_filename (folder, "journal.sqlite", NULL);
  g_remove (database);
}

#define ADD(name, test)                                                                                       \
  g_test_add ("/recipe/journal/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("steps-and-position", test_steps_and_position);
  ADD ("only-new-steps-are-written", test_only_new_steps_are_written);
  ADD ("no-edits-are-forgotten", test_no_edits_are_forgotten);
  ADD ("changed-file", test_changed_file);
  ADD ("last-writer-wins", test_last_writer_wins);
  ADD ("above-what-could-not-be-read", test_above_what_could_not_be_read);
  ADD ("bad-step-is-left-out", test_bad_step_is_left_out);
  ADD ("many-photos", test_many_photos);
  ADD ("many-steps", test_many_steps);
  ADD ("damaged-file", test_damaged_file);
  ADD ("damaged-page", test_damaged_page);
  ADD ("newer-format", test_newer_format);
  ADD ("full-disk", test_full_disk);
  ADD ("no-folder", test_no_folder);
  ADD ("locked", test_locked);
  ADD ("two-processes", test_two_processes);
  ADD ("thread", test_thread);
  ADD ("trouble-once", test_trouble_once);
  return g_test_run ();
}
