/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One export, from the queue to its answer.
 *
 * DESIGN. QUEUED -> PREPARING (the caller's fds, in a thread) -> LEASING (a worker) -> RUNNING (an
 * AmbAttempt) -> FINISHED, or back to QUEUED, at the end, when a death is judged worth another
 * attempt. Only set_state changes the state, and only finish returns the task. A cancel is answered
 * at once in every state but PREPARING: there the caller's data is in use in a thread, and the
 * answer waits for it. */
#include "amb-job.h"

#include "amb-attempt.h"
#include "amb-job-private.h"

#include <glib/gstdio.h>

typedef enum
{
  STATE_NEW,
  STATE_QUEUED,
  STATE_PREPARING,
  STATE_LEASING,
  STATE_RUNNING,
  STATE_FINISHED,
} State;

struct _AmbJob
{
  GObject parent_instance;
  AmbJobSpec spec; /* name, recipe and settings are ours */
  AmbPool *pool;
  GTask *task;
  GSource *cancelled;
  State state;
  gboolean is_cancelled; /* while PREPARING */
  guint request;         /* for a worker */
  int source_fd, output_fd;
  GArray *contents; /* AmbContentFile; NULL before the first preparation */
  AmbAttempt *attempt;
  AmbDeathCounts counts;
  AmbWorkerClass class; /* of the attempt's worker */
  gboolean needs_alone;
  gboolean is_quarantined;
  guint attempts;
};

G_DEFINE_TYPE (AmbJob, amb_job, G_TYPE_OBJECT)

enum
{
  SIGNAL_STARTED,
  SIGNAL_PROGRESS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  const char *name; /* the job's, as its edits and settings: it outlives the thread */
  GVariant *edits, *settings;
  AmbContents *contents;
  AmbJobPrepareFunc prepare;
  gpointer data;
  AmbJobFiles files;
  GArray *content_files;
} Preparation;

static void
set_state (AmbJob *self, State state)
{
  self->state = state;
}

static void
close_source (AmbJob *self)
{
  if (self->source_fd >= 0)
    g_close (g_steal_fd (&self->source_fd), NULL);
}

/* One of result and error, both transfer full. */
static void
finish (AmbJob *self, GVariant *result, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autoptr (AmbPool) pool = g_steal_pointer (&self->pool);

  set_state (self, STATE_FINISHED);
  close_source (self);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, (GDestroyNotify) g_variant_unref);
  amb_job_queue_leave (amb_pool_get_queue (pool), self->spec.lane, self);
}

static void
fail (AmbJob *self, AmbError code, const char *detail)
{
  GError *error = NULL;

  amb_error_set (&error, code, self->spec.name, detail);
  finish (self, NULL, error);
}

/* Back to the end of the queue. */
static void
requeue (AmbJob *self)
{
  AmbJobQueue *queue = amb_pool_get_queue (self->pool);

  set_state (self, STATE_QUEUED);
  amb_job_queue_put_back (queue, self->spec.lane, self);
}

static void
judge (AmbJob *self, AmbSetAside *why)
{
  const AmbPoolPolicy *policy = amb_pool_get_policy (self->pool);
  GError *error = NULL;

  self->needs_alone |= why->kind == AMB_DEATH_MEMORY;
  if (amb_death_judge (why->kind, policy, &self->counts) != AMB_VERDICT_QUARANTINE)
    {
      requeue (self);
      return;
    }
  self->is_quarantined = TRUE;
  why->counts = self->counts;
  amb_death_set_error (&error, self->spec.name, why);
  finish (self, NULL, error);
}

static void
on_attempt_progress (guint permille, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_PROGRESS], 0, permille);
}

static void
on_attempt_finished (const AmbOutcome *outcome, gpointer user_data)
{
  AmbJob *self = user_data;

  self->attempt = NULL;
  switch (outcome->kind)
    {
    case AMB_OUTCOME_DONE:
      finish (self, g_variant_ref (outcome->result), NULL);
      break;
    case AMB_OUTCOME_FAILED:
      if (outcome->code == AMB_ERROR_MEMORY)
        judge (self, &(AmbSetAside){ AMB_DEATH_MEMORY, outcome->detail });
      else
        fail (self, outcome->code, outcome->detail);
      break;
    case AMB_OUTCOME_DIED:
      judge (self, &(AmbSetAside){ outcome->death->kind, outcome->death->detail,
                                   .was_opening = outcome->was_opening });
      break;
    case AMB_OUTCOME_STALE:
      self->attempts--;
      requeue (self);
      break;
    default:
      g_assert_not_reached ();
    }
}

static const AmbAttemptListener attempt_listener = { on_attempt_progress, on_attempt_finished };

static void
on_leased (AmbWorkerProcess *worker, const GError *error, gpointer user_data)
{
  AmbJob *self = user_data;
  AmbAttemptSpec spec = { .source_fd = g_steal_fd (&self->source_fd),
                          .output_fd = self->output_fd,
                          .recipe = self->spec.recipe,
                          .settings = self->spec.settings,
                          .contents = self->contents,
                          .alone = self->needs_alone };

  self->request = 0;
  if (worker == NULL)
    {
      g_close (spec.source_fd, NULL);
      fail (self, error->code, error->message);
      return;
    }
  set_state (self, STATE_RUNNING);
  self->attempts++;
  self->attempt = amb_attempt_start (self->pool, worker, &spec, &attempt_listener, self);
  if (self->attempt != NULL)
    g_signal_emit (self, signals[SIGNAL_STARTED], 0);
}

static void
preparation_free (gpointer data)
{
  Preparation *preparation = data;

  amb_contents_unref (preparation->contents);
  g_clear_pointer (&preparation->content_files, g_array_unref);
  g_free (preparation);
}

/* Nothing is decoded for an export that could not be finished. */
static gboolean
open_contents (Preparation *self, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GError) other = NULL;
  g_autoptr (GArray) files = NULL;

  self->content_files = amb_contents_open (self->contents, self->edits, &trouble);
  files = amb_contents_open (self->contents, self->settings, &other);
  amb_contents_join (self->content_files, files);
  if (trouble != NULL)
    amb_error_set (error, AMB_ERROR_LUT, self->name, trouble->message);
  else if (other != NULL)
    amb_error_set (error, AMB_ERROR_FAILED, self->name, other->message);
  return trouble == NULL && other == NULL;
}

static void
prepare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Preparation *preparation = task_data;
  GError *error = NULL;

  if (open_contents (preparation, &error)
      && preparation->prepare (preparation->data, &preparation->files, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbJob) self = user_data;
  Preparation *preparation = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gboolean is_prepared = g_task_propagate_boolean (G_TASK (result), &error);

  if (is_prepared)
    {
      self->source_fd = preparation->files.source_fd;
      self->output_fd = preparation->files.output_fd;
      self->class = preparation->files.needs_modules ? AMB_WORKER_BATCH_MODULES : AMB_WORKER_BATCH;
      g_clear_pointer (&self->contents, g_array_unref);
      self->contents = g_steal_pointer (&preparation->content_files);
    }
  if (self->is_cancelled)
    {
      g_clear_error (&error);
      fail (self, AMB_ERROR_CANCELLED, NULL);
    }
  else if (!is_prepared)
    finish (self, NULL, error);
  else
    {
      set_state (self, STATE_LEASING);
      self->request
          = amb_crew_request (amb_pool_get_crew (self->pool, self->class), on_leased, self);
    }
}

static void
start_job (gpointer job)
{
  AmbJob *self = job;
  Preparation *preparation = g_new0 (Preparation, 1);
  /* Without the job as source: a thread may be the last to let go of a task. */
  g_autoptr (GTask) task
      = g_task_new (NULL, g_task_get_cancellable (self->task), on_prepared, g_object_ref (self));

  set_state (self, STATE_PREPARING);
  preparation->name = self->spec.name;
  preparation->edits = self->spec.recipe;
  preparation->settings = self->spec.settings;
  preparation->contents = amb_contents_ref (amb_pool_get_contents (self->pool));
  preparation->prepare = self->spec.prepare;
  preparation->data = self->spec.data;
  preparation->files = (AmbJobFiles){ .source_fd = -1, .output_fd = -1 };
  g_task_set_source_tag (task, start_job);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, preparation, preparation_free);
  g_task_run_in_thread (task, prepare_in_thread);
}

static void
stop_job (gpointer job)
{
  AmbJob *self = job;

  if (self->state == STATE_PREPARING)
    {
      self->is_cancelled = TRUE;
      return;
    }
  if (self->state == STATE_LEASING)
    amb_crew_cancel_request (amb_pool_get_crew (self->pool, self->class), self->request);
  if (self->attempt != NULL)
    amb_attempt_cancel (g_steal_pointer (&self->attempt));
  fail (self, AMB_ERROR_CANCELLED, NULL);
}

const AmbJobQueueFuncs amb_job_queue_funcs = { start_job, stop_job };

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  stop_job (user_data);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (AmbJob *self, GCancellable *cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  if (cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_static_name (self->cancelled, "AmbJob cancelled");
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, context);
}

void
amb_job_run_async (AmbJob *self,
                   AmbPool *pool,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_return_if_fail (AMB_IS_JOB (self));
  g_return_if_fail (self->task == NULL);

  self->pool = g_object_ref (pool);
  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, amb_job_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  self->counts = (AmbDeathCounts){ 0 };
  self->attempts = 0;
  self->is_cancelled = FALSE;
  self->is_quarantined = FALSE;
  self->needs_alone = FALSE;
  set_state (self, STATE_QUEUED);
  watch_cancellable (self, cancellable);
  amb_job_queue_push (amb_pool_get_queue (pool), self->spec.lane, self);
}

GVariant *
amb_job_run_finish (AmbJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
amb_job_was_quarantined (AmbJob *self)
{
  return self->is_quarantined;
}

guint
amb_job_get_attempts (AmbJob *self)
{
  return self->attempts;
}

gboolean
amb_job_is_untouched (AmbJob *self)
{
  return self->state == STATE_QUEUED && self->attempts == 0;
}

static void
amb_job_finalize (GObject *object)
{
  AmbJob *self = AMB_JOB (object);

  g_free (self->spec.name);
  g_clear_pointer (&self->spec.recipe, g_variant_unref);
  g_clear_pointer (&self->spec.settings, g_variant_unref);
  g_clear_pointer (&self->spec.lane, amb_job_lane_unref);
  g_clear_pointer (&self->contents, g_array_unref);
  G_OBJECT_CLASS (amb_job_parent_class)->finalize (object);
}

static void
amb_job_class_init (AmbJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = amb_job_finalize;
  signals[SIGNAL_STARTED] = g_signal_new ("started", AMB_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PROGRESS] = g_signal_new ("progress", AMB_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
amb_job_init (AmbJob *self)
{
  self->source_fd = -1;
  self->output_fd = -1;
}

AmbJob *
amb_job_new (const AmbJobSpec *spec)
{
  AmbJob *self = g_object_new (AMB_TYPE_JOB, NULL);

  self->spec = *spec;
  self->spec.name = g_strdup (spec->name);
  self->spec.recipe = g_variant_ref_sink (spec->recipe);
  self->spec.settings = g_variant_ref_sink (spec->settings);
  self->spec.lane = spec->lane != NULL ? amb_job_lane_ref (spec->lane) : NULL;
  return self;
}
