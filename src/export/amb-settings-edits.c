/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of what is done to the pictures. */
#include "amb-settings-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-setting-value.h"

static gboolean
parse_recipe (AmbExportSettings *self, GVariant *value, GError **error)
{
  const char *text = amb_setting_text (value);
  AmbRecipe *recipe = text != NULL ? amb_recipe_from_json (text, -1, NULL, NULL, error)
                                   : amb_recipe_from_variant (value, NULL, error);
  if (recipe == NULL)
    return FALSE;
  amb_recipe_unref (self->recipe);
  self->recipe = recipe;
  return TRUE;
}

static GVariant *
write_recipe (const AmbExportSettings *self)
{
  return amb_recipe_to_variant (self->recipe);
}

/* A recipe clamps what it reads from a file; what somebody types is refused instead. */
static gboolean
check_in_range (const char *id, const char *text, GError **error)
{
  const AmbParam *param = amb_operations_find_param (id, NULL, NULL);
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);
  gboolean changed = FALSE;
  if (param == NULL || param->type == AMB_PARAM_CURVE || end == text || *end != '\0'
      || (param->flags & AMB_PARAM_WRAPS) != 0)
    return TRUE; /* amb_recipe_with () has the sentence for these */
  amb_param_clamp (param, number, &changed);
  if (!changed)
    return TRUE;
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("“%s” must be a number from %.10g to %.10g, not %s."), id, param->minimum,
               param->maximum, text);
  return FALSE;
}

static gboolean
parse_assignment (AmbRecipe **recipe, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  if (equals == NULL || !g_utf8_validate (text, -1, NULL))
    {
      g_autofree char *given = g_filename_display_name (text);
      g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                   _("“%s” is not an edit; write it as OPERATION.PARAMETER=VALUE."), given);
      return FALSE;
    }
  g_autofree char *id = g_strndup (text, equals - text);
  if (!check_in_range (id, equals + 1, error))
    return FALSE;
  AmbRecipe *changed = amb_recipe_with (*recipe, id, g_variant_new_string (equals + 1), error);
  if (changed == NULL)
    return FALSE;
  amb_recipe_unref (*recipe);
  *recipe = changed;
  return TRUE;
}

static gboolean
parse_set (AmbExportSettings *self, GVariant *value, GError **error)
{
  g_autofree const char **texts = NULL;
  g_autoptr (AmbRecipe) recipe = amb_recipe_ref (self->recipe);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    texts = g_variant_get_strv (value, NULL);
  else if (amb_setting_parse_text (value, error) != NULL)
    {
      texts = g_new0 (const char *, 2);
      texts[0] = amb_setting_text (value);
    }
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (!parse_assignment (&recipe, texts[i], error))
      return FALSE;
  if (texts == NULL)
    return FALSE;
  amb_recipe_unref (self->recipe);
  self->recipe = g_steal_pointer (&recipe);
  return TRUE;
}

/* DESIGN: "instead" is the default of a command, which then writes the same bytes on every machine
 * and for every user; the window's batches begin with "on-top", because who edited photos there
 * expects to see it. */
static const char *const mode_words[] = {
  [AMB_RECIPE_INSTEAD] = "instead",
  [AMB_RECIPE_ON_TOP] = "on-top",
  NULL,
};

static gboolean
parse_recipe_mode (AmbExportSettings *self, GVariant *value, GError **error)
{
  guint index;
  if (!amb_setting_parse_word (value, mode_words, &index, error))
    return FALSE;
  self->recipe_mode = index;
  return TRUE;
}

static GVariant *
write_recipe_mode (const AmbExportSettings *self)
{
  return g_variant_new_string (mode_words[self->recipe_mode]);
}

static gboolean
parse_auto_light (AmbExportSettings *self, GVariant *value, GError **error)
{
  return amb_setting_parse_boolean (value, &self->auto_light, error);
}

static GVariant *
write_auto_light (const AmbExportSettings *self)
{
  return g_variant_new_boolean (self->auto_light);
}

const AmbSetting amb_setting_auto_light = { parse_auto_light, write_auto_light };
const AmbSetting amb_setting_recipe_mode = { parse_recipe_mode, write_recipe_mode };
const AmbSetting amb_setting_recipe = { parse_recipe, write_recipe };
const AmbSetting amb_setting_set = { parse_set, NULL };
