/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoded pixels as they came from a file: interleaved, native depth, one block of memory. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest width or height of a photo, pixels: more than any camera, scanner or stitcher makes.
 */
#define AMB_MAX_EDGE 1000000

typedef enum
{
  AMB_MODEL_GRAY = 1, /* 1 channel */
  AMB_MODEL_RGB = 3,  /* 3 channels */
  AMB_MODEL_CMYK = 4, /* 4 channels, 0 = no ink (Adobe's inversion already undone) */
} AmbPixelModel;

typedef struct
{
  guint width, height; /* pixels */
  AmbPixelModel model;
  gboolean has_alpha; /* one more channel, last, straight (not premultiplied) */
  guint depth;        /* 8 or 16 bits a channel; 16 is native-endian guint16, full range 0..65535 */
  gsize stride;       /* bytes a row, a multiple of 2 */
  guint8 *data;       /* stride * height bytes, owned */
} AmbPixels;

/* Checked multiply, then a try-allocation (anonymous mmap above 1 MiB).
 * NULL without a GError means the size overflows or memory ran out. Any thread. */
AmbPixels *
amb_pixels_new (guint width, guint height, AmbPixelModel model, gboolean has_alpha, guint depth);
void amb_pixels_free (AmbPixels *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbPixels, amb_pixels_free)

static inline guint
amb_pixels_channels (const AmbPixels *self)
{
  return (guint) self->model + (self->has_alpha ? 1 : 0);
}

G_END_DECLS
