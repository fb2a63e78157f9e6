/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A photo on the screen through workers that die, sleep and lie. */
#include "pool-fixture.h"

#include "amb-view.h"

#include <glib/gstdio.h>
#include <signal.h>

#define MOST_FRAMES 512

typedef struct
{
  PoolFixture fixture;
  AmbView *view;
  gboolean keeps; /* the pixels of each frame */
  AmbViewFrame frames[MOST_FRAMES];
  guint8 values[MOST_FRAMES]; /* the first pixel's first byte */
  guint n_frames;
  guint n_opened;
  guint n_incomplete;
  AmbViewState wanted;
  guint wanted_serial;
  guint wanted_frames;
} ViewTest;

static const AmbPoolOptions with_spare = { .batch_workers = 1, .view_spare = TRUE };

static void
on_frame (AmbView *view, const AmbViewFrame *frame, gpointer user_data)
{
  ViewTest *test = user_data;
  const guint8 *pixels;
  gsize size;

  g_assert_cmpuint (test->n_frames, <, MOST_FRAMES);
  pixels = g_bytes_get_data (frame->pixels, &size);
  g_assert_cmpuint (size, >=,
                    frame->stride * (gsize) (frame->height - 1) + (gsize) frame->width * 4);
  g_assert_cmpint (frame->region.x + frame->width, <=, frame->plane_width);
  g_assert_cmpint (frame->region.y + frame->height, <=, frame->plane_height);
  test->frames[test->n_frames] = *frame;
  if (test->keeps)
    g_bytes_ref (frame->pixels);
  test->values[test->n_frames++] = pixels[0];
}

static void
on_opened (AmbView *view, gpointer user_data)
{
  ((ViewTest *) user_data)->n_opened++;
}

static void
on_incomplete (AmbView *view, gpointer user_data)
{
  ((ViewTest *) user_data)->n_incomplete++;
}

static void
view_test_start_with (ViewTest *test, const char *lines, const AmbPoolPolicy *policy)
{
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;

  *test = (ViewTest){ 0 };
  pool_fixture_start (&test->fixture, &with_spare, policy);
  path = lines != NULL ? pool_fixture_write (&test->fixture, "photo.jpg", lines)
                       : pool_fixture_path (&test->fixture, "photo.jpg");
  file = g_file_new_for_path (path);
  test->view = amb_view_new (test->fixture.pool, file);
  g_signal_connect (test->view, "frame", G_CALLBACK (on_frame), test);
  g_signal_connect (test->view, "opened", G_CALLBACK (on_opened), test);
  g_signal_connect (test->view, "incomplete", G_CALLBACK (on_incomplete), test);
}

static void
view_test_start (ViewTest *test, const char *lines)
{
  AmbPoolPolicy quick = pool_fixture_quick_policy ();
  view_test_start_with (test, lines, &quick);
}

static void
view_test_stop (ViewTest *test)
{
  g_assert_finalize_object (g_steal_pointer (&test->view));
  pool_fixture_stop (&test->fixture);
}

static gboolean
has_state (gpointer data)
{
  ViewTest *test = data;
  return amb_view_get_state (test->view) == test->wanted;
}

static void
wait_state (ViewTest *test, AmbViewState state)
{
  test->wanted = state;
  wait_until (has_state, test);
}

/* A full-resolution frame of the wanted recipe, or a tile. */
static gboolean
has_final (gpointer data)
{
  ViewTest *test = data;

  for (guint i = 0; i < test->n_frames; i++)
    if (!test->frames[i].is_draft && test->frames[i].recipe_serial == test->wanted_serial)
      return TRUE;
  return FALSE;
}

static void
wait_final (ViewTest *test, guint serial)
{
  test->wanted_serial = serial;
  wait_until (has_final, test);
}

static gboolean
has_frames (gpointer data)
{
  ViewTest *test = data;
  return test->n_frames >= test->wanted_frames;
}

static void
wait_frames (ViewTest *test, guint n)
{
  test->wanted_frames = n;
  wait_until (has_frames, test);
}

static guint
count_tiles (const ViewTest *test)
{
  guint n = 0;
  for (guint i = 0; i < test->n_frames; i++)
    if (test->frames[i].is_tile)
      n++;
  return n;
}

static gboolean
has_tiles (gpointer data)
{
  ViewTest *test = data;
  return count_tiles (test) >= test->wanted_frames;
}

/* So many tiles and no more. */
static void
wait_tiles (ViewTest *test, guint n)
{
  test->wanted_frames = n;
  wait_until (has_tiles, test);
  wait_for (100);
  g_assert_cmpuint (count_tiles (test), ==, n);
}

static GVariant *
make_recipe (guint value)
{
  return g_variant_new_parsed ("{'value': <%u>}", value);
}

static const AmbViewport fitted = { .scale = 0.25, .region = { 0, 0, 1000, 750 } };

/* First a draft, then the full resolution; the pixels are the recipe's. */
static void
test_opens (void)
{
  ViewTest test;
  guint serial;

  view_test_start (&test, "incomplete=1\n");
  g_assert_cmpint (amb_view_get_state (test.view), ==, AMB_VIEW_OPENING);
  g_assert_null (amb_view_get_info (test.view));
  amb_view_set_viewport (test.view, &fitted);
  serial = amb_view_set_recipe (test.view, make_recipe (77), FALSE);
  wait_final (&test, serial);
  g_assert_cmpuint (test.n_opened, ==, 1);
  g_assert_nonnull (amb_view_get_info (test.view));
  g_assert_cmpint (amb_view_get_state (test.view), ==, AMB_VIEW_READY);
  g_assert_cmpuint (test.n_frames, ==, 2);
  g_assert_true (test.frames[0].is_draft);
  g_assert_cmpfloat (test.frames[0].scale, <, 0.25);
  g_assert_false (test.frames[1].is_draft);
  g_assert_false (test.frames[1].is_tile);
  g_assert_cmpint (test.frames[1].width, ==, 1000);
  g_assert_cmpint (test.frames[1].height, ==, 750);
  g_assert_cmpint (test.frames[1].plane_width, ==, 1000);
  g_assert_cmpuint (test.values[1], ==, 77);
  g_assert_cmpuint (test.n_incomplete, ==, 1);
  g_assert_true (amb_view_is_incomplete (test.view));
  wait_for (150);
  g_assert_cmpuint (test.n_frames, ==, 2); /* nothing more to do */
  view_test_stop (&test);
}

/* A drag: drafts keep coming in order, and the last recipe is refined when it rests. */
static void
test_drag (void)
{
  AmbPoolPolicy policy = pool_fixture_quick_policy ();
  ViewTest test;
  guint serial = 0;
  guint n_drafts = 0;

  policy.refine_delay = 1000; /* longer than any pause of this drag */
  view_test_start_with (&test, "delay=5\n", &policy);
  amb_view_set_viewport (test.view, &fitted);
  wait_final (&test, 0);
  test.n_frames = 0;
  for (guint i = 1; i <= 60; i++)
    {
      serial = amb_view_set_recipe (test.view, make_recipe (i), TRUE);
      wait_for (i % 10 == 0 ? 50 : 4);
    }
  for (guint i = 0; i < test.n_frames; i++)
    {
      g_assert_true (test.frames[i].is_draft);
      g_assert_cmpuint (test.values[i], ==, test.frames[i].recipe_serial);
      if (i > 0)
        g_assert_cmpuint (test.frames[i].recipe_serial, >, test.frames[i - 1].recipe_serial);
    }
  n_drafts = test.n_frames;
  g_assert_cmpuint (n_drafts, >, 5);
  wait_final (&test, serial);
  g_assert_cmpuint (test.values[test.n_frames - 1], ==, 60);
  view_test_stop (&test);
}

/* A slow refine gives way to the next input. */
static void
test_abort (void)
{
  ViewTest test;
  guint serial;

  view_test_start (&test, "abortable-delay=30000\n");
  amb_view_set_viewport (test.view, &fitted);
  wait_frames (&test, 1);
  wait_for (300);
  g_assert_cmpuint (test.n_frames, ==, 1); /* the draft; the refine is under way */
  serial = amb_view_set_recipe (test.view, make_recipe (9), TRUE);
  wait_frames (&test, 2);
  g_assert_cmpuint (test.frames[1].recipe_serial, ==, serial);
  view_test_stop (&test);
}

/* From 100 % up tiles: those to be seen first, the middle one before all, then a margin; each once;
 * the edge ones clipped. */
static void
test_tiles (void)
{
  /* Columns 4..7 of 8, rows 3..5 of 6; the plane ends at 4000 x 3000. */
  const AmbViewport corner = { .scale = 1, .region = { 2500, 2000, 1500, 1000 } };
  ViewTest test;
  guint first_tile = 0;

  view_test_start (&test, "");
  amb_view_set_viewport (test.view, &corner);
  wait_tiles (&test, 5 * 4); /* with the margin: columns 3..7, rows 2..5 */
  while (!test.frames[first_tile].is_tile)
    first_tile++;
  g_assert_cmpint (test.frames[first_tile].region.x, ==, 6 * AMB_VIEW_TILE);
  g_assert_cmpint (test.frames[first_tile].region.y, ==, 4 * AMB_VIEW_TILE);
  for (guint i = first_tile; i < first_tile + 12; i++)
    g_assert_true (test.frames[i].region.x >= 4 * AMB_VIEW_TILE
                   && test.frames[i].region.y >= 3 * AMB_VIEW_TILE);
  for (guint i = first_tile; i < test.n_frames; i++)
    {
      const AmbRect *a = &test.frames[i].region;
      g_assert_cmpint (a->width, ==, MIN (AMB_VIEW_TILE, 4000 - a->x));
      g_assert_cmpint (a->height, ==, MIN (AMB_VIEW_TILE, 3000 - a->y));
      for (guint j = i + 1; j < test.n_frames; j++)
        g_assert_true (a->x != test.frames[j].region.x || a->y != test.frames[j].region.y);
    }
  view_test_stop (&test);
}

static gboolean
have_even_columns (guint serial, double scale, int column, int row, gpointer user_data)
{
  return column % 2 == 0;
}

static void
test_have_tile (void)
{
  const AmbViewport viewport = { .scale = 2, .region = { 1024, 1024, 2048, 1024 } };
  ViewTest test;

  view_test_start (&test, "");
  amb_view_set_have_tile (test.view, have_even_columns, NULL);
  amb_view_set_viewport (test.view, &viewport);
  wait_tiles (&test, 3 * 4); /* columns 1, 3, 5; rows 1 to 4 */
  for (guint i = 0; i < test.n_frames; i++)
    if (test.frames[i].is_tile)
      g_assert_cmpint (test.frames[i].region.x / AMB_VIEW_TILE % 2, ==, 1);
  view_test_stop (&test);
}

/* Whoever keeps three frames gets no fourth; giving one back is enough. The ring grows under frames
 * that are still shown. */
static void
test_ring (void)
{
  const AmbViewport larger = { .scale = 0.5, .region = { 0, 0, 2000, 1500 } };
  ViewTest test;

  view_test_start (&test, "");
  test.keeps = TRUE;
  amb_view_set_viewport (test.view, &fitted);
  wait_final (&test, 0);
  for (guint i = 1; i < 5; i++)
    {
      amb_view_set_recipe (test.view, make_recipe (i), FALSE);
      wait_for (60);
    }
  wait_frames (&test, 3);
  wait_for (100);
  g_assert_cmpuint (test.n_frames, ==, 3);
  g_clear_pointer (&test.frames[0].pixels, g_bytes_unref);
  g_clear_pointer (&test.frames[2].pixels, g_bytes_unref);
  wait_final (&test, 4);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (test.frames[1].pixels, NULL))[0], ==,
                    test.values[1]);
  amb_view_set_viewport (test.view, &larger);
  while (test.frames[test.n_frames - 1].plane_width != 2000)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (test.frames[1].pixels, NULL))[0], ==,
                    test.values[1]);
  view_test_stop (&test);
  for (guint i = 0; i < test.n_frames; i++)
    g_clear_pointer (&test.frames[i].pixels, g_bytes_unref); /* after view and pool are gone */
}

/* The spare takes over with the same descriptor, buffers and recipe, though the file is gone by
 * then. */
static void
test_killed (void)
{
  ViewTest test;
  GPid first;
  guint serial;
  g_autofree char *path = NULL;

  view_test_start (&test, "");
  amb_view_set_viewport (test.view, &fitted);
  serial = amb_view_set_recipe (test.view, make_recipe (5), FALSE);
  wait_final (&test, serial);
  path = pool_fixture_path (&test.fixture, "photo.jpg");
  g_assert_cmpint (g_unlink (path), ==, 0);
  for (guint i = 0; i < 10; i++)
    {
      first = amb_view_get_pid (test.view);
      g_assert_cmpint (first, >, 0);
      g_assert_cmpint (kill (first, i % 2 == 0 ? SIGKILL : SIGSEGV), ==, 0);
      wait_state (&test, AMB_VIEW_RESTARTING);
      wait_state (&test, AMB_VIEW_READY);
      g_assert_cmpint (amb_view_get_pid (test.view), !=, first);
      serial = amb_view_set_recipe (test.view, make_recipe (6 + i), FALSE);
      wait_final (&test, serial);
      g_assert_cmpuint (test.values[test.n_frames - 1], ==, 6 + i);
    }
  g_assert_cmpuint (test.n_opened, ==, 1);
  view_test_stop (&test);
}

/* Killed while a render is under way: the render is done again. */
static void
test_killed_rendering (void)
{
  ViewTest test;

  view_test_start (&test, "delay=300\n");
  amb_view_set_viewport (test.view, &fitted);
  wait_state (&test, AMB_VIEW_READY);
  wait_for (100);
  kill (amb_view_get_pid (test.view), SIGKILL);
  wait_state (&test, AMB_VIEW_RESTARTING);
  wait_final (&test, 0);
  g_assert_cmpint (amb_view_get_state (test.view), ==, AMB_VIEW_READY);
  view_test_stop (&test);
}

typedef struct
{
  const char *lines;
  AmbError error;
} Failure;

static const Failure failures[] = {
  { "fault=segv\nplace=open\n", AMB_ERROR_CRASHED },
  { "fault=segv\nplace=render\n", AMB_ERROR_CRASHED },
  { "fault=spin\nplace=render\n", AMB_ERROR_TIMEOUT },
  { "fault=deaf\nplace=render\n", AMB_ERROR_TIMEOUT },
  { "fault=stop\nplace=open\n", AMB_ERROR_TIMEOUT },
  { "fault=garbage\nplace=render\n", AMB_ERROR_PROTOCOL },
  { "fault=wrong-job\nplace=render\n", AMB_ERROR_PROTOCOL },
  { "fault=wrong-kind\nplace=render\n", AMB_ERROR_PROTOCOL },
  { "fault=send-fd\nplace=render\n", AMB_ERROR_PROTOCOL },
  { "fault=memory\nplace=render\n", AMB_ERROR_MEMORY },
  { "fault=damaged\nplace=open\n", AMB_ERROR_DAMAGED },
  { "fault=damaged\nplace=render\n", AMB_ERROR_DAMAGED },
  { "fault=liar\nplace=render\n", AMB_ERROR_FAILED },
  { NULL, AMB_ERROR_NOT_FOUND },
};

/* Twice at one place, or a plain refusal: FAILED, with a sentence. */
static void
test_fails (gconstpointer data)
{
  const Failure *failure = data;
  ViewTest test;

  view_test_start (&test, failure->lines);
  amb_view_set_viewport (test.view, &fitted);
  wait_state (&test, AMB_VIEW_FAILED);
  g_assert_error (amb_view_get_error (test.view), AMB_ERROR, (int) failure->error);
  g_assert_nonnull (strstr (amb_view_get_error (test.view)->message, "photo.jpg"));
  g_assert_cmpint (amb_view_get_pid (test.view), ==, 0);
  g_assert_cmpuint (test.n_frames, ==, 0);
  view_test_stop (&test);
}

/* The recipe that killed two workers is undone: the photo is back. */
static void
test_revived (void)
{
  ViewTest test;
  g_autofree char *counter = g_build_filename (g_get_tmp_dir (), "ambrotype-revived-counter", NULL);
  g_autofree char *lines
      = g_strdup_printf ("fault=segv\nplace=render\ntimes=2\ncounter=%s\n", counter);
  guint serial;

  g_unlink (counter);
  view_test_start (&test, lines);
  amb_view_set_viewport (test.view, &fitted);
  wait_state (&test, AMB_VIEW_FAILED);
  serial = amb_view_set_recipe (test.view, make_recipe (3), FALSE);
  wait_final (&test, serial);
  g_assert_null (amb_view_get_error (test.view));
  g_unlink (counter);
  view_test_stop (&test);
}

/* A cache out of focus is let go; the next look brings it back. */
static void
test_sleeps (void)
{
  ViewTest test;
  guint before;

  view_test_start (&test, "");
  amb_view_set_viewport (test.view, &fitted);
  wait_final (&test, 0);
  amb_view_set_active (test.view, FALSE);
  wait_state (&test, AMB_VIEW_SLEEPING);
  g_assert_cmpint (amb_view_get_pid (test.view), ==, 0);
  before = test.n_frames;
  test.wanted_serial = amb_view_set_recipe (test.view, make_recipe (8), FALSE);
  wait_until (has_final, &test);
  g_assert_cmpuint (test.values[test.n_frames - 1], ==, 8);
  g_assert_cmpuint (test.n_frames, >, before);
  wait_state (&test, AMB_VIEW_SLEEPING); /* still out of focus */
  amb_view_set_active (test.view, TRUE);
  wait_state (&test, AMB_VIEW_READY);
  wait_for (300);
  g_assert_cmpint (amb_view_get_state (test.view), ==, AMB_VIEW_READY);
  g_assert_cmpuint (test.n_opened, ==, 1);
  view_test_stop (&test);
}

/* The time is over before the photo is open: it is shown first, then let go. */
static void
test_sleeps_late (void)
{
  ViewTest test;

  view_test_start (&test, "open-delay=400\n");
  amb_view_set_active (test.view, FALSE);
  amb_view_set_viewport (test.view, &fitted);
  wait_final (&test, 0);
  wait_state (&test, AMB_VIEW_SLEEPING);
  view_test_stop (&test);
}

/* No worker can be started; the banner's Retry brings the photo. */
static void
test_class_disabled (void)
{
  ViewTest test;

  g_setenv ("AMB_FAULT", "exit-early", TRUE);
  view_test_start (&test, "");
  amb_view_set_viewport (test.view, &fitted);
  wait_state (&test, AMB_VIEW_FAILED);
  g_assert_error (amb_view_get_error (test.view), AMB_ERROR, AMB_ERROR_START);
  g_setenv ("AMB_FAULT", "ok", TRUE);
  amb_pool_retry_class (test.fixture.pool, AMB_WORKER_VIEW);
  wait_final (&test, 0);
  view_test_stop (&test);
}

static void
drop_after (guint milliseconds)
{
  ViewTest test;

  view_test_start (&test, "delay=20\n");
  amb_view_set_viewport (test.view, &fitted);
  if (milliseconds > 0)
    wait_for (milliseconds);
  g_clear_object (&test.view);
  pool_fixture_stop (&test.fixture);
}

static gboolean
has_few_fds (gpointer data)
{
  return count_fds () <= *(const guint *) data;
}

/* Closed at any moment: nothing is left, no descriptor and no process. What a thread was still
 * making goes when it is made. */
static void
test_dropped (void)
{
  guint before;

  drop_after (200);
  before = count_fds ();
  for (guint i = 0; i < 8; i++)
    drop_after (i * 8);
  wait_until (has_few_fds, &before);
}

/* The program ends under an open photo. */
static void
test_shutdown (void)
{
  ViewTest test;
  AmbView *view;

  view_test_start (&test, "delay=50\n");
  amb_view_set_viewport (test.view, &fitted);
  wait_state (&test, AMB_VIEW_READY);
  view = g_steal_pointer (&test.view);
  amb_pool_shutdown_async (test.fixture.pool, NULL, NULL);
  while (amb_view_get_state (view) != AMB_VIEW_SLEEPING)
    g_main_context_iteration (NULL, TRUE);
  amb_view_set_recipe (view, make_recipe (1), FALSE); /* nobody answers any more */
  wait_for (50);
  g_assert_finalize_object (view);
  pool_fixture_stop (&test.fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("AMB_FAULT", "ok", TRUE);
  g_test_add_func ("/pool/view/opens", test_opens);
  g_test_add_func ("/pool/view/drag", test_drag);
  g_test_add_func ("/pool/view/abort", test_abort);
  g_test_add_func ("/pool/view/tiles", test_tiles);
  g_test_add_func ("/pool/view/have-tile", test_have_tile);
  g_test_add_func ("/pool/view/ring", test_ring);
  g_test_add_func ("/pool/view/killed", test_killed);
  g_test_add_func ("/pool/view/killed-rendering", test_killed_rendering);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *path = g_strdup_printf ("/pool/view/fails/%zu", i);
      g_test_add_data_func (path, &failures[i], test_fails);
    }
  g_test_add_func ("/pool/view/revived", test_revived);
  g_test_add_func ("/pool/view/sleeps", test_sleeps);
  g_test_add_func ("/pool/view/sleeps-late", test_sleeps_late);
  g_test_add_func ("/pool/view/class-disabled", test_class_disabled);
  g_test_add_func ("/pool/view/dropped", test_dropped);
  g_test_add_func ("/pool/view/shutdown", test_shutdown);
  return g_test_run ();
}
