/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The probe worker: thumbnails of file after file, and of all formats, inside the closed sandbox.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "amb-error.h"
#include "pictures.h"
#include "worker-driver.h"

#define EDGE 64
#define BYTES (EDGE * EDGE * 4)

/* The design's number: then the pool takes another worker. */
#define FILES_A_WORKER 64

static GVariant *
probe (Driver *driver, guint64 job, int source, int thumbnail)
{
  g_autoptr (GVariant) body = NULL;

  driver_probe (driver, job, source, EDGE, thumbnail);
  body = driver_expect (driver, AMB_MESSAGE_PROBED);
  return g_variant_get_child_value (body, 1);
}

static void
check_size (GVariant *info, guint width, guint height)
{
  guint32 got_width, got_height;

  g_assert_true (g_variant_lookup (info, "thumb-width", "u", &got_width));
  g_assert_true (g_variant_lookup (info, "thumb-height", "u", &got_height));
  g_assert_cmpuint (got_width, ==, width);
  g_assert_cmpuint (got_height, ==, height);
}

static void
test_upright (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("probe");
  g_autoptr (GVariant) info = NULL;
  guint8 *map;
  int thumbnail = make_memfd (BYTES, TRUE, &map);
  int source = picture_jpeg (400, 200, 6);
  gboolean incomplete = TRUE;
  guint32 orientation;

  info = probe (driver, 1, source, thumbnail);
  check_size (info, 32, 64);
  g_assert_true (g_variant_lookup (info, AMB_INFO_INCOMPLETE, "b", &incomplete));
  g_assert_false (incomplete);
  g_assert_true (g_variant_lookup (info, AMB_INFO_ORIENTATION, "u", &orientation));
  g_assert_cmpuint (orientation, ==, 6);
  /* The stored top left is the upright top right. */
  g_assert_cmpuint (map[(16 * 32 + 24) * 4], >, 240);
  g_assert_cmpuint (map[(16 * 32 + 24) * 4 + 2], <, 15);
  g_assert_cmpuint (map[(16 * 32 + 8) * 4 + 2], >, 240);
  munmap (map, BYTES);
  close (thumbnail);
  close (source);
}

static void
test_straight_alpha (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("probe");
  g_autoptr (GVariant) info = NULL;
  guint8 *map;
  int thumbnail = make_memfd (BYTES, TRUE, &map);
  int source = picture_png (32, 32, PICTURE_RGBA);

  info = probe (driver, 1, source, thumbnail);
  check_size (info, 32, 32); /* never enlarged */
  g_assert_cmpuint (map[3], ==, 0);
  g_assert_cmpuint (map[31 * 4 + 3], ==, 255);
  munmap (map, BYTES);
  close (thumbnail);
  close (source);
}

/* Nothing is decoded, nothing is drawn. */
static void
test_header_only (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("probe");
  g_autoptr (GVariant) body = NULL;
  g_autoptr (GVariant) info = NULL;
  int thumbnail = make_memfd (4, TRUE, NULL);
  int source = picture_png (32, 24, PICTURE_RGBA);
  const char *taken;
  guint width, height, extras;
  gboolean alpha;

  driver_probe (driver, 1, source, 0, thumbnail);
  body = driver_expect (driver, AMB_MESSAGE_PROBED);
  info = g_variant_get_child_value (body, 1);
  g_assert_true (g_variant_lookup (info, AMB_INFO_WIDTH, "u", &width));
  g_assert_true (g_variant_lookup (info, AMB_INFO_HEIGHT, "u", &height));
  g_assert_true (g_variant_lookup (info, AMB_INFO_ALPHA, "b", &alpha));
  g_assert_true (g_variant_lookup (info, AMB_INFO_EXTRAS, "u", &extras));
  g_assert_cmpuint (width, ==, 32);
  g_assert_cmpuint (height, ==, 24);
  g_assert_true (alpha);
  g_assert_cmpuint (extras, ==, 0);
  g_assert_false (g_variant_lookup (info, "thumb-width", "u", &width));
  g_assert_false (g_variant_lookup (info, AMB_INFO_TAKEN, "&s", &taken));
  close (thumbnail);
  close (source);
}

/* One file after another, bad ones between: each is answered, and nothing adds up. */
static void
test_many (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("probe");
  int thumbnail = make_memfd (BYTES, TRUE, NULL);
  int good = picture_jpeg (400, 200, 0);
  int empty = make_memfd (0, FALSE, NULL);

  for (guint64 job = 1; job <= FILES_A_WORKER; job += 2)
    {
      g_variant_unref (probe (driver, job, good, thumbnail));
      driver_probe (driver, job + 1, empty, EDGE, thumbnail);
      driver_expect_failed (driver, AMB_ERROR_EMPTY);
    }
  close (thumbnail);
  close (good);
  close (empty);
}

static void
test_memory_refused (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("probe");
  int source = picture_png (8, 8, PICTURE_RGB);
  int bad[3] = { make_memfd (BYTES, FALSE, NULL), make_memfd (BYTES - 1, TRUE, NULL),
                 open ("/dev/null", O_RDWR) };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      driver_probe (driver, i + 1, source, EDGE, bad[i]);
      driver_expect_failed (driver, AMB_ERROR_PROTOCOL);
      close (bad[i]);
    }
  close (source);
}

static gboolean
is_promised (const char *format)
{
  static const char *const formats[] = { "jpeg", "png", "gif", "bmp", "tiff", "webp" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i], format))
      return TRUE;
  return FALSE;
}

/* The columns of expected.tsv. */
enum
{
  PATH,
  EXPECT,
  FORMAT,
  N_COLUMNS
};

typedef struct
{
  Driver *driver;
  int thumbnail;
  guint64 job;
  guint n_files, n_misses;
} Corpus;

static void
next_job (Corpus *self)
{
  if (self->job++ % FILES_A_WORKER == 0)
    {
      g_clear_pointer (&self->driver, driver_free);
      self->driver = driver_new_ready ("probe");
    }
}

static void
probe_file (Corpus *self, const char *path, const char *name)
{
  int source = open (path, O_RDONLY | O_CLOEXEC);
  g_autoptr (GVariant) body = NULL;
  AmbMessageKind kind;

  next_job (self);
  self->n_files++;
  driver_probe (self->driver, self->job, source, EDGE, self->thumbnail);
  do
    {
      g_clear_pointer (&body, g_variant_unref);
      body = driver_next (self->driver, &kind);
    }
  while (kind == AMB_MESSAGE_PROGRESS);
  if (kind != AMB_MESSAGE_PROBED)
    {
      g_autofree char *text
          = body != NULL ? g_variant_print (body, FALSE) : g_strdup ("the worker died");

      g_test_message ("%s: %s", name, text);
      self->n_misses++;
      if (body == NULL)
        self->job = 0;
    }
  close (source);
}

/* Everything that at least two other decoders open, under the closed sandbox. */
static void
test_all_formats (void)
{
  g_autofree char *table = g_build_filename (g_getenv ("AMB_CORPORA"), "expected.tsv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Corpus corpus = { .thumbnail = make_memfd (BYTES, TRUE, NULL) };

  if (!g_file_get_contents (table, &text, NULL, NULL))
    {
      g_test_skip ("the corpora are not here");
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", N_COLUMNS + 1);
      g_autofree char *path = NULL;

      if (g_strv_length (columns) <= N_COLUMNS || g_str_has_prefix (columns[PATH], "bad/")
          || !g_str_equal (columns[EXPECT], "open") || !is_promised (columns[FORMAT]))
        continue;
      path = g_build_filename (g_getenv ("AMB_CORPORA"), columns[PATH], NULL);
      probe_file (&corpus, path, columns[PATH]);
    }
  g_test_message ("%u of %u missed", corpus.n_misses, corpus.n_files);
  g_assert_cmpuint (corpus.n_files, >, 100);
  g_assert_cmpuint (corpus.n_misses * 100, <=, corpus.n_files);
  g_clear_pointer (&corpus.driver, driver_free);
  close (corpus.thumbnail);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/probe/upright", test_upright);
  g_test_add_func ("/worker/probe/straight-alpha", test_straight_alpha);
  g_test_add_func ("/worker/probe/header-only", test_header_only);
  g_test_add_func ("/worker/probe/many", test_many);
  g_test_add_func ("/worker/probe/memory-refused", test_memory_refused);
  g_test_add_func ("/worker/probe/all-formats", test_all_formats);
  return g_test_run ();
}
