/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads are started for a call and joined at its end: 60 µs each against frames of several
 * milliseconds, and nothing is left over between frames that a sandbox, a fork or a memory limit
 * could trip on. */
#include "amb-threads.h"

typedef struct
{
  AmbThreadsFunc func;
  gpointer data;
  guint n_items;
  gint next; /* atomic: the first item that nobody has taken */
} Run;

typedef struct
{
  Run *run;
  guint worker;
} Worker;

enum
{
  MAX_THREADS = 64,
};

static gpointer
work (gpointer data)
{
  Worker *worker = data;
  Run *run = worker->run;
  for (;;)
    {
      guint item = (guint) g_atomic_int_add (&run->next, 1);
      if (item >= run->n_items)
        return NULL;
      run->func (item, worker->worker, run->data);
    }
}

void
amb_threads_run (guint n_threads, guint n_items, AmbThreadsFunc func, gpointer data)
{
  Run run = { func, data, n_items, 0 };
  Worker workers[MAX_THREADS];
  GThread *threads[MAX_THREADS] = { NULL };
  guint n = CLAMP (n_threads, 1, MIN (MAX_THREADS, MAX (n_items, 1)));
  for (guint i = 0; i < n; i++)
    workers[i] = (Worker){ &run, i };
  for (guint i = 1; i < n; i++)
    threads[i] = g_thread_try_new ("amb-band", work, &workers[i], NULL);
  work (&workers[0]);
  for (guint i = 1; i < n; i++)
    if (threads[i] != NULL)
      g_thread_join (threads[i]);
}

gboolean
amb_progress_step (AmbProgress *self, guint rows, guint worker)
{
  guint done = (guint) g_atomic_int_add (&self->done, (gint) rows) + rows;
  guint permille
      = (guint) (MIN (done, self->total) * G_GUINT64_CONSTANT (1000) / MAX (self->total, 1));
  if (worker == 0 && self->check != NULL && self->check (permille, self->data))
    g_atomic_int_set (&self->stopped, 1);
  return amb_progress_stopped (self);
}

gboolean
amb_progress_stopped (AmbProgress *self)
{
  return g_atomic_int_get (&self->stopped) != 0;
}
