/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks folders depth first; each folder is listed and closed before the next is opened. */
#include "amb-enumerate.h"

#include <string.h>
#include "amb-error.h"
#include "amb-natural-order.h"
#include "amb-sniff.h"

#define ATTRIBUTES                                                                                 \
  G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE                                \
                                 "," G_FILE_ATTRIBUTE_STANDARD_IS_SYMLINK                          \
                                 "," G_FILE_ATTRIBUTE_ID_FILE

typedef struct
{
  AmbFoundFunc func;
  gpointer user_data;
  GCancellable *cancellable;
} Walk;

/* A folder on the way down. */
typedef struct _Level
{
  const struct _Level *parent;
  const char *id;        /* nullable: the file system has none */
  const char *source;    /* raw, without a slash at its end */
  const char *subfolder; /* raw */
} Level;

void
amb_found_free (AmbFound *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->file);
  g_free (self->source);
  g_free (self->subfolder);
  g_clear_error (&self->error);
  g_free (self);
}

/* error: transfer full, nullable. */
static void
emit (const Walk *walk, GFile *file, const char *source, const char *subfolder, GError *error)
{
  AmbFound *found = g_new0 (AmbFound, 1);
  found->file = g_object_ref (file);
  found->source = g_utf8_validate (source, -1, NULL) ? g_strdup (source) : g_file_get_uri (file);
  found->subfolder = g_strdup (subfolder);
  found->error = error;
  walk->func (found, walk->user_data);
}

static void
emit_unreadable_folder (const Walk *walk, GFile *folder, const Level *level, const GError *cause)
{
  g_autofree char *name = amb_source_display_name (folder);
  GError *error = NULL;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    amb_error_set (&error, AMB_ERROR_PERMISSION, name, NULL);
  else
    amb_error_set (&error, AMB_ERROR_READ, name, cause->message);
  emit (walk, folder, level->source, level->subfolder, error);
}

static int
compare_infos (gconstpointer a, gconstpointer b)
{
  return amb_natural_compare (g_file_info_get_name (*(GFileInfo *const *) a),
                              g_file_info_get_name (*(GFileInfo *const *) b));
}

/* NULL with error; an entry that vanishes while it is listed is left out. */
static GPtrArray *
list_folder (GFile *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GFileEnumerator) children
      = g_file_enumerate_children (folder, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (children == NULL)
    return NULL;
  for (;;)
    {
      GFileInfo *info = NULL;
      if (!g_file_enumerator_iterate (children, &info, NULL, cancellable, error))
        return NULL;
      if (info == NULL)
        break;
      if (g_file_info_get_name (info)[0] != '.')
        g_ptr_array_add (infos, g_object_ref (info));
    }
  g_ptr_array_sort (infos, compare_infos);
  return g_steal_pointer (&infos);
}

static gboolean
has_picture_extension (const char *name)
{
  const char *dot = strrchr (name, '.');
  if (dot == NULL)
    return FALSE;
  for (const AmbCodec *const *codec = amb_codecs_list (); *codec != NULL; codec++)
    if (amb_codec_has_extension (*codec, dot + 1))
      return TRUE;
  return FALSE;
}

static gboolean
is_picture (const Walk *walk, GFile *file, GFileInfo *info)
{
  GFileType type = g_file_info_get_file_type (info);
  AmbSniff sniff;
  if (type == G_FILE_TYPE_SPECIAL)
    return FALSE;
  if (amb_sniff_file (file, walk->cancellable, &sniff, NULL))
    return sniff.codec != NULL;
  return has_picture_extension (g_file_info_get_name (info));
}

/* A folder mounted inside itself. */
static gboolean
is_above (const Level *level, const char *id)
{
  for (; level != NULL && id != NULL; level = level->parent)
    if (g_strcmp0 (level->id, id) == 0)
      return TRUE;
  return FALSE;
}

static void walk_folder (const Walk *walk, GFile *folder, const Level *level);

static void
walk_child (const Walk *walk, GFile *folder, GFileInfo *info, const Level *level)
{
  const char *name = g_file_info_get_name (info);
  const char *id = g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE);
  g_autoptr (GFile) file = g_file_get_child (folder, name);
  g_autofree char *source = g_strconcat (level->source, "/", name, NULL);

  if (g_file_info_get_file_type (info) != G_FILE_TYPE_DIRECTORY)
    {
      if (is_picture (walk, file, info))
        emit (walk, file, source, level->subfolder, NULL);
    }
  else if (!g_file_info_get_is_symlink (info) && !is_above (level, id))
    {
      g_autofree char *subfolder = g_build_filename (level->subfolder, name, NULL);
      walk_folder (walk, file, &(Level){ level, id, source, subfolder });
    }
}

static void
walk_folder (const Walk *walk, GFile *folder, const Level *level)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = list_folder (folder, walk->cancellable, &error);
  if (infos == NULL)
    {
      emit_unreadable_folder (walk, folder, level, error);
      return;
    }
  for (guint i = 0; i < infos->len && !g_cancellable_is_cancelled (walk->cancellable); i++)
    walk_child (walk, folder, infos->pdata[i], level);
}

static char *
name_of (GFile *file)
{
  return g_file_peek_path (file) != NULL ? g_file_get_path (file) : g_file_get_uri (file);
}

static void
strip_slashes (char *text)
{
  gsize length = strlen (text);
  while (length > 1 && text[length - 1] == '/')
    text[--length] = '\0';
}

void
amb_enumerate (GFile *file,
               const char *argument,
               GCancellable *cancellable,
               AmbFoundFunc func,
               gpointer user_data)
{
  const Walk walk = { func, user_data, cancellable };
  g_autofree char *source = argument != NULL ? g_strdup (argument) : name_of (file);
  g_autoptr (GFileInfo) info
      = g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, NULL);

  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_DIRECTORY)
    {
      if (!g_cancellable_is_cancelled (cancellable))
        emit (&walk, file, source, "", NULL);
      return;
    }
  strip_slashes (source);
  if (strcmp (source, "/") == 0)
    *source = '\0';
  walk_folder (&walk, file,
               &(Level){ NULL, g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE),
                         source, "" });
}
