/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A few threads over a numbered list of bands; the caller works along. */
#pragma once

#include "amb-render.h"

G_BEGIN_DECLS

/* worker: 0 is the calling thread, others are below n_threads. */
typedef void (*AmbThreadsFunc) (guint item, guint worker, gpointer data);

/* Calls func once for each item below n_items, in any order, on up to n_threads threads that end
 * before this returns. Where the system gives no thread, fewer do the same work. */
void amb_threads_run (guint n_threads, guint n_items, AmbThreadsFunc func, gpointer data);

/* How far a render is and whether to go on, shared by its threads. */
typedef struct
{
  AmbRenderCheck check; /* nullable */
  gpointer data;
  guint total;  /* rows */
  gint done;    /* atomic */
  gint stopped; /* atomic */
} AmbProgress;

/* Counts rows; TRUE when the render is to stop. Only worker 0 asks check. */
gboolean amb_progress_step (AmbProgress *self, guint rows, guint worker);
gboolean amb_progress_stopped (AmbProgress *self);

G_END_DECLS
