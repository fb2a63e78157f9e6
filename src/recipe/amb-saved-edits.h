/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The edits that photos have in the journal, for who only looks: nothing is written, and a journal
 * that is not there is an empty one. Blocks; one thread at a time. */
#pragma once

#include "amb-recipe.h"

G_BEGIN_DECLS

typedef struct _AmbSavedEdits AmbSavedEdits;

/* folder: the journal's; NULL for the user's own. */
AmbSavedEdits *amb_saved_edits_new (const char *folder);
void amb_saved_edits_free (AmbSavedEdits *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbSavedEdits, amb_saved_edits_free)

/* What the photo looks like in the window, transfer full; without edits where none are kept. NULL
 * with a sentence when the journal cannot be read. */
AmbRecipe *amb_saved_edits_find (AmbSavedEdits *self, GFile *photo, GError **error);

G_END_DECLS
