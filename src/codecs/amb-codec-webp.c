/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* WebP, through libwebp: the record and the decoder.
 *
 * DESIGN: the compressed file is read into memory, which libwebp needs, and given to it piece by
 * piece, so that a decode can be stopped and a file that ends early leaves its rows. Of an
 * animation the first picture is decoded at its place on an empty canvas. */
#include "amb-codec-private.h"

#ifndef AMB_WORKER

static const AmbCodec webp = {
  .name = "webp",
  .title = "WebP",
  .mime_types = (const char *const[]){ "image/webp", NULL },
  .extensions = (const char *const[]){ "webp", NULL },
  .magics = (const AmbMagic[]){ { 0, "RIFF????WEBP", 12 } },
  .n_magics = 1,
  .flags = AMB_CODEC_WRITES | AMB_CODEC_WRITES_ALPHA | AMB_CODEC_LOSS_BY_CHOICE,
  .encoder_bytes = 20, /* measured: lossless 17, lossy 8 */
};

const AmbCodec *const amb_codec_webp_records[] = { &webp, NULL };

#else

#include "amb-webp-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <webp/decode.h>
#include <webp/demux.h>
#include "amb-error.h"

enum
{
  PIECE_BYTES = 64 * 1024,
};

typedef struct
{
  AmbDecoder parent;
  AmbWebpFacts facts;
} WebpDecoder;

/* The bit stream of the picture, and where it stands. */
typedef struct
{
  WebPDemuxer *demuxer; /* nullable */
  const guint8 *bytes;  /* borrowed */
  gsize length;
  guint x, y, width, height;
} Frame;

static void
frame_clear (Frame *self)
{
  g_clear_pointer (&self->demuxer, WebPDemuxDelete);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Frame, frame_clear)

static gboolean
webp_open (AmbDecoder *decoder, GError **error)
{
  return amb_webp_describe (decoder, &((WebpDecoder *) decoder)->facts, error);
}

static GBytes *
read_file (AmbDecoder *decoder, GError **error)
{
  AmbInput *input = &decoder->input;
  guint8 header[AMB_WEBP_HEADER] = { 0 };
  GBytes *file = NULL;

  if (amb_input_read (input, 0, header, sizeof header) == sizeof header)
    {
      guint64 length = (guint64) amb_u32le (header + 4) + 8;

      decoder->cut_short = length > input->size;
      file = amb_input_read_block (input, 0, MIN (length, input->size));
    }
  if (file != NULL)
    return file;
  if (input->errsv != 0)
    amb_decoder_set_read_error (decoder, error);
  else
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "");
  return NULL;
}

static gboolean
fail (GError **error, AmbError code, const char *detail)
{
  g_set_error_literal (error, AMB_ERROR, (int) code, detail);
  return FALSE;
}

/* A still picture needs no taking apart: libwebp passes over what is before it. */
static gboolean
find_frame (WebpDecoder *self, GBytes *file, Frame *frame, GError **error)
{
  const AmbImageInfo *info = &self->parent.info;
  WebPData data;
  WebPIterator first;
  gsize length;

  *frame = (Frame){ .width = info->width, .height = info->height };
  frame->bytes = g_bytes_get_data (file, &length);
  frame->length = length;
  if (!self->facts.is_animated)
    return TRUE;
  data = (WebPData){ frame->bytes, frame->length };
  frame->demuxer = WebPDemuxPartial (&data, NULL);
  if (frame->demuxer == NULL || !WebPDemuxGetFrame (frame->demuxer, 1, &first))
    return fail (error, self->parent.cut_short ? AMB_ERROR_TRUNCATED : AMB_ERROR_DAMAGED,
                 N_("its first picture is missing"));
  frame->bytes = first.fragment.bytes;
  frame->length = first.fragment.size;
  frame->x = (guint) first.x_offset;
  frame->y = (guint) first.y_offset;
  frame->width = (guint) first.width;
  frame->height = (guint) first.height;
  self->parent.cut_short = !first.complete;
  WebPDemuxReleaseIterator (&first);
  return (frame->x + frame->width <= info->width && frame->y + frame->height <= info->height)
         || fail (error, AMB_ERROR_DAMAGED, N_("its first picture does not fit"));
}

static gboolean
check_status (VP8StatusCode status, gboolean cut_short, GError **error)
{
  switch (status)
    {
    case VP8_STATUS_OK:
      return TRUE;
    case VP8_STATUS_OUT_OF_MEMORY:
      return fail (error, AMB_ERROR_MEMORY, "");
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA:
      return fail (error, AMB_ERROR_TRUNCATED, N_("the file ends early"));
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      return fail (error, AMB_ERROR_UNSUPPORTED, N_("a feature of WebP"));
    default:
      return fail (error, cut_short ? AMB_ERROR_TRUNCATED : AMB_ERROR_DAMAGED,
                   N_("its bit stream is invalid"));
    }
}

/* libwebp is told the whole of it from the start, and more of it each time. */
static VP8StatusCode
feed (WebPIDecoder *decoder, const Frame *frame, const AmbDecodeRequest *request, gboolean *stopped)
{
  VP8StatusCode status = VP8_STATUS_SUSPENDED;

  for (gsize given = 0; given < frame->length && status == VP8_STATUS_SUSPENDED;)
    {
      *stopped = amb_decode_request_stops (request, (guint) (given * 1000 / frame->length));
      if (*stopped)
        return VP8_STATUS_USER_ABORT;
      given += MIN (PIECE_BYTES, frame->length - given);
      status = WebPIUpdate (decoder, frame->bytes, given);
    }
  return status;
}

static gboolean
is_frame_as_described (const Frame *frame)
{
  WebPBitstreamFeatures features;

  /* What is wrong with the rest is found while decoding. */
  return WebPGetFeatures (frame->bytes, frame->length, &features) != VP8_STATUS_OK
         || ((guint) features.width == frame->width && (guint) features.height == frame->height);
}

static void
set_target (WebPDecoderConfig *config, const Frame *frame, AmbPixels *pixels)
{
  guint channels = amb_pixels_channels (pixels);
  WebPRGBABuffer *buffer = &config->output.u.RGBA;

  config->output.colorspace = pixels->has_alpha ? MODE_RGBA : MODE_RGB;
  config->output.is_external_memory = 1;
  buffer->rgba = pixels->data + pixels->stride * frame->y + (gsize) frame->x * channels;
  buffer->stride = (int) pixels->stride;
  buffer->size = pixels->stride * (pixels->height - frame->y) - (gsize) frame->x * channels;
}

static gboolean
decode_frame (WebpDecoder *self,
              const Frame *frame,
              const AmbDecodeRequest *request,
              AmbPixels *pixels,
              gboolean *complete,
              GError **error)
{
  WebPDecoderConfig config;
  WebPIDecoder *decoder;
  VP8StatusCode status;
  gboolean stopped = FALSE;
  int last_row = 0;

  WebPInitDecoderConfig (&config);
  set_target (&config, frame, pixels);
  decoder = WebPIDecode (NULL, 0, &config);
  if (decoder == NULL)
    return fail (error, AMB_ERROR_MEMORY, "");
  status = feed (decoder, frame, request, &stopped);
  WebPIDecGetRGB (decoder, &last_row, NULL, NULL, NULL);
  WebPIDelete (decoder);
  if (stopped)
    {
      amb_set_cancelled (error);
      return FALSE;
    }
  if (status != VP8_STATUS_SUSPENDED || last_row <= 0)
    return check_status (status, self->parent.cut_short, error);
  amb_decoder_note (&self->parent, "the file ends early");
  amb_pixels_fill_rest (pixels, frame->y + (guint) last_row);
  *complete = FALSE;
  return TRUE;
}

static AmbPixels *
webp_decode (AmbDecoder *decoder,
             const AmbDecodeRequest *request,
             gboolean *complete,
             GError **error)
{
  WebpDecoder *self = (WebpDecoder *) decoder;
  const AmbImageInfo *info = &decoder->info;
  g_autoptr (GBytes) file = read_file (decoder, error);
  g_autoptr (AmbPixels) pixels = NULL;
  g_auto (Frame) frame = { NULL };

  if (file == NULL || !find_frame (self, file, &frame, error))
    return NULL;
  if (!is_frame_as_described (&frame))
    {
      fail (error, AMB_ERROR_DAMAGED, N_("its size is not what its header says"));
      return NULL;
    }
  pixels = amb_pixels_new (info->width, info->height, AMB_MODEL_RGB, info->has_alpha, 8);
  if (pixels == NULL)
    {
      fail (error, AMB_ERROR_MEMORY, "");
      return NULL;
    }
  if (self->facts.is_animated && !self->facts.covers)
    memset (pixels->data, 0, pixels->stride * pixels->height);
  return decode_frame (self, &frame, request, pixels, complete, error) ? g_steal_pointer (&pixels)
                                                                       : NULL;
}

const AmbCoder amb_coder_webp = {
  .decoder_size = sizeof (WebpDecoder),
  .open = webp_open,
  .decode = webp_decode,
  .encoder_size = sizeof (AmbWebpEncoder),
  .start = amb_webp_encoder_start,
  .write = amb_webp_encoder_write,
  .finish = amb_webp_encoder_finish,
  .stop = amb_webp_encoder_stop,
};

#endif
