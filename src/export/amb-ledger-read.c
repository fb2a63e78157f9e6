/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in the ledger's file: the batches in short, and one of them whole. */
#include "amb-ledger-store-private.h"

#include <glib/gi18n-lib.h>
#include "amb-error.h"

static gboolean
answer (AmbLedgerStore *self, int code, GError **error)
{
  if (code == SQLITE_OK)
    return TRUE;
  g_set_error (error, AMB_ERROR, AMB_ERROR_READ, _("The record of exports cannot be read: %s"),
               amb_database_describe (amb_ledger_store_get_database (self), code));
  return FALSE;
}

static int
end_of_rows (int code)
{
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

static const char *
text_at (AmbStatement *row, int column)
{
  return (const char *) sqlite3_column_text (row, column);
}

/* Bytes end with their length. Transfer full, nullable. */
static char *
bytes_at (AmbStatement *row, int column)
{
  const char *bytes = sqlite3_column_blob (row, column);
  return bytes != NULL ? g_strndup (bytes, (gsize) sqlite3_column_bytes (row, column)) : NULL;
}

/* A state that this version does not know is one to begin again with. */
static AmbItemState
state_of_word (const char *word)
{
  for (AmbItemState state = AMB_ITEM_QUEUED; state <= AMB_ITEM_SKIPPED; state++)
    if (g_strcmp0 (amb_item_state_word (state), word) == 0)
      return state;
  return AMB_ITEM_QUEUED;
}

static AmbExportSettings *
settings_of_text (const char *text)
{
  g_autoptr (GVariant) values
      = text != NULL ? g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL) : NULL;
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  if (values == NULL || !amb_export_settings_set_all (settings, values, NULL))
    return NULL;
  return g_steal_pointer (&settings);
}

/* The batches in short */

static void
failure_free (gpointer data)
{
  AmbLedgerFailure *failure = data;
  g_free (failure->source);
  g_free (failure->error);
  g_free (failure);
}

static void
batch_free (AmbLedgerBatch *self)
{
  g_free (self->folder);
  g_ptr_array_unref (self->failures);
  g_free (self);
}

static void
count (AmbBatchCounts *counts, AmbItemState state, guint n)
{
  guint *const fields[] = {
    [AMB_ITEM_QUEUED] = &counts->queued,
    [AMB_ITEM_RUNNING] = &counts->running,
    [AMB_ITEM_DONE] = &counts->done,
    [AMB_ITEM_FAILED] = &counts->failed,
    [AMB_ITEM_QUARANTINED] = &counts->quarantined,
    [AMB_ITEM_CANCELLED] = &counts->cancelled,
    [AMB_ITEM_SKIPPED] = &counts->skipped,
  };
  *fields[state] += n;
  counts->total += n;
}

static int
read_counts (AmbDatabase *db, AmbLedgerBatch *batch)
{
  g_autoptr (AmbStatement) rows = amb_database_prepare (
      db, "SELECT state, count(*) FROM job WHERE batch = ? GROUP BY state", "i", batch->id);
  int code;
  while ((code = amb_database_step (db, rows)) == SQLITE_ROW)
    count (&batch->counts, state_of_word (text_at (rows, 0)),
           (guint) sqlite3_column_int64 (rows, 1));
  const AmbBatchCounts *counts = &batch->counts;
  if (counts->total > 0)
    batch->counts.permille
        = (counts->total - counts->queued - counts->running) * 1000 / counts->total;
  return end_of_rows (code);
}

static int
read_failures (AmbDatabase *db, AmbLedgerBatch *batch)
{
  g_autoptr (AmbStatement) rows
      = amb_database_prepare (db,
                              "SELECT source, state, error FROM job WHERE batch = ?"
                              " AND state IN ('failed', 'quarantined') ORDER BY position",
                              "i", batch->id);
  int code;
  while ((code = amb_database_step (db, rows)) == SQLITE_ROW)
    {
      AmbLedgerFailure *failure = g_new0 (AmbLedgerFailure, 1);
      failure->source = g_strdup (text_at (rows, 0));
      failure->state = state_of_word (text_at (rows, 1));
      failure->error = g_strdup (text_at (rows, 2));
      g_ptr_array_add (batch->failures, failure);
    }
  return end_of_rows (code);
}

static int
read_settings (AmbDatabase *db, AmbLedgerBatch *batch)
{
  g_autoptr (AmbStatement) row
      = amb_database_prepare (db,
                              "SELECT target, settings FROM batch JOIN output ON batch = id"
                              " WHERE id = ? ORDER BY number LIMIT 1",
                              "i", batch->id);
  int code = amb_database_step (db, row);
  if (code != SQLITE_ROW)
    return end_of_rows (code);
  g_autofree char *target = bytes_at (row, 0);
  g_autoptr (AmbExportSettings) settings = settings_of_text (text_at (row, 1));
  if (target != NULL)
    batch->folder = g_path_get_dirname (target);
  else if (settings != NULL)
    batch->folder = g_strdup (settings->output);
  if (settings != NULL)
    batch->jobs = settings->jobs;
  return SQLITE_OK;
}

static int
read_batch (AmbDatabase *db, AmbLedgerBatch *batch)
{
  int code = read_counts (db, batch);
  if (code == SQLITE_OK)
    code = read_failures (db, batch);
  return code == SQLITE_OK ? read_settings (db, batch) : code;
}

static int
read_batches (AmbDatabase *db, GPtrArray *batches)
{
  g_autoptr (AmbStatement) rows
      = amb_database_prepare (db, "SELECT id, created FROM batch ORDER BY id", "");
  int code = amb_database_step (db, rows);
  for (; code == SQLITE_ROW; code = sqlite3_step (rows))
    {
      AmbLedgerBatch *batch = g_new0 (AmbLedgerBatch, 1);
      batch->id = sqlite3_column_int64 (rows, 0);
      batch->created = sqlite3_column_int64 (rows, 1);
      batch->failures = g_ptr_array_new_with_free_func (failure_free);
      g_ptr_array_add (batches, batch);
      code = read_batch (db, batch);
      if (code != SQLITE_OK)
        return code;
    }
  return end_of_rows (code);
}

GPtrArray *
amb_ledger_store_list (AmbLedgerStore *self, GError **error)
{
  AmbDatabase *db = amb_ledger_store_get_database (self);
  g_autoptr (GPtrArray) batches
      = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_free);
  int code = amb_database_connect (db);
  if (code == SQLITE_OK)
    code = read_batches (db, batches);
  return answer (self, code, error) ? g_steal_pointer (&batches) : NULL;
}

/* One of them whole */

static int
read_outputs (AmbDatabase *db, AmbLedgerSnapshot *snapshot)
{
  g_autoptr (AmbStatement) rows = amb_database_prepare (
      db, "SELECT settings FROM output WHERE batch = ? ORDER BY number", "i", snapshot->id);
  int code;
  while ((code = amb_database_step (db, rows)) == SQLITE_ROW)
    {
      AmbExportSettings *settings = settings_of_text (text_at (rows, 0));
      if (settings == NULL)
        return SQLITE_MISMATCH;
      g_ptr_array_add (snapshot->outputs, settings);
    }
  return end_of_rows (code);
}

/* The columns as read_jobs asks for them. */
static gboolean
read_job (AmbStatement *row, AmbLedgerJob *job)
{
  AmbItemRecord *record = &job->record;
  record->row = sqlite3_column_int64 (row, 0);
  job->position = (int) sqlite3_column_int64 (row, 1);
  job->source = g_strdup (text_at (row, 2));
  job->state = state_of_word (text_at (row, 4));
  record->attempts = (guint) sqlite3_column_int64 (row, 5);
  job->path = bytes_at (row, 6);
  job->error = g_strdup (text_at (row, 7));
  job->cause
      = (AmbFailureCause) CLAMP (sqlite3_column_int64 (row, 8), AMB_CAUSE_PHOTO, AMB_CAUSE_MISSING);
  job->notes = g_strdup (text_at (row, 9));
  record->written = (AmbIdentity){ sqlite3_column_int64 (row, 10), sqlite3_column_int64 (row, 11),
                                   (guint64) sqlite3_column_int64 (row, 12),
                                   (guint64) sqlite3_column_int64 (row, 13) };
  record->queued = sqlite3_column_int64 (row, 14);
  record->started = sqlite3_column_int64 (row, 15);
  record->ended = sqlite3_column_int64 (row, 16);
  return amb_ledger_job_read_text (job, text_at (row, 3));
}

static int
read_jobs (AmbDatabase *db, AmbLedgerSnapshot *snapshot)
{
  g_autoptr (AmbStatement) rows = amb_database_prepare (
      db,
      "SELECT id, position, source, snapshot, state, attempts, path, error, machine, notes, size,"
      " mtime, inode, device, queued, started, ended FROM job WHERE batch = ?"
      " ORDER BY position, id",
      "i", snapshot->id);
  int code;
  while ((code = amb_database_step (db, rows)) == SQLITE_ROW)
    {
      AmbLedgerJob *job = g_new0 (AmbLedgerJob, 1);
      job->batch = snapshot->id;
      g_ptr_array_add (snapshot->jobs, job);
      if (!read_job (rows, job) || job->output >= snapshot->outputs->len)
        return SQLITE_MISMATCH;
    }
  return end_of_rows (code);
}

static int
read_whole (AmbDatabase *db, AmbLedgerSnapshot *snapshot, gboolean *found)
{
  g_autoptr (AmbStatement) row = amb_database_prepare (
      db, "SELECT created, target FROM batch WHERE id = ?", "i", snapshot->id);
  int code = amb_database_step (db, row);
  *found = code == SQLITE_ROW;
  if (code != SQLITE_ROW)
    return end_of_rows (code);
  snapshot->created = sqlite3_column_int64 (row, 0);
  snapshot->target_path = bytes_at (row, 1);
  code = read_outputs (db, snapshot);
  return code == SQLITE_OK ? read_jobs (db, snapshot) : code;
}

AmbLedgerSnapshot *
amb_ledger_store_load (AmbLedgerStore *self, gint64 batch, GError **error)
{
  AmbDatabase *db = amb_ledger_store_get_database (self);
  g_autoptr (AmbLedgerSnapshot) snapshot = amb_ledger_snapshot_new ();
  gboolean found = FALSE;
  snapshot->id = batch;
  int code = amb_database_connect (db);
  if (code == SQLITE_OK)
    code = read_whole (db, snapshot, &found);
  if (!answer (self, code, error))
    return NULL;
  if (found && snapshot->outputs->len > 0)
    return g_steal_pointer (&snapshot);
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_NOT_FOUND,
                       _("The record of exports does not hold this batch."));
  return NULL;
}
