/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An array; items of one source share its GFile, which is how they are known. */
#include "amb-batch-list.h"

#include "amb-portions.h"

static GPtrArray *
copy_settings (GPtrArray *settings)
{
  GPtrArray *copies
      = g_ptr_array_new_full (settings->len, (GDestroyNotify) amb_export_settings_free);
  for (guint i = 0; i < settings->len; i++)
    g_ptr_array_add (copies, amb_export_settings_copy (settings->pdata[i]));
  return copies;
}

void
amb_batch_list_init (AmbBatchList *self, GPtrArray *settings)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->outputs = copy_settings (settings);
}

void
amb_batch_list_clear (AmbBatchList *self)
{
  amb_free_in_thread (self->items, (GDestroyNotify) g_ptr_array_unref);
  g_ptr_array_unref (self->outputs);
}

void
amb_batch_list_adopt (AmbBatchList *self, GPtrArray *items, GPtrArray *outputs)
{
  amb_batch_list_clear (self);
  self->items = g_ptr_array_ref (items);
  self->outputs = g_ptr_array_ref (outputs);
  for (guint i = 0; i < items->len; i++)
    self->last_job = MAX (self->last_job, amb_batch_item_get_job (items->pdata[i]));
}

static void
append_source (AmbBatchList *self, const AmbItemSource *source, const GError *fault)
{
  guint n = fault != NULL ? 1 : self->outputs->len;
  for (guint i = 0; i < n; i++)
    {
      AmbBatchItem *item = amb_batch_item_new (source, self->outputs, i, ++self->last_job);
      if (fault != NULL)
        amb_batch_item_set_fault (item, g_error_copy (fault));
      g_ptr_array_add (self->items, item);
    }
}

void
amb_batch_list_add (AmbBatchList *self, AmbFound *found)
{
  const AmbItemSource source = { found->file, found->source, found->subfolder };
  append_source (self, &source, found->error);
}

/* Every source that was there, once; a file that was named twice is two. */
static void
regroup (AmbBatchList *self)
{
  g_autoptr (GPtrArray) before = self->items;
  self->last_job = 0;
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  GFile *last = NULL;
  guint last_index = 0;
  for (guint i = 0; i < before->len; i++)
    {
      AmbBatchItem *item = before->pdata[i];
      const AmbItemSource source
          = { amb_batch_item_get_file (item), amb_batch_item_get_source (item),
              amb_batch_item_get_subfolder (item) };
      guint index = amb_batch_item_get_output_index (item);
      if (source.file != last || index <= last_index)
        append_source (self, &source, amb_batch_item_get_fault (item));
      last = source.file;
      last_index = index;
    }
}

gboolean
amb_batch_list_set_outputs (AmbBatchList *self, GPtrArray *settings)
{
  gboolean regrouped = settings->len != self->outputs->len;
  g_ptr_array_unref (self->outputs);
  self->outputs = copy_settings (settings);
  if (regrouped)
    regroup (self);
  else
    for (guint i = 0; i < self->items->len; i++)
      amb_batch_item_set_outputs (self->items->pdata[i], self->outputs);
  return regrouped;
}

gboolean
amb_batch_list_find (AmbBatchList *self, AmbBatchItem *item, guint *position)
{
  return g_ptr_array_find (self->items, item, position);
}

void
amb_batch_list_move (AmbBatchList *self, guint from, guint position)
{
  gpointer item = g_ptr_array_steal_index (self->items, from);
  g_ptr_array_insert (self->items, (int) MIN (position, self->items->len), item);
}

void
amb_batch_list_remove (AmbBatchList *self, guint position)
{
  g_ptr_array_remove_index (self->items, position);
}
