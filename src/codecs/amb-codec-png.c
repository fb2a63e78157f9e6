/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* PNG, through libpng: the record and the decoder.
 *
 * DESIGN: jumps are confined as in the JPEG decoder: one setjmp (run), steps that own nothing.
 * libpng is told to pass over every chunk that does not change pixels or their colour; the others
 * are collected by amb-png-blocks.c, which can bound them. */
#include "amb-codec-private.h"

#ifndef AMB_WORKER

static const AmbCodec png = {
  .name = "png",
  .title = "PNG",
  .mime_types = (const char *const[]){ "image/png", "image/apng", NULL },
  .extensions = (const char *const[]){ "png", "apng", NULL },
  .magics = (const AmbMagic[]){ { 0, "\x89PNG\r\n\x1a\n", 8 } },
  .n_magics = 1,
  .flags = AMB_CODEC_WRITES | AMB_CODEC_WRITES_ALPHA | AMB_CODEC_WRITES_16,
};

const AmbCodec *const amb_codec_png_records[] = { &png, NULL };

#else

#include "amb-png-private.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"

enum
{
  INPUT_BYTES = 256 * 1024,
  CHECK_ROWS = 16,
};

/* PNG specification 11.3.2.2 and IEC 61966-2-1: white, red, green, blue. */
static const double srgb_chromaticities[8] = { 0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06 };
#define SRGB_GAMMA 0.45455
#define GAMMA_TOLERANCE 0.005
#define CHROMATICITY_TOLERANCE 0.002

typedef struct
{
  AmbDecoder parent;
  png_structp png;
  png_infop info;
  jmp_buf escape;

  guint64 position; /* of the file's byte after the buffer */
  gsize used, filled;
  gboolean lacks_data;
  guint warnings;
  char first_warning[128];
  AmbError code;
  char detail[128];

  const AmbDecodeRequest *request; /* while decoding */
  AmbPixels *pixels;
  int n_passes, pass;
  guint row;
  guint8 *buffer; /* INPUT_BYTES */
} PngDecoder;

static G_NORETURN void
escape (PngDecoder *self, AmbError code, const char *detail)
{
  self->code = code;
  g_strlcpy (self->detail, detail, sizeof self->detail);
  longjmp (self->escape, 1);
}

/* libpng gives words, no numbers. */
static G_NORETURN void
on_error (png_structp png, png_const_charp text)
{
  PngDecoder *self = png_get_error_ptr (png);

  self->lacks_data |= strstr (text, "Not enough") != NULL;
  if (strcasestr (text, "memory") != NULL)
    escape (self, AMB_ERROR_MEMORY, text);
  escape (self, self->lacks_data ? AMB_ERROR_TRUNCATED : AMB_ERROR_DAMAGED, text);
}

static void
on_warning (png_structp png, png_const_charp text)
{
  PngDecoder *self = png_get_error_ptr (png);

  if (self->warnings++ == 0)
    g_strlcpy (self->first_warning, text, sizeof self->first_warning);
}

static void
fill_buffer (PngDecoder *self)
{
  gssize n = amb_input_read (&self->parent.input, self->position, self->buffer, INPUT_BYTES);

  if (n < 0)
    escape (self, AMB_ERROR_READ, g_strerror (self->parent.input.errsv));
  if (n == 0)
    {
      self->lacks_data = TRUE;
      escape (self, AMB_ERROR_TRUNCATED, N_("the file ends early"));
    }
  self->position += (guint64) n;
  self->used = 0;
  self->filled = (gsize) n;
}

static void
on_read (png_structp png, png_bytep bytes, png_size_t length)
{
  PngDecoder *self = png_get_io_ptr (png);

  while (length > 0)
    {
      gsize n;

      if (self->used == self->filled)
        fill_buffer (self);
      n = MIN (length, self->filled - self->used);
      memcpy (bytes, self->buffer + self->used, n);
      self->used += n;
      bytes += n;
      length -= n;
    }
}

/* The one place that jumps come back to. */
static gboolean
run (PngDecoder *self, void (*step) (PngDecoder *self))
{
  if (setjmp (self->escape) != 0)
    return FALSE;
  step (self);
  return TRUE;
}

static void
step_header (PngDecoder *self)
{
  static const png_byte passed_over[]
      = "tEXt\0zTXt\0iTXt\0eXIf\0sPLT\0hIST\0pCAL\0sCAL\0tIME\0oFFs\0pHYs\0sBIT\0bKGD";

  self->png = png_create_read_struct (PNG_LIBPNG_VER_STRING, self, on_error, on_warning);
  if (self->png == NULL)
    escape (self, AMB_ERROR_MEMORY, "");
  self->info = png_create_info_struct (self->png);
  if (self->info == NULL)
    escape (self, AMB_ERROR_MEMORY, "");
  png_set_read_fn (self->png, self, on_read);
  png_set_user_limits (self->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max (self->png, self->parent.limits.max_icc);
  png_set_option (self->png, PNG_MAXIMUM_INFLATE_WINDOW, PNG_OPTION_ON);
  png_set_keep_unknown_chunks (self->png, PNG_HANDLE_CHUNK_NEVER, passed_over,
                               sizeof passed_over / 5);
  png_read_info (self->png, self->info);
}

static void
end (PngDecoder *self)
{
  png_destroy_read_struct (&self->png, &self->info, NULL);
  g_clear_pointer (&self->buffer, g_free);
  self->request = NULL;
}

static gboolean
fail_for_memory (PngDecoder *self)
{
  self->code = AMB_ERROR_MEMORY;
  self->detail[0] = '\0';
  return FALSE;
}

static gboolean
begin (PngDecoder *self)
{
  self->buffer = g_try_malloc (INPUT_BYTES);
  self->position = self->used = self->filled = 0;
  self->lacks_data = FALSE;
  self->warnings = self->row = 0;
  self->pass = 0;
  if (self->buffer == NULL)
    return fail_for_memory (self);
  return run (self, step_header);
}

static void
set_error (const PngDecoder *self, GError **error)
{
  g_set_error_literal (error, AMB_ERROR, (int) self->code, self->detail);
}

static void
note_warnings (PngDecoder *self)
{
  if (self->warnings > 1)
    amb_decoder_note (&self->parent, "%s (and %u more warnings)", self->first_warning,
                      self->warnings - 1);
  else if (self->warnings == 1)
    amb_decoder_note (&self->parent, "%s", self->first_warning);
}

static gboolean
is_srgb_primaries (const double *chromaticities)
{
  for (guint i = 0; i < 8; i++)
    if (fabs (chromaticities[i] - srgb_chromaticities[i]) > CHROMATICITY_TOLERANCE)
      return FALSE;
  return TRUE;
}

/* iCCP wins over sRGB, sRGB over gAMA and cHRM; what says no more than sRGB is left at 0. */
static void
describe_colour (PngDecoder *self)
{
  AmbImageInfo *info = &self->parent.info;
  double *c = info->chromaticities;
  double gamma = 0;
  png_charp name;
  png_bytep profile;
  png_uint_32 length;
  int method, intent;

  if (png_get_iCCP (self->png, self->info, &name, &method, &profile, &length) != 0)
    {
      g_autoptr (GBytes) icc = g_bytes_new (profile, length);

      amb_decoder_take_icc (&self->parent, icc);
    }
  if (info->icc != NULL || png_get_sRGB (self->png, self->info, &intent) != 0)
    return;

  png_get_gAMA (self->png, self->info, &gamma);
  if (png_get_cHRM (self->png, self->info, &c[0], &c[1], &c[2], &c[3], &c[4], &c[5], &c[6], &c[7])
          != 0
      && is_srgb_primaries (c))
    memset (c, 0, sizeof info->chromaticities);
  if (gamma > 0 && (c[0] > 0 || fabs (gamma - SRGB_GAMMA) > GAMMA_TOLERANCE))
    info->gamma = gamma;
}

static void
describe (PngDecoder *self)
{
  AmbImageInfo *info = &self->parent.info;
  guint colour = png_get_color_type (self->png, self->info);

  info->width = png_get_image_width (self->png, self->info);
  info->height = png_get_image_height (self->png, self->info);
  info->model = colour & PNG_COLOR_MASK_COLOR ? AMB_MODEL_RGB : AMB_MODEL_GRAY;
  info->has_alpha
      = colour & PNG_COLOR_MASK_ALPHA || png_get_valid (self->png, self->info, PNG_INFO_tRNS) != 0;
  info->depth = png_get_bit_depth (self->png, self->info) == 16 ? 16 : 8;
  describe_colour (self);
}

static gboolean
png_open (AmbDecoder *decoder, GError **error)
{
  PngDecoder *self = (PngDecoder *) decoder;
  gboolean ok = begin (self);

  if (ok)
    {
      describe (self);
      note_warnings (self);
      amb_png_take_blocks (decoder);
    }
  else
    set_error (self, error);
  end (self);
  return ok;
}

/* Everything becomes grey or RGB of 8 or 16 bits, with alpha where transparency is stored in any
 * form. */
static void
step_start (PngDecoder *self)
{
  const AmbImageInfo *info = &self->parent.info;
  guint channels = (guint) info->model + (info->has_alpha ? 1 : 0);

  if (png_get_image_width (self->png, self->info) != info->width
      || png_get_image_height (self->png, self->info) != info->height)
    escape (self, AMB_ERROR_DAMAGED, N_("the file changed while it was read"));
  png_set_expand (self->png);
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    png_set_swap (self->png);
  self->n_passes = png_set_interlace_handling (self->png);
  png_read_update_info (self->png, self->info);
  if (png_get_rowbytes (self->png, self->info)
      != (gsize) info->width * channels * (info->depth / 8))
    escape (self, AMB_ERROR_DAMAGED, N_("the file changed while it was read"));
}

static void
check_request (PngDecoder *self)
{
  guint64 height = self->pixels->height;
  guint64 done = (guint64) self->pass * height + self->row;

  if (self->row % CHECK_ROWS == 0
      && amb_decode_request_stops (self->request,
                                   (guint) (done * 1000 / (height * (guint64) self->n_passes))))
    escape (self, AMB_ERROR_CANCELLED, "");
}

static void
step_rows (PngDecoder *self)
{
  AmbPixels *pixels = self->pixels;
  gboolean interlaced = self->n_passes > 1;

  for (self->pass = 0; self->pass < self->n_passes; self->pass++)
    for (self->row = 0; self->row < pixels->height; self->row++)
      {
        guint8 *row = pixels->data + pixels->stride * self->row;

        check_request (self);
        png_read_row (self->png, interlaced ? NULL : row, interlaced ? row : NULL);
      }
}

/* Missing data leaves a picture that can be shown; damaged data does not: its checksum says it is
 * not the picture. */
static gboolean
read_rows (PngDecoder *self, gboolean *complete)
{
  gboolean interlaced = self->n_passes > 1;

  if (interlaced)
    amb_pixels_fill_rest (self->pixels, 0);
  if (run (self, step_rows))
    return TRUE;
  if (self->code != AMB_ERROR_TRUNCATED || (self->row == 0 && self->pass == 0))
    return FALSE;
  amb_decoder_note (&self->parent, "%s", self->detail);
  if (!interlaced)
    amb_pixels_fill_rest (self->pixels, self->row);
  *complete = FALSE;
  return TRUE;
}

static gboolean
make_pixels (PngDecoder *self)
{
  const AmbImageInfo *info = &self->parent.info;

  self->pixels
      = amb_pixels_new (info->width, info->height, info->model, info->has_alpha, info->depth);
  return self->pixels != NULL || fail_for_memory (self);
}

static AmbPixels *
png_decode (AmbDecoder *decoder,
            const AmbDecodeRequest *request,
            gboolean *complete,
            GError **error)
{
  PngDecoder *self = (PngDecoder *) decoder;

  self->request = request;
  if (!(begin (self) && run (self, step_start) && make_pixels (self) && read_rows (self, complete)))
    {
      set_error (self, error);
      g_clear_pointer (&self->pixels, amb_pixels_free);
    }
  else
    note_warnings (self);
  end (self);
  return g_steal_pointer (&self->pixels);
}

const AmbCoder amb_coder_png = {
  .decoder_size = sizeof (PngDecoder),
  .open = png_open,
  .decode = png_decode,
  .encoder_size = sizeof (AmbPngEncoder),
  .start = amb_png_encoder_start,
  .write = amb_png_encoder_write,
  .finish = amb_png_encoder_finish,
  .stop = amb_png_encoder_stop,
};

#endif
