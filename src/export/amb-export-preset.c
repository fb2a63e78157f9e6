/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs are kept as they were written: what a later version no longer knows is said when they are
 * applied, not lost when they are copied. */
#include "amb-export-preset.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include "amb-error.h"
#include "amb-json-text.h"
#include "amb-outputs-json.h"

#define FORMAT "ambrotype-export-preset"

enum
{
  VERSION = 1,
  MAX_NAME_BYTES = 200, /* so that a file name has room for it */
  MAX_FILE_BYTES = 1 << 20,
};

struct _AmbExportPreset
{
  GObject parent_instance;

  char *name;
  gboolean is_shipped;
  GVariant *outputs; /* aa{sv} */
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AmbExportPreset, amb_export_preset, G_TYPE_OBJECT)

/* Where, how many at a time and over what: of a batch, not of a preset. */
static const char *const foreign_keys[] = { "preset", "output", "jobs", "on-conflict" };

static void
amb_export_preset_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AmbExportPreset *self = AMB_EXPORT_PRESET (object);
  if (id == PROP_NAME)
    g_value_set_string (value, self->name);
  else if (id == PROP_TITLE)
    g_value_set_string (value, amb_export_preset_get_title (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
amb_export_preset_finalize (GObject *object)
{
  AmbExportPreset *self = AMB_EXPORT_PRESET (object);
  g_free (self->name);
  g_variant_unref (self->outputs);
  G_OBJECT_CLASS (amb_export_preset_parent_class)->finalize (object);
}

static void
amb_export_preset_class_init (AmbExportPresetClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = amb_export_preset_get_property;
  object_class->finalize = amb_export_preset_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
amb_export_preset_init (AmbExportPreset *self)
{
}

static char *
clean_name (const char *name, GError **error)
{
  g_autofree char *clean = g_strstrip (g_utf8_make_valid (name, -1));
  gboolean is_text = *clean != '\0' && strlen (clean) <= MAX_NAME_BYTES;
  for (const char *p = clean; *p != '\0' && is_text; p = g_utf8_next_char (p))
    is_text = !g_unichar_iscntrl (g_utf8_get_char (p));
  if (is_text)
    return g_steal_pointer (&clean);
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("A preset’s name is a text of at most %d bytes."), MAX_NAME_BYTES);
  return NULL;
}

/* outputs: transfer full. */
static AmbExportPreset *
make (const char *name, GVariant *outputs, GError **error)
{
  g_autoptr (GVariant) owned = outputs;
  char *clean = clean_name (name, error);
  if (clean == NULL)
    return NULL;
  AmbExportPreset *self = g_object_new (AMB_TYPE_EXPORT_PRESET, NULL);
  self->name = clean;
  self->outputs = g_steal_pointer (&owned);
  return self;
}

/* path below folder, or NULL. */
static const char *
below (const char *path, const char *folder)
{
  gsize length = folder != NULL ? strlen (folder) : 0;
  if (path == NULL || length == 0 || strncmp (path, folder, length) != 0 || path[length] != '/')
    return NULL;
  return path + length + 1;
}

static GVariant *
settings_to_output (const AmbExportSettings *settings, const char *folder)
{
  g_autoptr (GVariant) all = amb_export_settings_to_variant (settings);
  g_auto (GVariantDict) dict;
  const char *subfolder = below (settings->output, folder);
  g_variant_dict_init (&dict, all);
  for (gsize i = 0; i < G_N_ELEMENTS (foreign_keys); i++)
    g_variant_dict_remove (&dict, foreign_keys[i]);
  if (amb_recipe_is_neutral (settings->recipe))
    g_variant_dict_remove (&dict, "recipe");
  if (subfolder != NULL && g_utf8_validate (subfolder, -1, NULL))
    g_variant_dict_insert (&dict, "output", "s", subfolder);
  return g_variant_dict_end (&dict);
}

AmbExportPreset *
amb_export_preset_new (const char *name, GPtrArray *settings, GError **error)
{
  const AmbExportSettings *first = settings->pdata[0];
  GVariantBuilder builder;
  g_variant_builder_init (&builder, AMB_OUTPUTS_TYPE);
  for (guint i = 0; i < settings->len; i++)
    g_variant_builder_add_value (
        &builder, settings_to_output (settings->pdata[i], i > 0 ? first->output : NULL));
  return make (name, g_variant_ref_sink (g_variant_builder_end (&builder)), error);
}

/* A preset may come from anybody: it must not say where files are written. */
static gboolean
check_folder (GVariant *output, GError **error)
{
  const char *folder = NULL;
  g_autofree char *text = NULL;
  g_variant_lookup (output, "output", "&s", &folder);
  text = folder != NULL ? g_strconcat ("/", folder, "/", NULL) : NULL;
  if (text == NULL || (!g_path_is_absolute (folder) && strstr (text, "/../") == NULL))
    return TRUE;
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("“%s” leads out of the output folder, which a preset must not."), folder);
  return FALSE;
}

/* Every key is known and every value can be used; unless it is so, the sentence says which not. */
static gboolean
check_outputs (GVariant *outputs, const char *file, GError **error)
{
  g_autoptr (AmbExportSettings) base = amb_export_settings_new ();
  g_autoptr (GPtrArray) applied = NULL;
  gboolean ok = TRUE;
  for (gsize i = 0; i < g_variant_n_children (outputs) && ok; i++)
    {
      g_autoptr (GVariant) output = g_variant_get_child_value (outputs, i);
      ok = check_folder (output, error);
    }
  applied = ok ? amb_outputs_apply (outputs, base, error) : NULL;
  if (applied == NULL)
    g_prefix_error (error, "“%s”: ", file);
  return applied != NULL;
}

/* Borrowed from object; NULL unless it is a text. */
static const char *
get_text (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static AmbExportPreset *
fail_file (const char *file, GError **error, const char *why)
{
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS, _("“%s” is no export preset: %s"), file, why);
  return NULL;
}

static AmbExportPreset *
from_object (JsonObject *object, const char *file, GError **error)
{
  JsonNode *version = json_object_get_member (object, "version");
  JsonNode *outputs = json_object_get_member (object, "outputs");
  if (g_strcmp0 (get_text (object, "format"), FORMAT) != 0 || get_text (object, "name") == NULL
      || outputs == NULL)
    return fail_file (file, error, _("it has no name or no outputs."));
  if (version == NULL || !JSON_NODE_HOLDS_VALUE (version)
      || json_node_get_value_type (version) != G_TYPE_INT64
      || json_node_get_int (version) != VERSION)
    return fail_file (file, error, _("it was written by a later version."));

  g_autofree char *json = json_to_string (outputs, FALSE);
  const AmbOutputsOrigin origin = { .name = file };
  GVariant *read = amb_outputs_from_json (json, -1, &origin, error);
  if (read != NULL && check_outputs (read, file, error))
    return make (get_text (object, "name"), read, error);
  g_clear_pointer (&read, g_variant_unref);
  return NULL;
}

AmbExportPreset *
amb_export_preset_from_json (const char *json, gssize length, const char *file, GError **error)
{
  gsize bytes = length < 0 ? strlen (json) : (gsize) length;
  g_autofree char *text = bytes <= MAX_FILE_BYTES ? amb_json_prepare (json, bytes) : NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) cause = NULL;
  if (text == NULL)
    return fail_file (file, error, _("it is too large."));
  if (!json_parser_load_from_data (parser, text, -1, &cause))
    return fail_file (file, error, cause->message);
  JsonNode *root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return fail_file (file, error, _("it has no name or no outputs."));
  return from_object (json_node_get_object (root), file, error);
}

char *
amb_export_preset_to_json (AmbExportPreset *self)
{
  g_autoptr (JsonNode) name = json_node_init_string (json_node_alloc (), self->name);
  g_autofree char *name_json = json_to_string (name, FALSE);
  g_autofree char *outputs = amb_outputs_to_json (self->outputs, 2);
  return g_strdup_printf ("{\n  \"format\": \"" FORMAT "\",\n  \"version\": %d,\n  \"name\": %s,\n"
                          "  \"outputs\": %s\n}\n",
                          VERSION, name_json, outputs);
}

const char *
amb_export_preset_get_name (AmbExportPreset *self)
{
  return self->name;
}

const char *
amb_export_preset_get_title (AmbExportPreset *self)
{
  return self->is_shipped ? _(self->name) : self->name;
}

gboolean
amb_export_preset_is_shipped (AmbExportPreset *self)
{
  return self->is_shipped;
}

GVariant *
amb_export_preset_get_outputs (AmbExportPreset *self)
{
  return self->outputs;
}

GPtrArray *
amb_export_preset_apply (AmbExportPreset *self, const AmbExportSettings *base, GError **error)
{
  g_autoptr (GPtrArray) applied = amb_outputs_apply (self->outputs, base, error);
  if (applied == NULL)
    {
      g_prefix_error (error, _("Preset “%s”: "), self->name);
      return NULL;
    }
  for (guint i = 0; i < applied->len; i++)
    amb_export_settings_set (applied->pdata[i], "preset", g_variant_new_string (self->name), NULL);
  return g_steal_pointer (&applied);
}

AmbExportPreset *
amb_export_preset_renamed (AmbExportPreset *self, const char *name, GError **error)
{
  return make (name, g_variant_ref (self->outputs), error);
}

/* Shipped */

static const struct
{
  const char *name;
  const char *outputs;
} shipped[] = {
  { N_("Web 2048"), "{\"format\": \"jpeg\", \"quality\": 85, \"profile\": \"srgb\","
                     " \"resize\": \"long:2048\", \"output-sharpen\": \"low\","
                     " \"metadata\": \"strip-location,strip-serials\"}" },
  { N_("Mail 2 MB"), "{\"format\": \"jpeg\", \"quality\": 90, \"profile\": \"srgb\","
                      " \"max-bytes\": \"2M\", \"max-bytes-resize\": true}" },
  { N_("Full quality JPEG"), "{\"format\": \"jpeg\", \"quality\": 98,"
                              " \"subsampling\": \"4:4:4\", \"optimize\": true}" },
  { N_("Archive 16-bit TIFF"), "{\"format\": \"tiff\", \"depth\": 16, \"profile\": \"source\"}" },
  { N_("Instagram 1080"), "{\"format\": \"jpeg\", \"quality\": 90, \"profile\": \"srgb\","
                           " \"resize\": \"fit:1080x1350\", \"output-sharpen\": \"standard\","
                           " \"metadata\": \"strip-location,strip-serials\"}" },
  { N_("Strip location only"), "{\"profile\": \"source\", \"metadata\": \"strip-location\"}" },
};

GPtrArray *
amb_export_presets_shipped (void)
{
  GPtrArray *presets = g_ptr_array_new_with_free_func (g_object_unref);
  for (gsize i = 0; i < G_N_ELEMENTS (shipped); i++)
    {
      g_autoptr (GError) error = NULL;
      const AmbOutputsOrigin origin = { .name = shipped[i].name };
      GVariant *outputs = amb_outputs_from_json (shipped[i].outputs, -1, &origin, &error);
      AmbExportPreset *preset = outputs != NULL ? make (shipped[i].name, outputs, &error) : NULL;
      g_return_val_if_fail (preset != NULL, presets);
      preset->is_shipped = TRUE;
      g_ptr_array_add (presets, preset);
    }
  return presets;
}
