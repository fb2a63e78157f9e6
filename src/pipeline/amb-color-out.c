/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Colour out: matrix, clip in the target, its transfer function (or lcms), then alpha, dither,
 * rounding and interleaving. Alpha is blended in encoded values, as the screen and every viewer do
 * it. */
#include "amb-color-out.h"

#include "amb-color-profile.h"
#include "amb-maths.h"

enum
{
  TRANSFORM_PIXELS = 256, /* pixels given to lcms at a time */
};

static const struct
{
  guint bytes; /* of a pixel */
  guint depth;
  gboolean is_gray;
  gboolean has_alpha;
} formats[] = {
  [AMB_RENDER_RGBA8_PREMULTIPLIED] = { 4, 8, FALSE, TRUE },
  [AMB_RENDER_RGB8] = { 3, 8, FALSE, FALSE },
  [AMB_RENDER_RGBA8] = { 4, 8, FALSE, TRUE },
  [AMB_RENDER_RGB16] = { 6, 16, FALSE, FALSE },
  [AMB_RENDER_RGBA16] = { 8, 16, FALSE, TRUE },
  [AMB_RENDER_GRAY8] = { 1, 8, TRUE, FALSE },
  [AMB_RENDER_GRAYA8] = { 2, 8, TRUE, TRUE },
  [AMB_RENDER_GRAY16] = { 2, 16, TRUE, FALSE },
  [AMB_RENDER_GRAYA16] = { 4, 16, TRUE, TRUE },
};

guint
amb_render_format_bytes (AmbRenderFormat format)
{
  return formats[format].bytes;
}

gboolean
amb_render_format_is_gray (AmbRenderFormat format)
{
  return formats[format].is_gray;
}

guint
amb_render_format_depth (AmbRenderFormat format)
{
  return formats[format].depth;
}

gboolean
amb_render_format_has_alpha (AmbRenderFormat format)
{
  return formats[format].has_alpha;
}

void
amb_color_out_init (AmbColorOut *self, AmbRenderFormat format, gboolean dither, float background)
{
  double matrix[9], luminance[3];
  *self = (AmbColorOut){ .format = format, .dither = dither && formats[format].depth == 8 };
  self->background = background;
  self->loops = amb_loops ();
  amb_color_working_to_srgb (matrix);
  amb_color_working_luminance (luminance);
  for (int i = 0; i < 9; i++)
    self->matrix[i] = (float) matrix[i];
  for (int i = 0; i < 3; i++)
    self->luminance[i] = (float) luminance[i];
}

void
amb_color_out_clear (AmbColorOut *self)
{
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->transform, cmsDeleteTransform);
}

/* --- The target --- */

/* Where curve reaches y, by halving: exact for a float after 30 steps. */
static double
invert (const AmbTransfer *curve, double y)
{
  double low = 0, high = 1;
  for (int i = 0; i < 30; i++)
    {
      double middle = (low + high) / 2;
      if (amb_transfer_eval (curve, middle) < y)
        low = middle;
      else
        high = middle;
    }
  return (low + high) / 2;
}

/* From black to (nearly) white without ever turning back. */
static gboolean
is_invertible (const AmbTransfer *curve)
{
  double last = amb_transfer_eval (curve, 0);
  for (int i = 1; i <= 255; i++)
    {
      double y = amb_transfer_eval (curve, i / 255.0);
      if (y < last)
        return FALSE;
      last = y;
    }
  return last > 0.9 && last < 1.1;
}

static void
fill_table (const AmbTransfer *curve, float *values)
{
  for (int i = 0; i <= AMB_TABLE; i++)
    {
      double q = (double) i / AMB_TABLE;
      values[i] = (float) invert (curve, q * q * q * q);
    }
  values[0] = 0;
  values[AMB_TABLE] = (float) MIN (invert (curve, 1) + 1e-8, 1);
}

static gboolean
all_srgb (const AmbTransfer *curves, guint n)
{
  for (guint c = 0; c < n; c++)
    if (curves[c].kind != AMB_TRANSFER_SRGB)
      return FALSE;
  return TRUE;
}

static void
build_tables (AmbColorOut *self, const AmbTransfer *curves, guint n)
{
  if (all_srgb (curves, n))
    return;
  self->values = g_new (float, (AMB_TABLE + 1) * 3);
  for (guint c = 0; c < n; c++)
    {
      const gboolean repeats = c > 0 && amb_transfer_equal (&curves[c], &curves[0]);
      float *values = self->values + (repeats ? 0 : c * (AMB_TABLE + 1));
      if (!repeats)
        fill_table (&curves[c], values);
      self->table[c] = values;
    }
}

static gboolean
set_curves (AmbColorOut *self, const AmbColorProfile *profile)
{
  const guint n = formats[self->format].is_gray ? 1 : 3;
  double matrix[9];
  for (guint c = 0; c < n; c++)
    if (!is_invertible (&profile->curves[c]))
      return FALSE;
  if (n == 3 && !amb_maths_invert (profile->to_working, matrix))
    return FALSE;
  for (int i = 0; n == 3 && i < 9; i++)
    self->matrix[i] = (float) matrix[i];
  build_tables (self, profile->curves, n);
  return TRUE;
}

gboolean
amb_color_out_set_profile (AmbColorOut *self, const AmbColorProfile *profile)
{
  if (profile->is_srgb)
    return TRUE;
  if (profile->transform == NULL)
    return set_curves (self, profile);
  self->transform = amb_color_profile_output_transform (profile);
  return self->transform != NULL;
}

/* --- Rows --- */

/* lcms wants pixels, not planes. */
static void
transform_row (const AmbColorOut *self, float *const planes[4], guint colors, int n)
{
  float from[TRANSFORM_PIXELS * 3], to[TRANSFORM_PIXELS * 3];
  for (int start = 0; start < n; start += TRANSFORM_PIXELS)
    {
      const int count = MIN (TRANSFORM_PIXELS, n - start);
      for (int i = 0; i < count * 3; i++)
        from[i] = planes[i % 3][start + i / 3];
      cmsDoTransform (self->transform, from, to, (cmsUInt32Number) count);
      for (int i = 0; i < count * (int) colors; i++)
        planes[i % (int) colors][start + i / (int) colors] = to[i];
    }
  for (guint c = 0; c < colors; c++)
    self->loops->out->clip (planes[c], n);
}

static void
encode_row (const AmbColorOut *self, float *const planes[4], guint colors, int n)
{
  const AmbLoopsColorOut *out = self->loops->out;
  if (self->transform != NULL)
    transform_row (self, planes, colors, n);
  else if (colors == 1 && self->values != NULL)
    out->encode_gray_table (self->luminance, self->table[0], planes[0], planes[1], planes[2], n);
  else if (colors == 1)
    out->encode_gray (self->luminance, planes[0], planes[1], planes[2], n);
  else if (self->values != NULL)
    out->encode_table (self->matrix, self->table, planes[0], planes[1], planes[2], n);
  else if (formats[self->format].depth == 8)
    out->encode_8 (self->matrix, planes[0], planes[1], planes[2], n);
  else
    out->encode (self->matrix, planes[0], planes[1], planes[2], n);
}

static void
apply_alpha (const AmbColorOut *self, float *const planes[4], guint colors, int n)
{
  const gboolean blends = !formats[self->format].has_alpha;
  if (planes[3] == NULL || !(blends || self->format == AMB_RENDER_RGBA8_PREMULTIPLIED))
    return;
  for (guint c = 0; c < colors; c++)
    self->loops->out->blend (planes[c], planes[3], blends ? self->background : 0.0f, n);
}

/* One channel of the output as whole numbers; alpha is never dithered. */
static void
whole_channel (
    const AmbColorOut *self, const float *plane, guint channel, int n, int x, int y, guint16 *to)
{
  const guint16 maximum = formats[self->format].depth == 8 ? 255 : 65535;
  if (plane == NULL)
    for (int i = 0; i < n; i++)
      to[i] = maximum;
  else if (self->dither && channel < 3)
    self->loops->out->dither (plane, maximum, (guint32) x, (guint32) y, channel, to, n);
  else
    self->loops->out->quantize (plane, maximum, to, n);
}

static void
interleave (
    const AmbColorOut *self, const guint16 *from, guint channel, guint channels, int n, void *dst)
{
  guint8 *to8 = (guint8 *) dst + channel;
  guint16 *to16 = (guint16 *) dst + channel;
  if (formats[self->format].depth == 8)
    for (int i = 0; i < n; i++)
      to8[(guint) i * channels] = (guint8) from[i];
  else
    for (int i = 0; i < n; i++)
      to16[(guint) i * channels] = from[i];
}

static void
pack_any (
    const AmbColorOut *self, float *const planes[4], guint colors, int n, int x, int y, void *dst)
{
  guint16 whole[AMB_CHUNK];
  const guint channels = colors + (formats[self->format].has_alpha ? 1 : 0);
  for (guint c = 0; c < channels; c++)
    {
      const guint source = c < colors ? c : 3;
      whole_channel (self, planes[source], source, n, x, y, whole);
      interleave (self, whole, c, channels, n, dst);
    }
}

void
amb_color_out_row (const AmbColorOut *self, float *const planes[4], int n, int x, int y, void *dst)
{
  const AmbLoopsColorOut *out = self->loops->out;
  const guint colors = formats[self->format].is_gray ? 1 : 3;
  encode_row (self, planes, colors, n);
  apply_alpha (self, planes, colors, n);

  if (self->format == AMB_RENDER_RGB8 && !self->dither)
    out->pack_rgb8 (planes[0], planes[1], planes[2], dst, n);
  else if (formats[self->format].bytes == 4 && colors == 3 && !self->dither)
    out->pack_rgba8 (planes[0], planes[1], planes[2], planes[3], dst, n);
  else
    pack_any (self, planes, colors, n, x, y, dst);
}
