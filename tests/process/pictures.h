/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures made for the tests, as memfds, and a look at what came out: top left red, top right
 * green, bottom left blue, bottom right white. */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

typedef enum
{
  PICTURE_RGB,
  PICTURE_RGBA, /* the red quarter has alpha 0 */
  PICTURE_GRAY, /* black, dark, light, white */
  PICTURE_RGB_16,
} PictureKind;

int picture_png (guint width, guint height, PictureKind kind);
/* orientation: 0 for no Exif block. */
int picture_jpeg (guint width, guint height, guint orientation);
/* The first bytes of another. */
int picture_truncated (int fd, gsize bytes);

GBytes *picture_bytes (int fd);
/* Decodes by another library than the worker's path; the orientation is not applied. */
GdkPixbuf *picture_load (int fd);
/* The pixel is within tolerance of 0xRRGGBB. */
void picture_check (const GdkPixbuf *pixbuf, guint x, guint y, guint32 rgb, guint tolerance);

G_END_DECLS
