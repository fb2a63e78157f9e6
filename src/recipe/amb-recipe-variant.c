/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipes as a{sv}: what workers, actions and files are given, read with forgiveness. */
#include "amb-recipe-private.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-content.h"
#include "amb-error.h"
#include "amb-number.h"

static gboolean
number_from_string (const char *text, double *number)
{
  char *end;
  if (g_ascii_strcasecmp (text, "true") == 0 || g_ascii_strcasecmp (text, "false") == 0)
    {
      *number = g_ascii_strcasecmp (text, "true") == 0;
      return TRUE;
    }
  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && !isnan (*number);
}

gboolean
amb_recipe_read_number (GVariant *variant, double *number)
{
  switch (g_variant_classify (variant))
    {
    case G_VARIANT_CLASS_BOOLEAN:
      *number = g_variant_get_boolean (variant);
      return TRUE;
    case G_VARIANT_CLASS_BYTE:
      *number = g_variant_get_byte (variant);
      return TRUE;
    case G_VARIANT_CLASS_INT16:
      *number = g_variant_get_int16 (variant);
      return TRUE;
    case G_VARIANT_CLASS_UINT16:
      *number = g_variant_get_uint16 (variant);
      return TRUE;
    case G_VARIANT_CLASS_INT32:
      *number = g_variant_get_int32 (variant);
      return TRUE;
    case G_VARIANT_CLASS_UINT32:
      *number = g_variant_get_uint32 (variant);
      return TRUE;
    case G_VARIANT_CLASS_INT64:
      *number = (double) g_variant_get_int64 (variant);
      return TRUE;
    case G_VARIANT_CLASS_UINT64:
      *number = (double) g_variant_get_uint64 (variant);
      return TRUE;
    case G_VARIANT_CLASS_DOUBLE:
      *number = g_variant_get_double (variant);
      return !isnan (*number);
    case G_VARIANT_CLASS_STRING:
      return number_from_string (g_variant_get_string (variant, NULL), number);
    case G_VARIANT_CLASS_VARIANT:
      {
        g_autoptr (GVariant) inner = g_variant_get_variant (variant);
        return amb_recipe_read_number (inner, number);
      }
    default:
      return FALSE;
    }
}

gboolean
amb_recipe_read_file (GVariant *variant, const char **value)
{
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) inner = g_variant_get_variant (variant);
      return amb_recipe_read_file (inner, value); /* a serialised parent keeps the bytes */
    }
  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_STRING))
    return FALSE;
  *value = g_variant_get_string (variant, NULL);
  if (**value == '\0')
    *value = NULL;
  return *value == NULL || amb_content_parse (*value, NULL);
}

static GVariant *
value_to_variant (const AmbRecipe *self, const AmbParam *param, guint at)
{
  const double value = self->values[at];
  const char *file = self->files != NULL ? self->files[at] : NULL;
  const AmbSpline *curve = self->curves != NULL ? self->curves[at] : NULL;
  switch (param->type)
    {
    case AMB_PARAM_BOOLEAN:
      return g_variant_new_boolean (value != 0);
    case AMB_PARAM_INTEGER:
      return g_variant_new_int32 ((gint32) value);
    case AMB_PARAM_CURVE:
      return amb_spline_to_variant (curve != NULL ? curve : &amb_spline_identity);
    case AMB_PARAM_FILE:
      return g_variant_new_string (file != NULL ? file : "");
    case AMB_PARAM_NUMBER:
    default:
      return g_variant_new_double (value);
    }
}

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (a, b);
}

/* Ids to values, sorted; owns both. */
static GTree *
entries_new (void)
{
  return g_tree_new_full (compare_ids, NULL, g_free, (GDestroyNotify) g_variant_unref);
}

static gboolean
add_entry (gpointer id, gpointer value, gpointer builder)
{
  g_variant_builder_add (builder, "{sv}", id, value);
  return FALSE;
}

static GVariant *
entries_to_variant (GTree *entries)
{
  GVariantBuilder builder;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_tree_foreach (entries, add_entry, &builder);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static void
collect_values (const AmbRecipe *self, GTree *entries)
{
  const double *value = self->values;
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    for (guint i = 0; i < (*op)->n_params; i++, value++)
      {
        const AmbParam *param = &(*op)->params[i];
        if (*value != param->neutral)
          g_tree_insert (
              entries, amb_operation_param_id (*op, param),
              g_variant_ref_sink (value_to_variant (self, param, (guint) (value - self->values))));
      }
}

static void
collect_unknown (const AmbRecipe *self, GTree *entries)
{
  GVariantIter iter;
  char *id;
  GVariant *value;
  if (self->unknown == NULL)
    return;
  g_variant_iter_init (&iter, self->unknown);
  while (g_variant_iter_next (&iter, "{sv}", &id, &value))
    g_tree_insert (entries, id, value);
}

GVariant *
amb_recipe_to_variant (const AmbRecipe *self)
{
  g_autoptr (GTree) entries = entries_new ();
  collect_values (self, entries);
  collect_unknown (self, entries);
  return entries_to_variant (entries);
}

GVariant *
amb_recipe_get_variant (const AmbRecipe *self, const char *full_id)
{
  const AmbOperation *op;
  guint index;
  const AmbParam *param = amb_operations_find_param (full_id, &op, &index);
  g_return_val_if_fail (param != NULL, NULL);
  return value_to_variant (self, param, amb_recipe_first_value (op) + index);
}

static void
add_note (GPtrArray *notes, char *note)
{
  if (notes != NULL)
    g_ptr_array_add (notes, note);
  else
    g_free (note);
}

static void
note_changed (GPtrArray *notes, const char *id, double asked, double used)
{
  g_autofree char *asked_text = amb_number_to_string (asked);
  g_autofree char *used_text = amb_number_to_string (used);
  add_note (notes, g_strdup_printf (_("“%s” was set to %s, because %s is outside its range."), id,
                                    used_text, asked_text));
}

static const AmbMigration *
find_migration (const char *id)
{
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    for (guint i = 0; i < (*op)->n_migrations; i++)
      if (strcmp ((*op)->migrations[i].old_id, id) == 0)
        return &(*op)->migrations[i];
  return NULL;
}

static void
read_curve (AmbRecipe *self, const AmbOperation *op, guint index, GVariant *value, GPtrArray *notes)
{
  g_autofree char *id = amb_operation_param_id (op, &op->params[index]);
  AmbSpline curve;
  if (amb_spline_from_variant (value, &curve))
    amb_recipe_set_curve (self, op, index, &curve);
  else
    add_note (notes, g_strdup_printf (_("“%s” was left out, because its value is no curve."), id));
}

static void
read_file (AmbRecipe *self, const AmbOperation *op, guint index, GVariant *value, GPtrArray *notes)
{
  g_autofree char *id = amb_operation_param_id (op, &op->params[index]);
  const char *file;
  if (amb_recipe_read_file (value, &file))
    amb_recipe_set_file (self, op, index, file);
  else
    add_note (notes,
              g_strdup_printf (
                  _("“%s” was left out, because its value is no file that was taken in."), id));
}

/* FALSE when the id is unknown to this version. */
static gboolean
read_entry (AmbRecipe *self, const char *id, GVariant *value, GPtrArray *notes)
{
  const AmbMigration *migration = find_migration (id);
  const AmbOperation *op;
  guint index;
  const AmbParam *param;
  double number;

  param = amb_operations_find_param (migration != NULL ? migration->new_id : id, &op, &index);
  if (param == NULL)
    return FALSE;
  if (param->type == AMB_PARAM_CURVE)
    {
      read_curve (self, op, index, value, notes);
      return TRUE;
    }
  if (param->type == AMB_PARAM_FILE)
    {
      read_file (self, op, index, value, notes);
      return TRUE;
    }
  if (!amb_recipe_read_number (value, &number))
    {
      add_note (notes,
                g_strdup_printf (_("“%s” was left out, because its value is no number."), id));
      return TRUE;
    }
  if (migration != NULL)
    number = number * migration->factor + migration->offset;
  if (amb_recipe_set (self, op, index, number))
    note_changed (notes, id, number, self->values[amb_recipe_first_value (op) + index]);
  return TRUE;
}

AmbRecipe *
amb_recipe_from_variant (GVariant *variant, GPtrArray *notes, GError **error)
{
  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    {
      amb_error_set (error, AMB_ERROR_RECIPE, g_variant_get_type_string (variant),
                     _("it is no list of values"));
      return NULL;
    }

  AmbRecipe *self = amb_recipe_new ();
  g_autoptr (GTree) unknown = entries_new ();
  GVariantIter iter;
  const char *id;
  GVariant *value;
  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_loop (&iter, "{&sv}", &id, &value))
    if (!read_entry (self, id, value, notes))
      {
        g_tree_insert (unknown, g_strdup (id), g_variant_ref (value));
        add_note (notes,
                  g_strdup_printf (
                      _("“%s” is unknown to this version; it is kept and has no effect."), id));
      }
  if (g_tree_nnodes (unknown) > 0)
    self->unknown = entries_to_variant (unknown);
  return self;
}
