/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two halves of a service share: amb-cli-serve.c reads lines and knows when it is over,
 * amb-cli-serve-job.c takes one job from its line to its last answer. */
#pragma once

#include "amb-cli-answers.h"
#include "amb-cli-serve.h"
#include "amb-pool.h"
#include "amb-service-input.h"
#include "amb-service-line.h"

G_BEGIN_DECLS

typedef struct
{
  const AmbCliOptions *options;
  GMainLoop *loop;
  AmbPool *pool;
  GInputStream *stream;
  AmbServiceInput *input;
  GCancellable *cancellable; /* of reading */
  gboolean reading;
  gboolean ended; /* nothing more is read */
  gboolean interrupted;
  guint hurry;      /* source */
  gboolean hurried; /* the last answers had their time */
  AmbCliAnswers *answers;
  GHashTable *jobs; /* id -> AmbCliServeJob, borrowed: those that are not final */
  guint in_hand;    /* jobs, those included that are final but not gone */
  guint number;     /* of jobs so far */
  guint failures, machine_faults;
} AmbCliServe;

typedef struct _AmbCliServeJob AmbCliServeJob;

/* A job's room is free again: more may be read, or all is over. */
void amb_cli_serve_go_on (AmbCliServe *self);

/* Takes the content of line; fault: transfer full, nullable: the job can only fail. It is in hand
 * and, by its id, in jobs. */
void amb_cli_serve_job_start (AmbCliServe *serve, AmbServiceLine *line, GError *fault);
void amb_cli_serve_job_cancel (AmbCliServeJob *self);
void amb_cli_serve_job_set_priority (AmbCliServeJob *self, int priority);

G_END_DECLS
