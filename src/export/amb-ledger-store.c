/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger's file: batches, their outputs, their jobs.
 *
 * DESIGN. A job is one row with all that it was asked for, written whole each time that something
 * of it changes; only COMMIT, which somebody waits for, writes the output's identity alone. What a
 * later version must read is text: settings and the snapshot of a job in the variant's own
 * notation, in which names of files stay bytes; recipes as JSON; states and formats as their words.
 * size, mtime, inode and device are the output's, from COMMIT on. machine is a failure's cause: 1
 * the machine, 2 a photo that was not there. */
#include "amb-ledger-store-private.h"

#include <glib/gi18n-lib.h>
#include "amb-error.h"

#define FORMAT "1"

static const char schema[]
    = "BEGIN IMMEDIATE;"
      "PRAGMA application_id = 1095582292;" /* "AMBT" */
      "CREATE TABLE IF NOT EXISTS batch (id INTEGER PRIMARY KEY, created INTEGER NOT NULL,"
      " target BLOB);"
      "CREATE TABLE IF NOT EXISTS output (batch INTEGER NOT NULL REFERENCES batch ON DELETE "
      "CASCADE,"
      " number INTEGER NOT NULL, settings TEXT NOT NULL, PRIMARY KEY (batch, number))"
      " WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS job (id INTEGER PRIMARY KEY,"
      " batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE, position INTEGER NOT NULL,"
      " source TEXT NOT NULL, snapshot TEXT NOT NULL, state TEXT NOT NULL,"
      " attempts INTEGER NOT NULL, path BLOB, error TEXT, machine INTEGER NOT NULL,"
      " notes TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL, inode INTEGER NOT NULL,"
      " device INTEGER NOT NULL, queued INTEGER NOT NULL, started INTEGER NOT NULL,"
      " ended INTEGER NOT NULL);"
      "CREATE INDEX IF NOT EXISTS job_batch ON job (batch, position);"
      "PRAGMA user_version = " FORMAT ";"
      "COMMIT";

enum
{
  APPLICATION = 1095582292,
};

static char *
say_set_aside (const char *name, gboolean is_newer)
{
  if (is_newer)
    return g_strdup_printf (
        _("The record of your exports comes from a newer Ambrotype; it was set aside as “%s”."),
        name);
  return g_strdup_printf (_("The record of your exports was damaged; it was set aside as “%s”."),
                          name);
}

static const AmbDatabaseKind kind = {
  .schema = schema,
  .format = 1,
  .application = APPLICATION,
  .say_set_aside = say_set_aside,
};

struct _AmbLedgerStore
{
  AmbDatabase *db;
  char *path;
  AmbLedgerOpenFlags flags;
};

static AmbDatabaseFlags
database_flags (AmbLedgerOpenFlags flags)
{
  if (flags & AMB_LEDGER_OPEN_TO_READ)
    return AMB_DATABASE_TO_READ;
  return AMB_DATABASE_ONE_USER | (flags & AMB_LEDGER_OPEN_TO_RESUME ? AMB_DATABASE_TO_RESUME : 0);
}

AmbLedgerStore *
amb_ledger_store_new (const char *path, AmbLedgerOpenFlags flags)
{
  AmbLedgerStore *self = g_new0 (AmbLedgerStore, 1);
  self->path = g_strdup (path);
  self->flags = flags;
  self->db = amb_database_new (path, &kind, database_flags (flags));
  return self;
}

void
amb_ledger_store_free (AmbLedgerStore *self)
{
  amb_database_free (self->db);
  g_free (self->path);
  g_free (self);
}

char *
amb_ledger_store_take_note (AmbLedgerStore *self)
{
  return amb_database_take_note (self->db);
}

/* Opening */

static AmbError
opening_error (AmbLedgerStore *self, int code)
{
  gboolean exists = g_file_test (self->path, G_FILE_TEST_EXISTS);
  gboolean must_exist = (self->flags & (AMB_LEDGER_OPEN_TO_READ | AMB_LEDGER_OPEN_TO_RESUME)) != 0;
  switch (code > 0 ? code & 0xff : code)
    {
    case AMB_DATABASE_IN_USE:
    case AMB_DATABASE_FOREIGN:
    case SQLITE_BUSY:
      return AMB_ERROR_EXISTS;
    case SQLITE_FULL:
      return AMB_ERROR_NO_SPACE;
    case AMB_DATABASE_CLOSED:
      return AMB_ERROR_PERMISSION;
    case AMB_DATABASE_NEWER:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return AMB_ERROR_READ;
    default:
      return must_exist && !exists ? AMB_ERROR_NOT_FOUND : AMB_ERROR_WRITE;
    }
}

static void
set_opening_error (AmbLedgerStore *self, int code, GError **error)
{
  AmbError kind_of_error = opening_error (self, code);
  g_autofree char *name = g_filename_display_name (self->path);
  if (code == AMB_DATABASE_FOREIGN)
    g_set_error (error, AMB_ERROR, kind_of_error, _("“%s” is not a record of exports."), name);
  else if (code == AMB_DATABASE_NEWER)
    g_set_error (error, AMB_ERROR, kind_of_error,
                 _("The record of exports “%s” comes from a newer Ambrotype."), name);
  else if (code == AMB_DATABASE_CLOSED)
    g_set_error (
        error, AMB_ERROR, kind_of_error,
        _("The record of exports “%s” is in use or was cut off; until it is gone on with, "
           "only who may write to it can read it."),
        name);
  else if (kind_of_error == AMB_ERROR_EXISTS)
    g_set_error (error, AMB_ERROR, kind_of_error,
                 _("“%s” is in use: another Ambrotype is recording there."), name);
  else if (kind_of_error == AMB_ERROR_NOT_FOUND)
    g_set_error (error, AMB_ERROR, kind_of_error, _("There is no record of exports “%s”."), name);
  else
    g_set_error (error, AMB_ERROR, kind_of_error,
                 _("The record of exports “%s” cannot be used: %s"), name,
                 amb_database_describe (self->db, code));
}

/* Somebody who names a photo by mistake does not want it renamed. */
static gboolean
is_picture (AmbLedgerStore *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  AmbSniff sniff;
  return amb_sniff_file (file, NULL, &sniff, NULL) && sniff.codec != NULL;
}

static int
read_numbers (AmbLedgerStore *self, AmbLedgerNumbers *numbers)
{
  g_autoptr (AmbStatement) row = amb_database_prepare (
      self->db, "SELECT (SELECT max (id) FROM batch), (SELECT max (id) FROM job)", "");
  int code = amb_database_step (self->db, row);
  if (code != SQLITE_ROW)
    return code;
  *numbers = (AmbLedgerNumbers){ sqlite3_column_int64 (row, 0), sqlite3_column_int64 (row, 1) };
  return SQLITE_OK;
}

static int
forget_finished (AmbLedgerStore *self)
{
  return amb_database_execute (self->db, "DELETE FROM batch WHERE NOT EXISTS"
                                         " (SELECT 1 FROM job WHERE job.batch = batch.id"
                                         "  AND job.state IN ('queued', 'running'))");
}

gboolean
amb_ledger_store_open (AmbLedgerStore *self, AmbLedgerNumbers *numbers, GError **error)
{
  guint attempt = 0;
  int code = AMB_DATABASE_FOREIGN;
  if (!is_picture (self))
    do
      {
        code = amb_database_connect (self->db);
        if (code == SQLITE_OK && (self->flags & AMB_LEDGER_FORGET_FINISHED) != 0)
          code = forget_finished (self);
        if (code == SQLITE_OK)
          code = read_numbers (self, numbers);
      }
    while (amb_database_is_worth_retrying (self->db, code, attempt++));
  if (code != SQLITE_OK)
    set_opening_error (self, code, error);
  return code == SQLITE_OK;
}

/* Changes */

AmbLedgerChange *
amb_ledger_change_new (AmbLedgerChangeKind kind_of_change, gint64 row, gint64 number)
{
  AmbLedgerChange *change = g_new0 (AmbLedgerChange, 1);
  *change = (AmbLedgerChange){ .kind = kind_of_change, .row = row, .number = number };
  return change;
}

void
amb_ledger_change_free (AmbLedgerChange *self)
{
  g_clear_pointer (&self->batch, amb_ledger_snapshot_free);
  g_clear_pointer (&self->job, amb_ledger_job_free);
  g_free (self);
}

static int
save_outputs (AmbLedgerStore *self, const AmbLedgerSnapshot *batch)
{
  int code = amb_database_finish (
      self->db,
      amb_database_prepare (self->db, "DELETE FROM output WHERE batch = ?", "i", batch->id));
  for (guint i = 0; code == SQLITE_OK && i < batch->outputs->len; i++)
    {
      g_autoptr (GVariant) settings = amb_export_settings_to_variant (batch->outputs->pdata[i]);
      g_autofree char *text = g_variant_print (settings, TRUE);
      code = amb_database_finish (
          self->db, amb_database_prepare (
                        self->db, "INSERT INTO output (batch, number, settings) VALUES (?, ?, ?)",
                        "iis", batch->id, (gint64) i, text));
    }
  return code;
}

/* Its jobs must outlive it, so it is not replaced. */
static int
save_batch (AmbLedgerStore *self, const AmbLedgerSnapshot *batch)
{
  int code = amb_database_finish (
      self->db, amb_database_prepare (self->db,
                                      "INSERT INTO batch (id, created, target) VALUES (?, ?, ?)"
                                      " ON CONFLICT (id) DO NOTHING",
                                      "iib", batch->id, batch->created, batch->target_path));
  return code == SQLITE_OK ? save_outputs (self, batch) : code;
}

static int
save_job (AmbLedgerStore *self, const AmbLedgerJob *job)
{
  const AmbItemRecord *record = &job->record;
  const AmbIdentity *written = &record->written;
  g_autofree char *snapshot = amb_ledger_job_to_text (job);
  return amb_database_finish (
      self->db,
      amb_database_prepare (
          self->db,
          "INSERT INTO job (id, batch, position, source, snapshot, state, attempts, path,"
          " error, machine, notes, size, mtime, inode, device, queued, started, ended)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          " ON CONFLICT (id) DO UPDATE SET position = coalesce (nullif (excluded.position, -1),"
          " position), snapshot = excluded.snapshot, state = excluded.state,"
          " attempts = excluded.attempts, path = excluded.path, error = excluded.error,"
          " machine = excluded.machine, notes = excluded.notes, size = excluded.size,"
          " mtime = excluded.mtime, inode = excluded.inode, device = excluded.device,"
          " started = excluded.started, ended = excluded.ended",
          "iiisssibsisiiiiiii", record->row, job->batch, (gint64) job->position, job->source,
          snapshot, amb_item_state_word (job->state), (gint64) record->attempts, job->path,
          job->error, (gint64) job->cause, job->notes, (gint64) written->size, written->mtime,
          (gint64) written->inode, (gint64) written->device, record->queued, record->started,
          record->ended));
}

static int
set_state (AmbLedgerStore *self, const AmbLedgerChange *change)
{
  const AmbItemState state = (AmbItemState) change->number;
  const char *sql = state == AMB_ITEM_RUNNING ? "UPDATE job SET state = ?, started = ? WHERE id = ?"
                                              : "UPDATE job SET state = ?, ended = ? WHERE id = ?";
  return amb_database_finish (self->db, amb_database_prepare (self->db, sql, "sii",
                                                              amb_item_state_word (state),
                                                              change->time, change->row));
}

static int
commit_job (AmbLedgerStore *self, AmbLedgerChange *change)
{
  const AmbIdentity *written = &change->written;
  int code = amb_database_finish (
      self->db,
      amb_database_prepare (
          self->db, "UPDATE job SET size = ?, mtime = ?, inode = ?, device = ? WHERE id = ?",
          "iiiii", (gint64) written->size, written->mtime, (gint64) written->inode,
          (gint64) written->device, change->row));
  change->is_missing = sqlite3_changes (amb_database_get (self->db)) == 0;
  return code;
}

static int
apply_change (AmbLedgerStore *self, AmbLedgerChange *change)
{
  switch (change->kind)
    {
    case AMB_LEDGER_SAVE_BATCH:
      return save_batch (self, change->batch);
    case AMB_LEDGER_SAVE_JOB:
      return save_job (self, change->job);
    case AMB_LEDGER_SET_STATE:
      return set_state (self, change);
    case AMB_LEDGER_COMMIT:
      return commit_job (self, change);
    case AMB_LEDGER_PLACE:
      return amb_database_finish (
          self->db, amb_database_prepare (self->db, "UPDATE job SET position = ? WHERE id = ?",
                                          "ii", change->number, change->row));
    case AMB_LEDGER_REMOVE:
      return amb_database_finish (
          self->db,
          amb_database_prepare (self->db, "DELETE FROM job WHERE id = ?", "i", change->row));
    case AMB_LEDGER_FORGET:
      return amb_database_finish (
          self->db,
          amb_database_prepare (self->db, "DELETE FROM batch WHERE id = ?", "i", change->number));
    default:
      g_return_val_if_reached (SQLITE_MISUSE);
    }
}

static int
apply_all (AmbLedgerStore *self, GPtrArray *changes)
{
  int code = amb_database_connect (self->db);
  if (code == SQLITE_OK)
    code = amb_database_execute (self->db, "BEGIN IMMEDIATE");
  for (guint i = 0; code == SQLITE_OK && i < changes->len; i++)
    code = apply_change (self, changes->pdata[i]);
  return code == SQLITE_OK ? amb_database_execute (self->db, "COMMIT") : code;
}

gboolean
amb_ledger_store_apply (AmbLedgerStore *self, GPtrArray *changes, GError **error)
{
  int code = apply_all (self, changes);
  if (code == SQLITE_OK)
    return TRUE;
  g_set_error (error, AMB_ERROR,
               (code & 0xff) == SQLITE_FULL ? AMB_ERROR_NO_SPACE : AMB_ERROR_WRITE,
               _("What becomes of the exports cannot be recorded: %s"),
               amb_database_describe (self->db, code));
  /* A damaged file makes room for a new one, to which everything is written once more. */
  if (!amb_database_is_worth_retrying (self->db, code, 0))
    amb_database_disconnect (self->db);
  return FALSE;
}

AmbDatabase *
amb_ledger_store_get_database (AmbLedgerStore *self)
{
  return self->db;
}
