/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: pool, batch and progress put together. A signal cancels the batch, which then finishes as
 * it always does: with every temporary gone; only then are the workers ended and reaped. Later
 * signals change nothing. A closed standard output (a pipe into head) does not end an export. */
#include "amb-cli-export.h"

#include <signal.h>
#include <string.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include "amb-batch.h"
#include "amb-cli-progress.h"
#include "amb-cli-text.h"

typedef struct
{
  GMainLoop *loop;
  AmbPool *pool;
  AmbBatch *batch;
  AmbCliProgress *progress;
  gboolean begun;
  gboolean interrupted;
} Export;

static AmbCliProgress *(*const progress_makers[]) (void) = {
  [AMB_CLI_PROGRESS_TEXT] = amb_cli_progress_text_new,
  [AMB_CLI_PROGRESS_JSON] = amb_cli_progress_json_new,
  [AMB_CLI_PROGRESS_NONE] = amb_cli_progress_none_new,
};

static void
on_state (Export *self)
{
  if (self->begun || amb_batch_get_state (self->batch) == AMB_BATCH_COLLECTING)
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
on_item_changed (Export *self, AmbBatchItem *item)
{
  AmbItemState state = amb_batch_item_get_state (item);
  if (state == AMB_ITEM_FAILED || state == AMB_ITEM_QUARANTINED)
    complain_about (self, item);
  if (self->progress->funcs->item != NULL)
    self->progress->funcs->item (self->progress, item);
}

static void
on_changed (Export *self)
{
  if (self->begun && self->progress->funcs->whole != NULL)
    self->progress->funcs->whole (self->progress, self->batch);
}

static void
on_finished (Export *self)
{
  if (self->progress->funcs->end != NULL)
    self->progress->funcs->end (self->progress, self->batch);
  g_main_loop_quit (self->loop);
}

static gboolean
on_signal (gpointer data)
{
  Export *self = data;
  self->interrupted = TRUE;
  amb_batch_cancel (self->batch);
  return G_SOURCE_CONTINUE;
}

/* A local name first: "a:b.jpg" is a file before it is a URI. */
static GFile *
file_for_argument (const char *argument)
{
  if (strstr (argument, "://") == NULL || g_file_test (argument, G_FILE_TEST_EXISTS))
    return g_file_new_for_path (argument);
  return g_file_new_for_uri (argument);
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
  if (counts.total == 0)
    return AMB_EXIT_NOTHING;
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
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autoptr (GFile) file = file_for_argument (files[i]);
      amb_batch_add (self->batch, file, files[i]);
    }
  amb_batch_start (self->batch);
  g_main_loop_run (self->loop);
  amb_pool_shutdown_async (self->pool, on_shut_down, self->loop);
  g_main_loop_run (self->loop);
  for (gsize i = 0; i < G_N_ELEMENTS (caught); i++)
    g_source_remove (sources[i]);
}

AmbExit
amb_cli_export (const AmbCliOptions *options)
{
  const AmbPoolOptions pool_options = { .batch_workers = options->settings->jobs };
  Export self = { .loop = g_main_loop_new (NULL, FALSE),
                  .pool = amb_pool_new (&pool_options),
                  .progress = progress_makers[options->progress]() };

  self.batch = amb_batch_new (self.pool, options->settings);
  g_signal_connect_swapped (self.batch, "notify::state", G_CALLBACK (on_state), &self);
  g_signal_connect_swapped (self.batch, "item-changed", G_CALLBACK (on_item_changed), &self);
  g_signal_connect_swapped (self.batch, "changed", G_CALLBACK (on_changed), &self);
  g_signal_connect_swapped (self.batch, "finished", G_CALLBACK (on_finished), &self);
  run (&self, options->files);

  AmbExit status = exit_status (&self);
  if (status == AMB_EXIT_NOTHING)
    amb_cli_complain (_("There is no picture to export."));
  self.progress->funcs->free (self.progress);
  g_signal_handlers_disconnect_by_data (self.batch, &self);
  g_object_unref (self.batch);
  g_object_unref (self.pool);
  g_main_loop_unref (self.loop);
  return status;
}
