/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From a decoded photo to the bytes of an output file. */
#pragma once

#include "amb-export-mark.h"
#include "amb-export-order.h"
#include "amb-source-photo.h"
#include "amb-reporter.h"

G_BEGIN_DECLS

typedef struct
{
  int output_fd;       /* empty, written from its current offset */
  int scratch_fd;      /* a memfd for the thumbnail; its contents are of no interest */
  AmbExportMark *mark; /* the watermark that came along; nullable */
} AmbExportFiles;

typedef struct
{
  guint width, height; /* pixels of the output */
  guint64 bytes;
} AmbExportResult;

/* Decodes, renders and encodes, in the calling thread. The bytes depend on nothing but the source
 * and the order. Errors: the decoder's, the encoder's, AMB_ERROR_TRUNCATED when image data is
 * missing, AMB_ERROR_MEMORY, AMB_ERROR_CANCELLED. */
gboolean amb_export_run (AmbSourcePhoto *photo,
                         AmbExportOrder *order,
                         const AmbExportFiles *files,
                         AmbReporter *reporter,
                         AmbExportResult *result,
                         GError **error);

G_END_DECLS
