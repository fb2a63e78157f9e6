/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of exports and its slots. */
#include "amb-job-queue.h"

struct _AmbJobQueue
{
  guint slots;
  AmbCrew *crew;
  const AmbJobQueueFuncs *funcs;
  GQueue waiting;
  GPtrArray *running;
  guint pump;                 /* source */
  AmbJobQueueEmptied emptied; /* non-NULL: stopped */
  gpointer user_data;
};

/* A warm spare only pays while another job will want it. */
static void
update_spares (AmbJobQueue *self)
{
  if (!g_queue_is_empty (&self->waiting))
    amb_crew_set_spares (self->crew, 1);
  else if (self->running->len == 0)
    amb_crew_set_spares (self->crew, 0);
}

static gboolean
on_pump (gpointer user_data)
{
  AmbJobQueue *self = user_data;

  self->pump = 0;
  if (self->emptied != NULL)
    return G_SOURCE_REMOVE;
  while (self->running->len < self->slots && !g_queue_is_empty (&self->waiting))
    {
      gpointer job = g_queue_pop_head (&self->waiting);
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

AmbJobQueue *
amb_job_queue_new (guint slots, AmbCrew *crew, const AmbJobQueueFuncs *funcs)
{
  AmbJobQueue *self = g_new0 (AmbJobQueue, 1);

  self->slots = slots;
  self->crew = crew;
  self->funcs = funcs;
  g_queue_init (&self->waiting);
  self->running = g_ptr_array_new ();
  return self;
}

void
amb_job_queue_free (AmbJobQueue *self)
{
  g_warn_if_fail (g_queue_is_empty (&self->waiting) && self->running->len == 0);
  g_clear_handle_id (&self->pump, g_source_remove);
  g_queue_clear (&self->waiting);
  g_ptr_array_unref (self->running);
  g_free (self);
}

void
amb_job_queue_push (AmbJobQueue *self, gpointer job)
{
  g_queue_push_tail (&self->waiting, job);
  if (self->emptied != NULL)
    self->funcs->stop (job);
  else
    schedule_pump (self);
}

void
amb_job_queue_leave (AmbJobQueue *self, gpointer job)
{
  if (!g_ptr_array_remove (self->running, job))
    g_queue_remove (&self->waiting, job);
  if (self->emptied == NULL)
    schedule_pump (self);
  else if (amb_job_queue_is_empty (self))
    self->emptied (self->user_data);
}

/* A job that is stopped leaves at once, or when what it waits for comes back. */
void
amb_job_queue_stop (AmbJobQueue *self, AmbJobQueueEmptied emptied, gpointer user_data)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();

  self->emptied = emptied;
  self->user_data = user_data;
  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    g_ptr_array_add (jobs, l->data);
  for (guint i = 0; i < self->running->len; i++)
    g_ptr_array_add (jobs, self->running->pdata[i]);
  for (guint i = 0; i < jobs->len; i++)
    self->funcs->stop (jobs->pdata[i]);
}

gboolean
amb_job_queue_is_empty (AmbJobQueue *self)
{
  return g_queue_is_empty (&self->waiting) && self->running->len == 0;
}
