/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What each death is called and what follows from it. */
#include "amb-death.h"

#include <signal.h>

/* As in waitpid's status. */
#define EXITED(code) ((code) << 8)
#define SIGNALLED(signal) (signal)

typedef struct
{
  AmbDeathFacts facts;
  AmbDeathKind kind;
  const char *text;
  AmbError error;
} Case;

static const Case cases[] = {
  { { AMB_KILL_NONE, SIGNALLED (SIGKILL) },
    AMB_DEATH_EXTERNAL,
    "signal 9, SIGKILL",
    AMB_ERROR_CRASHED },
  { { AMB_KILL_NONE, SIGNALLED (SIGTERM) },
    AMB_DEATH_EXTERNAL,
    "signal 15, SIGTERM",
    AMB_ERROR_CRASHED },
  { { AMB_KILL_NONE, SIGNALLED (SIGINT) },
    AMB_DEATH_EXTERNAL,
    "signal 2, SIGINT",
    AMB_ERROR_CRASHED },
  { { AMB_KILL_NONE, SIGNALLED (SIGSEGV) },
    AMB_DEATH_CRASH,
    "signal 11, SIGSEGV",
    AMB_ERROR_CRASHED },
  { { AMB_KILL_NONE, SIGNALLED (SIGABRT) },
    AMB_DEATH_CRASH,
    "signal 6, SIGABRT",
    AMB_ERROR_CRASHED },
  { { AMB_KILL_NONE, SIGNALLED (SIGBUS) }, AMB_DEATH_CRASH, "signal 7, SIGBUS", AMB_ERROR_CRASHED },
  { { AMB_KILL_NONE, SIGNALLED (SIGSYS) },
    AMB_DEATH_CRASH,
    "signal 31, SIGSYS",
    AMB_ERROR_CRASHED },
  { { AMB_KILL_NONE, SIGNALLED (SIGTRAP) },
    AMB_DEATH_CRASH,
    "signal 5, SIGTRAP",
    AMB_ERROR_CRASHED },
  { { AMB_KILL_NONE, SIGNALLED (SIGTRAP), "gmem.c:136: failed to allocate 67108864 bytes" },
    AMB_DEATH_MEMORY,
    "signal 5, SIGTRAP",
    AMB_ERROR_MEMORY },
  { { AMB_KILL_NONE, SIGNALLED (SIGXCPU) },
    AMB_DEATH_TIME,
    "signal 24, SIGXCPU",
    AMB_ERROR_TIMEOUT },
  { { AMB_KILL_NONE, EXITED (3) },
    AMB_DEATH_EXIT,
    "exit code 3 without an answer",
    AMB_ERROR_CRASHED },
  { { AMB_KILL_NONE, EXITED (0) },
    AMB_DEATH_EXIT,
    "exit code 0 without an answer",
    AMB_ERROR_CRASHED },
  { { AMB_KILL_WANTED, SIGNALLED (SIGKILL) },
    AMB_DEATH_WANTED,
    "ended on request",
    AMB_ERROR_CANCELLED },
  { { AMB_KILL_WANTED, EXITED (0) }, AMB_DEATH_WANTED, "ended on request", AMB_ERROR_CANCELLED },
  { { AMB_KILL_WANTED, SIGNALLED (SIGSEGV) },
    AMB_DEATH_WANTED,
    "ended on request",
    AMB_ERROR_CANCELLED },
  { { AMB_KILL_START, SIGNALLED (SIGKILL) },
    AMB_DEATH_TIME,
    "not ready in time",
    AMB_ERROR_TIMEOUT },
  { { AMB_KILL_TIME, SIGNALLED (SIGKILL) }, AMB_DEATH_TIME, "time limit", AMB_ERROR_TIMEOUT },
  { { AMB_KILL_HEARTBEAT, SIGNALLED (SIGKILL) },
    AMB_DEATH_TIME,
    "no heartbeat",
    AMB_ERROR_TIMEOUT },
  { { AMB_KILL_PROTOCOL, SIGNALLED (SIGKILL) },
    AMB_DEATH_PROTOCOL,
    "invalid message",
    AMB_ERROR_PROTOCOL },
  { { AMB_KILL_PROTOCOL, EXITED (0) }, AMB_DEATH_PROTOCOL, "invalid message", AMB_ERROR_PROTOCOL },
  { { AMB_KILL_MUTE, SIGNALLED (SIGKILL) },
    AMB_DEATH_EXIT,
    "closed its connection",
    AMB_ERROR_CRASHED },
  /* It crashed before our kill came. */
  { { AMB_KILL_HEARTBEAT, SIGNALLED (SIGSEGV) },
    AMB_DEATH_CRASH,
    "signal 11, SIGSEGV",
    AMB_ERROR_CRASHED },
};

static void
test_classify (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = amb_death_describe (&cases[i].facts);
      AmbDeathKind kind = amb_death_classify (&cases[i].facts);
      g_assert_cmpint (kind, ==, cases[i].kind);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (amb_death_error (kind), ==, cases[i].error);
    }
}

static void
test_faults (void)
{
  static const AmbDeathKind faults[]
      = { AMB_DEATH_CRASH, AMB_DEATH_EXIT, AMB_DEATH_TIME, AMB_DEATH_MEMORY, AMB_DEATH_PROTOCOL };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (faults); j++)
      {
        AmbDeathCounts counts = { 0 };
        g_assert_cmpint (amb_death_judge (faults[i], &amb_pool_default_policy, &counts), ==,
                         AMB_VERDICT_RERUN);
        g_assert_cmpint (amb_death_judge (AMB_DEATH_EXTERNAL, &amb_pool_default_policy, &counts),
                         ==, AMB_VERDICT_RERUN);
        g_assert_cmpint (amb_death_judge (AMB_DEATH_WANTED, &amb_pool_default_policy, &counts), ==,
                         AMB_VERDICT_IGNORE);
        g_assert_cmpint (amb_death_judge (faults[j], &amb_pool_default_policy, &counts), ==,
                         AMB_VERDICT_QUARANTINE);
      }
}

static void
test_external (void)
{
  AmbDeathCounts counts = { 0 };

  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (amb_death_judge (AMB_DEATH_EXTERNAL, &amb_pool_default_policy, &counts), ==,
                     AMB_VERDICT_RERUN);
  g_assert_cmpint (amb_death_judge (AMB_DEATH_EXTERNAL, &amb_pool_default_policy, &counts), ==,
                   AMB_VERDICT_QUARANTINE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/death/classify", test_classify);
  g_test_add_func ("/pool/death/faults", test_faults);
  g_test_add_func ("/pool/death/external", test_external);
  return g_test_run ();
}
