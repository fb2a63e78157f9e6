/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Colour out: matrix, clip in the target, sRGB transfer function, then alpha, dither, rounding and
 * interleaving. Alpha is blended in encoded values, as the screen and every viewer do it. */
#include "amb-color-out.h"

#include "amb-color-profile.h"

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
  if (colors == 1)
    out->encode_gray (self->luminance, planes[0], planes[1], planes[2], n);
  else if (formats[self->format].depth == 8)
    out->encode_8 (self->matrix, planes[0], planes[1], planes[2], n);
  else
    out->encode (self->matrix, planes[0], planes[1], planes[2], n);
  apply_alpha (self, planes, colors, n);

  if (self->format == AMB_RENDER_RGB8 && !self->dither)
    out->pack_rgb8 (planes[0], planes[1], planes[2], dst, n);
  else if (formats[self->format].bytes == 4 && colors == 3 && !self->dither)
    out->pack_rgba8 (planes[0], planes[1], planes[2], planes[3], dst, n);
  else
    pack_any (self, planes, colors, n, x, y, dst);
}
