/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Colour in: one table look-up a sample and one matrix a pixel; profiles that are no curves and
 * matrix go through lcms in float. */
#include "amb-color-in.h"

#include <math.h>
#include <string.h>
#include "amb-color-profile.h"
#include "amb-loops.h"

enum
{
  TRANSFORM_PIXELS = 256, /* pixels given to lcms at a time */
};

struct _AmbColorIn
{
  AmbColorProfile profile;
  AmbPixelModel model;
  gboolean has_alpha;
  guint depth;
  float *values;         /* the tables, one after the other */
  const float *table[3]; /* linear light of each sample value */
  float matrix[9];
  const AmbLoops *loops;
};

static guint
channels (const AmbColorIn *self)
{
  return (guint) self->model + (self->has_alpha ? 1 : 0);
}

/* CMYK without a profile is mixed to 16-bit sRGB first: one table of 16 bits. */
static guint
table_entries (const AmbColorIn *self)
{
  return self->depth == 16 || self->model == AMB_MODEL_CMYK ? 65536 : 256;
}

static gboolean
build_tables (AmbColorIn *self)
{
  const guint n = table_entries (self);
  const guint n_curves = self->model == AMB_MODEL_RGB ? 3 : 1;
  self->values = g_try_new (float, (gsize) n *n_curves);
  if (self->values == NULL)
    return FALSE;
  for (guint c = 0; c < 3; c++)
    {
      const AmbTransfer *curve = &self->profile.curves[c % n_curves];
      if (c > 0 && amb_transfer_equal (curve, &self->profile.curves[0]))
        {
          self->table[c] = self->table[0];
          continue;
        }
      float *values = self->values + (gsize) n * c;
      for (guint i = 0; i < n; i++)
        values[i] = (float) amb_transfer_eval (curve, (double) i / (n - 1));
      self->table[c] = values;
    }
  return TRUE;
}

AmbColorIn *
amb_color_in_new (const AmbRenderSourceSpec *spec, GPtrArray *notes)
{
  g_autoptr (AmbColorIn) self = g_new0 (AmbColorIn, 1);
  self->model = spec->pixels->model;
  self->has_alpha = spec->pixels->has_alpha;
  self->depth = spec->pixels->depth;
  self->loops = amb_loops ();
  amb_color_profile_init (&self->profile, spec, notes);
  for (int i = 0; i < 9; i++)
    self->matrix[i] = (float) self->profile.to_working[i];
  if (self->profile.transform == NULL && !build_tables (self))
    return NULL;
  return g_steal_pointer (&self);
}

void
amb_color_in_free (AmbColorIn *self)
{
  amb_color_profile_clear (&self->profile);
  g_free (self->values);
  g_free (self);
}

gboolean
amb_color_in_is_srgb (const AmbColorIn *self)
{
  return self->profile.is_srgb && self->model != AMB_MODEL_CMYK;
}

const AmbColorProfile *
amb_color_in_get_profile (const AmbColorIn *self)
{
  return &self->profile;
}

/* --- Curves and matrix --- */

static void
rgb_row (const AmbColorIn *self, const void *samples, int n, float *const planes[4])
{
  const AmbLoopsColorIn *in = self->loops->in;
  const int step = (int) channels (self);
  if (self->depth == 8)
    in->look_up_8 (samples, step, self->table, planes[0], planes[1], planes[2], n);
  else
    in->look_up_16 (samples, step, self->table, planes[0], planes[1], planes[2], n);
  in->matrix (self->matrix, planes[0], planes[1], planes[2], n);
}

static void
gray_row (const AmbColorIn *self, const void *samples, int n, float *const planes[4])
{
  const int step = (int) channels (self);
  const float *table = self->table[0];
  const guint8 *s8 = samples;
  const guint16 *s16 = samples;
  for (int i = 0; i < n; i++)
    planes[0][i] = table[self->depth == 8 ? s8[i * step] : s16[i * step]];
  memcpy (planes[1], planes[0], (gsize) n * sizeof (float));
  memcpy (planes[2], planes[0], (gsize) n * sizeof (float));
}

static guint
ink (const AmbColorIn *self, const void *samples, gsize index)
{
  return self->depth == 8 ? ((const guint8 *) samples)[index] * 257u
                          : ((const guint16 *) samples)[index];
}

/* Without a profile each ink takes its share of light: (1 - ink) (1 - black), as sRGB. */
static void
cmyk_row (const AmbColorIn *self, const void *samples, int n, float *const planes[4])
{
  const guint step = channels (self);
  for (int i = 0; i < n; i++)
    {
      const gsize at = (gsize) i * step;
      const guint64 paper = 65535 - ink (self, samples, at + 3);
      for (guint c = 0; c < 3; c++)
        planes[c][i]
            = self->table[0][((65535 - ink (self, samples, at + c)) * paper + 32767) / 65535];
    }
  self->loops->in->matrix (self->matrix, planes[0], planes[1], planes[2], n);
}

/* --- lcms --- */

/* lcms wants ink in percent and everything else as 0..1. */
static void
samples_to_float (const AmbColorIn *self, const void *samples, int n, float *to)
{
  const guint step = channels (self);
  const float scale
      = (self->model == AMB_MODEL_CMYK ? 100.0f : 1.0f) / (self->depth == 8 ? 255.0f : 65535.0f);
  for (int i = 0; i < n; i++)
    for (guint c = 0; c < (guint) self->model; c++, to++)
      *to = scale
            * (float) (self->depth == 8 ? ((const guint8 *) samples)[(guint) i * step + c]
                                        : ((const guint16 *) samples)[(guint) i * step + c]);
}

static void
transform_row (const AmbColorIn *self, const guint8 *samples, int n, float *const planes[4])
{
  float from[TRANSFORM_PIXELS * 4], to[TRANSFORM_PIXELS * 3];
  const gsize bytes = channels (self) * (self->depth / 8);
  for (int start = 0; start < n; start += TRANSFORM_PIXELS)
    {
      int count = MIN (TRANSFORM_PIXELS, n - start);
      samples_to_float (self, samples + (gsize) start * bytes, count, from);
      cmsDoTransform (self->profile.transform, from, to, (cmsUInt32Number) count);
      for (int i = 0; i < count * 3; i++)
        planes[i % 3][start + i / 3] = isfinite (to[i]) ? to[i] : 0;
    }
}

static void
alpha_row (const AmbColorIn *self, const void *samples, int n, float *alpha)
{
  const int step = (int) channels (self);
  if (!self->has_alpha)
    for (int i = 0; i < n; i++)
      alpha[i] = 1;
  else if (self->depth == 8)
    self->loops->in->fraction_8 ((const guint8 *) samples + step - 1, step, alpha, n);
  else
    self->loops->in->fraction_16 ((const guint16 *) samples + step - 1, step, alpha, n);
}

void
amb_color_in_row (const AmbColorIn *self, const void *samples, int n, float *const planes[4])
{
  if (self->profile.transform != NULL)
    transform_row (self, samples, n, planes);
  else if (self->model == AMB_MODEL_RGB)
    rgb_row (self, samples, n, planes);
  else if (self->model == AMB_MODEL_GRAY)
    gray_row (self, samples, n, planes);
  else
    cmyk_row (self, samples, n, planes);
  if (planes[3] != NULL)
    alpha_row (self, samples, n, planes[3]);
}
