/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The view worker: drafts at once, refines sharp, buffers never trusted. */
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "amb-error.h"
#include "pictures.h"
#include "worker-driver.h"

#define JOB 3
#define BUFFER_BYTES (512 * 512 * 4)

typedef struct
{
  Driver *driver;
  int fds[AMB_RING_SIZE];
  guint8 *maps[AMB_RING_SIZE];
  guint64 serial;
} View;

static void
send_buffers (View *self)
{
  driver_send (self->driver, AMB_MESSAGE_BUFFERS,
               g_variant_new ("(tt)", (guint64) JOB, (guint64) BUFFER_BYTES), self->fds,
               AMB_RING_SIZE);
}

static void
view_open (View *self, int source)
{
  *self = (View){ .driver = driver_new_ready ("view") };
  driver_open (self->driver, JOB, source);
  g_variant_unref (driver_expect (self->driver, AMB_MESSAGE_OPENED));
  for (guint i = 0; i < AMB_RING_SIZE; i++)
    self->fds[i] = make_memfd (BUFFER_BYTES, TRUE, &self->maps[i]);
  send_buffers (self);
  close (source);
}

static void
view_clear (View *self)
{
  for (guint i = 0; i < AMB_RING_SIZE; i++)
    {
      munmap (self->maps[i], BUFFER_BYTES);
      close (self->fds[i]);
    }
  driver_free (self->driver);
}

static void
ask (View *self, double scale, AmbRect region, guint32 flags, const char *recipe)
{
  AmbRenderRequest request = {
    .job = JOB,
    .serial = ++self->serial,
    .buffer = (guint32) (self->serial % AMB_RING_SIZE),
    .scale = scale,
    .flags = flags,
    .region = region,
    .generation = atomic_load ((_Atomic guint32 *) &self->driver->control->generation),
    .recipe = g_variant_parse (G_VARIANT_TYPE_VARDICT, recipe, NULL, NULL, NULL),
  };

  driver_send (self->driver, AMB_MESSAGE_RENDER, amb_render_request_to_variant (&request), NULL, 0);
}

static AmbFrameReply
get_frame (View *self)
{
  g_autoptr (GVariant) body = driver_expect (self->driver, AMB_MESSAGE_FRAME);
  AmbFrameReply reply;

  amb_frame_reply_from_variant (body, &reply);
  return reply;
}

/* RGBA of a pixel of the region. */
static guint32
pixel (View *self, const AmbFrameReply *reply, int x, int y)
{
  const guint8 *p
      = self->maps[reply->buffer] + ((gsize) y * (gsize) reply->region.width + (gsize) x) * 4;

  return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | p[3];
}

static gboolean
is_near (guint32 a, guint32 b)
{
  for (guint shift = 0; shift < 32; shift += 8)
    if (ABS ((int) ((a >> shift) & 0xff) - (int) ((b >> shift) & 0xff)) > 8)
      return FALSE;
  return TRUE;
}

static void
check_pixel (View *self, const AmbFrameReply *reply, int x, int y, guint32 expected)
{
  guint32 got = pixel (self, reply, x, y);

  g_test_message ("%d,%d: %08x, expected %08x", x, y, got, expected);
  g_assert_true (is_near (got, expected));
}

static void
check_quarters (View *self, const AmbFrameReply *reply)
{
  int w = reply->region.width, h = reply->region.height;

  check_pixel (self, reply, w / 4, h / 4, 0xff0000ff);
  check_pixel (self, reply, w * 3 / 4, h / 4, 0x00ff00ff);
  check_pixel (self, reply, w / 4, h * 3 / 4, 0x0000ffff);
  check_pixel (self, reply, w * 3 / 4, h * 3 / 4, 0xffffffff);
}

static const AmbRect all = { 0, 0, 400, 200 };

static void
test_draft_and_refine (void)
{
  View view;
  AmbFrameReply frame;

  view_open (&view, picture_jpeg (1600, 800, 0));
  ask (&view, 0.25, all, AMB_RENDER_DRAFT, "{}");
  frame = get_frame (&view);
  g_assert_cmpuint (frame.serial, ==, 1);
  g_assert_cmpuint (frame.flags, ==, AMB_FRAME_DRAFT);
  g_assert_cmpuint (frame.plane_width, ==, 400);
  g_assert_cmpuint (frame.plane_height, ==, 200);
  check_quarters (&view, &frame);
  ask (&view, 0.25, all, AMB_RENDER_ABORTABLE, "{}");
  frame = get_frame (&view);
  g_assert_cmpuint (frame.serial, ==, 2);
  g_assert_cmpuint (frame.flags, ==, 0);
  check_quarters (&view, &frame);
  view_clear (&view);
}

/* The same picture from one piece and from four, the buffers replaced in between. */
static void
test_tiles (void)
{
  View view;
  AmbFrameReply whole, tile;
  g_autofree guint8 *copy = NULL;

  view_open (&view, picture_jpeg (1600, 800, 0));
  ask (&view, 0.25, all, 0, "{'sharpen.amount': <80.0>}");
  whole = get_frame (&view);
  copy = g_memdup2 (view.maps[whole.buffer], 400 * 200 * 4);
  send_buffers (&view);
  for (int i = 0; i < 4; i++)
    {
      AmbRect region = { i % 2 * 200, i / 2 * 100, 200, 100 };

      ask (&view, 0.25, region, 0, "{'sharpen.amount': <80.0>}");
      tile = get_frame (&view);
      for (int y = 0; y < 100; y++)
        g_assert_cmpmem (view.maps[tile.buffer] + y * 800, 800,
                         copy + ((region.y + y) * 400 + region.x) * 4, 800);
    }
  view_clear (&view);
}

static void
test_recipes (void)
{
  View view;
  AmbFrameReply frame;

  view_open (&view, picture_jpeg (1600, 800, 0));
  ask (&view, 0.25, (AmbRect){ 0, 0, 200, 400 }, AMB_RENDER_DRAFT, "{'rotate.quarter-turns': <1>}");
  frame = get_frame (&view);
  g_assert_cmpuint (frame.plane_width, ==, 200);
  check_pixel (&view, &frame, 150, 100, 0xff0000ff);
  ask (&view, 0.25, (AmbRect){ 0, 0, 200, 100 }, 0, "{'crop.width': <0.5>, 'crop.height': <0.5>}");
  frame = get_frame (&view);
  g_assert_cmpuint (frame.plane_width, ==, 200);
  check_pixel (&view, &frame, 190, 90, 0xff0000ff);
  ask (&view, 0.25, all, AMB_RENDER_WHOLE_FRAME, "{'crop.width': <0.5>, 'crop.height': <0.5>}");
  frame = get_frame (&view);
  g_assert_cmpuint (frame.plane_width, ==, 400);
  check_quarters (&view, &frame);
  ask (&view, 0.25, all, 0, "{'exposure.ev': <-1.0>}");
  frame = get_frame (&view);
  check_pixel (&view, &frame, 300, 150, 0xbcbcbcff);
  view_clear (&view);
}

/* Far in: pixels are squares. */
static void
test_enlarged (void)
{
  View view;
  AmbFrameReply frame;

  view_open (&view, picture_png (8, 8, PICTURE_RGB));
  ask (&view, 16, (AmbRect){ 0, 0, 128, 128 }, 0, "{}");
  frame = get_frame (&view);
  g_assert_cmpuint (frame.plane_width, ==, 128);
  g_assert_cmphex (pixel (&view, &frame, 63, 63), ==, 0xff0000ff);
  g_assert_cmphex (pixel (&view, &frame, 64, 63), ==, 0x00ff00ff);
  view_clear (&view);
}

static void
test_premultiplied (void)
{
  View view;
  AmbFrameReply frame;

  view_open (&view, picture_png (64, 64, PICTURE_RGBA));
  ask (&view, 1, (AmbRect){ 0, 0, 64, 64 }, 0, "{}");
  frame = get_frame (&view);
  g_assert_cmphex (pixel (&view, &frame, 5, 5), ==, 0);
  g_assert_cmphex (pixel (&view, &frame, 60, 5), ==, 0x00ff00ff);
  view_clear (&view);
}

/* Partly and wholly outside the plane: empty there, and no harm. */
static void
test_outside (void)
{
  View view;
  AmbFrameReply frame;

  view_open (&view, picture_jpeg (1600, 800, 0));
  ask (&view, 0.25, (AmbRect){ 390, 190, 20, 20 }, 0, "{}");
  frame = get_frame (&view);
  check_pixel (&view, &frame, 5, 5, 0xffffffff);
  g_assert_cmphex (pixel (&view, &frame, 15, 5), ==, 0);
  ask (&view, 0.25, (AmbRect){ 5000, 5000, 20, 20 }, 0, "{}");
  frame = get_frame (&view);
  g_assert_cmphex (pixel (&view, &frame, 0, 0), ==, 0);
  view_clear (&view);
}

static void
test_aborted (void)
{
  View view;
  AmbFrameReply frame;

  view_open (&view, picture_jpeg (1600, 800, 0));
  ask (&view, 0.25, all, AMB_RENDER_DRAFT, "{}");
  get_frame (&view);
  atomic_store ((_Atomic guint32 *) &view.driver->control->generation, 5);
  ask (&view, 0.25, all, AMB_RENDER_ABORTABLE, "{}");
  g_assert_cmpuint (get_frame (&view).flags, ==, 0);
  {
    AmbRenderRequest old = {
      .job = JOB,
      .serial = 9,
      .scale = 0.25,
      .flags = AMB_RENDER_ABORTABLE,
      .region = all,
      .generation = 4,
      .recipe = g_variant_new_parsed ("@a{sv} {}"),
    };

    driver_send (view.driver, AMB_MESSAGE_RENDER, amb_render_request_to_variant (&old), NULL, 0);
  }
  frame = get_frame (&view);
  g_assert_cmpuint (frame.serial, ==, 9);
  g_assert_cmpuint (frame.flags, ==, AMB_FRAME_ABORTED);
  view_clear (&view);
}

/* A refine waits for its decode; the draft that comes after it takes what is there, however coarse.
 */
static void
test_draft_overtakes (void)
{
  View view;
  AmbFrameReply first, second;

  view_open (&view, picture_jpeg (6000, 4000, 0));
  ask (&view, 0.06, (AmbRect){ 0, 0, 360, 240 }, AMB_RENDER_DRAFT, "{}");
  get_frame (&view);
  ask (&view, 1, (AmbRect){ 0, 0, 512, 512 }, AMB_RENDER_ABORTABLE, "{}");
  ask (&view, 1, (AmbRect){ 0, 0, 512, 512 }, AMB_RENDER_DRAFT, "{'exposure.ev': <0.5>}");
  first = get_frame (&view);
  second = get_frame (&view);
  g_assert_cmpuint (first.serial, ==, 3);
  g_assert_cmpuint (second.serial, ==, 2);
  g_assert_cmpuint (second.flags, ==, 0);
  view_clear (&view);
}

static void
test_incomplete (void)
{
  int whole = picture_jpeg (1600, 800, 0);
  g_autoptr (GBytes) bytes = picture_bytes (whole);
  View view;
  AmbFrameReply frame;

  view_open (&view, picture_truncated (whole, g_bytes_get_size (bytes) / 2));
  ask (&view, 0.25, all, AMB_RENDER_DRAFT, "{}");
  frame = get_frame (&view);
  g_assert_cmpuint (frame.flags, ==, AMB_FRAME_DRAFT | AMB_FRAME_INCOMPLETE);
  check_pixel (&view, &frame, 50, 20, 0xff0000ff);
  view_clear (&view);
  close (whole);
}

static void
test_buffers_refused (void)
{
  int source = picture_png (64, 64, PICTURE_RGB);
  int good[2] = { make_memfd (BUFFER_BYTES, TRUE, NULL), make_memfd (BUFFER_BYTES, TRUE, NULL) };
  int bad[4] = { make_memfd (BUFFER_BYTES, FALSE, NULL), make_memfd (BUFFER_BYTES - 1, TRUE, NULL),
                 open ("/dev/zero", O_RDWR), open ("/", O_RDONLY) };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (Driver) driver = driver_new_ready ("view");
      int fds[AMB_RING_SIZE] = { good[0], good[1], bad[i] };

      driver_open (driver, JOB, source);
      g_variant_unref (driver_expect (driver, AMB_MESSAGE_OPENED));
      driver_send (driver, AMB_MESSAGE_BUFFERS,
                   g_variant_new ("(tt)", (guint64) JOB, (guint64) BUFFER_BYTES), fds,
                   AMB_RING_SIZE);
      driver_expect_failed (driver, AMB_ERROR_PROTOCOL);
      close (bad[i]);
    }
  close (good[0]);
  close (good[1]);
  close (source);
}

static void
expect_end (View *view)
{
  g_assert_cmpint (driver_wait_exit (view->driver), ==, AMB_WORKER_EXIT_PROTOCOL);
  view_clear (view);
}

/* A region that the buffer cannot hold is never written, not even a part of it. */
static void
test_region_too_large (void)
{
  View view;

  view_open (&view, picture_jpeg (1600, 800, 0));
  ask (&view, 1, (AmbRect){ 0, 0, 512, 513 }, 0, "{}");
  expect_end (&view);
}

static void
test_render_without_buffers (void)
{
  View view = { .driver = driver_new_ready ("view") };
  int source = picture_png (64, 64, PICTURE_RGB);

  driver_open (view.driver, JOB, source);
  ask (&view, 1, (AmbRect){ 0, 0, 8, 8 }, 0, "{}");
  g_assert_cmpint (driver_wait_exit (view.driver), ==, AMB_WORKER_EXIT_PROTOCOL);
  driver_free (view.driver);
  close (source);
}

/* What was on its way when the photo turned out not to be one is passed over; the next photo opens.
 */
static void
test_failed_then_good (void)
{
  View view = { .driver = driver_new_ready ("view") };
  int empty = make_memfd (0, FALSE, NULL);
  int source = picture_png (64, 64, PICTURE_RGB);

  driver_open (view.driver, JOB, empty);
  ask (&view, 1, (AmbRect){ 0, 0, 8, 8 }, 0, "{}");
  driver_send (view.driver, AMB_MESSAGE_CLOSE, g_variant_new ("(t)", (guint64) JOB), NULL, 0);
  driver_expect_failed (view.driver, AMB_ERROR_EMPTY);
  driver_open (view.driver, JOB + 1, source);
  g_variant_unref (driver_expect (view.driver, AMB_MESSAGE_OPENED));
  driver_free (view.driver);
  close (empty);
  close (source);
}

/* Closed in the middle of everything, the worker is ready for another. */
static void
test_close_and_reopen (void)
{
  View view;
  int source = picture_jpeg (3000, 2000, 0);

  view_open (&view, picture_jpeg (3000, 2000, 0));
  for (guint64 job = JOB; job < JOB + 5; job++)
    {
      ask (&view, 1, (AmbRect){ 0, 0, 512, 512 }, 0, "{}");
      driver_send (view.driver, AMB_MESSAGE_CLOSE, g_variant_new ("(t)", job), NULL, 0);
      driver_open (view.driver, job + 1, source);
      g_variant_unref (driver_expect (view.driver, AMB_MESSAGE_OPENED));
    }
  close (source);
  view_clear (&view);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/view/draft-and-refine", test_draft_and_refine);
  g_test_add_func ("/worker/view/tiles", test_tiles);
  g_test_add_func ("/worker/view/recipes", test_recipes);
  g_test_add_func ("/worker/view/enlarged", test_enlarged);
  g_test_add_func ("/worker/view/premultiplied", test_premultiplied);
  g_test_add_func ("/worker/view/outside", test_outside);
  g_test_add_func ("/worker/view/aborted", test_aborted);
  g_test_add_func ("/worker/view/draft-overtakes", test_draft_overtakes);
  g_test_add_func ("/worker/view/incomplete", test_incomplete);
  g_test_add_func ("/worker/view/buffers-refused", test_buffers_refused);
  g_test_add_func ("/worker/view/region-too-large", test_region_too_large);
  g_test_add_func ("/worker/view/render-without-buffers", test_render_without_buffers);
  g_test_add_func ("/worker/view/failed-then-good", test_failed_then_good);
  g_test_add_func ("/worker/view/close-and-reopen", test_close_and_reopen);
  return g_test_run ();
}
