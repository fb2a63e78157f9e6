/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Upright rows. A turned picture is read in blocks: FETCH_ROWS upright rows are as many stored
 * columns, which lie in a few cache lines of each stored row; the picture is never turned as a
 * whole. */
#include "amb-fetch.h"

#include <string.h>

enum
{
  FETCH_ROWS = 20, /* of 3 bytes a pixel: a cache line of each stored row */
  QUAD = 4,        /* stored rows turned together: 12 bytes a store */
  AHEAD = 16,      /* stored rows that are asked for early: they lie far from each other */
};

AmbOrientation
amb_orientation_get (int orientation)
{
  static const AmbOrientation table[9] = {
    [1] = { FALSE, FALSE, FALSE }, [2] = { FALSE, TRUE, FALSE }, [3] = { FALSE, TRUE, TRUE },
    [4] = { FALSE, FALSE, TRUE },  [5] = { TRUE, FALSE, FALSE }, [6] = { TRUE, FALSE, TRUE },
    [7] = { TRUE, TRUE, TRUE },    [8] = { TRUE, TRUE, FALSE },
  };
  return table[orientation >= 1 && orientation <= 8 ? orientation : 1];
}

gboolean
amb_fetch_init (AmbFetch *self, const AmbPixels *pixels, int orientation, int x0, int x1)
{
  *self = (AmbFetch){
    .pixels = pixels, .orientation = amb_orientation_get (orientation), .x0 = x0, .x1 = x1
  };
  const gboolean turned = self->orientation.transpose;
  self->width = turned ? pixels->height : pixels->width;
  self->height = turned ? pixels->width : pixels->height;
  self->bytes = amb_pixels_channels (pixels) * pixels->depth / 8;
  if (!turned && !self->orientation.flip_column)
    return TRUE;
  self->buffer = g_try_malloc_n ((gsize) (x1 - x0) * self->bytes, turned ? FETCH_ROWS : 1);
  return self->buffer != NULL;
}

void
amb_fetch_clear (AmbFetch *self)
{
  g_clear_pointer (&self->buffer, g_free);
}

/* n pixels; inlined with bytes constant for the sizes that occur, so that a pixel is a move or two.
 */
static inline void
copy_pixels (guint8 *restrict to,
             gssize to_step,
             const guint8 *restrict from,
             gssize from_step,
             int n,
             guint bytes)
{
  for (int i = 0; i < n; i++, to += to_step, from += from_step)
    memcpy (to, from, bytes);
}

static void
move_pixels (guint8 *to, gssize to_step, const guint8 *from, gssize from_step, int n, guint bytes)
{
  switch (bytes)
    {
    case 1:
      copy_pixels (to, to_step, from, from_step, n, 1);
      break;
    case 2:
      copy_pixels (to, to_step, from, from_step, n, 2);
      break;
    case 3:
      copy_pixels (to, to_step, from, from_step, n, 3);
      break;
    case 4:
      copy_pixels (to, to_step, from, from_step, n, 4);
      break;
    case 6:
      copy_pixels (to, to_step, from, from_step, n, 6);
      break;
    case 8:
      copy_pixels (to, to_step, from, from_step, n, 8);
      break;
    default:
      copy_pixels (to, to_step, from, from_step, n, bytes);
      break;
    }
}

static const guint8 *
stored (const AmbFetch *self, guint column, guint row)
{
  return self->pixels->data + row * self->pixels->stride + (gsize) column * self->bytes;
}

static const guint8 *
fetch_mirrored (AmbFetch *self, guint row)
{
  const guint8 *from = stored (self, self->width - 1 - (guint) self->x0, row);
  move_pixels (self->buffer, self->bytes, from, -(gssize) self->bytes, self->x1 - self->x0,
               self->bytes);
  return self->buffer;
}

/* The stored pixel of upright (x, y). */
static const guint8 *
turned_pixel (const AmbFetch *self, int x, int y)
{
  const guint row = self->orientation.flip_row ? self->width - 1 - (guint) x : (guint) x;
  const guint column = self->orientation.flip_column ? self->height - 1 - (guint) y : (guint) y;
  return stored (self, column, row);
}

static inline guint32
load_3 (const guint8 *from)
{
  guint16 low;
  memcpy (&low, from, sizeof low);
  return GUINT16_FROM_LE (low) | (guint32) from[2] << 16;
}

static inline void
store_4 (guint8 *to, guint32 bytes)
{
  bytes = GUINT32_TO_LE (bytes);
  memcpy (to, &bytes, sizeof bytes);
}

/* n pixels of 3 bytes of QUAD stored rows become QUAD pixels each of n upright ones. */
static void
turn_quad (guint8 *restrict to, gsize line, const guint8 *const from[QUAD], gssize from_step, int n)
{
  for (int i = 0; i < n; i++, to += line)
    {
      const gssize at = i * from_step;
      const guint32 a = load_3 (from[0] + at), b = load_3 (from[1] + at);
      const guint32 c = load_3 (from[2] + at), d = load_3 (from[3] + at);
      store_4 (to, a | b << 24);
      store_4 (to + 4, b >> 8 | c << 16);
      store_4 (to + 8, c >> 16 | d << 8);
    }
}

/* Upright rows y .. y + n - 1, from column x on. */
static void
turn_columns (AmbFetch *self, int x, int y, int n)
{
  const gssize step = self->orientation.flip_column ? -(gssize) self->bytes : (gssize) self->bytes;
  const gsize line = (gsize) (self->x1 - self->x0) * self->bytes;
  for (; self->bytes == 3 && x + QUAD <= self->x1; x += QUAD)
    {
      const guint8 *from[QUAD];
      for (int k = 0; k < QUAD; k++)
        {
          from[k] = turned_pixel (self, x + k, y);
          if (x + k + AHEAD < self->x1)
            {
              const guint8 *early = turned_pixel (self, x + k + AHEAD, y);
              __builtin_prefetch (early);
              __builtin_prefetch (early + (n - 1) * step);
            }
        }
      turn_quad (self->buffer + (gsize) (x - self->x0) * 3, line, from, step, n);
    }
  for (; x < self->x1; x++)
    move_pixels (self->buffer + (gsize) (x - self->x0) * self->bytes, (gssize) line,
                 turned_pixel (self, x, y), step, n, self->bytes);
}

static const guint8 *
fetch_turned (AmbFetch *self, int y)
{
  if (self->n_rows == 0 || y < self->first || y >= self->first + self->n_rows)
    {
      self->first = y;
      self->n_rows = MIN (FETCH_ROWS, (int) self->height - y);
      turn_columns (self, self->x0, y, self->n_rows);
    }
  return self->buffer + (gsize) (y - self->first) * (gsize) (self->x1 - self->x0) * self->bytes;
}

const guint8 *
amb_fetch_row (AmbFetch *self, int y)
{
  if (self->orientation.transpose)
    return fetch_turned (self, y);
  const guint row = self->orientation.flip_row ? self->height - 1 - (guint) y : (guint) y;
  return self->orientation.flip_column ? fetch_mirrored (self, row)
                                       : stored (self, (guint) self->x0, row);
}
