/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The members that every line of progress has. */
#include "amb-cli-item-json.h"

#include <json-glib/json-glib.h>

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value != NULL ? value : "");
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/* A path as JSON can hold it. */
static char *
path_or_uri (const char *path)
{
  if (path == NULL || g_utf8_validate (path, -1, NULL))
    return g_strdup (path);
  return g_filename_to_uri (path, NULL, NULL);
}

char *
amb_cli_item_to_json (AmbBatchItem *item, guint job, guint jobs)
{
  g_autofree char *output = path_or_uri (amb_batch_item_get_output (item));
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_number (builder, "job", job);
  if (jobs > 0)
    add_number (builder, "jobs", jobs);
  add_string (builder, "source", amb_batch_item_get_source (item));
  add_string (builder, "state", amb_item_state_word (amb_batch_item_get_state (item)));
  add_number (builder, "permille", amb_batch_item_get_permille (item));
  add_string (builder, "output", output);
  add_string (builder, "error", amb_batch_item_get_error (item));
  if (jobs > 0 && amb_batch_item_get_machine_fault (item))
    {
      json_builder_set_member_name (builder, "machine");
      json_builder_add_boolean_value (builder, TRUE);
    }
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}
