/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Three steps: a thread that looks into every source, probes on the main loop for the few that need
 * one, a thread that fixes the names. */
#include "amb-batch-planner.h"

#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-job.h"
#include "amb-message.h"

enum
{
  PROBES_AT_A_TIME = 4,
  PROBE_EDGE = 16, /* pixels: nobody looks at the thumbnail */
};

/* A plan of the batch that stands already. */
typedef struct
{
  char *folder;
  char *target;
} Claim;

typedef struct
{
  AmbPool *pool;
  GPtrArray *drafts;
  GArray *claims;
  char *target_path;
  guint next_probe; /* index of the first draft not looked at */
  guint probing;
} Planning;

typedef struct
{
  GTask *task;
  AmbDraft *draft;
} Probe;

static void
draft_free (gpointer data)
{
  AmbDraft *draft = data;
  amb_export_plan_clear (&draft->plan);
  g_clear_error (&draft->error);
  g_clear_object (&draft->item);
  g_free (draft->name);
  g_free (draft->source_path);
  g_ptr_array_unref (draft->outputs);
  amb_export_settings_free (draft->own);
  g_free (draft);
}

void
amb_draft_hand_over (AmbDraft *self)
{
  AmbItemPlan *plan = amb_batch_item_plan (self->item);
  const GPtrArray *notes = self->plan.notes;

  for (guint i = 0; notes != NULL && i < notes->len; i++)
    amb_batch_item_add_note (self->item, notes->pdata[i]);
  if (self->error != NULL || self->plan.target == NULL)
    return;
  *plan = (AmbItemPlan){ .identity = self->sniff.identity,
                         .format = self->plan.format,
                         .folder = g_steal_pointer (&self->plan.folder),
                         .target = g_steal_pointer (&self->plan.target),
                         .conflict = self->plan.conflict,
                         .unchanged = self->plan.unchanged };
}

static void
claim_clear (gpointer data)
{
  Claim *claim = data;
  g_free (claim->folder);
  g_free (claim->target);
}

static void
planning_free (gpointer data)
{
  Planning *planning = data;
  g_object_unref (planning->pool);
  g_clear_pointer (&planning->drafts, g_ptr_array_unref);
  g_array_unref (planning->claims);
  g_free (planning->target_path);
  g_free (planning);
}

static AmbDraft *
draft_new (AmbBatchItem *item)
{
  AmbDraft *draft = g_new0 (AmbDraft, 1);
  GFile *file = amb_batch_item_get_file (item);
  draft->item = g_object_ref (item);
  draft->name = g_file_get_basename (file);
  draft->source_path = g_file_get_path (file);
  draft->outputs = g_ptr_array_ref (amb_batch_item_get_outputs (item));
  draft->plan.settings = amb_batch_item_get_settings (item);
  if (amb_batch_item_get_conflict (item) != draft->plan.settings->conflict)
    {
      draft->own = amb_export_settings_copy (draft->plan.settings);
      draft->own->conflict = amb_batch_item_get_conflict (item);
      draft->plan.settings = draft->own;
    }
  draft->plan.name = draft->name;
  draft->plan.source_path = draft->source_path;
  draft->plan.subfolder = amb_batch_item_get_subfolder (item);
  return draft;
}

/* Thread. Only the file is read of the item: it never changes. */
static void
sniff_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Planning *planning = g_task_get_task_data (data);
  for (guint i = 0; i < planning->drafts->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      AmbDraft *draft = planning->drafts->pdata[i];
      GFile *file = amb_batch_item_get_file (draft->item);
      if (draft->name == NULL || !amb_sniff_file (file, cancellable, &draft->sniff, &draft->error))
        continue;
      draft->plan.codec = draft->sniff.codec;
      if (draft->plan.codec != NULL)
        continue;
      g_autofree char *name = amb_source_display_name (file);
      amb_error_set (&draft->error, AMB_ERROR_UNKNOWN_TYPE, name, NULL);
    }
  g_task_return_boolean (task, TRUE);
}

static void
fix (Planning *planning)
{
  g_autoptr (AmbTargets) targets = amb_targets_new (TRUE);
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (AmbExportPlan));
  g_autoptr (GPtrArray) planned = g_ptr_array_new ();

  for (guint i = 0; i < planning->claims->len; i++)
    {
      const Claim *claim = &g_array_index (planning->claims, Claim, i);
      amb_targets_claim (targets, claim->folder, claim->target);
    }
  for (guint i = 0; i < planning->drafts->len; i++)
    {
      AmbDraft *draft = planning->drafts->pdata[i];
      if (draft->plan.codec == NULL)
        continue;
      g_array_append_val (items, draft->plan);
      g_ptr_array_add (planned, draft);
    }
  amb_export_plan_fix ((gpointer) items->data, items->len, planning->target_path, targets);
  for (guint i = 0; i < items->len; i++)
    ((AmbDraft *) planned->pdata[i])->plan = g_array_index (items, AmbExportPlan, i);
}

static void
fix_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  fix (g_task_get_task_data (data));
  g_task_return_boolean (task, TRUE);
}

/* Runs function (with the planning's task as its data) in a thread. done owns planning_task, so
 * that no thread drops the last reference. */
static void
run_step (GTask *planning_task, GTaskThreadFunc function, GAsyncReadyCallback done)
{
  g_autoptr (GTask) task
      = g_task_new (NULL, g_task_get_cancellable (planning_task), done, planning_task);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, planning_task, NULL);
  g_task_run_in_thread (task, function);
}

static gboolean
return_if_cancelled (GTask *task)
{
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return FALSE;
  g_task_return_new_error (task, AMB_ERROR, AMB_ERROR_CANCELLED, "%s",
                           _("The export was cancelled."));
  return TRUE;
}

static void
on_fixed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Planning *planning = g_task_get_task_data (task);
  if (!return_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&planning->drafts),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void probe_next (GTask *task);

/* A photo that cannot be probed cannot be exported either: its own run will say why. */
static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Probe *probe = user_data;
  g_autoptr (GTask) task = probe->task;
  Planning *planning = g_task_get_task_data (task);
  g_autoptr (GVariant) info = amb_pool_probe_finish (AMB_POOL (source), result, NULL, NULL);
  gboolean alpha = FALSE;

  if (info != NULL && g_variant_lookup (info, AMB_INFO_ALPHA, "b", &alpha))
    probe->draft->plan.has_alpha = alpha;
  g_free (probe);
  planning->probing--;
  probe_next (task);
}

static void
start_probe (GTask *task, AmbDraft *draft)
{
  Planning *planning = g_task_get_task_data (task);
  Probe *probe = g_new0 (Probe, 1);
  probe->task = g_object_ref (task);
  probe->draft = draft;
  planning->probing++;
  amb_pool_probe_async (planning->pool, amb_batch_item_get_file (draft->item), PROBE_EDGE,
                        g_task_get_cancellable (task), on_probed, probe);
}

static void
probe_next (GTask *task)
{
  Planning *planning = g_task_get_task_data (task);
  gboolean cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (task));

  while (!cancelled && planning->probing < PROBES_AT_A_TIME
         && planning->next_probe < planning->drafts->len)
    {
      AmbDraft *draft = planning->drafts->pdata[planning->next_probe++];
      if (draft->plan.codec != NULL
          && amb_export_plan_needs_alpha (draft->plan.codec, draft->plan.settings))
        start_probe (task, draft);
    }
  if (planning->probing == 0)
    run_step (g_object_ref (task), fix_thread, on_fixed);
}

static void
on_sniffed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  if (!return_if_cancelled (task))
    probe_next (task);
}

static gboolean
every_output_is_given (const Planning *planning)
{
  for (guint i = 0; i < planning->drafts->len; i++)
    if (((AmbDraft *) planning->drafts->pdata[i])->plan.settings->output == NULL)
      return FALSE;
  return TRUE;
}

void
amb_batch_planner_run_async (AmbPool *pool,
                             GPtrArray *items,
                             GPtrArray *claimed,
                             const char *target_path,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, amb_batch_planner_run_async);
  g_task_set_check_cancellable (task, FALSE);

  Planning *planning = g_new0 (Planning, 1);
  planning->pool = g_object_ref (pool);
  planning->target_path = g_strdup (target_path);
  planning->drafts = g_ptr_array_new_with_free_func (draft_free);
  planning->claims = g_array_new (FALSE, FALSE, sizeof (Claim));
  g_array_set_clear_func (planning->claims, claim_clear);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (planning->drafts, draft_new (items->pdata[i]));
  for (guint i = 0; i < claimed->len; i++)
    {
      const AmbItemPlan *plan = amb_batch_item_plan (claimed->pdata[i]);
      Claim claim = { g_strdup (plan->folder), g_strdup (plan->target) };
      g_array_append_val (planning->claims, claim);
    }
  g_task_set_task_data (task, planning, planning_free);

  if (target_path == NULL && !every_output_is_given (planning))
    {
      g_task_return_new_error (task, AMB_ERROR, AMB_ERROR_SETTINGS, "%s",
                               _("No output folder was given."));
      g_object_unref (task);
      return;
    }
  run_step (task, sniff_thread, on_sniffed);
}

GPtrArray *
amb_batch_planner_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
