/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Probes: thumbnails through workers that misbehave. */
#include "pool-fixture.h"

#include "amb-message.h"

typedef struct
{
  GCancellable *cancellable;
  GVariant *info;
  GBytes *pixels;
  GError *error;
  gboolean is_done;
} TestProbe;

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TestProbe *self = user_data;

  g_assert_false (self->is_done);
  self->info = amb_pool_probe_finish (AMB_POOL (source), result, &self->pixels, &self->error);
  g_assert_true ((self->info != NULL) == (self->error == NULL));
  self->is_done = TRUE;
}

static TestProbe *
test_probe_new (PoolFixture *fixture, const char *name, const char *lines, guint edge)
{
  TestProbe *self = g_new0 (TestProbe, 1);
  g_autofree char *path = lines != NULL ? pool_fixture_write (fixture, name, lines)
                                        : pool_fixture_path (fixture, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->cancellable = g_cancellable_new ();
  amb_pool_probe_async (fixture->pool, file, edge, self->cancellable, on_probed, self);
  return self;
}

static gboolean
is_done (gpointer data)
{
  return ((TestProbe *) data)->is_done;
}

static void
test_probe_free (TestProbe *self)
{
  wait_until (is_done, self);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->info, g_variant_unref);
  g_clear_pointer (&self->pixels, g_bytes_unref);
  g_clear_error (&self->error);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestProbe, test_probe_free)

static void
assert_thumbnail (TestProbe *probe, guint edge)
{
  gsize size;
  const guint8 *data;

  wait_until (is_done, probe);
  g_assert_no_error (probe->error);
  data = g_bytes_get_data (probe->pixels, &size);
  g_assert_cmpuint (size, ==, edge * edge * 4);
  g_assert_cmpuint (data[0], ==, 0x5a);
  g_assert_cmpuint (data[size - 1], ==, 0x5a);
}

static void
test_done (void)
{
  const AmbPoolOptions options = { 0 };
  PoolFixture fixture;
  g_autoptr (TestProbe) small = NULL;
  g_autoptr (TestProbe) large = NULL;
  guint32 width = 0;

  pool_fixture_start (&fixture, &options, NULL);
  small = test_probe_new (&fixture, "a.jpg", "width=123\n", 64);
  assert_thumbnail (small, 64);
  g_assert_true (g_variant_lookup (small->info, AMB_INFO_WIDTH, "u", &width));
  g_assert_cmpuint (width, ==, 123);
  large = test_probe_new (&fixture, "b.jpg", "", 300);
  assert_thumbnail (large, 300);
  pool_fixture_stop (&fixture);
}

#define MANY 40

static gboolean
no_worker_lives (gpointer data)
{
  g_autoptr (GArray) pids = amb_pool_get_pids (data, AMB_WORKER_PROBE);
  return pids->len == 0;
}

/* Few workers do many files; each is replaced after its share; none stays when there is nothing to
 * do. */
static void
test_many (void)
{
  const AmbPoolOptions options = { 0 };
  AmbPoolPolicy quick = pool_fixture_quick_policy ();
  PoolFixture fixture;
  TestProbe *probes[MANY];
  guint open = MANY;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  quick.probe_files = 8;
  quick.heartbeat = quick.job_base = 20000;
  pool_fixture_start (&fixture, &options, &quick);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.jpg", i);
      probes[i] = test_probe_new (&fixture, name, "", 32);
    }
  while (open > 0)
    {
      g_autoptr (GArray) pids = NULL;
      g_main_context_iteration (NULL, TRUE);
      pids = amb_pool_get_pids (fixture.pool, AMB_WORKER_PROBE);
      for (guint i = 0; i < pids->len; i++)
        g_hash_table_add (seen, GINT_TO_POINTER (g_array_index (pids, GPid, i)));
      open = 0;
      for (guint i = 0; i < MANY; i++)
        open += probes[i]->is_done ? 0 : 1;
    }
  g_assert_cmpuint (g_hash_table_size (seen), >=, MANY / 8);
  g_assert_cmpuint (g_hash_table_size (seen), <=, MANY / 8 + 2);
  for (guint i = 0; i < MANY; i++)
    {
      assert_thumbnail (probes[i], 32);
      test_probe_free (probes[i]);
    }
  wait_until (no_worker_lives, fixture.pool);
  pool_fixture_stop (&fixture);
}

typedef struct
{
  const char *lines; /* NULL: the file is not there */
  AmbError error;
} Case;

static const Case cases[] = {
  { "fault=segv\nplace=probe\n", AMB_ERROR_CRASHED },
  { "fault=spin\nplace=probe\n", AMB_ERROR_TIMEOUT },
  { "fault=deaf\nplace=probe\n", AMB_ERROR_TIMEOUT },
  { "fault=garbage\nplace=probe\n", AMB_ERROR_PROTOCOL },
  { "fault=wrong-job\nplace=probe\n", AMB_ERROR_PROTOCOL },
  { "fault=sigkill\nplace=probe\n", AMB_ERROR_CRASHED },
  { "fault=damaged\nplace=probe\n", AMB_ERROR_DAMAGED },
  { "fault=liar\nplace=probe\n", AMB_ERROR_FAILED },
  { "excess=1\n", AMB_ERROR_PROTOCOL },
  { "", AMB_ERROR_CANCELLED }, /* see below */
  { NULL, AMB_ERROR_NOT_FOUND },
};

static void
test_fails (gconstpointer data)
{
  const Case *c = data;
  const AmbPoolOptions options = { 0 };
  AmbPoolPolicy quick = pool_fixture_quick_policy ();
  PoolFixture fixture;
  g_autoptr (TestProbe) bad = NULL;
  g_autoptr (TestProbe) good = NULL;

  if (c->error != AMB_ERROR_TIMEOUT)
    quick.heartbeat = quick.job_base = 20000;
  pool_fixture_start (&fixture, &options, &quick);
  bad = test_probe_new (&fixture, "bad.jpg", c->lines, 16);
  good = test_probe_new (&fixture, "good.jpg", "", 16);
  if (c->error == AMB_ERROR_CANCELLED)
    g_cancellable_cancel (bad->cancellable);
  wait_until (is_done, bad);
  assert_thumbnail (good, 16);
  g_assert_error (bad->error, AMB_ERROR, (int) c->error);
  g_assert_nonnull (strstr (bad->error->message, "bad.jpg"));
  pool_fixture_stop (&fixture);
}

/* Cancelled with a worker: answered at once, and the slot works again. */
static void
test_cancel_running (void)
{
  const AmbPoolOptions options = { 0 };
  AmbPoolPolicy quick = pool_fixture_quick_policy ();
  PoolFixture fixture;
  TestProbe *probes[3];

  quick.heartbeat = 20000;
  quick.job_base = 20000;
  pool_fixture_start (&fixture, &options, &quick);
  probes[0] = test_probe_new (&fixture, "a.jpg", "delay=20000\n", 16);
  probes[1] = test_probe_new (&fixture, "b.jpg", "delay=20000\n", 16);
  probes[2] = test_probe_new (&fixture, "c.jpg", "", 16);
  wait_for (300);
  for (guint i = 0; i < 2; i++)
    g_cancellable_cancel (probes[i]->cancellable);
  assert_thumbnail (probes[2], 16);
  for (guint i = 0; i < 2; i++)
    {
      wait_until (is_done, probes[i]);
      g_assert_error (probes[i]->error, AMB_ERROR, AMB_ERROR_CANCELLED);
    }
  for (guint i = 0; i < 3; i++)
    test_probe_free (probes[i]);
  pool_fixture_stop (&fixture);
}

static void
test_shutdown_busy (void)
{
  const AmbPoolOptions options = { 0 };
  PoolFixture fixture;
  TestProbe *probes[5];

  pool_fixture_start (&fixture, &options, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.jpg", i);
      probes[i] = test_probe_new (&fixture, name, "delay=20000\n", 16);
    }
  wait_for (200);
  pool_fixture_stop (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    {
      wait_until (is_done, probes[i]);
      g_assert_error (probes[i]->error, AMB_ERROR, AMB_ERROR_CANCELLED);
      test_probe_free (probes[i]);
    }
}

static gboolean
is_closed (gpointer pid)
{
  g_autofree char *socket
      = g_strdup_printf ("/proc/%d/fd/%d", GPOINTER_TO_INT (pid), AMB_WORKER_SOCKET_FD);
  g_autofree char *target = g_file_read_link (socket, NULL);
  return target == NULL;
}

/* A worker that ends between two files takes neither with it. */
static void
test_ended_idle (void)
{
  const AmbPoolOptions options = { 0 };
  AmbPoolPolicy strict = pool_fixture_quick_policy ();
  PoolFixture fixture;
  g_autoptr (TestProbe) first = NULL;
  g_autoptr (TestProbe) second = NULL;
  g_autoptr (GArray) pids = NULL;

  strict.max_faults = strict.probe_workers = 1;
  strict.heartbeat = strict.job_base = strict.probe_idle = 20000;
  pool_fixture_start (&fixture, &options, &strict);
  first = test_probe_new (&fixture, "a.jpg", "fault=mute\nplace=probed\n", 16);
  assert_thumbnail (first, 16);
  pids = amb_pool_get_pids (fixture.pool, AMB_WORKER_PROBE);
  g_assert_cmpuint (pids->len, ==, 1);
  wait_until (is_closed, GINT_TO_POINTER (g_array_index (pids, GPid, 0)));
  second = test_probe_new (&fixture, "b.jpg", "", 16);
  assert_thumbnail (second, 16);
  pool_fixture_stop (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/probe/done", test_done);
  g_test_add_func ("/pool/probe/many", test_many);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/pool/probe/fails/%zu", i);
      g_test_add_data_func (path, &cases[i], test_fails);
    }
  g_test_add_func ("/pool/probe/ended-idle", test_ended_idle);
  g_test_add_func ("/pool/probe/cancel-running", test_cancel_running);
  g_test_add_func ("/pool/probe/shutdown-busy", test_shutdown_busy);
  return g_test_run ();
}
