/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A state file: opened, shared or not, set aside. */
#include "amb-database.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

/* What the file system of the file calls itself; 0: what it is. */
static long magic;

int
statfs (const char *path, struct statfs *st)
{
  memset (st, 0, sizeof *st);
  st->f_type = magic;
  return 0;
}

static char *
say_set_aside (const char *name, gboolean is_newer)
{
  return g_strdup_printf ("%s %s", is_newer ? "newer" : "damaged", name);
}

static const AmbDatabaseKind kind = {
  .schema = "BEGIN; PRAGMA application_id = 77; CREATE TABLE IF NOT EXISTS thing (name BLOB);"
            "PRAGMA user_version = 2; COMMIT",
  .format = 2,
  .application = 77,
  .say_set_aside = say_set_aside,
};

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("ambrotype-database-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "deep", "a.db", NULL);
  magic = 0;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *deep = g_path_get_dirname (self->path);
  g_autoptr (GDir) dir = g_dir_open (deep, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (deep, name, NULL);
      g_unlink (path);
    }
  g_rmdir (deep);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static AmbDatabase *
connected (Fixture *self, AmbDatabaseFlags flags)
{
  AmbDatabase *db = amb_database_new (self->path, &kind, flags);
  g_assert_cmpint (amb_database_connect (db), ==, SQLITE_OK);
  return db;
}

static int
run (AmbDatabase *db, const char *sql)
{
  return amb_database_finish (db, amb_database_prepare (db, sql, ""));
}

static void
break_file (Fixture *self, const char *sql)
{
  sqlite3 *db;
  g_assert_cmpint (sqlite3_open (self->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_values (Fixture *self, gconstpointer data)
{
  AmbDatabase *db = connected (self, AMB_DATABASE_DEFAULT);
  g_assert_cmpint (
      amb_database_finish (db, amb_database_prepare (db, "INSERT INTO thing VALUES (?), (?)", "bb",
                                                     "\xff\xfe", NULL)),
      ==, SQLITE_OK);
  g_autoptr (AmbStatement) row
      = amb_database_prepare (db, "SELECT length (name), name IS NULL FROM thing", "");
  g_assert_cmpint (amb_database_step (db, row), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_column_int (row, 0), ==, 2);
  g_assert_cmpint (amb_database_step (db, row), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_column_int (row, 1), ==, 1);
  g_clear_pointer (&row, sqlite3_finalize);
  amb_database_free (db);
}

static void
test_one_user (Fixture *self, gconstpointer data)
{
  AmbDatabase *first = connected (self, AMB_DATABASE_ONE_USER);
  AmbDatabase *second = amb_database_new (self->path, &kind, AMB_DATABASE_ONE_USER);
  g_assert_cmpint (amb_database_connect (second), ==, AMB_DATABASE_IN_USE);
  AmbDatabase *reader = connected (self, AMB_DATABASE_TO_READ);
  amb_database_free (reader);
  g_assert_cmpint (run (first, "INSERT INTO thing VALUES (1)"), ==, SQLITE_OK);
  amb_database_free (first);
  g_assert_cmpint (amb_database_connect (second), ==, SQLITE_OK);
  amb_database_free (second);
}

static gpointer
let_go (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);
  g_usleep (40000); /* a tenth of how long it is waited for */
  g_assert_cmpint (close (fd), ==, 0);
  return NULL;
}

/* As the child of a program that was killed while it started it. */
static void
test_killed_user (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);
  int fd = g_open (self->path, O_RDWR | O_CREAT, 0600);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  GThread *thread = g_thread_new ("child", let_go, GINT_TO_POINTER (fd));
  AmbDatabase *db = connected (self, AMB_DATABASE_ONE_USER);
  g_thread_join (thread);
  amb_database_free (db);
}

/* There its processes have no memory in common: no file for it, and one process at a time. */
static void
test_network (Fixture *self, gconstpointer data)
{
  g_autofree char *shared = g_strconcat (self->path, "-shm", NULL);
  magic = 0x6969;
  AmbDatabase *first = connected (self, AMB_DATABASE_ONE_USER);
  g_assert_cmpint (run (first, "INSERT INTO thing VALUES (1)"), ==, SQLITE_OK);
  g_assert_false (g_file_test (shared, G_FILE_TEST_EXISTS));
  AmbDatabase *second = amb_database_new (self->path, &kind, AMB_DATABASE_ONE_USER);
  g_assert_cmpint (amb_database_connect (second) & 0xff, ==, SQLITE_BUSY);
  amb_database_free (second);
  amb_database_free (first);
  magic = 0;
  first = connected (self, AMB_DATABASE_ONE_USER);
  g_assert_cmpint (run (first, "INSERT INTO thing VALUES (1)"), ==, SQLITE_OK);
  g_assert_true (g_file_test (shared, G_FILE_TEST_EXISTS));
  amb_database_free (first);
}

static void
test_foreign (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);
  break_file (self, "CREATE TABLE theirs (a)");
  AmbDatabase *db = amb_database_new (self->path, &kind, AMB_DATABASE_DEFAULT);
  g_assert_cmpint (amb_database_connect (db), ==, AMB_DATABASE_FOREIGN);
  g_assert_null (amb_database_take_note (db));
  amb_database_free (db);
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (self->path, "", 0, NULL));
  AmbDatabase *reader = amb_database_new (self->path, &kind, AMB_DATABASE_TO_READ);
  g_assert_cmpint (amb_database_connect (reader), ==, AMB_DATABASE_FOREIGN);
  amb_database_free (reader);
  amb_database_free (connected (self, AMB_DATABASE_DEFAULT));
}

static void
test_newer (Fixture *self, gconstpointer data)
{
  amb_database_free (connected (self, AMB_DATABASE_DEFAULT));
  break_file (self, "PRAGMA user_version = 3");
  for (AmbDatabaseFlags flag = AMB_DATABASE_TO_READ; flag <= AMB_DATABASE_TO_RESUME; flag <<= 1)
    {
      AmbDatabase *careful = amb_database_new (self->path, &kind, flag);
      g_assert_cmpint (amb_database_connect (careful), ==, AMB_DATABASE_NEWER);
      amb_database_free (careful);
    }
  AmbDatabase *db = connected (self, AMB_DATABASE_DEFAULT);
  g_autofree char *note = amb_database_take_note (db);
  g_assert_cmpstr (note, ==, "newer a.db.broken-1");
  amb_database_free (db);
}

static void
test_damaged (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);
  for (guint i = 1; i <= 2; i++)
    {
      g_autofree char *expected = g_strdup_printf ("damaged a.db.broken-%u", i);
      g_assert_true (g_file_set_contents (self->path, "no database at all", -1, NULL));
      AmbDatabase *reader = amb_database_new (self->path, &kind, AMB_DATABASE_TO_READ);
      g_assert_cmpint (amb_database_connect (reader), ==, SQLITE_NOTADB);
      amb_database_free (reader);
      AmbDatabase *db = connected (self, AMB_DATABASE_TO_RESUME | AMB_DATABASE_ONE_USER);
      g_autofree char *note = amb_database_take_note (db);
      g_assert_cmpstr (note, ==, expected);
      amb_database_free (db);
    }
}

static void
test_absent (Fixture *self, gconstpointer data)
{
  static const AmbDatabaseFlags flags[]
      = { AMB_DATABASE_TO_READ, AMB_DATABASE_TO_RESUME | AMB_DATABASE_ONE_USER };
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      AmbDatabase *db = amb_database_new (self->path, &kind, flags[i]);
      g_assert_cmpint (amb_database_connect (db), ==, SQLITE_CANTOPEN);
      g_assert_cmpstr (amb_database_describe (db, SQLITE_CANTOPEN), !=, "");
      amb_database_free (db);
      g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/base/database/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("values", test_values);
  ADD ("one-user", test_one_user);
  ADD ("network", test_network);
  ADD ("foreign", test_foreign);
  ADD ("killed-user", test_killed_user);
  ADD ("empty", test_empty);
  ADD ("newer", test_newer);
  ADD ("damaged", test_damaged);
  ADD ("absent", test_absent);
  return g_test_run ();
}
