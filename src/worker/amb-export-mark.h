/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The watermark of an export: a PNG that came as a content. */
#pragma once

#include "amb-source-photo.h"

G_BEGIN_DECLS

typedef struct _AmbExportMark AmbExportMark;

/* TRUE for the beginning of a PNG; all other contents are a recipe's. fd: borrowed. */
gboolean amb_export_mark_is_one (int fd);
/* fd: owned. digest: of what it holds. */
AmbExportMark *amb_export_mark_new (int fd, const char *digest);
void amb_export_mark_free (AmbExportMark *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbExportMark, amb_export_mark_free)

/* By its header; FALSE where that cannot be read. self: nullable. */
gboolean amb_export_mark_has_colour (AmbExportMark *self);
/* Decodes it. self: nullable; content: what the export asks for (amb-content.h). Borrowed. Errors:
 * AMB_ERROR_FAILED when self is not that or cannot be read, AMB_ERROR_MEMORY. */
const AmbDecoded *amb_export_mark_decode (AmbExportMark *self, const char *content, GError **error);
/* Pixels as it stands upright; after decoding. */
void amb_export_mark_get_size (const AmbExportMark *self, guint *width, guint *height);

G_END_DECLS
