/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo and redo without limit over recipes; values of one drag become one step. Not thread-safe: main thread. */
#pragma once

#include "amb-recipe.h"

G_BEGIN_DECLS

#define AMB_TYPE_HISTORY (amb_history_get_type ())
G_DECLARE_FINAL_TYPE (AmbHistory, amb_history, AMB, HISTORY, GObject)

/* Properties: "recipe" (boxed AmbRecipe, read-only, notified on each change), "can-undo", "can-redo" (read-only, notified). */
AmbHistory *amb_history_new (void);
/* Borrowed. */
AmbRecipe *amb_history_get_recipe (AmbHistory *self);
gboolean amb_history_get_can_undo (AmbHistory *self);
gboolean amb_history_get_can_redo (AmbHistory *self);

/* Makes recipe the present. Between begin_gesture and end_gesture all pushes are one step; pushing an equal recipe is no step. */
void amb_history_push (AmbHistory *self, AmbRecipe *recipe);
void amb_history_begin_gesture (AmbHistory *self);
void amb_history_end_gesture (AmbHistory *self);
void amb_history_undo (AmbHistory *self);
void amb_history_redo (AmbHistory *self);
/* What undo / redo would change, translated ("Exposure"), transfer full, NULL when there is nothing. */
char *amb_history_undo_title (AmbHistory *self);
char *amb_history_redo_title (AmbHistory *self);

G_END_DECLS
