/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The ring: three buffers, lent, shown and returned from any thread; sealed. */
#include "amb-control.h"
#include "amb-error.h"
#include "amb-frame-ring.h"
#include "amb-thumbnail-buffer.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BYTES 65536

static AmbFrameRing *
make (void)
{
  g_autoptr (GError) error = NULL;
  AmbFrameRing *ring = amb_frame_ring_new (BYTES, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (amb_frame_ring_get_bytes (ring), ==, BYTES);
  return ring;
}

static void
test_sealed (void)
{
  g_autoptr (AmbFrameRing) ring = make ();
  const int *fds = amb_frame_ring_get_fds (ring);
  struct stat status;

  for (guint i = 0; i < AMB_RING_SIZE; i++)
    {
      g_assert_cmpint (fstat (fds[i], &status), ==, 0);
      g_assert_cmpint (status.st_size, ==, BYTES);
      g_assert_cmpint (status.st_blocks * 512, >=, BYTES); /* a full /dev/shm is found out now */
      g_assert_cmpint (ftruncate (fds[i], 1), !=, 0);
      g_assert_cmpint (ftruncate (fds[i], BYTES * 2), !=, 0);
      g_assert_cmpint (fcntl (fds[i], F_ADD_SEALS, F_SEAL_WRITE), !=, 0);
      g_assert_cmpint (fcntl (fds[i], F_GETFD) & FD_CLOEXEC, !=, 0);
    }
}

static void
test_states (void)
{
  g_autoptr (AmbFrameRing) ring = make ();
  int a = amb_frame_ring_acquire (ring);
  int b = amb_frame_ring_acquire (ring);
  int c = amb_frame_ring_acquire (ring);
  GBytes *shown;

  g_assert_cmpint (a + b + c, ==, 3);
  g_assert_cmpint (amb_frame_ring_acquire (ring), ==, -1);
  amb_frame_ring_release (ring, (guint) b);
  g_assert_cmpint (amb_frame_ring_acquire (ring), ==, b);
  shown = amb_frame_ring_wrap (ring, (guint) a, 100);
  g_assert_cmpuint (g_bytes_get_size (shown), ==, 100);
  amb_frame_ring_release (ring, (guint) a); /* shown: not the worker's to give back */
  g_assert_cmpint (amb_frame_ring_acquire (ring), ==, -1);
  amb_frame_ring_reclaim (ring); /* the worker died: b and c */
  g_assert_cmpint (amb_frame_ring_acquire (ring), !=, a);
  g_assert_cmpint (amb_frame_ring_acquire (ring), !=, a);
  g_assert_cmpint (amb_frame_ring_acquire (ring), ==, -1);
  g_bytes_unref (shown);
  g_assert_cmpint (amb_frame_ring_acquire (ring), ==, a);
}

/* What the worker writes through its own mapping is what is shown. */
static void
test_shared (void)
{
  g_autoptr (AmbFrameRing) ring = make ();
  int i = amb_frame_ring_acquire (ring);
  guint8 *worker
      = mmap (NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, amb_frame_ring_get_fds (ring)[i], 0);
  g_autoptr (GBytes) shown = NULL;

  memset (worker, 0xa5, BYTES);
  shown = amb_frame_ring_wrap (ring, (guint) i, BYTES);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (shown, NULL))[BYTES - 1], ==, 0xa5);
  munmap (worker, BYTES);
}

static void
on_returned (gpointer user_data)
{
  ++*(guint *) user_data;
}

static gpointer
unref_in_thread (gpointer data)
{
  g_bytes_unref (data);
  return NULL;
}

/* From another thread, told in this one; the ring outlives its owner while a buffer is shown. */
static void
test_returned (void)
{
  AmbFrameRing *ring = make ();
  guint n = 0;
  GBytes *shown;

  amb_frame_ring_set_returned (ring, on_returned, &n);
  shown = amb_frame_ring_wrap (ring, (guint) amb_frame_ring_acquire (ring), BYTES);
  g_thread_join (g_thread_new ("unref", unref_in_thread, shown));
  g_assert_cmpuint (n, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (n, ==, 1);

  shown = amb_frame_ring_wrap (ring, (guint) amb_frame_ring_acquire (ring), BYTES);
  g_thread_join (g_thread_new ("unref", unref_in_thread, shown));
  amb_frame_ring_set_returned (ring, NULL, NULL); /* posted, but nobody may be told any more */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (n, ==, 1);

  shown = amb_frame_ring_wrap (ring, (guint) amb_frame_ring_acquire (ring), BYTES);
  amb_frame_ring_unref (ring);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (shown, NULL))[0], ==, 0);
  g_bytes_unref (shown);
}

static void
test_too_large (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (amb_frame_ring_new ((gsize) 1 << 56, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_MEMORY);
}

static void
test_thumbnail (void)
{
  g_autoptr (AmbThumbnailBuffer) buffer = amb_thumbnail_buffer_new (16, NULL);
  g_autoptr (GBytes) pixels = amb_thumbnail_buffer_copy (buffer, 16, 16);
  static const guint refused[] = { 0, AMB_MAX_THUMBNAIL_EDGE + 1, G_MAXUINT };

  g_assert_cmpuint (g_bytes_get_size (pixels), ==, 16 * 16 * 4);
  g_assert_null (amb_thumbnail_buffer_copy (buffer, 17, 16));
  g_assert_true (amb_thumbnail_buffer_fits (buffer, 16));
  g_assert_false (amb_thumbnail_buffer_fits (buffer, 17));
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (amb_thumbnail_buffer_new (refused[i], &error));
      g_assert_error (error, AMB_ERROR, AMB_ERROR_MEMORY);
    }
}

/* The control page: the worker can read it, and not write it. */
static void
test_control (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbControlPage) page = amb_control_page_new (&error);
  const AmbControl *seen;
  int fd;

  g_assert_no_error (error);
  fd = amb_control_page_get_fd (page);
  seen = mmap (NULL, AMB_CONTROL_BYTES, PROT_READ, MAP_SHARED, fd, 0);
  g_assert_true (seen != MAP_FAILED);
  g_assert_cmpuint (seen->cancel, ==, 0);
  amb_control_page_set_cancel (page, TRUE);
  g_assert_cmpuint (seen->cancel, ==, 1);
  amb_control_page_set_cancel (page, FALSE);
  g_assert_cmpuint (seen->cancel, ==, 0);
  amb_control_page_next_generation (page);
  g_assert_cmpuint (seen->generation, ==, 1);
  g_assert_cmpuint (amb_control_page_get_generation (page), ==, 1);
  g_assert_true (mmap (NULL, AMB_CONTROL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
                 == MAP_FAILED);
  g_assert_cmpint (write (fd, "x", 1), ==, -1);
  g_assert_cmpint (ftruncate (fd, 0), ==, -1);
  munmap ((void *) seen, AMB_CONTROL_BYTES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/frame-ring/sealed", test_sealed);
  g_test_add_func ("/pool/frame-ring/states", test_states);
  g_test_add_func ("/pool/frame-ring/shared", test_shared);
  g_test_add_func ("/pool/frame-ring/returned", test_returned);
  g_test_add_func ("/pool/frame-ring/too-large", test_too_large);
  g_test_add_func ("/pool/thumbnail-buffer/bounds", test_thumbnail);
  g_test_add_func ("/pool/control/page", test_control);
  return g_test_run ();
}
