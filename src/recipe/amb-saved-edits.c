/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal is opened when the first photo is asked for, and stays open. */
#include "amb-saved-edits.h"

#include "amb-error.h"
#include "amb-journal-store.h"

struct _AmbSavedEdits
{
  char *folder;
  AmbJournalStore *store; /* nullable */
};

AmbSavedEdits *
amb_saved_edits_new (const char *folder)
{
  AmbSavedEdits *self = g_new0 (AmbSavedEdits, 1);
  self->folder = folder != NULL ? g_strdup (folder)
                                : g_build_filename (g_get_user_state_dir (), "ambrotype", NULL);
  return self;
}

void
amb_saved_edits_free (AmbSavedEdits *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->store, amb_journal_store_free);
  g_free (self->folder);
  g_free (self);
}

AmbRecipe *
amb_saved_edits_find (AmbSavedEdits *self, GFile *photo, GError **error)
{
  gboolean changed;
  g_autoptr (GError) cause = NULL;
  g_autoptr (AmbSteps) steps = NULL;

  if (!amb_journal_store_exists (self->folder))
    return amb_recipe_new ();
  if (self->store == NULL)
    self->store = amb_journal_store_new_to_read (self->folder);
  AmbJournalId id = { 0 };
  g_autofree char *key = amb_journal_store_key (self->store, photo, &id);
  id.key = key;
  steps = amb_journal_store_read (self->store, &id, &changed, &cause);
  if (cause == NULL)
    return steps != NULL ? amb_recipe_ref (g_ptr_array_index (steps->recipes, steps->present))
                         : amb_recipe_new ();
  g_autofree char *name = g_file_get_basename (photo);
  amb_error_set (error, AMB_ERROR_READ, name, cause->message);
  return NULL;
}
