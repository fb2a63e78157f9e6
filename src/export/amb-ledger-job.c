/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From an item and back. */
#include "amb-ledger-job.h"

#define NOTE_END "\x1e" /* what ends a record in ASCII; no sentence holds it */

AmbLedgerJob *
amb_ledger_job_new (AmbBatchItem *item, gint64 batch, int position)
{
  AmbLedgerJob *self = g_new0 (AmbLedgerJob, 1);
  const AmbItemPlan *plan = amb_batch_item_plan (item);
  self->batch = batch;
  self->position = position;
  self->number = amb_batch_item_get_job (item);
  self->output = amb_batch_item_get_output_index (item);
  self->uri = g_file_get_uri (amb_batch_item_get_file (item));
  self->source = g_strdup (amb_batch_item_get_source (item));
  self->subfolder = g_strdup (amb_batch_item_get_subfolder (item));
  self->choice = amb_batch_item_get_choice (item);
  self->plan = *plan;
  self->plan.folder = g_strdup (plan->folder);
  self->plan.target = g_strdup (plan->target);
  self->plan.recipe = plan->recipe != NULL ? amb_recipe_ref (plan->recipe) : NULL;
  self->state = amb_batch_item_get_state (item);
  self->record = *amb_batch_item_record (item);
  self->path = g_strdup (amb_batch_item_get_output (item));
  self->error = g_strdup (amb_batch_item_get_error (item));
  self->cause = amb_batch_item_get_cause (item);
  self->notes = g_strjoinv (NOTE_END, (char **) amb_batch_item_get_notes (item));
  return self;
}

/* Transfer full. */
static AmbBatchItem *
make_item (const AmbLedgerJob *self, GPtrArray *outputs)
{
  g_autoptr (GFile) file = g_file_new_for_uri (self->uri);
  g_auto (GStrv) notes = g_strsplit (self->notes, NOTE_END, -1);
  const AmbItemSource source = { file, self->source, self->subfolder };
  AmbBatchItem *item = amb_batch_item_new (&source, outputs, self->output, self->number);
  AmbItemPlan *plan = amb_batch_item_plan (item);
  *plan = self->plan;
  plan->folder = g_strdup (self->plan.folder);
  plan->target = g_strdup (self->plan.target);
  plan->recipe = self->plan.recipe != NULL ? amb_recipe_ref (self->plan.recipe) : NULL;
  if (self->choice >= 0)
    amb_batch_item_set_conflict (item, (AmbConflict) self->choice);
  for (guint i = 0; notes[i] != NULL; i++)
    amb_batch_item_add_note (item, notes[i]);
  *amb_batch_item_record (item) = self->record;
  amb_batch_item_restore_outcome (item, self->state, self->path, self->error, self->cause);
  return item;
}

static void
write_plan (GVariantDict *dict, const AmbItemPlan *plan)
{
  const AmbIdentity *identity = &plan->identity;
  g_variant_dict_insert (dict, "identity", "(xxtt)", (gint64) identity->size, identity->mtime,
                         identity->inode, identity->device);
  if (plan->format == NULL)
    return;
  g_autofree char *recipe = plan->recipe != NULL ? amb_recipe_to_json (plan->recipe) : NULL;
  g_variant_dict_insert (dict, "format", "s", plan->format->name);
  g_variant_dict_insert (dict, "folder", "^ay", plan->folder);
  g_variant_dict_insert (dict, "target", "^ay", plan->target);
  g_variant_dict_insert (dict, "conflict", "s", amb_conflict_word (plan->conflict));
  g_variant_dict_insert (dict, "unchanged", "b", plan->unchanged);
  if (recipe != NULL)
    g_variant_dict_insert (dict, "recipe", "s", recipe);
}

char *
amb_ledger_job_to_text (const AmbLedgerJob *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_variant_dict_insert (&dict, "number", "u", self->number);
  g_variant_dict_insert (&dict, "output", "u", self->output);
  g_variant_dict_insert (&dict, "uri", "s", self->uri);
  g_variant_dict_insert (&dict, "subfolder", "^ay", self->subfolder);
  g_variant_dict_insert (&dict, "choice", "i", self->choice);
  write_plan (&dict, &self->plan);
  g_autoptr (GVariant) whole = g_variant_ref_sink (g_variant_dict_end (&dict));
  return g_variant_print (whole, TRUE);
}

static gboolean
read_conflict (GVariant *whole, AmbConflict *conflict)
{
  const char *word;
  if (!g_variant_lookup (whole, "conflict", "&s", &word))
    return FALSE;
  for (AmbConflict each = AMB_CONFLICT_SKIP; each <= AMB_CONFLICT_REPLACE; each++)
    if (g_strcmp0 (amb_conflict_word (each), word) == 0)
      {
        *conflict = each;
        return TRUE;
      }
  return FALSE;
}

/* A format that this build does not write leaves the job to be planned again. */
static gboolean
read_plan (GVariant *whole, AmbItemPlan *plan)
{
  const char *format = NULL;
  const char *recipe = NULL;
  gint64 size;
  if (!g_variant_lookup (whole, "identity", "(xxtt)", &size, &plan->identity.mtime,
                         &plan->identity.inode, &plan->identity.device))
    return FALSE;
  plan->identity.size = size;
  if (!g_variant_lookup (whole, "format", "&s", &format))
    return TRUE;
  if (!g_variant_lookup (whole, "folder", "^ay", &plan->folder)
      || !g_variant_lookup (whole, "target", "^ay", &plan->target)
      || !g_variant_lookup (whole, "unchanged", "b", &plan->unchanged)
      || !read_conflict (whole, &plan->conflict))
    return FALSE;
  plan->format = amb_codecs_find (format);
  if (!g_variant_lookup (whole, "recipe", "&s", &recipe))
    return TRUE;
  plan->recipe = amb_recipe_from_json (recipe, -1, NULL, NULL, NULL);
  return plan->recipe != NULL;
}

gboolean
amb_ledger_job_read_text (AmbLedgerJob *self, const char *text)
{
  g_autoptr (GVariant) whole
      = text != NULL ? g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL) : NULL;
  return whole != NULL && g_variant_lookup (whole, "number", "u", &self->number)
         && g_variant_lookup (whole, "output", "u", &self->output)
         && g_variant_lookup (whole, "uri", "s", &self->uri)
         && g_variant_lookup (whole, "subfolder", "^ay", &self->subfolder)
         && g_variant_lookup (whole, "choice", "i", &self->choice)
         && read_plan (whole, &self->plan);
}

void
amb_ledger_job_free (AmbLedgerJob *self)
{
  g_free (self->uri);
  g_free (self->source);
  g_free (self->subfolder);
  g_free (self->plan.folder);
  g_free (self->plan.target);
  g_clear_pointer (&self->plan.recipe, amb_recipe_unref);
  g_free (self->path);
  g_free (self->error);
  g_free (self->notes);
  g_free (self);
}

AmbLedgerSnapshot *
amb_ledger_snapshot_new (void)
{
  AmbLedgerSnapshot *self = g_new0 (AmbLedgerSnapshot, 1);
  self->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_export_settings_free);
  self->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_ledger_job_free);
  return self;
}

void
amb_ledger_snapshot_make_items (AmbLedgerSnapshot *self)
{
  self->items = g_ptr_array_new_full (self->jobs->len, g_object_unref);
  for (guint i = 0; i < self->jobs->len; i++)
    g_ptr_array_add (self->items, make_item (self->jobs->pdata[i], self->outputs));
}

void
amb_ledger_snapshot_free (AmbLedgerSnapshot *self)
{
  if (self == NULL)
    return;
  g_free (self->target_path);
  g_ptr_array_unref (self->outputs);
  g_ptr_array_unref (self->jobs);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self);
}
