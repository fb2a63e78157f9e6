/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: pool, batch and progress put together. A plan is waited for only where it is to be shown
 * or shared out; else it is made on the way. A signal cancels the batch, which then finishes as it
 * always does: with every temporary gone; only then are the workers ended and reaped. Later signals
 * change nothing. A closed standard output (a pipe into head) does not end an export. */
#include "amb-cli-export.h"

#include <signal.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include "amb-batch.h"
#include "amb-cli-ledger.h"
#include "amb-cli-manifest.h"
#include "amb-cli-plan.h"
#include "amb-cli-progress.h"
#include "amb-cli-text.h"
#include "amb-error.h"
#include "amb-source.h"

typedef struct
{
  const AmbCliOptions *options;
  GMainLoop *loop;
  AmbPool *pool;
  AmbBatch *batch;
  AmbCliProgress *progress;
  AmbCliManifest *manifest; /* nullable */
  AmbCliLedger *ledger;     /* nullable */
  gboolean holding;         /* nothing is told yet: some items will go */
  gboolean begun;
  gboolean reporting; /* a plan's sums are being made */
  gboolean interrupted;
  AmbExit trouble;   /* other than DONE: it could not be recorded */
  guint all_planned; /* before some went to other shards */
} Export;

static AmbCliProgress *(*const progress_makers[]) (void) = {
  [AMB_CLI_PROGRESS_TEXT] = amb_cli_progress_text_new,
  [AMB_CLI_PROGRESS_JSON] = amb_cli_progress_json_new,
  [AMB_CLI_PROGRESS_NONE] = amb_cli_progress_none_new,
};

static gboolean
is_resumed (const Export *self)
{
  return self->ledger != NULL && self->ledger->batch != 0;
}

static gboolean
waits_for_plan (const Export *self)
{
  return !is_resumed (self) && (self->options->dry_run || self->options->shard.count > 0);
}

static void
begin_telling (Export *self)
{
  if (self->begun)
    return;
  self->begun = TRUE;
  if (self->progress->funcs->begin != NULL)
    self->progress->funcs->begin (self->progress, self->batch);
}

static void
complain_about (Export *self, AmbBatchItem *item)
{
  const char *error = amb_batch_item_get_error (item);
  g_autofree char *text
      = g_strdup_printf ("%s: %s", amb_batch_item_get_source (item), error != NULL ? error : "");
  if (self->progress->funcs->make_room != NULL)
    self->progress->funcs->make_room (self->progress);
  amb_cli_complain (text);
}

static void
add_to_manifest (Export *self, AmbBatchItem *item)
{
  AmbItemState state = amb_batch_item_get_state (item);
  if (self->manifest != NULL && amb_item_state_is_final (state) && state != AMB_ITEM_CANCELLED)
    amb_cli_manifest_add (self->manifest, item);
}

static void
on_item_changed (Export *self, AmbBatchItem *item)
{
  AmbItemState state = amb_batch_item_get_state (item);
  if (self->holding)
    return;
  if (state == AMB_ITEM_FAILED || state == AMB_ITEM_QUARANTINED)
    complain_about (self, item);
  add_to_manifest (self, item);
  if (self->progress->funcs->item != NULL)
    self->progress->funcs->item (self->progress, item);
}

static void
on_changed (Export *self)
{
  if (self->begun && self->progress->funcs->whole != NULL)
    self->progress->funcs->whole (self->progress, self->batch);
}

/* What was held back is told now. */
static void
tell_final_items (Export *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->batch));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AmbBatchItem) item = g_list_model_get_item (G_LIST_MODEL (self->batch), i);
      if (amb_item_state_is_final (amb_batch_item_get_state (item)))
        on_item_changed (self, item);
    }
}

static void
keep_shard (Export *self)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->batch)); i > 0; i--)
    {
      g_autoptr (AmbBatchItem) item = g_list_model_get_item (G_LIST_MODEL (self->batch), i - 1);
      if (!amb_cli_shard_has (&self->options->shard, item))
        amb_batch_remove_item (self->batch, item);
    }
}

static void
on_report (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *self = user_data;
  g_autoptr (AmbPlanReport) report = amb_plan_report_new_finish (result);
  if (!self->interrupted)
    amb_cli_plan_print (self->batch, report, self->options->progress);
  g_main_loop_quit (self->loop);
}

/* The plan stands, its names are fixed for all; some of it may be another's to do. */
static void
on_planned (Export *self)
{
  self->all_planned = g_list_model_get_n_items (G_LIST_MODEL (self->batch));
  keep_shard (self);
  if (self->options->dry_run)
    {
      self->reporting = TRUE;
      amb_plan_report_new_async (self->batch, on_report, self);
      return;
    }
  self->holding = FALSE;
  begin_telling (self);
  tell_final_items (self);
  amb_batch_start (self->batch);
}

/* Nobody is there to make room and to resume: what is recorded is gone on with another time. */
static void
stop_for_trouble (Export *self)
{
  const GError *error = amb_batch_get_error (self->batch);
  if (self->progress->funcs->make_room != NULL)
    self->progress->funcs->make_room (self->progress);
  amb_cli_complain (error->message);
  self->trouble = amb_error_is_machine (error) ? AMB_EXIT_MACHINE : AMB_EXIT_SOME_FAILED;
  amb_batch_stop (self->batch);
}

static void
on_state (Export *self)
{
  AmbBatchState state = amb_batch_get_state (self->batch);
  if (state == AMB_BATCH_PAUSED && amb_batch_get_error (self->batch) != NULL)
    {
      stop_for_trouble (self);
      return;
    }
  if (state != AMB_BATCH_COLLECTING && !self->holding)
    begin_telling (self);
  else if (state == AMB_BATCH_PLANNED && self->holding && !self->interrupted)
    on_planned (self);
}

static void
on_finished (Export *self)
{
  if (self->reporting)
    return; /* the report ends the loop */
  if (self->options->dry_run)
    {
      g_main_loop_quit (self->loop);
      return;
    }
  if (self->progress->funcs->end != NULL)
    self->progress->funcs->end (self->progress, self->batch);
  g_main_loop_quit (self->loop);
}

static gboolean
on_signal (gpointer data)
{
  Export *self = data;
  self->interrupted = TRUE;
  amb_batch_stop (self->batch);
  return G_SOURCE_CONTINUE;
}

static gboolean
every_failure_was_the_machines (AmbBatch *batch)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (batch));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AmbBatchItem) item = g_list_model_get_item (G_LIST_MODEL (batch), i);
      AmbItemState state = amb_batch_item_get_state (item);
      gboolean failed = state == AMB_ITEM_FAILED || state == AMB_ITEM_QUARANTINED;
      if (failed && !amb_batch_item_get_machine_fault (item))
        return FALSE;
    }
  return TRUE;
}

static AmbExit
exit_status (const Export *self)
{
  AmbBatchCounts counts;
  amb_batch_get_counts (self->batch, &counts);
  if (self->interrupted)
    return AMB_EXIT_INTERRUPTED;
  if (self->trouble != AMB_EXIT_DONE)
    return self->trouble;
  if (counts.total == 0)
    return self->all_planned > 0 ? AMB_EXIT_DONE : AMB_EXIT_NOTHING;
  if (counts.failed + counts.quarantined == 0)
    return AMB_EXIT_DONE;
  return every_failure_was_the_machines (self->batch) ? AMB_EXIT_MACHINE : AMB_EXIT_SOME_FAILED;
}

static void
on_shut_down (GObject *source, GAsyncResult *result, gpointer user_data)
{
  amb_pool_shutdown_finish (AMB_POOL (source), result, NULL);
  g_main_loop_quit (user_data);
}

static void
run (Export *self, char **files)
{
  static const int caught[] = { SIGINT, SIGTERM, SIGHUP };
  guint sources[G_N_ELEMENTS (caught)];

  for (gsize i = 0; i < G_N_ELEMENTS (caught); i++)
    sources[i] = g_unix_signal_add (caught[i], on_signal, self);
  for (guint i = 0; !is_resumed (self) && files[i] != NULL; i++)
    {
      g_autoptr (GFile) file = amb_source_file (files[i]);
      amb_batch_add (self->batch, file, files[i]);
    }
  if (waits_for_plan (self))
    amb_batch_plan (self->batch);
  else
    amb_batch_start (self->batch);
  g_main_loop_run (self->loop);
  amb_pool_shutdown_async (self->pool, on_shut_down, self->loop);
  g_main_loop_run (self->loop);
  for (gsize i = 0; i < G_N_ELEMENTS (caught); i++)
    g_source_remove (sources[i]);
}

/* FALSE when a line of the manifest may be missing. */
static gboolean
close_manifest (Export *self)
{
  g_autoptr (GError) error = NULL;
  if (self->manifest == NULL || amb_cli_manifest_close (self->manifest, &error))
    return TRUE;
  amb_cli_complain (error->message);
  return FALSE;
}

static AmbExit
conclude (Export *self)
{
  AmbExit status = exit_status (self);
  if (status == AMB_EXIT_NOTHING)
    amb_cli_complain (_("There is no picture to export."));
  if (!close_manifest (self) && status == AMB_EXIT_DONE)
    status = AMB_EXIT_SOME_FAILED;
  return status;
}

/* The same command again must not export what it wrote, nor a part of a plan what another wrote. */
static void
pass_outputs_over (AmbBatch *batch, const GPtrArray *outputs)
{
  for (guint i = 0; i < outputs->len; i++)
    {
      const AmbExportSettings *settings = outputs->pdata[i];
      g_autoptr (GFile) folder = g_file_new_for_path (settings->output);
      amb_batch_pass_over (batch, folder);
    }
}

static AmbBatch *
new_batch (Export *self)
{
  AmbBatch *batch = amb_batch_new (self->pool, self->options->outputs->pdata[0]);
  amb_batch_set_outputs (batch, self->options->outputs);
  pass_outputs_over (batch, self->options->outputs);
  if (self->options->shard.count > 0)
    amb_batch_set_plan_flags (batch, self->options->dry_run ? AMB_PLAN_DETAILS | AMB_PLAN_BLIND
                                                            : AMB_PLAN_BLIND);
  if (self->ledger != NULL)
    amb_cli_ledger_begin (self->ledger, batch);
  return batch;
}

/* FALSE with a sentence when the ledger's cannot be read. */
static gboolean
make_batch (Export *self, GError **error)
{
  self->batch = is_resumed (self) ? amb_cli_ledger_load (self->ledger, self->pool, error)
                                  : new_batch (self);
  if (self->batch == NULL)
    return FALSE;
  g_signal_connect_swapped (self->batch, "notify::state", G_CALLBACK (on_state), self);
  g_signal_connect_swapped (self->batch, "item-changed", G_CALLBACK (on_item_changed), self);
  g_signal_connect_swapped (self->batch, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->batch, "finished", G_CALLBACK (on_finished), self);
  return TRUE;
}

/* FALSE with a sentence when there is a manifest and it cannot be written to. */
static gboolean
open_manifest (Export *self, GError **error)
{
  if (self->options->manifest == NULL || self->options->dry_run)
    return TRUE;
  self->manifest = amb_cli_manifest_open (self->options->manifest, is_resumed (self), error);
  return self->manifest != NULL;
}

/* FALSE with a sentence when there is a ledger and it cannot be used; status (out) then. */
static gboolean
open_ledger (Export *self, AmbExit *status, GError **error)
{
  if (self->options->ledger == NULL || self->options->dry_run)
    return TRUE;
  self->ledger = amb_cli_ledger_open (self->options, status, error);
  return self->ledger != NULL;
}

static guint
workers (const Export *self)
{
  const AmbExportSettings *first = self->options->outputs->pdata[0];
  return first->jobs == 0 && is_resumed (self) ? self->ledger->jobs : first->jobs;
}

/* A program that was killed may not have written all of its lines. */
static void
complete_manifest (Export *self)
{
  guint n = is_resumed (self) ? g_list_model_get_n_items (G_LIST_MODEL (self->batch)) : 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AmbBatchItem) item = g_list_model_get_item (G_LIST_MODEL (self->batch), i);
      add_to_manifest (self, item);
    }
}

static AmbExit export(Export *self)
{
  g_autoptr (GError) error = NULL;
  AmbExit status = AMB_EXIT_USAGE;
  if (!open_ledger (self, &status, &error) || !open_manifest (self, &error))
    {
      amb_cli_complain (error->message);
      return status;
    }
  const AmbPoolOptions pool_options = { .batch_workers = workers (self) };
  self->holding = waits_for_plan (self);
  self->pool = amb_pool_new (&pool_options);
  if (!make_batch (self, &error))
    {
      amb_cli_complain (error->message);
      return AMB_EXIT_USAGE;
    }
  complete_manifest (self);
  run (self, self->options->files);
  return conclude (self);
}

AmbExit
amb_cli_export (const AmbCliOptions *options)
{
  Export self = { .options = options,
                  .loop = g_main_loop_new (NULL, FALSE),
                  .progress = progress_makers[options->progress]() };
  AmbExit status = export(&self);

  self.progress->funcs->free (self.progress);
  if (self.batch != NULL)
    g_signal_handlers_disconnect_by_data (self.batch, &self);
  g_clear_object (&self.batch);
  amb_cli_ledger_close (self.ledger);
  g_clear_object (&self.pool);
  g_main_loop_unref (self.loop);
  return status;
}
