/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The workers of one class, and when to start another. See DESIGN in amb-pool.c. */
#include "amb-crew.h"

#include <sys/resource.h>

#define BACKGROUND_NICE 19

typedef struct
{
  guint id;
  AmbCrewRequestFunc func;
  gpointer user_data;
} Request;

struct _AmbCrew
{
  AmbWorkerClass class;
  const char *path;
  const AmbPoolPolicy *policy;
  const AmbCrewListener *listener;
  gpointer owner;
  gboolean background;
  gboolean is_stopped;
  guint spares;
  gboolean is_asked; /* since spares changed */
  guint next_id;
  GQueue requests;  /* of Request */
  GPtrArray *alive; /* of AmbWorkerProcess, owned: starting, idle and in use */
  GPtrArray *starting;
  GPtrArray *idle;
  guint failed_starts; /* in a row */
  guint idle_deaths;   /* since a worker was last given away */
  GError *failure;     /* what the latest failed start said */
  GError *disabled;
  guint backoff; /* source */
  guint pump;    /* source */
};

static void schedule_pump (AmbCrew *self);

static void
remember_failure (AmbCrew *self, AmbError code, const char *detail)
{
  g_clear_error (&self->failure);
  self->failure = g_error_new_literal (AMB_ERROR, code, detail);
}

static void
refuse_requests (AmbCrew *self, const GError *error)
{
  Request *request;

  while ((request = g_queue_pop_head (&self->requests)) != NULL)
    {
      request->func (NULL, error, request->user_data);
      g_free (request);
    }
}

static void
disable (AmbCrew *self)
{
  self->disabled = g_error_copy (self->failure);
  self->listener->disabled (self, self->disabled, self->owner);
  schedule_pump (self);
}

static gboolean
on_backoff (gpointer user_data)
{
  AmbCrew *self = user_data;

  self->backoff = 0;
  schedule_pump (self);
  return G_SOURCE_REMOVE;
}

/* The n-th setback in a row waits first * 2^(n-1), at most max. */
static void
back_off (AmbCrew *self, guint setbacks)
{
  guint delay = self->policy->backoff_first;

  for (guint i = 1; i < setbacks && delay < self->policy->backoff_max; i++)
    delay *= 2;
  if (self->backoff == 0)
    self->backoff = g_timeout_add (MIN (delay, self->policy->backoff_max), on_backoff, self);
}

static void
count_failed_start (AmbCrew *self)
{
  if (self->is_stopped || self->disabled != NULL)
    return;
  if (++self->failed_starts >= self->policy->max_failed_starts)
    disable (self);
  else
    back_off (self, self->failed_starts);
}

static void
on_ready (AmbWorkerProcess *worker, gpointer user_data)
{
  AmbCrew *self = user_data;

  g_ptr_array_remove (self->starting, worker);
  g_ptr_array_add (self->idle, worker);
  self->failed_starts = 0;
  self->listener->ready (self, amb_worker_process_get_info (worker), self->owner);
  schedule_pump (self);
}

/* Only FAILED comes before READY: why the worker cannot work. */
static void
on_message (AmbWorkerProcess *worker, AmbMessage *message, gpointer user_data)
{
  AmbCrew *self = user_data;
  guint32 code;
  const char *detail;

  g_variant_get (message->body, "(tu&s)", NULL, &code, &detail);
  remember_failure (self, code == AMB_ERROR_SANDBOX ? AMB_ERROR_SANDBOX : AMB_ERROR_START, detail);
}

static void
on_ended (AmbWorkerProcess *worker, const AmbDeath *death, gpointer user_data)
{
  AmbCrew *self = user_data;
  g_autoptr (GObject) owner G_GNUC_UNUSED = g_object_ref (self->owner);
  gboolean was_starting = g_ptr_array_remove (self->starting, worker);
  gboolean was_idle = g_ptr_array_remove (self->idle, worker);

  g_ptr_array_remove (self->alive, worker); /* the caller holds it */
  if (was_starting && death->kind != AMB_DEATH_WANTED)
    {
      if (self->failure == NULL || self->failure->code != AMB_ERROR_SANDBOX)
        remember_failure (self, AMB_ERROR_START, death->detail);
      count_failed_start (self);
    }
  else if (was_idle && death->kind != AMB_DEATH_WANTED)
    back_off (self, ++self->idle_deaths);
  if (self->is_stopped && self->alive->len == 0)
    self->listener->emptied (self, self->owner);
  else
    schedule_pump (self);
}

static const AmbWorkerListener owner_listener = { on_ready, on_message, on_ended };

static void
start_worker (AmbCrew *self)
{
  g_autoptr (GError) error = NULL;
  AmbWorkerProcess *worker
      = amb_worker_process_spawn (self->class, self->path, self->policy, &error);

  if (worker == NULL)
    {
      remember_failure (self, AMB_ERROR_START, error->message);
      count_failed_start (self);
      return;
    }
  if (self->background && amb_worker_process_get_pid (worker) > 0)
    setpriority (PRIO_PROCESS, (id_t) amb_worker_process_get_pid (worker), BACKGROUND_NICE);
  amb_worker_process_set_owner (worker, &owner_listener, self);
  g_ptr_array_add (self->alive, worker);
  g_ptr_array_add (self->starting, worker);
}

static void
serve_requests (AmbCrew *self)
{
  for (guint i = 0; i < self->idle->len && !g_queue_is_empty (&self->requests);)
    {
      AmbWorkerProcess *worker = self->idle->pdata[i];
      Request *request;
      if (!amb_worker_process_is_ready (worker))
        {
          i++; /* dying: it leaves the list when it has ended */
          continue;
        }
      g_ptr_array_remove_index (self->idle, i);
      self->idle_deaths = 0;
      request = g_queue_pop_head (&self->requests);
      request->func (amb_worker_process_ref (worker), NULL, request->user_data);
      g_free (request);
    }
}

/* Whether the modules are wanted is not known before a job asks for them. */
static guint
count_spares (AmbCrew *self)
{
  return self->class == AMB_WORKER_BATCH_MODULES && !self->is_asked ? 0 : self->spares;
}

static void
retire_surplus (AmbCrew *self)
{
  while (self->idle->len > count_spares (self))
    {
      AmbWorkerProcess *worker = self->idle->pdata[self->idle->len - 1];
      g_ptr_array_remove_index (self->idle, self->idle->len - 1);
      amb_worker_process_retire (worker);
    }
}

static guint
count_wanted (AmbCrew *self)
{
  return g_queue_get_length (&self->requests) + count_spares (self);
}

/* One spawn a turn of the loop: a quarter of a millisecond each. */
static gboolean
on_pump (gpointer user_data)
{
  AmbCrew *self = user_data;
  g_autoptr (GObject) owner G_GNUC_UNUSED = g_object_ref (self->owner);

  self->pump = 0;
  serve_requests (self);
  if (self->disabled != NULL)
    refuse_requests (self, self->disabled);
  if (self->is_stopped || self->disabled != NULL || self->backoff != 0)
    return G_SOURCE_REMOVE;
  if (self->idle->len + self->starting->len < count_wanted (self))
    {
      start_worker (self);
      schedule_pump (self);
    }
  else
    retire_surplus (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_pump (AmbCrew *self)
{
  if (self->pump == 0)
    self->pump = g_idle_add_full (G_PRIORITY_DEFAULT, on_pump, self, NULL);
}

AmbCrew *
amb_crew_new (AmbWorkerClass class,
              const char *path,
              const AmbPoolPolicy *policy,
              const AmbCrewListener *listener,
              gpointer owner)
{
  AmbCrew *self = g_new0 (AmbCrew, 1);

  self->class = class;
  self->path = path;
  self->policy = policy;
  self->listener = listener;
  self->owner = owner;
  g_queue_init (&self->requests);
  self->alive = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_worker_process_unref);
  self->starting = g_ptr_array_new ();
  self->idle = g_ptr_array_new ();
  return self;
}

void
amb_crew_free (AmbCrew *self)
{
  g_clear_handle_id (&self->pump, g_source_remove);
  g_clear_handle_id (&self->backoff, g_source_remove);
  g_queue_clear_full (&self->requests, g_free);
  for (guint i = 0; i < self->alive->len; i++)
    amb_worker_process_abandon (self->alive->pdata[i]);
  g_ptr_array_unref (self->idle);
  g_ptr_array_unref (self->starting);
  g_ptr_array_unref (self->alive);
  g_clear_error (&self->failure);
  g_clear_error (&self->disabled);
  g_free (self);
}

AmbWorkerClass
amb_crew_get_class (AmbCrew *self)
{
  return self->class;
}

void
amb_crew_set_background (AmbCrew *self, gboolean background)
{
  self->background = background;
}

void
amb_crew_set_spares (AmbCrew *self, guint spares)
{
  if (self->spares == spares)
    return;
  self->spares = spares;
  self->is_asked = !g_queue_is_empty (&self->requests);
  schedule_pump (self);
}

guint
amb_crew_request (AmbCrew *self, AmbCrewRequestFunc func, gpointer user_data)
{
  Request *request = g_new0 (Request, 1);

  request->id = ++self->next_id;
  request->func = func;
  request->user_data = user_data;
  g_queue_push_tail (&self->requests, request);
  self->is_asked = TRUE;
  schedule_pump (self);
  return request->id;
}

void
amb_crew_cancel_request (AmbCrew *self, guint id)
{
  for (GList *l = self->requests.head; l != NULL; l = l->next)
    {
      Request *request = l->data;
      if (request->id != id)
        continue;
      g_queue_delete_link (&self->requests, l);
      g_free (request);
      schedule_pump (self);
      return;
    }
}

const GError *
amb_crew_get_error (AmbCrew *self)
{
  return self->disabled;
}

void
amb_crew_retry (AmbCrew *self)
{
  if (self->disabled == NULL || self->is_stopped)
    return;
  g_clear_error (&self->disabled);
  g_clear_error (&self->failure);
  self->failed_starts = 0;
  self->listener->enabled (self, self->owner);
  schedule_pump (self);
}

void
amb_crew_stop (AmbCrew *self)
{
  g_autoptr (GPtrArray) alive = NULL;

  if (self->is_stopped)
    return;
  alive = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_worker_process_unref);
  for (guint i = 0; i < self->alive->len; i++)
    g_ptr_array_add (alive, amb_worker_process_ref (self->alive->pdata[i]));
  self->is_stopped = TRUE;
  g_clear_handle_id (&self->backoff, g_source_remove);
  g_clear_error (&self->disabled);
  self->disabled = g_error_new_literal (AMB_ERROR, AMB_ERROR_CANCELLED, "shutting down");
  schedule_pump (self); /* refuses what waits */
  for (guint i = 0; i < alive->len; i++)
    amb_worker_process_retire (alive->pdata[i]);
}

gboolean
amb_crew_is_empty (AmbCrew *self)
{
  return self->alive->len == 0;
}

void
amb_crew_get_pids (AmbCrew *self, GArray *pids)
{
  for (guint i = 0; i < self->alive->len; i++)
    {
      GPid pid = amb_worker_process_get_pid (self->alive->pdata[i]);
      if (pid > 0)
        g_array_append_val (pids, pid);
    }
}
