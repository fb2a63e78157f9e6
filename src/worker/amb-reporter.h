/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for cancellation and tells how far a job is, at a pace that neither starves nor floods the
 * parent. */
#pragma once

#include "amb-memory.h"
#include "amb-worker.h"

G_BEGIN_DECLS

typedef struct
{
  AmbWorker *worker;
  const AmbMemory *control;
  guint64 job;
  guint from, to;   /* permille of the job that the present phase covers */
  gboolean quiet;   /* the heartbeat only: a view has no bar to fill */
  gint64 last_sent; /* monotonic microseconds; a quiet one begins with the present */
  guint last_permille;
} AmbReporter;

/* For amb_decoder_decode and amb_render_region; user_data is an AmbReporter. TRUE: the job was
 * cancelled, or the parent is gone. Sends PROGRESS at most 50 times and at least once a second, as
 * long as it is called. One thread at a time. */
gboolean amb_reporter_check (guint permille, gpointer user_data);

G_END_DECLS
