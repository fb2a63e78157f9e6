/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The batch worker: whole outputs of the right kind, the same bytes each time, or a named error;
 * and never a hang. */
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amb-error.h"
#include "pictures.h"
#include "worker-driver.h"

#define JOB 7

/* Where PNG's IHDR has them. */
#define PNG_DEPTH 24
#define PNG_COLOUR_TYPE 25

typedef struct
{
  const char *recipe, *format, *resize;
} Order;

static int
new_output (void)
{
  return make_memfd (0, FALSE, NULL);
}

/* Runs one export to its end; source is closed. Returns the output. */
static int
export_whole (int source, const Order *order, guint width, guint height)
{
  g_autoptr (Driver) driver = driver_new_ready ("batch");
  g_autoptr (GVariant) opened = NULL, done = NULL, result = NULL;
  int output = new_output ();
  guint32 got_width, got_height;
  guint64 bytes;
  struct stat status;

  driver_open (driver, JOB, source);
  opened = driver_expect (driver, AMB_MESSAGE_OPENED);
  driver_export (driver, JOB, order->recipe, order->format, order->resize, output);
  done = driver_expect (driver, AMB_MESSAGE_DONE);
  result = g_variant_get_child_value (done, 1);
  g_assert_true (g_variant_lookup (result, AMB_INFO_WIDTH, "u", &got_width));
  g_assert_true (g_variant_lookup (result, AMB_INFO_HEIGHT, "u", &got_height));
  g_assert_true (g_variant_lookup (result, "bytes", "t", &bytes));
  g_assert_cmpuint (got_width, ==, width);
  g_assert_cmpuint (got_height, ==, height);
  g_assert_cmpint (fstat (output, &status), ==, 0);
  g_assert_cmpuint (bytes, ==, (guint64) status.st_size);
  driver_send (driver, AMB_MESSAGE_CLOSE, g_variant_new ("(t)", (guint64) JOB), NULL, 0);
  g_assert_cmpint (driver_wait_exit (driver), ==, 0);
  close (source);
  return output;
}

static void
check_quarters (int output, guint tolerance)
{
  g_autoptr (GdkPixbuf) pixbuf = picture_load (output);
  guint width = (guint) gdk_pixbuf_get_width (pixbuf);
  guint height = (guint) gdk_pixbuf_get_height (pixbuf);

  picture_check (pixbuf, width / 4, height / 4, 0xff0000, tolerance);
  picture_check (pixbuf, width * 3 / 4, height / 4, 0x00ff00, tolerance);
  picture_check (pixbuf, width / 4, height * 3 / 4, 0x0000ff, tolerance);
  picture_check (pixbuf, width * 3 / 4, height * 3 / 4, 0xffffff, tolerance);
}

static void
test_png_to_png (void)
{
  int output
      = export_whole (picture_png (200, 100, PICTURE_RGB), &(Order){ NULL, "png", "" }, 200, 100);

  check_quarters (output, 0);
  close (output);
}

static void
test_png_to_jpeg (void)
{
  int output
      = export_whole (picture_png (200, 100, PICTURE_RGB), &(Order){ NULL, "jpeg", "" }, 200, 100);

  check_quarters (output, 6);
  close (output);
}

static void
test_resize (void)
{
  int output
      = export_whole (picture_jpeg (400, 200, 0), &(Order){ NULL, "png", "long:100" }, 100, 50);

  check_quarters (output, 6);
  close (output);
}

/* Orientation 6: the stored top left is the upright top right. */
static void
test_orientation (void)
{
  int output = export_whole (picture_jpeg (200, 100, 6), &(Order){ NULL, "jpeg", "" }, 100, 200);
  g_autoptr (GdkPixbuf) pixbuf = picture_load (output);

  picture_check (pixbuf, 75, 50, 0xff0000, 8);
  picture_check (pixbuf, 25, 50, 0x0000ff, 8);
  g_assert_cmpstr (gdk_pixbuf_get_option (pixbuf, "orientation"), ==, "1");
  close (output);
}

static void
test_recipe (void)
{
  const Order order = { "{'rotate.quarter-turns': <1>, 'exposure.ev': <-1.0>}", "png", "" };
  int output = export_whole (picture_png (200, 100, PICTURE_RGB), &order, 100, 200);
  g_autoptr (GdkPixbuf) pixbuf = picture_load (output);

  picture_check (pixbuf, 75, 50, 0xbc0000, 2); /* half of full linear red in sRGB */
  picture_check (pixbuf, 25, 150, 0xbcbcbc, 2);
  close (output);
}

static void
check_png_header (int output, guint8 depth, guint8 colour_type)
{
  g_autoptr (GBytes) bytes = picture_bytes (output);
  const guint8 *data = g_bytes_get_data (bytes, NULL);

  g_assert_cmpuint (data[PNG_DEPTH], ==, depth);
  g_assert_cmpuint (data[PNG_COLOUR_TYPE], ==, colour_type);
}

static void
test_16_bits_stay (void)
{
  int output
      = export_whole (picture_png (64, 64, PICTURE_RGB_16), &(Order){ NULL, "png", "" }, 64, 64);

  check_png_header (output, 16, 2);
  check_quarters (output, 1);
  close (output);
}

static void
test_alpha_stays (void)
{
  int output
      = export_whole (picture_png (64, 64, PICTURE_RGBA), &(Order){ NULL, "png", "" }, 64, 64);

  check_png_header (output, 8, 6);
  close (output);
}

static void
test_alpha_on_white (void)
{
  int output
      = export_whole (picture_png (64, 64, PICTURE_RGBA), &(Order){ NULL, "jpeg", "" }, 64, 64);
  g_autoptr (GdkPixbuf) pixbuf = picture_load (output);

  picture_check (pixbuf, 12, 12, 0xffffff, 3);
  picture_check (pixbuf, 52, 12, 0x00ff00, 6);
  close (output);
}

static void
test_gray_stays (void)
{
  int output = export_whole (picture_png (64, 64, PICTURE_GRAY),
                             &(Order){ "{'exposure.ev': <0.1>}", "png", "" }, 64, 64);

  check_png_header (output, 8, 0);
  close (output);
}

static void
test_gray_coloured (void)
{
  const Order order = { "{'white-balance.tint': <40.0>}", "png", "" };
  int output = export_whole (picture_png (64, 64, PICTURE_GRAY), &order, 64, 64);

  check_png_header (output, 8, 2);
  close (output);
}

static void
test_deterministic (void)
{
  const Order order
      = { "{'exposure.ev': <0.4>, 'saturation.amount': <30.0>, 'sharpen.amount': <60.0>}", "jpeg",
          "" };
  int first = export_whole (picture_jpeg (301, 203, 3), &order, 301, 203);
  int second = export_whole (picture_jpeg (301, 203, 3), &order, 301, 203);
  g_autoptr (GBytes) a = picture_bytes (first);
  g_autoptr (GBytes) b = picture_bytes (second);

  g_assert_true (g_bytes_equal (a, b));
  close (first);
  close (second);
}

/* OPEN and, where that works, EXPORT fail with the code; the worker then ends by itself when the
 * parent leaves. */
static void
expect_failure (int source, const Order *order, int output, guint code)
{
  g_autoptr (Driver) driver = driver_new_ready ("batch");

  driver_open (driver, JOB, source);
  driver_export (driver, JOB, order->recipe, order->format, order->resize, output);
  for (;;)
    {
      AmbMessageKind kind;
      g_autoptr (GVariant) body = driver_next (driver, &kind);
      guint got;

      g_assert_nonnull (body);
      g_assert_cmpint (kind, !=, AMB_MESSAGE_DONE);
      if (kind != AMB_MESSAGE_FAILED)
        continue;
      g_variant_get_child (body, 1, "u", &got);
      g_assert_cmpuint (got, ==, code);
      break;
    }
  driver_close (driver);
  g_assert_cmpint (driver_wait_exit (driver), ==, 0);
  close (source);
  close (output);
}

static const Order to_jpeg = { NULL, "jpeg", "" };

static void
test_sources_refused (void)
{
  int pipes[2];

  g_assert_cmpint (pipe (pipes), ==, 0);
  expect_failure (open ("/", O_RDONLY), &to_jpeg, new_output (), AMB_ERROR_NOT_REGULAR);
  expect_failure (open ("/dev/zero", O_RDONLY), &to_jpeg, new_output (), AMB_ERROR_NOT_REGULAR);
  expect_failure (pipes[0], &to_jpeg, new_output (), AMB_ERROR_NOT_REGULAR);
  expect_failure (pipes[1], &to_jpeg, new_output (), AMB_ERROR_NOT_REGULAR);
  expect_failure (new_output (), &to_jpeg, new_output (), AMB_ERROR_EMPTY);
  expect_failure (open ("/", O_PATH), &to_jpeg, new_output (), AMB_ERROR_NOT_REGULAR);
}

static void
test_text_refused (void)
{
  int source = new_output ();

  g_assert_cmpint (write (source, "no picture at all, but words", 28), ==, 28);
  expect_failure (source, &to_jpeg, new_output (), AMB_ERROR_UNKNOWN_TYPE);
}

static void
test_truncated (void)
{
  int jpeg = picture_jpeg (400, 400, 0);
  int png = picture_png (400, 400, PICTURE_RGB);
  g_autoptr (GBytes) jpeg_bytes = picture_bytes (jpeg);
  g_autoptr (GBytes) png_bytes = picture_bytes (png);

  expect_failure (picture_truncated (jpeg, g_bytes_get_size (jpeg_bytes) * 3 / 4), &to_jpeg,
                  new_output (), AMB_ERROR_TRUNCATED);
  expect_failure (picture_truncated (png, g_bytes_get_size (png_bytes) * 3 / 4), &to_jpeg,
                  new_output (), AMB_ERROR_TRUNCATED);
  close (jpeg);
  close (png);
}

static void
test_outputs_refused (void)
{
  int pipes[2];

  g_assert_cmpint (pipe (pipes), ==, 0);
  expect_failure (picture_png (8, 8, PICTURE_RGB), &to_jpeg, pipes[1], AMB_ERROR_WRITE);
  expect_failure (picture_png (8, 8, PICTURE_RGB), &to_jpeg, open ("/etc/passwd", O_RDONLY),
                  AMB_ERROR_WRITE);
  expect_failure (picture_png (8, 8, PICTURE_RGB), &to_jpeg, open ("/dev/full", O_WRONLY),
                  AMB_ERROR_WRITE);
  close (pipes[0]);
}

static void
test_settings_refused (void)
{
  expect_failure (picture_png (8, 8, PICTURE_RGB), &(Order){ NULL, "gif", "" }, new_output (),
                  AMB_ERROR_SETTINGS);
  expect_failure (picture_png (8, 8, PICTURE_RGB), &(Order){ NULL, "nothing", "" }, new_output (),
                  AMB_ERROR_SETTINGS);
  expect_failure (picture_png (8, 8, PICTURE_RGB), &(Order){ NULL, "png", "long:x" }, new_output (),
                  AMB_ERROR_SETTINGS);
}

/* Sealed against growing: the disk that is full. */
static void
test_output_full (void)
{
  int output = make_memfd (16, TRUE, NULL);

  expect_failure (picture_png (64, 64, PICTURE_RGB), &to_jpeg, output, AMB_ERROR_WRITE);
}

static void
test_control_refused (void)
{
  g_autoptr (Driver) unsealed = driver_new_ready ("batch");
  g_autoptr (Driver) small = driver_new_ready ("batch");
  g_autoptr (Driver) other = driver_new_ready ("batch");
  int source = picture_png (8, 8, PICTURE_RGB);
  int pages[3] = { make_memfd (AMB_CONTROL_BYTES, FALSE, NULL), make_memfd (64, TRUE, NULL),
                   open ("/dev/zero", O_RDWR) };
  Driver *drivers[3] = { unsealed, small, other };

  for (guint i = 0; i < G_N_ELEMENTS (drivers); i++)
    {
      int fds[] = { source, pages[i] };

      driver_send (drivers[i], AMB_MESSAGE_OPEN,
                   g_variant_new_parsed ("(%t, @a{sv} {})", (guint64) JOB), fds, 2);
      driver_expect_failed (drivers[i], AMB_ERROR_PROTOCOL);
      close (pages[i]);
    }
  close (source);
}

static void
test_too_large (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("batch");
  int source = picture_png (100, 100, PICTURE_RGB);
  int fds[] = { source, driver->control_fd };

  driver_send (driver, AMB_MESSAGE_OPEN,
               g_variant_new_parsed ("(%t, {'max-pixels': <%t>})", (guint64) JOB, (guint64) 9999),
               fds, 2);
  driver_expect_failed (driver, AMB_ERROR_TOO_LARGE);
  close (source);
}

static void
test_cancel (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("batch");
  g_autoptr (GVariant) opened = NULL;
  int source = picture_jpeg (800, 800, 0);
  int output = new_output ();

  driver_open (driver, JOB, source);
  opened = driver_expect (driver, AMB_MESSAGE_OPENED);
  atomic_store ((_Atomic guint32 *) &driver->control->cancel, 1);
  driver_export (driver, JOB, NULL, "png", "", output);
  driver_expect_failed (driver, AMB_ERROR_CANCELLED);
  close (source);
  close (output);
}

/* In the middle, after the first sign of progress. */
static void
test_cancel_running (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("batch");
  int source = picture_jpeg (4000, 3000, 0);
  int output = new_output ();
  AmbMessageKind kind = 0;

  driver_open (driver, JOB, source);
  driver_export (driver, JOB, "{'sharpen.amount': <100.0>}", "png", "", output);
  while (kind != AMB_MESSAGE_PROGRESS)
    g_variant_unref (driver_next (driver, &kind));
  atomic_store ((_Atomic guint32 *) &driver->control->cancel, 1);
  driver_expect_failed (driver, AMB_ERROR_CANCELLED);
  close (source);
  close (output);
}

static void
test_progress (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("batch");
  int source = picture_jpeg (4000, 3000, 0);
  int output = new_output ();
  guint last = 0, n_progress = 0;
  AmbMessageKind kind = 0;
  gint64 start = g_get_monotonic_time ();

  driver_open (driver, JOB, source);
  driver_export (driver, JOB, NULL, "jpeg", "", output);
  while (kind != AMB_MESSAGE_DONE)
    {
      g_autoptr (GVariant) body = driver_next (driver, &kind);

      g_assert_nonnull (body);
      g_assert_cmpint (kind, !=, AMB_MESSAGE_FAILED);
      if (kind == AMB_MESSAGE_PROGRESS)
        {
          guint permille;

          g_variant_get_child (body, 1, "u", &permille);
          g_assert_cmpuint (permille, >=, last);
          last = permille;
          n_progress++;
        }
    }
  g_assert_cmpuint (n_progress, >, 0);
  g_assert_cmpuint (n_progress, <=,
                    1 + (guint) ((g_get_monotonic_time () - start) / (G_USEC_PER_SEC / 50)));
  close (source);
  close (output);
}

/* The parent may limit the memory of a worker that it may not read; a good photo is exported under
 * that limit. */
static void
export_limited (const char *path)
{
  g_autoptr (Driver) driver = driver_new_ready ("batch");
  g_autoptr (GVariant) opened = NULL, info = NULL, done = NULL;
  int source = open (path, O_RDONLY | O_CLOEXEC);
  int output = new_output ();
  struct rlimit limit;
  guint64 need;

  driver_open (driver, JOB, source);
  opened = driver_expect (driver, AMB_MESSAGE_OPENED);
  info = g_variant_get_child_value (opened, 1);
  g_assert_true (g_variant_lookup (info, AMB_INFO_NEED, "t", &need));
  g_assert_cmpint (prlimit (driver->pid, RLIMIT_DATA, NULL, &limit), ==, 0);
  limit.rlim_cur = need * 3 + (256u << 20);
  if (!AMB_HAS_SHADOW_MEMORY)
    g_assert_cmpint (prlimit (driver->pid, RLIMIT_DATA, &limit, NULL), ==, 0);
  driver_export (driver, JOB, "{'exposure.ev': <0.3>, 'sharpen.amount': <50.0>}", "jpeg", "",
                 output);
  done = driver_expect (driver, AMB_MESSAGE_DONE);
  close (source);
  close (output);
}

static void
export_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *lower = g_ascii_strdown (name, -1);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        export_folder (path);
      else if (g_str_has_suffix (lower, ".jpg") || g_str_has_suffix (lower, ".jpeg"))
        {
          g_test_message ("%s", name);
          export_limited (path);
        }
    }
}

static void
test_photos_within_limits (void)
{
  g_autofree char *photos = g_build_filename (g_getenv ("AMB_CORPORA"), "photos", NULL);

  if (!g_file_test (photos, G_FILE_TEST_IS_DIR))
    g_test_skip ("the corpora are not here");
  else
    export_folder (photos);
}

/* What starves the export comes back as an answer, or as a death by the limit; never as a hang or
 * half a picture. */
static void
export_starved (void)
{
  g_autoptr (Driver) driver = driver_new_ready ("batch");
  int source = picture_jpeg (6000, 4000, 0);
  int output = new_output ();
  struct rlimit limit = { 24u << 20, RLIM_INFINITY };
  AmbMessageKind kind;

  driver_open (driver, JOB, source);
  g_variant_unref (driver_expect (driver, AMB_MESSAGE_OPENED));
  g_assert_cmpint (prlimit (driver->pid, RLIMIT_DATA, &limit, NULL), ==, 0);
  driver_export (driver, JOB, NULL, "jpeg", "", output);
  do
    {
      g_autoptr (GVariant) body = driver_next (driver, &kind);
      guint code = AMB_ERROR_MEMORY;

      g_assert_cmpint (kind, !=, AMB_MESSAGE_DONE);
      if (kind == AMB_MESSAGE_FAILED)
        g_variant_get_child (body, 1, "u", &code);
      g_assert_cmpuint (code, ==, AMB_ERROR_MEMORY);
    }
  while (kind == AMB_MESSAGE_PROGRESS);
  close (source);
  close (output);
}

static void
test_too_little_memory (void)
{
  if (!AMB_HAS_SHADOW_MEMORY)
    export_starved ();
  else
    g_test_skip ("a sanitizer needs all the memory there is");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/export/png-to-png", test_png_to_png);
  g_test_add_func ("/worker/export/png-to-jpeg", test_png_to_jpeg);
  g_test_add_func ("/worker/export/resize", test_resize);
  g_test_add_func ("/worker/export/orientation", test_orientation);
  g_test_add_func ("/worker/export/recipe", test_recipe);
  g_test_add_func ("/worker/export/16-bits-stay", test_16_bits_stay);
  g_test_add_func ("/worker/export/alpha-stays", test_alpha_stays);
  g_test_add_func ("/worker/export/alpha-on-white", test_alpha_on_white);
  g_test_add_func ("/worker/export/gray-stays", test_gray_stays);
  g_test_add_func ("/worker/export/gray-coloured", test_gray_coloured);
  g_test_add_func ("/worker/export/deterministic", test_deterministic);
  g_test_add_func ("/worker/export/sources-refused", test_sources_refused);
  g_test_add_func ("/worker/export/text-refused", test_text_refused);
  g_test_add_func ("/worker/export/truncated", test_truncated);
  g_test_add_func ("/worker/export/outputs-refused", test_outputs_refused);
  g_test_add_func ("/worker/export/settings-refused", test_settings_refused);
  g_test_add_func ("/worker/export/output-full", test_output_full);
  g_test_add_func ("/worker/export/control-refused", test_control_refused);
  g_test_add_func ("/worker/export/too-large", test_too_large);
  g_test_add_func ("/worker/export/cancel", test_cancel);
  g_test_add_func ("/worker/export/cancel-running", test_cancel_running);
  g_test_add_func ("/worker/export/progress", test_progress);
  g_test_add_func ("/worker/export/photos-within-limits", test_photos_within_limits);
  g_test_add_func ("/worker/export/too-little-memory", test_too_little_memory);
  return g_test_run ();
}
