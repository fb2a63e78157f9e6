/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A file format: one file, one word in the list, one record. The declaration is in every program,
 * the functions only in the worker. */
#pragma once

#include <gio/gio.h>
#include "amb-pixels.h"

G_BEGIN_DECLS

typedef struct
{
  guint offset;
  const char *bytes; /* length bytes, '?' matches any byte */
  guint length;
} AmbMagic;

typedef enum
{
  AMB_CODEC_DEFAULT = 0,
  AMB_CODEC_WRITES = 1 << 0, /* this build can encode it */
  AMB_CODEC_WRITES_ALPHA = 1 << 1,
  AMB_CODEC_WRITES_16 = 1 << 2,
  AMB_CODEC_TO_PNG = 1 << 3, /* a source that cannot be written becomes PNG even without alpha */
  AMB_CODEC_LOSS_BY_CHOICE = 1 << 4, /* lossy unless AMB_FORM_LOSSLESS is asked for */
} AmbCodecFlags;

typedef struct
{
  const char *name;              /* "jpeg": the word of --format and of messages */
  const char *title;             /* "JPEG" */
  const char *const *mime_types; /* NULL-terminated; the first is the one to announce */
  const char *const *extensions; /* NULL-terminated; the first is {ext} */
  const AmbMagic *magics;        /* several formats share a decoder: each is its own record */
  guint n_magics;
  AmbCodecFlags flags;
  guint encoder_bytes; /* a pixel: memory of an encoder that needs the whole picture, else 0 */
  /* Nullable. Where a magic is weak or absent: must agree too once a magic fits, or decides alone
   * where there is none. */
  gboolean (*looks_right) (const guint8 *bytes, gsize length);
} AmbCodec;

/* What a file holds beside the picture that is read: an export leaves it behind. */
typedef enum
{
  AMB_IMAGE_PLAIN = 0,
  AMB_IMAGE_ANIMATED = 1 << 0,
  AMB_IMAGE_SEVERAL_PAGES = 1 << 1,
  AMB_IMAGE_GAIN_MAP = 1 << 2, /* a second picture that says how bright the first may become */
} AmbImageExtras;

/* NULL-terminated; sniffing tries them in this order. Static: any thread. */
const AmbCodec *const *amb_codecs_list (void);
const AmbCodec *amb_codecs_find (const char *name);
/* From the first bytes of a file (AMB_SNIFF_BYTES are enough); NULL when unknown. Content decides,
 * never the extension. */
#define AMB_SNIFF_BYTES 512
const AmbCodec *amb_codecs_sniff (const guint8 *bytes, gsize length);
/* Whether its coder is in the module that a worker loads, or does not, before its sandbox closes.
 */
gboolean amb_codec_needs_module (const AmbCodec *codec);
/* extension without dot, any case. */
gboolean amb_codec_has_extension (const AmbCodec *codec, const char *extension);

G_END_DECLS
