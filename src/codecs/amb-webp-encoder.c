/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* WebP, through libwebp: the encoder. It needs the whole picture before it begins, so rows are
 * gathered in its own form, and finish does the work, in one thread. */
#include "amb-webp-private.h"

#include <string.h>
#include <webp/mux.h>
#include "amb-error.h"

enum
{
  LOSSLESS_LEVEL = 0, /* of 0..9, libwebp's scale of effort: 1 takes three times as long for 5 % */
};

/* All rows are there by then: what is left shows as the last step. */
static int
on_progress (int percent, const WebPPicture *picture)
{
  AmbWebpEncoder *self = picture->user_data;
  const AmbEncodeSpec *spec = &self->parent.spec;

  self->cancelled = spec->check != NULL && spec->check (1000, spec->user_data);
  return !self->cancelled;
}

static gboolean
configure (AmbWebpEncoder *self)
{
  const AmbEncodeSpec *spec = &self->parent.spec;

  if (!WebPConfigInit (&self->config))
    return FALSE;
  self->config.quality = (float) spec->quality;
  if ((spec->flags & AMB_FORM_LOSSLESS)
      && !WebPConfigLosslessPreset (&self->config, LOSSLESS_LEVEL))
    return FALSE;
  self->config.exact = 1; /* colour under alpha 0 is kept */
  self->config.thread_level = 0;
  return WebPValidateConfig (&self->config);
}

/* WebP knows RGB only, and no IPTC. */
static void
drop_blocks (AmbEncoder *encoder)
{
  AmbEncodeSpec *spec = &encoder->spec;

  amb_encoder_drop_block (encoder, &spec->iptc, "IPTC");
  amb_encoder_drop_block (encoder, &spec->xmp_extended, "XMP extension");
  if (spec->icc != NULL && !amb_block_is_profile_of (spec->icc, AMB_MODEL_RGB))
    amb_encoder_drop_block (encoder, &spec->icc, "colour profile");
}

gboolean
amb_webp_encoder_start (AmbEncoder *encoder, GError **error)
{
  AmbWebpEncoder *self = (AmbWebpEncoder *) encoder;
  const AmbEncodeSpec *spec = &encoder->spec;

  if (spec->width > AMB_WEBP_MAX_EDGE || spec->height > AMB_WEBP_MAX_EDGE)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_TOO_LARGE,
                   "WebP holds at most %d × %d pixels, this has %u × %u", AMB_WEBP_MAX_EDGE,
                   AMB_WEBP_MAX_EDGE, spec->width, spec->height);
      return FALSE;
    }
  WebPMemoryWriterInit (&self->memory);
  if (!configure (self) || !WebPPictureInit (&self->picture))
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_FAILED, "libwebp is of another version");
      return FALSE;
    }
  self->picture.use_argb = 1;
  self->picture.width = (int) spec->width;
  self->picture.height = (int) spec->height;
  self->picture.writer = WebPMemoryWrite;
  self->picture.custom_ptr = &self->memory;
  self->picture.progress_hook = on_progress;
  self->picture.user_data = self;
  drop_blocks (encoder);
  if (WebPPictureAlloc (&self->picture))
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "");
  return FALSE;
}

static void
take_row (AmbWebpEncoder *self, const guint8 *row, guint32 *argb)
{
  const AmbEncodeSpec *spec = &self->parent.spec;
  guint colours = spec->model, channels = colours + (spec->has_alpha ? 1 : 0);

  for (guint x = 0; x < spec->width; x++, row += channels)
    {
      guint32 alpha = spec->has_alpha ? row[colours] : 0xff;
      guint32 green = colours == 3 ? row[1] : row[0], blue = colours == 3 ? row[2] : row[0];

      argb[x] = alpha << 24 | (guint32) row[0] << 16 | green << 8 | blue;
    }
}

gboolean
amb_webp_encoder_write (
    AmbEncoder *encoder, const guint8 *rows, gsize stride, guint n_rows, GError **error)
{
  AmbWebpEncoder *self = (AmbWebpEncoder *) encoder;

  for (guint i = 0; i < n_rows; i++, self->row++)
    take_row (self, rows + stride * i,
              self->picture.argb + (gsize) self->picture.argb_stride * self->row);
  return TRUE;
}

static gboolean
encode (AmbWebpEncoder *self, GError **error)
{
  gboolean ok = WebPEncode (&self->config, &self->picture);

  WebPPictureFree (&self->picture);
  if (ok)
    return TRUE;
  if (self->cancelled)
    amb_set_cancelled (error);
  else if (self->picture.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY
           || self->picture.error_code == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY)
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "");
  else
    g_set_error (error, AMB_ERROR, AMB_ERROR_WRITE, "libwebp's error %d",
                 (int) self->picture.error_code);
  return FALSE;
}

static gboolean
add_chunk (WebPMux *mux, const char *type, GBytes *block)
{
  WebPData data;
  gsize length;

  if (block == NULL)
    return TRUE;
  data.bytes = g_bytes_get_data (block, &length);
  data.size = length;
  return WebPMuxSetChunk (mux, type, &data, 0) == WEBP_MUX_OK;
}

static gboolean
assemble (AmbWebpEncoder *self, WebPData *file)
{
  const AmbEncodeSpec *spec = &self->parent.spec;
  const WebPData picture = { self->memory.mem, self->memory.size };
  WebPMux *mux = WebPMuxNew ();
  gboolean ok = mux != NULL && WebPMuxSetImage (mux, &picture, 0) == WEBP_MUX_OK
                && add_chunk (mux, "ICCP", spec->icc) && add_chunk (mux, "EXIF", spec->exif)
                && add_chunk (mux, "XMP ", spec->xmp) && WebPMuxAssemble (mux, file) == WEBP_MUX_OK;

  WebPMuxDelete (mux);
  return ok;
}

gboolean
amb_webp_encoder_finish (AmbEncoder *encoder, GError **error)
{
  AmbWebpEncoder *self = (AmbWebpEncoder *) encoder;
  WebPData file = { NULL, 0 };
  gboolean ok;

  if (!encode (self, error))
    return FALSE;
  if (!assemble (self, &file))
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "");
      return FALSE;
    }
  ok = amb_output_write (&encoder->output, file.bytes, file.size);
  WebPDataClear (&file);
  if (!ok)
    amb_output_set_error (&encoder->output, error);
  return ok;
}

void
amb_webp_encoder_stop (AmbEncoder *encoder)
{
  AmbWebpEncoder *self = (AmbWebpEncoder *) encoder;

  WebPPictureFree (&self->picture);
  WebPMemoryWriterClear (&self->memory);
}
