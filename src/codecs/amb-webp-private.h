/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Between amb-codec-webp.c, which decodes, amb-webp-chunks.c, which reads the container, and
 * amb-webp-encoder.c. */
#pragma once

#include "amb-coder-private.h"

#include <webp/encode.h>

G_BEGIN_DECLS

/* RFC 9649, section 2.7. */
enum
{
  AMB_WEBP_HEADER = 12,      /* "RIFF", length, "WEBP" */
  AMB_WEBP_MAX_EDGE = 16383, /* VP8 and VP8L have 14 bits for it */
};

/* What the chunks say, beside what goes into the decoder's info: size, alpha, blocks, notes. */
typedef struct
{
  gboolean is_animated;
  gboolean covers; /* the first picture of an animation covers all of it */
} AmbWebpFacts;

/* FALSE with an error when there is no picture. */
gboolean amb_webp_describe (AmbDecoder *decoder, AmbWebpFacts *facts, GError **error);

typedef struct
{
  AmbEncoder parent;
  WebPConfig config;
  WebPPicture picture;
  WebPMemoryWriter memory;
  guint row;
  gboolean cancelled;
} AmbWebpEncoder;

/* The encoder half of amb_coder_webp. */
gboolean amb_webp_encoder_start (AmbEncoder *encoder, GError **error);
gboolean amb_webp_encoder_write (
    AmbEncoder *encoder, const guint8 *rows, gsize stride, guint n_rows, GError **error);
gboolean amb_webp_encoder_finish (AmbEncoder *encoder, GError **error);
void amb_webp_encoder_stop (AmbEncoder *encoder);

G_END_DECLS
