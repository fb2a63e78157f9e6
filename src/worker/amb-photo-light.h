/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Auto light for a photo: the same numbers whoever asks. */
#pragma once

#include "amb-reporter.h"
#include "amb-source-photo.h"

G_BEGIN_DECLS

/* decoded: of the photo, nullable; it serves where its reduction is the one that is looked at.
 * Errors: the decoder's and the renderer's. */
AmbRecipe *amb_photo_light_find (AmbSourcePhoto *photo,
                                 AmbDecoded *decoded,
                                 AmbReporter *reporter,
                                 GError **error);

/* "exposure.ev=0.5 blacks.amount=-12", or "nothing to change". Transfer full. */
char *amb_photo_light_to_text (const AmbRecipe *light);

G_END_DECLS
