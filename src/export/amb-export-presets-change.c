/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving, renaming, removing, importing and exporting presets: a thread writes, then the list
 * changes. */
#include "amb-export-presets-private.h"

#include <errno.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "amb-error.h"
#include "amb-name-template.h"

enum
{
  SUFFIX_BYTES = 20, /* " (99999).json" */
  MAX_NUMBER = 99999,
};

/* What a thread does, and what the list does afterwards. */
typedef struct
{
  AmbExportPreset *old; /* leaves the list */
  AmbExportPreset *new; /* is written, and enters it unless it goes to a file of somebody's */
  char *folder;         /* of one's own */
  char *path;           /* of old, else NULL: a file that is still to be named */
  GFile *file;          /* to import from or to export to */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;
  g_clear_object (&change->old);
  g_clear_object (&change->new);
  g_clear_object (&change->file);
  g_free (change->folder);
  g_free (change->path);
  g_free (change);
}

static GTask *
change_new (AmbExportPresets *self, Change **change, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  *change = g_new0 (Change, 1);
  (*change)->folder = g_strdup (amb_export_presets_get_folder (self));
  g_task_set_task_data (task, *change, change_free);
  return task;
}

static gboolean
write_whole (const char *path, const char *json, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *shown = g_filename_display_basename (path);
  if (g_file_set_contents_full (path, json, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666,
                                &cause))
    return TRUE;
  if (g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
    amb_error_set (error, AMB_ERROR_NO_SPACE, shown, cause->message);
  else
    amb_error_set (error, AMB_ERROR_WRITE, shown, cause->message);
  return FALSE;
}

/* A file's name that says the preset's and is free in folder. */
static char *
free_path (const char *folder, const char *name)
{
  const AmbNameFields fields = { .name = name, .ext = "json" };
  g_autofree char *safe = amb_name_template_expand ("{name}", &fields);
  g_autofree char *stem = amb_name_shorten (safe, AMB_NAME_MAX_BYTES - SUFFIX_BYTES);
  char *path = NULL;
  if (*stem == '.')
    *stem = '_';
  for (guint number = 1; number <= MAX_NUMBER; number++)
    {
      g_autofree char *base = number == 1 ? g_strdup_printf ("%s.json", stem)
                                          : g_strdup_printf ("%s (%u).json", stem, number);
      g_free (path);
      path = g_build_filename (folder, base, NULL);
      if (!g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
        break;
    }
  return path;
}

static gboolean
write_own (Change *change, GError **error)
{
  g_autofree char *json = amb_export_preset_to_json (change->new);
  if (g_mkdir_with_parents (change->folder, 0700) != 0)
    {
      int errsv = errno;
      g_autofree char *shown = g_filename_display_name (change->folder);
      amb_error_set_errno (error, errsv, TRUE, shown);
      return FALSE;
    }
  if (change->path == NULL)
    change->path = free_path (change->folder, amb_export_preset_get_name (change->new));
  return write_whole (change->path, json, error);
}

static gboolean
delete_own (const Change *change, GError **error)
{
  int errsv = g_unlink (change->path) == 0 ? 0 : errno;
  if (errsv == 0 || errsv == ENOENT)
    return TRUE;
  g_autofree char *shown = g_filename_display_basename (change->path);
  amb_error_set_errno (error, errsv, TRUE, shown);
  return FALSE;
}

static void
change_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Change *change = data;
  GError *error = NULL;
  gboolean ok = change->new != NULL ? write_own (change, &error) : delete_own (change, &error);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* FALSE with a sentence when the name is another's than those two. */
static gboolean
check_name (AmbExportPresets *self, const char *name, AmbExportPreset *but, GError **error)
{
  AmbExportPreset *other = amb_export_presets_look_up (self, name);
  if (other == NULL || other == but)
    return TRUE;
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               amb_export_preset_is_shipped (other)
                   ? _("“%s” is a preset that comes with the program; give yours another name.")
                   : _("There is a preset “%s” already."),
               amb_export_preset_get_title (other));
  return FALSE;
}

static void
run (GTask *task, Change *change, AmbExportPresets *self, GError *error)
{
  g_autoptr (GTask) owned G_GNUC_UNUSED = task;
  change->path
      = change->old != NULL ? g_strdup (amb_export_presets_get_path (self, change->old)) : NULL;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, change_thread);
}

void
amb_export_presets_save_async (AmbExportPresets *self,
                               AmbExportPreset *preset,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Change *change;
  GTask *task = change_new (self, &change, callback, user_data);
  GError *error = NULL;
  const char *name = amb_export_preset_get_name (preset);
  AmbExportPreset *other = amb_export_presets_look_up (self, name);

  g_task_set_source_tag (task, amb_export_presets_save_async);
  change->new = g_object_ref (preset);
  if (other != NULL && !amb_export_preset_is_shipped (other))
    change->old = g_object_ref (other);
  check_name (self, name, change->old, &error);
  run (task, change, self, error);
}

void
amb_export_presets_rename_async (AmbExportPresets *self,
                                 AmbExportPreset *preset,
                                 const char *name,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (amb_export_presets_get_path (self, preset) != NULL);
  Change *change;
  GTask *task = change_new (self, &change, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, amb_export_presets_rename_async);
  change->old = g_object_ref (preset);
  change->new = amb_export_preset_renamed (preset, name, &error);
  if (change->new != NULL)
    check_name (self, amb_export_preset_get_name (change->new), preset, &error);
  run (task, change, self, error);
}

void
amb_export_presets_remove_async (AmbExportPresets *self,
                                 AmbExportPreset *preset,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (amb_export_presets_get_path (self, preset) != NULL);
  Change *change;
  GTask *task = change_new (self, &change, callback, user_data);

  g_task_set_source_tag (task, amb_export_presets_remove_async);
  change->old = g_object_ref (preset);
  run (task, change, self, NULL);
}

/* Importing: a thread reads, the list names, a thread writes. */

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  AmbExportPreset *preset = amb_export_presets_read_file (data, &error);
  if (preset != NULL)
    g_task_return_pointer (task, preset, g_object_unref);
  else
    g_task_return_error (task, error);
}

static AmbExportPreset *
named_freely (AmbExportPresets *self, AmbExportPreset *preset, GError **error)
{
  const char *name = amb_export_preset_get_name (preset);
  for (guint number = 2; amb_export_presets_look_up (self, name) != NULL; number++)
    {
      g_autofree char *numbered = g_strdup_printf ("%s (%u)", name, number);
      if (amb_export_presets_look_up (self, numbered) == NULL)
        return amb_export_preset_renamed (preset, numbered, error);
    }
  return g_object_ref (preset);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  AmbExportPresets *self = AMB_EXPORT_PRESETS (source);
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (AmbExportPreset) preset = g_task_propagate_pointer (G_TASK (result), &error);
  if (preset != NULL)
    change->new = named_freely (self, preset, &error);
  run (task, change, self, error);
}

void
amb_export_presets_import_async (AmbExportPresets *self,
                                 GFile *file,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  Change *change;
  GTask *task = change_new (self, &change, callback, user_data);
  g_task_set_source_tag (task, amb_export_presets_import_async);

  g_autoptr (GTask) reading = g_task_new (self, NULL, on_read, task);
  g_task_set_source_tag (reading, on_read);
  g_task_set_task_data (reading, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (reading, read_thread);
}

static gboolean
write_elsewhere (GFile *file, const char *json, GError **error)
{
  const char *path = g_file_peek_path (file);
  g_autoptr (GError) cause = NULL;
  if (path != NULL)
    return write_whole (path, json, error);
  if (g_file_replace_contents (file, json, strlen (json), NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                               NULL, &cause))
    return TRUE;
  g_autofree char *shown = g_file_get_parse_name (file);
  amb_error_set (error, AMB_ERROR_WRITE, shown, cause->message);
  return FALSE;
}

static void
export_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Change *change = data;
  g_autofree char *json = amb_export_preset_to_json (change->new);
  GError *error = NULL;
  if (write_elsewhere (change->file, json, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
amb_export_presets_export_async (AmbExportPresets *self,
                                 AmbExportPreset *preset,
                                 GFile *file,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  Change *change;
  g_autoptr (GTask) task = change_new (self, &change, callback, user_data);
  g_task_set_source_tag (task, amb_export_presets_export_async);
  change->new = g_object_ref (preset);
  change->file = g_object_ref (file);
  g_task_run_in_thread (task, export_thread);
}

gboolean
amb_export_presets_change_finish (AmbExportPresets *self, GAsyncResult *result, GError **error)
{
  const Change *change = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (change->file == NULL)
    amb_export_presets_exchange (self, change->old, change->new, change->path);
  return TRUE;
}
