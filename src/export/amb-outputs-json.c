/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From JSON's types to those that the settings read, and back. */
#include "amb-outputs-json.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include "amb-content.h"
#include "amb-error.h"
#include "amb-json-text.h"
#include "amb-operations.h"

enum
{
  MAX_BYTES = 1 << 20, /* a hundred outputs with a recipe each */
  MAX_OUTPUTS = 32,
};

typedef struct
{
  const AmbOutputsOrigin *origin;
  guint number; /* of the output, from 1 */
} Reading;

static void
fail (const char *name, GError **error, const char *why)
{
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS, _("“%s” holds no outputs: %s"), name, why);
}

/* A whole number as such, so that "quality": 90.5 is refused and 90.0 is not. */
static GVariant *
plain_value (JsonNode *node)
{
  GType type = json_node_get_value_type (node);
  double number = type == G_TYPE_DOUBLE ? json_node_get_double (node) : 0;
  if (type == G_TYPE_BOOLEAN)
    return g_variant_new_boolean (json_node_get_boolean (node));
  if (type == G_TYPE_INT64)
    return g_variant_new_int64 (json_node_get_int (node));
  if (type == G_TYPE_DOUBLE && number == (double) (gint32) CLAMP (number, -1e9, 1e9))
    return g_variant_new_int64 ((gint64) number);
  if (type == G_TYPE_DOUBLE)
    return g_variant_new_double (number);
  return type == G_TYPE_STRING ? g_variant_new_string (json_node_get_string (node)) : NULL;
}

/* NULL unless every element is a text. */
static GVariant *
text_list (JsonArray *array)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return NULL;
      g_ptr_array_add (texts, (gpointer) json_node_get_string (node));
    }
  return g_variant_new_strv ((const char *const *) texts->pdata, (gssize) texts->len);
}

/* folder: where a path in the recipe counts from; NULL: the recipe may only name contents. */
static GVariant *
recipe_value (const AmbOutputsOrigin *origin, const char *json, GError **error)
{
  g_autoptr (AmbRecipe) recipe = NULL;
  if (origin->folder != NULL)
    {
      g_autoptr (GFile) file = g_file_new_build_filename (origin->folder, origin->name, NULL);
      recipe = amb_recipe_read_json (file, json, strlen (json), origin->notes, error);
    }
  else
    recipe = amb_recipe_from_json (json, -1, origin->name, origin->notes, error);
  return recipe != NULL ? amb_recipe_to_variant (recipe) : NULL;
}

static GVariant *
recipe_file (const AmbOutputsOrigin *origin, const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *whole = g_canonicalize_filename (path, origin->folder);
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_autofree char *name = g_path_get_basename (whole);
  g_autofree char *json = NULL;
  const AmbOutputsOrigin there = { name, folder, origin->notes };
  if (g_file_get_contents (whole, &json, NULL, &cause))
    return recipe_value (&there, json, error);
  amb_error_set (error, AMB_ERROR_RECIPE, shown, cause->message);
  return NULL;
}

static gboolean
holds_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

/* A number where there belongs one, and so on; what is unknown is kept as it is. */
static gboolean
is_of_use (const AmbParam *param, JsonNode *node)
{
  if (param == NULL)
    return TRUE;
  if (param->type == AMB_PARAM_FILE)
    return holds_text (node);
  if (param->type != AMB_PARAM_CURVE)
    return JSON_NODE_HOLDS_VALUE (node) && !holds_text (node);
  AmbSpline curve;
  GVariant *value = json_gvariant_deserialize (node, NULL, NULL);
  g_autoptr (GVariant) owned = value != NULL ? g_variant_take_ref (value) : NULL;
  return owned != NULL && amb_spline_from_variant (owned, &curve);
}

/* FALSE with a sentence about a value of another type than its parameter's. A recipe's reader would
 * leave it out with a note: the photo would come out without the edit. */
static gboolean
check_values (JsonObject *recipe, GError **error)
{
  JsonNode *inner = json_object_get_member (recipe, "values");
  gboolean has_inner = inner != NULL && JSON_NODE_HOLDS_OBJECT (inner);
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;
  json_object_iter_init (&iter, has_inner ? json_node_get_object (inner) : recipe);
  while (json_object_iter_next (&iter, &id, &node))
    {
      const AmbOperation *op;
      guint index;
      const AmbParam *param = amb_operations_find_param (id, &op, &index);
      if (is_of_use (param, node))
        continue;
      g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS, _("“%s” has a value of no use."), id);
      return FALSE;
    }
  return TRUE;
}

/* An object, or with a folder the name of a file. */
static GVariant *
read_recipe (const Reading *reading, JsonNode *node, GError **error)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autofree char *json = json_to_string (node, FALSE);
      return check_values (json_node_get_object (node), error)
                 ? recipe_value (reading->origin, json, error)
                 : NULL;
    }
  if (holds_text (node) && reading->origin->folder != NULL)
    return recipe_file (reading->origin, json_node_get_string (node), error);
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS, _("“%s” has a value of no use."), "recipe");
  return NULL;
}

/* What lies beside the file is named as seen from it. */
static gboolean
is_path_beside (const Reading *reading, const char *key, JsonNode *node)
{
  return reading->origin->folder != NULL && strcmp (key, "watermark") == 0 && holds_text (node)
         && *json_node_get_string (node) != '\0'
         && !amb_content_parse (json_node_get_string (node), NULL);
}

static GVariant *
read_value (const Reading *reading, const char *key, JsonNode *node, GError **error)
{
  GVariant *value = NULL;
  if (strcmp (key, "recipe") == 0)
    return read_recipe (reading, node, error);
  if (is_path_beside (reading, key, node))
    value = g_variant_new_take_string (
        g_canonicalize_filename (json_node_get_string (node), reading->origin->folder));
  else if (JSON_NODE_HOLDS_VALUE (node))
    value = plain_value (node);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    value = text_list (json_node_get_array (node));
  if (value == NULL)
    g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS, _("“%s” has a value of no use."), key);
  return value;
}

/* The settings' own sentence about a key that they do not have. */
static gboolean
check_key (const char *key, GError **error)
{
  const AmbExportKey *known;
  for (guint i = 0; (known = amb_export_settings_key (i)) != NULL; i++)
    if (strcmp (known->name, key) == 0)
      return TRUE;
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS, _("There is no export setting “%s”."), key);
  return FALSE;
}

static GVariant *
read_output (const Reading *reading, JsonObject *object, GError **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &key, &node))
    {
      GVariant *value = check_key (key, error) ? read_value (reading, key, node, error) : NULL;
      if (value == NULL)
        {
          g_prefix_error (error, _("“%s”, output %u: "), reading->origin->name, reading->number);
          return NULL;
        }
      g_autoptr (GVariant) owned = g_variant_take_ref (value);
      g_variant_dict_insert_value (&dict, key, owned);
    }
  return g_variant_dict_end (&dict);
}

static GVariant *
read_outputs (Reading *reading, JsonArray *array, GError **error)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (AMB_OUTPUTS_TYPE);
  guint n = json_array_get_length (array);
  if (n == 0 || n > MAX_OUTPUTS)
    {
      g_autofree char *why = g_strdup_printf (_("it must have 1 to %d."), MAX_OUTPUTS);
      fail (reading->origin->name, error, why);
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      reading->number = i + 1;
      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          fail (reading->origin->name, error, _("each must be an object."));
          return NULL;
        }
      GVariant *output = read_output (reading, json_node_get_object (node), error);
      if (output == NULL)
        return NULL;
      g_variant_builder_add_value (&builder, output);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

GVariant *
amb_outputs_from_json (const char *json,
                       gssize length,
                       const AmbOutputsOrigin *origin,
                       GError **error)
{
  gsize bytes = length < 0 ? strlen (json) : (gsize) length;
  Reading reading = { origin, 1 };
  g_autofree char *text = bytes <= MAX_BYTES ? amb_json_prepare (json, bytes) : NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (JsonArray) single = NULL;
  g_autoptr (GError) cause = NULL;

  if (text == NULL)
    {
      fail (origin->name, error, _("it is too large."));
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, -1, &cause))
    {
      fail (origin->name, error, cause->message);
      return NULL;
    }
  JsonNode *root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_ARRAY (root))
    return read_outputs (&reading, json_node_get_array (root), error);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      fail (origin->name, error, _("it must be an array of objects."));
      return NULL;
    }
  single = json_array_new ();
  json_array_add_element (single, json_node_copy (root));
  return read_outputs (&reading, single, error);
}

/* Writing */

static JsonNode *
recipe_node (GVariant *value)
{
  g_autoptr (AmbRecipe) recipe
      = g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT)
            ? amb_recipe_from_variant (value, NULL, NULL)
            : amb_recipe_from_json (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
                                        ? g_variant_get_string (value, NULL)
                                        : g_variant_get_bytestring (value),
                                    -1, NULL, NULL, NULL);
  g_autofree char *json = recipe != NULL ? amb_recipe_to_json (recipe) : g_strdup ("{}");
  return json_from_string (json, NULL);
}

static JsonNode *
value_node (const char *key, GVariant *value)
{
  if (strcmp (key, "recipe") == 0)
    return recipe_node (value);
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING))
    return json_gvariant_serialize (value);
  g_autofree char *shown = g_filename_display_name (g_variant_get_bytestring (value));
  return json_node_init_string (json_node_alloc (), shown);
}

/* In the order of the settings' table. */
static JsonNode *
output_node (GVariant *output)
{
  JsonObject *object = json_object_new ();
  const AmbExportKey *key;
  for (guint i = 0; (key = amb_export_settings_key (i)) != NULL; i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (output, key->name, NULL);
      if (value != NULL)
        json_object_set_member (object, key->name, value_node (key->name, value));
    }
  return json_node_init_object (json_node_alloc (), object);
}

char *
amb_outputs_to_json (GVariant *outputs, guint indent)
{
  g_autoptr (JsonArray) array = json_array_new ();
  for (gsize i = 0; i < g_variant_n_children (outputs); i++)
    {
      g_autoptr (GVariant) output = g_variant_get_child_value (outputs, i);
      json_array_add_element (array, output_node (output));
    }
  g_autoptr (JsonNode) root = json_node_init_array (json_node_alloc (), array);
  g_autofree char *json = json_to_string (root, TRUE);
  g_autofree char *spaces = g_strnfill (indent, ' ');
  g_autofree char *line_start = g_strconcat ("\n", spaces, NULL);
  g_auto (GStrv) lines = g_strsplit (json, "\n", -1);
  return g_strjoinv (line_start, lines);
}

/* Applying */

/* A relative folder is below base's: what parse_output would make of it depends on the current one.
 */
static void
place_below (GVariantDict *dict, const AmbExportSettings *base)
{
  g_autoptr (GVariant) value = g_variant_dict_lookup_value (dict, "output", NULL);
  const char *text
      = value == NULL                                         ? NULL
        : g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_get_string (value, NULL)
        : g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING) ? g_variant_get_bytestring (value)
                                                                  : NULL;
  if (text == NULL || *text == '\0' || g_path_is_absolute (text) || base->output == NULL)
    return;
  g_autofree char *whole = g_build_filename (base->output, text, NULL);
  g_variant_dict_insert_value (dict, "output", g_variant_new_bytestring (whole));
}

static AmbExportSettings *
apply_one (GVariant *output, const AmbExportSettings *base, GError **error)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_copy (base);
  g_auto (GVariantDict) dict;
  g_variant_dict_init (&dict, output);
  place_below (&dict, base);
  return amb_export_settings_set_all (settings, g_variant_dict_end (&dict), error)
             ? g_steal_pointer (&settings)
             : NULL;
}

GPtrArray *
amb_outputs_apply (GVariant *outputs, const AmbExportSettings *base, GError **error)
{
  g_autoptr (GPtrArray) applied
      = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_export_settings_free);
  gsize n = g_variant_n_children (outputs);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) output = g_variant_get_child_value (outputs, i);
      AmbExportSettings *settings = apply_one (output, base, error);
      if (settings == NULL && n > 1)
        g_prefix_error (error, _("Output %u: "), (guint) i + 1);
      if (settings == NULL)
        return NULL;
      g_ptr_array_add (applied, settings);
    }
  return g_steal_pointer (&applied);
}
