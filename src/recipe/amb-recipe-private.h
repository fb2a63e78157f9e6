/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a recipe, for the files of this folder only. */
#pragma once

#include "amb-recipe.h"

G_BEGIN_DECLS

enum
{
  AMB_RECIPE_FRACTIONS
  = 1000000000, /* fractions of the frame are whole billionths, so that sums are exact */
};

struct _AmbRecipe
{
  gatomicrefcount references;
  GVariant *unknown;  /* a{sv}, sorted; NULL when there is nothing unknown */
  AmbSpline **curves; /* as values; NULL where none is set, and NULL when there are none at all */
  char **files; /* contents as values, likewise; see amb-content.h */
  guint n_values;
  double
      values[]; /* operation after operation, in declaration order; of a curve: whether it is set */
};

/* Where the operation's values begin; for NULL, past the end of all. */
guint amb_recipe_first_value (const AmbOperation *op);

/* Only while self is being built. TRUE when the value was out of range and had to be changed. */
gboolean amb_recipe_set (AmbRecipe *self, const AmbOperation *op, guint index, double value);

/* The same for a curve; the straight one is none. */
void
amb_recipe_set_curve (AmbRecipe *self, const AmbOperation *op, guint index, const AmbSpline *curve);

/* The same for a file; NULL is none. value: as amb_content_parse takes it. */
void amb_recipe_set_file (AmbRecipe *self, const AmbOperation *op, guint index, const char *value);

/* A string that is a content's value, borrowed, or NULL for the empty one; also inside a variant.
 * FALSE when it is neither. */
gboolean amb_recipe_read_file (GVariant *variant, const char **value);

/* The number in any numeric or boolean type, in a string, or in a variant of those; FALSE when
 * there is none. */
gboolean amb_recipe_read_number (GVariant *variant, double *number);

/* Only while self is being built: perspective after one more quarter turn clockwise, or a mirror.
 */
void amb_recipe_turn_perspective (AmbRecipe *self);
void amb_recipe_mirror_perspective (AmbRecipe *self, AmbMirror mirror);

G_END_DECLS
