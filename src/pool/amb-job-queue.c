/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of exports, its lanes and its slots. */
#include "amb-job-queue.h"

#include "amb-pool-private.h"

struct _AmbJobLane
{
  AmbPool *pool; /* NULL: the queue's own lane */
  GQueue waiting;
  gboolean paused;
  int priority;
  guint place;
};

struct _AmbJobQueue
{
  guint slots;
  guint spares; /* at all times */
  AmbCrew *crew, *modules;
  const AmbJobQueueFuncs *funcs;
  AmbJobLane *own;  /* of jobs without a lane */
  GPtrArray *lanes; /* those in which something waits; the first has the next turn */
  GPtrArray *running;
  guint pump;                 /* source */
  AmbJobQueueEmptied emptied; /* non-NULL: stopped */
  gpointer user_data;
};

/* Lanes. */

AmbJobLane *
amb_job_lane_new (AmbPool *pool)
{
  AmbJobLane *self = g_rc_box_new0 (AmbJobLane);
  self->pool = pool != NULL ? g_object_ref (pool) : NULL;
  g_queue_init (&self->waiting);
  return self;
}

AmbJobLane *
amb_job_lane_ref (AmbJobLane *self)
{
  return g_rc_box_acquire (self);
}

static void
lane_clear (gpointer data)
{
  AmbJobLane *self = data;
  g_warn_if_fail (g_queue_is_empty (&self->waiting));
  g_clear_object (&self->pool);
}

void
amb_job_lane_unref (AmbJobLane *self)
{
  g_rc_box_release_full (self, lane_clear);
}

void
amb_job_lane_set_priority (AmbJobLane *self, int priority)
{
  self->priority = priority;
}

void
amb_job_lane_set_place (AmbJobLane *self, guint place)
{
  self->place = place;
}

static gboolean
goes_before (const AmbJobLane *a, const AmbJobLane *b)
{
  return a->priority != b->priority ? a->priority > b->priority : a->place < b->place;
}

/* The lane whose turn it is among those that go before the others; NULL when none may start. */
static AmbJobLane *
next_lane (AmbJobQueue *self)
{
  AmbJobLane *next = NULL;
  for (guint i = 0; i < self->lanes->len; i++)
    {
      AmbJobLane *lane = self->lanes->pdata[i];
      if (!lane->paused && (next == NULL || goes_before (lane, next)))
        next = lane;
    }
  return next;
}

/* The first job of the lane; the lane goes behind the others. */
static gpointer
pop (AmbJobQueue *self, AmbJobLane *lane)
{
  gpointer job = g_queue_pop_head (&lane->waiting);
  g_ptr_array_remove (self->lanes, lane);
  if (!g_queue_is_empty (&lane->waiting))
    g_ptr_array_add (self->lanes, lane);
  return job;
}

/* Slots. */

/* A warm spare only pays while another job will want it. */
static void
update_spares (AmbJobQueue *self)
{
  const guint wanted = next_lane (self) != NULL ? 1 : 0;

  if (wanted == 0 && self->running->len > 0)
    return;
  amb_crew_set_spares (self->crew, MAX (self->spares, wanted));
  amb_crew_set_spares (self->modules, wanted);
}

static gboolean
on_pump (gpointer user_data)
{
  AmbJobQueue *self = user_data;
  AmbJobLane *lane;

  self->pump = 0;
  if (self->emptied != NULL)
    return G_SOURCE_REMOVE;
  while (self->running->len < self->slots && (lane = next_lane (self)) != NULL)
    {
      gpointer job = pop (self, lane);
      g_ptr_array_add (self->running, job);
      self->funcs->start (job);
    }
  update_spares (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_pump (AmbJobQueue *self)
{
  if (self->pump == 0)
    self->pump = g_idle_add_full (G_PRIORITY_DEFAULT, on_pump, self, NULL);
}

void
amb_job_lane_set_paused (AmbJobLane *self, gboolean paused)
{
  AmbJobQueue *queue = amb_pool_get_queue (self->pool);

  self->paused = paused;
  if (queue->emptied == NULL)
    schedule_pump (queue);
}

AmbJobQueue *
amb_job_queue_new (guint slots, AmbCrew *crew, AmbCrew *modules, const AmbJobQueueFuncs *funcs)
{
  AmbJobQueue *self = g_new0 (AmbJobQueue, 1);

  self->slots = slots;
  self->crew = crew;
  self->modules = modules;
  self->funcs = funcs;
  self->own = amb_job_lane_new (NULL);
  self->lanes = g_ptr_array_new ();
  self->running = g_ptr_array_new ();
  return self;
}

void
amb_job_queue_set_spares (AmbJobQueue *self, guint spares)
{
  self->spares = spares;
  update_spares (self);
}

void
amb_job_queue_free (AmbJobQueue *self)
{
  g_warn_if_fail (amb_job_queue_is_empty (self));
  g_clear_handle_id (&self->pump, g_source_remove);
  amb_job_lane_unref (self->own);
  g_ptr_array_unref (self->lanes);
  g_ptr_array_unref (self->running);
  g_free (self);
}

void
amb_job_queue_push (AmbJobQueue *self, AmbJobLane *lane, gpointer job)
{
  lane = lane != NULL ? lane : self->own;
  if (g_queue_is_empty (&lane->waiting))
    g_ptr_array_add (self->lanes, lane);
  g_queue_push_tail (&lane->waiting, job);
  if (self->emptied != NULL)
    self->funcs->stop (job);
  else
    schedule_pump (self);
}

void
amb_job_queue_leave (AmbJobQueue *self, AmbJobLane *lane, gpointer job)
{
  lane = lane != NULL ? lane : self->own;
  if (!g_ptr_array_remove (self->running, job) && g_queue_remove (&lane->waiting, job)
      && g_queue_is_empty (&lane->waiting))
    g_ptr_array_remove (self->lanes, lane);
  if (self->emptied == NULL)
    schedule_pump (self);
  else if (amb_job_queue_is_empty (self))
    self->emptied (self->user_data);
}

void
amb_job_queue_put_back (AmbJobQueue *self, AmbJobLane *lane, gpointer job)
{
  if (lane != NULL && lane->place != 0)
    lane->place = G_MAXUINT;
  amb_job_queue_leave (self, lane, job);
  amb_job_queue_push (self, lane, job);
}

/* A job that is stopped leaves at once, or when what it waits for comes back. */
void
amb_job_queue_stop (AmbJobQueue *self, AmbJobQueueEmptied emptied, gpointer user_data)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();

  self->emptied = emptied;
  self->user_data = user_data;
  for (guint i = 0; i < self->lanes->len; i++)
    for (GList *l = ((AmbJobLane *) self->lanes->pdata[i])->waiting.head; l != NULL; l = l->next)
      g_ptr_array_add (jobs, l->data);
  for (guint i = 0; i < self->running->len; i++)
    g_ptr_array_add (jobs, self->running->pdata[i]);
  for (guint i = 0; i < jobs->len; i++)
    self->funcs->stop (jobs->pdata[i]);
}

gboolean
amb_job_queue_is_empty (AmbJobQueue *self)
{
  return self->lanes->len == 0 && self->running->len == 0;
}
