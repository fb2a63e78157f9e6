/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Encoding row by row: what every format checks in the same way. */
#include "amb-coder-private.h"

#include "amb-error.h"

static const char *
refuse_spec (const AmbCodec *codec, const AmbEncodeSpec *spec)
{
  if (!(codec->flags & AMB_CODEC_WRITES))
    return "writing";
  if (spec->width == 0 || spec->height == 0)
    return "a picture without pixels";
  if (spec->model != AMB_MODEL_GRAY && spec->model != AMB_MODEL_RGB)
    return "CMYK";
  if (spec->has_alpha && !(codec->flags & AMB_CODEC_WRITES_ALPHA))
    return "transparency";
  if (spec->depth != 8 && !(spec->depth == 16 && (codec->flags & AMB_CODEC_WRITES_16)))
    return "this depth";
  return NULL;
}

static GBytes *
ref_block (GBytes *block)
{
  return block != NULL && g_bytes_get_size (block) > 0 ? g_bytes_ref (block) : NULL;
}

static void
hold_spec (AmbEncoder *self, const AmbEncodeSpec *spec)
{
  self->spec = *spec;
  self->spec.icc = ref_block (spec->icc);
  self->spec.exif = ref_block (spec->exif);
  self->spec.xmp = ref_block (spec->xmp);
  self->spec.xmp_extended = ref_block (spec->xmp_extended);
  self->spec.iptc = ref_block (spec->iptc);
  self->spec.notes = spec->notes != NULL ? g_ptr_array_ref (spec->notes) : NULL;
}

AmbEncoder *
amb_encoder_new (const AmbCodec *codec, int fd, const AmbEncodeSpec *spec, GError **error)
{
  const char *refused;
  g_autoptr (AmbEncoder) self = NULL;

  g_return_val_if_fail (codec != NULL && spec != NULL, NULL);

  refused = refuse_spec (codec, spec);
  if (refused != NULL)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_UNSUPPORTED, "%s does not support %s", codec->title,
                   refused);
      return NULL;
    }

  const AmbCoder *coder = amb_coders_find (codec, error);
  if (coder == NULL)
    return NULL;
  self = g_malloc0 (coder->encoder_size);
  self->coder = coder;
  self->output = (AmbOutput){ .fd = fd, .buffer = g_malloc (AMB_OUTPUT_BYTES) };
  self->rows_left = spec->height;
  hold_spec (self, spec);
  if (!coder->start (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* After a failure nothing more is written, whoever calls. */
static gboolean
may_go_on (AmbEncoder *self, GError **error)
{
  if (self->failed)
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_WRITE, "an earlier write failed");
  return !self->failed;
}

gboolean
amb_encoder_write (AmbEncoder *self, const void *rows, gsize stride, guint n_rows, GError **error)
{
  g_return_val_if_fail (self != NULL && rows != NULL, FALSE);
  g_return_val_if_fail (n_rows <= self->rows_left, FALSE);

  if (!may_go_on (self, error))
    return FALSE;
  self->failed = !self->coder->write (self, rows, stride, n_rows, error);
  self->rows_left -= n_rows;
  return !self->failed;
}

gboolean
amb_encoder_finish (AmbEncoder *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!may_go_on (self, error))
    return FALSE;
  self->failed = TRUE; /* nothing may follow, whatever the outcome */
  if (self->rows_left > 0)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_FAILED, "%u rows were not written", self->rows_left);
      return FALSE;
    }
  if (!self->coder->finish (self, error))
    return FALSE;
  if (!amb_output_flush (&self->output))
    {
      amb_output_set_error (&self->output, error);
      return FALSE;
    }
  return TRUE;
}

void
amb_encoder_free (AmbEncoder *self)
{
  if (self == NULL)
    return;
  if (self->coder->stop != NULL)
    self->coder->stop (self);
  g_clear_pointer (&self->spec.icc, g_bytes_unref);
  g_clear_pointer (&self->spec.exif, g_bytes_unref);
  g_clear_pointer (&self->spec.xmp, g_bytes_unref);
  g_clear_pointer (&self->spec.xmp_extended, g_bytes_unref);
  g_clear_pointer (&self->spec.iptc, g_bytes_unref);
  g_clear_pointer (&self->spec.notes, g_ptr_array_unref);
  g_free (self->output.buffer);
  g_free (self);
}
