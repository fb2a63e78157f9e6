/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a line becomes a job (amb-cli-serve-job.c), and its photo a request of its own
 * (amb-request.c) that starts as soon as a worker is free. Workers are kept warm.
 *
 * Guarantees: one job's trouble, and one worker's death, touches that job only; a line that cannot
 * be used gets a sentence and ends nothing; nothing on the main loop waits for a file, a reader or
 * a writer.
 *
 * Bounds: with so many jobs in hand, or so many answers that nobody has read, no more is read from
 * standard input: whoever writes there waits. Steps of progress are left out while answers pile up;
 * changes of state never are.
 *
 * The end: standard input ends, and what is in hand is finished. A signal, or a standard output
 * that nobody reads any more, cancels what is in hand. Either way every temporary is gone and every
 * worker reaped before the program ends. */
#include "amb-cli-serve-private.h"

#include <signal.h>
#include <unistd.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

enum
{
  READ_BYTES = 64 * 1024,
  FULL_ANSWERS = 1024 * 1024, /* bytes nobody has read yet: nothing more is read */
  FLUSH_MSEC = 1000,          /* for the last answers after a signal */
};

/* Lines */

/* A line that is no job's, and has no state. id: JSON, nullable. */
static void
refuse (AmbCliServe *self, const char *id, const char *sentence)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), sentence);
  g_autofree char *quoted = json_to_string (node, FALSE);
  g_autofree char *line = id != NULL ? g_strdup_printf ("{\"id\":%s,\"error\":%s}", id, quoted)
                                     : g_strdup_printf ("{\"error\":%s}", quoted);
  amb_cli_answers_put (self->answers, line);
}

static void
start_job (AmbCliServe *self, AmbServiceLine *line, GError *fault)
{
  if (!g_hash_table_contains (self->jobs, line->id))
    {
      amb_cli_serve_job_start (self, line, fault);
      return;
    }
  g_autofree char *sentence
      = g_strdup_printf (_("There is a job with the id %s already."), line->id);
  refuse (self, line->id, sentence);
  self->failures++;
  g_clear_error (&fault);
}

/* That it is over may have crossed the line on its way. */
static void
change_job (AmbCliServe *self, const AmbServiceLine *line)
{
  AmbCliServeJob *job = g_hash_table_lookup (self->jobs, line->id);
  g_autofree char *sentence
      = g_strdup_printf (_("There is no job with the id %s, or it is over."), line->id);
  if (job == NULL)
    refuse (self, line->id, sentence);
  else if (line->verb == AMB_SERVICE_CANCEL)
    amb_cli_serve_job_cancel (job);
  else
    amb_cli_serve_job_set_priority (job, line->priority);
}

static void
take_line (AmbCliServe *self, const char *text, gsize length)
{
  g_auto (AmbServiceLine) line = { 0 };
  GError *error = NULL;
  gboolean parsed = amb_service_line_parse (&line, text, length, &error);
  if (line.id != NULL && line.verb == AMB_SERVICE_JOB)
    {
      start_job (self, &line, error);
      return;
    }
  if (parsed)
    {
      change_job (self, &line);
      return;
    }
  refuse (self, line.id, error->message);
  self->failures++;
  g_error_free (error);
}

static gboolean
is_full (AmbCliServe *self)
{
  return self->in_hand >= AMB_CLI_SERVE_JOBS
         || amb_cli_answers_get_backlog (self->answers) >= FULL_ANSWERS;
}

/* Those that were read already; FALSE when some are left. */
static gboolean
take_lines (AmbCliServe *self)
{
  const char *text;
  gsize length;
  while (!is_full (self))
    switch (amb_service_input_next (self->input, &text, &length))
      {
      case AMB_SERVICE_INPUT_LINE:
        take_line (self, text, length);
        break;
      case AMB_SERVICE_INPUT_TOO_LONG:
        refuse (self, NULL, _("A line is too long."));
        self->failures++;
        break;
      case AMB_SERVICE_INPUT_NONE:
      default:
        return TRUE;
      }
  return FALSE;
}

/* Reading */

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AmbCliServe *self = user_data;
  g_autoptr (GBytes) bytes
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  gsize length;
  self->reading = FALSE;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  if (text != NULL && length > 0)
    amb_service_input_push (self->input, text, length);
  else
    {
      amb_service_input_end (self->input);
      self->ended = TRUE;
    }
  amb_cli_serve_go_on (self);
}

static gboolean
is_over (AmbCliServe *self)
{
  return self->ended && !self->reading && self->in_hand == 0
         && (amb_cli_answers_get_backlog (self->answers) == 0 || self->hurried);
}

void
amb_cli_serve_go_on (AmbCliServe *self)
{
  gboolean took_all = self->interrupted || take_lines (self);
  if (took_all && is_over (self))
    g_main_loop_quit (self->loop);
  else if (took_all && !self->ended && !self->reading)
    {
      self->reading = TRUE;
      g_input_stream_read_bytes_async (self->stream, READ_BYTES, G_PRIORITY_DEFAULT,
                                       self->cancellable, on_read, self);
    }
}

/* Ends */

static gboolean
on_hurry (gpointer data)
{
  AmbCliServe *self = data;
  self->hurried = TRUE;
  self->hurry = 0;
  amb_cli_serve_go_on (self);
  return G_SOURCE_REMOVE;
}

static void
interrupt (AmbCliServe *self)
{
  if (self->interrupted)
    return;
  self->interrupted = self->ended = TRUE;
  self->hurry = g_timeout_add (FLUSH_MSEC, on_hurry, self);
  g_cancellable_cancel (self->cancellable);
  g_autoptr (GList) jobs = g_hash_table_get_values (self->jobs);
  for (GList *l = jobs; l != NULL; l = l->next)
    amb_cli_serve_job_cancel (l->data);
  amb_cli_serve_go_on (self);
}

static gboolean
on_signal (gpointer data)
{
  interrupt (data);
  return G_SOURCE_CONTINUE;
}

static void
on_answers_moved (gpointer data)
{
  AmbCliServe *self = data;
  if (amb_cli_answers_is_broken (self->answers))
    interrupt (self);
  amb_cli_serve_go_on (self);
}

static AmbExit
exit_status (const AmbCliServe *self)
{
  if (self->interrupted)
    return AMB_EXIT_INTERRUPTED;
  if (self->failures == 0)
    return AMB_EXIT_DONE;
  return self->machine_faults == self->failures ? AMB_EXIT_MACHINE : AMB_EXIT_SOME_FAILED;
}

static void
on_shut_down (GObject *source, GAsyncResult *result, gpointer user_data)
{
  amb_pool_shutdown_finish (AMB_POOL (source), result, NULL);
  g_main_loop_quit (user_data);
}

static void
run (AmbCliServe *self)
{
  static const int caught[] = { SIGINT, SIGTERM, SIGHUP };
  guint sources[G_N_ELEMENTS (caught)];

  for (gsize i = 0; i < G_N_ELEMENTS (caught); i++)
    sources[i] = g_unix_signal_add (caught[i], on_signal, self);
  amb_cli_serve_go_on (self);
  g_main_loop_run (self->loop);
  amb_pool_shutdown_async (self->pool, on_shut_down, self->loop);
  g_main_loop_run (self->loop);
  for (gsize i = 0; i < G_N_ELEMENTS (caught); i++)
    g_source_remove (sources[i]);
}

static guint
workers (const AmbCliOptions *options)
{
  const AmbExportSettings *first = options->outputs->pdata[0];
  return first->jobs > 0 ? first->jobs : g_get_num_processors ();
}

AmbExit
amb_cli_serve (const AmbCliOptions *options)
{
  const AmbPoolOptions pool_options
      = { .batch_workers = workers (options), .batch_spares = workers (options) };
  AmbCliServe self = { .options = options,
                       .loop = g_main_loop_new (NULL, FALSE),
                       .pool = amb_pool_new (&pool_options),
                       .stream = g_unix_input_stream_new (STDIN_FILENO, FALSE),
                       .input = amb_service_input_new (),
                       .cancellable = g_cancellable_new (),
                       .jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  self.answers = amb_cli_answers_new (STDOUT_FILENO, on_answers_moved, &self);
  run (&self);

  g_clear_handle_id (&self.hurry, g_source_remove);
  amb_cli_answers_free (self.answers);
  g_hash_table_unref (self.jobs);
  g_object_unref (self.cancellable);
  amb_service_input_free (self.input);
  g_object_unref (self.stream);
  g_object_unref (self.pool);
  g_main_loop_unref (self.loop);
  return exit_status (&self);
}
