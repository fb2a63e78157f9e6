/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The LUTs that a worker was given, by their content: each is read once. Any thread. */
#pragma once

#include "amb-cube.h"
#include "amb-recipe.h"

G_BEGIN_DECLS

typedef struct _AmbLuts AmbLuts;

/* most: how many are kept; the oldest go. */
AmbLuts *amb_luts_new (guint most);
void amb_luts_free (AmbLuts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbLuts, amb_luts_free)

/* Reads text. FALSE with amb_cube_parse's error, which is kept too. */
gboolean
amb_luts_add (AmbLuts *self, const char *digest, const char *text, gsize length, GError **error);

/* The one that a content (see amb-content.h) names, transfer full; NULL when it is not there or
 * could not be read. self and content: nullable. */
AmbLut *amb_luts_find (AmbLuts *self, const char *content);

/* TRUE when all that the recipe's operations use is there. Else AMB_ERROR_LUT, the detail names the
 * LUT and what is wrong with it. */
gboolean amb_luts_check (AmbLuts *self, const AmbRecipe *recipe, GError **error);

G_END_DECLS
