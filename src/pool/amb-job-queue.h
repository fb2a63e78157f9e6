/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which jobs run now, so many at a time: lanes take turns, and in a lane it is first come first
 * served. Main thread only. */
#pragma once

#include "amb-crew.h"
#include "amb-job-lane.h"

G_BEGIN_DECLS

typedef struct _AmbJobQueue AmbJobQueue;

/* job: as given to push. start: the job has a slot until amb_job_queue_leave. stop: the program
 * shuts down. */
typedef struct
{
  void (*start) (gpointer job);
  void (*stop) (gpointer job);
} AmbJobQueueFuncs;

/* Nothing waits or runs any more: only after amb_job_queue_stop. */
typedef void (*AmbJobQueueEmptied) (gpointer user_data);

/* slots: jobs at a time. crew, and modules once a job has asked it: keeps one warm worker while
 * something waits. */
AmbJobQueue *
amb_job_queue_new (guint slots, AmbCrew *crew, AmbCrew *modules, const AmbJobQueueFuncs *funcs);
/* Warm workers of crew at all times, 0 unless said otherwise. */
void amb_job_queue_set_spares (AmbJobQueue *self, guint spares);
/* Nothing may wait or run. */
void amb_job_queue_free (AmbJobQueue *self);
/* At the end of its lane; starts later, from the main loop. lane: nullable, the lane of all that
 * has none. */
void amb_job_queue_push (AmbJobQueue *self, AmbJobLane *lane, gpointer job);
/* Waiting or running: leaves. */
void amb_job_queue_leave (AmbJobQueue *self, AmbJobLane *lane, gpointer job);
/* What runs waits again, behind all others: the lane loses a place that was set. */
void amb_job_queue_put_back (AmbJobQueue *self, AmbJobLane *lane, gpointer job);
/* Stops every job; pushes are stopped at once. emptied: may come before the return. */
void amb_job_queue_stop (AmbJobQueue *self, AmbJobQueueEmptied emptied, gpointer user_data);
gboolean amb_job_queue_is_empty (AmbJobQueue *self);

G_END_DECLS
