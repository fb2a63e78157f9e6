/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Between amb-codec-png.c, which decodes, amb-png-blocks.c, which collects what travels on,
 * amb-png-colour.c and amb-png-encoder.c. */
#pragma once

#include "amb-coder-private.h"

#include <setjmp.h>
#include <png.h>

G_BEGIN_DECLS

#define AMB_PNG_XMP "XML:com.adobe.xmp"
#define AMB_PNG_RAW_PROFILE "Raw profile type "

/* Walks the chunks, behind the picture too, for Exif, XMP, IPTC and signs of animation. */
void amb_png_take_blocks (AmbDecoder *decoder);

/* cICP's content: replaces what the other colour chunks said, or adds a note. */
void amb_png_take_cicp (AmbDecoder *decoder, GBytes *chunk);

typedef struct
{
  AmbEncoder parent;
  png_structp png;
  png_infop info;
  jmp_buf escape;
  char detail[128];
  gboolean lost_icc;

  char *texts[2];     /* XMP, IPTC: as the chunks hold them */
  const guint8 *rows; /* while writing */
  gsize stride;
  guint n_rows;
} AmbPngEncoder;

/* The encoder half of amb_coder_png. */
gboolean amb_png_encoder_start (AmbEncoder *encoder, GError **error);
gboolean amb_png_encoder_write (
    AmbEncoder *encoder, const guint8 *rows, gsize stride, guint n_rows, GError **error);
gboolean amb_png_encoder_finish (AmbEncoder *encoder, GError **error);
void amb_png_encoder_stop (AmbEncoder *encoder);

G_END_DECLS
