/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Exif, XMP and IPTC: what is read from them, and how they are carried into an output. Worker only.
 * Inputs are hostile: every offset is checked. Blocks are GBytes as in AmbImageInfo (Exif without
 * prefix). */
#pragma once

#include <gio/gio.h>
#include "amb-output-form.h"

G_BEGIN_DECLS

/* Exif orientation 1..8; 1 when absent or invalid. */
int amb_metadata_orientation (GBytes *exif);

/* DCF's mark for Adobe RGB, or the colour space that some cameras write for it. */
gboolean amb_metadata_is_adobe_rgb (GBytes *exif);

typedef struct
{
  guint width, height; /* of the output: PixelXDimension, PixelYDimension (and ImageWidth,
                          ImageLength where present) */
  GBytes *thumbnail;   /* nullable: a baseline JPEG for IFD1; NULL removes the thumbnail */
  AmbSpace space;      /* of the output: sRGB and Adobe RGB have marks, all others are
                          "uncalibrated" */
} AmbMetadataUpdate;

/* A copy with orientation 1, the dimensions, the colour space and the thumbnail rebuilt; maker
 * notes and their offsets keep their place. exif NULL gives NULL (nothing is invented). A block
 * that cannot be parsed is dropped: NULL, with a note. Transfer full. */
GBytes *amb_metadata_update_exif (GBytes *exif, const AmbMetadataUpdate *update, GPtrArray *notes);

/* tiff:Orientation reset in the packet (attribute or element form), a thumbnail in it removed; the
 * rest verbatim. Transfer full. */
GBytes *amb_metadata_update_xmp (GBytes *xmp);

/* A source block with the resources that are whole, without those that describe the picture before
 * its edit (thumbnail, profile, copies of Exif and XMP); NULL when nothing is left. Transfer full.
 */
GBytes *amb_metadata_check_iptc (GBytes *iptc);

G_END_DECLS
