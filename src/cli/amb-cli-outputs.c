/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each step lays settings over those of the step before. */
#include "amb-cli-outputs.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-cli-content.h"
#include "amb-error.h"
#include "amb-export-presets.h"
#include "amb-outputs-json.h"

/* The last one's value counts; NULL: not given. */
static const char *
find_given (const GArray *given, const char *key)
{
  const char *value = NULL;
  for (guint i = 0; i < given->len; i++)
    if (strcmp (g_array_index (given, AmbCliGiven, i).key->name, key) == 0)
      value = g_array_index (given, AmbCliGiven, i).value;
  return value;
}

/* One's own presets that cannot be used matter only to who uses them: by name they are not found.
 */
static AmbExportPresets *
load_presets (GPtrArray *notes)
{
  AmbExportPresets *presets = amb_export_presets_new (NULL);
  amb_export_presets_load (presets, notes);
  return presets;
}

static GPtrArray *
begin (const GArray *given, GPtrArray *notes, GError **error)
{
  const char *output = find_given (given, "output");
  const char *name = find_given (given, "preset");
  g_autoptr (AmbExportSettings) base = amb_export_settings_new ();
  if (output != NULL
      && !amb_export_settings_set (base, "output", g_variant_new_bytestring (output), error))
    return NULL;
  if (name != NULL)
    {
      g_autoptr (AmbExportPresets) presets = load_presets (notes);
      AmbExportPreset *preset = amb_export_presets_find (presets, name, error);
      return preset != NULL ? amb_export_preset_apply (preset, base, error) : NULL;
    }
  GPtrArray *outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_export_settings_free);
  g_ptr_array_add (outputs, g_steal_pointer (&base));
  return outputs;
}

static AmbRecipe *
read_recipe (const char *path, GPtrArray *notes, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *json = NULL;
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) cause = NULL;
  gsize length;
  if (g_file_get_contents (path, &json, &length, &cause))
    return amb_recipe_read_json (file, json, length, notes, error);
  amb_error_set (error, AMB_ERROR_RECIPE, name, cause->message);
  return NULL;
}

/* As the settings read it: with what it names taken in. */
static GVariant *
value_of (const AmbCliGiven *given, GPtrArray *notes, GError **error)
{
  if (strcmp (given->key->name, "recipe") == 0)
    {
      g_autoptr (AmbRecipe) recipe = read_recipe (given->value, notes, error);
      return recipe != NULL ? amb_recipe_to_variant (recipe) : NULL;
    }
  g_autofree char *value = strcmp (given->key->name, "set") == 0
                               ? amb_cli_take_content (given->value, error)
                               : g_strdup (given->value);
  return value != NULL ? g_variant_new_bytestring (value) : NULL;
}

static gboolean
apply_one (const AmbCliGiven *given, GPtrArray *outputs, GPtrArray *notes, GError **error)
{
  GVariant *value = value_of (given, notes, error);
  g_autoptr (GVariant) owned = value != NULL ? g_variant_take_ref (value) : NULL;
  for (guint i = 0; owned != NULL && i < outputs->len; i++)
    if (!amb_export_settings_set (outputs->pdata[i], given->key->name, owned, error))
      return FALSE;
  return owned != NULL;
}

/* The folder was taken before the preset, whose outputs may lie below it. */
static gboolean
was_applied (const AmbExportKey *key)
{
  return strcmp (key->name, "output") == 0 || strcmp (key->name, "preset") == 0;
}

/* In the order of the keys, then of the words: --set comes on top of --recipe wherever it stands.
 */
static gboolean
apply_all (const GArray *given, GPtrArray *outputs, GPtrArray *notes, GError **error)
{
  const AmbExportKey *key;
  for (guint i = 0; (key = amb_export_settings_key (i)) != NULL; i++)
    for (guint j = 0; j < given->len; j++)
      {
        const AmbCliGiven *each = &g_array_index (given, AmbCliGiven, j);
        if (each->key == key && !was_applied (key) && !apply_one (each, outputs, notes, error))
          return FALSE;
      }
  return TRUE;
}

static GVariant *
read_outputs (const char *path, GPtrArray *notes, GError **error)
{
  g_autofree char *json = NULL;
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_autoptr (GError) cause = NULL;
  gsize length;
  if (!g_file_get_contents (path, &json, &length, &cause))
    {
      amb_error_set (error, AMB_ERROR_READ, name, cause->message);
      return NULL;
    }
  const AmbOutputsOrigin origin = { name, folder, notes };
  g_autoptr (GVariant) outputs = amb_outputs_from_json (json, (gssize) length, &origin, error);
  g_autoptr (AmbExportPresets) presets = load_presets (notes);
  return outputs != NULL ? amb_export_presets_resolve (presets, outputs, error) : NULL;
}

static GPtrArray *
apply_file (const char *path, GVariant *more, const AmbExportSettings *base, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  GPtrArray *outputs = amb_outputs_apply (more, base, error);
  if (outputs == NULL)
    g_prefix_error (error, "%s: ", name);
  return outputs;
}

GPtrArray *
amb_cli_outputs (const GArray *given, const char *file, GPtrArray *notes, GError **error)
{
  g_autoptr (GPtrArray) outputs = begin (given, notes, error);
  if (outputs == NULL || !apply_all (given, outputs, notes, error))
    return NULL;
  if (file == NULL)
    return g_steal_pointer (&outputs);
  if (outputs->len > 1)
    {
      g_set_error_literal (
          error, AMB_ERROR, AMB_ERROR_SETTINGS,
          _("A preset with several outputs and --outputs cannot be used together."));
      return NULL;
    }
  g_autoptr (GVariant) more = read_outputs (file, notes, error);
  return more != NULL ? apply_file (file, more, outputs->pdata[0], error) : NULL;
}
