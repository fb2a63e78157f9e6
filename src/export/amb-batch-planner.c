/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Three steps: a thread that looks into every source, probes on the main loop for those whose
 * header matters, a thread that fixes the names. A source is looked into once, whatever the number
 * of its outputs. */
#include "amb-batch-planner.h"

#include <glib/gi18n-lib.h>
#include "amb-content.h"
#include "amb-error.h"
#include "amb-job.h"
#include "amb-message.h"
#include "amb-name-date.h"
#include "amb-name-template.h"
#include "amb-saved-edits.h"

enum
{
  PROBES_AT_A_TIME = 4, /* more would only make thumbnails wait: there are two workers */
};

struct _AmbPlanPhoto
{
  GFile *file;
  char *name;        /* base name; NULL: it has none */
  char *path;        /* nullable: not local */
  char *folder_name; /* nullable */
  guint counter;

  AmbSniff sniff;
  GError *error;      /* it cannot be read */
  gboolean is_wanted; /* its header matters */
  AmbRecipe *saved;   /* its own edits, where they are asked for */
  AmbPhotoInfo *info;
  char *taken; /* by the photo, else by its file */
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
  GPtrArray *photos; /* AmbPlanPhoto, borrowed from the drafts */
  GArray *claims;
  char *target_path;
  AmbPlanFlags flags;
  guint next_probe; /* index of the first photo not looked at */
  guint probing;
} Planning;

typedef struct
{
  GTask *task;
  AmbPlanPhoto *photo;
} Probe;

static char *
folder_name (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  return folder != NULL ? g_file_get_basename (folder) : NULL;
}

/* The same for all outputs of a source, and after a second plan: jobs are numbered once. */
static guint
counter_of (AmbBatchItem *item)
{
  guint first = amb_batch_item_get_job (item) - amb_batch_item_get_output_index (item);
  return (first - 1) / amb_batch_item_get_outputs (item)->len + 1;
}

static AmbPlanPhoto *
photo_new (AmbBatchItem *item)
{
  AmbPlanPhoto *self = g_rc_box_new0 (AmbPlanPhoto);
  self->file = g_object_ref (amb_batch_item_get_file (item));
  self->counter = counter_of (item);
  return self;
}

static void
photo_clear (gpointer data)
{
  AmbPlanPhoto *self = data;
  g_object_unref (self->file);
  g_free (self->name);
  g_free (self->path);
  g_free (self->folder_name);
  g_clear_error (&self->error);
  g_clear_pointer (&self->saved, amb_recipe_unref);
  amb_photo_info_free (self->info);
  g_free (self->taken);
}

static void
draft_free (gpointer data)
{
  AmbDraft *draft = data;
  amb_export_plan_clear (&draft->plan);
  g_clear_error (&draft->error);
  g_free (draft->watermark);
  g_clear_object (&draft->item);
  amb_recipe_unref (draft->plan.recipe);
  g_ptr_array_unref (draft->outputs);
  amb_export_settings_free (draft->own);
  g_rc_box_release_full (draft->photo, photo_clear);
  g_free (draft);
}

void
amb_draft_hand_over (AmbDraft *self)
{
  AmbItemPlan *plan = amb_batch_item_plan (self->item);
  const GPtrArray *notes = self->plan.notes;

  for (guint i = 0; notes != NULL && i < notes->len; i++)
    amb_batch_item_add_note (self->item, notes->pdata[i]);
  if (self->error != NULL)
    self->plan.forecast.action = AMB_ACTION_FAIL;
  amb_batch_item_take_forecast (self->item, &self->plan.forecast);
  if (self->error != NULL || self->plan.target == NULL)
    return;
  if (self->watermark != NULL)
    amb_batch_item_pin_watermark (self->item, self->watermark);
  *plan = (AmbItemPlan){ .identity = self->photo->sniff.identity,
                         .format = self->plan.format,
                         .folder = g_steal_pointer (&self->plan.folder),
                         .target = g_steal_pointer (&self->plan.target),
                         .conflict = self->plan.conflict,
                         .unchanged = self->plan.unchanged,
                         .recipe = self->has_recipe
                                           || self->plan.settings->recipe_mode == AMB_RECIPE_INSTEAD
                                       ? plan->recipe
                                       : amb_recipe_ref (self->plan.recipe) };
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
  g_ptr_array_unref (planning->photos);
  g_array_unref (planning->claims);
  g_free (planning->target_path);
  g_free (planning);
}

/* photo: transfer full. */
static AmbDraft *
draft_new (AmbBatchItem *item, AmbPlanPhoto *photo)
{
  AmbDraft *draft = g_new0 (AmbDraft, 1);
  AmbExportPlan *plan = &draft->plan;
  draft->item = g_object_ref (item);
  draft->photo = photo;
  draft->outputs = g_ptr_array_ref (amb_batch_item_get_outputs (item));
  plan->settings = amb_batch_item_get_settings (item);
  if (amb_batch_item_get_conflict (item) != plan->settings->conflict)
    {
      draft->own = amb_export_settings_copy (plan->settings);
      draft->own->conflict = amb_batch_item_get_conflict (item);
      plan->settings = draft->own;
    }
  plan->recipe = amb_recipe_ref (amb_batch_item_get_recipe (item));
  draft->has_recipe = amb_batch_item_plan (item)->recipe != NULL;
  plan->counter = photo->counter;
  plan->subfolder = amb_batch_item_get_subfolder (item);
  return draft;
}

static void
add_draft (Planning *planning, AmbBatchItem *item)
{
  const AmbDraft *last
      = planning->drafts->len > 0 ? planning->drafts->pdata[planning->drafts->len - 1] : NULL;
  gboolean same = last != NULL && last->photo->file == amb_batch_item_get_file (item)
                  && last->photo->counter == counter_of (item);
  AmbPlanPhoto *photo = same ? g_rc_box_acquire (last->photo) : photo_new (item);
  if (!same)
    g_ptr_array_add (planning->photos, photo);
  g_ptr_array_add (planning->drafts, draft_new (item, photo));
}

/* Thread. */
static void
sniff (AmbPlanPhoto *photo, GCancellable *cancellable)
{
  photo->name = g_file_get_basename (photo->file);
  photo->path = g_file_get_path (photo->file);
  photo->folder_name = folder_name (photo->file);
  if (photo->name == NULL
      || !amb_sniff_file (photo->file, cancellable, &photo->sniff, &photo->error)
      || photo->sniff.codec != NULL)
    return;
  g_autofree char *name = amb_source_display_name (photo->file);
  amb_error_set (&photo->error, AMB_ERROR_UNKNOWN_TYPE, name, NULL);
}

static gboolean
wants_header (const AmbDraft *draft, AmbPlanFlags flags)
{
  const AmbExportSettings *settings = draft->plan.settings;
  return (flags & AMB_PLAN_DETAILS) != 0
         || amb_name_template_needs (settings->name) != AMB_NAME_NEEDS_NOTHING
         || amb_export_plan_needs_alpha (draft->photo->sniff.codec, settings);
}

/* What the photo's own edits come to under the output's recipe; those that were fixed for the item
 * stay. */
static void
join_saved (AmbDraft *draft, AmbSavedEdits *edits)
{
  AmbPlanPhoto *photo = draft->photo;
  if (draft->plan.settings->recipe_mode != AMB_RECIPE_ON_TOP || photo->error != NULL
      || draft->has_recipe)
    return;
  if (photo->saved == NULL)
    photo->saved = amb_saved_edits_find (edits, photo->file, &photo->error);
  if (photo->saved == NULL)
    return;
  amb_recipe_unref (draft->plan.recipe);
  draft->plan.recipe = amb_recipe_on_top (photo->saved, draft->plan.settings->recipe);
}

/* The content of the output's watermark, where that is a file still: taken in once for all photos,
 * so that all get the same. NULL when there is nothing to do, or with draft's error. */
static void
take_watermark (AmbDraft *draft, GHashTable *taken)
{
  const AmbExportSettings *settings = draft->plan.settings;
  g_autoptr (AmbExportSettings) pinned = NULL;
  char *content;

  if (settings->watermark == NULL || amb_content_parse (settings->watermark, NULL))
    return;
  content = g_hash_table_lookup (taken, settings->watermark);
  if (content == NULL)
    {
      pinned = amb_export_settings_copy (settings);
      if (!amb_export_settings_pin (pinned, &draft->error))
        return;
      content = g_strdup (pinned->watermark);
      g_hash_table_insert (taken, g_strdup (settings->watermark), content);
    }
  draft->watermark = g_strdup (content);
}

static void
sniff_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Planning *planning = g_task_get_task_data (data);
  g_autoptr (AmbSavedEdits) edits = amb_saved_edits_new (NULL);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < planning->photos->len && !g_cancellable_is_cancelled (cancellable); i++)
    sniff (planning->photos->pdata[i], cancellable);
  for (guint i = 0; i < planning->drafts->len; i++)
    {
      AmbDraft *draft = planning->drafts->pdata[i];
      AmbPlanPhoto *photo = draft->photo;
      join_saved (draft, edits);
      take_watermark (draft, taken);
      photo->is_wanted = photo->is_wanted
                         || (photo->sniff.codec != NULL && wants_header (draft, planning->flags));
    }
  g_task_return_boolean (task, TRUE);
}

/* Thread. */
static void
complete (AmbDraft *draft)
{
  AmbPlanPhoto *photo = draft->photo;
  AmbExportPlan *plan = &draft->plan;
  if (photo->error != NULL && draft->error == NULL)
    draft->error = g_error_copy (photo->error);
  if (photo->error == NULL)
    plan->codec = photo->sniff.codec;
  if (photo->taken == NULL && photo->info != NULL)
    photo->taken = g_strdup (photo->info->taken);
  if (photo->taken == NULL && photo->sniff.identity.mtime != 0)
    photo->taken = amb_name_date_from_unix (photo->sniff.identity.mtime / 1000000000);
  plan->name = photo->name;
  plan->source_path = photo->path;
  plan->source_folder = photo->folder_name;
  plan->taken = photo->taken;
  plan->info = photo->info;
  plan->has_alpha = photo->info != NULL && photo->info->has_alpha;
  plan->bytes = (guint64) photo->sniff.identity.size;
}

static AmbTargets *
new_targets (const Planning *planning)
{
  AmbTargets *targets = amb_targets_new (TRUE);
  if ((planning->flags & AMB_PLAN_BLIND) != 0)
    amb_targets_ignore_files (targets);
  for (guint i = 0; i < planning->claims->len; i++)
    {
      const Claim *claim = &g_array_index (planning->claims, Claim, i);
      amb_targets_claim (targets, claim->folder, claim->target);
    }
  return targets;
}

static void
fix (Planning *planning)
{
  g_autoptr (AmbTargets) targets = new_targets (planning);
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (AmbExportPlan));
  g_autoptr (GPtrArray) planned = g_ptr_array_new ();

  for (guint i = 0; i < planning->drafts->len; i++)
    {
      AmbDraft *draft = planning->drafts->pdata[i];
      complete (draft);
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

/* What is wrong with the file is wrong in the export too; what the machine or the worker's death
 * did may not happen again: its own run will say. */
static gboolean
is_about_the_file (const GError *error)
{
  static const AmbError codes[]
      = { AMB_ERROR_NOT_FOUND, AMB_ERROR_PERMISSION,  AMB_ERROR_NOT_REGULAR, AMB_ERROR_EMPTY,
          AMB_ERROR_DAMAGED,   AMB_ERROR_TRUNCATED,   AMB_ERROR_ZERO_SIZED,  AMB_ERROR_TOO_LARGE,
          AMB_ERROR_READ,      AMB_ERROR_UNSUPPORTED, AMB_ERROR_UNKNOWN_TYPE };
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, AMB_ERROR, (int) codes[i]))
      return TRUE;
  return FALSE;
}

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Probe *probe = user_data;
  g_autoptr (GTask) task = probe->task;
  Planning *planning = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) info = amb_pool_probe_finish (AMB_POOL (source), result, NULL, &error);

  if (info != NULL)
    probe->photo->info = amb_photo_info_new (info);
  else if (is_about_the_file (error))
    probe->photo->error = g_steal_pointer (&error);
  g_free (probe);
  planning->probing--;
  probe_next (task);
}

static void
start_probe (GTask *task, AmbPlanPhoto *photo)
{
  Planning *planning = g_task_get_task_data (task);
  Probe *probe = g_new0 (Probe, 1);
  probe->task = g_object_ref (task);
  probe->photo = photo;
  planning->probing++;
  amb_pool_probe_async (planning->pool, photo->file, 0, g_task_get_cancellable (task), on_probed,
                        probe);
}

static void
probe_next (GTask *task)
{
  Planning *planning = g_task_get_task_data (task);
  gboolean cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (task));

  while (!cancelled && planning->probing < PROBES_AT_A_TIME
         && planning->next_probe < planning->photos->len)
    {
      AmbPlanPhoto *photo = planning->photos->pdata[planning->next_probe++];
      if (photo->is_wanted)
        start_probe (task, photo);
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
                             AmbPlanFlags flags,
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
  planning->flags = flags;
  planning->photos = g_ptr_array_new ();
  planning->drafts = g_ptr_array_new_with_free_func (draft_free);
  planning->claims = g_array_new (FALSE, FALSE, sizeof (Claim));
  g_array_set_clear_func (planning->claims, claim_clear);
  for (guint i = 0; i < items->len; i++)
    add_draft (planning, items->pdata[i]);
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
