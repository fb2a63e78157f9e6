/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What auto light sets in a recipe. */
#include "amb-recipe.h"

static const char *const ids[] = { "exposure.ev",
                                   "highlights.amount",
                                   "shadows.amount",
                                   "contrast.amount",
                                   "whites.amount",
                                   "blacks.amount",
                                   NULL };

const char *const *
amb_recipe_light_ids (void)
{
  return ids;
}

AmbRecipe *
amb_recipe_with_light (const AmbRecipe *self, const AmbRecipe *light, gboolean keep_own)
{
  AmbRecipe *result = amb_recipe_with_number (self, ids[0], amb_recipe_get (self, ids[0]));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      const AmbParam *param = amb_operations_find_param (ids[i], NULL, NULL);
      if (keep_own && amb_recipe_get (self, ids[i]) != param->neutral)
        continue;
      AmbRecipe *next = amb_recipe_with_number (result, ids[i], amb_recipe_get (light, ids[i]));
      amb_recipe_unref (result);
      result = next;
    }
  return result;
}
