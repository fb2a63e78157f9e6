/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts brackets outside strings. */
#include "amb-json-depth.h"

enum
{
  MAX_DEPTH = 32, /* json-glib 1.6 recurses without a limit */
};

gboolean
amb_json_is_shallow (const char *json, gsize length)
{
  int depth = 0;
  gboolean in_string = FALSE;
  for (gsize i = 0; i < length && depth <= MAX_DEPTH; i++)
    {
      if (in_string && json[i] == '\\')
        i++;
      else if (json[i] == '"')
        in_string = !in_string;
      else if (!in_string && (json[i] == '{' || json[i] == '['))
        depth++;
      else if (!in_string && (json[i] == '}' || json[i] == ']'))
        depth--;
    }
  return depth <= MAX_DEPTH;
}
