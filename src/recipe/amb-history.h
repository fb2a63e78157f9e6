/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo and redo without limit over recipes; values of one drag become one step. Not thread-safe:
 * main thread. */
#pragma once

#include "amb-recipe.h"

G_BEGIN_DECLS

#define AMB_TYPE_HISTORY (amb_history_get_type ())
G_DECLARE_FINAL_TYPE (AmbHistory, amb_history, AMB, HISTORY, GObject)

/* A history as it is kept: the recipes that it went through, never empty, and which of them is
 * the present. */
typedef struct
{
  GPtrArray *recipes; /* AmbRecipe */
  guint present;
  GPtrArray *titles; /* as recipes: what a step is called, N_() or interned; NULL where it has no
                        name of its own */
} AmbSteps;

/* Takes recipes; no step has a name. */
AmbSteps *amb_steps_new (GPtrArray *recipes, guint present);
void amb_steps_free (AmbSteps *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbSteps, amb_steps_free)

/* Properties: "recipe" (boxed AmbRecipe, read-only, notified on each change), "can-undo",
 * "can-redo" (read-only, notified). */
AmbHistory *amb_history_new (void);
/* Borrowed. */
AmbRecipe *amb_history_get_recipe (AmbHistory *self);
gboolean amb_history_get_can_undo (AmbHistory *self);
gboolean amb_history_get_can_redo (AmbHistory *self);

/* Makes recipe the present. Between begin_gesture and end_gesture all pushes are one step;
 * pushing an equal recipe is no step. */
void amb_history_push (AmbHistory *self, AmbRecipe *recipe);
/* The same, and the step is called title (N_(), static; no quotes). Not inside a gesture. */
void amb_history_push_named (AmbHistory *self, AmbRecipe *recipe, const char *title);
void amb_history_begin_gesture (AmbHistory *self);
void amb_history_end_gesture (AmbHistory *self);
void amb_history_undo (AmbHistory *self);
void amb_history_redo (AmbHistory *self);
/* What undo / redo would change, translated ("Exposure"), transfer full, NULL when there is
 * nothing. */
char *amb_history_undo_title (AmbHistory *self);
char *amb_history_redo_title (AmbHistory *self);

/* As if a gesture under way ended now; the recipes are shared. Transfer full. */
AmbSteps *amb_history_get_steps (AmbHistory *self);
/* Puts the steps under what was edited here: of edits made before, the present stays and is one
 * more step. A gesture goes on. */
void amb_history_restore (AmbHistory *self, const AmbSteps *steps);

G_END_DECLS
