/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes in the files that edits name by path. */
#include "amb-cli-content.h"

#include <string.h>
#include "amb-content.h"
#include "amb-operations.h"

char *
amb_cli_take_content (const char *assignment, GError **error)
{
  const char *equals = strchr (assignment, '=');
  g_autofree char *id = g_strndup (assignment, equals != NULL ? (gsize) (equals - assignment) : 0);
  const AmbParam *param = amb_operations_find_param (id, NULL, NULL);
  if (param == NULL || param->type != AMB_PARAM_FILE || equals[1] == '\0'
      || amb_content_parse (equals + 1, NULL))
    return g_strdup (assignment);

  g_autoptr (GFile) file = g_file_new_for_path (equals + 1);
  g_autofree char *content = amb_content_import (file, NULL, error);
  return content != NULL ? g_strconcat (id, "=", content, NULL) : NULL;
}
