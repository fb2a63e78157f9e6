/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that become part of a photo's edits (LUTs): taken in, off the main loop. */
#include "amb-window-private.h"

#include "amb-content.h"

typedef struct
{
  AmbWindow *window;
  AmbPhoto *photo; /* that the edit is meant for */
  char *id;
} Taking;

static void
amb_window_file_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  Taking *taking = data;
  g_autoptr (AmbWindow) self = taking->window;
  g_autoptr (AmbPhoto) photo = taking->photo;
  g_autofree char *id = taking->id;
  g_autoptr (GError) error = NULL;
  g_autofree char *content = amb_content_import_finish (result, &error);

  g_free (taking);
  if (content == NULL)
    amb_window_toast (self, error->message);
  else if (self->photo == photo)
    {
      amb_edit_panel_flush (self->panel);
      if (!amb_photo_set_param (photo, id, g_variant_new_string (content), &error))
        amb_window_toast (self, error->message);
    }
}

void
amb_window_take_look (AmbWindow *self, const char *id, GFile *file)
{
  Taking *taking = g_new0 (Taking, 1);

  taking->window = g_object_ref (self);
  taking->photo = g_object_ref (self->photo);
  taking->id = g_strdup (id);
  amb_content_import_async (file, NULL, amb_window_file_taken, taking);
}

gboolean
amb_window_take_path (AmbWindow *self, const char *id, GVariant *value)
{
  const AmbParam *param = amb_operations_find_param (id, NULL, NULL);
  g_autoptr (GFile) file = NULL;
  const char *path;

  if (param == NULL || param->type != AMB_PARAM_FILE
      || !g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return FALSE;
  path = g_variant_get_string (value, NULL);
  if (*path == '\0' || amb_content_parse (path, NULL))
    return FALSE;
  file = *path == '/' ? g_file_new_for_path (path) : g_file_new_for_uri (path);
  amb_window_take_look (self, id, file);
  return TRUE;
}

gboolean
amb_window_takes_look (AmbWindow *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  gsize length = name != NULL ? strlen (name) : 0;

  return self->photo != NULL && length > 5 && g_ascii_strcasecmp (name + length - 5, ".cube") == 0
         && g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "editor") == 0;
}
