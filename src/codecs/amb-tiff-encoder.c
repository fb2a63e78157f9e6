/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* TIFF, through libtiff: the encoder. Grey or RGB, with or without straight alpha, 8 or 16 bits,
 * deflated strips with horizontal differences; little-endian unless the Exif block is not, so that
 * its directories can be copied as they are. Nothing says when or by what it was written. */
#include "amb-tiff-private.h"

#include <string.h>
#include <unistd.h>
#include "amb-error.h"

enum
{
  STRIP_BYTES = 512 * 1024,
  ROOM_BESIDE = 256 * 1024 * 1024, /* bytes for blocks in a file with 32-bit offsets */
  MAX_TEXT = 16 * 1024,

  TAG_EXIF = 0x8769,
  TAG_GPS = 0x8825,
};

static tmsize_t
on_read (thandle_t handle, void *bytes, tmsize_t length)
{
  return -1;
}

static tmsize_t
on_write (thandle_t handle, void *bytes, tmsize_t length)
{
  AmbTiffEncoder *self = handle;

  if (self->failed || !amb_output_write (&self->parent.output, bytes, (gsize) length))
    {
      self->failed = TRUE;
      return -1;
    }
  self->position += (guint64) length;
  self->end = MAX (self->end, self->position);
  return length;
}

/* All is written in order, but for the header's link to the directory at the end. */
static toff_t
on_seek (thandle_t handle, toff_t offset, int whence)
{
  AmbTiffEncoder *self = handle;

  if (whence == SEEK_CUR)
    offset += self->position;
  else if (whence == SEEK_END)
    offset += self->end;
  if (offset != self->position && !self->failed)
    self->failed = !amb_output_flush (&self->parent.output)
                   || lseek (self->parent.output.fd, (off_t) (self->start + offset), SEEK_SET) < 0;
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
  return ((AmbTiffEncoder *) handle)->end;
}

static G_GNUC_PRINTF (4, 0) int on_error (
    TIFF *tiff, void *user_data, const char *module, const char *format, va_list args)
{
  AmbTiffEncoder *self = user_data;

  if (self->detail[0] == '\0')
    g_vsnprintf (self->detail, sizeof self->detail, format, args);
  return 1;
}

static G_GNUC_PRINTF (4, 0) int on_warning (
    TIFF *tiff, void *user_data, const char *module, const char *format, va_list args)
{
  return 1;
}

static gboolean
fail (AmbTiffEncoder *self, GError **error)
{
  self->failed = TRUE;
  if (self->parent.output.errsv != 0)
    amb_output_set_error (&self->parent.output, error);
  else
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_WRITE, self->detail);
  return FALSE;
}

static void
read_exif (AmbTiffEncoder *self)
{
  GBytes *exif = self->parent.spec.exif;
  gsize length;

  if (exif == NULL)
    return;
  self->exif.memory = g_bytes_get_data (exif, &length);
  self->exif.size = length;
  if (!amb_tiff_open (&self->exif_tiff, &self->exif, &self->exif_directory))
    {
      self->exif_directory = 0;
      amb_encoder_drop_block (&self->parent, &self->parent.spec.exif, "Exif");
    }
}

static gboolean
open_library (AmbTiffEncoder *self)
{
  const AmbEncodeSpec *spec = &self->parent.spec;
  guint64 bytes = (guint64) self->row_bytes * spec->height;
  gboolean is_big = bytes > G_MAXUINT32 - ROOM_BESIDE;
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc ();
  char mode[] = { 'w', self->exif_tiff.big_endian ? 'b' : 'l', is_big ? '8' : '4', 0 };

  TIFFOpenOptionsSetErrorHandlerExtR (options, on_error, self);
  TIFFOpenOptionsSetWarningHandlerExtR (options, on_warning, self);
  self->tiff = TIFFClientOpenExt ("output", mode, self, on_read, on_write, on_seek, on_close,
                                  on_size, NULL, NULL, options);
  TIFFOpenOptionsFree (options);
  return self->tiff != NULL;
}

static gboolean
set_layout (AmbTiffEncoder *self)
{
  const AmbEncodeSpec *spec = &self->parent.spec;
  guint16 alpha = EXTRASAMPLE_UNASSALPHA;
  gboolean is_grey = spec->model == AMB_MODEL_GRAY;
  const struct
  {
    guint32 tag, value;
  } fields[] = {
    { TIFFTAG_IMAGEWIDTH, spec->width },
    { TIFFTAG_IMAGELENGTH, spec->height },
    { TIFFTAG_BITSPERSAMPLE, spec->depth },
    { TIFFTAG_SAMPLESPERPIXEL, (guint) spec->model + (spec->has_alpha ? 1 : 0) },
    { TIFFTAG_PHOTOMETRIC, is_grey ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB },
    { TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG },
    { TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT },
    { TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE },
    { TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL },
    { TIFFTAG_ROWSPERSTRIP, self->strip_rows },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!TIFFSetField (self->tiff, fields[i].tag, fields[i].value))
      return FALSE;
  return !spec->has_alpha || TIFFSetField (self->tiff, TIFFTAG_EXTRASAMPLES, 1, &alpha);
}

static gboolean
set_block (AmbTiffEncoder *self, guint32 tag, GBytes *block, gsize skipped)
{
  gsize length;
  const guint8 *bytes = block != NULL ? g_bytes_get_data (block, &length) : NULL;

  return bytes == NULL || length <= skipped
         || TIFFSetField (self->tiff, tag, (guint32) (length - skipped), bytes + skipped);
}

static gboolean
set_blocks (AmbTiffEncoder *self)
{
  AmbEncodeSpec *spec = &self->parent.spec;

  amb_encoder_drop_block (&self->parent, &spec->xmp_extended, "XMP extension");
  if (spec->icc != NULL && !amb_block_is_profile_of (spec->icc, spec->model))
    amb_encoder_drop_block (&self->parent, &spec->icc, "colour profile");
  return set_block (self, TIFFTAG_ICCPROFILE, spec->icc, 0)
         && set_block (self, TIFFTAG_XMLPACKET, spec->xmp, 0)
         && set_block (self, TIFFTAG_PHOTOSHOP, spec->iptc, sizeof AMB_PHOTOSHOP_NAME);
}

static void
set_text (AmbTiffEncoder *self, const AmbTiffEntry *entry)
{
  g_autoptr (GBytes) value = amb_tiff_value (&self->exif_tiff, entry, MAX_TEXT);
  g_autofree char *text = NULL;

  if (value == NULL)
    return;
  text = g_strndup (g_bytes_get_data (value, NULL), g_bytes_get_size (value));
  TIFFSetField (self->tiff, entry->tag, text);
}

static void
set_rational (AmbTiffEncoder *self, const AmbTiffEntry *entry)
{
  g_autoptr (GBytes) value = amb_tiff_value (&self->exif_tiff, entry, 8);
  const guint8 *bytes = value != NULL ? g_bytes_get_data (value, NULL) : NULL;
  gboolean big = self->exif_tiff.big_endian;
  guint32 over, under;

  if (bytes == NULL)
    return;
  over = big ? amb_u32be (bytes) : amb_u32le (bytes);
  under = big ? amb_u32be (bytes + 4) : amb_u32le (bytes + 4);
  if (under != 0)
    TIFFSetField (self->tiff, entry->tag, (double) over / under);
}

/* What an Exif block's first directory tells of the picture has its place in the file's own. */
static void
take_description (const AmbTiff *tiff, const AmbTiffEntry *entry, gpointer user_data)
{
  AmbTiffEncoder *self = user_data;

  switch (entry->tag)
    {
    case TIFFTAG_IMAGEDESCRIPTION:
    case TIFFTAG_MAKE:
    case TIFFTAG_MODEL:
    case TIFFTAG_SOFTWARE:
    case TIFFTAG_DATETIME:
    case TIFFTAG_ARTIST:
    case TIFFTAG_COPYRIGHT:
      if (entry->type == AMB_TIFF_ASCII)
        set_text (self, entry);
      break;
    case TIFFTAG_XRESOLUTION:
    case TIFFTAG_YRESOLUTION:
      if (entry->type == AMB_TIFF_RATIONAL)
        set_rational (self, entry);
      break;
    case TIFFTAG_RESOLUTIONUNIT:
      TIFFSetField (self->tiff, entry->tag, (guint) CLAMP (amb_tiff_number (tiff, entry), 1, 3));
      break;
    default:
      break;
    }
}

gboolean
amb_tiff_encoder_start (AmbEncoder *encoder, GError **error)
{
  AmbTiffEncoder *self = (AmbTiffEncoder *) encoder;
  const AmbEncodeSpec *spec = &encoder->spec;
  off_t start = lseek (encoder->output.fd, 0, SEEK_CUR);
  guint64 next;

  self->start = (guint64) MAX (start, 0);
  self->row_bytes
      = (gsize) spec->width * ((guint) spec->model + (spec->has_alpha ? 1 : 0)) * (spec->depth / 8);
  self->strip_rows = (guint) CLAMP (STRIP_BYTES / self->row_bytes, 1, spec->height);
  self->rows = g_try_malloc (self->row_bytes * self->strip_rows);
  if (self->rows == NULL)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "");
      return FALSE;
    }
  read_exif (self);
  if (!open_library (self) || !set_layout (self) || !set_blocks (self))
    return fail (self, error);
  if (self->exif_directory != 0)
    amb_tiff_visit (&self->exif_tiff, self->exif_directory, take_description, self, &next);
  return TRUE;
}

static gboolean
write_strip (AmbTiffEncoder *self)
{
  gsize length = self->row_bytes * self->used;

  self->used = 0;
  return TIFFWriteEncodedStrip (self->tiff, self->strip++, self->rows, (tmsize_t) length) >= 0
         && !self->failed;
}

gboolean
amb_tiff_encoder_write (
    AmbEncoder *encoder, const guint8 *rows, gsize stride, guint n_rows, GError **error)
{
  AmbTiffEncoder *self = (AmbTiffEncoder *) encoder;

  for (guint i = 0; i < n_rows; i++)
    {
      memcpy (self->rows + self->row_bytes * self->used++, rows + stride * i, self->row_bytes);
      if (self->used == self->strip_rows && !write_strip (self))
        return fail (self, error);
    }
  return TRUE;
}

/* The directories that the first one links to: link says where, and whether. */
typedef struct
{
  AmbTiffEncoder *encoder;
  gboolean failed;
} Links;

static void
take_link (const AmbTiff *tiff, const AmbTiffEntry *entry, gpointer user_data)
{
  Links *links = user_data;
  AmbTiffEncoder *self = links->encoder;
  guint32 tag = entry->tag == TAG_EXIF ? TIFFTAG_EXIFIFD : TIFFTAG_GPSIFD;
  g_autoptr (GBytes) block = NULL;
  gboolean had_maker_note;
  guint64 base;

  if (entry->tag != TAG_EXIF && entry->tag != TAG_GPS)
    return;
  base = on_seek (self, self->end & 1, SEEK_END);
  block = amb_tiff_copy_directory (tiff, amb_tiff_number (tiff, entry), (guint32) base,
                                   &had_maker_note);
  if (had_maker_note)
    amb_encoder_note (&self->parent, "Exif: maker notes left out, they cannot be moved into TIFF");
  if (base + g_bytes_get_size (block) > G_MAXUINT32)
    return;
  links->failed |= on_write (self, (gpointer) g_bytes_get_data (block, NULL),
                             (tmsize_t) g_bytes_get_size (block))
                       < 0
                   || !TIFFSetField (self->tiff, tag, (guint64) base);
}

gboolean
amb_tiff_encoder_finish (AmbEncoder *encoder, GError **error)
{
  AmbTiffEncoder *self = (AmbTiffEncoder *) encoder;
  Links links = { self, FALSE };
  guint64 next;

  if (self->used > 0 && !write_strip (self))
    return fail (self, error);
  if (self->exif_directory != 0 && !TIFFIsBigTIFF (self->tiff))
    amb_tiff_visit (&self->exif_tiff, self->exif_directory, take_link, &links, &next);
  if (links.failed || !TIFFWriteDirectory (self->tiff) || self->failed)
    return fail (self, error);
  return TRUE;
}

void
amb_tiff_encoder_stop (AmbEncoder *encoder)
{
  AmbTiffEncoder *self = (AmbTiffEncoder *) encoder;

  self->failed = TRUE; /* whatever libtiff has still to write is not wanted */
  g_clear_pointer (&self->tiff, TIFFClose);
  g_free (self->rows);
}
