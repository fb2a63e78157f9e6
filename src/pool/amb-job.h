/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One export: a source fd in, a recipe, an output fd out, through a batch worker of its own. Re-run
 * and quarantine are the pool's. */
#pragma once

#include "amb-job-lane.h"
#include "amb-pool.h"

G_BEGIN_DECLS

typedef struct
{
  int source_fd;          /* fresh, read-only; the pool owns it */
  int output_fd;          /* an empty temporary, read-write; borrowed until the attempt ends */
  gboolean needs_modules; /* amb_codec_needs_module says so of its source or its output */
} AmbJobFiles;

/* Called in a thread before each attempt, never after the job's callback; anything of an earlier
 * attempt is to be dropped. Sets files on success. */
typedef gboolean (*AmbJobPrepareFunc) (gpointer data,
                                       AmbJobFiles *files,
                                       GCancellable *cancellable,
                                       GError **error);

typedef struct
{
  char *name;         /* for sentences: the file's display name */
  GVariant *recipe;   /* a{sv} */
  GVariant *settings; /* a{sv}, see AMB_EXPORT_* */
  AmbJobPrepareFunc prepare;
  gpointer data;    /* for prepare; outlives the job's callback */
  AmbJobLane *lane; /* nullable */
} AmbJobSpec;

#define AMB_TYPE_JOB (amb_job_get_type ())
G_DECLARE_FINAL_TYPE (AmbJob, amb_job, AMB, JOB, GObject)

/* spec is copied. Signals: "started" () each attempt; "progress" (guint permille). */
AmbJob *amb_job_new (const AmbJobSpec *spec);

/* Queues the job. cancellable: leaves the queue at once, or the worker within its grace of 500 ms
 * (then SIGKILL); the callback then comes at once. finish: the DONE result a{sv} plus {notes as},
 * transfer full. Errors: the worker's or prepare's AMB_ERROR_*; AMB_ERROR_CRASHED, TIMEOUT and
 * MEMORY after two attempts mean "set aside" (see amb_job_was_quarantined); AMB_ERROR_START when
 * the class is disabled. The message is the sentence. */
void amb_job_run_async (AmbJob *self,
                        AmbPool *pool,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
GVariant *amb_job_run_finish (AmbJob *self, GAsyncResult *result, GError **error);
gboolean amb_job_was_quarantined (AmbJob *self);
guint amb_job_get_attempts (AmbJob *self);
/* TRUE while no attempt has begun: a cancel takes it back without a trace. */
gboolean amb_job_is_untouched (AmbJob *self);

/* A thumbnail and facts through a probe worker. file is opened off the loop. edge: longest side of
 * the thumbnail, device pixels; 0: only what the header says, nothing is decoded. finish: info
 * a{sv} as PROBED, transfer full; pixels (out, nullable, transfer full): RGBA8 straight,
 * thumb-width * thumb-height * 4 bytes; NULL for edge 0. */
void amb_pool_probe_async (AmbPool *self,
                           GFile *file,
                           guint edge,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GVariant *
amb_pool_probe_finish (AmbPool *self, GAsyncResult *result, GBytes **pixels, GError **error);

/* Auto light for a photo's untouched pixels, through a probe worker. finish: a{sv}, numbers by
 * amb_recipe_light_ids (), only those to be changed; transfer full. */
void amb_pool_find_light_async (AmbPool *self,
                                GFile *file,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GVariant *amb_pool_find_light_finish (AmbPool *self, GAsyncResult *result, GError **error);

G_END_DECLS
