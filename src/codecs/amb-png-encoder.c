/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* PNG, through libpng: the encoder. Grey or RGB, with or without alpha, 8 or 16 bits; metadata
 * before the picture. */
#include "amb-png-private.h"

#include <string.h>
#include "amb-error.h"

enum
{
  COMPRESSION_LEVEL = 4,
  BEST_COMPRESSION_LEVEL = 9,
  HEX_BYTES_PER_LINE = 36, /* as ImageMagick writes raw profiles */
};

static G_NORETURN void
on_error (png_structp png, png_const_charp text)
{
  AmbPngEncoder *self = png_get_error_ptr (png);

  g_strlcpy (self->detail, text, sizeof self->detail);
  longjmp (self->escape, 1);
}

static void
on_warning (png_structp png, png_const_charp text)
{
}

static void
on_write (png_structp png, png_bytep bytes, png_size_t length)
{
  AmbPngEncoder *self = png_get_io_ptr (png);

  if (!amb_output_write (&self->parent.output, bytes, length))
    png_error (png, "write");
}

static void
on_flush (png_structp png)
{
}

static gboolean
run (AmbPngEncoder *self, void (*step) (AmbPngEncoder *self), GError **error)
{
  gboolean memory;

  if (setjmp (self->escape) == 0)
    {
      step (self);
      return TRUE;
    }
  memory = strcasestr (self->detail, "memory") != NULL;
  if (self->parent.output.errsv != 0)
    amb_output_set_error (&self->parent.output, error);
  else
    g_set_error_literal (error, AMB_ERROR, memory ? AMB_ERROR_MEMORY : AMB_ERROR_WRITE,
                         self->detail);
  return FALSE;
}

static void
step_create (AmbPngEncoder *self)
{
  self->png = png_create_write_struct (PNG_LIBPNG_VER_STRING, self, on_error, on_warning);
  if (self->png != NULL)
    self->info = png_create_info_struct (self->png);
  if (self->info == NULL)
    {
      g_strlcpy (self->detail, "out of memory", sizeof self->detail);
      longjmp (self->escape, 1);
    }
  png_set_write_fn (self->png, self, on_write, on_flush);
  png_set_user_limits (self->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_benign_errors (
      self->png, 1); /* a profile that libpng finds fault with is no reason to lose the picture */
}

static int
colour_type (const AmbEncodeSpec *spec)
{
  return (spec->model == AMB_MODEL_RGB ? PNG_COLOR_MASK_COLOR : 0)
         | (spec->has_alpha ? PNG_COLOR_MASK_ALPHA : 0);
}

/* Sub, Up and Paeth are chosen by row; the slower rest gains photos next to nothing, so it has to
 * be asked for. */
static void
step_setup (AmbPngEncoder *self)
{
  const AmbEncodeSpec *spec = &self->parent.spec;

  png_set_IHDR (self->png, self->info, spec->width, spec->height, (int) spec->depth,
                colour_type (spec), PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                PNG_FILTER_TYPE_DEFAULT);
  const gboolean best = (spec->flags & AMB_FORM_OPTIMIZE) != 0;
  png_set_compression_level (self->png, best ? BEST_COMPRESSION_LEVEL : COMPRESSION_LEVEL);
  png_set_filter (self->png, PNG_FILTER_TYPE_BASE,
                  best ? PNG_ALL_FILTERS : PNG_FILTER_SUB | PNG_FILTER_UP | PNG_FILTER_PAETH);
}

/* A profile must be of the picture's kind; a grey picture that comes with an RGB profile is one of
 * grey on sRGB's axis. */
static void
step_colour (AmbPngEncoder *self)
{
  const AmbEncodeSpec *spec = &self->parent.spec;

  if (spec->icc == NULL)
    return;
  if (amb_block_is_profile_of (spec->icc, spec->model))
    png_set_iCCP (self->png, self->info, "ICC profile", PNG_COMPRESSION_TYPE_BASE,
                  g_bytes_get_data (spec->icc, NULL), (png_uint_32) g_bytes_get_size (spec->icc));
  else
    png_set_sRGB (self->png, self->info, PNG_sRGB_INTENT_RELATIVE);
  self->lost_icc = png_get_valid (self->png, self->info, PNG_INFO_iCCP | PNG_INFO_sRGB) == 0;
}

static void
step_metadata (AmbPngEncoder *self)
{
  png_text texts[2] = {
    { .compression = PNG_ITXT_COMPRESSION_NONE, .key = (png_charp) AMB_PNG_XMP },
    { .compression = PNG_TEXT_COMPRESSION_zTXt, .key = (png_charp) AMB_PNG_RAW_PROFILE "iptc" },
  };
  gsize length;
  gconstpointer exif;

  if (self->parent.spec.exif != NULL)
    {
      exif = g_bytes_get_data (self->parent.spec.exif, &length);
      png_set_eXIf_1 (self->png, self->info, (png_uint_32) length, (png_bytep) exif);
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (self->texts[i] != NULL)
      {
        texts[i].text = self->texts[i];
        png_set_text (self->png, self->info, &texts[i], 1);
      }
}

static void
step_begin (AmbPngEncoder *self)
{
  png_write_info (self->png, self->info);
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    png_set_swap (self->png);
}

static void
step_rows (AmbPngEncoder *self)
{
  for (guint i = 0; i < self->n_rows; i++)
    png_write_row (self->png, self->rows + self->stride * i);
}

static void
step_finish (AmbPngEncoder *self)
{
  png_write_end (self->png, NULL);
}

static char *
xmp_text (GBytes *xmp)
{
  gsize length;
  const char *text = xmp != NULL ? g_bytes_get_data (xmp, &length) : NULL;

  return text != NULL ? g_strndup (text, length) : NULL;
}

/* Photoshop's resources in the hexadecimal form that exiv2, exiftool and ImageMagick read. */
static char *
iptc_text (GBytes *iptc)
{
  gsize length;
  const guint8 *bytes = iptc != NULL ? g_bytes_get_data (iptc, &length) : NULL;
  GString *text;

  if (bytes == NULL || length <= sizeof AMB_PHOTOSHOP_NAME)
    return NULL;
  bytes += sizeof AMB_PHOTOSHOP_NAME;
  length -= sizeof AMB_PHOTOSHOP_NAME;
  text = g_string_new (NULL);
  g_string_append_printf (text, "\niptc\n%8" G_GSIZE_FORMAT, length);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, i % HEX_BYTES_PER_LINE == 0 ? "\n%02x" : "%02x", bytes[i]);
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

gboolean
amb_png_encoder_start (AmbEncoder *encoder, GError **error)
{
  AmbPngEncoder *self = (AmbPngEncoder *) encoder;

  amb_encoder_drop_block (encoder, &encoder->spec.xmp_extended, "XMP extension");
  self->texts[0] = xmp_text (encoder->spec.xmp);
  self->texts[1] = iptc_text (encoder->spec.iptc);
  if (!run (self, step_create, error) || !run (self, step_setup, error)
      || !run (self, step_colour, error) || !run (self, step_metadata, error)
      || !run (self, step_begin, error))
    return FALSE;
  if (self->lost_icc)
    amb_encoder_drop_block (encoder, &encoder->spec.icc, "colour profile");
  return TRUE;
}

gboolean
amb_png_encoder_write (
    AmbEncoder *encoder, const guint8 *rows, gsize stride, guint n_rows, GError **error)
{
  AmbPngEncoder *self = (AmbPngEncoder *) encoder;

  self->rows = rows;
  self->stride = stride;
  self->n_rows = n_rows;
  return run (self, step_rows, error);
}

gboolean
amb_png_encoder_finish (AmbEncoder *encoder, GError **error)
{
  return run ((AmbPngEncoder *) encoder, step_finish, error);
}

void
amb_png_encoder_stop (AmbEncoder *encoder)
{
  AmbPngEncoder *self = (AmbPngEncoder *) encoder;

  png_destroy_write_struct (&self->png, &self->info);
  for (guint i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_free (self->texts[i]);
}
