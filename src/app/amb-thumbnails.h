/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Thumbnails of the rows in sight: asked of the probe workers one by one, the latest few hundred
 * kept. */
#pragma once

#include <gdk/gdk.h>
#include "amb-job.h"

G_BEGIN_DECLS

#define AMB_TYPE_THUMBNAILS (amb_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (AmbThumbnails, amb_thumbnails, AMB, THUMBNAILS, GObject)

/* capacity: how many are kept, the least recently used go first. pool: referenced. */
AmbThumbnails *amb_thumbnails_new (AmbPool *pool, guint capacity);

/* TRUE when file was probed before; texture (out, borrowed) is NULL then if it has no thumbnail (a
 * file that cannot be read is not asked for twice). */
gboolean amb_thumbnails_lookup (AmbThumbnails *self, GFile *file, GdkTexture **texture);

/* The longest side of file's photo, pixels; 0 when that is not known. */
guint amb_thumbnails_get_photo_edge (AmbThumbnails *self, GFile *file);

/* Why file, which was probed lately, cannot be read: a sentence, borrowed; NULL: it can, or that is
 * not known. */
const char *amb_thumbnails_get_trouble (AmbThumbnails *self, GFile *file);

/* edge: longest side, device pixels. finish: transfer full; NULL without an error means no
 * thumbnail, as above. Errors: only AMB_ERROR_CANCELLED and G_IO_ERROR_CANCELLED, after which file
 * may be asked for again. */
void amb_thumbnails_load_async (AmbThumbnails *self,
                                GFile *file,
                                guint edge,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GdkTexture *amb_thumbnails_load_finish (AmbThumbnails *self, GAsyncResult *result, GError **error);

G_END_DECLS
