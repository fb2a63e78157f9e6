/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures of a photo: the one that a folder view shows, and the one inside an Exif block. */
#pragma once

#include "amb-source-photo.h"

G_BEGIN_DECLS

/* The longest edge of the thumbnail inside Exif, pixels: Exif 2.32 section 4.5.4 and every camera.
 */
#define AMB_EXIF_THUMBNAIL_EDGE 160

/* A baseline JPEG of what geometry shows of the photo, edited by the recipe. scratch_fd: a memfd to
 * write it to first, since nothing else can be opened. luts: the recipe's, nullable. Transfer full;
 * NULL with the error of the renderer or the encoder. */
GBytes *amb_thumbnail_to_jpeg (const AmbDecoded *decoded,
                               const AmbGeometry *geometry,
                               AmbRecipe *recipe,
                               AmbLuts *luts,
                               int scratch_fd,
                               GError **error);

/* The upright photo without edits as RGBA8, straight alpha, rows tight, never enlarged. pixels:
 * room for edge * edge * 4 bytes. */
gboolean amb_thumbnail_to_rgba (const AmbDecoded *decoded,
                                const AmbGeometry *geometry,
                                guint width,
                                guint height,
                                guint8 *pixels,
                                GError **error);

G_END_DECLS
