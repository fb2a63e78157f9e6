/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: the logarithm of a file's size is nearly a straight line over the logarithm of the
 * quantisers' scale, and over that of an edge. So two points tell where the limit is crossed, and
 * the tries close in on it from both sides; two neighbours of which one fits are the answer. Where
 * the line misleads (noise, graphics) halving takes over, so the number of tries is bounded. Sizes
 * grow with quality but for a byte now and then: what is found fits in any case. Only plain double
 * arithmetic, so every machine tries the same. */
#include "amb-size-search.h"

#include <math.h>

/* Measured on photos: bits of size gained by halving the quantisers, and by doubling the edges. */
#define QUALITY_SLOPE 0.63
#define EDGE_SLOPE 1.8

/* Bytes a pixel of a photo at quality 75, 4:2:0: between what is smooth and what is grainy. */
#define TYPICAL_BYTES 0.16
#define TYPICAL_QUALITY 75

enum
{
  MAX_STREAK = 3, /* from one side: the line misleads */
};

/* To some 1e-9. */
static double
log_2 (double number)
{
  int exponent;
  const double mantissa = frexp (number, &exponent);
  const double y = (mantissa - 1) / (mantissa + 1), square = y * y;
  double sum = 0;
  for (int i = 25; i > 0; i -= 2)
    sum = sum * square + 1.0 / i;
  return exponent + 2 * y * sum / G_LN2;
}

/* The scale of the quantisers, jpeg_quality_scaling () of libjpeg: halving it is one step up. */
static double
quality_position (int quality)
{
  const double scale = quality < 50 ? 5000.0 / quality : MAX (200 - 2 * quality, 1);
  return -log_2 (scale);
}

static double
position (AmbSearchKind kind, int value)
{
  return kind == AMB_SEARCH_QUALITY ? quality_position (CLAMP (value, 1, 100)) : log_2 (value);
}

/* The last value of low .. high whose position is not above place; low if all are. */
static int
value_at (AmbSearchKind kind, double place, int low, int high)
{
  while (low < high)
    {
      const int middle = low + (high - low + 1) / 2;
      if (position (kind, middle) <= place)
        low = middle;
      else
        high = middle - 1;
    }
  return low;
}

static double
slope (AmbSearchKind kind)
{
  return kind == AMB_SEARCH_QUALITY ? QUALITY_SLOPE : EDGE_SLOPE;
}

/* Where the limit is crossed, by what is known. */
static double
crossing (const AmbSizeSearch *self)
{
  const double limit = log_2 ((double) self->limit);
  if (self->low_bytes == 0)
    return position (self->kind, self->high)
           - (log_2 ((double) self->high_bytes) - limit) / slope (self->kind);
  const double low = log_2 ((double) self->low_bytes);
  const double from = position (self->kind, self->low);
  if (self->high_bytes == 0)
    return from + (limit - low) / slope (self->kind);
  const double high = log_2 ((double) self->high_bytes);
  return from + (position (self->kind, self->high) - from) * (limit - low) / (high - low);
}

void
amb_size_search_init (AmbSizeSearch *self, AmbSearchKind kind, guint64 limit, int first, int last)
{
  *self = (AmbSizeSearch){
    .kind = kind,
    .limit = limit,
    .tolerance = 1,
    .low = first - 1,
    .high = last + 1,
    .smallest = G_MAXUINT64,
  };
}

int
amb_size_search_next (const AmbSizeSearch *self, int guess)
{
  const int first = self->low + 1, last = self->high - 1;
  if (first > last || (self->low_bytes > 0 && self->high - self->low <= self->tolerance))
    return 0;
  if (self->low_bytes == 0 && self->high_bytes == 0)
    return CLAMP (guess, first, last);
  if (ABS (self->streak) >= MAX_STREAK)
    return first + (last - first) / 2;
  return value_at (self->kind, crossing (self), first, last);
}

void
amb_size_search_tell (AmbSizeSearch *self, int value, guint64 bytes)
{
  self->tries++;
  self->smallest = MIN (self->smallest, bytes);
  if (bytes <= self->limit)
    {
      self->low = value;
      self->low_bytes = bytes;
      self->streak = MAX (self->streak, 0) + 1;
    }
  else
    {
      self->high = value;
      self->high_bytes = bytes;
      self->streak = MIN (self->streak, 0) - 1;
    }
}

int
amb_size_search_answer (const AmbSizeSearch *self)
{
  return self->low_bytes > 0 ? self->low : 0;
}

int
amb_size_search_guess_quality (guint64 limit, guint64 pixels)
{
  const double typical = TYPICAL_BYTES * (double) pixels;
  const double place = quality_position (TYPICAL_QUALITY)
                       + (log_2 ((double) limit) - log_2 (typical)) / QUALITY_SLOPE;
  return value_at (AMB_SEARCH_QUALITY, place, 1, 100);
}
