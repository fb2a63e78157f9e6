/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Renders in bands and encodes each while it is hot, or renders once for several encodings. */
#include "amb-export-picture.h"

#include "amb-checked.h"
#include "amb-error.h"
#include "amb-overlay.h"

#define BAND_ROWS 64
#define ENCODED_ROWS 16 /* between two questions whether to go on: deflate takes its time */
#define MAX_PIXELS (G_GUINT64_CONSTANT (1000) * 1000 * 1000)

static gboolean
check_size (guint width, guint height, GError **error)
{
  if (width <= AMB_MAX_EDGE && height <= AMB_MAX_EDGE && (guint64) width * height <= MAX_PIXELS)
    return TRUE;
  g_set_error (error, AMB_ERROR, AMB_ERROR_TOO_LARGE, "an output of %u × %u pixels", width, height);
  return FALSE;
}

static void
fill_spec (AmbExportPicture *self, guint width, guint height, const AmbExportLayout *layout)
{
  const AmbExportScene *scene = self->scene;
  const AmbImageInfo *info = scene->photo->info;

  self->spec = (AmbEncodeSpec){
    .width = width,
    .height = height,
    .model = layout->model,
    .has_alpha = layout->has_alpha,
    .depth = layout->depth,
    .quality = scene->order->quality,
    .flags = amb_export_order_flags (scene->order, info),
    .icc = self->blocks.icc,
    .exif = self->blocks.exif,
    .xmp = self->blocks.xmp,
    .xmp_extended = self->blocks.xmp_extended,
    .iptc = self->blocks.iptc,
    .notes = scene->order->notes,
    .check = amb_reporter_check,
    .user_data = scene->reporter,
  };
  amb_export_order_sampling (scene->order, info, &self->spec);
}

static void
fill_blocks (AmbExportPicture *self, guint width, guint height)
{
  const AmbExportScene *scene = self->scene;
  AmbMetadataUpdate update = {
    .width = width,
    .height = height,
    .space = amb_render_get_space (self->render),
  };

  amb_export_blocks_init (&self->blocks, scene, &update);
  self->blocks.icc = amb_render_to_icc (self->render, scene->photo->info->icc);
  if (!amb_render_keeps_space (self->render))
    amb_export_order_note (scene->order,
                           "The photo’s own colour profile cannot be written to; sRGB is used.");
}

/* NULL without error where there is no watermark. */
static AmbOverlay *
lay_watermark (const AmbExportScene *scene, guint width, guint height, GError **error)
{
  const AmbExportOrder *order = scene->order;
  const AmbDecoded *decoded;
  guint mark_width, mark_height;
  AmbRect rect;

  if (order->watermark == NULL)
    return NULL;
  decoded = amb_export_mark_decode (scene->mark, order->watermark, error);
  if (decoded == NULL)
    return NULL;
  amb_export_mark_get_size (scene->mark, &mark_width, &mark_height);
  amb_watermark_rect (&order->place, width, height, mark_width, mark_height, &rect);
  return amb_overlay_new (decoded->source, &rect, order->place.opacity, error);
}

gboolean
amb_export_picture_init (
    AmbExportPicture *self, const AmbExportScene *scene, guint width, guint height, GError **error)
{
  const AmbExportOrder *order = scene->order;
  const AmbImageInfo *info = scene->photo->info;
  const AmbExportLayout *layout = amb_export_order_layout (order, info);
  AmbRenderSpec rendering = {
    .plane_width = width,
    .plane_height = height,
    .format = layout->format,
    .options = amb_export_order_options (order, layout, info),
    .space = order->form.space,
    .luts = order->luts,
    .sharpen = order->form.sharpen,
  };

  *self = (AmbExportPicture){ .scene = scene };
  if (!check_size (width, height, error))
    return FALSE;
  self->overlay = lay_watermark (scene, width, height, error);
  if (self->overlay == NULL && order->watermark != NULL)
    return FALSE;
  rendering.overlay = self->overlay;
  self->render
      = amb_render_new (scene->decoded->source, &scene->geometry, order->recipe, &rendering, error);
  if (self->render == NULL)
    return FALSE;
  fill_blocks (self, width, height);
  fill_spec (self, width, height, layout);
  self->stride
      = (gsize) width * ((guint) layout->model + (layout->has_alpha ? 1 : 0)) * (layout->depth / 8);
  return TRUE;
}

void
amb_export_picture_clear (AmbExportPicture *self)
{
  g_clear_pointer (&self->render, amb_render_free);
  g_clear_pointer (&self->overlay, amb_overlay_free);
  amb_export_blocks_clear (&self->blocks);
}

static guint8 *
new_rows (const AmbExportPicture *self, guint n_rows, GError **error)
{
  guint8 *rows = NULL;

  if (g_size_checked_mul (&(gsize){ 0 }, self->stride, n_rows))
    rows = g_try_malloc (self->stride * n_rows);
  if (rows == NULL)
    g_set_error (error, AMB_ERROR, AMB_ERROR_MEMORY, "%u rows of pixels", n_rows);
  return rows;
}

/* FALSE with AMB_ERROR_CANCELLED. */
static gboolean
report (const AmbExportPicture *self, guint y, GError **error)
{
  if (!amb_reporter_check ((guint) ((guint64) y * 1000 / self->spec.height), self->scene->reporter))
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_CANCELLED, "");
  return FALSE;
}

/* The band of the picture that begins at row y. */
static AmbRect
band_at (const AmbExportPicture *self, guint y)
{
  return (AmbRect){ 0, (int) y, (int) self->spec.width,
                    (int) MIN (BAND_ROWS, self->spec.height - y) };
}

static gboolean
render_band (AmbExportPicture *self, const AmbRect *band, guint8 *rows, GError **error)
{
  return amb_render_region (self->render, band, rows, self->stride, 1, NULL, NULL, error);
}

guint8 *
amb_export_picture_render (AmbExportPicture *self, GError **error)
{
  g_autofree guint8 *pixels = new_rows (self, self->spec.height, error);

  for (guint y = 0; pixels != NULL && y < self->spec.height; y += BAND_ROWS)
    {
      const AmbRect band = band_at (self, y);

      if (!report (self, y, error) || !render_band (self, &band, pixels + self->stride * y, error))
        return NULL;
    }
  return g_steal_pointer (&pixels);
}

static gboolean
encode_band (AmbExportPicture *self,
             AmbEncoder *encoder,
             const AmbRect *band,
             const guint8 *rows,
             GError **error)
{
  const guint n_rows = (guint) band->height;

  for (guint i = 0; i < n_rows; i += ENCODED_ROWS)
    if (!report (self, (guint) band->y + i, error)
        || !amb_encoder_write (encoder, rows + self->stride * i, self->stride,
                               MIN (ENCODED_ROWS, n_rows - i), error))
      return FALSE;
  return TRUE;
}

gboolean
amb_export_picture_write (AmbExportPicture *self, const guint8 *pixels, int fd, GError **error)
{
  g_autoptr (AmbEncoder) encoder
      = amb_encoder_new (self->scene->order->codec, fd, &self->spec, error);
  g_autofree guint8 *buffer
      = encoder != NULL && pixels == NULL ? new_rows (self, BAND_ROWS, error) : NULL;

  if (encoder == NULL || (pixels == NULL && buffer == NULL))
    return FALSE;
  for (guint y = 0; y < self->spec.height; y += BAND_ROWS)
    {
      const AmbRect band = band_at (self, y);
      const guint8 *rows = pixels != NULL ? pixels + self->stride * y : buffer;

      if ((pixels == NULL && !render_band (self, &band, buffer, error))
          || !encode_band (self, encoder, &band, rows, error))
        return FALSE;
    }
  return amb_encoder_finish (encoder, error);
}
