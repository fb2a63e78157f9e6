/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes in the files that a recipe names by path. */
#include "amb-recipe.h"

#include "amb-content.h"

/* The path that an entry holds, borrowed; NULL when it holds none. */
static const char *
path_in (const char *id, GVariant *value)
{
  const AmbParam *param = amb_operations_find_param (id, NULL, NULL);
  if (param == NULL || param->type != AMB_PARAM_FILE
      || !g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return NULL;
  const char *path = g_variant_get_string (value, NULL);
  return *path != '\0' && !amb_content_parse (path, NULL) ? path : NULL;
}

static char *
take (const char *path, GFile *folder, GError **error)
{
  g_autoptr (GFile) file
      = folder != NULL ? g_file_resolve_relative_path (folder, path) : g_file_new_for_path (path);
  return amb_content_import (file, NULL, error);
}

GVariant *
amb_recipe_take_files (GVariant *values, GFile *folder, GError **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (values);
  GVariantIter iter;
  const char *id;
  GVariant *value;
  g_variant_iter_init (&iter, values);
  while (g_variant_iter_next (&iter, "{&sv}", &id, &value))
    {
      g_autoptr (GVariant) owned G_GNUC_UNUSED = value;
      const char *path = path_in (id, value);
      if (path == NULL)
        continue;
      char *content = take (path, folder, error);
      if (content == NULL)
        return NULL;
      g_variant_dict_insert_value (&dict, id, g_variant_new_take_string (content));
    }
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}
