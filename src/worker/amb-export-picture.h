/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoded photo as an output of one size: its pixels, its metadata, and the file that they make.
 */
#pragma once

#include "amb-export-blocks.h"

G_BEGIN_DECLS

typedef struct
{
  const AmbExportScene *scene; /* borrowed */
  AmbOverlay *overlay;         /* nullable */
  AmbRender *render;
  AmbExportBlocks blocks;
  AmbEncodeSpec spec;
  gsize stride; /* bytes of a row of pixels */
} AmbExportPicture;

/* Errors: AMB_ERROR_MEMORY, AMB_ERROR_TOO_LARGE. Clear it in any case. */
gboolean amb_export_picture_init (
    AmbExportPicture *self, const AmbExportScene *scene, guint width, guint height, GError **error);
void amb_export_picture_clear (AmbExportPicture *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AmbExportPicture, amb_export_picture_clear)

/* All its pixels, spec.height rows of stride bytes, from malloc. NULL with AMB_ERROR_MEMORY or
 * AMB_ERROR_CANCELLED. */
guint8 *amb_export_picture_render (AmbExportPicture *self, GError **error);

/* The file, from fd's current offset on, at the spec's quality. pixels: as rendered; NULL renders
 * them a band at a time. */
gboolean
amb_export_picture_write (AmbExportPicture *self, const guint8 *pixels, int fd, GError **error);

G_END_DECLS
