/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* libpng and GdkPixbuf make the pictures; Exif is put in by hand. */
#include "pictures.h"

#include <png.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const guint8 quarters[4][3]
    = { { 255, 0, 0 }, { 0, 255, 0 }, { 0, 0, 255 }, { 255, 255, 255 } };
static const guint8 tones[4] = { 0, 85, 170, 255 };

static int
new_memfd (const void *bytes, gsize length)
{
  int fd = memfd_create ("picture", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, bytes, length), ==, (gssize) length);
  return fd;
}

static guint
quarter_of (guint x, guint y, guint width, guint height)
{
  return (x * 2 >= width ? 1 : 0) + (y * 2 >= height ? 2 : 0);
}

/* One pixel in the layout of libpng's simplified formats; how many bytes it took. */
static gsize
put_pixel (guint8 *p, guint quarter, PictureKind kind)
{
  if (kind == PICTURE_GRAY)
    {
      p[0] = tones[quarter];
      return 1;
    }
  if (kind == PICTURE_RGB_16)
    {
      for (guint c = 0; c < 3; c++)
        memcpy (p + 2 * c, &(guint16){ (guint16) (quarters[quarter][c] * 257) }, 2);
      return 6;
    }
  memcpy (p, quarters[quarter], 3);
  p[3] = quarter == 0 ? 0 : 255;
  return kind == PICTURE_RGBA ? 4 : 3;
}

int
picture_png (guint width, guint height, PictureKind kind)
{
  static const guint formats[] = { PNG_FORMAT_RGB, PNG_FORMAT_RGBA, PNG_FORMAT_GRAY,
                                   PNG_FORMAT_LINEAR_Y | PNG_FORMAT_FLAG_COLOR };
  png_image image
      = { .version = PNG_IMAGE_VERSION, .width = width, .height = height, .format = formats[kind] };
  g_autofree guint8 *pixels = g_malloc (width * height * 6 + 8);
  g_autofree guint8 *file = NULL;
  png_alloc_size_t length = 0;
  gsize offset = 0;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      offset += put_pixel (pixels + offset, quarter_of (x, y, width, height), kind);
  g_assert_true (png_image_write_get_memory_size (image, length, 0, pixels, 0, NULL));
  file = g_malloc (length);
  g_assert_true (png_image_write_to_memory (&image, file, &length, 0, pixels, 0, NULL));
  return new_memfd (file, length);
}

static GdkPixbuf *
draw (guint width, guint height)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) width, (int) height);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      memcpy (pixels + y * stride + x * 3, quarters[quarter_of (x, y, width, height)], 3);
  return pixbuf;
}

int
picture_jpeg (guint width, guint height, guint orientation)
{
  /* APP1, Exif, a big-endian TIFF structure with the one entry 0x0112. */
  guint8 exif[] = {
    0xff, 0xe1, 0, 34, 'E', 'x',  'i',  'f', 0, 0, 'M', 'M', 0, 42, 0,
    0,    0,    8, 0,  1,   0x01, 0x12, 0,   3, 0, 0,   0,   1, 0,  (guint8) orientation,
    0,    0,    0, 0,  0,   0,
  };
  g_autoptr (GdkPixbuf) pixbuf = draw (width, height);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (
      gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &length, "jpeg", NULL, "quality", "95", NULL));
  g_byte_array_append (file, (guint8 *) bytes, 2);
  if (orientation > 0)
    g_byte_array_append (file, exif, sizeof exif);
  g_byte_array_append (file, (guint8 *) bytes + 2, (guint) length - 2);
  return new_memfd (file->data, file->len);
}

GBytes *
picture_bytes (int fd)
{
  struct stat status;
  guint8 *bytes;

  g_assert_cmpint (fstat (fd, &status), ==, 0);
  bytes = g_malloc ((gsize) status.st_size + 1);
  g_assert_cmpint (pread (fd, bytes, (gsize) status.st_size, 0), ==, status.st_size);
  return g_bytes_new_take (bytes, (gsize) status.st_size);
}

int
picture_truncated (int fd, gsize bytes)
{
  g_autoptr (GBytes) whole = picture_bytes (fd);

  g_assert_cmpuint (bytes, <, g_bytes_get_size (whole));
  return new_memfd (g_bytes_get_data (whole, NULL), bytes);
}

GdkPixbuf *
picture_load (int fd)
{
  g_autoptr (GBytes) bytes = picture_bytes (fd);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GError) error = NULL;
  GdkPixbuf *pixbuf = gdk_pixbuf_new_from_stream (stream, NULL, &error);

  g_assert_no_error (error);
  return pixbuf;
}

void
picture_check (const GdkPixbuf *pixbuf, guint x, guint y, guint32 rgb, guint tolerance)
{
  const guint8 *p = gdk_pixbuf_read_pixels (pixbuf) + y * (gsize) gdk_pixbuf_get_rowstride (pixbuf)
                    + x * (gsize) gdk_pixbuf_get_n_channels (pixbuf);

  g_test_message ("%u,%u: %02x%02x%02x, expected %06x", x, y, p[0], p[1], p[2], rgb);
  for (guint c = 0; c < 3; c++)
    g_assert_cmpint (ABS ((int) p[c] - (int) ((rgb >> (16 - 8 * c)) & 0xff)), <=, (int) tolerance);
}
