/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of pixels: sizes, and refusal instead of overflow. */
#include "amb-checked.h"
#include "amb-pixels.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void
assert_layout (
    guint width, guint height, AmbPixelModel model, gboolean alpha, guint depth, gsize stride)
{
  g_autoptr (AmbPixels) pixels = amb_pixels_new (width, height, model, alpha, depth);
  g_assert_nonnull (pixels);
  g_assert_cmpuint (pixels->stride, ==, stride);
  g_assert_cmpuint (amb_pixels_channels (pixels), ==, model + (alpha ? 1 : 0));
  for (gsize i = 0; i < stride * height; i += 997)
    g_assert_cmpuint (pixels->data[i], ==, 0);
  pixels->data[0] = pixels->data[stride * height - 1] = 255;
}

static void
test_layout (void)
{
  assert_layout (1, 1, AMB_MODEL_GRAY, FALSE, 8, 2);
  assert_layout (3, 2, AMB_MODEL_RGB, FALSE, 8, 10);
  assert_layout (3, 2, AMB_MODEL_RGB, TRUE, 8, 12);
  assert_layout (5, 7, AMB_MODEL_CMYK, TRUE, 16, 50);
  assert_layout (2000, 1000, AMB_MODEL_RGB, FALSE, 8, 6000);
}

static void
test_overflow (void)
{
  g_assert_null (amb_pixels_new (0, 1, AMB_MODEL_RGB, FALSE, 8));
  g_assert_null (amb_pixels_new (1, 0, AMB_MODEL_RGB, FALSE, 8));
  g_assert_null (amb_pixels_new (G_MAXUINT, G_MAXUINT, AMB_MODEL_CMYK, TRUE, 16));

  gsize bytes;
  g_assert_true (amb_checked_image_bytes (3, 4, 5, &bytes));
  g_assert_cmpuint (bytes, ==, 60);
  g_assert_false (amb_checked_image_bytes (3, 4, 0, &bytes));
}

/* In a child whose data segment may not grow by the 1.2 GB asked for. */
static void
test_no_memory (void)
{
  pid_t child = fork ();
  if (child == 0)
    {
      const struct rlimit limit = { 256 << 20, 256 << 20 };
      setrlimit (RLIMIT_DATA, &limit);
      _exit (amb_pixels_new (20000, 20000, AMB_MODEL_RGB, FALSE, 8) == NULL ? 0 : 1);
    }
  int status;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/pixels/layout", test_layout);
  g_test_add_func ("/base/pixels/overflow", test_overflow);
  g_test_add_func ("/base/pixels/no-memory", test_no_memory);
  return g_test_run ();
}
