/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a file for each preset, so that one that is damaged costs itself only and people can copy
 * them. The name inside a file counts, not that of the file. The list changes only after the disk
 * did: what fails leaves both as they were. */
#include "amb-export-presets-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-natural-order.h"
#include "amb-outputs-json.h"

enum
{
  MAX_FILES = 1000,
};

struct _AmbExportPresets
{
  GObject parent_instance;

  char *folder;
  GPtrArray *shipped; /* AmbExportPreset */
  GPtrArray *own;     /* Own, by name */
};

/* One's own, and where it is. */
typedef struct
{
  AmbExportPreset *preset;
  char *path;
} Own;

static void amb_export_presets_list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AmbExportPresets,
                               amb_export_presets,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      amb_export_presets_list_model_init))

static Own *
own_new (AmbExportPreset *preset, const char *path)
{
  Own *own = g_new (Own, 1);
  *own = (Own){ g_object_ref (preset), g_strdup (path) };
  return own;
}

static void
own_free (gpointer data)
{
  Own *own = data;
  g_object_unref (own->preset);
  g_free (own->path);
  g_free (own);
}

static int
compare_owns (gconstpointer a, gconstpointer b)
{
  return amb_natural_compare (amb_export_preset_get_name ((*(Own *const *) a)->preset),
                              amb_export_preset_get_name ((*(Own *const *) b)->preset));
}

/* The list */

static GType
get_item_type (GListModel *model)
{
  return AMB_TYPE_EXPORT_PRESET;
}

static guint
get_n_items (GListModel *model)
{
  AmbExportPresets *self = AMB_EXPORT_PRESETS (model);
  return self->shipped->len + self->own->len;
}

static AmbExportPreset *
at (AmbExportPresets *self, guint position)
{
  if (position < self->shipped->len)
    return self->shipped->pdata[position];
  return ((const Own *) self->own->pdata[position - self->shipped->len])->preset;
}

static gpointer
get_item (GListModel *model, guint position)
{
  return position < get_n_items (model) ? g_object_ref (at (AMB_EXPORT_PRESETS (model), position))
                                        : NULL;
}

static void
amb_export_presets_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
amb_export_presets_finalize (GObject *object)
{
  AmbExportPresets *self = AMB_EXPORT_PRESETS (object);
  g_free (self->folder);
  g_ptr_array_unref (self->shipped);
  g_ptr_array_unref (self->own);
  G_OBJECT_CLASS (amb_export_presets_parent_class)->finalize (object);
}

static void
amb_export_presets_class_init (AmbExportPresetsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = amb_export_presets_finalize;
}

static void
amb_export_presets_init (AmbExportPresets *self)
{
  self->shipped = amb_export_presets_shipped ();
  self->own = g_ptr_array_new_with_free_func (own_free);
}

AmbExportPresets *
amb_export_presets_new (const char *folder)
{
  AmbExportPresets *self = g_object_new (AMB_TYPE_EXPORT_PRESETS, NULL);
  self->folder = folder != NULL ? g_strdup (folder)
                                : g_build_filename (g_get_user_data_dir (), GETTEXT_PACKAGE,
                                                    "export-presets", NULL);
  return self;
}

/* own: transfer full. */
static void
replace_own (AmbExportPresets *self, GPtrArray *own)
{
  guint before = self->own->len;
  g_ptr_array_sort (own, compare_owns);
  g_ptr_array_unref (self->own);
  self->own = own;
  if (before > 0 || own->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), self->shipped->len, before, own->len);
}

/* Names */

static char *
fold (const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  return g_utf8_normalize (folded, -1, G_NORMALIZE_DEFAULT);
}

static gboolean
is_called (AmbExportPreset *preset, const char *folded)
{
  g_autofree char *name = fold (amb_export_preset_get_name (preset));
  g_autofree char *title = fold (amb_export_preset_get_title (preset));
  return g_str_equal (name, folded) || g_str_equal (title, folded);
}

AmbExportPreset *
amb_export_presets_look_up (AmbExportPresets *self, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *folded = fold (valid);
  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++)
    if (is_called (at (self, i), folded))
      return at (self, i);
  return NULL;
}

const char *
amb_export_presets_get_folder (AmbExportPresets *self)
{
  return self->folder;
}

const char *
amb_export_presets_get_path (AmbExportPresets *self, AmbExportPreset *preset)
{
  for (guint i = 0; i < self->own->len; i++)
    {
      const Own *own = self->own->pdata[i];
      if (own->preset == preset)
        return own->path;
    }
  return NULL;
}

void
amb_export_presets_exchange (AmbExportPresets *self,
                             AmbExportPreset *old,
                             AmbExportPreset *new,
                             const char *path)
{
  GPtrArray *own = g_ptr_array_new_with_free_func (own_free);
  for (guint i = 0; i < self->own->len; i++)
    {
      const Own *each = self->own->pdata[i];
      if (each->preset != old)
        g_ptr_array_add (own, own_new (each->preset, each->path));
    }
  if (new != NULL)
    g_ptr_array_add (own, own_new (new, path));
  replace_own (self, own);
}

AmbExportPreset *
amb_export_presets_find (AmbExportPresets *self, const char *name, GError **error)
{
  AmbExportPreset *preset = amb_export_presets_look_up (self, name);
  if (preset != NULL)
    return preset;
  g_autofree char *given = g_filename_display_name (name);
  g_autoptr (GString) known = g_string_new (NULL);
  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++)
    g_string_append_printf (known, "%s“%s”", i > 0 ? ", " : "",
                            amb_export_preset_get_name (at (self, i)));
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("There is no preset “%s”; the presets are %s."), given, known->str);
  return NULL;
}

/* upper's keys over lower's. Floating. */
static GVariant *
merge (GVariant *lower, GVariant *upper, AmbExportPreset *preset)
{
  GVariantDict dict;
  GVariantIter iter;
  const char *key;
  GVariant *value;
  g_variant_dict_init (&dict, lower);
  g_variant_iter_init (&iter, upper);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_variant_dict_insert_value (&dict, key, value);
  g_variant_dict_insert (&dict, "preset", "s", amb_export_preset_get_name (preset));
  return g_variant_dict_end (&dict);
}

static gboolean
resolve_one (AmbExportPresets *self, GVariant *output, GVariantBuilder *builder, GError **error)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (output, "preset", NULL);
  const char *name = value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
                         ? g_variant_get_string (value, NULL)
                         : "";
  AmbExportPreset *preset;
  if (*name == '\0')
    {
      g_variant_builder_add_value (builder, output);
      return TRUE;
    }
  preset = amb_export_presets_find (self, name, error);
  if (preset == NULL)
    return FALSE;
  GVariant *outputs = amb_export_preset_get_outputs (preset);
  for (gsize i = 0; i < g_variant_n_children (outputs); i++)
    {
      g_autoptr (GVariant) lower = g_variant_get_child_value (outputs, i);
      g_variant_builder_add_value (builder, merge (lower, output, preset));
    }
  return TRUE;
}

GVariant *
amb_export_presets_resolve (AmbExportPresets *self, GVariant *outputs, GError **error)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (AMB_OUTPUTS_TYPE);
  for (gsize i = 0; i < g_variant_n_children (outputs); i++)
    {
      g_autoptr (GVariant) output = g_variant_get_child_value (outputs, i);
      if (!resolve_one (self, output, &builder, error))
        return NULL;
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* Reading. Any thread. */

AmbExportPreset *
amb_export_presets_read_file (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *json = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length;
  if (g_file_load_contents (file, NULL, &json, &length, NULL, &cause))
    return amb_export_preset_from_json (json, (gssize) length, shown, error);
  amb_error_set (error, AMB_ERROR_READ, shown, cause->message);
  return NULL;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* In an order that does not depend on the file system. */
static GPtrArray *
list_files (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && paths->len < MAX_FILES && (name = g_dir_read_name (dir)) != NULL)
    if (*name != '.' && g_str_has_suffix (name, ".json"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_texts);
  return paths;
}

static GPtrArray *
read_folder (const char *folder, GPtrArray *notes)
{
  GPtrArray *own = g_ptr_array_new_with_free_func (own_free);
  g_autoptr (GPtrArray) paths = list_files (folder);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (paths->pdata[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (AmbExportPreset) preset = amb_export_presets_read_file (file, &error);
      if (preset != NULL)
        g_ptr_array_add (own, own_new (preset, paths->pdata[i]));
      else if (notes != NULL)
        g_ptr_array_add (notes, g_strdup (error->message));
    }
  return own;
}

void
amb_export_presets_load (AmbExportPresets *self, GPtrArray *notes)
{
  replace_own (self, read_folder (self->folder, notes));
}

typedef struct
{
  char *folder;
  GPtrArray *own;
  GPtrArray *notes;
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;
  g_free (loading->folder);
  g_clear_pointer (&loading->own, g_ptr_array_unref);
  g_ptr_array_unref (loading->notes);
  g_free (loading);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Loading *loading = data;
  loading->own = read_folder (loading->folder, loading->notes);
  g_task_return_boolean (task, TRUE);
}

void
amb_export_presets_load_async (AmbExportPresets *self,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Loading *loading = g_new0 (Loading, 1);
  loading->folder = g_strdup (self->folder);
  loading->notes = g_ptr_array_new_with_free_func (g_free);
  g_task_set_source_tag (task, amb_export_presets_load_async);
  g_task_set_task_data (task, loading, loading_free);
  g_task_run_in_thread (task, load_thread);
}

char **
amb_export_presets_load_finish (AmbExportPresets *self, GAsyncResult *result)
{
  Loading *loading = g_task_get_task_data (G_TASK (result));
  if (loading->own != NULL)
    replace_own (self, g_steal_pointer (&loading->own));
  g_ptr_array_add (loading->notes, NULL);
  return g_strdupv ((char **) loading->notes->pdata);
}
