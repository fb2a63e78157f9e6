/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* PNG, through libpng. */
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

#endif
