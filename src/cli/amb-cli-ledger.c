/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a ledger holds one command's batch. A new command takes the place of a finished one;
 * while something is left to do, it is refused, because nobody could say afterwards which of the
 * two was meant to go on. What failed because of the machine (exit 75: try again later) is tried
 * again when the batch goes on; what failed because of its photo is not. */
#include "amb-cli-ledger.h"

#include <glib/gi18n-lib.h>
#include "amb-cli-text.h"
#include "amb-error.h"
#include "amb-json-line.h"

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Transfer full. */
static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static gboolean
open_ledger (AmbLedger *ledger, AmbLedgerOpenFlags flags, GError **error)
{
  GAsyncResult *answer = NULL;
  amb_ledger_open_async (ledger, flags, on_answer, &answer);
  g_autoptr (GAsyncResult) result = await (&answer);
  gboolean opened = amb_ledger_open_finish (ledger, result, error);
  g_autofree char *trouble = amb_ledger_take_trouble (ledger);
  if (trouble != NULL)
    amb_cli_complain (trouble);
  return opened;
}

/* Of AmbLedgerBatch, transfer full. */
static GPtrArray *
list_batches (AmbLedger *ledger, GError **error)
{
  GAsyncResult *answer = NULL;
  amb_ledger_list_async (ledger, on_answer, &answer);
  g_autoptr (GAsyncResult) result = await (&answer);
  return amb_ledger_list_finish (ledger, result, error);
}

static gboolean
has_work (const AmbLedgerBatch *batch)
{
  return batch->counts.queued + batch->counts.running > 0;
}

/* FALSE with error. Finished batches make room. */
static gboolean
make_room (AmbCliLedger *self, const GPtrArray *batches, GError **error)
{
  for (guint i = 0; i < batches->len; i++)
    {
      const AmbLedgerBatch *batch = batches->pdata[i];
      if (has_work (batch))
        {
          g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                       _("The ledger holds a batch with %u exports to do; go on with --resume, or "
                          "name another ledger."),
                       batch->counts.queued + batch->counts.running);
          return FALSE;
        }
      amb_ledger_forget (self->ledger, batch->id);
    }
  return TRUE;
}

/* Nothing to go on with is an error only where nothing else was asked for. */
static gboolean
choose_batch (AmbCliLedger *self,
              const AmbCliOptions *options,
              const GPtrArray *batches,
              AmbExit *status,
              GError **error)
{
  if (batches->len == 0 && options->files != NULL)
    return TRUE;
  if (batches->len == 0)
    {
      *status = AMB_EXIT_NOTHING;
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_NOT_FOUND,
                           _("The ledger holds no batch to go on with."));
      return FALSE;
    }
  const AmbLedgerBatch *last = batches->pdata[batches->len - 1];
  self->batch = last->id;
  self->jobs = last->jobs;
  return TRUE;
}

static AmbExit
status_of (const GError *error)
{
  return amb_error_is_machine (error) ? AMB_EXIT_MACHINE : AMB_EXIT_USAGE;
}

static gboolean
prepare (AmbCliLedger *self, const AmbCliOptions *options, AmbExit *status, GError **error)
{
  GError *trouble = NULL;
  AmbLedgerOpenFlags flags = options->resume && options->files == NULL ? AMB_LEDGER_OPEN_TO_RESUME
                                                                       : AMB_LEDGER_OPEN_DEFAULT;
  g_autoptr (GPtrArray) batches = NULL;
  if (open_ledger (self->ledger, flags, &trouble))
    batches = list_batches (self->ledger, &trouble);
  if (batches == NULL)
    {
      *status = status_of (trouble);
      g_propagate_error (error, trouble);
      return FALSE;
    }
  *status = AMB_EXIT_USAGE;
  return options->resume ? choose_batch (self, options, batches, status, error)
                         : make_room (self, batches, error);
}

AmbCliLedger *
amb_cli_ledger_open (const AmbCliOptions *options, AmbExit *status, GError **error)
{
  AmbCliLedger *self = g_new0 (AmbCliLedger, 1);
  self->ledger = amb_ledger_new (options->ledger);
  if (prepare (self, options, status, error))
    return self;
  amb_cli_ledger_close (self);
  return NULL;
}

void
amb_cli_ledger_close (AmbCliLedger *self)
{
  if (self == NULL)
    return;
  amb_ledger_close (self->ledger);
  g_object_unref (self->ledger);
  g_free (self);
}

AmbBatch *
amb_cli_ledger_load (AmbCliLedger *self, AmbPool *pool, GError **error)
{
  GAsyncResult *answer = NULL;
  amb_ledger_load_async (self->ledger, self->batch, pool, TRUE, on_answer, &answer);
  g_autoptr (GAsyncResult) result = await (&answer);
  return amb_ledger_load_finish (self->ledger, result, error);
}

void
amb_cli_ledger_begin (AmbCliLedger *self, AmbBatch *batch)
{
  amb_batch_set_ledger (batch, self->ledger);
}

/* --status */

static void
add_failures (JsonBuilder *builder, const GPtrArray *failures)
{
  json_builder_set_member_name (builder, "failures");
  json_builder_begin_array (builder);
  for (guint i = 0; i < failures->len; i++)
    {
      const AmbLedgerFailure *failure = failures->pdata[i];
      json_builder_begin_object (builder);
      amb_json_put_text (builder, "source", failure->source);
      amb_json_put_text (builder, "state", amb_item_state_word (failure->state));
      amb_json_put_text (builder, "error", failure->error);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
put_json (const AmbLedgerBatch *batch)
{
  const AmbBatchCounts *counts = &batch->counts;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  amb_json_put_number (builder, "total", counts->total);
  amb_json_put_number (builder, "queued", counts->queued);
  amb_json_put_number (builder, "running", counts->running);
  amb_json_put_number (builder, "done", counts->done);
  amb_json_put_number (builder, "failed", counts->failed);
  amb_json_put_number (builder, "quarantined", counts->quarantined);
  amb_json_put_number (builder, "cancelled", counts->cancelled);
  amb_json_put_number (builder, "skipped", counts->skipped);
  amb_json_put_boolean (builder, "finished", !has_work (batch));
  add_failures (builder, batch->failures);
  json_builder_end_object (builder);
  g_autofree char *line = amb_json_to_line (builder);
  amb_cli_put_line (line);
}

static void
put_text (const AmbLedgerBatch *batch)
{
  const AmbBatchCounts *counts = &batch->counts;
  g_autofree char *sums
      = g_strdup_printf (_("%u exported, %u failed, %u skipped, %u cancelled, %u to do."),
                         counts->done, counts->failed + counts->quarantined, counts->skipped,
                         counts->cancelled, counts->queued + counts->running);
  for (guint i = 0; i < batch->failures->len; i++)
    {
      const AmbLedgerFailure *failure = batch->failures->pdata[i];
      g_autofree char *line = g_strdup_printf ("%s: %s", failure->source,
                                               failure->error != NULL ? failure->error : "");
      g_autofree char *printable = amb_cli_printable (line);
      amb_cli_put_line (printable);
    }
  amb_cli_put_line (sums);
}

static void
put_status (const AmbCliOptions *options, const GPtrArray *batches)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  const AmbLedgerBatch empty = { .failures = none };
  const AmbLedgerBatch *last = batches->len > 0 ? batches->pdata[batches->len - 1] : &empty;
  if (options->progress == AMB_CLI_PROGRESS_JSON)
    put_json (last);
  else
    put_text (last);
}

AmbExit
amb_cli_ledger_status (const AmbCliOptions *options)
{
  g_autoptr (AmbLedger) ledger = amb_ledger_new (options->ledger);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batches = NULL;
  if (open_ledger (ledger, AMB_LEDGER_OPEN_TO_READ, &error))
    batches = list_batches (ledger, &error);
  if (batches == NULL)
    {
      amb_cli_complain (error->message);
      return status_of (error);
    }
  put_status (options, batches);
  return AMB_EXIT_DONE;
}
