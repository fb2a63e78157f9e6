/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does not want to pass on is taken out of a photo's blocks, and a copyright notice
 * put in. Worker only. Inputs are hostile. Blocks are as in AmbImageInfo; what is done to each is
 * told in notes (not NULL). */
#pragma once

#include <gio/gio.h>
#include "amb-metadata-policy.h"

G_BEGIN_DECLS

typedef struct
{
  AmbMetadataPolicy policy;
  const char *copyright; /* one line of UTF-8; NULL: what the photo says */
  gboolean shows_part; /* the output shows less than the photo: no preview of all of it may stay */
} AmbMetadataFilter;

/* TRUE when blocks pass unchanged. */
gboolean amb_metadata_filter_is_neutral (const AmbMetadataFilter *self);

/* The block as it may go on, NULL when nothing is left of it. A block that cannot be read is
 * dropped where something is to be taken out of it. block NULL: one with the copyright, or NULL.
 * Transfer full. */
GBytes *amb_metadata_filter_exif (const AmbMetadataFilter *self, GBytes *block, GPtrArray *notes);
GBytes *amb_metadata_filter_xmp (const AmbMetadataFilter *self, GBytes *block, GPtrArray *notes);
/* block: as from amb_metadata_check_iptc (). */
GBytes *amb_metadata_filter_iptc (const AmbMetadataFilter *self, GBytes *block, GPtrArray *notes);

G_END_DECLS
