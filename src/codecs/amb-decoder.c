/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a file by its content. */
#include "amb-coder-private.h"

#include <errno.h>
#include <sys/stat.h>
#include "amb-error.h"

static void
info_clear (AmbImageInfo *info)
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

  coder = amb_coders_find (codec, error);
  if (coder == NULL)
    return NULL;
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
  info_clear (&self->info);
  g_free (self);
}
