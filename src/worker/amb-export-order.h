/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What an export is to be: the parent's settings, read, and the samples that follow from them and
 * from the source. */
#pragma once

#include "amb-coder.h"
#include "amb-metadata-policy.h"
#include "amb-output-form.h"
#include "amb-render.h"
#include "amb-resize.h"
#include "amb-watermark.h"

G_BEGIN_DECLS

/* An export as the parent asked for it. */
typedef struct
{
  const AmbCodec *codec; /* one that this build writes */
  int quality;           /* 1..100 */
  AmbOutputForm form;
  AmbResize resize;
  AmbMetadataPolicy metadata;
  char *copyright;   /* owned; NULL: what the photo says */
  guint64 max_bytes; /* 0: no limit */
  gboolean max_bytes_resize;
  char *watermark; /* owned; a content; NULL: none */
  AmbWatermarkPlace place;
  gboolean adds_colour; /* the watermark does: a grey photo does not stay grey */
  gboolean auto_light;  /* the recipe's light is found first, where it has none of its own */
  gboolean copy;        /* the source's bytes are the output, once they decoded whole */
  AmbRecipe *recipe;    /* owned */
  GPtrArray *notes;     /* owned strings, for the result */
  AmbLuts *luts;        /* borrowed: where the recipe's are found; nullable */
} AmbExportOrder;

/* settings: EXPORT's. Errors: AMB_ERROR_SETTINGS, AMB_ERROR_RECIPE; the message is the detail.
 * Clear it in any case. */
gboolean
amb_export_order_init (AmbExportOrder *self, GVariant *recipe, GVariant *settings, GError **error);
void amb_export_order_clear (AmbExportOrder *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AmbExportOrder, amb_export_order_clear)

/* Adds to notes, unless it is there already. */
void amb_export_order_note (AmbExportOrder *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The layout of the output, said once for the renderer and once for the encoder. */
typedef struct
{
  AmbPixelModel model;
  gboolean has_alpha;
  guint depth;
  AmbRenderFormat format;
} AmbExportLayout;

/* Depth (or the one asked for), grey and alpha of the source as far as format and recipe let them.
 * Static. */
const AmbExportLayout *amb_export_order_layout (const AmbExportOrder *self,
                                                const AmbImageInfo *info);
/* The luma factors of JPEG; 0, 0 leaves them to the encoder. */
void amb_export_order_sampling (const AmbExportOrder *self,
                                const AmbImageInfo *info,
                                AmbEncodeSpec *spec);
/* What was asked for; a source that is lossless in a format that can be either stays so. */
AmbFormFlags amb_export_order_flags (const AmbExportOrder *self, const AmbImageInfo *info);

/* TRUE where quality means nothing. */
gboolean amb_export_order_is_lossless (const AmbExportOrder *self, const AmbImageInfo *info);

/* Dither only where it shows: what is lossless shows the steps that dither hides; a format that
 * holds 16 bits is lossless. */
AmbRenderOptions amb_export_order_options (const AmbExportOrder *self,
                                           const AmbExportLayout *layout,
                                           const AmbImageInfo *info);

G_END_DECLS
