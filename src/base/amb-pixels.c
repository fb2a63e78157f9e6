/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of pixels: large ones are mapped, in huge pages where the system lets us ask for them. */
#include "amb-pixels.h"

#include <sys/mman.h>
#include "amb-checked.h"

enum
{
  MAP_THRESHOLD = 1 << 20, /* bytes; a freed mapping goes back to the system at once, a freed malloc
                              block may not */
};

/* Zeroed. Transparent huge pages are "madvise" on desktops, and first touch costs a fault per 4 KiB
 * without them. */
static guint8 *
block_new (gsize bytes)
{
  if (bytes < MAP_THRESHOLD)
    return g_try_malloc0 (bytes);

  void *block = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED)
    return NULL;
  madvise (block, bytes, MADV_HUGEPAGE);
  return block;
}

static void
block_free (guint8 *block, gsize bytes)
{
  if (bytes < MAP_THRESHOLD)
    g_free (block);
  else
    munmap (block, bytes);
}

/* The row's bytes rounded up to even, and the block's; FALSE on overflow. */
static gboolean
measure (guint width, guint height, guint pixel_bytes, gsize *stride, gsize *bytes)
{
  if (!amb_checked_image_bytes (width, 1, pixel_bytes, stride)
      || !g_size_checked_add (stride, *stride, *stride & 1))
    return FALSE;
  return height > 0 && g_size_checked_mul (bytes, *stride, height);
}

AmbPixels *
amb_pixels_new (guint width, guint height, AmbPixelModel model, gboolean has_alpha, guint depth)
{
  g_return_val_if_fail (depth == 8 || depth == 16, NULL);

  gsize stride, bytes;
  guint channels = (guint) model + (has_alpha ? 1 : 0);
  if (!measure (width, height, channels * (depth / 8), &stride, &bytes))
    return NULL;
  guint8 *data = block_new (bytes);
  if (data == NULL)
    return NULL;

  AmbPixels *self = g_new (AmbPixels, 1);
  *self = (AmbPixels){ .width = width,
                       .height = height,
                       .model = model,
                       .has_alpha = has_alpha,
                       .depth = depth,
                       .stride = stride,
                       .data = data };
  return self;
}

void
amb_pixels_free (AmbPixels *self)
{
  if (self == NULL)
    return;
  block_free (self->data, self->stride * self->height);
  g_free (self);
}
