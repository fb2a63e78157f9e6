/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: before a file gets the name of the photo that it was made from, the photo's bytes are in
 * the data folder under their digest, then the record knows of which place they are the original,
 * and which file (size, time, inode) is about to stand there; each step is on the disk before the
 * next. So a death in between leaves the photo, and at most a copy of it.
 *
 * A file that is found to be one of the two recorded last came from the original that is kept:
 * saving over it keeps nothing more, and the first original stays. Two, because the one that is
 * recorded may never come to stand there: then the one before it still does. Any other file there
 * (another program's, one that was brought back) is an original of its own; the newest counts. What
 * a restore replaces is kept too, as a version and never as the original. A content is kept once,
 * whatever stands for it.
 *
 * Places are paths without links, the same that the edit journal knows photos by: edits belong to
 * the original, and a version that was saved over it, which has them in its pixels, has its own. */
#include "amb-originals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "amb-database.h"
#include "amb-error.h"
#include "amb-keep.h"
#include "amb-publish.h"

#define FILE_NAME "originals.sqlite"
#define FOLDER "originals"

enum
{
  FORMAT = 2,
  APPLICATION = 1095582287, /* "AMBO" */
};

/* size, mtime and mode are those of what is kept; new_*, of the file that replaced it; standing,
 * what that one replaced. */
static const char schema[]
    = "BEGIN IMMEDIATE;"
      "PRAGMA application_id = 1095582287;"
      "CREATE TABLE IF NOT EXISTS original (id INTEGER PRIMARY KEY, path BLOB NOT NULL,"
      " digest TEXT NOT NULL, is_original INTEGER NOT NULL, size INTEGER NOT NULL,"
      " mtime INTEGER NOT NULL, mode INTEGER NOT NULL, kept INTEGER NOT NULL,"
      " new_size INTEGER NOT NULL, new_mtime INTEGER NOT NULL, new_inode INTEGER NOT NULL,"
      " UNIQUE (path, digest));"
      "CREATE TABLE IF NOT EXISTS standing (path BLOB PRIMARY KEY, digest TEXT NOT NULL,"
      " size INTEGER NOT NULL, mtime INTEGER NOT NULL, inode INTEGER NOT NULL);"
      "PRAGMA user_version = 2;"
      "COMMIT";

#define SELECT                                                                                     \
  "SELECT digest, o.size, o.mtime, mode, new_size, new_mtime, new_inode, s.size, s.mtime, s.inode" \
  " FROM original o LEFT JOIN standing s USING (path, digest)"
#define COUNTS "id = (SELECT max (id) FROM original WHERE path = ? AND is_original)"

struct _AmbOriginals
{
  char *record;
  AmbDatabase *db;
};

typedef struct
{
  gint64 size, mtime, inode;
} Mark;

/* A row. */
typedef struct
{
  char digest[AMB_DIGEST_CHARS + 1]; /* "": there is none */
  Mark kept;                         /* without inode */
  mode_t mode;
  Mark next;
  Mark standing; /* all 0: it was not saved over */
} Original;

static char *
say_set_aside (const char *name, gboolean is_newer)
{
  if (is_newer)
    return g_strdup_printf (
        _("The record of your originals comes from a newer Ambrotype; it was set aside as “%s”."),
        name);
  return g_strdup_printf (_("The record of your originals was damaged; it was set aside as “%s”."),
                          name);
}

static const AmbDatabaseKind kind = {
  .schema = schema,
  .format = FORMAT,
  .application = APPLICATION,
  .say_set_aside = say_set_aside,
};

AmbOriginals *
amb_originals_new (const char *folder)
{
  AmbOriginals *self = g_new0 (AmbOriginals, 1);
  self->record = folder != NULL
                     ? g_build_filename (folder, FILE_NAME, NULL)
                     : g_build_filename (g_get_user_state_dir (), "ambrotype", FILE_NAME, NULL);
  self->db = amb_database_new (self->record, &kind, AMB_DATABASE_DEFAULT);
  return self;
}

void
amb_originals_free (AmbOriginals *self)
{
  if (self == NULL)
    return;
  amb_database_free (self->db);
  g_free (self->record);
  g_free (self);
}

char *
amb_originals_take_note (AmbOriginals *self)
{
  return amb_database_take_note (self->db);
}

static char *
folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "ambrotype", FOLDER, NULL);
}

char *
amb_originals_path (const char *digest)
{
  g_autofree char *where = folder ();
  return g_build_filename (where, digest, NULL);
}

static Mark
mark_of (const struct stat *st)
{
  return (Mark){ st->st_size,
                 st->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + st->st_mtim.tv_nsec,
                 (gint64) st->st_ino };
}

/* The place that a path stands for, also when nothing is there; transfer full. */
static char *
place_of (const char *path)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *above = g_path_get_dirname (whole);
  g_autofree char *name = g_path_get_basename (whole);
  char *real = realpath (whole, NULL);
  if (real == NULL && (real = realpath (above, NULL)) != NULL)
    {
      g_autofree char *found = real;
      real = g_build_filename (found, name, NULL);
    }
  return real != NULL ? real : g_steal_pointer (&whole);
}

/* The record */

static int
read_row (AmbOriginals *self, AmbStatement *row, Original *found)
{
  int code = amb_database_step (self->db, row);
  *found = (Original){ 0 };
  if (code != SQLITE_ROW)
    return code == SQLITE_DONE ? SQLITE_OK : code;
  g_strlcpy (found->digest, (const char *) sqlite3_column_text (row, 0), sizeof found->digest);
  found->kept = (Mark){ sqlite3_column_int64 (row, 1), sqlite3_column_int64 (row, 2), 0 };
  found->mode = (mode_t) sqlite3_column_int64 (row, 3);
  found->next = (Mark){ sqlite3_column_int64 (row, 4), sqlite3_column_int64 (row, 5),
                        sqlite3_column_int64 (row, 6) };
  found->standing = (Mark){ sqlite3_column_int64 (row, 7), sqlite3_column_int64 (row, 8),
                            sqlite3_column_int64 (row, 9) };
  return SQLITE_OK;
}

/* digest: NULL for the original that counts. */
static int
find (AmbOriginals *self, const char *place, const char *digest, Original *found)
{
  g_autoptr (AmbStatement) row
      = digest != NULL ? amb_database_prepare (self->db, SELECT " WHERE path = ? AND digest = ?",
                                               "bs", place, digest)
                       : amb_database_prepare (self->db,
                                               SELECT " WHERE path = ? AND is_original"
                                                      " ORDER BY id DESC LIMIT 1",
                                               "b", place);
  return read_row (self, row, found);
}

/* Becomes the newest of its place, or (a version) what it was. */
static int
insert (AmbOriginals *self, const char *place, const Original *row, gboolean is_original)
{
  const char *sql
      = is_original
            ? "INSERT OR REPLACE INTO original (path, digest, is_original, size, mtime, mode, kept,"
              " new_size, new_mtime, new_inode) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?)"
            : "INSERT OR IGNORE INTO original (path, digest, is_original, size, mtime, mode, kept,"
              " new_size, new_mtime, new_inode) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?)";
  return amb_database_finish (self->db, amb_database_prepare (self->db, sql, "bsiiiiiii", place,
                                                              row->digest, row->kept.size,
                                                              row->kept.mtime, (gint64) row->mode,
                                                              g_get_real_time (), row->next.size,
                                                              row->next.mtime, row->next.inode));
}

/* next is about to replace now, which came from the original that counts. */
static int
follow (AmbOriginals *self, const char *place, const Mark *now, const Mark *next)
{
  int code = amb_database_execute (self->db, "BEGIN IMMEDIATE");
  if (code == SQLITE_OK)
    code = amb_database_finish (
        self->db,
        amb_database_prepare (self->db,
                              "INSERT OR REPLACE INTO standing (path, digest, size, mtime, inode)"
                              " SELECT path, digest, ?, ?, ? FROM original WHERE " COUNTS,
                              "iiib", now->size, now->mtime, now->inode, place));
  if (code == SQLITE_OK)
    code = amb_database_finish (
        self->db,
        amb_database_prepare (self->db,
                              "UPDATE original SET new_size = ?, new_mtime = ?, new_inode = ?"
                              " WHERE " COUNTS,
                              "iiib", next->size, next->mtime, next->inode, place));
  return code == SQLITE_OK ? amb_database_execute (self->db, "COMMIT") : code;
}

static gboolean
answer (AmbOriginals *self, int code, GError **error)
{
  if (code == SQLITE_OK)
    return TRUE;
  g_set_error (error, AMB_ERROR,
               (code & 0xff) == SQLITE_FULL ? AMB_ERROR_NO_SPACE : AMB_ERROR_WRITE,
               _("The record of your originals cannot be used: %s"),
               amb_database_describe (self->db, code));
  amb_database_disconnect (self->db);
  return FALSE;
}

/* Opens the record, for one that is damaged makes another. */
static gboolean
find_original (AmbOriginals *self, const char *place, Original *found, GError **error)
{
  guint attempt = 0;
  int code;
  do
    {
      code = amb_database_connect (self->db);
      if (code == SQLITE_OK)
        code = find (self, place, NULL, found);
    }
  while (amb_database_is_worth_retrying (self->db, code, attempt++));
  return answer (self, code, error);
}

/* Keeping */

static gboolean
is_same (const Mark *a, const Mark *b)
{
  return a->size == b->size && a->mtime == b->mtime && a->inode == b->inode;
}

/* Once more when somebody let go of the same content before it was recorded. */
static gboolean
keep_content (AmbOriginals *self,
              const char *place,
              int fd,
              Original *row,
              gboolean is_original,
              GError **error)
{
  g_autofree char *where = folder ();
  g_autofree char *name = g_filename_display_basename (place);
  g_autofree char *kept = NULL;
  if (!amb_keep_file (where, fd, name, row->digest, error)
      || !answer (self, insert (self, place, row, is_original), error))
    return FALSE;
  kept = g_build_filename (where, row->digest, NULL);
  return g_access (kept, F_OK) == 0 || amb_keep_file (where, fd, name, row->digest, error);
}

static gboolean
keep (AmbOriginals *self, const char *place, int fd, const Mark *next, GError **error)
{
  struct stat st;
  Original last;
  if (!find_original (self, place, &last, error) || fstat (fd, &st) != 0)
    return FALSE;
  const Mark now = mark_of (&st);
  if (last.digest[0] != '\0' && (is_same (&last.next, &now) || is_same (&last.standing, &now)))
    return answer (self, follow (self, place, &now, next), error);
  Original row = { .kept = now, .mode = st.st_mode, .next = *next };
  return keep_content (self, place, fd, &row, TRUE, error);
}

static int
open_file (const char *place)
{
  return open (place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

gboolean
amb_originals_keep (AmbOriginals *self, const char *path, const struct stat *next, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *place = place_of (path);
  g_autofree char *name = g_filename_display_basename (path);
  const Mark mark = mark_of (next);
  int fd = open_file (place);
  gboolean is_kept = fd >= 0 && keep (self, place, fd, &mark, &cause);
  if (!is_kept && cause == NULL)
    amb_error_set_errno (&cause, errno, FALSE, name);
  if (fd >= 0)
    close (fd);
  if (!is_kept)
    g_set_error (error, AMB_ERROR, cause->code,
                 /* Translators: the second %s is a sentence, the reason. */
                 _("“%s” was left as it is because its original could not be kept. %s"), name,
                 cause->message);
  return is_kept;
}

/* Looking */

/* Without the inode: a version may have been put back, or the folder copied. */
static gboolean
is_alike (const Mark *a, const Mark *b)
{
  return a->size == b->size && a->mtime == b->mtime;
}

void
amb_originals_look_up (AmbOriginals *self, const char *path, AmbOriginalFacts *facts)
{
  g_autoptr (GError) ignored = NULL;
  g_autofree char *place = place_of (path);
  struct stat st;
  Original last;
  *facts = (AmbOriginalFacts){ 0 };
  if (!g_file_test (self->record, G_FILE_TEST_EXISTS) || stat (place, &st) != 0
      || !find_original (self, place, &last, &ignored) || last.digest[0] == '\0')
    return;
  const Mark now = mark_of (&st);
  facts->has_original = now.size != last.kept.size || now.mtime != last.kept.mtime;
  if (facts->has_original && (is_alike (&last.next, &now) || is_alike (&last.standing, &now)))
    facts->version
        = g_strdup_printf ("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, now.size, now.mtime);
}

/* Restoring */

typedef struct
{
  AmbOriginals *originals;
  const char *place;
  const Mark *now;
} Following;

/* A version that comes back stands for the original again. */
static gboolean
follow_version (const struct stat *st, gpointer user_data, GError **error)
{
  const Following *following = user_data;
  const Mark next = mark_of (st);
  return answer (following->originals,
                 follow (following->originals, following->place, following->now, &next), error);
}

static gboolean
copy_out (AmbPublish *publish, const Original *row, const char *name, GError **error)
{
  g_autofree char *kept = amb_originals_path (row->digest);
  char digest[AMB_DIGEST_CHARS + 1];
  gboolean is_writing;
  int to = amb_publish_get_fd (publish);
  int from = open (kept, O_RDONLY | O_CLOEXEC);
  if (from < 0)
    {
      amb_error_set (error, AMB_ERROR_NOT_FOUND, name, NULL);
      return FALSE;
    }
  gboolean is_copied = amb_keep_copy (from, to, &is_writing) && fchmod (to, row->mode & 07777) == 0
                       && amb_keep_digest (to, digest);
  int errsv = errno;
  close (from);
  if (!is_copied)
    amb_error_set_errno (error, errsv, is_writing, name);
  else if (strcmp (digest, row->digest) != 0)
    amb_error_set (error, AMB_ERROR_DAMAGED, name, _("the copy that was kept has changed"));
  return is_copied && strcmp (digest, row->digest) == 0;
}

/* version_over: what stands there, when row is no original; NULL otherwise. */
static gboolean
put_back (AmbOriginals *self,
          const char *place,
          const Original *row,
          const Mark *version_over,
          GError **error)
{
  g_autofree char *above = g_path_get_dirname (place);
  g_autofree char *base = g_path_get_basename (place);
  g_autofree char *name = g_filename_display_basename (place);
  g_autoptr (AmbPublish) publish = amb_publish_begin (above, error);
  Following following = { self, place, version_over };
  if (publish == NULL || !copy_out (publish, row, name, error))
    return FALSE;
  amb_publish_set_mtime (publish, row->kept.mtime);
  if (version_over != NULL)
    amb_publish_set_guard (publish, follow_version, &following);
  return amb_publish_commit (publish, base, AMB_CONFLICT_REPLACE, NULL, error);
}

/* What stands there, before it is replaced. found: out, its digest, "" for nothing. */
static gboolean
keep_version (AmbOriginals *self, const char *place, Original *found, GError **error)
{
  g_autofree char *name = g_filename_display_basename (place);
  struct stat st;
  int fd = open_file (place);
  *found = (Original){ 0 };
  if (fd < 0 && errno == ENOENT)
    return TRUE;
  if (fd < 0 || fstat (fd, &st) != 0)
    {
      amb_error_set_errno (error, errno, FALSE, name);
      return FALSE;
    }
  gboolean is_kept = S_ISREG (st.st_mode);
  *found = (Original){ .kept = mark_of (&st), .mode = st.st_mode };
  if (!is_kept)
    amb_error_set (error, AMB_ERROR_NOT_REGULAR, name, NULL);
  else if (st.st_size > 0)
    is_kept = keep_content (self, place, fd, found, FALSE, error);
  close (fd);
  return is_kept;
}

/* The row that is wanted; FALSE also when there is none. */
static gboolean
find_wanted (
    AmbOriginals *self, const char *place, const char *digest, Original *row, GError **error)
{
  *row = (Original){ 0 };
  if (g_file_test (self->record, G_FILE_TEST_EXISTS)
      && (!find_original (self, place, row, error)
          || (digest != NULL && !answer (self, find (self, place, digest, row), error))))
    return FALSE;
  if (row->digest[0] != '\0')
    return TRUE;
  g_autofree char *name = g_filename_display_basename (place);
  g_set_error (error, AMB_ERROR, AMB_ERROR_NOT_FOUND, _("No original of “%s” is kept."), name);
  return FALSE;
}

static gboolean
is_there (const char *place, const char *digest)
{
  char found[AMB_DIGEST_CHARS + 1] = "";
  int fd = open_file (place);
  gboolean is_known = fd >= 0 && amb_keep_digest (fd, found);
  if (fd >= 0)
    close (fd);
  return is_known && strcmp (found, digest) == 0;
}

AmbRestore
amb_originals_restore (
    AmbOriginals *self, const char *path, const char *digest, char **replaced, GError **error)
{
  g_autofree char *place = place_of (path);
  Original row, before;
  if (replaced != NULL)
    *replaced = NULL;
  if (!find_wanted (self, place, digest, &row, error))
    return AMB_RESTORE_FAILED;
  if (is_there (place, row.digest))
    return AMB_RESTORE_NOT_NEEDED;
  if (!keep_version (self, place, &before, error)
      || !put_back (self, place, &row, digest != NULL ? &before.kept : NULL, error))
    return AMB_RESTORE_FAILED;
  if (replaced != NULL && before.digest[0] != '\0')
    *replaced = g_strdup (before.digest);
  return AMB_RESTORE_DONE;
}

/* Letting go */

/* Inside a transaction: whoever keeps the same content meanwhile looks again after it. */
static int
drop_contents (AmbOriginals *self, const char *place)
{
  g_autoptr (AmbStatement) rows
      = amb_database_prepare (self->db,
                              "SELECT digest FROM original WHERE path = ?1 AND digest NOT IN"
                              " (SELECT digest FROM original WHERE path <> ?1)",
                              "b", place);
  int code;
  while ((code = amb_database_step (self->db, rows)) == SQLITE_ROW)
    {
      g_autofree char *kept = amb_originals_path ((const char *) sqlite3_column_text (rows, 0));
      g_unlink (kept);
    }
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int
forget (AmbOriginals *self, const char *place)
{
  int code = amb_database_execute (self->db, "BEGIN IMMEDIATE");
  if (code == SQLITE_OK)
    code = drop_contents (self, place);
  if (code == SQLITE_OK)
    code = amb_database_finish (
        self->db,
        amb_database_prepare (self->db, "DELETE FROM original WHERE path = ?", "b", place));
  if (code == SQLITE_OK)
    code = amb_database_finish (
        self->db,
        amb_database_prepare (self->db, "DELETE FROM standing WHERE path = ?", "b", place));
  return code == SQLITE_OK ? amb_database_execute (self->db, "COMMIT") : code;
}

gboolean
amb_originals_forget (AmbOriginals *self, const char *path, GError **error)
{
  g_autofree char *place = place_of (path);
  Original row;
  return find_wanted (self, place, NULL, &row, error) && answer (self, forget (self, place), error);
}
