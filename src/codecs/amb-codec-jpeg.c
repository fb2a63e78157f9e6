/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG, through libjpeg-turbo: the record and the decoder.
 *
 * DESIGN: libjpeg reports errors by longjmp. There is one setjmp (run), every call of the library
 * is in a step that allocates nothing of its own, and everything that lives longer than a step
 * belongs to the decoder. So no jump passes over an owner. A file that ends too early is continued
 * with an end-of-image marker: what is there is decoded, the rest is grey, and the picture is
 * reported incomplete. */
#include "amb-codec-private.h"

#ifndef AMB_WORKER

static const AmbCodec jpeg = {
  .name = "jpeg",
  .title = "JPEG",
  .mime_types = (const char *const[]){ "image/jpeg", "image/jpg", "image/pjpeg", NULL },
  .extensions = (const char *const[]){ "jpg", "jpeg", "jpe", "jfif", NULL },
  .magics = (const AmbMagic[]){ { 0, "\xff\xd8\xff", 3 } },
  .n_magics = 1,
  .flags = AMB_CODEC_WRITES,
};

const AmbCodec *const amb_codec_jpeg_records[] = { &jpeg, NULL };

#else

#include "amb-jpeg-private.h"

#include <glib/gi18n-lib.h>
#include <jerror.h>
#include "amb-error.h"

enum
{
  INPUT_BYTES = 256 * 1024,
  MAX_HEADER_BYTES
  = 192 * 1024 * 1024, /* of segments before the picture: the largest profile and as much again */
  ROWS_AT_ONCE = 16,
};

typedef struct
{
  AmbDecoder parent;
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;

  guint64 position;  /* of the file's byte after the buffer */
  guint64 max_bytes; /* to be read in this run */
  guint64 bytes_read;
  gboolean at_end; /* the file ended before the picture did */
  gboolean lacks_data;
  guint warnings;
  char first_warning[JMSG_LENGTH_MAX];
  AmbError code;
  char detail[JMSG_LENGTH_MAX];

  const AmbDecodeRequest *request; /* while decoding */
  AmbPixels *pixels;
  guint8 *buffer; /* INPUT_BYTES */
} JpegDecoder;

/* libjpeg's reasons that are not plain damage. */
static const struct
{
  int reason;
  AmbError code;
} error_codes[] = {
  { JERR_OUT_OF_MEMORY, AMB_ERROR_MEMORY },
  { JERR_BAD_PRECISION, AMB_ERROR_UNSUPPORTED },
  { JERR_SOF_UNSUPPORTED, AMB_ERROR_UNSUPPORTED },
  { JERR_ARITH_NOTIMPL, AMB_ERROR_UNSUPPORTED },
  { JERR_NOTIMPL, AMB_ERROR_UNSUPPORTED },
  { JERR_NOT_COMPILED, AMB_ERROR_UNSUPPORTED },
  { JERR_CONVERSION_NOTIMPL, AMB_ERROR_UNSUPPORTED },
  { JERR_CCIR601_NOTIMPL, AMB_ERROR_UNSUPPORTED },
  { JERR_FRACT_SAMPLE_NOTIMPL, AMB_ERROR_UNSUPPORTED },
  { JERR_COMPONENT_COUNT, AMB_ERROR_UNSUPPORTED },
  { JERR_EMPTY_IMAGE, AMB_ERROR_ZERO_SIZED },
  { JERR_IMAGE_TOO_BIG, AMB_ERROR_TOO_LARGE },
  { JERR_WIDTH_OVERFLOW, AMB_ERROR_TOO_LARGE },
};

static AmbError
code_for (const JpegDecoder *self, int reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (error_codes); i++)
    if (error_codes[i].reason == reason)
      return error_codes[i].code;
  return self->at_end ? AMB_ERROR_TRUNCATED : AMB_ERROR_DAMAGED;
}

static G_NORETURN void
escape (JpegDecoder *self, AmbError code, const char *detail)
{
  self->code = code;
  g_strlcpy (self->detail, detail, sizeof self->detail);
  longjmp (self->escape, 1);
}

static G_NORETURN void
on_error (j_common_ptr common)
{
  JpegDecoder *self = common->client_data;
  char text[JMSG_LENGTH_MAX];

  common->err->format_message (common, text);
  escape (self, code_for (self, common->err->msg_code), text);
}

/* Level -1 is a warning about the data, the others are tracing. */
static void
on_message (j_common_ptr common, int level)
{
  JpegDecoder *self = common->client_data;

  if (level >= 0)
    return;
  if (self->warnings++ == 0)
    common->err->format_message (common, self->first_warning);
  if (common->err->msg_code == JWRN_HIT_MARKER)
    self->lacks_data = TRUE;
}

static void
on_output (j_common_ptr common)
{
}

static void
on_init_source (j_decompress_ptr jpeg)
{
}

static boolean
on_fill_buffer (j_decompress_ptr jpeg)
{
  static const JOCTET end_of_image[] = { 0xff, JPEG_EOI };
  JpegDecoder *self = jpeg->client_data;
  gssize n = amb_input_read (&self->parent.input, self->position, self->buffer, INPUT_BYTES);

  if (n < 0)
    escape (self, AMB_ERROR_READ, g_strerror (self->parent.input.errsv));
  self->bytes_read += (guint64) n;
  if (self->bytes_read > self->max_bytes)
    escape (self, AMB_ERROR_DAMAGED, N_("the header does not end"));
  self->position += (guint64) n;
  self->at_end |= n == 0;
  self->source.next_input_byte = n > 0 ? self->buffer : end_of_image;
  self->source.bytes_in_buffer = n > 0 ? (gsize) n : sizeof end_of_image;
  return TRUE;
}

static void
on_skip (j_decompress_ptr jpeg, long n_bytes)
{
  JpegDecoder *self = jpeg->client_data;
  gsize skipped = (gsize) MAX (n_bytes, 0);

  if (skipped <= self->source.bytes_in_buffer)
    {
      self->source.next_input_byte += skipped;
      self->source.bytes_in_buffer -= skipped;
      return;
    }
  self->position += skipped - self->source.bytes_in_buffer;
  self->source.bytes_in_buffer = 0;
}

static void
on_end_source (j_decompress_ptr jpeg)
{
}

static void
on_progress (j_common_ptr common)
{
  JpegDecoder *self = common->client_data;
  double passes
      = self->progress.completed_passes
        + (double) self->progress.pass_counter / (double) MAX (self->progress.pass_limit, 1);
  double share = passes / MAX (self->progress.total_passes, 1);

  if (self->jpeg.input_scan_number > (int) self->parent.limits.max_scans)
    escape (self, AMB_ERROR_TOO_LARGE, N_("too many scans"));
  if (self->request != NULL
      && amb_decode_request_stops (self->request, (guint) (CLAMP (share, 0, 1) * 1000)))
    escape (self, AMB_ERROR_CANCELLED, "");
}

/* The one place that jumps come back to. */
static gboolean
run (JpegDecoder *self, void (*step) (JpegDecoder *self))
{
  if (setjmp (self->escape) != 0)
    return FALSE;
  step (self);
  return TRUE;
}

static void
step_create (JpegDecoder *self)
{
  jpeg_create_decompress (&self->jpeg);
  self->jpeg.src = &self->source;
  self->jpeg.progress = &self->progress;
}

static void
step_header (JpegDecoder *self)
{
  jpeg_read_header (&self->jpeg, TRUE);
}

static void
step_header_and_blocks (JpegDecoder *self)
{
  jpeg_save_markers (&self->jpeg, JPEG_APP0 + 1, 0xffff);
  jpeg_save_markers (&self->jpeg, JPEG_APP0 + 2, 0xffff);
  jpeg_save_markers (&self->jpeg, JPEG_APP0 + 13, 0xffff);
  jpeg_read_header (&self->jpeg, TRUE);
}

static void
end (JpegDecoder *self)
{
  jpeg_destroy_decompress (&self->jpeg);
  g_clear_pointer (&self->buffer, g_free);
  self->request = NULL;
}

static gboolean
fail_for_memory (JpegDecoder *self)
{
  self->code = AMB_ERROR_MEMORY;
  self->detail[0] = '\0';
  return FALSE;
}

static gboolean
begin (JpegDecoder *self, guint64 max_bytes, void (*read_header) (JpegDecoder *self))
{
  self->buffer = g_try_malloc (INPUT_BYTES);
  self->jpeg = (struct jpeg_decompress_struct){ .client_data = self };
  self->jpeg.err = jpeg_std_error (&self->errors);
  self->errors.error_exit = on_error;
  self->errors.emit_message = on_message;
  self->errors.output_message = on_output;
  self->source = (struct jpeg_source_mgr){
    .init_source = on_init_source,
    .fill_input_buffer = on_fill_buffer,
    .skip_input_data = on_skip,
    .resync_to_restart = jpeg_resync_to_restart,
    .term_source = on_end_source,
  };
  self->progress = (struct jpeg_progress_mgr){ .progress_monitor = on_progress };
  self->position = self->bytes_read = 0;
  self->max_bytes = max_bytes;
  self->at_end = self->lacks_data = FALSE;
  self->warnings = 0;
  if (self->buffer == NULL)
    return fail_for_memory (self);
  return run (self, step_create) && run (self, read_header);
}

static void
set_error (const JpegDecoder *self, GError **error)
{
  g_set_error_literal (error, AMB_ERROR, (int) self->code, self->detail);
}

/* What libjpeg delivers for each of its colour spaces; FALSE where there is nothing to be had. */
static gboolean
choose_model (J_COLOR_SPACE stored, AmbPixelModel *model, J_COLOR_SPACE *delivered)
{
  switch (stored)
    {
    case JCS_GRAYSCALE:
      *model = AMB_MODEL_GRAY;
      *delivered = JCS_GRAYSCALE;
      return TRUE;
    case JCS_RGB:
    case JCS_YCbCr:
      *model = AMB_MODEL_RGB;
      *delivered = JCS_RGB;
      return TRUE;
    case JCS_CMYK:
    case JCS_YCCK:
      *model = AMB_MODEL_CMYK;
      *delivered = JCS_CMYK;
      return TRUE;
    default:
      return FALSE;
    }
}

/* Over the corner of the table where most of a photo is: its two indices add up to less than 6. */
static guint
coarseness (const JQUANT_TBL *table)
{
  guint sum = 0, n = 0;

  for (guint v = 0; table != NULL && v < 6; v++)
    for (guint u = 0; u + v < 6; u++, n++)
      sum += table->quantval[v * DCTSIZE + u];
  return n > 0 ? sum * 100 / n : 0;
}

static gboolean
describe (JpegDecoder *self, GError **error)
{
  const struct jpeg_decompress_struct *jpeg = &self->jpeg;
  AmbImageInfo *info = &self->parent.info;
  J_COLOR_SPACE delivered;

  if (!choose_model (jpeg->jpeg_color_space, &info->model, &delivered))
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_UNSUPPORTED, "JPEG with %d components",
                   jpeg->num_components);
      return FALSE;
    }
  info->width = jpeg->image_width;
  info->height = jpeg->image_height;
  info->max_reduction = 8;
  if (jpeg->num_components >= 3)
    {
      info->subsampling_h = jpeg->comp_info[0].h_samp_factor;
      info->subsampling_v = jpeg->comp_info[0].v_samp_factor;
    }
  info->coarseness = coarseness (jpeg->quant_tbl_ptrs[0]);
  amb_jpeg_take_blocks (&self->parent, jpeg->marker_list);
  return TRUE;
}

static gboolean
jpeg_open (AmbDecoder *decoder, GError **error)
{
  JpegDecoder *self = (JpegDecoder *) decoder;
  gboolean ok = begin (self, MAX_HEADER_BYTES, step_header_and_blocks);

  if (ok)
    ok = describe (self, error);
  else
    set_error (self, error);
  end (self);
  return ok;
}

static void
step_start (JpegDecoder *self)
{
  AmbPixelModel model;

  choose_model (self->jpeg.jpeg_color_space, &model, &self->jpeg.out_color_space);
  self->jpeg.scale_num = 1;
  self->jpeg.scale_denom = self->request->reduction;
  self->jpeg.dct_method = JDCT_ISLOW;
  self->jpeg.do_fancy_upsampling = TRUE;
  jpeg_start_decompress (&self->jpeg);
}

static void
step_rows (JpegDecoder *self)
{
  AmbPixels *pixels = self->pixels;

  while (self->jpeg.output_scanline < self->jpeg.output_height)
    {
      JSAMPROW rows[ROWS_AT_ONCE];
      guint first = self->jpeg.output_scanline;
      guint n = MIN (ROWS_AT_ONCE, pixels->height - first);

      for (guint i = 0; i < n; i++)
        rows[i] = pixels->data + pixels->stride * (first + i);
      jpeg_read_scanlines (&self->jpeg, rows, n);
    }
}

/* A component that no scan brought, or a coefficient whose last bits never came. */
static gboolean
lacks_scans (const struct jpeg_decompress_struct *jpeg)
{
  for (int c = 0; c < jpeg->num_components; c++)
    {
      if (jpeg->comp_info[c].quant_table == NULL)
        return TRUE;
      for (int k = 0; jpeg->coef_bits != NULL && k < DCTSIZE2; k++)
        if (jpeg->coef_bits[c][k] != 0)
          return TRUE;
    }
  return FALSE;
}

/* libjpeg warns when Huffman data runs out; arithmetic decoding and whole missing scans pass in
 * silence. */
static gboolean
is_complete (const JpegDecoder *self)
{
  if (self->lacks_data)
    return FALSE;
  return !self->at_end || !(self->jpeg.arith_code || lacks_scans (&self->jpeg));
}

static void
invert (AmbPixels *pixels)
{
  for (guint y = 0; y < pixels->height; y++)
    {
      guint8 *row = pixels->data + pixels->stride * y;

      for (gsize i = 0; i < (gsize) pixels->width * 4; i++)
        row[i] = (guint8) ~row[i];
    }
}

static void
note_warnings (JpegDecoder *self)
{
  if (self->warnings > 1)
    amb_decoder_note (&self->parent, "%s (and %u more warnings)", self->first_warning,
                      self->warnings - 1);
  else if (self->warnings == 1)
    amb_decoder_note (&self->parent, "%s", self->first_warning);
}

/* Damage half way leaves a picture that can be shown; an error of the machine does not. */
static gboolean
read_rows (JpegDecoder *self, gboolean *complete)
{
  guint row;

  if (run (self, step_rows))
    {
      *complete = is_complete (self);
      return TRUE;
    }
  row = self->jpeg.output_scanline;
  if (row == 0 || (self->code != AMB_ERROR_DAMAGED && self->code != AMB_ERROR_TRUNCATED))
    return FALSE;
  amb_decoder_note (&self->parent, "%s", self->detail);
  amb_pixels_fill_rest (self->pixels, row);
  *complete = FALSE;
  return TRUE;
}

static gboolean
make_pixels (JpegDecoder *self)
{
  self->pixels = amb_pixels_new (self->jpeg.output_width, self->jpeg.output_height,
                                 self->parent.info.model, FALSE, 8);
  return self->pixels != NULL || fail_for_memory (self);
}

/* The file could have changed since it was opened: only what was announced may come. */
static gboolean
is_as_announced (JpegDecoder *self)
{
  const AmbImageInfo *info = &self->parent.info;
  AmbPixelModel model;
  J_COLOR_SPACE delivered;

  if (self->jpeg.image_width == info->width && self->jpeg.image_height == info->height
      && choose_model (self->jpeg.jpeg_color_space, &model, &delivered) && model == info->model)
    return TRUE;
  self->code = AMB_ERROR_DAMAGED;
  g_strlcpy (self->detail, N_("the file changed while it was read"), sizeof self->detail);
  return FALSE;
}

static AmbPixels *
jpeg_decode (AmbDecoder *decoder,
             const AmbDecodeRequest *request,
             gboolean *complete,
             GError **error)
{
  JpegDecoder *self = (JpegDecoder *) decoder;
  gboolean ok;

  self->request = request;
  ok = begin (self, G_MAXUINT64, step_header) && is_as_announced (self) && run (self, step_start)
       && make_pixels (self) && read_rows (self, complete);
  if (ok && self->parent.info.model == AMB_MODEL_CMYK && self->jpeg.saw_Adobe_marker)
    invert (self->pixels);
  if (ok)
    note_warnings (self);
  else
    {
      set_error (self, error);
      g_clear_pointer (&self->pixels, amb_pixels_free);
    }
  end (self);
  return g_steal_pointer (&self->pixels);
}

const AmbCoder amb_coder_jpeg = {
  .decoder_size = sizeof (JpegDecoder),
  .open = jpeg_open,
  .decode = jpeg_decode,
  .encoder_size = sizeof (AmbJpegEncoder),
  .start = amb_jpeg_encoder_start,
  .write = amb_jpeg_encoder_write,
  .finish = amb_jpeg_encoder_finish,
  .stop = amb_jpeg_encoder_stop,
};

#endif
