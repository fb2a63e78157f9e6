/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a view asks for, with time as a number. */
#include "amb-view-scheduler.h"

#define MS 1000
#define DELAY (120 * MS)
#define TARGET (25 * MS)

static AmbViewScheduler *
make (double scale, int width, int height)
{
  AmbViewScheduler *s = amb_view_scheduler_new (DELAY, TARGET);
  AmbViewport viewport = { .scale = scale, .region = { 0, 0, width, height } };

  amb_view_scheduler_set_viewport (s, &viewport, 0);
  return s;
}

static AmbViewTask
expect (AmbViewScheduler *s, gint64 now, AmbViewTaskKind kind)
{
  AmbViewTask task;
  gint64 wake;

  g_assert_true (amb_view_scheduler_next (s, now, &task, &wake));
  g_assert_cmpint (task.kind, ==, kind);
  g_assert_cmpint ((task.flags & AMB_RENDER_DRAFT) != 0, ==, kind == AMB_VIEW_DRAFT);
  return task;
}

static void
expect_nothing (AmbViewScheduler *s, gint64 now, gint64 expected_wake)
{
  AmbViewTask task;
  gint64 wake;

  g_assert_false (amb_view_scheduler_next (s, now, &task, &wake));
  g_assert_cmpint (wake, ==, expected_wake);
}

/* Answers a task; us: microseconds a pixel. */
static void
done (AmbViewScheduler *s, const AmbViewTask *task, double us)
{
  double pixels = (double) task->region.width * task->region.height;
  amb_view_scheduler_done (s, task, (guint) (4000 * task->scale + 0.5),
                           (guint) (3000 * task->scale + 0.5), (gint64) (us * pixels));
}

static void
test_nothing_yet (void)
{
  g_autoptr (AmbViewScheduler) s = amb_view_scheduler_new (DELAY, TARGET);

  expect_nothing (s, 0, 0);
  g_assert_cmpuint (amb_view_scheduler_get_bytes (s), ==, 0);
}

/* Draft, then full resolution at once: nobody drags. */
static void
test_first (void)
{
  g_autoptr (AmbViewScheduler) s = make (0.25, 1000, 750);
  AmbViewTask task = expect (s, 0, AMB_VIEW_DRAFT);

  g_assert_cmpfloat (task.scale, <, 0.25);
  g_assert_cmpfloat (task.scale, >=, 0.25 / 4);
  g_assert_cmpuint (task.flags & AMB_RENDER_ABORTABLE, ==, 0);
  done (s, &task, 0.01);
  task = expect (s, 1, AMB_VIEW_FINAL);
  g_assert_cmpfloat (task.scale, ==, 0.25);
  g_assert_cmpint (task.region.width, ==, 1000);
  g_assert_cmpuint (task.flags & AMB_RENDER_ABORTABLE, !=, 0);
  done (s, &task, 0.01);
  expect_nothing (s, 2, 0);
}

/* A frame may come before there is a canvas: the canvas gets one all the same. */
static void
test_somebody_else_looks (void)
{
  g_autoptr (AmbViewScheduler) s = make (0.25, 1000, 750);
  AmbViewTask task = expect (s, 0, AMB_VIEW_DRAFT);

  done (s, &task, 0.01);
  task = expect (s, 1, AMB_VIEW_FINAL);
  done (s, &task, 0.01);
  expect_nothing (s, 2, 0);
  amb_view_scheduler_set_have_tile (s, NULL, NULL);
  task = expect (s, 3, AMB_VIEW_DRAFT);
  amb_view_scheduler_set_have_tile (s, NULL, NULL); /* what is under way counts */
  done (s, &task, 0.01);
  task = expect (s, 4, AMB_VIEW_FINAL);
  done (s, &task, 0.01);
  expect_nothing (s, 5, 0);
}

/* While a drag goes on: drafts of the latest only; the refine when it rests. */
static void
test_drag (void)
{
  g_autoptr (AmbViewScheduler) s = make (0.25, 1000, 750);
  AmbViewTask task = expect (s, 0, AMB_VIEW_DRAFT);
  gint64 now = 10 * MS;

  done (s, &task, 0.01);
  for (guint serial = 1; serial <= 20; serial += 2, now += 10 * MS)
    {
      amb_view_scheduler_set_recipe (s, serial, TRUE, now);
      amb_view_scheduler_set_recipe (s, serial + 1, TRUE, now + 1);
      task = expect (s, now + 2, AMB_VIEW_DRAFT);
      g_assert_cmpuint (task.recipe_serial, ==, serial + 1);
      amb_view_scheduler_set_recipe (s, serial + 2, TRUE, now + 3);
      g_assert_false (amb_view_scheduler_is_outdated (s, &task)); /* drafts are never aborted */
      done (s, &task, 0.01);
    }
  task = expect (s, now, AMB_VIEW_DRAFT); /* the last */
  done (s, &task, 0.01);
  expect_nothing (s, now, now - 10 * MS + 3 + DELAY);
  task = expect (s, now + DELAY, AMB_VIEW_FINAL);
  g_assert_false (amb_view_scheduler_is_outdated (s, &task));
  amb_view_scheduler_set_recipe (s, 100, TRUE, now + DELAY + 1);
  g_assert_true (amb_view_scheduler_is_outdated (s, &task));
}

/* The button is let go: no waiting. */
static void
test_release (void)
{
  g_autoptr (AmbViewScheduler) s = make (0.25, 1000, 750);
  AmbViewTask task = expect (s, 0, AMB_VIEW_DRAFT);

  done (s, &task, 1);
  amb_view_scheduler_set_recipe (s, 1, TRUE, 10);
  task = expect (s, 10, AMB_VIEW_DRAFT);
  done (s, &task, 1);
  amb_view_scheduler_set_recipe (s, 2, FALSE, 20);
  task = expect (s, 20, AMB_VIEW_DRAFT);
  done (s, &task, 1);
  expect (s, 21, AMB_VIEW_FINAL);
}

static double
settle (double us)
{
  g_autoptr (AmbViewScheduler) s = make (0.25, 2000, 1500);
  AmbViewTask task = { 0 };

  for (guint serial = 1; serial < 40; serial++)
    {
      amb_view_scheduler_set_recipe (s, serial, TRUE, serial * 10 * MS);
      task = expect (s, serial * 10 * MS, AMB_VIEW_DRAFT);
      done (s, &task, us);
    }
  return task.scale / 0.25;
}

/* The draft's scale follows what the worker can do, in steps, and stops at a quarter. */
static void
test_adapts (void)
{
  g_assert_cmpfloat (settle (0.001), ==, 1.0);
  g_assert_cmpfloat (settle (0.02), <, 0.71);
  g_assert_cmpfloat (settle (0.02), >=, 0.5);
  g_assert_cmpfloat (settle (10), ==, 0.25);
}

/* The decode inside a first answer is no measure. */
static void
test_cold (void)
{
  g_autoptr (AmbViewScheduler) s = make (0.25, 2000, 1500);
  AmbViewTask task = expect (s, 0, AMB_VIEW_DRAFT);
  double first = task.scale;

  done (s, &task, 1000);
  amb_view_scheduler_set_recipe (s, 1, TRUE, 10);
  task = expect (s, 10, AMB_VIEW_DRAFT);
  g_assert_cmpfloat (task.scale, ==, first);
  done (s, &task, 0.001);
  amb_view_scheduler_worker_changed (s);
  amb_view_scheduler_set_recipe (s, 2, TRUE, 20);
  task = expect (s, 20, AMB_VIEW_DRAFT);
  done (s, &task, 1000);
  amb_view_scheduler_set_recipe (s, 3, TRUE, 30);
  task = expect (s, 30, AMB_VIEW_DRAFT);
  g_assert_cmpfloat (task.scale, >=, first);
}

/* A final known to be quick comes without a draft and cannot be starved by inputs. */
static void
test_quick_final (void)
{
  g_autoptr (AmbViewScheduler) s = make (0.25, 500, 400);
  AmbViewTask task = expect (s, 0, AMB_VIEW_DRAFT);

  done (s, &task, 0.01);
  task = expect (s, 1, AMB_VIEW_FINAL); /* the first tells nothing about the next */
  done (s, &task, 0.01);
  amb_view_scheduler_set_recipe (s, 1, FALSE, 2);
  task = expect (s, 2, AMB_VIEW_DRAFT);
  done (s, &task, 0.01);
  task = expect (s, 3, AMB_VIEW_FINAL);
  done (s, &task, 0.01);
  amb_view_scheduler_set_recipe (s, 2, FALSE, 4);
  task = expect (s, 4, AMB_VIEW_FINAL);
  amb_view_scheduler_set_recipe (s, 3, FALSE, 5);
  g_assert_false (amb_view_scheduler_is_outdated (s, &task));
}

/* The same viewport again is no input; another one below 100 % is like a drag. */
static void
test_viewport (void)
{
  g_autoptr (AmbViewScheduler) s = make (0.25, 1000, 750);
  AmbViewport viewport = { .scale = 0.25, .region = { 0, 0, 1000, 750 } };
  AmbViewTask task = expect (s, 0, AMB_VIEW_DRAFT);

  done (s, &task, 1);
  task = expect (s, 0, AMB_VIEW_FINAL);
  done (s, &task, 1);
  amb_view_scheduler_set_viewport (s, &viewport, 10);
  expect_nothing (s, 10, 0);
  viewport.region.x = 5;
  amb_view_scheduler_set_viewport (s, &viewport, 20);
  task = expect (s, 20, AMB_VIEW_DRAFT);
  done (s, &task, 1);
  expect_nothing (s, 20, 20 + DELAY);
  task = expect (s, 20 + DELAY, AMB_VIEW_FINAL);
  g_assert_cmpint (task.region.x, ==, 5);
  viewport.whole_frame = TRUE;
  amb_view_scheduler_set_viewport (s, &viewport, 30 + DELAY);
  g_assert_true (amb_view_scheduler_is_outdated (s, &task));
  task = expect (s, 30 + DELAY, AMB_VIEW_DRAFT);
  g_assert_cmpuint (task.flags & AMB_RENDER_WHOLE_FRAME, !=, 0);
  g_assert_cmpuint (amb_view_scheduler_get_bytes (s), ==, 1000 * 750 * 4);
}

/* Panning over tiles: no draft, no delay, only what is new. */
static void
test_pan (void)
{
  g_autoptr (AmbViewScheduler) s = make (1.0, 1024, 512);
  AmbViewport viewport = { .scale = 1.0, .region = { 512, 0, 1024, 512 } };
  AmbViewTask task = expect (s, 0, AMB_VIEW_DRAFT);
  guint n = 0;
  gint64 wake;

  done (s, &task, 0.01);
  while (amb_view_scheduler_next (s, 1, &task, &wake))
    {
      g_assert_cmpint (task.kind, ==, AMB_VIEW_TILE_TASK);
      done (s, &task, 0.01);
      n++;
    }
  g_assert_cmpuint (n, ==, 3 * 2); /* two visible and the margin to the right and below */
  amb_view_scheduler_set_viewport (s, &viewport, 2);
  task = expect (s, 2, AMB_VIEW_TILE_TASK);
  g_assert_false (amb_view_scheduler_is_outdated (s, &task));
  g_assert_cmpuint (amb_view_scheduler_get_bytes (s), ==, 1024 * 512 * 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/view-scheduler/nothing-yet", test_nothing_yet);
  g_test_add_func ("/pool/view-scheduler/first", test_first);
  g_test_add_func ("/pool/view-scheduler/somebody-else-looks", test_somebody_else_looks);
  g_test_add_func ("/pool/view-scheduler/drag", test_drag);
  g_test_add_func ("/pool/view-scheduler/release", test_release);
  g_test_add_func ("/pool/view-scheduler/adapts", test_adapts);
  g_test_add_func ("/pool/view-scheduler/cold", test_cold);
  g_test_add_func ("/pool/view-scheduler/quick-final", test_quick_final);
  g_test_add_func ("/pool/view-scheduler/viewport", test_viewport);
  g_test_add_func ("/pool/view-scheduler/pan", test_pan);
  return g_test_run ();
}
