/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The living workers of one class: warm spares, requests for one, failed starts. Main thread only.
 */
#pragma once

#include "amb-worker-process.h"

G_BEGIN_DECLS

typedef struct _AmbCrew AmbCrew;

typedef struct
{
  void (*ready) (AmbCrew *crew, GVariant *info, gpointer owner);
  void (*disabled) (AmbCrew *crew, const GError *error, gpointer owner);
  void (*enabled) (AmbCrew *crew, gpointer owner);
  /* No worker lives any more: only after amb_crew_stop. */
  void (*emptied) (AmbCrew *crew, gpointer owner);
} AmbCrewListener;

/* path, policy, listener: outlive the crew. owner: a GObject whose finalize frees the crew; kept
 * alive over callbacks. */
AmbCrew *amb_crew_new (AmbWorkerClass class,
                       const char *path,
                       const AmbPoolPolicy *policy,
                       const AmbCrewListener *listener,
                       gpointer owner);
/* Kills what still lives; GLib reaps it. Requests are dropped without a call. */
void amb_crew_free (AmbCrew *self);

AmbWorkerClass amb_crew_get_class (AmbCrew *self);
/* Workers at nice 19. */
void amb_crew_set_background (AmbCrew *self, gboolean background);
/* How many idle workers to keep warm; surplus ones are let go. */
void amb_crew_set_spares (AmbCrew *self, guint spares);

/* worker: transfer full, ready, without a client; its user ends it with amb_worker_process_retire
 * or kill. NULL with error (borrowed): AMB_ERROR_START or AMB_ERROR_SANDBOX (class disabled) or
 * AMB_ERROR_CANCELLED (stopped). */
typedef void (*AmbCrewRequestFunc) (AmbWorkerProcess *worker,
                                    const GError *error,
                                    gpointer user_data);
/* An id, never 0. func comes later, once, from the main loop. */
guint amb_crew_request (AmbCrew *self, AmbCrewRequestFunc func, gpointer user_data);
void amb_crew_cancel_request (AmbCrew *self, guint id);

/* NULL unless disabled. Borrowed. */
const GError *amb_crew_get_error (AmbCrew *self);
void amb_crew_retry (AmbCrew *self);
/* Starts nothing any more, refuses requests, retires every worker. */
void amb_crew_stop (AmbCrew *self);
gboolean amb_crew_is_empty (AmbCrew *self);
/* pids: array of GPid to append to. */
void amb_crew_get_pids (AmbCrew *self, GArray *pids);

G_END_DECLS
