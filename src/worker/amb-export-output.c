/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One export from header to last byte.
 *
 * DESIGN. Guarantees: the same source and order give the same bytes on any machine of the same
 * build; a photo with missing image data gives an error and not half a picture; memory is the
 * decoded source plus a band of rows. Order: reduction, decode, thumbnail (it stands before the
 * picture in the file), then bands of BAND_ROWS rendered and encoded in turn. Left out: threads,
 * since there are as many batch workers as cores. */
#include "amb-export-output.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amb-checked.h"
#include "amb-error.h"
#include "amb-metadata.h"
#include "amb-thumbnail.h"

#define BAND_ROWS 64
#define COPY_BYTES (64 * 1024)

/* How much of an export is decoding, permille: measured on 24 MP JPEGs. */
#define DECODED_PERMILLE 250

/* The blocks of an output. */
typedef struct
{
  GBytes *icc, *exif, *xmp, *xmp_extended, *iptc; /* owned, nullable */
} Blocks;

static void
blocks_clear (Blocks *self)
{
  g_clear_pointer (&self->icc, g_bytes_unref);
  g_clear_pointer (&self->exif, g_bytes_unref);
  g_clear_pointer (&self->xmp, g_bytes_unref);
  g_clear_pointer (&self->xmp_extended, g_bytes_unref);
  g_clear_pointer (&self->iptc, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Blocks, blocks_clear)

static GBytes *
carry_exif (const AmbSourcePhoto *photo,
            const AmbDecoded *decoded,
            AmbExportOrder *order,
            AmbMetadataUpdate *update,
            int scratch_fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) thumbnail = NULL;

  if (photo->info->exif == NULL)
    return NULL;
  thumbnail = amb_thumbnail_to_jpeg (photo, decoded, order->recipe, scratch_fd, &error);
  if (thumbnail == NULL)
    g_ptr_array_add (order->notes, g_strdup_printf ("no thumbnail: %s", error->message));
  update->thumbnail = thumbnail;
  return amb_metadata_update_exif (photo->info->exif, update, order->notes);
}

static void
carry_blocks (const AmbSourcePhoto *photo,
              const AmbDecoded *decoded,
              AmbExportOrder *order,
              AmbMetadataUpdate *update,
              int scratch_fd,
              Blocks *blocks)
{
  const AmbImageInfo *info = photo->info;

  if (!order->keep_metadata)
    return;
  blocks->exif = carry_exif (photo, decoded, order, update, scratch_fd);
  blocks->xmp = info->xmp != NULL ? amb_metadata_update_xmp (info->xmp) : NULL;
  blocks->iptc = info->iptc != NULL ? amb_metadata_check_iptc (info->iptc) : NULL;
  if (blocks->xmp != NULL && info->xmp_extended != NULL)
    blocks->xmp_extended = g_bytes_ref (info->xmp_extended);
}

static gboolean
write_bands (AmbRender *render,
             AmbEncoder *encoder,
             const AmbEncodeSpec *spec,
             AmbReporter *reporter,
             GError **error)
{
  guint channels = (guint) spec->model + (spec->has_alpha ? 1 : 0);
  gsize stride = (gsize) spec->width * channels * (spec->depth / 8);
  gsize bytes;
  g_autofree guint8 *band = NULL;

  if (!amb_checked_image_bytes (spec->width, BAND_ROWS, channels * (spec->depth / 8), &bytes)
      || (band = g_try_malloc (bytes)) == NULL)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "a band of rows");
      return FALSE;
    }
  for (guint y = 0; y < spec->height; y += BAND_ROWS)
    {
      guint n_rows = MIN (BAND_ROWS, spec->height - y);
      AmbRect region = { 0, (int) y, (int) spec->width, (int) n_rows };

      if (amb_reporter_check ((guint) ((guint64) y * 1000 / spec->height), reporter))
        {
          g_set_error_literal (error, AMB_ERROR, AMB_ERROR_CANCELLED, "");
          return FALSE;
        }
      if (!amb_render_region (render, &region, band, stride, 1, NULL, NULL, error)
          || !amb_encoder_write (encoder, band, stride, n_rows, error))
        return FALSE;
    }
  return amb_encoder_finish (encoder, error);
}

static AmbDecoded *
decode (AmbSourcePhoto *photo, guint reduction, AmbReporter *reporter, GError **error)
{
  g_autoptr (AmbDecoded) decoded = NULL;

  reporter->from = 0;
  reporter->to = DECODED_PERMILLE;
  decoded = amb_source_photo_decode (photo, reduction, amb_reporter_check, reporter, error);
  if (decoded == NULL || decoded->complete)
    return g_steal_pointer (&decoded);
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_TRUNCATED, "image data is missing");
  return NULL;
}

static gboolean
write_output (const AmbSourcePhoto *photo,
              AmbExportOrder *order,
              AmbRender *render,
              const AmbEncodeSpec *spec,
              const AmbExportFiles *files,
              AmbReporter *reporter,
              GError **error)
{
  g_autoptr (AmbEncoder) encoder = amb_encoder_new (order->codec, files->output_fd, spec, error);

  reporter->from = DECODED_PERMILLE;
  reporter->to = 1000;
  return encoder != NULL && write_bands (render, encoder, spec, reporter, error);
}

static guint64
file_size (int fd)
{
  struct stat status;

  return fstat (fd, &status) == 0 ? (guint64) status.st_size : 0;
}

static gboolean
write_bytes (int fd, const guint8 *bytes, gsize length, GError **error)
{
  while (length > 0)
    {
      ssize_t written = write (fd, bytes, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          g_set_error_literal (error, AMB_ERROR,
                               errno == ENOSPC ? AMB_ERROR_NO_SPACE : AMB_ERROR_WRITE,
                               g_strerror (errno));
          return FALSE;
        }
      bytes += written;
      length -= (gsize) written;
    }
  return TRUE;
}

static gboolean
copy_bytes (int from, int to, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (COPY_BYTES);

  for (off_t offset = 0;;)
    {
      ssize_t n = pread (from, buffer, COPY_BYTES, offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        g_set_error_literal (error, AMB_ERROR, AMB_ERROR_READ, g_strerror (errno));
      if (n <= 0)
        return n == 0;
      if (!write_bytes (to, buffer, (gsize) n, error))
        return FALSE;
      offset += n;
    }
}

/* Nothing is asked of the picture. It must decode whole all the same, as small as its format can:
 * half a picture is no output. */
static gboolean
copy_source (AmbSourcePhoto *photo,
             const AmbExportFiles *files,
             AmbReporter *reporter,
             AmbExportResult *result,
             GError **error)
{
  g_autoptr (AmbDecoded) decoded = decode (photo, photo->info->max_reduction, reporter, error);

  if (decoded == NULL || !copy_bytes (photo->fd, files->output_fd, error))
    return FALSE;
  result->width = photo->info->width;
  result->height = photo->info->height;
  result->bytes = file_size (files->output_fd);
  return TRUE;
}

static gpointer
copy_note (gconstpointer note, gpointer user_data)
{
  return g_strdup (note);
}

gboolean
amb_export_run (AmbSourcePhoto *photo,
                AmbExportOrder *order,
                const AmbExportFiles *files,
                AmbReporter *reporter,
                AmbExportResult *result,
                GError **error)
{
  const AmbImageInfo *info = photo->info;
  const AmbExportLayout *layout = amb_export_order_layout (order, info);
  g_autoptr (AmbDecoded) decoded = NULL;
  g_autoptr (AmbRender) render = NULL;
  g_auto (Blocks) blocks = { 0 };
  AmbGeometry geometry;

  if (order->copy)
    return copy_source (photo, files, reporter, result, error);
  amb_source_photo_init_geometry (photo, order->recipe, AMB_GEOMETRY_DEFAULT, &geometry);
  amb_resize_apply (&order->resize, (guint) geometry.crop.width, (guint) geometry.crop.height,
                    &result->width, &result->height);
  guint reduction
      = amb_source_photo_reduction (photo, &geometry, result->width, result->height, FALSE);
  decoded = decode (photo, reduction, reporter, error);
  if (decoded == NULL)
    return FALSE;
  g_ptr_array_extend (order->notes, decoded->notes, copy_note, NULL);

  AmbRenderSpec rendering = { result->width, result->height, layout->format,
                              amb_export_order_options (order, layout, info), order->form.space,
                              .sharpen = order->form.sharpen };
  render = amb_render_new (decoded->source, &geometry, order->recipe, &rendering, error);
  if (render == NULL)
    return FALSE;

  AmbEncodeSpec encoding = {
    .width = result->width,
    .height = result->height,
    .model = layout->model,
    .has_alpha = layout->has_alpha,
    .depth = layout->depth,
    .quality = order->quality,
    .flags = amb_export_order_flags (order, info),
    .check = amb_reporter_check,
    .user_data = reporter,
  };
  amb_export_order_sampling (order, info, &encoding);
  AmbMetadataUpdate update = {
    .width = result->width,
    .height = result->height,
    .space = amb_render_get_space (render),
  };
  carry_blocks (photo, decoded, order, &update, files->scratch_fd, &blocks);
  blocks.icc = amb_render_to_icc (render, info->icc);
  if (!amb_render_keeps_space (render))
    g_ptr_array_add (
        order->notes,
        g_strdup ("The photo’s own colour profile cannot be written to; sRGB is used."));
  encoding.icc = blocks.icc;
  encoding.exif = blocks.exif;
  encoding.xmp = blocks.xmp;
  encoding.xmp_extended = blocks.xmp_extended;
  encoding.iptc = blocks.iptc;
  if (!write_output (photo, order, render, &encoding, files, reporter, error))
    return FALSE;
  result->bytes = file_size (files->output_fd);
  return TRUE;
}
