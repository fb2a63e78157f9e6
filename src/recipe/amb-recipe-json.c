/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipes as JSON files. */
#include "amb-recipe.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include "amb-error.h"
#include "amb-json-text.h"
#include "amb-number.h"
#include "amb-source.h"

#define FORMAT "ambrotype-recipe"

enum
{
  VERSION = 1,
  MAX_BYTES = 1 << 20, /* a recipe with every parameter takes 2 KiB */
};

static char *
number_to_json (double number)
{
  return isfinite (number) ? amb_number_to_string (number) : g_strdup ("null");
}

/* [[0, 0], [0.25, 0.2], [1, 1]] */
static char *
curve_to_json (GVariant *points)
{
  GString *json = g_string_new ("[");
  for (gsize i = 0; i < g_variant_n_children (points); i++)
    {
      double x, y;
      g_variant_get_child (points, i, "(dd)", &x, &y);
      g_autofree char *x_text = number_to_json (x);
      g_autofree char *y_text = number_to_json (y);
      g_string_append_printf (json, "%s[%s, %s]", i > 0 ? ", " : "", x_text, y_text);
    }
  return g_string_free (g_string_append_c (json, ']'), FALSE);
}

/* Doubles as short as they can be, and null where JSON has no such number, curves alike; everything
 * else as json-glib writes it. */
static char *
value_to_json (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    return number_to_json (g_variant_get_double (value));
  if (g_variant_is_of_type (value, AMB_SPLINE_VARIANT_TYPE))
    return curve_to_json (value);
  g_autoptr (JsonNode) node = json_gvariant_serialize (value);
  return json_to_string (node, FALSE);
}

static char *
string_to_json (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);
  return json_to_string (node, FALSE);
}

char *
amb_recipe_to_json (const AmbRecipe *self)
{
  g_autoptr (GVariant) values = amb_recipe_to_variant (self);
  GString *json = g_string_new (NULL);
  g_string_append_printf (json, "{\n  \"format\": \"%s\",\n  \"version\": %d,\n  \"values\": {",
                          FORMAT, VERSION);

  GVariantIter iter;
  const char *id;
  GVariant *value;
  const char *separator = "\n";
  g_variant_iter_init (&iter, values);
  while (g_variant_iter_loop (&iter, "{&sv}", &id, &value))
    {
      g_autofree char *key = string_to_json (id);
      g_autofree char *text = value_to_json (value);
      g_string_append_printf (json, "%s    %s: %s", separator, key, text);
      separator = ",\n";
    }
  g_string_append (json, "\n  }\n}\n");
  return g_string_free (json, FALSE);
}

/* Borrowed; NULL when there is none, or an array, an object or null: json-glib's own getters
 * complain about these. */
static JsonNode *
find_plain (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

static gboolean
is_known_version (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  return (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE) && json_node_get_double (node) <= VERSION;
}

/* The object that holds the values, borrowed from root; NULL with *problem set when this is no
 * recipe. */
static JsonObject *
find_values (JsonNode *root, const char **problem)
{
  *problem = _("it does not hold an object of values");
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  JsonObject *object = json_node_get_object (root);
  if (!json_object_has_member (object, "format"))
    return object;

  *problem = _("it is a file of another kind");
  JsonNode *format = find_plain (object, "format");
  if (format == NULL || g_strcmp0 (json_node_get_string (format), FORMAT) != 0)
    return NULL;
  *problem = _("it was written by a newer version");
  JsonNode *version = json_object_get_member (object, "version");
  if (version != NULL && !is_known_version (version))
    return NULL;
  *problem = _("it does not hold an object of values");
  JsonNode *values = json_object_get_member (object, "values");
  return values != NULL && JSON_NODE_HOLDS_OBJECT (values) ? json_node_get_object (values) : NULL;
}

/* null, for which D-Bus has no type, is nothing; a parameter's is noted by who reads it. NULL or
 * floating. */
static GVariant *
node_to_variant (const char *id, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_NULL (node))
    return json_gvariant_deserialize (node, NULL, NULL);
  return amb_operations_find_param (id, NULL, NULL) != NULL
             ? g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, NULL)
             : NULL;
}

/* a{sv} with the types that JSON suggests. */
static GVariant *
object_to_variant (JsonObject *object)
{
  GVariantBuilder builder;
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &id, &node))
    {
      GVariant *value = node_to_variant (id, node);
      if (value != NULL)
        g_variant_builder_add (&builder, "{sv}", id, value);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* The values of a recipe's text; NULL with error. */
static GVariant *
values_from_json (const char *json, gssize length, const char *name, GError **error)
{
  const char *shown = name != NULL ? name : "JSON";
  gsize bytes = length < 0 ? strlen (json) : (gsize) length;
  g_autofree char *text = bytes <= MAX_BYTES ? amb_json_prepare (json, bytes) : NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) cause = NULL;
  const char *problem;

  if (text == NULL)
    {
      amb_error_set (error, AMB_ERROR_RECIPE, shown, _("it is larger than any recipe"));
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, -1, &cause))
    {
      amb_error_set (error, AMB_ERROR_RECIPE, shown, cause->message);
      return NULL;
    }
  JsonObject *object = find_values (json_parser_get_root (parser), &problem);
  if (object == NULL)
    {
      amb_error_set (error, AMB_ERROR_RECIPE, shown, problem);
      return NULL;
    }
  return object_to_variant (object);
}

AmbRecipe *
amb_recipe_from_json (
    const char *json, gssize length, const char *name, GPtrArray *notes, GError **error)
{
  g_autoptr (GVariant) values = values_from_json (json, length, name, error);
  return values != NULL ? amb_recipe_from_variant (values, notes, error) : NULL;
}

AmbRecipe *
amb_recipe_read_json (GFile *file, const char *json, gsize length, GPtrArray *notes, GError **error)
{
  g_autofree char *name = amb_source_display_name (file);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GVariant) values = values_from_json (json, (gssize) length, name, error);
  g_autoptr (GVariant) taken
      = values != NULL ? amb_recipe_take_files (values, folder, error) : NULL;
  return taken != NULL ? amb_recipe_from_variant (taken, notes, error) : NULL;
}
