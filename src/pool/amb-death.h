/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a worker died, and what follows for the job it had. Pure functions: any thread. */
#pragma once

#include "amb-error.h"
#include "amb-pool-policy.h"

G_BEGIN_DECLS

/* Why the parent sent SIGKILL. */
typedef enum
{
  AMB_KILL_NONE,      /* it did not */
  AMB_KILL_WANTED,    /* cancelled, retired, shutting down */
  AMB_KILL_START,     /* no READY in time */
  AMB_KILL_TIME,      /* the job's time is up */
  AMB_KILL_HEARTBEAT, /* no sign of life while busy */
  AMB_KILL_PROTOCOL,  /* it sent what it must not */
  AMB_KILL_MUTE,      /* it closed its socket and stayed */
} AmbKillReason;

typedef struct
{
  AmbKillReason killed;
  int wait_status;         /* as of waitpid */
  const char *stderr_tail; /* nullable */
} AmbDeathFacts;

typedef enum
{
  AMB_DEATH_WANTED,   /* ours: nothing follows */
  AMB_DEATH_EXTERNAL, /* somebody else's signal: the system's, a person's */
  AMB_DEATH_CRASH,    /* SIGSEGV, SIGABRT, SIGBUS, SIGSYS, SIGTRAP ... */
  AMB_DEATH_EXIT,     /* left, or closed its socket, without an answer */
  AMB_DEATH_TIME,     /* our time limit, our heartbeat, or the processor limit */
  AMB_DEATH_MEMORY,   /* its memory limit */
  AMB_DEATH_PROTOCOL, /* sent what it must not */
} AmbDeathKind;

AmbDeathKind amb_death_classify (const AmbDeathFacts *facts);
/* Untranslated and short: "signal 11, SIGSEGV", "no heartbeat". Transfer full. */
char *amb_death_describe (const AmbDeathFacts *facts);
/* What a job reports that is set aside for it. */
AmbError amb_death_error (AmbDeathKind kind);
/* The code of a worker's FAILED or REFUSED: what only the parent can know is no worker's to say. */
AmbError amb_death_believe (guint32 code);

/* What one job has suffered; zero-initialised. */
typedef struct
{
  guint external;
  guint faults;
} AmbDeathCounts;

/* Why a job is set aside: its last death, and how many there were. */
typedef struct
{
  AmbDeathKind kind;
  const char *detail; /* nullable */
  gboolean was_opening;
  AmbDeathCounts counts;
} AmbSetAside;

/* error: with the sentence about the job called name. */
void amb_death_set_error (GError **error, const char *name, const AmbSetAside *why);

typedef enum
{
  AMB_VERDICT_IGNORE,     /* wanted: does not count */
  AMB_VERDICT_RERUN,      /* at the end of the queue */
  AMB_VERDICT_QUARANTINE, /* set aside, named with its reason */
} AmbVerdict;

/* Counts the death. */
AmbVerdict amb_death_judge (AmbDeathKind kind, const AmbPoolPolicy *policy, AmbDeathCounts *counts);

G_END_DECLS
