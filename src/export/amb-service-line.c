/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a job says of its outputs is handed on as JSON to who reads outputs. */
#include "amb-service-line.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include "amb-error.h"
#include "amb-export-presets.h"
#include "amb-json-text.h"
#include "amb-outputs-json.h"

enum
{
  MAX_ID_BYTES = 256,
};

void
amb_service_line_clear (AmbServiceLine *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->settings, g_free);
  g_clear_pointer (&self->outputs, g_free);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
}

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS, sentence);
  return FALSE;
}

/* Members */

static GType
value_type (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                      : G_TYPE_INVALID;
}

/* Borrowed; NULL unless it is there and a text. */
static const char *
text_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* A number is taken only if it is written as it will be echoed. */
static char *
read_id (JsonNode *node, const char *text, gsize length)
{
  if (value_type (node) == G_TYPE_STRING)
    return strlen (json_node_get_string (node)) <= MAX_ID_BYTES ? json_to_string (node, FALSE)
                                                                : NULL;
  if (value_type (node) != G_TYPE_INT64)
    return NULL;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strstr_len (text, (gssize) length, number) != NULL ? g_steal_pointer (&number) : NULL;
}

static gboolean
read_priority (AmbServiceLine *self, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "priority");
  if (node == NULL)
    return TRUE;
  gint64 number = value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : G_MAXINT64;
  if (number < -AMB_SERVICE_MAX_PRIORITY || number > AMB_SERVICE_MAX_PRIORITY)
    return fail (error, _("“priority” must be a whole number from -1000 to 1000."));
  self->priority = (int) number;
  return TRUE;
}

/* Jobs */

/* Takes "target" out of object; FALSE when it is no text. */
static gboolean
take_target (AmbServiceLine *self, JsonObject *object, GError **error)
{
  const char *target = text_member (object, "target");
  if (json_object_has_member (object, "target") && (target == NULL || *target == '\0'))
    return fail (error, _("“target” must be the full name of a file."));
  g_ptr_array_add (self->targets, target != NULL ? g_canonicalize_filename (target, NULL) : NULL);
  json_object_remove_member (object, "target");
  return TRUE;
}

static gboolean
read_outputs (AmbServiceLine *self, JsonNode *node, GError **error)
{
  if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) == 0)
    return fail (error, _("“outputs” must be an array of objects."));
  JsonArray *outputs = json_node_get_array (node);
  g_ptr_array_set_size (self->targets, 0);
  for (guint i = 0; i < json_array_get_length (outputs); i++)
    {
      JsonNode *output = json_array_get_element (outputs, i);
      if (!JSON_NODE_HOLDS_OBJECT (output))
        return fail (error, _("“outputs” must be an array of objects."));
      if (!take_target (self, json_node_get_object (output), error))
        return FALSE;
    }
  self->outputs = json_to_string (node, FALSE);
  return TRUE;
}

/* Whatever is none of a job's own words is a setting of all its outputs. */
static gboolean
read_job (AmbServiceLine *self, JsonNode *root, GError **error)
{
  static const char *const own[] = { "id", "source", "priority", "outputs" };
  JsonObject *object = json_node_get_object (root);
  const char *source = text_member (object, "source");
  if (source == NULL || *source == '\0')
    return fail (error, _("“source” must name a photo."));
  self->source = g_strdup (source);
  self->targets = g_ptr_array_new_with_free_func (g_free);
  if (!take_target (self, object, error))
    return FALSE;
  gboolean has_target = self->targets->pdata[0] != NULL;
  JsonNode *outputs = json_object_get_member (object, "outputs");
  if (outputs != NULL && has_target)
    return fail (error, _("“target” belongs into one of “outputs”."));
  if (outputs != NULL && !read_outputs (self, outputs, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    json_object_remove_member (object, own[i]);
  self->settings = json_to_string (root, FALSE);
  return TRUE;
}

/* Lines */

static JsonNode *
load (JsonParser *parser, const char *text, gsize length, GError **error)
{
  g_autofree char *prepared
      = g_utf8_validate (text, (gssize) length, NULL) ? amb_json_prepare (text, length) : NULL;
  if (prepared == NULL || !json_parser_load_from_data (parser, prepared, -1, NULL))
    {
      fail (error, _("A line cannot be read: it is not JSON."));
      return NULL;
    }
  JsonNode *root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return root;
  fail (error, _("A line must be a JSON object."));
  return NULL;
}

static AmbServiceVerb
verb_of (JsonObject *object)
{
  if (json_object_has_member (object, "cancel"))
    return AMB_SERVICE_CANCEL;
  return json_object_has_member (object, "priority") && !json_object_has_member (object, "source")
             ? AMB_SERVICE_PRIORITY
             : AMB_SERVICE_JOB;
}

gboolean
amb_service_line_parse (AmbServiceLine *self, const char *text, gsize length, GError **error)
{
  *self = (AmbServiceLine){ .verb = AMB_SERVICE_JOB };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = load (parser, text, length, error);
  if (root == NULL)
    return FALSE;
  JsonObject *object = json_node_get_object (root);
  self->verb = verb_of (object);
  self->id = read_id (
      json_object_get_member (object, self->verb == AMB_SERVICE_CANCEL ? "cancel" : "id"), text,
      length);
  if (self->id == NULL)
    return fail (error, _("A job’s id must be a text or a whole number."));
  return read_priority (self, object, error)
         && (self->verb != AMB_SERVICE_JOB || read_job (self, root, error));
}

/* Outputs */

static gboolean
names_preset (GVariant *outputs)
{
  for (gsize i = 0; i < g_variant_n_children (outputs); i++)
    {
      g_autoptr (GVariant) output = g_variant_get_child_value (outputs, i);
      g_autoptr (GVariant) preset = g_variant_lookup_value (output, "preset", NULL);
      if (preset != NULL)
        return TRUE;
    }
  return FALSE;
}

/* aa{sv} with presets and files read in. */
static GVariant *
read_settings (const AmbServiceLine *self, const char *json, GPtrArray *notes, GError **error)
{
  g_autofree char *folder = g_get_current_dir ();
  const AmbOutputsOrigin origin = { self->source, folder, notes };
  g_autoptr (GVariant) outputs = amb_outputs_from_json (json, -1, &origin, error);
  if (outputs == NULL || !names_preset (outputs))
    return g_steal_pointer (&outputs);
  g_autoptr (AmbExportPresets) presets = amb_export_presets_new (NULL);
  amb_export_presets_load (presets, NULL);
  return amb_export_presets_resolve (presets, outputs, error);
}

/* json's outputs over each of bases. */
static GPtrArray *
lay_over (const AmbServiceLine *self,
          const char *json,
          const GPtrArray *bases,
          GPtrArray *notes,
          GError **error)
{
  g_autoptr (GPtrArray) all
      = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_export_settings_free);
  g_autoptr (GVariant) outputs = read_settings (self, json, notes, error);
  for (guint i = 0; outputs != NULL && i < bases->len; i++)
    {
      GPtrArray *applied = amb_outputs_apply (outputs, bases->pdata[i], error);
      if (applied == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (all, applied);
    }
  return outputs != NULL ? g_steal_pointer (&all) : NULL;
}

static gboolean
pin_all (GPtrArray *outputs, GError **error)
{
  for (guint i = 0; i < outputs->len; i++)
    if (!amb_export_settings_pin (outputs->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* A target names one file; a preset may have made several of one output. */
static GPtrArray *
match_targets (const AmbServiceLine *self, const GPtrArray *outputs, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);
  gboolean matches = self->targets->len == outputs->len;
  for (guint i = 0; !matches && i < self->targets->len; i++)
    if (self->targets->pdata[i] != NULL)
      {
        fail (error, _("A “target” names one file, but there are several outputs."));
        return NULL;
      }
  for (guint i = 0; i < outputs->len; i++)
    g_ptr_array_add (targets, matches ? g_strdup (self->targets->pdata[i]) : NULL);
  return g_steal_pointer (&targets);
}

GPtrArray *
amb_service_line_resolve (const AmbServiceLine *self,
                          const GPtrArray *defaults,
                          GPtrArray **targets,
                          GPtrArray *notes,
                          GError **error)
{
  g_autoptr (GPtrArray) bases = lay_over (self, self->settings, defaults, notes, error);
  if (bases != NULL && self->outputs != NULL)
    {
      g_ptr_array_set_size (bases, 1);
      GPtrArray *outputs = lay_over (self, self->outputs, bases, notes, error);
      g_ptr_array_unref (bases);
      bases = outputs;
    }
  if (bases == NULL || !pin_all (bases, error))
    return NULL;
  *targets = match_targets (self, bases, error);
  return *targets != NULL ? g_steal_pointer (&bases) : NULL;
}
