/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal's file.
 *
 * DESIGN. A photo is known by its place: whoever opens the same file again expects the edits,
 * also when another program wrote to it in between; then they are kept and the caller can say
 * so. Only an export over the photo itself ends that: its edits are in the pixels now, so what
 * stands there is a photo of its own (amb-originals.c says which), without edits at first; those of
 * the original wait for it and are there, all steps of them, when it is brought back. A photo that
 * was moved is another photo: a copy on a memory card of the same name, size and date must not
 * bring edits along. The steps are recipes in their JSON form, which every later version reads.
 * Each write is one transaction, so a process that dies leaves the write before. A row names its
 * last writer: when that was somebody else (a second window, another process), the whole history is
 * written anew: the last writer wins, never a mixture. A file that SQLite finds damaged, or of a
 * later format, is renamed and a new one begun. After any other failure the connection is closed;
 * the next call tries again. */
#include "amb-journal-store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <glib/gi18n-lib.h>
#include "amb-database.h"
#include "amb-error.h"
#include "amb-originals.h"

#define FILE_NAME "journal.sqlite"
#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_ (x)
#define FORMAT 1
#define TITLE                                                                                      \
  "{\"title\": \"" /* how a step begins that has a name: a member that recipes do not ask for */

static const char schema[]
    = "BEGIN IMMEDIATE;"
      "CREATE TABLE IF NOT EXISTS photo (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, size "
      "INTEGER NOT NULL,"
      " mtime INTEGER NOT NULL, writer INTEGER NOT NULL, present INTEGER NOT NULL, touched INTEGER "
      "NOT NULL);"
      "CREATE INDEX IF NOT EXISTS photo_touched ON photo (touched);"
      "CREATE TABLE IF NOT EXISTS step (photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,"
      " seq INTEGER NOT NULL, recipe TEXT NOT NULL, PRIMARY KEY (photo, seq)) WITHOUT ROWID;"
      "PRAGMA user_version = " STRINGIFY (FORMAT) ";"
                                                  "COMMIT";

static char *
say_set_aside (const char *name, gboolean is_newer)
{
  if (is_newer)
    return g_strdup_printf (
        _("The record of your edits comes from a newer Ambrotype; it was set aside as “%s”."),
        name);
  return g_strdup_printf (_("The record of your edits was damaged; it was set aside as “%s”."),
                          name);
}

static const AmbDatabaseKind kind = {
  .schema = schema,
  .format = FORMAT,
  .say_set_aside = say_set_aside,
};

struct _AmbJournalStore
{
  AmbDatabase *db;
  AmbOriginals *originals;
};

static AmbJournalStore *
new_store (const char *folder, AmbDatabaseFlags flags)
{
  AmbJournalStore *self = g_new0 (AmbJournalStore, 1);
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  self->db = amb_database_new (path, &kind, flags);
  self->originals = amb_originals_new (folder);
  return self;
}

AmbJournalStore *
amb_journal_store_new (const char *folder)
{
  return new_store (folder, AMB_DATABASE_DEFAULT);
}

AmbJournalStore *
amb_journal_store_new_to_read (const char *folder)
{
  return new_store (folder, AMB_DATABASE_TO_READ);
}

gboolean
amb_journal_store_exists (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* A URI holds no such sign. */
static char *
add_version (AmbJournalStore *self, const char *path, char *uri)
{
  AmbOriginalFacts facts;
  amb_originals_look_up (self->originals, path, &facts);
  if (facts.version == NULL)
    return uri;
  g_autofree char *version = facts.version;
  g_autofree char *whole = uri;
  return g_strconcat (whole, "#", version, NULL);
}

char *
amb_journal_store_key (AmbJournalStore *self, GFile *photo, AmbJournalId *id)
{
  g_autofree char *path = g_file_get_path (photo);
  char *real = path != NULL ? realpath (path, NULL) : NULL;
  struct stat st;

  if (real != NULL && stat (real, &st) == 0)
    {
      id->size = st.st_size;
      id->mtime = st.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + st.st_mtim.tv_nsec;
    }
  char *key = real != NULL ? add_version (self, real, g_filename_to_uri (real, NULL, NULL))
                           : g_file_get_uri (photo);
  free (real);
  return key;
}

void
amb_journal_store_free (AmbJournalStore *self)
{
  amb_database_free (self->db);
  amb_originals_free (self->originals);
  g_free (self);
}

char *
amb_journal_store_take_note (AmbJournalStore *self)
{
  return amb_database_take_note (self->db);
}

static gboolean
answer (AmbJournalStore *self, int code, GError **error)
{
  if (code == SQLITE_OK)
    return TRUE;
  g_set_error (error, AMB_ERROR, code == SQLITE_FULL ? AMB_ERROR_NO_SPACE : AMB_ERROR_WRITE,
               _("Your edits cannot be kept for next time: %s"),
               amb_database_describe (self->db, code));
  amb_database_disconnect (self->db);
  return FALSE;
}

/* Reading. */

/* Interned; NULL for a step without a name. */
static const char *
title_of (const char *json)
{
  const char *title = json + strlen (TITLE);
  const char *end = g_str_has_prefix (json, TITLE) ? strchr (title, '"') : NULL;
  g_autofree char *name = end != NULL ? g_strndup (title, (gsize) (end - title)) : NULL;
  return name != NULL ? g_intern_string (name) : NULL;
}

/* A step that is no recipe is left out; the others are worth having. */
static int
read_steps (AmbJournalStore *self, gint64 photo, gint64 present, AmbSteps **steps)
{
  g_autoptr (AmbStatement) rows = amb_database_prepare (
      self->db, "SELECT seq, recipe FROM step WHERE photo = ? ORDER BY seq", "i", photo);
  g_autoptr (AmbSteps) found
      = amb_steps_new (g_ptr_array_new_with_free_func ((GDestroyNotify) amb_recipe_unref), 0);
  int code;

  while ((code = amb_database_step (self->db, rows)) == SQLITE_ROW)
    {
      const char *json = (const char *) sqlite3_column_text (rows, 1);
      AmbRecipe *recipe = json != NULL ? amb_recipe_from_json (json, -1, NULL, NULL, NULL) : NULL;
      if (recipe == NULL)
        continue;
      if (sqlite3_column_int64 (rows, 0) <= present)
        found->present = found->recipes->len;
      g_ptr_array_add (found->recipes, recipe);
      g_ptr_array_add (found->titles, (gpointer) title_of (json));
    }
  if (code != SQLITE_DONE)
    return code;
  *steps = found->recipes->len > 0 ? g_steal_pointer (&found) : NULL;
  return SQLITE_OK;
}

static int
read_photo (AmbJournalStore *self, const AmbJournalId *id, gboolean *changed, AmbSteps **steps)
{
  g_autoptr (AmbStatement) row = amb_database_prepare (
      self->db, "SELECT id, present, size, mtime FROM photo WHERE key = ?", "s", id->key);
  int code = amb_database_step (self->db, row);
  if (code != SQLITE_ROW)
    return code == SQLITE_DONE ? SQLITE_OK : code;
  *changed
      = sqlite3_column_int64 (row, 2) != id->size || sqlite3_column_int64 (row, 3) != id->mtime;
  return read_steps (self, sqlite3_column_int64 (row, 0), sqlite3_column_int64 (row, 1), steps);
}

AmbSteps *
amb_journal_store_read (AmbJournalStore *self,
                        const AmbJournalId *id,
                        gboolean *changed,
                        GError **error)
{
  AmbSteps *steps = NULL;
  int code;
  guint attempt = 0;

  *changed = FALSE;
  do
    {
      code = amb_database_connect (self->db);
      if (code == SQLITE_OK)
        code = read_photo (self, id, changed, &steps);
    }
  while (amb_database_is_worth_retrying (self->db, code, attempt++));
  answer (self, code, error);
  return steps;
}

/* Writing. */

static guint
common_steps (const AmbSteps *a, const AmbSteps *b)
{
  guint n = MIN (a->recipes->len, b->recipes->len);
  for (guint i = 0; i < n; i++)
    if (g_ptr_array_index (a->recipes, i) != g_ptr_array_index (b->recipes, i))
      return i;
  return n;
}

/* What is in the file about the photo before a write. */
typedef struct
{
  gboolean is_ours;
  gint64 end; /* one above the highest step, 0 without any */
} Standing;

static int
look_up (AmbJournalStore *self, const AmbJournalId *id, Standing *standing)
{
  g_autoptr (AmbStatement) row = amb_database_prepare (
      self->db,
      "SELECT writer, (SELECT max (seq) + 1 FROM step WHERE photo = id) FROM photo WHERE key = ?",
      "s", id->key);
  int code = amb_database_step (self->db, row);
  *standing = (Standing){ 0 };
  if (code != SQLITE_ROW)
    return code == SQLITE_DONE ? SQLITE_OK : code;
  standing->is_ours = sqlite3_column_int64 (row, 0) == id->writer;
  standing->end = sqlite3_column_int64 (row, 1);
  return SQLITE_OK;
}

/* Where the first step of the history stands, in the row: above what another left, it is never 0
 * again. */
static gint64
first_seq (const Standing *standing, const AmbSteps *before, AmbJournalWriteFlags flags)
{
  if (!(flags & AMB_JOURNAL_WRITE_ABOVE))
    return 0;
  return standing->is_ours && before != NULL ? standing->end - before->recipes->len : standing->end;
}

static int
upsert_photo (AmbJournalStore *self, const AmbJournalId *id, gint64 present, gint64 *photo)
{
  g_autoptr (AmbStatement) row = amb_database_prepare (
      self->db,
      "INSERT INTO photo (key, size, mtime, writer, present, touched) VALUES (?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (key) DO UPDATE SET size = excluded.size, mtime = excluded.mtime,"
      " writer = excluded.writer, present = excluded.present, touched = excluded.touched RETURNING "
      "id",
      "siiiii", id->key, id->size, id->mtime, id->writer, present, g_get_real_time ());
  int code = amb_database_step (self->db, row);
  if (code != SQLITE_ROW)
    return code;
  *photo = sqlite3_column_int64 (row, 0);
  code = sqlite3_step (row);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* Transfer full. */
static char *
step_to_json (const AmbSteps *steps, guint index)
{
  g_autofree char *json = amb_recipe_to_json (g_ptr_array_index (steps->recipes, index));
  const char *title = g_ptr_array_index (steps->titles, index);
  return title != NULL ? g_strconcat (TITLE, title, "\",", json + 1, NULL)
                       : g_steal_pointer (&json);
}

static int
insert_steps (AmbJournalStore *self, gint64 photo, gint64 base, const AmbSteps *steps, guint first)
{
  g_autoptr (AmbStatement) insert = amb_database_prepare (
      self->db, "INSERT INTO step (photo, recipe, seq) VALUES (?, ?, ?)", "i", photo);
  if (insert == NULL)
    return amb_database_step (self->db, NULL);
  for (guint i = first; i < steps->recipes->len; i++)
    {
      g_autofree char *json = step_to_json (steps, i);
      sqlite3_bind_text (insert, 2, json, -1, SQLITE_TRANSIENT);
      sqlite3_bind_int64 (insert, 3, base + i);
      int code = sqlite3_step (insert);
      sqlite3_reset (insert);
      if (code != SQLITE_DONE)
        return code;
    }
  return SQLITE_OK;
}

static int
delete_steps (AmbJournalStore *self, gint64 photo, gint64 below, gint64 from)
{
  return amb_database_finish (
      self->db,
      amb_database_prepare (self->db, "DELETE FROM step WHERE photo = ? AND (seq < ? OR seq >= ?)",
                            "iii", photo, below, from));
}

static int
prune_photos (AmbJournalStore *self)
{
  return amb_database_finish (
      self->db,
      amb_database_prepare (self->db,
                            "DELETE FROM photo WHERE id IN"
                            " (SELECT id FROM photo ORDER BY touched DESC LIMIT -1 OFFSET ?)",
                            "i", (gint64) AMB_JOURNAL_MAX_PHOTOS));
}

static gboolean
has_edits (const AmbSteps *steps)
{
  return steps->recipes->len > 1 || !amb_recipe_is_neutral (g_ptr_array_index (steps->recipes, 0));
}

static int
write_photo (AmbJournalStore *self,
             const AmbJournalId *id,
             const AmbSteps *before,
             const AmbSteps *steps,
             AmbJournalWriteFlags flags)
{
  Standing standing;
  gint64 photo = 0, lowest;
  int code = look_up (self, id, &standing);
  if (code != SQLITE_OK)
    return code;
  if (!has_edits (steps))
    return flags & AMB_JOURNAL_WRITE_ABOVE
               ? SQLITE_OK
               : amb_database_finish (
                   self->db, amb_database_prepare (self->db, "DELETE FROM photo WHERE key = ?", "s",
                                                   id->key));

  gint64 base = first_seq (&standing, before, flags);
  guint first = standing.is_ours && before != NULL ? common_steps (before, steps) : 0;
  /* The present stays even when more steps than are kept could be redone. */
  lowest = MAX (
      base + MIN ((gint64) steps->present, (gint64) steps->recipes->len - AMB_JOURNAL_MAX_STEPS),
      0);
  first = MAX (first, (guint) MAX (lowest - base, 0));
  code = upsert_photo (self, id, base + steps->present, &photo);
  if (code == SQLITE_OK)
    code = delete_steps (self, photo, lowest, base + first);
  if (code == SQLITE_OK)
    code = insert_steps (self, photo, base, steps, first);
  return code == SQLITE_OK ? prune_photos (self) : code;
}

static int
write_whole (AmbJournalStore *self,
             const AmbJournalId *id,
             const AmbSteps *before,
             const AmbSteps *steps,
             AmbJournalWriteFlags flags)
{
  int code = amb_database_connect (self->db);
  if (code == SQLITE_OK)
    code = amb_database_execute (self->db, "BEGIN IMMEDIATE");
  if (code != SQLITE_OK)
    return code;
  code = write_photo (self, id, before, steps, flags);
  return code == SQLITE_OK ? amb_database_execute (self->db, "COMMIT") : code;
}

gboolean
amb_journal_store_write (AmbJournalStore *self,
                         const AmbJournalId *id,
                         const AmbSteps *before,
                         const AmbSteps *steps,
                         AmbJournalWriteFlags flags,
                         GError **error)
{
  int code;
  guint attempt = 0;

  do
    code = write_whole (self, id, before, steps, flags);
  while (amb_database_is_worth_retrying (self->db, code, attempt++));
  return answer (self, code, error);
}
