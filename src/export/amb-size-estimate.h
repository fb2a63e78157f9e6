/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How large an output will be, about. Pure; any thread. */
#pragma once

#include "amb-export-settings.h"
#include "amb-photo-info.h"

G_BEGIN_DECLS

typedef struct
{
  const AmbCodec *codec; /* of the source */
  guint64 bytes;         /* of the source; 0: not known */
  const AmbPhotoInfo *info;
  const AmbCodec *format; /* of the output */
  const AmbExportSettings *settings;
  guint width, height; /* of the output */
  gboolean unchanged;  /* copied */
} AmbEstimateSpec;

/* Bytes; at least 1. How good it is was measured: see the DESIGN comment. */
guint64 amb_size_estimate (const AmbEstimateSpec *spec);

G_END_DECLS
