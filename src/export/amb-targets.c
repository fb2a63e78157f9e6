/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A table per folder, keyed by the folded name. */
#include "amb-targets.h"

#include <stdlib.h>
#include <string.h>
#include "amb-name-template.h"
#include "amb-publish.h"

enum
{
  NUMBER_BYTES = 13, /* " (4294967295)" */
};

typedef struct
{
  char *spelling;       /* of who took it first */
  gconstpointer source; /* an owner; NULL: no source of the plan */
  guint readers;        /* items that are to be read from there */
  gboolean exists;
  gboolean claimed;
  guint next_number; /* the first that claim_numbered has not tried; 0: none tried */
} Name;

struct _AmbTargets
{
  gboolean on_disk;
  gboolean ignores_files;
  GHashTable *folders;  /* path as it is -> names, not owned */
  GHashTable *resolved; /* path without links -> names: folded name -> Name */
};

AmbTargets *
amb_targets_new (gboolean on_disk)
{
  AmbTargets *self = g_new0 (AmbTargets, 1);
  self->on_disk = on_disk;
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->resolved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_hash_table_unref);
  return self;
}

void
amb_targets_free (AmbTargets *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->folders);
  g_hash_table_unref (self->resolved);
  g_free (self);
}

static void
name_free (gpointer data)
{
  Name *name = data;
  g_free (name->spelling);
  g_free (name);
}

static char *
fold (const char *name)
{
  if (!g_utf8_validate (name, -1, NULL))
    return g_ascii_strdown (name, -1);
  g_autofree char *folded = g_utf8_casefold (name, -1);
  return g_utf8_normalize (folded, -1, G_NORMALIZE_DEFAULT);
}

static Name *
name_in (GHashTable *names, const char *name)
{
  char *key = fold (name);
  Name *entry = g_hash_table_lookup (names, key);
  if (entry == NULL)
    {
      entry = g_new0 (Name, 1);
      g_hash_table_insert (names, key, entry);
    }
  else
    g_free (key);
  return entry;
}

static Name *
take (Name *entry, const char *spelling)
{
  if (entry->spelling == NULL)
    entry->spelling = g_strdup (spelling);
  return entry;
}

static void
read_folder (GHashTable *names, const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  if (dir == NULL)
    return; /* nothing is there, or publishing will say why not */
  while ((name = g_dir_read_name (dir)) != NULL)
    take (name_in (names, name), name)->exists = TRUE;
  g_dir_close (dir);
}

static GHashTable *
names_of (AmbTargets *self, const char *folder)
{
  GHashTable *names = g_hash_table_lookup (self->folders, folder);
  if (names != NULL)
    return names;

  g_autofree char *path = self->on_disk ? realpath (folder, NULL) : NULL;
  if (path == NULL)
    path = g_strdup (folder);
  names = g_hash_table_lookup (self->resolved, path);
  if (names == NULL)
    {
      names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, name_free);
      if (self->on_disk && !self->ignores_files)
        read_folder (names, path);
      g_hash_table_insert (self->resolved, g_steal_pointer (&path), names);
    }
  g_hash_table_insert (self->folders, g_strdup (folder), names);
  return names;
}

static Name *
look_up (AmbTargets *self, const char *folder, const char *name)
{
  return name_in (names_of (self, folder), name);
}

void
amb_targets_add_existing (AmbTargets *self, const char *folder, const char *name)
{
  take (look_up (self, folder, name), name)->exists = TRUE;
}

void
amb_targets_add_source (AmbTargets *self, const char *path, gconstpointer owner)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  Name *entry = take (look_up (self, folder, name), name);
  entry->exists = TRUE;
  entry->source = owner;
  entry->readers++;
}

AmbTaken
amb_targets_look_up (
    AmbTargets *self, const char *folder, const char *name, gconstpointer owner, gboolean *by_case)
{
  const Name *entry = look_up (self, folder, name);
  if (by_case != NULL)
    *by_case = entry->spelling != NULL && strcmp (entry->spelling, name) != 0;
  if (entry->claimed)
    return AMB_TAKEN_CLAIMED;
  if (entry->source != NULL)
    return entry->source == owner && entry->readers == 1 ? AMB_TAKEN_OWN : AMB_TAKEN_SOURCE;
  return entry->exists ? AMB_TAKEN_EXISTS : AMB_TAKEN_NOT;
}

void
amb_targets_ignore_files (AmbTargets *self)
{
  self->ignores_files = TRUE;
}

gboolean
amb_targets_has_file (AmbTargets *self, const char *folder, const char *name)
{
  if (!self->on_disk || !self->ignores_files)
    return FALSE;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
}

void
amb_targets_claim (AmbTargets *self, const char *folder, const char *name)
{
  take (look_up (self, folder, name), name)->claimed = TRUE;
}

char *
amb_targets_claim_numbered (AmbTargets *self, const char *folder, const char *name)
{
  g_autofree char *shortened = amb_name_shorten (name, AMB_NAME_MAX_BYTES - NUMBER_BYTES);
  Name *wanted = look_up (self, folder, shortened);
  guint number = MAX (wanted->next_number, 2);
  for (;; number++)
    {
      g_autofree char *candidate = amb_publish_numbered_name (shortened, number);
      Name *entry = look_up (self, folder, candidate);
      if (entry->exists || entry->claimed)
        continue;
      take (entry, candidate)->claimed = TRUE;
      wanted->next_number = number + 1;
      return g_steal_pointer (&candidate);
    }
}
