/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* TIFF, through libtiff: the record and the decoder.
 *
 * DESIGN: what a picture is about (blocks, pages, orientation) is read by amb-tiff-describe.c
 * before libtiff sees the file. Grey, RGB, CMYK and palettes come as they are stored, band by band,
 * and are unpacked here, so that no bit is lost; YCbCr that is not plain JPEG, and Lab, are mixed
 * by libtiff to 8-bit RGB. libtiff maps nothing and opens nothing: it reads through pread. */
#include "amb-codec-private.h"

#ifndef AMB_WORKER

static const AmbCodec tiff = {
  .name = "tiff",
  .title = "TIFF",
  .mime_types = (const char *const[]){ "image/tiff", NULL },
  .extensions = (const char *const[]){ "tif", "tiff", NULL },
  .magics = (const AmbMagic[]){ { 0, "II*\0", 4 },
                                { 0, "MM\0*", 4 },
                                { 0, "II+\0\b\0\0\0", 8 },
                                { 0, "MM\0+\0\b\0\0", 8 } },
  .n_magics = 4,
  .flags = AMB_CODEC_WRITES | AMB_CODEC_WRITES_ALPHA | AMB_CODEC_WRITES_16,
};

const AmbCodec *const amb_codec_tiff_records[] = { &tiff, NULL };

#else

#include "amb-tiff-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"

enum
{
  MAX_SINGLE_ALLOC = 256 * 1024 * 1024, /* bytes, beside the file's own size: tables of strips */
};

typedef struct
{
  AmbDecoder parent;
  TIFF *tiff;
  guint64 position;
  gboolean lacks_data; /* libtiff has asked for more than the file holds */
  char detail[160];    /* the first error since it was emptied */
  AmbTiffLayout layout;
} TiffDecoder;

static tmsize_t
on_read (thandle_t handle, void *bytes, tmsize_t length)
{
  TiffDecoder *self = handle;
  gssize n = amb_input_read (&self->parent.input, self->position, bytes, (gsize) length);

  if (n < 0)
    return -1;
  self->position += (guint64) n;
  self->lacks_data |= n < length;
  return n;
}

static tmsize_t
on_write (thandle_t handle, void *bytes, tmsize_t length)
{
  return -1;
}

static toff_t
on_seek (thandle_t handle, toff_t offset, int whence)
{
  TiffDecoder *self = handle;

  if (whence == SEEK_CUR)
    offset += self->position;
  else if (whence == SEEK_END)
    offset += self->parent.input.size;
  return self->position = offset;
}

static int
on_close (thandle_t handle)
{
  return 0;
}

static toff_t
on_size (thandle_t handle)
{
  return ((TiffDecoder *) handle)->parent.input.size;
}

static G_GNUC_PRINTF (4, 0) int on_error (
    TIFF *tiff, void *user_data, const char *module, const char *format, va_list args)
{
  TiffDecoder *self = user_data;

  if (self->detail[0] == '\0')
    g_vsnprintf (self->detail, sizeof self->detail, format, args);
  return 1;
}

/* Private tags are nothing to warn of. */
static G_GNUC_PRINTF (4, 0) int on_warning (
    TIFF *tiff, void *user_data, const char *module, const char *format, va_list args)
{
  TiffDecoder *self = user_data;
  g_autofree char *text = g_strdup_vprintf (format, args);
  const char *end;

  if (!g_str_has_prefix (text, "Unknown field") && g_utf8_validate (text, -1, &end))
    amb_decoder_note (&self->parent, "%s", text);
  return 1;
}

/* What went wrong, as far as it is known: the file ends, or it makes no sense. */
static void
set_error (TiffDecoder *self, GError **error)
{
  g_autofree char *detail = g_utf8_make_valid (self->detail, -1);

  if (self->parent.input.errsv != 0)
    amb_decoder_set_read_error (&self->parent, error);
  else if (strcasestr (detail, "memory") != NULL)
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, detail);
  else
    g_set_error_literal (error, AMB_ERROR,
                         self->lacks_data ? AMB_ERROR_TRUNCATED : AMB_ERROR_DAMAGED, detail);
}

static gboolean
open_library (TiffDecoder *self, GError **error)
{
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc ();

  TIFFOpenOptionsSetErrorHandlerExtR (options, on_error, self);
  TIFFOpenOptionsSetWarningHandlerExtR (options, on_warning, self);
  TIFFOpenOptionsSetMaxSingleMemAlloc (
      options, (tmsize_t) MIN (self->parent.input.size + MAX_SINGLE_ALLOC, G_MAXSSIZE));
  self->tiff = TIFFClientOpenExt ("input", "rm", self, on_read, on_write, on_seek, on_close,
                                  on_size, NULL, NULL, options);
  TIFFOpenOptionsFree (options);
  if (self->tiff != NULL)
    return TRUE;
  set_error (self, error);
  return FALSE;
}

static gboolean
refuse (GError **error, const char *detail)
{
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_UNSUPPORTED, detail);
  return FALSE;
}

static guint
field (TiffDecoder *self, guint32 tag)
{
  guint16 value = 0;

  return TIFFGetFieldDefaulted (self->tiff, tag, &value) ? value : 0;
}

static guint
photometric (TiffDecoder *self)
{
  guint16 value;

  if (TIFFGetField (self->tiff, TIFFTAG_PHOTOMETRIC, &value))
    return value;
  return field (self, TIFFTAG_SAMPLESPERPIXEL) >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
}

/* How each kind of picture is read. JPEG inside TIFF is asked for RGB, so its YCbCr is none. */
static gboolean
choose_model (TiffDecoder *self, guint kind, GError **error)
{
  AmbTiffLayout *layout = &self->layout;
  AmbImageInfo *info = &self->parent.info;

  layout->colours = 1;
  switch (kind)
    {
    case PHOTOMETRIC_MINISWHITE:
      layout->flags |= AMB_TIFF_INVERTED;
      G_GNUC_FALLTHROUGH;
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_MASK:
      info->model = AMB_MODEL_GRAY;
      return TRUE;
    case PHOTOMETRIC_PALETTE:
      if (layout->bits <= 8
          && TIFFGetField (self->tiff, TIFFTAG_COLORMAP, &layout->map[0], &layout->map[1],
                           &layout->map[2]))
        return TRUE;
      return refuse (error, N_("a palette of this kind"));
    case PHOTOMETRIC_RGB:
      layout->colours = 3;
      return TRUE;
    case PHOTOMETRIC_SEPARATED:
      layout->colours = 4;
      info->model = AMB_MODEL_CMYK;
      return field (self, TIFFTAG_INKSET) == INKSET_CMYK
             || refuse (error, N_("inks other than CMYK"));
    default:
      layout->flags |= AMB_TIFF_BY_LIBRARY;
      return TRUE;
    }
}

/* Which sample is alpha: the first that is said to be; where nothing is said, one more than the
 * colours. */
static void
choose_alpha (TiffDecoder *self, gboolean says_extra)
{
  AmbTiffLayout *layout = &self->layout;
  guint16 n = 0, *kinds = NULL;

  TIFFGetFieldDefaulted (self->tiff, TIFFTAG_EXTRASAMPLES, &n, &kinds);
  if (!says_extra && layout->samples == layout->colours + 1)
    layout->alpha = layout->colours;
  for (guint i = 0; says_extra && i < n && layout->alpha == 0; i++)
    if (kinds[i] != EXTRASAMPLE_UNSPECIFIED && layout->colours + i < layout->samples)
      {
        layout->alpha = layout->colours + i;
        if (kinds[i] == EXTRASAMPLE_ASSOCALPHA)
          layout->flags |= AMB_TIFF_PREMULTIPLIED;
      }
  if (layout->alpha == 0 && layout->samples > layout->colours)
    amb_decoder_note (&self->parent, "channels beyond the colours are left out");
  self->parent.info.has_alpha = layout->alpha != 0;
}

static gboolean
choose_depth (TiffDecoder *self, GError **error)
{
  AmbTiffLayout *layout = &self->layout;
  guint format = field (self, TIFFTAG_SAMPLEFORMAT);

  if (format == SAMPLEFORMAT_IEEEFP)
    layout->flags |= AMB_TIFF_FLOAT;
  else if (format == SAMPLEFORMAT_INT)
    layout->flags |= AMB_TIFF_SIGNED;
  else if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID)
    return refuse (error, N_("complex samples"));
  if (layout->flags & AMB_TIFF_FLOAT
          ? layout->bits != 16 && layout->bits != 32 && layout->bits != 64
          : layout->bits == 0 || layout->bits > 32)
    return refuse (error, N_("samples of this width"));
  if ((layout->flags & AMB_TIFF_FLOAT) || layout->bits > 16)
    amb_decoder_note (&self->parent, "read with 16 bits, it has %u%s", layout->bits,
                      layout->flags & AMB_TIFF_FLOAT ? " (floating point, from 0 to 1)" : "");
  self->parent.info.depth = layout->bits > 8 ? 16 : 8;
  return TRUE;
}

/* What libtiff mixes itself. */
static gboolean
choose_library (TiffDecoder *self, GError **error)
{
  AmbImageInfo *info = &self->parent.info;
  guint16 n = 0, *kinds = NULL;
  char detail[1024] = "";

  info->model = AMB_MODEL_RGB;
  info->depth = 8;
  TIFFGetFieldDefaulted (self->tiff, TIFFTAG_EXTRASAMPLES, &n, &kinds);
  info->has_alpha = n > 0;
  self->layout.flags = AMB_TIFF_BY_LIBRARY | AMB_TIFF_PREMULTIPLIED;
  return TIFFRGBAImageOK (self->tiff, detail) || refuse (error, detail);
}

static gboolean
choose_layout (TiffDecoder *self, gboolean says_extra, GError **error)
{
  AmbTiffLayout *layout = &self->layout;
  guint kind = photometric (self);
  guint compression = field (self, TIFFTAG_COMPRESSION);

  if (!TIFFIsCODECConfigured ((guint16) compression))
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_UNSUPPORTED, "compression %u", compression);
      return FALSE;
    }
  layout->bits = field (self, TIFFTAG_BITSPERSAMPLE);
  layout->samples = field (self, TIFFTAG_SAMPLESPERPIXEL);
  if (field (self, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE && layout->samples > 1)
    layout->flags |= AMB_TIFF_PLANAR;
  if (kind == PHOTOMETRIC_YCBCR && compression == COMPRESSION_JPEG
      && !(layout->flags & AMB_TIFF_PLANAR))
    {
      TIFFSetField (self->tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      kind = PHOTOMETRIC_RGB;
    }
  if (!choose_model (self, kind, error))
    return FALSE;
  if (layout->flags & AMB_TIFF_BY_LIBRARY)
    return choose_library (self, error);
  if (layout->samples < layout->colours)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_DAMAGED,
                           N_("it has fewer samples than colours"));
      return FALSE;
    }
  choose_alpha (self, says_extra);
  if (!choose_depth (self, error))
    return FALSE;
  amb_tiff_layout_prepare (layout);
  return TRUE;
}

static gboolean
tiff_open (AmbDecoder *decoder, GError **error)
{
  TiffDecoder *self = (TiffDecoder *) decoder;
  gboolean says_extra;
  guint32 width = 0, height = 0;

  if (!amb_tiff_describe (decoder, &says_extra, error) || !open_library (self, error))
    return FALSE;
  TIFFGetField (self->tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField (self->tiff, TIFFTAG_IMAGELENGTH, &height);
  decoder->info.width = width;
  decoder->info.height = height;
  return amb_decoder_check_size (decoder, width, height, error)
         && choose_layout (self, says_extra, error);
}

static void
tiff_close (AmbDecoder *decoder)
{
  TiffDecoder *self = (TiffDecoder *) decoder;

  g_clear_pointer (&self->tiff, TIFFClose);
  amb_tiff_layout_clear (&self->layout);
}

/* What there is when a band cannot be read: nothing, an error, or the rows so far. */
static gboolean
give_up (TiffDecoder *self, AmbPixels *pixels, guint y, gboolean *complete, GError **error)
{
  if (y == 0 || !self->lacks_data || self->parent.input.errsv != 0)
    {
      set_error (self, error);
      return FALSE;
    }
  amb_decoder_note (&self->parent, "%s", self->detail);
  amb_pixels_fill_rest (pixels, y);
  *complete = FALSE;
  return TRUE;
}

static gboolean
stops (
    TiffDecoder *self, const AmbDecodeRequest *request, guint64 done, guint64 all, GError **error)
{
  if (!amb_decode_request_stops (request, (guint) (done * 1000 / all)))
    return FALSE;
  amb_set_cancelled (error);
  return TRUE;
}

/* Planes of a palette or beyond alpha are not needed. */
static gboolean
needs_plane (const AmbTiffLayout *layout, guint plane)
{
  return plane < layout->colours || (layout->alpha != 0 && plane == layout->alpha);
}

static gboolean
decode_plane (TiffDecoder *self,
              AmbTiffReader *reader,
              const AmbDecodeRequest *request,
              guint plane,
              AmbPixels *pixels,
              gboolean *complete,
              GError **error)
{
  guint planes = self->layout.flags & AMB_TIFF_PLANAR ? self->layout.samples : 1;

  for (guint y = 0; y < pixels->height; y += reader->rows)
    {
      guint n_rows = MIN (reader->rows, pixels->height - y);

      if (stops (self, request, (guint64) plane * pixels->height + y,
                 (guint64) planes * pixels->height, error))
        return FALSE;
      if (!amb_tiff_reader_read (reader, y, n_rows, (guint16) plane))
        return give_up (self, pixels, plane > 0 ? MAX (y, 1) : y, complete, error);
      for (guint row = 0; row < n_rows; row++)
        amb_tiff_unpack_row (&self->layout, reader->band + row * reader->row_bytes, plane, pixels,
                             pixels->data + pixels->stride * (y + row));
    }
  return TRUE;
}

static gboolean
decode_direct (TiffDecoder *self,
               const AmbDecodeRequest *request,
               AmbPixels *pixels,
               gboolean *complete,
               GError **error)
{
  guint planes = self->layout.flags & AMB_TIFF_PLANAR ? self->layout.samples : 1;
  g_auto (AmbTiffReader) reader = { FALSE };

  if (!amb_tiff_reader_init (&reader, self->tiff, &self->parent.info, &self->layout, error))
    return FALSE;
  for (guint plane = 0; plane < planes && *complete; plane++)
    if (needs_plane (&self->layout, plane)
        && !decode_plane (self, &reader, request, plane, pixels, complete, error))
      return FALSE;
  return TRUE;
}

static void
copy_mixed (const guint32 *from, AmbPixels *pixels, guint8 *row)
{
  guint channels = amb_pixels_channels (pixels);

  for (guint x = 0; x < pixels->width; x++)
    for (guint c = 0; c < channels; c++)
      row[(gsize) x * channels + c] = (guint8) (from[x] >> (8 * c));
}

static gboolean
mix_bands (TiffDecoder *self,
           TIFFRGBAImage *image,
           const AmbDecodeRequest *request,
           AmbPixels *pixels,
           gboolean *complete,
           GError **error)
{
  guint32 rows = 0;
  g_autofree guint32 *raster = NULL;

  if (TIFFIsTiled (self->tiff))
    TIFFGetField (self->tiff, TIFFTAG_TILELENGTH, &rows);
  else
    TIFFGetFieldDefaulted (self->tiff, TIFFTAG_ROWSPERSTRIP, &rows);
  rows = CLAMP (rows, 1, pixels->height);
  raster = g_try_malloc0_n ((gsize) pixels->width * rows, sizeof *raster);
  if (raster == NULL)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "a band of rows");
      return FALSE;
    }
  for (guint y = 0; y < pixels->height; y += rows)
    {
      guint n_rows = MIN (rows, pixels->height - y);

      if (stops (self, request, y, pixels->height, error))
        return FALSE;
      image->row_offset = (int) y;
      if (!TIFFRGBAImageGet (image, raster, pixels->width, n_rows))
        return give_up (self, pixels, y, complete, error);
      for (guint row = 0; row < n_rows; row++)
        copy_mixed (raster + (gsize) row * pixels->width, pixels,
                    pixels->data + pixels->stride * (y + row));
    }
  return TRUE;
}

static gboolean
decode_by_library (TiffDecoder *self,
                   const AmbDecodeRequest *request,
                   AmbPixels *pixels,
                   gboolean *complete,
                   GError **error)
{
  TIFFRGBAImage image;
  char detail[1024] = "";
  gboolean ok;

  if (!TIFFRGBAImageBegin (&image, self->tiff, 1, detail))
    return refuse (error, detail);
  image.req_orientation = image.orientation; /* turning comes later */
  ok = mix_bands (self, &image, request, pixels, complete, error);
  TIFFRGBAImageEnd (&image);
  return ok;
}

static AmbPixels *
tiff_decode (AmbDecoder *decoder,
             const AmbDecodeRequest *request,
             gboolean *complete,
             GError **error)
{
  TiffDecoder *self = (TiffDecoder *) decoder;
  const AmbImageInfo *info = &decoder->info;
  g_autoptr (AmbPixels) pixels
      = amb_pixels_new (info->width, info->height, info->model, info->has_alpha, info->depth);

  self->lacks_data = FALSE;
  self->detail[0] = '\0';
  if (pixels == NULL)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "");
      return NULL;
    }
  if (!(self->layout.flags & AMB_TIFF_BY_LIBRARY
            ? decode_by_library (self, request, pixels, complete, error)
            : decode_direct (self, request, pixels, complete, error)))
    return NULL;
  if (info->has_alpha && (self->layout.flags & AMB_TIFF_PREMULTIPLIED))
    for (guint y = 0; y < info->height; y++)
      amb_tiff_divide_row (pixels, pixels->data + pixels->stride * y);
  return g_steal_pointer (&pixels);
}

const AmbCoder amb_coder_tiff = {
  .decoder_size = sizeof (TiffDecoder),
  .open = tiff_open,
  .decode = tiff_decode,
  .close = tiff_close,
  .encoder_size = sizeof (AmbTiffEncoder),
  .start = amb_tiff_encoder_start,
  .write = amb_tiff_encoder_write,
  .finish = amb_tiff_encoder_finish,
  .stop = amb_tiff_encoder_stop,
};

#endif
