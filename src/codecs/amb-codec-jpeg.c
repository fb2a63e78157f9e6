/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG, through libjpeg-turbo. */
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

#endif
