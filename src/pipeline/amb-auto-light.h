/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of light for a photo, found from how bright it is. Worker only; any thread. */
#pragma once

#include "amb-recipe.h"

G_BEGIN_DECLS

/* A recipe with nothing but the parameters of amb_recipe_light_ids (); neutral where nothing is to
 * be done. rgb: n pixels of the untouched photo, even steps over it, at least one; sRGB of 16 bits.
 * The same pixels give the same recipe. Transfer full. */
AmbRecipe *amb_auto_light_find (const guint16 *rgb, gsize n);

G_END_DECLS
