/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One job: its settings are read in a thread, then its photo is a request of its own. */
#include "amb-cli-serve-private.h"

#include "amb-cli-item-json.h"
#include "amb-request.h"
#include "amb-source.h"

enum
{
  BUSY_ANSWERS = 64 * 1024, /* bytes nobody has read yet: steps of progress are left out */
};

/* What was last said about an output. */
typedef struct
{
  gboolean said;
  AmbItemState state;
  guint permille;
} Said;

struct _AmbCliServeJob
{
  AmbCliServe *serve;
  AmbServiceLine line;
  guint number;
  GError *fault;       /* nullable: it can only fail */
  AmbRequest *request; /* NULL while its settings are read */
  gboolean cancelled;  /* meanwhile */
  GPtrArray *notes;    /* char *, about its settings; NULL-terminated once they are read */
  GArray *said;        /* Said, one for each output */
};

typedef struct
{
  const AmbServiceLine *line;
  const GPtrArray *defaults;
  GPtrArray *outputs, *targets, *notes;
} Resolving;

static void
job_free (AmbCliServeJob *self)
{
  amb_service_line_clear (&self->line);
  g_clear_error (&self->fault);
  g_array_unref (self->said);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

/* Answers */

static gboolean
is_worth_saying (const AmbCliServeJob *self, const Said *said, AmbItemState state, guint permille)
{
  return !said->said || said->state != state
         || (permille >= said->permille + AMB_CLI_PERMILLE_STEP
             && amb_cli_answers_get_backlog (self->serve->answers) < BUSY_ANSWERS);
}

static void
say (AmbCliServeJob *self, AmbBatchItem *item)
{
  guint index = amb_batch_item_get_output_index (item);
  Said *said = &g_array_index (self->said, Said, index);
  AmbItemState state = amb_batch_item_get_state (item);
  guint permille = amb_batch_item_get_permille (item);
  if (!is_worth_saying (self, said, state, permille))
    return;
  *said = (Said){ TRUE, state, permille };
  const char *const *notes
      = amb_item_state_is_final (state) ? (const char *const *) self->notes->pdata : NULL;
  g_autofree char *members = amb_cli_item_to_json (item, index + 1, self->said->len, notes);
  g_autofree char *line = g_strdup_printf ("{\"id\":%s,%s", self->line.id, members + 1);
  amb_cli_answers_put (self->serve->answers, line);
}

/* The request */

static void
count_failure (AmbCliServe *serve, AmbBatchItem *item)
{
  AmbItemState state = amb_batch_item_get_state (item);
  if (state != AMB_ITEM_FAILED && state != AMB_ITEM_QUARANTINED)
    return;
  serve->failures++;
  serve->machine_faults += amb_batch_item_get_machine_fault (item) ? 1 : 0;
}

/* Its last line frees its id: another job may have it by the time that this one is gone. */
static void
on_changed (AmbRequest *request, AmbBatchItem *item, gpointer user_data)
{
  AmbCliServeJob *self = user_data;
  GHashTable *jobs = self->serve->jobs;
  say (self, item);
  count_failure (self->serve, item);
  if (amb_request_is_final (request) && g_hash_table_lookup (jobs, self->line.id) == self)
    g_hash_table_remove (jobs, self->line.id);
}

static void
on_finished (AmbRequest *request, gpointer user_data)
{
  AmbCliServeJob *self = user_data;
  AmbCliServe *serve = self->serve;
  job_free (self);
  serve->in_hand--;
  amb_cli_serve_go_on (serve);
}

static const AmbRequestEvents request_events = {
  .changed = on_changed,
  .finished = on_finished,
};

/* Workers that could not be started may start by now. */
static void
retry_workers (AmbPool *pool)
{
  if (amb_pool_get_class_disabled (pool, AMB_WORKER_BATCH))
    amb_pool_retry_class (pool, AMB_WORKER_BATCH);
}

/* targets: nullable. */
static void
start_request (AmbCliServeJob *self, GPtrArray *outputs, GPtrArray *targets)
{
  const char *source = self->line.source != NULL ? self->line.source : "";
  g_autoptr (GFile) file = amb_source_file (source);
  const AmbRequestSpec spec = {
    .file = file,
    .source = source,
    .outputs = outputs,
    .targets = targets,
    .number = self->number,
    .priority = self->line.priority,
    .fault = self->fault,
  };
  retry_workers (self->serve->pool);
  g_array_set_size (self->said, outputs->len);
  self->request = amb_request_start (self->serve->pool, &spec, &request_events, self);
  const GPtrArray *items = amb_request_get_items (self->request);
  for (guint i = 0; i < items->len; i++)
    say (self, items->pdata[i]);
  if (self->cancelled)
    amb_request_cancel (self->request);
}

/* With the settings of the first of the defaults: it has to have some. */
static void
start_failed_request (AmbCliServeJob *self)
{
  g_autoptr (GPtrArray) outputs = g_ptr_array_new ();
  g_ptr_array_add (outputs, self->serve->options->outputs->pdata[0]);
  start_request (self, outputs, NULL);
}

/* Settings */

static void
resolving_free (gpointer data)
{
  Resolving *resolving = data;
  g_clear_pointer (&resolving->outputs, g_ptr_array_unref);
  g_clear_pointer (&resolving->targets, g_ptr_array_unref);
  g_ptr_array_unref (resolving->notes);
  g_free (resolving);
}

static void
resolve_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Resolving *resolving = data;
  GError *error = NULL;
  resolving->outputs = amb_service_line_resolve (resolving->line, resolving->defaults,
                                                 &resolving->targets, resolving->notes, &error);
  if (resolving->outputs != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AmbCliServeJob *self = user_data;
  const Resolving *resolving = g_task_get_task_data (G_TASK (result));
  g_ptr_array_add (self->notes, NULL);
  if (g_task_propagate_boolean (G_TASK (result), &self->fault))
    start_request (self, resolving->outputs, resolving->targets);
  else
    start_failed_request (self);
}

static void
resolve (AmbCliServeJob *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_resolved, self);
  Resolving *resolving = g_new0 (Resolving, 1);
  resolving->line = &self->line;
  resolving->defaults = self->serve->options->outputs;
  resolving->notes = g_ptr_array_ref (self->notes);
  g_task_set_source_tag (task, resolve);
  g_task_set_task_data (task, resolving, resolving_free);
  g_task_run_in_thread (task, resolve_thread);
}

/* The job */

void
amb_cli_serve_job_start (AmbCliServe *serve, AmbServiceLine *line, GError *fault)
{
  AmbCliServeJob *self = g_new0 (AmbCliServeJob, 1);
  self->serve = serve;
  self->line = *line;
  *line = (AmbServiceLine){ 0 };
  self->number = ++serve->number;
  self->fault = fault;
  self->said = g_array_new (FALSE, TRUE, sizeof (Said));
  self->notes = g_ptr_array_new_with_free_func (g_free);
  serve->in_hand++;
  g_hash_table_insert (serve->jobs, g_strdup (self->line.id), self);
  if (fault != NULL)
    start_failed_request (self);
  else
    resolve (self);
}

void
amb_cli_serve_job_cancel (AmbCliServeJob *self)
{
  self->cancelled = TRUE;
  if (self->request != NULL)
    amb_request_cancel (self->request);
}

void
amb_cli_serve_job_set_priority (AmbCliServeJob *self, int priority)
{
  self->line.priority = priority;
  if (self->request != NULL)
    amb_request_set_priority (self->request, priority);
}
