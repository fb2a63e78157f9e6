/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The members that every line of progress has. */
#include "amb-cli-item-json.h"

#include "amb-json-line.h"

char *
amb_cli_item_to_json (AmbBatchItem *item, guint job, guint jobs, const char *const *notes)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  amb_json_put_number (builder, "job", job);
  if (jobs > 0)
    amb_json_put_number (builder, "jobs", jobs);
  amb_json_put_text (builder, "source", amb_batch_item_get_source (item));
  amb_json_put_text (builder, "state", amb_item_state_word (amb_batch_item_get_state (item)));
  amb_json_put_number (builder, "permille", amb_batch_item_get_permille (item));
  amb_json_put_path (builder, "output", amb_batch_item_get_output (item));
  amb_json_put_text (builder, "error", amb_batch_item_get_error (item));
  if (jobs > 0 && amb_batch_item_get_machine_fault (item))
    amb_json_put_boolean (builder, "machine", TRUE);
  if (notes != NULL && notes[0] != NULL)
    amb_json_put_texts (builder, "notes", notes);
  json_builder_end_object (builder);
  return amb_json_to_line (builder);
}
