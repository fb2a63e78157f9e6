/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Between amb-codec-jpeg.c, which decodes, amb-jpeg-blocks.c, which collects what travels on, and
 * amb-jpeg-encoder.c. */
#pragma once

#include "amb-coder-private.h"

#include <setjmp.h>
#include <stdio.h>
#include <jpeglib.h>

G_BEGIN_DECLS

#define AMB_JPEG_XMP_EXTENDED "http://ns.adobe.com/xmp/extension/"

enum
{
  AMB_JPEG_MAX_SEGMENT = 65533, /* bytes after the segment's length, ITU-T T.81 B.1.1.4 */
  AMB_JPEG_XMP_GUID = 32,       /* characters, XMP specification part 3, 1.1.3.1 */
};

/* From the markers that libjpeg kept to the decoder's info. */
void amb_jpeg_take_blocks (AmbDecoder *decoder, jpeg_saved_marker_ptr markers);

/* The encoder half of amb_coder_jpeg. */
typedef struct
{
  AmbEncoder parent;
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_destination_mgr target;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  char detail[JMSG_LENGTH_MAX];
  gboolean out_of_memory, cancelled;
  char guid[AMB_JPEG_XMP_GUID]; /* of the extended XMP */

  const guint8 *rows; /* while writing */
  gsize stride;
  guint n_rows;
} AmbJpegEncoder;

gboolean amb_jpeg_encoder_start (AmbEncoder *encoder, GError **error);
gboolean amb_jpeg_encoder_write (
    AmbEncoder *encoder, const guint8 *rows, gsize stride, guint n_rows, GError **error);
gboolean amb_jpeg_encoder_finish (AmbEncoder *encoder, GError **error);
void amb_jpeg_encoder_stop (AmbEncoder *encoder);

G_END_DECLS
