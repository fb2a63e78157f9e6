/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One photo, exported at once by its outputs: what a service does for each job. The lean way beside
 * a batch: nothing is listed, no folder is read, every name is settled when its file gets it. Main
 * thread only. */
#pragma once

#include "amb-batch-item.h"
#include "amb-pool.h"

G_BEGIN_DECLS

typedef struct _AmbRequest AmbRequest;

typedef struct
{
  GFile *file;
  const char *source;  /* how somebody named it */
  GPtrArray *outputs;  /* AmbExportSettings, at least one; never changed from now on */
  GPtrArray *targets;  /* nullable; for each output a full path, or NULL: as its settings say */
  guint number;        /* 1..: {counter} of names */
  int priority;        /* see amb_job_lane_set_priority () */
  const GError *fault; /* nullable: it can only fail */
} AmbRequestSpec;

/* From the main loop only, never inside a function of the request's but amb_request_cancel (). */
typedef struct
{
  void (*changed) (AmbRequest *self, AmbBatchItem *item, gpointer user_data);
  /* Once, last: every item is final and nothing is left of it in any thread; freed after it. */
  void (*finished) (AmbRequest *self, gpointer user_data);
} AmbRequestEvents;

/* spec is copied. Owned by itself until finished. */
AmbRequest *amb_request_start (AmbPool *pool,
                               const AmbRequestSpec *spec,
                               const AmbRequestEvents *events,
                               gpointer user_data);

/* Its items are cancelled at once, but for those that are written already. */
void amb_request_cancel (AmbRequest *self);
/* Of what waits. */
void amb_request_set_priority (AmbRequest *self, int priority);

/* AmbBatchItem, one for each output, in their order; borrowed. */
GPtrArray *amb_request_get_items (AmbRequest *self);
gboolean amb_request_is_final (AmbRequest *self);

G_END_DECLS
