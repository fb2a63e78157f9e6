/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Worker processes by class, their queue, their deaths and their replacements. Main thread only;
 * every callback comes on the thread-default context that made the pool. See DESIGN in amb-pool.c.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  AMB_WORKER_VIEW,
  AMB_WORKER_BATCH,
  AMB_WORKER_PROBE,
  AMB_WORKER_BATCH_MODULES, /* a batch worker that has loaded the rarer formats' module */
  AMB_N_WORKER_CLASSES
} AmbWorkerClass;

typedef struct
{
  const char *worker_path; /* NULL: found beside the program or in libexec */
  guint batch_workers;     /* 0: one per core */
  gboolean background;     /* batch workers run at nice 19 (under a window) */
  guint64 max_pixels;      /* 0: 160 megapixels */
  gboolean view_spare;     /* keep a warm view worker */
  guint batch_spares;      /* warm batch workers even while nothing waits: for a service */
} AmbPoolOptions;

#define AMB_TYPE_POOL (amb_pool_get_type ())
G_DECLARE_FINAL_TYPE (AmbPool, amb_pool, AMB, POOL, GObject)

/* Starts the warm spares at once. Signals: "class-disabled" (AmbWorkerClass class, GError *error):
 * five starts in a row never reached READY. "class-enabled" (class). */
AmbPool *amb_pool_new (const AmbPoolOptions *options);

/* A class that was disabled is tried again. BATCH stands for BATCH_MODULES here, in the signals and
 * in get_pids too. */
void amb_pool_retry_class (AmbPool *self, AmbWorkerClass class);
gboolean amb_pool_get_class_disabled (AmbPool *self, AmbWorkerClass class);

/* The latest READY's facts, a{sv} {version s, landlock i, seccomp b}, borrowed; NULL before the
 * first. */
GVariant *amb_pool_get_sandbox_info (AmbPool *self);

/* Ends every worker and calls back when all are reaped; jobs end with AMB_ERROR_CANCELLED. */
void amb_pool_shutdown_async (AmbPool *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean amb_pool_shutdown_finish (AmbPool *self, GAsyncResult *result, GError **error);

/* For tests and About: pids of living workers of a class (array of GPid). Transfer full. */
GArray *amb_pool_get_pids (AmbPool *self, AmbWorkerClass class);

G_END_DECLS
