/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool with the real, sandboxed worker on a real photo; prints what it costs. */
#include "pool-fixture.h"

#include "amb-view.h"
#include "amb-worker-process.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

typedef struct
{
  char *path, *output;
  int output_fd;
  GVariant *result;
  GError *error;
  gboolean is_done;
  gint64 started; /* monotonic microseconds */
  guint permille;
} RealJob;

/* The largest JPEG of the corpus; NULL when it is not there. */
static char *
find_photo (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *best = NULL;
  goffset best_size = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *found = NULL;
      GStatBuf status;
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        found = find_photo (path);
      else if (g_str_has_suffix (name, ".jpg") || g_str_has_suffix (name, ".JPG"))
        found = g_strdup (path);
      if (found == NULL || g_stat (found, &status) != 0 || status.st_size <= best_size)
        continue;
      best_size = status.st_size;
      g_free (best);
      best = g_steal_pointer (&found);
    }
  return g_steal_pointer (&best);
}

static char *
need_photo (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("AMB_CORPORA"), "photos", NULL);
  char *photo = find_photo (folder);

  if (photo == NULL)
    g_test_skip ("the corpus of photos is not there");
  return photo;
}

static void
start (PoolFixture *fixture, gboolean view_spare)
{
  const AmbPoolOptions options = { .batch_workers = 2,
                                   .view_spare = view_spare,
                                   .worker_path = g_getenv ("AMB_WORKER_PROGRAM") };

  pool_fixture_start (fixture, &options, NULL);
}

static gboolean
prepare (gpointer data, AmbJobFiles *files, GCancellable *cancellable, GError **error)
{
  RealJob *job = data;

  if (job->output_fd >= 0)
    close (job->output_fd);
  files->source_fd = open (job->path, O_RDONLY | O_CLOEXEC);
  files->output_fd = job->output_fd = open (job->output, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  return files->source_fd >= 0 && files->output_fd >= 0;
}

static void
on_started (AmbJob *job, gpointer user_data)
{
  ((RealJob *) user_data)->started = g_get_monotonic_time ();
}

static void
on_progress (AmbJob *job, guint permille, gpointer user_data)
{
  ((RealJob *) user_data)->permille = permille;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RealJob *job = user_data;

  job->result = amb_job_run_finish (AMB_JOB (source), result, &job->error);
  job->is_done = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return ((RealJob *) data)->is_done;
}

static gboolean
is_exporting (gpointer data)
{
  RealJob *job = data;
  return job->is_done || job->permille > 0;
}

static void
real_job_start (RealJob *job, PoolFixture *fixture, const char *photo, GCancellable *cancellable)
{
  AmbJobSpec spec = { .name = (char *) "photo.jpg", .prepare = prepare, .data = job };
  g_autoptr (AmbJob) run = NULL;

  *job = (RealJob){ .path = g_strdup (photo), .output_fd = -1 };
  job->output = pool_fixture_path (fixture, "out.jpg");
  spec.recipe = g_variant_new_parsed ("{'exposure.ev': <0.3>}");
  spec.settings = g_variant_new_parsed ("{'format': <'jpeg'>, 'quality': <90>, 'resize': <''>,"
                                        " 'metadata': <'keep'>}");
  run = amb_job_new (&spec);
  g_signal_connect (run, "started", G_CALLBACK (on_started), job);
  g_signal_connect (run, "progress", G_CALLBACK (on_progress), job);
  amb_job_run_async (run, fixture->pool, cancellable, on_done, job);
}

static void
real_job_clear (RealJob *job)
{
  g_clear_pointer (&job->result, g_variant_unref);
  g_clear_error (&job->error);
  if (job->output_fd >= 0)
    close (job->output_fd);
  g_free (job->path);
  g_free (job->output);
}

static void
test_export (void)
{
  g_autofree char *photo = need_photo ();
  PoolFixture fixture;
  RealJob job;
  guint64 bytes = 0;
  GStatBuf status;

  if (photo == NULL)
    return;
  start (&fixture, FALSE);
  real_job_start (&job, &fixture, photo, NULL);
  wait_until (is_done, &job);
  g_assert_no_error (job.error);
  g_test_message ("export of %s: %.0f ms", photo,
                  (double) (g_get_monotonic_time () - job.started) / 1e3);
  g_assert_true (g_variant_lookup (job.result, "bytes", "t", &bytes));
  g_assert_cmpint (g_stat (job.output, &status), ==, 0);
  g_assert_cmpuint (bytes, ==, (guint64) status.st_size);
  g_assert_cmpuint (job.permille, >, 0);
  real_job_clear (&job);
  pool_fixture_stop (&fixture);
}

/* In the middle of an export; the worker must be gone within its grace. */
static void
test_cancel (void)
{
  g_autofree char *photo = need_photo ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  PoolFixture fixture;
  RealJob job;
  gint64 begin, told;

  if (photo == NULL)
    return;
  start (&fixture, FALSE);
  real_job_start (&job, &fixture, photo, cancellable);
  wait_until (is_exporting, &job);
  begin = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  wait_until (is_done, &job);
  told = g_get_monotonic_time ();
  g_assert_error (job.error, AMB_ERROR, AMB_ERROR_CANCELLED);
  for (;;)
    {
      g_autoptr (GArray) pids = amb_pool_get_pids (fixture.pool, AMB_WORKER_BATCH);
      if (pids->len == 0)
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  g_test_message ("cancel: answered after %.2f ms, reaped after %.1f ms",
                  (double) (told - begin) / 1e3, (double) (g_get_monotonic_time () - begin) / 1e3);
  real_job_clear (&job);
  pool_fixture_stop (&fixture);
}

typedef struct
{
  guint serial, final_serial;
  gboolean has_final;
  gint64 asked;
  double slowest, sum; /* ms */
  guint n_drafts;
  guint n_tiles;
} Shown;

static void
on_frame (AmbView *view, const AmbViewFrame *frame, gpointer user_data)
{
  Shown *shown = user_data;

  if (frame->is_tile)
    shown->n_tiles++;
  if (frame->is_draft)
    shown->n_drafts++;
  else
    {
      shown->has_final = TRUE;
      shown->final_serial = frame->recipe_serial;
    }
  shown->serial = frame->recipe_serial;
}

static gboolean
has_final (gpointer data)
{
  Shown *shown = data;
  return shown->has_final;
}

static gboolean
has_any (gpointer data)
{
  Shown *shown = data;
  return shown->n_drafts > 0 || shown->has_final;
}

static GVariant *
make_recipe (double ev)
{
  g_autofree char *text = g_strdup_printf ("{'exposure.ev': <%f>}", ev);
  return g_variant_new_parsed (text);
}

static gboolean
is_opened (gpointer data)
{
  return amb_view_get_info (data) != NULL || amb_view_get_state (data) == AMB_VIEW_FAILED;
}

/* Opens, fits 1600 pixels, drags exposure, dies, comes back. */
static void
test_view (void)
{
  g_autofree char *photo = need_photo ();
  g_autoptr (GFile) file = photo != NULL ? g_file_new_for_path (photo) : NULL;
  AmbViewport viewport = { 0 };
  PoolFixture fixture;
  Shown shown = { 0 };
  AmbView *view;
  guint32 width = 0, height = 0;
  gint64 begin;

  if (photo == NULL)
    return;
  start (&fixture, TRUE);
  wait_for (200);
  begin = g_get_monotonic_time ();
  view = amb_view_new (fixture.pool, file);
  g_signal_connect (view, "frame", G_CALLBACK (on_frame), &shown);
  wait_until (is_opened, view);
  g_assert_no_error (amb_view_get_error (view));
  g_variant_lookup (amb_view_get_info (view), "width", "u", &width);
  g_variant_lookup (amb_view_get_info (view), "height", "u", &height);
  viewport.scale = 1600.0 / MAX (width, height);
  viewport.region
      = (AmbRect){ 0, 0, (int) (width * viewport.scale), (int) (height * viewport.scale) };
  amb_view_set_viewport (view, &viewport);
  wait_until (has_any, &shown);
  g_test_message ("%u x %u: first frame after %.1f ms", width, height,
                  (double) (g_get_monotonic_time () - begin) / 1e3);
  wait_until (has_final, &shown);
  g_test_message ("full resolution after %.1f ms",
                  (double) (g_get_monotonic_time () - begin) / 1e3);

  shown.n_drafts = 0;
  for (guint i = 0; i < 40; i++)
    {
      gint64 asked = g_get_monotonic_time ();
      guint serial = amb_view_set_recipe (view, make_recipe (i / 40.0), TRUE);
      double took;
      while (shown.serial < serial)
        g_main_context_iteration (NULL, TRUE);
      took = (double) (g_get_monotonic_time () - asked) / 1e3;
      shown.slowest = MAX (shown.slowest, took);
      shown.sum += took;
    }
  g_test_message ("slider to frame: mean %.1f ms, slowest %.1f ms, %u drafts", shown.sum / 40,
                  shown.slowest, shown.n_drafts);
  g_assert_cmpuint (shown.n_drafts, >=, 30);

  shown.has_final = FALSE;
  kill (amb_view_get_pid (view), SIGKILL);
  while (amb_view_get_state (view) != AMB_VIEW_RESTARTING)
    g_main_context_iteration (NULL, TRUE);
  begin = g_get_monotonic_time ();
  amb_view_set_recipe (view, make_recipe (1), FALSE);
  wait_until (has_final, &shown);
  g_test_message ("killed: full resolution again after %.1f ms",
                  (double) (g_get_monotonic_time () - begin) / 1e3);

  viewport.scale = 1;
  viewport.region = (AmbRect){ (int) width / 4, (int) height / 4, MIN (1600, (int) width / 2),
                               MIN (1000, (int) height / 2) };
  shown = (Shown){ 0 };
  begin = g_get_monotonic_time ();
  amb_view_set_viewport (view, &viewport);
  wait_until (has_final, &shown);
  g_test_message ("first tile at 100 %% after %.1f ms",
                  (double) (g_get_monotonic_time () - begin) / 1e3);
  wait_for (1500);
  g_test_message ("%u tiles", shown.n_tiles);
  g_assert_cmpuint (shown.n_tiles, >=, 6);
  g_assert_finalize_object (view);
  pool_fixture_stop (&fixture);
}

typedef struct
{
  GVariant *info;
  GBytes *pixels;
  GError *error;
  gboolean is_done;
} Probed;

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Probed *probed = user_data;

  probed->info = amb_pool_probe_finish (AMB_POOL (source), result, &probed->pixels, &probed->error);
  probed->is_done = TRUE;
}

static gboolean
is_probed (gpointer data)
{
  return ((Probed *) data)->is_done;
}

static void
test_probe (void)
{
  g_autofree char *photo = need_photo ();
  g_autoptr (GFile) file = photo != NULL ? g_file_new_for_path (photo) : NULL;
  PoolFixture fixture;

  if (photo == NULL)
    return;
  start (&fixture, FALSE);
  for (guint i = 0; i < 2; i++)
    {
      Probed probed = { 0 };
      gint64 begin = g_get_monotonic_time ();
      amb_pool_probe_async (fixture.pool, file, 256, NULL, on_probed, &probed);
      wait_until (is_probed, &probed);
      g_assert_no_error (probed.error);
      g_assert_nonnull (probed.pixels);
      g_test_message ("thumbnail %u: %.1f ms", i, (double) (g_get_monotonic_time () - begin) / 1e3);
      g_bytes_unref (probed.pixels);
      g_variant_unref (probed.info);
    }
  pool_fixture_stop (&fixture);
}

static void
on_worker_ready (AmbWorkerProcess *worker, gpointer user_data)
{
  *(gint64 *) user_data = g_get_monotonic_time ();
}

static void
on_worker_ended (AmbWorkerProcess *worker, const AmbDeath *death, gpointer user_data)
{
  *(gint64 *) user_data = 0;
}

/* One worker by itself: what the main loop pays for a spawn, and how soon it is ready. */
static void
test_spawn (void)
{
  static const AmbWorkerListener listener = { on_worker_ready, NULL, on_worker_ended };

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 begin = g_get_monotonic_time ();
      gint64 ready = 0;
      gint64 spawned;
      g_autoptr (AmbWorkerProcess) worker = amb_worker_process_spawn (
          AMB_WORKER_BATCH, g_getenv ("AMB_WORKER_PROGRAM"), &amb_pool_default_policy, &error);
      g_assert_no_error (error);
      spawned = g_get_monotonic_time ();
      amb_worker_process_set_owner (worker, &listener, &ready);
      while (ready == 0)
        g_main_context_iteration (NULL, TRUE);
      g_test_message ("spawn %.2f ms, ready after %.1f ms", (double) (spawned - begin) / 1e3,
                      (double) (ready - begin) / 1e3);
      amb_worker_process_retire (worker);
      begin = g_get_monotonic_time ();
      while (ready != 0)
        g_main_context_iteration (NULL, TRUE);
      g_test_message ("end of file to reaped %.1f ms",
                      (double) (g_get_monotonic_time () - begin) / 1e3);
    }
  assert_no_children ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/real/spawn", test_spawn);
  g_test_add_func ("/pool/real/export", test_export);
  g_test_add_func ("/pool/real/cancel", test_cancel);
  g_test_add_func ("/pool/real/view", test_view);
  g_test_add_func ("/pool/real/probe", test_probe);
  return g_test_run ();
}
