/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One JSON object a line, each flushed; a job's last line is its final state. */
#include "amb-cli-progress.h"

#include "amb-cli-item-json.h"
#include "amb-cli-text.h"

/* What was last said about a job. */
typedef struct
{
  AmbItemState state;
  guint permille;
} Said;

typedef struct
{
  AmbCliProgress parent;
  GArray *said;    /* Said, by job number */
  gboolean broken; /* nobody reads any more */
} Json;

static void
say (Json *self, AmbBatchItem *item)
{
  guint job = amb_batch_item_get_job (item);
  g_autofree char *line = amb_cli_item_to_json (item, job, 0, NULL);
  if (self->said->len < job)
    g_array_set_size (self->said, job);
  g_array_index (self->said, Said, job - 1)
      = (Said){ amb_batch_item_get_state (item), amb_batch_item_get_permille (item) };
  if (!self->broken && !amb_cli_put_line (line))
    self->broken = TRUE;
}

static void
json_begin (AmbCliProgress *progress, AmbBatch *batch)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (batch));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AmbBatchItem) item = g_list_model_get_item (G_LIST_MODEL (batch), i);
      AmbItemState state = amb_batch_item_get_state (item);
      if (!amb_item_state_is_final (state)) /* else it was cancelled, and told, while planning */
        say ((Json *) progress, item);
    }
}

static void
json_item (AmbCliProgress *progress, AmbBatchItem *item)
{
  Json *self = (Json *) progress;
  guint job = amb_batch_item_get_job (item);
  if (job <= self->said->len)
    {
      Said said = g_array_index (self->said, Said, job - 1);
      if (said.state == amb_batch_item_get_state (item)
          && amb_batch_item_get_permille (item) < said.permille + AMB_CLI_PERMILLE_STEP)
        return;
    }
  say (self, item);
}

static void
json_free (AmbCliProgress *progress)
{
  Json *self = (Json *) progress;
  g_array_unref (self->said);
  g_free (self);
}

static const AmbCliProgressFuncs json_funcs = {
  .begin = json_begin,
  .item = json_item,
  .free = json_free,
};

AmbCliProgress *
amb_cli_progress_json_new (void)
{
  Json *self = g_new0 (Json, 1);
  self->parent.funcs = &json_funcs;
  self->said = g_array_new (FALSE, TRUE, sizeof (Said));
  return &self->parent;
}
