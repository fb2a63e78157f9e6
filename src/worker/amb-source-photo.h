/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A source: its descriptor, what its header says, and its pixels at a reduction, ready to be
 * rendered. */
#pragma once

#include "amb-coder.h"
#include "amb-render.h"

G_BEGIN_DECLS

typedef struct
{
  int fd;                   /* owned */
  AmbDecoder *decoder;      /* owned; one thread at a time */
  const AmbImageInfo *info; /* the decoder's; constant after opening: any thread */
  int orientation;          /* Exif 1..8 */
} AmbSourcePhoto;

/* Reads the header. fd: owned, closed on failure too; it must be a regular file open for reading.
 * max_pixels: 0 is the default limit. Errors: AMB_ERROR_NOT_REGULAR and those of amb_decoder_open;
 * the message is the detail. */
AmbSourcePhoto *amb_source_photo_open (int fd, guint64 max_pixels, GError **error);
void amb_source_photo_free (AmbSourcePhoto *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbSourcePhoto, amb_source_photo_free)

/* The body of OPENED and PROBED, floating once ended: AMB_INFO_*. */
void amb_source_photo_describe (const AmbSourcePhoto *self, GVariantDict *info);

/* Notes as a message may carry them: few and short. Floating. */
GVariant *amb_source_photo_notes_to_variant (const GPtrArray *notes);

typedef struct
{
  AmbPixels *pixels;
  AmbRenderSource *source;
  GPtrArray *notes; /* of the colour profile; owned strings */
  guint reduction;
  gboolean complete;
} AmbDecoded;

/* check: see amb_decoder_decode. Errors: AMB_ERROR_CANCELLED and the decoder's. */
AmbDecoded *amb_source_photo_decode (AmbSourcePhoto *self,
                                     guint reduction,
                                     AmbDecodeCheck check,
                                     gpointer user_data,
                                     GError **error);
void amb_decoded_free (AmbDecoded *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbDecoded, amb_decoded_free)

/* Where the recipe puts the pixels. */
void amb_source_photo_init_geometry (const AmbSourcePhoto *self,
                                     const AmbRecipe *recipe,
                                     AmbGeometryFlags flags,
                                     AmbGeometry *geometry);

/* The reduction to decode at for a plane of that size, among those that the format has. */
guint amb_source_photo_reduction (const AmbSourcePhoto *self,
                                  const AmbGeometry *geometry,
                                  guint width,
                                  guint height,
                                  gboolean draft);

G_END_DECLS
