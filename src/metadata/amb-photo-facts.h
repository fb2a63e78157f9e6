/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a photo's metadata say about how it was taken, for names and plans. Worker only. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Texts are valid UTF-8 without blanks at their ends, NULL where nothing is said. */
typedef struct
{
  char *taken; /* DateTimeOriginal as "2024-12-31 23:59:59"; always a date that exists */
  char *camera;
  char *lens;
  guint32 iso; /* 0: unknown */
} AmbPhotoFacts;

/* exif: nullable, hostile; as in AmbImageInfo. */
void amb_photo_facts_read (AmbPhotoFacts *self, GBytes *exif);
void amb_photo_facts_clear (AmbPhotoFacts *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AmbPhotoFacts, amb_photo_facts_clear)

/* Whether an XMP packet announces a gain map: Adobe's and Google's (hdrgm, Container), Apple's.
 * xmp: nullable. */
gboolean amb_metadata_has_gain_map (GBytes *xmp);

G_END_DECLS
