/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: the settings are the truth. Every change is written to them and read back, so that what
 * is remembered is what is used. Export settings with a key of their own are in that key, all
 * others of the first output in one dictionary, the outputs after the first whole in another. */
#include "amb-export-choices.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-outputs-json.h"

#define OTHERS "export-others"
#define MORE_OUTPUTS "export-more-outputs"

struct _AmbExportChoices
{
  GObject parent_instance;

  GSettings *settings;
  AmbExportPresets *presets;
  GPtrArray *outputs; /* AmbExportSettings */
  gboolean saving;
};

G_DEFINE_FINAL_TYPE (AmbExportChoices, amb_export_choices, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Each key and the export setting that it holds. */
static const struct
{
  const char *key, *option;
} keys[] = {
  { "export-format", "format" },
  { "export-quality", "quality" },
  { "export-profile", "profile" },
  { "export-depth", "depth" },
  { "export-subsampling", "subsampling" },
  { "export-progressive", "progressive" },
  { "export-optimize", "optimize" },
  { "export-resize", "resize" },
  { "export-output-sharpen", "output-sharpen" },
  { "export-metadata", "metadata" },
  { "export-on-conflict", "on-conflict" },
  { "export-folder", "output" },
  { "export-name", "name" },
};

/* What a preset leaves as it was unless it says otherwise. */
static const char *const kept_options[]
    = { "output", "on-conflict", "folders", "keep-mtime", "name", "recipe", "recipe-mode" };

/* Of a batch, not of one of its outputs. */
static const char *const shared_options[] = { "output", "on-conflict", "jobs" };

char *
amb_export_choices_default_folder (void)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  return g_build_filename (pictures != NULL ? pictures : g_get_home_dir (), "Ambrotype", NULL);
}

/* Reading */

static void
read_others (AmbExportSettings *result, GSettings *settings)
{
  g_autoptr (GVariant) others = g_settings_get_value (settings, OTHERS);
  for (guint i = 0; amb_export_settings_key (i) != NULL; i++)
    {
      const char *key = amb_export_settings_key (i)->name;
      g_autoptr (GVariant) value = g_variant_lookup_value (others, key, NULL);
      if (value != NULL)
        amb_export_settings_set (result, key, value, NULL);
    }
}

AmbExportSettings *
amb_export_choices_read (GSettings *settings)
{
  AmbExportSettings *result = amb_export_settings_new ();
  read_others (result, settings);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (settings, keys[i].key);
      amb_export_settings_set (result, keys[i].option, value, NULL);
    }
  if (result->output == NULL || *result->output == '\0')
    {
      g_free (result->output);
      result->output = amb_export_choices_default_folder ();
    }
  return result;
}

static void
load (AmbExportChoices *self)
{
  AmbExportSettings *first = amb_export_choices_read (self->settings);
  g_autoptr (GVariant) more = g_settings_get_value (self->settings, MORE_OUTPUTS);
  g_autoptr (GPtrArray) others = amb_outputs_apply (more, first, NULL);
  g_clear_pointer (&self->outputs, g_ptr_array_unref);
  self->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_export_settings_free);
  g_ptr_array_add (self->outputs, first);
  for (guint i = 0; others != NULL && i < others->len; i++)
    g_ptr_array_add (self->outputs, amb_export_settings_copy (others->pdata[i]));
}

static void
tell (AmbExportChoices *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_settings_changed (AmbExportChoices *self, const char *key)
{
  if (self->saving || !g_str_has_prefix (key, "export-"))
    return;
  load (self);
  tell (self);
}

/* Writing */

/* value as the key's type holds it; transfer full, NULL: it cannot. */
static GVariant *
as_type_of (GSettings *settings, const char *key, GVariant *value)
{
  g_autoptr (GVariant) now = g_settings_get_value (settings, key);
  if (g_variant_is_of_type (value, g_variant_get_type (now)))
    return g_variant_ref (value);
  if (g_variant_is_of_type (now, G_VARIANT_TYPE_STRING)
      && g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    return g_variant_ref_sink (g_variant_new_printf ("%d", g_variant_get_int32 (value)));
  return NULL;
}

static void
store (AmbExportChoices *self, const char *key, GVariant *value)
{
  g_autoptr (GVariant) stored = as_type_of (self->settings, key, value);
  g_autoptr (GVariant) now = g_settings_get_value (self->settings, key);
  if (stored != NULL && !g_variant_equal (stored, now))
    g_settings_set_value (self->settings, key, stored);
}

static void
save_first (AmbExportChoices *self, const AmbExportSettings *first)
{
  g_autoptr (GVariant) all = amb_export_settings_to_variant (first);
  g_auto (GVariantDict) others;
  g_variant_dict_init (&others, all);
  g_variant_dict_remove (&others, "jobs");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GVariant) value = g_variant_dict_lookup_value (&others, keys[i].option, NULL);
      g_variant_dict_remove (&others, keys[i].option);
      if (value != NULL)
        store (self, keys[i].key, value);
    }
  if (!first->quality_given)
    g_settings_set_int (self->settings, "export-quality", first->quality);
  g_settings_set_value (self->settings, OTHERS, g_variant_dict_end (&others));
}

/* path below folder; NULL when it is not. */
static const char *
below (const char *path, const char *folder)
{
  gsize length = strlen (folder);
  return g_str_has_prefix (path, folder) && path[length] == '/' ? path + length + 1 : NULL;
}

static GVariant *
to_relative (const AmbExportSettings *settings, const char *folder)
{
  g_autoptr (GVariant) all = amb_export_settings_to_variant (settings);
  const char *subfolder = below (settings->output, folder);
  g_auto (GVariantDict) dict;
  g_variant_dict_init (&dict, all);
  for (guint i = 0; i < G_N_ELEMENTS (shared_options); i++)
    g_variant_dict_remove (&dict, shared_options[i]);
  if (subfolder != NULL && g_utf8_validate (subfolder, -1, NULL))
    g_variant_dict_insert (&dict, "output", "s", subfolder);
  return g_variant_dict_end (&dict);
}

/* outputs become those that are used; their folders are below folder now. */
static void
save (AmbExportChoices *self, GPtrArray *outputs, const char *folder)
{
  GVariantBuilder more;
  g_variant_builder_init (&more, AMB_OUTPUTS_TYPE);
  for (guint i = 1; i < outputs->len; i++)
    g_variant_builder_add_value (&more, to_relative (outputs->pdata[i], folder));
  self->saving = TRUE;
  save_first (self, outputs->pdata[0]);
  g_settings_set_value (self->settings, MORE_OUTPUTS, g_variant_builder_end (&more));
  self->saving = FALSE;
  load (self);
  tell (self);
}

/* Transfer full. */
static GPtrArray *
copy_outputs (AmbExportChoices *self)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_export_settings_free);
  for (guint i = 0; i < self->outputs->len; i++)
    g_ptr_array_add (copies, amb_export_settings_copy (self->outputs->pdata[i]));
  return copies;
}

static const char *
get_folder (AmbExportChoices *self)
{
  return ((const AmbExportSettings *) self->outputs->pdata[0])->output;
}

/* Outputs */

GPtrArray *
amb_export_choices_get_outputs (AmbExportChoices *self)
{
  return self->outputs;
}

const AmbExportSettings *
amb_export_choices_get (AmbExportChoices *self, guint index)
{
  return self->outputs->pdata[index < self->outputs->len ? index : 0];
}

gboolean
amb_export_choices_set (
    AmbExportChoices *self, guint index, const char *key, GVariant *value, GError **error)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (value);
  g_autoptr (GPtrArray) outputs = copy_outputs (self);
  g_autofree char *folder = g_strdup (get_folder (self));
  g_return_val_if_fail (index < outputs->len, FALSE);
  if (!amb_export_settings_set (outputs->pdata[index], key, sunk, error))
    return FALSE;
  save (self, outputs, folder);
  return TRUE;
}

guint
amb_export_choices_add_output (AmbExportChoices *self)
{
  g_autoptr (GPtrArray) outputs = copy_outputs (self);
  g_autofree char *folder = g_strdup (get_folder (self));
  AmbExportSettings *added = amb_export_settings_copy (outputs->pdata[outputs->len - 1]);
  g_autofree char *name = g_strdup_printf ("%u", outputs->len + 1);
  g_free (added->output);
  added->output = g_build_filename (folder, name, NULL);
  g_ptr_array_add (outputs, added);
  save (self, outputs, folder);
  return self->outputs->len - 1;
}

void
amb_export_choices_remove_output (AmbExportChoices *self, guint index)
{
  g_autoptr (GPtrArray) outputs = copy_outputs (self);
  g_autofree char *folder = g_strdup (get_folder (self));
  if (index >= outputs->len || outputs->len < 2)
    return;
  g_ptr_array_remove_index (outputs, index);
  if (index == 0)
    {
      AmbExportSettings *first = outputs->pdata[0];
      g_free (first->output);
      first->output = g_strdup (folder);
    }
  save (self, outputs, folder);
}

char *
amb_export_choices_get_subfolder (AmbExportChoices *self, guint index)
{
  const char *name = below (amb_export_choices_get (self, index)->output, get_folder (self));
  return name != NULL ? g_filename_display_name (name) : g_strdup ("");
}

gboolean
amb_export_choices_set_subfolder (AmbExportChoices *self, guint index, const char *name)
{
  g_autofree char *padded = g_strconcat ("/", name, "/", NULL);
  g_autofree char *path = NULL;
  if (*name == '/' || strstr (padded, "/../") != NULL)
    return FALSE;
  path = *name != '\0' ? g_build_filename (get_folder (self), name, NULL)
                       : g_strdup (get_folder (self));
  return amb_export_choices_set (self, index, "output", g_variant_new_string (path), NULL);
}

/* Presets */

AmbExportPresets *
amb_export_choices_get_presets (AmbExportChoices *self)
{
  return self->presets;
}

/* What preset makes of the present choices; transfer full. */
static GPtrArray *
apply_preset (AmbExportChoices *self, AmbExportPreset *preset, GError **error)
{
  g_autoptr (GVariant) now = amb_export_settings_to_variant (self->outputs->pdata[0]);
  g_autoptr (AmbExportSettings) base = amb_export_settings_new ();
  for (guint i = 0; i < G_N_ELEMENTS (kept_options); i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (now, kept_options[i], NULL);
      if (value != NULL)
        amb_export_settings_set (base, kept_options[i], value, NULL);
    }
  return amb_export_preset_apply (preset, base, error);
}

gboolean
amb_export_choices_use_preset (AmbExportChoices *self, AmbExportPreset *preset, GError **error)
{
  g_autoptr (GPtrArray) outputs = apply_preset (self, preset, error);
  g_autofree char *folder = g_strdup (get_folder (self));
  if (outputs == NULL)
    return FALSE;
  save (self, outputs, folder);
  return TRUE;
}

AmbExportPreset *
amb_export_choices_get_preset (AmbExportChoices *self)
{
  const AmbExportSettings *first = self->outputs->pdata[0];
  return first->preset != NULL ? amb_export_presets_find (self->presets, first->preset, NULL)
                               : NULL;
}

static gboolean
is_same (const AmbExportSettings *a, const AmbExportSettings *b)
{
  g_autoptr (AmbExportSettings) first = amb_export_settings_copy (a);
  g_autoptr (AmbExportSettings) second = amb_export_settings_copy (b);
  first->quality_given = second->quality_given = TRUE;
  g_autoptr (GVariant) one = amb_export_settings_to_variant (first);
  g_autoptr (GVariant) other = amb_export_settings_to_variant (second);
  return g_variant_equal (one, other);
}

gboolean
amb_export_choices_is_modified (AmbExportChoices *self)
{
  AmbExportPreset *preset = amb_export_choices_get_preset (self);
  g_autoptr (GPtrArray) fresh = preset != NULL ? apply_preset (self, preset, NULL) : NULL;
  if (fresh == NULL || fresh->len != self->outputs->len)
    return TRUE;
  for (guint i = 0; i < fresh->len; i++)
    if (!is_same (fresh->pdata[i], self->outputs->pdata[i]))
      return TRUE;
  return FALSE;
}

/* The object */

static void
amb_export_choices_finalize (GObject *object)
{
  AmbExportChoices *self = AMB_EXPORT_CHOICES (object);
  g_object_unref (self->settings);
  g_object_unref (self->presets);
  g_ptr_array_unref (self->outputs);
  G_OBJECT_CLASS (amb_export_choices_parent_class)->finalize (object);
}

static void
amb_export_choices_class_init (AmbExportChoicesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = amb_export_choices_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", AMB_TYPE_EXPORT_CHOICES, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
amb_export_choices_init (AmbExportChoices *self)
{
}

AmbExportChoices *
amb_export_choices_new (GSettings *settings, AmbExportPresets *presets)
{
  AmbExportChoices *self = g_object_new (AMB_TYPE_EXPORT_CHOICES, NULL);
  self->settings = g_object_ref (settings);
  self->presets = g_object_ref (presets);
  load (self);
  g_signal_connect_object (settings, "changed", G_CALLBACK (on_settings_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (presets, "items-changed", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  return self;
}
