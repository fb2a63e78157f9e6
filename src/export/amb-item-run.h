/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One photo from its plan to its name in the target folder: open and make a temporary in a thread,
 * let a worker fill it, publish in a thread. */
#pragma once

#include "amb-batch-item-private.h"
#include "amb-job.h"
#include "amb-ledger.h"

G_BEGIN_DECLS

typedef struct _AmbItemRun AmbItemRun;

typedef struct
{
  const char *path;         /* where the output is; NULL with error */
  const char *const *notes; /* nullable, untranslated */
  const char *trouble;      /* a sentence for a note, nullable */
  const GError *error;
  gboolean quarantined;
  gboolean is_unrecorded; /* with error: that is why there is no output */
  guint attempts;
  AmbIdentity written; /* the output's; all 0 without one */
} AmbItemRunEnd;

typedef struct
{
  void (*started) (gpointer user_data);
  void (*progress) (guint permille, gpointer user_data); /* may go back when a worker is replaced */
  void (*encoded) (gpointer user_data); /* no worker is needed any more, whatever the outcome */
  /* Once, last, after every temporary is gone; the run is freed after it. */
  void (*finished) (const AmbItemRunEnd *end, gpointer user_data);
} AmbItemRunEvents;

/* Where it runs and is recorded. */
typedef struct
{
  AmbPool *pool;
  AmbJobLane *lane;
  AmbLedger *ledger; /* nullable */
} AmbItemRunPlace;

/* item's plan, settings and edits are copied. Owned by itself until finished; every event comes
 * later, from the main loop. */
AmbItemRun *amb_item_run_start (const AmbItemRunPlace *place,
                                AmbBatchItem *item,
                                const AmbItemRunEvents *events,
                                gpointer user_data);

/* FALSE when it is too late: the output is being given its name. Otherwise finished comes with
 * AMB_ERROR_CANCELLED. */
gboolean amb_item_run_cancel (AmbItemRun *self);
/* TRUE while no attempt has begun. */
gboolean amb_item_run_is_untouched (AmbItemRun *self);

G_END_DECLS
