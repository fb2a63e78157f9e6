/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of operations, made from the list in meson.build, and what follows from declarations
 * alone. */
#include "amb-operations.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-operations-list.h"

#define DECLARE(word) extern const AmbOperation amb_operation_##word;
AMB_OPERATIONS (DECLARE)
#undef DECLARE

#define ADDRESS(word) &amb_operation_##word,
static const AmbOperation *const operations[] = { AMB_OPERATIONS (ADDRESS) NULL };
#undef ADDRESS

static const char *const section_titles[AMB_N_SECTIONS] = {
  [AMB_SECTION_LIGHT] = NC_("section", "Light"),
  [AMB_SECTION_COLOUR] = NC_("section", "Colour"),
  [AMB_SECTION_DETAIL] = NC_("section", "Detail"),
  [AMB_SECTION_OPTICS] = NC_("section", "Optics"),
  [AMB_SECTION_EFFECTS] = NC_("section", "Effects"),
  [AMB_SECTION_GEOMETRY] = NC_("section", "Geometry"),
};

const AmbOperation *const *
amb_operations_list (void)
{
  return operations;
}

guint
amb_operations_count (void)
{
  return G_N_ELEMENTS (operations) - 1;
}

static const AmbOperation *
find (const char *id, gsize length)
{
  for (guint i = 0; operations[i] != NULL; i++)
    if (strlen (operations[i]->id) == length && memcmp (operations[i]->id, id, length) == 0)
      return operations[i];
  return NULL;
}

const AmbOperation *
amb_operations_find (const char *op_id)
{
  return find (op_id, strlen (op_id));
}

const AmbParam *
amb_operations_find_param (const char *full_id, const AmbOperation **op, guint *index)
{
  const char *dot = strchr (full_id, '.');
  const AmbOperation *found = dot != NULL ? find (full_id, (gsize) (dot - full_id)) : NULL;

  for (guint i = 0; found != NULL && i < found->n_params; i++)
    {
      if (strcmp (found->params[i].id, dot + 1) != 0)
        continue;
      if (op != NULL)
        *op = found;
      if (index != NULL)
        *index = i;
      return &found->params[i];
    }
  return NULL;
}

char *
amb_operation_param_id (const AmbOperation *op, const AmbParam *param)
{
  return g_strconcat (op->id, ".", param->id, NULL);
}

gboolean
amb_operation_is_neutral (const AmbOperation *op, const double *values)
{
  for (guint i = 0; i < op->n_params; i++)
    if (!(op->params[i].flags & AMB_PARAM_MODIFIER) && values[i] != op->params[i].neutral)
      return FALSE;
  return TRUE;
}

const char *
amb_section_title (AmbSection section)
{
  g_return_val_if_fail ((guint) section < AMB_N_SECTIONS, "");
  return g_dpgettext2 (GETTEXT_PACKAGE, "section", section_titles[section]);
}
