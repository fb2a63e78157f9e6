/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The shared memory that a probe worker writes its thumbnail into. Main thread only. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AmbThumbnailBuffer AmbThumbnailBuffer;

/* Room for edge x edge RGBA8 pixels, sealed; edge at most AMB_MAX_THUMBNAIL_EDGE. NULL with
 * AMB_ERROR_MEMORY. */
AmbThumbnailBuffer *amb_thumbnail_buffer_new (guint edge, GError **error);
void amb_thumbnail_buffer_free (AmbThumbnailBuffer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbThumbnailBuffer, amb_thumbnail_buffer_free)

int amb_thumbnail_buffer_get_fd (AmbThumbnailBuffer *self);
gboolean amb_thumbnail_buffer_fits (AmbThumbnailBuffer *self, guint edge);
/* width * height * 4 bytes; NULL when that is more than there is. Transfer full. */
GBytes *amb_thumbnail_buffer_copy (AmbThumbnailBuffer *self, guint width, guint height);

G_END_DECLS
