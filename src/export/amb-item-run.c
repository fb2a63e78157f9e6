/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a run owns the temporary of its item. The pool calls prepare in a thread before each
 * attempt, one call at a time, and never after the job's callback; so whoever has the turn has the
 * run, and no lock is needed. Files are opened, synced, named and dropped in threads only. An
 * output that takes the name of its own photo waits until the original is kept. */
#include "amb-item-run.h"

#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-ledger-private.h"
#include "amb-message.h"
#include "amb-originals.h"
#include "amb-worker-settings.h"

enum
{
  ENCODED_PERMILLE = 990, /* the rest is publishing */
};

struct _AmbItemRun
{
  const AmbItemRunEvents *events;
  gpointer user_data;

  GFile *file;
  char *name;
  AmbItemPlan plan;
  gboolean keep_mtime;
  AmbJob *job;
  GCancellable *cancellable;
  gboolean publishing;

  AmbLedger *ledger; /* nullable */
  gint64 row;        /* in the ledger */
  AmbIdentity written;
  gboolean is_unrecorded;

  guint64 source_inode, source_device;
  char *trouble; /* about the record of originals; nullable */

  AmbPublish *publish; /* NULL when no prepare succeeded */
  GError *error;
  GVariant *result;
  gboolean quarantined;
};

static void
run_free (AmbItemRun *self)
{
  g_clear_object (&self->job);
  g_clear_object (&self->file);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->ledger);
  g_free (self->name);
  g_free (self->plan.folder);
  g_free (self->plan.target);
  g_free (self->trouble);
  g_clear_error (&self->error);
  g_clear_pointer (&self->result, g_variant_unref);
  g_free (self);
}

static void
set_changed (const AmbItemRun *self, GError **error)
{
  g_set_error (error, AMB_ERROR, AMB_ERROR_READ,
               _("“%s” was changed after the export was planned."), self->name);
}

static AmbSource *
open_planned (AmbItemRun *self, GCancellable *cancellable, GError **error)
{
  AmbSource *source = amb_source_open (self->file, cancellable, error);
  if (source == NULL || amb_identity_fits (&self->plan.identity, source))
    return source;
  amb_source_free (source);
  set_changed (self, error);
  return NULL;
}

/* In a thread of the pool. */
static gboolean
prepare (gpointer data, AmbJobFiles *files, GCancellable *cancellable, GError **error)
{
  AmbItemRun *self = data;
  g_clear_pointer (&self->publish, amb_publish_free);
  g_autoptr (AmbSource) source = open_planned (self, cancellable, error);
  if (source == NULL)
    return FALSE;
  self->publish = amb_publish_begin (self->plan.folder, error);
  if (self->publish == NULL)
    return FALSE;
  if (self->keep_mtime)
    amb_publish_set_mtime (self->publish, source->mtime);
  self->source_inode = source->inode;
  self->source_device = source->device;
  const AmbCodec *codec = amb_sniff_fd (source->fd);
  *files = (AmbJobFiles){
    .source_fd = amb_source_steal_fd (source),
    .output_fd = amb_publish_get_fd (self->publish),
    .needs_modules = (codec != NULL && amb_codec_needs_module (codec))
                     || amb_codec_needs_module (self->plan.format),
  };
  return TRUE;
}

/* Whatever the name that is replaced: by a link to its folder, or another name of the same file. */
static gboolean
is_source (const AmbItemRun *self, const struct stat *st)
{
  return st->st_ino == self->source_inode && st->st_dev == self->source_device;
}

/* Another program has saved the photo meanwhile: what stands there was not read. */
static gboolean
took_the_place_of_source (const AmbItemRun *self, const struct stat *st)
{
  const char *path = g_file_peek_path (self->file);
  struct stat now;
  return path != NULL && stat (path, &now) == 0 && now.st_ino == st->st_ino
         && now.st_dev == st->st_dev;
}

static gboolean
keep_original (AmbItemRun *self, const char *path, const struct stat *next, GError **error)
{
  g_autoptr (AmbOriginals) originals = amb_originals_new (NULL);
  gboolean is_kept = amb_originals_keep (originals, path, next, error);
  g_free (self->trouble);
  self->trouble = amb_originals_take_note (originals);
  return is_kept;
}

/* Before a file is replaced: the photo itself is kept. */
static gboolean
prepare_replacing (AmbItemRun *self, const struct stat *next, GError **error)
{
  g_autofree char *path = g_build_filename (self->plan.folder, self->plan.target, NULL);
  struct stat st;
  if (self->plan.conflict != AMB_CONFLICT_REPLACE || lstat (path, &st) != 0
      || !S_ISREG (st.st_mode))
    return TRUE;
  if (is_source (self, &st))
    return keep_original (self, path, next, error);
  if (!took_the_place_of_source (self, &st))
    return TRUE;
  set_changed (self, error);
  return FALSE;
}

/* What is on the disk is all that the worker says it wrote. */
static gboolean
check_bytes (AmbItemRun *self, const struct stat *st, GError **error)
{
  guint64 bytes = 0;
  g_variant_lookup (self->result, AMB_DONE_BYTES, "t", &bytes);
  if ((guint64) st->st_size == bytes)
    return TRUE;
  amb_error_set (error, AMB_ERROR_PROTOCOL, self->name, NULL);
  return FALSE;
}

/* COMMIT: after the sync, before the name. */
static gboolean
record (const struct stat *st, gpointer user_data, GError **error)
{
  AmbItemRun *self = user_data;
  if (!check_bytes (self, st, error) || !prepare_replacing (self, st, error))
    return FALSE;
  const gint64 second = G_GINT64_CONSTANT (1000000000);
  self->written = (AmbIdentity){ .size = st->st_size,
                                 .mtime = st->st_mtim.tv_sec * second + st->st_mtim.tv_nsec,
                                 .inode = st->st_ino,
                                 .device = st->st_dev };
  self->is_unrecorded
      = self->ledger != NULL && !amb_ledger_commit (self->ledger, self->row, &self->written, error);
  return !self->is_unrecorded;
}

/* Thread: gives the output its name, or drops it after a failure. */
static void
conclude_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AmbItemRun *self = data;
  g_autoptr (AmbPublish) publish = g_steal_pointer (&self->publish);
  char *path = NULL;

  if (publish != NULL)
    amb_publish_set_guard (publish, record, self);
  if (self->error == NULL && self->plan.conflict == AMB_CONFLICT_REPLACE)
    amb_publish_take_access (publish, self->plan.target);
  if (self->error == NULL)
    amb_publish_commit (publish, self->plan.target, self->plan.conflict, &path, &self->error);
  g_clear_pointer (&publish, amb_publish_free);
  g_task_return_pointer (task, path, g_free);
}

static void
on_concluded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AmbItemRun *self = user_data;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree const char **notes = NULL;
  if (self->result != NULL)
    g_variant_lookup (self->result, AMB_INFO_NOTES, "^a&s", &notes);
  const AmbItemRunEnd end = {
    .path = path,
    .notes = (const char *const *) notes,
    .trouble = self->trouble,
    .error = self->error,
    .quarantined = self->quarantined,
    .is_unrecorded = self->is_unrecorded,
    .attempts = amb_job_get_attempts (self->job),
    .written = self->error == NULL ? self->written : (AmbIdentity){ 0 },
  };
  self->events->finished (&end, self->user_data);
  run_free (self);
}

static void
on_job_started (AmbJob *job, AmbItemRun *self)
{
  if (!g_cancellable_is_cancelled (self->cancellable))
    self->events->started (self->user_data);
}

static void
on_job_progress (AmbJob *job, guint permille, AmbItemRun *self)
{
  if (!g_cancellable_is_cancelled (self->cancellable))
    self->events->progress (permille * ENCODED_PERMILLE / 1000, self->user_data);
}

static void
on_job_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AmbItemRun *self = user_data;
  self->result = amb_job_run_finish (self->job, result, &self->error);
  if (self->error == NULL && g_cancellable_is_cancelled (self->cancellable))
    amb_error_set (&self->error, AMB_ERROR_CANCELLED, self->name, NULL);
  self->quarantined = self->error != NULL && amb_job_was_quarantined (self->job);
  self->publishing = self->error == NULL;
  g_signal_handlers_disconnect_by_data (self->job, self);
  self->events->encoded (self->user_data);

  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_concluded, self);
  g_task_set_source_tag (task, on_job_done);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, conclude_thread);
}

AmbItemRun *
amb_item_run_start (const AmbItemRunPlace *place,
                    AmbBatchItem *item,
                    const AmbItemRunEvents *events,
                    gpointer user_data)
{
  AmbItemRun *self = g_new0 (AmbItemRun, 1);
  self->events = events;
  self->user_data = user_data;
  self->file = g_object_ref (amb_batch_item_get_file (item));
  self->name = g_strdup (amb_batch_item_get_name (item));
  self->plan = *amb_batch_item_plan (item);
  self->plan.folder = g_strdup (self->plan.folder);
  self->plan.target = g_strdup (self->plan.target);
  self->plan.recipe = NULL;
  self->keep_mtime = amb_batch_item_get_settings (item)->keep_mtime;
  self->cancellable = g_cancellable_new ();
  self->ledger = place->ledger != NULL ? g_object_ref (place->ledger) : NULL;
  self->row = amb_batch_item_record (item)->row;

  g_autoptr (GVariant) recipe = amb_recipe_to_variant (amb_batch_item_get_recipe (item));
  const AmbExportSettings *settings = amb_batch_item_get_settings (item);
  g_autoptr (GVariant) wanted
      = amb_worker_settings (settings, self->plan.format, self->plan.unchanged);
  const AmbJobSpec spec = {
    .name = self->name,
    .recipe = recipe,
    .settings = wanted,
    .prepare = prepare,
    .data = self,
    .lane = place->lane,
  };
  self->job = amb_job_new (&spec);
  g_signal_connect (self->job, "started", G_CALLBACK (on_job_started), self);
  g_signal_connect (self->job, "progress", G_CALLBACK (on_job_progress), self);
  amb_job_run_async (self->job, place->pool, self->cancellable, on_job_done, self);
  return self;
}

gboolean
amb_item_run_cancel (AmbItemRun *self)
{
  if (self->publishing)
    return FALSE;
  g_cancellable_cancel (self->cancellable);
  return TRUE;
}

gboolean
amb_item_run_is_untouched (AmbItemRun *self)
{
  return !self->publishing && amb_job_is_untouched (self->job);
}
