/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One attempt at an export on one worker: open, memory, export, answer. Main thread only. */
#pragma once

#include "amb-pool-private.h"

G_BEGIN_DECLS

typedef struct _AmbAttempt AmbAttempt;

typedef enum
{
  AMB_OUTCOME_DONE,   /* result */
  AMB_OUTCOME_FAILED, /* code, detail: the worker's own words */
  AMB_OUTCOME_DIED,   /* death */
  AMB_OUTCOME_STALE,  /* the worker was gone before it got the job: does not count */
} AmbOutcomeKind;

typedef struct
{
  AmbOutcomeKind kind;
  GVariant *result; /* a{sv}, borrowed, with OPENED's notes put before DONE's */
  AmbError code;
  const char *detail;
  const AmbDeath *death;
  gboolean was_opening; /* when it died */
} AmbOutcome;

typedef struct
{
  void (*progress) (guint permille, gpointer user_data);
  /* Once; not after amb_attempt_cancel. The slot is free. */
  void (*finished) (const AmbOutcome *outcome, gpointer user_data);
} AmbAttemptListener;

typedef struct
{
  int source_fd;      /* owned by the attempt */
  int output_fd;      /* borrowed until finished or cancelled; the worker's own copy may live 500 ms
                         longer */
  GVariant *recipe;   /* a{sv}, borrowed */
  GVariant *settings; /* a{sv}, borrowed */
  GArray *contents;   /* AmbContentFile, all open; shared */
  gboolean alone;     /* an earlier attempt ran out of memory */
} AmbAttemptSpec;

/* worker: transfer full. The attempt lives by itself until its worker has ended. NULL when the
 * parent is out of descriptors: finished was already called with AMB_ERROR_START. */
AmbAttempt *amb_attempt_start (AmbPool *pool,
                               AmbWorkerProcess *worker,
                               const AmbAttemptSpec *spec,
                               const AmbAttemptListener *listener,
                               gpointer user_data);
/* Tells the worker; SIGKILL after its grace. finished is not called any more. */
void amb_attempt_cancel (AmbAttempt *self);

G_END_DECLS
