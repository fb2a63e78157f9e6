/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A short list of LUTs, latest last. */
#include "amb-luts.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "amb-content.h"
#include "amb-error.h"

typedef struct
{
  char digest[AMB_CONTENT_DIGEST_CHARS + 1];
  AmbLut *lut; /* NULL: what is wrong stands in error */
  GError *error;
} Entry;

struct _AmbLuts
{
  GMutex lock;
  guint most;
  GPtrArray *entries; /* Entry */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  g_clear_pointer (&entry->lut, amb_lut_unref);
  g_clear_error (&entry->error);
  g_free (entry);
}

AmbLuts *
amb_luts_new (guint most)
{
  AmbLuts *self = g_new0 (AmbLuts, 1);
  g_mutex_init (&self->lock);
  self->most = most;
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

void
amb_luts_free (AmbLuts *self)
{
  g_ptr_array_unref (self->entries);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
amb_luts_add (AmbLuts *self, const char *digest, const char *text, gsize length, GError **error)
{
  Entry *entry = g_new0 (Entry, 1);
  g_strlcpy (entry->digest, digest, sizeof entry->digest);
  entry->lut = amb_cube_parse (text, length, &entry->error);
  gboolean is_read = entry->lut != NULL;
  if (is_read)
    memcpy (&entry->lut->key, digest, sizeof entry->lut->key);
  if (!is_read)
    g_propagate_error (error, g_error_copy (entry->error));

  g_mutex_lock (&self->lock);
  if (self->entries->len == self->most)
    g_ptr_array_remove_index (self->entries, 0);
  g_ptr_array_add (self->entries, entry);
  g_mutex_unlock (&self->lock);
  return is_read;
}

/* Locked. */
static Entry *
find (AmbLuts *self, const char *content)
{
  char digest[AMB_CONTENT_DIGEST_CHARS + 1];
  if (!amb_content_parse (content, digest))
    return NULL;
  for (guint i = self->entries->len; i > 0; i--)
    {
      Entry *entry = g_ptr_array_index (self->entries, i - 1);
      if (strcmp (entry->digest, digest) == 0)
        return entry;
    }
  return NULL;
}

AmbLut *
amb_luts_find (AmbLuts *self, const char *content)
{
  if (self == NULL || content == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  const Entry *entry = find (self, content);
  AmbLut *lut = entry != NULL && entry->lut != NULL ? amb_lut_ref (entry->lut) : NULL;
  g_mutex_unlock (&self->lock);
  return lut;
}

static gboolean
check_one (AmbLuts *self, const char *content, GError **error)
{
  g_mutex_lock (&self->lock);
  const Entry *entry = find (self, content);
  gboolean is_there = entry != NULL && entry->lut != NULL;
  if (!is_there)
    g_set_error (error, AMB_ERROR, AMB_ERROR_LUT, "%s: %s", amb_content_name (content),
                 entry != NULL ? entry->error->message : N_("it was not handed over"));
  g_mutex_unlock (&self->lock);
  return is_there;
}

gboolean
amb_luts_check (AmbLuts *self, const AmbRecipe *recipe, GError **error)
{
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    {
      const char *content = amb_recipe_get_file_of (recipe, *op);
      if (content != NULL && !check_one (self, content, error))
        return FALSE;
    }
  return TRUE;
}
