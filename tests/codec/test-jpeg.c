/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Kinds of JPEG that our encoder does not write: inks, several scans, arithmetic coding; and what
 * runs short. */
#include "amb-samples.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <jpeglib.h>
#include "amb-error.h"

typedef enum
{
  WRITE_DEFAULT = 0,
  WRITE_PROGRESSIVE = 1 << 0,
  WRITE_ARITHMETIC = 1 << 1,
  WRITE_ADOBE = 1 << 2,
  WRITE_SEPARATE = 1 << 3, /* a scan for each component */
} WriteFlags;

static const jpeg_scan_info separate_scans[] = {
  { 1, { 0 }, 0, 63, 0, 0 },
  { 1, { 1 }, 0, 63, 0, 0 },
  { 1, { 2 }, 0, 63, 0, 0 },
};

static void
set_up (struct jpeg_compress_struct *jpeg, const AmbPixels *pixels, WriteFlags flags)
{
  jpeg->image_width = pixels->width;
  jpeg->image_height = pixels->height;
  jpeg->input_components = (int) pixels->model;
  jpeg->in_color_space = pixels->model == AMB_MODEL_CMYK ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults (jpeg);
  jpeg_set_quality (jpeg, 95, TRUE);
  jpeg->arith_code = (flags & WRITE_ARITHMETIC) != 0;
  jpeg->write_Adobe_marker = (flags & WRITE_ADOBE) != 0;
  if (flags & WRITE_PROGRESSIVE)
    jpeg_simple_progression (jpeg);
  if (flags & WRITE_SEPARATE)
    {
      jpeg->scan_info = separate_scans;
      jpeg->num_scans = G_N_ELEMENTS (separate_scans);
    }
}

static GBytes *
write_jpeg (const AmbPixels *pixels, WriteFlags flags)
{
  struct jpeg_compress_struct jpeg = { 0 };
  struct jpeg_error_mgr errors;
  guint8 *bytes = NULL;
  unsigned long length = 0;

  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_compress (&jpeg);
  jpeg_mem_dest (&jpeg, &bytes, &length);
  set_up (&jpeg, pixels, flags);
  jpeg_start_compress (&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height)
    {
      JSAMPROW row = pixels->data + pixels->stride * jpeg.next_scanline;

      jpeg_write_scanlines (&jpeg, &row, 1);
    }
  jpeg_finish_compress (&jpeg);
  jpeg_destroy_compress (&jpeg);
  return g_bytes_new_with_free_func (bytes, length, (GDestroyNotify) free, bytes);
}

/* Adobe stores inks inverted, the standard as they are; both come back with 0 for no ink. */
static void
test_cmyk (gconstpointer data)
{
  WriteFlags flags = GPOINTER_TO_UINT (data);
  g_autoptr (AmbPixels) pixels = sample_pixels (64, 48, AMB_MODEL_CMYK, FALSE, 8);
  g_autoptr (GBytes) file = write_jpeg (pixels, flags);
  g_auto (SampleResult) result
      = sample_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file), 1);

  g_assert_no_error (result.error);
  g_assert_cmpint (result.pixels->model, ==, AMB_MODEL_CMYK);
  for (gsize i = 0; (flags & WRITE_ADOBE) && i < pixels->stride * pixels->height; i++)
    pixels->data[i] = (guint8) ~pixels->data[i];
  g_assert_cmpfloat (sample_psnr (pixels, result.pixels), >, 36);
}

static void
test_kind (gconstpointer data)
{
  g_autoptr (AmbPixels) pixels = sample_pixels (150, 110, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (GBytes) file = write_jpeg (pixels, GPOINTER_TO_UINT (data));
  gsize length;
  const guint8 *bytes = g_bytes_get_data (file, &length);
  g_auto (SampleResult) whole = sample_decode (bytes, length, 1);

  g_assert_no_error (whole.error);
  g_assert_true (whole.complete);
  g_assert_cmpfloat (sample_psnr (pixels, whole.pixels), >, 36);
  for (gsize n = length - 3; n > 1000; n -= 1 + length / 200)
    {
      g_auto (SampleResult) part = sample_decode (bytes, n, 1);

      g_assert_false (part.complete);
    }
}

/* All that a Huffman-coded file needs is there before its last marker. */
static void
test_no_end (void)
{
  g_autoptr (AmbPixels) pixels = sample_pixels (150, 110, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (GBytes) file = write_jpeg (pixels, WRITE_DEFAULT);
  g_auto (SampleResult) result
      = sample_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file) - 2, 1);

  g_assert_true (result.complete);
}

static void
test_scan_limit (void)
{
  const AmbDecodeLimits few = { 160 * 1000 * 1000, 3, 1000 };
  g_autoptr (AmbPixels) pixels = sample_pixels (64, 64, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (GBytes) file = write_jpeg (pixels, WRITE_PROGRESSIVE);
  g_autoptr (GBytes) three = write_jpeg (pixels, WRITE_SEPARATE);
  int fd = sample_fd (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  int fd_three = sample_fd (g_bytes_get_data (three, NULL), g_bytes_get_size (three));
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbDecoder) decoder = amb_decoder_open (fd, &few, &error);
  g_autoptr (AmbDecoder) decoder_three = amb_decoder_open (fd_three, &few, NULL);
  g_autoptr (AmbPixels) decoded = NULL;

  g_assert_null (amb_decoder_decode (decoder, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_TOO_LARGE);
  g_clear_error (&error);
  decoded = amb_decoder_decode (decoder_three, 1, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  close (fd);
  close (fd_three);
}

#ifndef __SANITIZE_ADDRESS__

static rlim_t
data_in_use (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmData:");
  g_assert_nonnull (line);
  return (rlim_t) g_ascii_strtoull (line + strlen ("VmData:"), NULL, 10) * 1024;
}

static G_NORETURN void
decode_in (rlim_t more, GBytes *file)
{
  rlim_t bytes = data_in_use () + more;
  struct rlimit limit = { bytes, bytes };
  SampleResult result;

  setrlimit (RLIMIT_DATA, &limit);
  result = sample_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file), 1);
  _exit (g_error_matches (result.error, AMB_ERROR, AMB_ERROR_MEMORY) ? 0 : 1);
}

#endif

/* The header is read, the pixels do not fit: an error, not an end of the process. */
static void
test_memory (gconstpointer data)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("the sanitizer needs the memory that this test takes away");
#else
  g_autoptr (AmbPixels) pixels = sample_pixels (3000, 2000, AMB_MODEL_RGB, FALSE, 8);
  g_autoptr (GBytes) file = write_jpeg (pixels, GPOINTER_TO_UINT (data));
  int status;
  pid_t pid = fork ();

  if (pid == 0)
    decode_in (10 * 1024 * 1024, file);
  g_assert_no_errno (waitpid (pid, &status, 0));
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
#endif
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/codec/jpeg/cmyk", GUINT_TO_POINTER (WRITE_DEFAULT), test_cmyk);
  g_test_add_data_func ("/codec/jpeg/cmyk-adobe", GUINT_TO_POINTER (WRITE_ADOBE), test_cmyk);
  g_test_add_data_func ("/codec/jpeg/baseline", GUINT_TO_POINTER (WRITE_DEFAULT), test_kind);
  g_test_add_data_func ("/codec/jpeg/progressive", GUINT_TO_POINTER (WRITE_PROGRESSIVE), test_kind);
  g_test_add_data_func ("/codec/jpeg/arithmetic", GUINT_TO_POINTER (WRITE_ARITHMETIC), test_kind);
  g_test_add_data_func ("/codec/jpeg/separate-scans", GUINT_TO_POINTER (WRITE_SEPARATE), test_kind);
  g_test_add_func ("/codec/jpeg/no-end", test_no_end);
  g_test_add_func ("/codec/jpeg/scan-limit", test_scan_limit);
  g_test_add_data_func ("/codec/jpeg/memory", GUINT_TO_POINTER (WRITE_DEFAULT), test_memory);
  g_test_add_data_func ("/codec/jpeg/memory-progressive", GUINT_TO_POINTER (WRITE_PROGRESSIVE),
                        test_memory);
  return g_test_run ();
}
