/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: write-ahead log and full synchronisation, so that a transaction that was committed stays
 * and one that was not leaves nothing. The log needs memory that all processes share, which a
 * network file system does not have: there the file is locked for good before the log is begun.
 *
 * One user at a time is kept by flock on a descriptor of our own. It must not be closed while the
 * database is open: the close of any descriptor of a file drops the locks that SQLite has on it. */
#include "amb-database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include "amb-file-system.h"

enum
{
  BUSY_MS = 2000, /* for another process' write, which takes some milliseconds */
  LOCK_TRIES = 20,
  LOCK_PAUSE_USEC = 20000,
};

struct _AmbDatabase
{
  char *path;
  const AmbDatabaseKind *kind;
  AmbDatabaseFlags flags;
  sqlite3 *db; /* nullable */
  int lock_fd; /* -1: none */
  char *note;  /* nullable */
  int failure; /* of the last connect */
  char *words; /* about it; nullable */
};

AmbDatabase *
amb_database_new (const char *path, const AmbDatabaseKind *kind, AmbDatabaseFlags flags)
{
  AmbDatabase *self = g_new0 (AmbDatabase, 1);
  self->path = g_strdup (path);
  self->kind = kind;
  self->flags = flags;
  self->lock_fd = -1;
  return self;
}

void
amb_database_disconnect (AmbDatabase *self)
{
  g_clear_pointer (&self->db, sqlite3_close_v2);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  self->lock_fd = -1;
}

void
amb_database_free (AmbDatabase *self)
{
  if (self == NULL)
    return;
  amb_database_disconnect (self);
  g_free (self->path);
  g_free (self->note);
  g_free (self->words);
  g_free (self);
}

char *
amb_database_take_note (AmbDatabase *self)
{
  return g_steal_pointer (&self->note);
}

const char *
amb_database_describe (AmbDatabase *self, int code)
{
  if (self->db != NULL && sqlite3_errcode (self->db) == code)
    return sqlite3_errmsg (self->db);
  return self->words != NULL && self->failure == code ? self->words : sqlite3_errstr (code);
}

sqlite3 *
amb_database_get (AmbDatabase *self)
{
  return self->db;
}

/* Statements. */

int
amb_database_execute (AmbDatabase *self, const char *sql)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL);
}

static void
bind_bytes (AmbStatement *statement, int index, const char *bytes)
{
  if (bytes == NULL)
    sqlite3_bind_null (statement, index);
  else
    sqlite3_bind_blob (statement, index, bytes, (int) strlen (bytes), SQLITE_TRANSIENT);
}

static void
bind_values (AmbStatement *statement, const char *types, va_list values)
{
  for (int i = 0; types[i] != '\0'; i++)
    if (types[i] == 's')
      sqlite3_bind_text (statement, i + 1, va_arg (values, const char *), -1, SQLITE_TRANSIENT);
    else if (types[i] == 'b')
      bind_bytes (statement, i + 1, va_arg (values, const char *));
    else
      sqlite3_bind_int64 (statement, i + 1, va_arg (values, gint64));
}

AmbStatement *
amb_database_prepare (AmbDatabase *self, const char *sql, const char *types, ...)
{
  AmbStatement *statement = NULL;
  va_list values;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) != SQLITE_OK)
    return NULL;
  va_start (values, types);
  bind_values (statement, types, values);
  va_end (values);
  return statement;
}

int
amb_database_step (AmbDatabase *self, AmbStatement *statement)
{
  return statement != NULL ? sqlite3_step (statement) : sqlite3_errcode (self->db);
}

int
amb_database_finish (AmbDatabase *self, AmbStatement *statement)
{
  g_autoptr (AmbStatement) owned = statement;
  int code = amb_database_step (self, owned);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int
read_number (AmbDatabase *self, const char *sql, int *number)
{
  g_autoptr (AmbStatement) statement = amb_database_prepare (self, sql, "");
  int code = amb_database_step (self, statement);
  if (code != SQLITE_ROW)
    return code;
  *number = sqlite3_column_int (statement, 0);
  return SQLITE_OK;
}

/* Setting aside. */

static gboolean
is_damage (int code)
{
  return code > 0 && ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB);
}

static gboolean
is_taken (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* The file and what belongs to it, together, so that the one set aside is still a whole. The new
 * name, transfer full. */
static char *
set_aside (AmbDatabase *self)
{
  static const char *const parts[] = { "", "-wal", "-shm" };
  g_autofree char *to = NULL;

  amb_database_disconnect (self);
  for (guint n = 1; to == NULL || is_taken (to); n++)
    {
      g_free (to);
      to = g_strdup_printf ("%s.broken-%u", self->path, n);
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *from_part = g_strconcat (self->path, parts[i], NULL);
      g_autofree char *to_part = g_strconcat (to, parts[i], NULL);
      g_rename (from_part, to_part);
    }
  return g_filename_display_basename (to);
}

/* The one place where a file that cannot be used is exchanged for a new one. */
static void
replace_unusable (AmbDatabase *self, gboolean is_newer)
{
  g_autofree char *name = set_aside (self);
  g_free (self->note);
  self->note = self->kind->say_set_aside (name, is_newer);
}

gboolean
amb_database_is_worth_retrying (AmbDatabase *self, int code, guint attempt)
{
  if (!is_damage (code) || attempt > 0 || (self->flags & AMB_DATABASE_TO_READ) != 0)
    return FALSE;
  replace_unusable (self, FALSE);
  return TRUE;
}

/* Opening. */

/* A program that was killed while it started a child has its lock until the child, which runs the
 * same descriptors until its own program begins, has got so far: hence some patience. */
static gboolean
lock_soon (int fd)
{
  for (guint i = 0; i < LOCK_TRIES; i++)
    {
      if (flock (fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return TRUE;
      g_usleep (LOCK_PAUSE_USEC);
    }
  return FALSE;
}

/* A network file system keeps one user by itself, and would take our lock for SQLite's. */
static int
lock_file (AmbDatabase *self, gboolean on_network)
{
  if ((self->flags & AMB_DATABASE_ONE_USER) == 0 || on_network)
    return SQLITE_OK;
  int create = self->flags & AMB_DATABASE_TO_RESUME ? 0 : O_CREAT;
  self->lock_fd = open (self->path, O_RDWR | O_CLOEXEC | create, 0666);
  if (self->lock_fd < 0)
    return errno == ENOSPC || errno == EDQUOT ? SQLITE_FULL : SQLITE_CANTOPEN;
  return lock_soon (self->lock_fd) ? SQLITE_OK : AMB_DATABASE_IN_USE;
}

/* A database without tables is nobody's: who writes may have it, who reads finds nothing. */
static int
check_owner (AmbDatabase *self)
{
  int application = 0;
  int tables = 0;
  if (self->kind->application == 0)
    return SQLITE_OK;
  int code = read_number (self, "PRAGMA application_id", &application);
  if (code == SQLITE_OK)
    code = read_number (self, "SELECT count(*) FROM sqlite_schema", &tables);
  if (code != SQLITE_OK)
    return code;
  gboolean is_ours = tables > 0 ? application == self->kind->application
                                : (self->flags & AMB_DATABASE_TO_READ) == 0;
  return is_ours ? SQLITE_OK : AMB_DATABASE_FOREIGN;
}

static int
open_file (AmbDatabase *self)
{
  gboolean to_read = (self->flags & AMB_DATABASE_TO_READ) != 0;
  gboolean must_exist = to_read || (self->flags & AMB_DATABASE_TO_RESUME) != 0;
  int code = sqlite3_open_v2 (self->path, &self->db,
                              SQLITE_OPEN_READWRITE | (must_exist ? 0 : SQLITE_OPEN_CREATE), NULL);
  if (code == SQLITE_OK)
    sqlite3_busy_timeout (self->db, BUSY_MS);
  return code;
}

/* The log and its index need the right to write. Without that, a file that was closed properly has
 * no log and is read as it stands; that somebody begins to write meanwhile is not noticed. */
static int
open_as_it_stands (AmbDatabase *self)
{
  g_autofree char *whole = g_canonicalize_filename (self->path, NULL);
  g_autofree char *plain = g_filename_to_uri (whole, NULL, NULL);
  g_autofree char *uri = g_strconcat (plain, "?immutable=1", NULL);
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  GStatBuf st;
  if (g_stat (log, &st) == 0 && st.st_size > 0)
    return AMB_DATABASE_CLOSED;
  g_clear_pointer (&self->db, sqlite3_close_v2);
  int code = sqlite3_open_v2 (uri, &self->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
  return code == SQLITE_OK ? check_owner (self) : code;
}

static gboolean
may_stand (AmbDatabase *self, int code)
{
  return (self->flags & AMB_DATABASE_TO_READ) != 0 && code > 0
         && ((code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_READONLY)
         && g_access (self->path, R_OK) == 0;
}

static int
set_ways (AmbDatabase *self, gboolean on_network)
{
  int code
      = on_network ? amb_database_execute (self, "PRAGMA locking_mode = EXCLUSIVE") : SQLITE_OK;
  if (code != SQLITE_OK || (self->flags & AMB_DATABASE_TO_READ) != 0)
    return code;
  return amb_database_execute (
      self, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
}

/* SQLite does not wait for the lock that a change of the journal's mode needs: while two programs
 * make the same file, one is turned away at once. */
static int
set_ways_soon (AmbDatabase *self, gboolean on_network)
{
  int code = set_ways (self, on_network);
  for (guint i = 0; i < LOCK_TRIES && code > 0 && (code & 0xff) == SQLITE_BUSY; i++)
    {
      g_usleep (LOCK_PAUSE_USEC);
      code = set_ways (self, on_network);
    }
  return code;
}

static int
bring_to_format (AmbDatabase *self, gboolean *is_newer)
{
  int format = 0;
  int code = read_number (self, "PRAGMA user_version", &format);
  if (code != SQLITE_OK)
    return code;
  *is_newer = format > self->kind->format;
  if (*is_newer)
    return (self->flags & (AMB_DATABASE_TO_READ | AMB_DATABASE_TO_RESUME)) != 0 ? AMB_DATABASE_NEWER
                                                                                : SQLITE_NOTADB;
  if (format == self->kind->format || (self->flags & AMB_DATABASE_TO_READ) != 0)
    return SQLITE_OK;
  return amb_database_execute (self, self->kind->schema);
}

static int
connect_once (AmbDatabase *self, gboolean *is_newer)
{
  gboolean on_network = amb_file_system_is_network (self->path);
  *is_newer = FALSE;
  int code = lock_file (self, on_network);
  if (code == SQLITE_OK)
    code = open_file (self);
  if (code == SQLITE_OK)
    code = check_owner (self);
  if (may_stand (self, code))
    code = open_as_it_stands (self);
  if (code == SQLITE_OK)
    code = set_ways_soon (self, on_network);
  if (code == SQLITE_OK)
    code = bring_to_format (self, is_newer);
  return code;
}

static void
make_folder (AmbDatabase *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  if ((self->flags & (AMB_DATABASE_TO_READ | AMB_DATABASE_TO_RESUME)) == 0)
    g_mkdir_with_parents (folder, 0700);
}

static void
give_up (AmbDatabase *self, int code)
{
  char *words = g_strdup (amb_database_describe (self, code));
  g_free (self->words);
  self->words = words;
  self->failure = code;
  amb_database_disconnect (self);
}

int
amb_database_connect (AmbDatabase *self)
{
  gboolean is_newer;
  if (self->db != NULL)
    return SQLITE_OK;
  make_folder (self);
  int code = connect_once (self, &is_newer);
  if (is_damage (code) && (self->flags & AMB_DATABASE_TO_READ) == 0)
    {
      replace_unusable (self, is_newer);
      self->flags &= ~AMB_DATABASE_TO_RESUME;
      code = connect_once (self, &is_newer);
    }
  if (code != SQLITE_OK)
    give_up (self, code);
  return code;
}
