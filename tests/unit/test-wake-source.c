/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A wake is heard once, in the main loop, and not after the end. */
#include "amb-wake-source.h"

typedef struct
{
  GSource *source;
  GThread *thread; /* that woken ran in last */
  guint calls;
  gboolean wakes_itself; /* once */
} Fixture;

static gboolean
woken (gpointer data)
{
  Fixture *f = data;
  f->calls++;
  f->thread = g_thread_self ();
  if (f->wakes_itself)
    amb_wake_source_wake (f->source);
  f->wakes_itself = FALSE;
  return G_SOURCE_CONTINUE;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->source = amb_wake_source_new (woken, f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->source != NULL)
    amb_wake_source_free (f->source);
}

static void
run_loop (void)
{
  for (guint i = 0; i < 100 && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

static gpointer
wake (gpointer source)
{
  amb_wake_source_wake (source);
  return NULL;
}

static void
wake_from_thread (Fixture *f)
{
  g_thread_join (g_thread_new ("wake", wake, f->source));
}

static void
test_quiet (Fixture *f, gconstpointer data)
{
  run_loop ();
  g_assert_cmpuint (f->calls, ==, 0);
}

static void
test_wake (Fixture *f, gconstpointer data)
{
  for (guint round = 1; round <= 3; round++)
    {
      wake_from_thread (f);
      wake_from_thread (f);
      g_assert_cmpuint (f->calls, ==, round - 1);
      run_loop ();
      g_assert_cmpuint (f->calls, ==, round);
      g_assert_true (f->thread == g_thread_self ());
    }
}

/* The loop may sleep when the wake comes. */
static void
test_asleep (Fixture *f, gconstpointer data)
{
  GThread *thread = g_thread_new ("wake", wake, f->source);
  while (f->calls == 0)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  g_assert_cmpuint (f->calls, ==, 1);
}

static void
test_while_told (Fixture *f, gconstpointer data)
{
  f->wakes_itself = TRUE;
  amb_wake_source_wake (f->source);
  run_loop ();
  g_assert_cmpuint (f->calls, ==, 2);
}

static void
test_end (Fixture *f, gconstpointer data)
{
  amb_wake_source_wake (f->source);
  amb_wake_source_free (g_steal_pointer (&f->source));
  run_loop ();
  g_assert_cmpuint (f->calls, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test)                                                                            \
  g_test_add ("/base/wake-source/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("quiet", test_quiet);
  ADD ("wake", test_wake);
  ADD ("asleep", test_asleep);
  ADD ("while-told", test_while_told);
  ADD ("end", test_end);
  return g_test_run ();
}
