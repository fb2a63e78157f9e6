/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A recipe: the edits of one photo, as values by id. Immutable once built by amb_recipe_with ();
 * shared by reference. */
#pragma once

#include <gio/gio.h>
#include "amb-operations.h"

G_BEGIN_DECLS

typedef struct _AmbRecipe AmbRecipe;

#define AMB_TYPE_RECIPE (amb_recipe_get_type ())
GType amb_recipe_get_type (void);

/* No edit at all. Transfer full. Reference counting is atomic; reading is safe from any thread. */
AmbRecipe *amb_recipe_new (void);
AmbRecipe *amb_recipe_ref (AmbRecipe *self);
void amb_recipe_unref (AmbRecipe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbRecipe, amb_recipe_unref)

/* The value of a known parameter ("exposure.ev"), neutral when unset. */
double amb_recipe_get (const AmbRecipe *self, const char *full_id);
/* All values of an operation, in declaration order; values has room for op->n_params. */
void amb_recipe_get_values (const AmbRecipe *self, const AmbOperation *op, double *values);
/* The curve of a known AMB_PARAM_CURVE, amb_spline_identity when unset; borrowed. */
const AmbSpline *amb_recipe_get_curve (const AmbRecipe *self, const char *full_id);
/* By parameter index, NULL where none is set; NULL when the recipe has no curve at all. Borrowed.
 */
const AmbSpline *const *amb_recipe_get_curves (const AmbRecipe *self, const AmbOperation *op);

/* The content of a known AMB_PARAM_FILE, NULL when unset; borrowed. */
const char *amb_recipe_get_file (const AmbRecipe *self, const char *full_id);
/* The content of the operation's file, NULL when it has or is given none; borrowed. */
const char *amb_recipe_get_file_of (const AmbRecipe *self, const AmbOperation *op);
/* The value of a known parameter of any type as amb_recipe_to_variant () writes it, of a file ""
 * when unset; floating. */
GVariant *amb_recipe_get_variant (const AmbRecipe *self, const char *full_id);

/* A copy with one value changed (clamped); a value equal to neutral is dropped. value: floating or
 * not, any numeric or boolean type, or a string that is a number (with a point in every locale, or
 * true or false); for a curve what amb_spline_from_variant () reads; for a file a string that
 * amb_content_parse () takes, or "" for none. NULL with AMB_ERROR_RECIPE
 * when the id is unknown or the value is of another kind. */
AmbRecipe *
amb_recipe_with (const AmbRecipe *self, const char *full_id, GVariant *value, GError **error);
/* Of a curve or a file the number can only be neutral: it takes it away. */
AmbRecipe *amb_recipe_with_number (const AmbRecipe *self, const char *full_id, double value);

gboolean amb_recipe_is_neutral (const AmbRecipe *self);
gboolean amb_recipe_equal (const AmbRecipe *a, const AmbRecipe *b);
/* self with top applied too: each operation that top changes takes the place of self's, with all
 * its parameters. Transfer full. */
AmbRecipe *amb_recipe_on_top (const AmbRecipe *self, const AmbRecipe *top);
/* Keeps only the geometry operations: what "before" shows. */
AmbRecipe *amb_recipe_geometry_only (const AmbRecipe *self);
/* Turned by quarter turns clockwise (negative: counter-clockwise) as the user sees it: flips,
 * straighten and crop turn along.
 * Four quarter turns give an equal recipe. */
AmbRecipe *amb_recipe_rotated (const AmbRecipe *self, int quarter_turns);

typedef enum
{
  AMB_MIRROR_HORIZONTAL, /* left and right change places */
  AMB_MIRROR_VERTICAL,   /* top and bottom do */
} AmbMirror;

/* Mirrored as the user sees it, whatever the quarter turns: straighten and crop are mirrored along.
 * Twice gives an equal
 * recipe. */
AmbRecipe *amb_recipe_mirrored (const AmbRecipe *self, AmbMirror mirror);
/* The first full id whose value differs, in declaration order, or NULL: for undo texts. */
const AmbParam *
amb_recipe_first_difference (const AmbRecipe *a, const AmbRecipe *b, const AmbOperation **op);

/* The parameters that auto light sets, by full id; NULL-terminated, static. */
const char *const *amb_recipe_light_ids (void);
/* With light's values of these. keep_own: except where self has one that is not neutral. */
AmbRecipe *amb_recipe_with_light (const AmbRecipe *self, const AmbRecipe *light, gboolean keep_own);

/* a{sv}, ids to values, sorted: the worker message's and the actions' form. Transfer full (not
 * floating). */
GVariant *amb_recipe_to_variant (const AmbRecipe *self);
/* Known ids are clamped, migrations applied; unknown ids are kept and written again. notes:
 * nullable, appended with one sentence per clamped or unknown value. Never fails on content; a
 * variant that is not a{sv} gives AMB_ERROR_RECIPE. */
AmbRecipe *amb_recipe_from_variant (GVariant *variant, GPtrArray *notes, GError **error);

/* {"format": "ambrotype-recipe", "version": 1, "values": {"exposure.ev": 0.5}}. Transfer full. */
char *amb_recipe_to_json (const AmbRecipe *self);
/* Also reads a bare {"exposure.ev": 0.5}. length: -1 if terminated. Errors: AMB_ERROR_RECIPE, name
 * (nullable) is the file's. */
AmbRecipe *amb_recipe_from_json (
    const char *json, gssize length, const char *name, GPtrArray *notes, GError **error);
/* The same for a file's text: a path in it, such as of a LUT, counts from the file's folder, and
 * what it names is taken in. Blocking. Errors also: amb_content_import's. */
AmbRecipe *amb_recipe_read_json (
    GFile *file, const char *json, gsize length, GPtrArray *notes, GError **error);

/* values, a{sv} as above, with the paths among them taken in (amb_content_import) and replaced by
 * their contents; a path counts from folder, or where that is NULL must be absolute. Blocking.
 * Transfer full, not floating. */
GVariant *amb_recipe_take_files (GVariant *values, GFile *folder, GError **error);

G_END_DECLS
