/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG, through libjpeg-turbo: the encoder. Baseline with the standard Huffman tables unless
 * asked otherwise, blocks in the order Exif, XMP, ICC, APP13. Jumps are confined as in the decoder:
 * one setjmp, steps that own nothing. */
#include "amb-jpeg-private.h"

#include <jerror.h>
#include <string.h>
#include "amb-error.h"

enum
{
  ROWS_AT_ONCE = 16,
  MAX_MCU_BLOCKS = 10, /* ITU-T T.81 B.2.3 */
  MAX_ICC_PARTS = 255, /* ICC.1:2022 B.4, and the 14 bytes before each part */
  ICC_HEADER = 14,
};

static G_NORETURN void
on_error (j_common_ptr common)
{
  AmbJpegEncoder *self = common->client_data;

  common->err->format_message (common, self->detail);
  self->out_of_memory = common->err->msg_code == JERR_OUT_OF_MEMORY;
  longjmp (self->escape, 1);
}

static void
on_message (j_common_ptr common, int level)
{
}

static void
on_output (j_common_ptr common)
{
}

static void
on_init_target (j_compress_ptr jpeg)
{
  AmbJpegEncoder *self = jpeg->client_data;

  self->target.next_output_byte = self->parent.output.buffer;
  self->target.free_in_buffer = AMB_OUTPUT_BYTES;
}

/* libjpeg fills the output's own buffer; called when it is full, whatever free_in_buffer says. */
static boolean
on_empty_buffer (j_compress_ptr jpeg)
{
  AmbJpegEncoder *self = jpeg->client_data;

  self->parent.output.used = AMB_OUTPUT_BYTES;
  if (!amb_output_flush (&self->parent.output))
    ERREXIT (jpeg, JERR_FILE_WRITE);
  on_init_target (jpeg);
  return TRUE;
}

static void
on_end_target (j_compress_ptr jpeg)
{
  AmbJpegEncoder *self = jpeg->client_data;

  self->parent.output.used = AMB_OUTPUT_BYTES - self->target.free_in_buffer;
}

static gboolean
run (AmbJpegEncoder *self, void (*step) (AmbJpegEncoder *self), GError **error)
{
  if (setjmp (self->escape) == 0)
    {
      step (self);
      return TRUE;
    }
  if (self->cancelled)
    amb_set_cancelled (error);
  else if (self->parent.output.errsv != 0)
    amb_output_set_error (&self->parent.output, error);
  else
    g_set_error_literal (error, AMB_ERROR, self->out_of_memory ? AMB_ERROR_MEMORY : AMB_ERROR_WRITE,
                         self->detail);
  return FALSE;
}

/* Factors that fit into an MCU beside two chroma blocks; anything else becomes 4:2:0. */
static void
set_sampling (AmbJpegEncoder *self)
{
  int h = self->parent.spec.subsampling_h;
  int v = self->parent.spec.subsampling_v;
  jpeg_component_info *components = self->jpeg.comp_info;

  if (self->jpeg.num_components != 3)
    return;
  if (h < 1 || h > 4 || v < 1 || v > 4 || h * v + 2 > MAX_MCU_BLOCKS)
    h = v = 2;
  components[0].h_samp_factor = h;
  components[0].v_samp_factor = v;
}

static void
step_create (AmbJpegEncoder *self)
{
  jpeg_create_compress (&self->jpeg);
  self->jpeg.dest = &self->target;
}

static void
step_setup (AmbJpegEncoder *self)
{
  const AmbEncodeSpec *spec = &self->parent.spec;

  self->jpeg.image_width = spec->width;
  self->jpeg.image_height = spec->height;
  self->jpeg.input_components = (int) spec->model;
  self->jpeg.in_color_space = spec->model == AMB_MODEL_GRAY ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults (&self->jpeg);
  jpeg_set_quality (&self->jpeg, CLAMP (spec->quality, 1, 100), TRUE);
  set_sampling (self);
  self->jpeg.dct_method = JDCT_ISLOW;
  self->jpeg.optimize_coding = (spec->flags & AMB_FORM_OPTIMIZE) != 0;
  if (spec->flags & AMB_FORM_PROGRESSIVE)
    jpeg_simple_progression (&self->jpeg);
  /* Exif wants to be the first segment (CIPA DC-008 4.5.4), JFIF too: Exif wins where there is one.
   */
  self->jpeg.write_JFIF_header = spec->exif == NULL;
  jpeg_start_compress (&self->jpeg, TRUE);
}

/* One segment of at most AMB_JPEG_MAX_SEGMENT bytes: a head and a body. */
static void
write_segment (AmbJpegEncoder *self,
               int app,
               const void *head,
               gsize head_length,
               const guint8 *body,
               gsize length)
{
  const guint8 *bytes = head;

  jpeg_write_m_header (&self->jpeg, JPEG_APP0 + app, (guint) (head_length + length));
  for (gsize i = 0; i < head_length; i++)
    jpeg_write_m_byte (&self->jpeg, bytes[i]);
  for (gsize i = 0; i < length; i++)
    jpeg_write_m_byte (&self->jpeg, body[i]);
}

static void
write_block (AmbJpegEncoder *self, int app, const char *name, gsize name_size, GBytes *block)
{
  gsize length;
  const guint8 *bytes;

  if (block == NULL)
    return;
  bytes = g_bytes_get_data (block, &length);
  if (length <= AMB_JPEG_MAX_SEGMENT - name_size)
    write_segment (self, app, name, name_size, bytes, length);
}

/* The GUID is the MD5 of the whole extension, as the packet that names it was written with (XMP
 * part 3, 1.1.3.1). */
static void
write_extended_xmp (AmbJpegEncoder *self)
{
  guint8 head[sizeof AMB_JPEG_XMP_EXTENDED + AMB_JPEG_XMP_GUID + 8];
  guint8 *fields = head + sizeof AMB_JPEG_XMP_EXTENDED;
  gsize length, part;
  const guint8 *bytes;

  if (self->parent.spec.xmp_extended == NULL)
    return;
  bytes = g_bytes_get_data (self->parent.spec.xmp_extended, &length);
  memcpy (head, AMB_JPEG_XMP_EXTENDED, sizeof AMB_JPEG_XMP_EXTENDED);
  memcpy (fields, self->guid, AMB_JPEG_XMP_GUID);
  for (gsize offset = 0; offset < length; offset += part)
    {
      guint32 numbers[2] = { GUINT32_TO_BE ((guint32) length), GUINT32_TO_BE ((guint32) offset) };

      part = MIN (length - offset, AMB_JPEG_MAX_SEGMENT - sizeof head);
      memcpy (fields + AMB_JPEG_XMP_GUID, numbers, sizeof numbers);
      write_segment (self, 1, head, sizeof head, bytes + offset, part);
    }
}

static void
write_photoshop (AmbJpegEncoder *self)
{
  gsize length, part;
  const guint8 *bytes;

  if (self->parent.spec.iptc == NULL)
    return;
  bytes = g_bytes_get_data (self->parent.spec.iptc, &length);
  for (gsize offset = sizeof AMB_PHOTOSHOP_NAME; offset < length; offset += part)
    {
      part = MIN (length - offset, AMB_JPEG_MAX_SEGMENT - sizeof AMB_PHOTOSHOP_NAME);
      write_segment (self, 13, AMB_PHOTOSHOP_NAME, sizeof AMB_PHOTOSHOP_NAME, bytes + offset, part);
    }
}

static void
step_blocks (AmbJpegEncoder *self)
{
  const AmbEncodeSpec *spec = &self->parent.spec;
  gsize length;
  const guint8 *icc;

  write_block (self, 1, AMB_EXIF_NAME, sizeof AMB_EXIF_NAME, spec->exif);
  write_block (self, 1, AMB_XMP_NAME, sizeof AMB_XMP_NAME, spec->xmp);
  write_extended_xmp (self);
  if (spec->icc != NULL)
    {
      icc = g_bytes_get_data (spec->icc, &length);
      jpeg_write_icc_profile (&self->jpeg, icc, (guint) length);
    }
  write_photoshop (self);
}

static void
step_rows (AmbJpegEncoder *self)
{
  guint done = 0;

  while (done < self->n_rows)
    {
      JSAMPROW rows[ROWS_AT_ONCE];
      guint n = MIN (ROWS_AT_ONCE, self->n_rows - done);

      for (guint i = 0; i < n; i++)
        rows[i] = (JSAMPROW) (self->rows + self->stride * (done + i));
      done += jpeg_write_scanlines (&self->jpeg, rows, n);
    }
}

static void
on_progress (j_common_ptr common)
{
  AmbJpegEncoder *self = common->client_data;
  const AmbEncodeSpec *spec = &self->parent.spec;

  self->cancelled = spec->check != NULL && spec->check (1000, spec->user_data);
  if (self->cancelled)
    longjmp (self->escape, 1);
}

/* Where all the work is done if the scans are several or the tables the picture's own. */
static void
step_finish (AmbJpegEncoder *self)
{
  self->progress.progress_monitor = on_progress;
  self->jpeg.progress = &self->progress;
  jpeg_finish_compress (&self->jpeg);
}

static void
drop_long_blocks (AmbEncoder *encoder)
{
  AmbEncodeSpec *spec = &encoder->spec;
  const struct
  {
    GBytes **block;
    gsize limit;
    const char *name;
  } limits[] = {
    { &spec->exif, AMB_JPEG_MAX_SEGMENT - sizeof AMB_EXIF_NAME, "Exif" },
    { &spec->xmp, AMB_JPEG_MAX_SEGMENT - sizeof AMB_XMP_NAME, "XMP" },
    { &spec->xmp_extended, G_MAXUINT32, "XMP extension" },
    { &spec->icc, MAX_ICC_PARTS * (AMB_JPEG_MAX_SEGMENT - ICC_HEADER), "colour profile" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (*limits[i].block != NULL && g_bytes_get_size (*limits[i].block) > limits[i].limit)
      amb_encoder_drop_block (encoder, limits[i].block, limits[i].name);
}

static void
name_extension (AmbJpegEncoder *self)
{
  g_autofree char *md5 = NULL;
  g_autofree char *upper = NULL;

  if (self->parent.spec.xmp_extended == NULL)
    return;
  md5 = g_compute_checksum_for_bytes (G_CHECKSUM_MD5, self->parent.spec.xmp_extended);
  upper = g_ascii_strup (md5, -1);
  memcpy (self->guid, upper, AMB_JPEG_XMP_GUID);
}

gboolean
amb_jpeg_encoder_start (AmbEncoder *encoder, GError **error)
{
  AmbJpegEncoder *self = (AmbJpegEncoder *) encoder;

  if (encoder->spec.width > JPEG_MAX_DIMENSION || encoder->spec.height > JPEG_MAX_DIMENSION)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_TOO_LARGE,
                   "JPEG does not support edges over %ld pixels", JPEG_MAX_DIMENSION);
      return FALSE;
    }
  drop_long_blocks (encoder);
  name_extension (self);
  self->jpeg.client_data = self;
  self->jpeg.err = jpeg_std_error (&self->errors);
  self->errors.error_exit = on_error;
  self->errors.emit_message = on_message;
  self->errors.output_message = on_output;
  self->target = (struct jpeg_destination_mgr){
    .init_destination = on_init_target,
    .empty_output_buffer = on_empty_buffer,
    .term_destination = on_end_target,
  };
  return run (self, step_create, error) && run (self, step_setup, error)
         && run (self, step_blocks, error);
}

gboolean
amb_jpeg_encoder_write (
    AmbEncoder *encoder, const guint8 *rows, gsize stride, guint n_rows, GError **error)
{
  AmbJpegEncoder *self = (AmbJpegEncoder *) encoder;

  self->rows = rows;
  self->stride = stride;
  self->n_rows = n_rows;
  return run (self, step_rows, error);
}

gboolean
amb_jpeg_encoder_finish (AmbEncoder *encoder, GError **error)
{
  return run ((AmbJpegEncoder *) encoder, step_finish, error);
}

void
amb_jpeg_encoder_stop (AmbEncoder *encoder)
{
  jpeg_destroy_compress (&((AmbJpegEncoder *) encoder)->jpeg);
}
