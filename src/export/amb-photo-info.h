/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a probe worker says of a source, as a plan needs it. Immutable once made: any thread. */
#pragma once

#include "amb-codec.h"

G_BEGIN_DECLS

typedef struct
{
  guint width, height; /* stored pixels */
  int orientation;     /* 1..8 */
  guint depth;         /* 8 or 16 */
  gboolean has_alpha;
  AmbImageExtras extras;
  guint coarseness; /* of a JPEG; 0: not known */
  char *taken;      /* "2024-12-31 23:59:59"; nullable, as the next two */
  char *camera;
  char *lens;
  guint iso; /* 0: not known */
} AmbPhotoInfo;

/* info: a{sv} of PROBED. Transfer full. */
AmbPhotoInfo *amb_photo_info_new (GVariant *info);
void amb_photo_info_free (AmbPhotoInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbPhotoInfo, amb_photo_info_free)

G_END_DECLS
