/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One recipe over another, operation by operation: half a crop or half a curve means nothing. */
#include "amb-recipe.h"

#include <string.h>

/* "crop.left" and "crop.top" are of one operation; also of one that this version does not know. */
static gboolean
same_operation (const char *a, const char *b)
{
  const gsize length = strcspn (a, ".");
  return strncmp (a, b, length + 1) == 0;
}

static gboolean
has_operation (GVariant *values, const char *id)
{
  GVariantIter iter;
  const char *each;
  g_variant_iter_init (&iter, values);
  while (g_variant_iter_next (&iter, "{&sv}", &each, NULL))
    if (same_operation (id, each))
      return TRUE;
  return FALSE;
}

AmbRecipe *
amb_recipe_on_top (const AmbRecipe *self, const AmbRecipe *top)
{
  g_autoptr (GVariant) below = amb_recipe_to_variant (self);
  g_autoptr (GVariant) above = amb_recipe_to_variant (top);
  g_autoptr (GVariant) joined = NULL;
  GVariantDict dict;
  GVariantIter iter;
  GVariant *value;
  const char *id;

  g_variant_dict_init (&dict, above);
  g_variant_iter_init (&iter, below);
  while (g_variant_iter_loop (&iter, "{&sv}", &id, &value))
    if (!has_operation (above, id))
      g_variant_dict_insert_value (&dict, id, value);
  joined = g_variant_ref_sink (g_variant_dict_end (&dict));
  return amb_recipe_from_variant (joined, NULL, NULL);
}
