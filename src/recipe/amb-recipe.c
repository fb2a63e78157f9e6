/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a recipe is an array of numbers, one per declared parameter, neutral where nothing was
 * set, beside it the few curves and files that are set, and whatever a newer version wrote that
 * this one does not know, kept as it came. The number of these says whether there is one, so that
 * all that asks whether something is neutral looks at numbers only. It never changes once it is
 * shared, so that a job, the window and the undo history can hold the same one. Every value passes
 * through amb_recipe_set (): in range, never NaN, and fractions of the frame in whole billionths,
 * which makes turning a crop exact. */
#include "amb-recipe.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-recipe-private.h"

guint
amb_recipe_first_value (const AmbOperation *op)
{
  guint at = 0;
  for (const AmbOperation *const *o = amb_operations_list (); *o != NULL && *o != op; o++)
    at += (*o)->n_params;
  return at;
}

AmbRecipe *
amb_recipe_new (void)
{
  guint n_values = amb_recipe_first_value (NULL);
  AmbRecipe *self = g_malloc (sizeof (AmbRecipe) + n_values * sizeof (double));
  g_atomic_ref_count_init (&self->references);
  self->unknown = NULL;
  self->curves = NULL;
  self->files = NULL;
  self->n_values = n_values;

  double *value = self->values;
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    for (guint i = 0; i < (*op)->n_params; i++)
      *value++ = (*op)->params[i].neutral;
  return self;
}

/* Where the curve of the value at is kept; making room for it. */
static AmbSpline **
curve_slot (AmbRecipe *self, guint at)
{
  if (self->curves == NULL)
    self->curves = g_new0 (AmbSpline *, self->n_values);
  return &self->curves[at];
}

static void
put_curve (AmbRecipe *self, guint at, const AmbSpline *curve)
{
  g_free (*curve_slot (self, at));
  *curve_slot (self, at) = curve != NULL ? g_memdup2 (curve, sizeof *curve) : NULL;
  self->values[at] = curve != NULL;
}

static void
put_file (AmbRecipe *self, guint at, const char *value)
{
  if (self->files == NULL)
    self->files = g_new0 (char *, self->n_values);
  g_free (self->files[at]);
  self->files[at] = g_strdup (value);
  self->values[at] = value != NULL;
}

static AmbRecipe *
copy (const AmbRecipe *self)
{
  AmbRecipe *result = amb_recipe_new ();
  memcpy (result->values, self->values, self->n_values * sizeof (double));
  for (guint i = 0; self->curves != NULL && i < self->n_values; i++)
    if (self->curves[i] != NULL)
      put_curve (result, i, self->curves[i]);
  for (guint i = 0; self->files != NULL && i < self->n_values; i++)
    if (self->files[i] != NULL)
      put_file (result, i, self->files[i]);
  result->unknown = self->unknown != NULL ? g_variant_ref (self->unknown) : NULL;
  return result;
}

AmbRecipe *
amb_recipe_ref (AmbRecipe *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
amb_recipe_unref (AmbRecipe *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_pointer (&self->unknown, g_variant_unref);
  for (guint i = 0; self->curves != NULL && i < self->n_values; i++)
    g_free (self->curves[i]);
  g_free (self->curves);
  for (guint i = 0; self->files != NULL && i < self->n_values; i++)
    g_free (self->files[i]);
  g_free (self->files);
  g_free (self);
}

static double
get_value (const AmbRecipe *self, const AmbOperation *op, guint index)
{
  return self->values[amb_recipe_first_value (op) + index];
}

gboolean
amb_recipe_set (AmbRecipe *self, const AmbOperation *op, guint index, double value)
{
  gboolean changed;
  const AmbParam *param = &op->params[index];
  if (param->type == AMB_PARAM_CURVE)
    {
      amb_recipe_set_curve (self, op, index, &amb_spline_identity);
      return value != param->neutral;
    }
  if (param->type == AMB_PARAM_FILE)
    {
      amb_recipe_set_file (self, op, index, NULL);
      return value != param->neutral;
    }
  double stored = amb_param_clamp (param, value, &changed);
  if (param->unit == AMB_UNIT_FRACTION)
    stored = round (stored * AMB_RECIPE_FRACTIONS) / AMB_RECIPE_FRACTIONS;
  self->values[amb_recipe_first_value (op) + index] = stored;
  return changed;
}

void
amb_recipe_set_curve (AmbRecipe *self, const AmbOperation *op, guint index, const AmbSpline *curve)
{
  guint at = amb_recipe_first_value (op) + index;
  if (!amb_spline_equal (curve, &amb_spline_identity))
    put_curve (self, at, curve);
  else if (self->curves != NULL)
    put_curve (self, at, NULL);
}

void
amb_recipe_set_file (AmbRecipe *self, const AmbOperation *op, guint index, const char *value)
{
  if (value != NULL || self->files != NULL)
    put_file (self, amb_recipe_first_value (op) + index, value);
}

double
amb_recipe_get (const AmbRecipe *self, const char *full_id)
{
  const AmbOperation *op;
  guint index;
  g_return_val_if_fail (amb_operations_find_param (full_id, &op, &index) != NULL, 0);
  return get_value (self, op, index);
}

void
amb_recipe_get_values (const AmbRecipe *self, const AmbOperation *op, double *values)
{
  memcpy (values, self->values + amb_recipe_first_value (op), op->n_params * sizeof (double));
}

const AmbSpline *const *
amb_recipe_get_curves (const AmbRecipe *self, const AmbOperation *op)
{
  if (self->curves == NULL)
    return NULL;
  return (const AmbSpline *const *) self->curves + amb_recipe_first_value (op);
}

const AmbSpline *
amb_recipe_get_curve (const AmbRecipe *self, const char *full_id)
{
  const AmbOperation *op;
  guint index;
  g_return_val_if_fail (amb_operations_find_param (full_id, &op, &index) != NULL,
                        &amb_spline_identity);
  const AmbSpline *const *curves = amb_recipe_get_curves (self, op);
  return curves != NULL && curves[index] != NULL ? curves[index] : &amb_spline_identity;
}

const char *
amb_recipe_get_file (const AmbRecipe *self, const char *full_id)
{
  const AmbOperation *op;
  guint index;
  g_return_val_if_fail (amb_operations_find_param (full_id, &op, &index) != NULL, NULL);
  return self->files != NULL ? self->files[amb_recipe_first_value (op) + index] : NULL;
}

const char *
amb_recipe_get_file_of (const AmbRecipe *self, const AmbOperation *op)
{
  for (guint i = 0; self->files != NULL && i < op->n_params; i++)
    if (op->params[i].type == AMB_PARAM_FILE)
      return self->files[amb_recipe_first_value (op) + i];
  return NULL;
}

static const char *
bad_value (const AmbParam *param)
{
  if (param->type == AMB_PARAM_FILE)
    return _("its value is no file that was taken in");
  if (param->type == AMB_PARAM_CURVE)
    return _("its value is no curve of 2 to 16 points that go from left to right, each coordinate "
              "from 0 to 1");
  return _("its value is no number");
}

/* FALSE when the value is not of the parameter's kind. */
static gboolean
put_value (AmbRecipe *self, const AmbOperation *op, guint index, GVariant *value)
{
  const AmbParam *param = &op->params[index];
  const char *file;
  AmbSpline curve;
  double number;
  switch (param->type)
    {
    case AMB_PARAM_CURVE:
      if (!amb_spline_from_variant (value, &curve))
        return FALSE;
      amb_recipe_set_curve (self, op, index, &curve);
      return TRUE;
    case AMB_PARAM_FILE:
      if (!amb_recipe_read_file (value, &file))
        return FALSE;
      amb_recipe_set_file (self, op, index, file);
      return TRUE;
    case AMB_PARAM_NUMBER:
    case AMB_PARAM_INTEGER:
    case AMB_PARAM_BOOLEAN:
    default:
      if (!amb_recipe_read_number (value, &number))
        return FALSE;
      amb_recipe_set (self, op, index, number);
      return TRUE;
    }
}

AmbRecipe *
amb_recipe_with (const AmbRecipe *self, const char *full_id, GVariant *value, GError **error)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  g_autoptr (AmbRecipe) result = NULL;
  const AmbOperation *op;
  const AmbParam *param;
  guint index;

  if ((param = amb_operations_find_param (full_id, &op, &index)) == NULL)
    {
      amb_error_set (error, AMB_ERROR_RECIPE, full_id, _("there is no such parameter"));
      return NULL;
    }
  result = copy (self);
  if (put_value (result, op, index, owned))
    return g_steal_pointer (&result);
  amb_error_set (error, AMB_ERROR_RECIPE, full_id, bad_value (param));
  return NULL;
}

AmbRecipe *
amb_recipe_with_number (const AmbRecipe *self, const char *full_id, double value)
{
  const AmbOperation *op;
  guint index;
  g_return_val_if_fail (amb_operations_find_param (full_id, &op, &index) != NULL, NULL);

  AmbRecipe *result = copy (self);
  amb_recipe_set (result, op, index, value);
  return result;
}

gboolean
amb_recipe_is_neutral (const AmbRecipe *self)
{
  const double *values = self->values;
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    {
      if (!amb_operation_is_neutral (*op, values))
        return FALSE;
      values += (*op)->n_params;
    }
  return TRUE;
}

static gboolean
equal_at (const AmbRecipe *a, const AmbRecipe *b, guint at)
{
  const AmbSpline *one = a->curves != NULL ? a->curves[at] : NULL;
  const AmbSpline *other = b->curves != NULL ? b->curves[at] : NULL;
  return a->values[at] == b->values[at]
         && (one == NULL || other == NULL || amb_spline_equal (one, other))
         && (a->files == NULL || b->files == NULL || g_strcmp0 (a->files[at], b->files[at]) == 0);
}

gboolean
amb_recipe_equal (const AmbRecipe *a, const AmbRecipe *b)
{
  for (guint i = 0; i < a->n_values; i++)
    if (!equal_at (a, b, i))
      return FALSE;
  if (a->unknown == NULL || b->unknown == NULL)
    return a->unknown == b->unknown;
  return g_variant_equal (a->unknown, b->unknown);
}

AmbRecipe *
amb_recipe_geometry_only (const AmbRecipe *self)
{
  AmbRecipe *result = amb_recipe_new ();
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    if ((*op)->kind == AMB_OP_GEOMETRY)
      amb_recipe_get_values (self, *op, result->values + amb_recipe_first_value (*op));
  return result;
}

/* A rectangle turned by a quarter turn clockwise: its bottom left becomes its top left. In
 * billionths, so exactly. */
static void
turn_crop (AmbRecipe *self)
{
  const AmbOperation *crop = amb_operations_find ("crop");
  double *values = self->values + amb_recipe_first_value (crop);
  if (amb_operation_is_neutral (crop, values))
    return;

  gint64 whole[4];
  for (guint i = 0; i < 4; i++)
    whole[i] = llround (values[i] * AMB_RECIPE_FRACTIONS);
  gint64 width = MIN (whole[2], AMB_RECIPE_FRACTIONS - whole[0]);
  gint64 height = MIN (whole[3], AMB_RECIPE_FRACTIONS - whole[1]);

  const gint64 turned[4] = { AMB_RECIPE_FRACTIONS - whole[1] - height, whole[0], height, width };
  for (guint i = 0; i < 4; i++)
    values[i] = (double) turned[i] / AMB_RECIPE_FRACTIONS;
}

/* Quarter turns come after the flips and before the straightening, which they do not touch: a turn
 * of a turned photo is one more turn. Perspective and crop, in the frame that is turned, have to
 * follow. */
AmbRecipe *
amb_recipe_rotated (const AmbRecipe *self, int quarter_turns)
{
  const AmbOperation *rotate = amb_operations_find ("rotate");
  AmbRecipe *result = copy (self);
  int turns = (quarter_turns % 4 + 4) % 4;

  amb_recipe_set (result, rotate, 0, get_value (self, rotate, 0) + turns);
  for (int i = 0; i < turns; i++)
    {
      amb_recipe_turn_perspective (result);
      turn_crop (result);
    }
  return result;
}

/* One axis of a rectangle, from the other end. In billionths, so exactly. */
static void
mirror_crop (AmbRecipe *self, guint start, guint length)
{
  const AmbOperation *crop = amb_operations_find ("crop");
  double *values = self->values + amb_recipe_first_value (crop);
  if (amb_operation_is_neutral (crop, values))
    return;

  gint64 from = llround (values[start] * AMB_RECIPE_FRACTIONS);
  gint64 size = MIN (llround (values[length] * AMB_RECIPE_FRACTIONS), AMB_RECIPE_FRACTIONS - from);
  values[start] = (double) (AMB_RECIPE_FRACTIONS - from - size) / AMB_RECIPE_FRACTIONS;
  values[length] = (double) size / AMB_RECIPE_FRACTIONS;
}

/* The flips come before the quarter turns: after an odd number of those the other one is meant. The
 * photo is straightened in a mirror by the opposite angle. */
AmbRecipe *
amb_recipe_mirrored (const AmbRecipe *self, AmbMirror mirror)
{
  const AmbOperation *flip = amb_operations_find ("flip");
  const AmbOperation *straighten = amb_operations_find ("straighten");
  gboolean is_odd = (int) get_value (self, amb_operations_find ("rotate"), 0) % 2 != 0;
  guint axis = (mirror == AMB_MIRROR_HORIZONTAL) != is_odd ? 0 : 1;
  AmbRecipe *result = copy (self);

  amb_recipe_set (result, flip, axis, get_value (self, flip, axis) == 0);
  amb_recipe_set (result, straighten, 0, 0.0 - get_value (self, straighten, 0));
  amb_recipe_mirror_perspective (result, mirror);
  mirror_crop (result, mirror == AMB_MIRROR_HORIZONTAL ? 0 : 1,
               mirror == AMB_MIRROR_HORIZONTAL ? 2 : 3);
  return result;
}

const AmbParam *
amb_recipe_first_difference (const AmbRecipe *a, const AmbRecipe *b, const AmbOperation **op)
{
  guint at = 0;
  for (const AmbOperation *const *o = amb_operations_list (); *o != NULL; o++)
    for (guint i = 0; i < (*o)->n_params; i++, at++)
      if (!equal_at (a, b, at))
        {
          if (op != NULL)
            *op = *o;
          return &(*o)->params[i];
        }
  return NULL;
}
