/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From a decoded photo to the bytes of an output file. */
#pragma once

#include "amb-photo.h"
#include "amb-reporter.h"
#include "amb-resize.h"

G_BEGIN_DECLS

/* An export as the parent asked for it. */
typedef struct
{
  const AmbCodec *codec; /* one that this build writes */
  int quality;           /* 1..100 */
  AmbResize resize;
  gboolean keep_metadata;
  gboolean copy;         /* the source's bytes are the output, once they decoded whole */
  AmbRecipe *recipe;     /* owned */
  GPtrArray *notes;      /* owned strings, for the result */
} AmbExportOrder;

/* settings: EXPORT's. Errors: AMB_ERROR_SETTINGS, AMB_ERROR_RECIPE; the message is the detail. Clear it in any case. */
gboolean amb_export_order_init (AmbExportOrder *self, GVariant *recipe, GVariant *settings, GError **error);
void amb_export_order_clear (AmbExportOrder *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AmbExportOrder, amb_export_order_clear)

typedef struct
{
  int output_fd;  /* empty, written from its current offset */
  int scratch_fd; /* a memfd for the thumbnail; its contents are of no interest */
} AmbExportFiles;

typedef struct
{
  guint width, height; /* pixels of the output */
  guint64 bytes;
} AmbExportResult;

/* Decodes, renders and encodes, in the calling thread. The bytes depend on nothing but the source and the order. Errors: the decoder's,
 * the encoder's, AMB_ERROR_TRUNCATED when image data is missing, AMB_ERROR_MEMORY, AMB_ERROR_CANCELLED. */
gboolean amb_export_run (AmbPhoto *photo,
                         AmbExportOrder *order,
                         const AmbExportFiles *files,
                         AmbReporter *reporter,
                         AmbExportResult *result,
                         GError **error);

G_END_DECLS
