/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The planner itself is asked, about items that nobody sees: a preview cannot differ from a plan.
 */
#include "amb-name-preview.h"

#include <string.h>
#include "amb-batch-planner.h"

#define NO_FOLDER "/nowhere" /* what no folder was given is planned in */

static GPtrArray *
placed (GPtrArray *outputs)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_export_settings_free);
  for (guint i = 0; i < outputs->len; i++)
    {
      AmbExportSettings *settings = amb_export_settings_copy (outputs->pdata[i]);
      if (settings->output == NULL)
        settings->output = g_strdup (NO_FOLDER);
      g_ptr_array_add (copies, settings);
    }
  return copies;
}

static void
add_source (GPtrArray *items, AmbBatchItem *from, GPtrArray *outputs)
{
  const AmbItemSource source = { amb_batch_item_get_file (from), amb_batch_item_get_source (from),
                                 amb_batch_item_get_subfolder (from) };
  AmbConflict conflict = amb_batch_item_get_conflict (from);
  for (guint i = 0; i < outputs->len; i++)
    {
      AmbBatchItem *item = amb_batch_item_new (&source, outputs, i, items->len + 1);
      if (conflict != amb_batch_item_get_settings (from)->conflict)
        amb_batch_item_set_conflict (item, conflict);
      g_ptr_array_add (items, item);
    }
}

/* Those of one source stand together; the first of them has output 0. */
static GPtrArray *
first_items (AmbBatch *batch, guint n_sources, GPtrArray *outputs)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (batch));
  for (guint i = 0; i < n && items->len < n_sources * outputs->len; i++)
    {
      g_autoptr (AmbBatchItem) item = g_list_model_get_item (G_LIST_MODEL (batch), i);
      if (amb_batch_item_get_output_index (item) == 0)
        add_source (items, item, outputs);
    }
  return items;
}

static char *
path_below (const AmbDraft *draft)
{
  const AmbExportPlan *plan = &draft->plan;
  const char *folder = plan->settings->output;
  g_autofree char *path = plan->target != NULL ? g_build_filename (plan->folder, plan->target, NULL)
                                               : g_strdup (plan->forecast.wanted);
  if (path == NULL || draft->error != NULL)
    return g_strdup ("");
  gsize skip = g_str_has_prefix (path, folder) ? strlen (folder) : 0;
  while (path[skip] == '/')
    skip++;
  return g_filename_display_name (path + skip);
}

static void
on_planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  GError *error = NULL;
  g_autoptr (GPtrArray) drafts = amb_batch_planner_run_finish (result, &error);
  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    {
      g_autofree char *name = path_below (drafts->pdata[i]);
      g_strv_builder_add (names, name);
    }
  if (drafts == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_strv_builder_end (names), (GDestroyNotify) g_strfreev);
}

void
amb_name_preview_async (AmbPool *pool,
                        AmbBatch *batch,
                        guint n_sources,
                        GPtrArray *outputs,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (batch, cancellable, callback, user_data);
  g_autoptr (GPtrArray) copies = placed (outputs);
  g_autoptr (GPtrArray) items = first_items (batch, n_sources, copies);
  g_autoptr (GPtrArray) claimed = g_ptr_array_new ();
  g_task_set_source_tag (task, amb_name_preview_async);
  amb_batch_planner_run_async (pool, items, claimed, NULL, AMB_PLAN_NAMES, cancellable, on_planned,
                               task);
}

char **
amb_name_preview_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
