/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of deaths. */
#include "amb-death.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <glib/gi18n-lib.h>

typedef struct
{
  AmbDeathKind kind;
  const char *text; /* NULL: made from the wait status */
} KillInfo;

/* By AmbKillReason: what our own SIGKILL means. */
static const KillInfo kill_infos[] = {
  [AMB_KILL_NONE] = { AMB_DEATH_EXTERNAL, NULL },
  [AMB_KILL_WANTED] = { AMB_DEATH_WANTED, "ended on request" },
  [AMB_KILL_START] = { AMB_DEATH_TIME, N_("not ready in time") },
  [AMB_KILL_TIME] = { AMB_DEATH_TIME, N_("time limit") },
  [AMB_KILL_HEARTBEAT] = { AMB_DEATH_TIME, N_("no heartbeat") },
  [AMB_KILL_PROTOCOL] = { AMB_DEATH_PROTOCOL, N_("invalid message") },
  [AMB_KILL_MUTE] = { AMB_DEATH_EXIT, N_("closed its connection") },
};

typedef struct
{
  AmbError error;
  gboolean is_fault; /* the job's, not the surroundings' */
} KindInfo;

/* By AmbDeathKind. */
static const KindInfo kind_infos[] = {
  [AMB_DEATH_WANTED] = { AMB_ERROR_CANCELLED, FALSE },
  [AMB_DEATH_EXTERNAL] = { AMB_ERROR_CRASHED, FALSE },
  [AMB_DEATH_CRASH] = { AMB_ERROR_CRASHED, TRUE },
  [AMB_DEATH_EXIT] = { AMB_ERROR_CRASHED, TRUE },
  [AMB_DEATH_TIME] = { AMB_ERROR_TIMEOUT, TRUE },
  [AMB_DEATH_MEMORY] = { AMB_ERROR_MEMORY, TRUE },
  [AMB_DEATH_PROTOCOL] = { AMB_ERROR_PROTOCOL, TRUE },
};

/* SIGKILL is the system's; the others come from a terminal or a person. */
static const int external_signals[] = { SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGQUIT };

static gboolean
is_external (int signal)
{
  for (gsize i = 0; i < G_N_ELEMENTS (external_signals); i++)
    if (external_signals[i] == signal)
      return TRUE;
  return FALSE;
}

/* GLib aborts with this sentence when malloc returns NULL under RLIMIT_DATA. */
static gboolean
ran_out_of_memory (const AmbDeathFacts *facts)
{
  return facts->stderr_tail != NULL
         && (strstr (facts->stderr_tail, "failed to allocate") != NULL
             || strstr (facts->stderr_tail, "std::bad_alloc") != NULL);
}

/* Our SIGKILL counts only if it was what ended the process. */
static gboolean
our_kill_landed (const AmbDeathFacts *facts)
{
  return facts->killed != AMB_KILL_NONE && WIFSIGNALED (facts->wait_status)
         && WTERMSIG (facts->wait_status) == SIGKILL;
}

AmbDeathKind
amb_death_classify (const AmbDeathFacts *facts)
{
  int signal = WIFSIGNALED (facts->wait_status) ? WTERMSIG (facts->wait_status) : 0;

  if (facts->killed == AMB_KILL_WANTED || our_kill_landed (facts))
    return kill_infos[facts->killed].kind;
  if (facts->killed == AMB_KILL_PROTOCOL)
    return AMB_DEATH_PROTOCOL;
  if (signal == 0)
    return AMB_DEATH_EXIT;
  if (signal == SIGXCPU)
    return AMB_DEATH_TIME;
  if (is_external (signal))
    return AMB_DEATH_EXTERNAL;
  return ran_out_of_memory (facts) ? AMB_DEATH_MEMORY : AMB_DEATH_CRASH;
}

char *
amb_death_describe (const AmbDeathFacts *facts)
{
  const char *name;

  if (facts->killed == AMB_KILL_WANTED || facts->killed == AMB_KILL_PROTOCOL
      || our_kill_landed (facts))
    return g_strdup (kill_infos[facts->killed].text);
  if (!WIFSIGNALED (facts->wait_status))
    return g_strdup_printf (N_("exit code %u without an answer"),
                            (guint) WEXITSTATUS (facts->wait_status));
  name = sigabbrev_np (WTERMSIG (facts->wait_status));
  if (name == NULL)
    return g_strdup_printf ("signal %d", WTERMSIG (facts->wait_status));
  return g_strdup_printf ("signal %d, SIG%s", WTERMSIG (facts->wait_status), name);
}

AmbError
amb_death_error (AmbDeathKind kind)
{
  return kind_infos[kind].error;
}

AmbError
amb_death_believe (guint32 code)
{
  switch (code)
    {
    case AMB_ERROR_TIMEOUT:
    case AMB_ERROR_CRASHED:
    case AMB_ERROR_START:
    case AMB_ERROR_PROTOCOL:
    case AMB_ERROR_CANCELLED:
    case AMB_ERROR_EXISTS:
      return AMB_ERROR_FAILED;
    default:
      return (AmbError) code;
    }
}

void
amb_death_set_error (GError **error, const char *name, const AmbSetAside *why)
{
  const AmbError code = amb_death_error (why->kind);
  const guint times = kind_infos[why->kind].is_fault ? why->counts.faults : why->counts.external;

  if (code == AMB_ERROR_CRASHED)
    amb_error_set_crashed (error, name, why->was_opening, why->detail, times);
  else
    amb_error_set (error, code, name, why->detail);
}

AmbVerdict
amb_death_judge (AmbDeathKind kind, const AmbPoolPolicy *policy, AmbDeathCounts *counts)
{
  if (kind == AMB_DEATH_WANTED)
    return AMB_VERDICT_IGNORE;
  if (kind_infos[kind].is_fault)
    return ++counts->faults >= policy->max_faults ? AMB_VERDICT_QUARANTINE : AMB_VERDICT_RERUN;
  return ++counts->external > policy->max_external_kills ? AMB_VERDICT_QUARANTINE
                                                         : AMB_VERDICT_RERUN;
}
