/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What every format checks, notes and fills in the same way. In the worker and in the module. */
#include "amb-coder-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"

enum
{
  MIN_ICC_BYTES = 128 + 4, /* header and tag count, ICC.1:2022 section 7 */
  ICC_SIGNATURE = 36,
  MAX_NOTES = 32,
};

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
                   N_("%u × %u pixels, the limit is %u pixels an edge"), (guint) width,
                   (guint) height, AMB_MAX_EDGE);
      return FALSE;
    }
  if (width > self->limits.max_pixels / height)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_TOO_LARGE,
                   N_("%u × %u pixels, the limit is %u megapixels"), (guint) width, (guint) height,
                   (guint) (self->limits.max_pixels / 1000000));
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

/* Once, though an output is encoded several times where its bytes are limited. */
void
amb_encoder_note (AmbEncoder *self, const char *note)
{
  GPtrArray *notes = self->spec.notes;

  if (notes != NULL && !g_ptr_array_find_with_equal_func (notes, note, g_str_equal, NULL))
    g_ptr_array_add (notes, g_strdup (note));
}

void
amb_encoder_drop_block (AmbEncoder *self, GBytes **block, const char *name)
{
  g_autofree char *note = g_strdup_printf ("%s left out: the format cannot hold it", name);

  if (*block != NULL)
    amb_encoder_note (self, note);
  g_clear_pointer (block, g_bytes_unref);
}
