/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The colour spaces that an output can ask for by name, and the profile that goes into the file. */
#pragma once

#include "amb-color-profile.h"
#include "amb-output-form.h"

G_BEGIN_DECLS

/* space: not SOURCE. Curves and matrix; nothing to clear. */
void amb_color_space_init (AmbColorProfile *self, AmbSpace space);
/* The named space that a source is in, its curves within a quarter of an 8-bit step; SOURCE when it
 * is none of them. n_curves: 1 for grey. */
AmbSpace amb_color_space_of (const AmbColorProfile *profile, guint n_curves);

/* The ICC profile of a file in space. is_gray: of its grey axis; NULL where that is sRGB's, as it
 * is without a profile. own: what SOURCE stands for, curves and matrix only. The same bytes
 * everywhere. Transfer full. */
GBytes *amb_color_space_to_icc (AmbSpace space, const AmbColorProfile *own, gboolean is_gray);

G_END_DECLS
