/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a file by its content, and what every decoder checks in the same way. */
#include "amb-coder-private.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include "amb-error.h"

enum
{
  MIN_ICC_BYTES = 128 + 4, /* header and tag count, ICC.1:2022 section 7 */
  ICC_SIGNATURE = 36,
  MAX_NOTES = 32,
};

void
amb_image_info_clear (AmbImageInfo *info)
{
  g_clear_pointer (&info->icc, g_bytes_unref);
  g_clear_pointer (&info->exif, g_bytes_unref);
  g_clear_pointer (&info->xmp, g_bytes_unref);
  g_clear_pointer (&info->xmp_extended, g_bytes_unref);
  g_clear_pointer (&info->iptc, g_bytes_unref);
  g_clear_pointer (&info->notes, g_ptr_array_unref);
}

static gboolean
input_open (AmbInput *input, int fd, GError **error)
{
  struct stat st;

  *input = (AmbInput){ .fd = fd };
  if (fstat (fd, &st) != 0)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_READ, g_strerror (errno));
      return FALSE;
    }
  if (st.st_size == 0)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_EMPTY, "0 bytes");
      return FALSE;
    }
  input->size = (guint64) st.st_size;
  return TRUE;
}

static const AmbCodec *
sniff (AmbInput *input, GError **error)
{
  guint8 bytes[AMB_SNIFF_BYTES];
  gssize length = amb_input_read (input, 0, bytes, sizeof bytes);
  const AmbCodec *codec;

  if (length < 0)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_READ, g_strerror (input->errsv));
      return NULL;
    }
  codec = amb_codecs_sniff (bytes, (gsize) length);
  if (codec == NULL)
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_UNKNOWN_TYPE, "");
  return codec;
}

AmbDecoder *
amb_decoder_open (int fd, const AmbDecodeLimits *limits, GError **error)
{
  AmbInput input;
  const AmbCodec *codec;
  const AmbCoder *coder;
  g_autoptr (AmbDecoder) self = NULL;

  g_return_val_if_fail (limits != NULL, NULL);

  if (!input_open (&input, fd, error))
    return NULL;
  codec = sniff (&input, error);
  if (codec == NULL)
    return NULL;

  coder = amb_coders_find (codec);
  self = g_malloc0 (coder->decoder_size);
  self->coder = coder;
  self->input = input;
  self->limits = *limits;
  self->info = (AmbImageInfo){
    .codec = codec,
    .orientation = 1,
    .max_reduction = 1,
    .depth = 8,
    .model = AMB_MODEL_RGB,
    .notes = g_ptr_array_new_with_free_func (g_free),
  };
  if (!coder->open (self, error)
      || !amb_decoder_check_size (self, self->info.width, self->info.height, error))
    return NULL;
  return g_steal_pointer (&self);
}

const AmbImageInfo *
amb_decoder_get_info (AmbDecoder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->info;
}

AmbPixels *
amb_decoder_decode (AmbDecoder *self,
                    guint reduction,
                    gboolean *complete,
                    AmbDecodeCheck check,
                    gpointer user_data,
                    GError **error)
{
  AmbDecodeRequest request = { reduction, check, user_data };
  gboolean whole = TRUE;
  AmbPixels *pixels;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (reduction >= 1 && reduction <= self->info.max_reduction, NULL);

  self->input.errsv = 0;
  pixels = self->coder->decode (self, &request, &whole, error);
  if (complete != NULL)
    *complete = pixels != NULL && whole;
  return pixels;
}

void
amb_decoder_free (AmbDecoder *self)
{
  if (self == NULL)
    return;
  if (self->coder->close != NULL)
    self->coder->close (self);
  amb_image_info_clear (&self->info);
  g_free (self);
}

gboolean
amb_decoder_check_size (AmbDecoder *self, guint64 width, guint64 height, GError **error)
{
  if (width == 0 || height == 0)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_ZERO_SIZED, "");
      return FALSE;
    }
  if (width > AMB_MAX_EDGE || height > AMB_MAX_EDGE)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_TOO_LARGE,
                   "%" G_GUINT64_FORMAT " × %" G_GUINT64_FORMAT
                   " pixels, the limit is %d pixels an edge",
                   width, height, AMB_MAX_EDGE);
      return FALSE;
    }
  if (width > self->limits.max_pixels / height)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_TOO_LARGE,
                   "%" G_GUINT64_FORMAT " × %" G_GUINT64_FORMAT
                   " pixels, the limit is %" G_GUINT64_FORMAT " megapixels",
                   width, height, self->limits.max_pixels / 1000000);
      return FALSE;
    }
  return TRUE;
}

void
amb_decoder_note (AmbDecoder *self, const char *format, ...)
{
  g_autofree char *note = NULL;
  va_list args;

  va_start (args, format);
  note = g_strdup_vprintf (format, args);
  va_end (args);
  if (self->info.notes->len < MAX_NOTES
      && !g_ptr_array_find_with_equal_func (self->info.notes, note, g_str_equal, NULL))
    g_ptr_array_add (self->info.notes, g_steal_pointer (&note));
}

/* The profile says its own length in its first bytes; some writers pad it. */
static GBytes *
trim_icc (GBytes *icc)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (icc, &length);
  gsize said = length >= MIN_ICC_BYTES ? amb_u32be (bytes) : 0;

  if (said < MIN_ICC_BYTES || said > length || memcmp (bytes + ICC_SIGNATURE, "acsp", 4) != 0)
    return NULL;
  return g_bytes_new_from_bytes (icc, 0, said);
}

void
amb_decoder_take_icc (AmbDecoder *self, GBytes *icc)
{
  gsize length = g_bytes_get_size (icc);

  g_clear_pointer (&self->info.icc, g_bytes_unref);
  if (length > self->limits.max_icc)
    {
      amb_decoder_note (
          self, "colour profile ignored: %" G_GSIZE_FORMAT " bytes are over the limit", length);
      return;
    }
  self->info.icc = trim_icc (icc);
  if (self->info.icc == NULL)
    amb_decoder_note (self, "colour profile ignored: it is damaged");
}

void
amb_decoder_set_read_error (AmbDecoder *self, GError **error)
{
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_READ, g_strerror (self->input.errsv));
}

gboolean
amb_decode_request_stops (const AmbDecodeRequest *request, guint permille)
{
  return request->check != NULL && request->check (MIN (permille, 1000), request->user_data);
}

void
amb_set_cancelled (GError **error)
{
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_CANCELLED, "");
}

void
amb_pixels_fill_rest (AmbPixels *pixels, guint row)
{
  guint channels = amb_pixels_channels (pixels);
  gsize row_samples = (gsize) pixels->width * channels;

  for (guint y = row; y < pixels->height; y++)
    {
      guint8 *line = pixels->data + pixels->stride * y;

      memset (line, 0x80, row_samples * (pixels->depth / 8));
      if (!pixels->has_alpha)
        continue;
      for (gsize i = channels - 1; i < row_samples; i += channels)
        if (pixels->depth == 8)
          line[i] = 0xff;
        else
          ((guint16 *) (gpointer) line)[i] = 0xffff;
    }
}
