/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Work in portions: what comes between them, how it ends, and freeing in a thread. */
#include "amb-portions.h"

enum
{
  STEPS = 20,
  STEP_USEC = 2000, /* no portion has room for all */
};

typedef struct
{
  guint source;
  guint steps;
  guint remove_at; /* the step in which the source is removed; 0: none */
  guint drawn;
  guint drawn_at_end;
  guint destroyed;
} Work;

static gboolean
do_step (gpointer data)
{
  Work *self = data;
  g_assert_cmpuint (self->destroyed, ==, 0);
  g_usleep (STEP_USEC);
  self->steps++;
  if (self->steps == self->remove_at)
    g_source_remove (self->source);
  self->drawn_at_end = self->drawn;
  return self->steps < STEPS;
}

static void
on_destroy (gpointer data)
{
  ((Work *) data)->destroyed++;
}

/* As often as the loop gets to it. */
static gboolean
on_draw (gpointer data)
{
  ((Work *) data)->drawn++;
  return G_SOURCE_CONTINUE;
}

static void
run (Work *work)
{
  guint draw = g_timeout_add (1, on_draw, work);
  work->source = amb_portions_add (do_step, work, on_destroy);
  while (work->destroyed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (draw);
}

static void
test_between (void)
{
  Work work = { 0 };
  run (&work);
  g_assert_cmpuint (work.steps, ==, STEPS);
  g_assert_cmpuint (work.destroyed, ==, 1);
  g_assert_cmpuint (work.drawn_at_end, >, 1);
}

static void
test_removed_in_a_step (void)
{
  Work work = { .remove_at = 3 };
  run (&work);
  g_assert_cmpuint (work.steps, ==, 3);
  g_assert_cmpuint (work.destroyed, ==, 1);
}

static void
test_removed_before (void)
{
  Work work = { 0 };
  g_source_remove (amb_portions_add (do_step, &work, on_destroy));
  g_assert_cmpuint (work.destroyed, ==, 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (work.steps, ==, 0);
}

static void
tell_thread (gpointer data)
{
  g_async_queue_push (data, g_thread_self ());
}

static void
test_freed_in_thread (void)
{
  g_autoptr (GAsyncQueue) queue = g_async_queue_new ();
  amb_free_in_thread (queue, tell_thread);
  gpointer thread = g_async_queue_timeout_pop (queue, 10 * G_USEC_PER_SEC);
  g_assert_nonnull (thread);
  g_assert_true (thread != g_thread_self ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/portions/between", test_between);
  g_test_add_func ("/base/portions/removed-in-a-step", test_removed_in_a_step);
  g_test_add_func ("/base/portions/removed-before", test_removed_before);
  g_test_add_func ("/base/portions/freed-in-thread", test_freed_in_thread);
  return g_test_run ();
}
