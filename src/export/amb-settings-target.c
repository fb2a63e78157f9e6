/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of where outputs go: folder, names, what is there already, how many at a time. */
#include "amb-settings-private.h"

#include "amb-name-template.h"
#include "amb-setting-value.h"

enum
{
  MAX_JOBS = 1024, /* more workers than any machine of today has use for */
};

static const char *const conflict_words[] = {
  [AMB_CONFLICT_SKIP] = "skip",
  [AMB_CONFLICT_RENAME] = "rename",
  [AMB_CONFLICT_REPLACE] = "replace",
  NULL,
};

const char *
amb_conflict_word (AmbConflict conflict)
{
  return conflict_words[conflict];
}

static const char *const folders_words[] = {
  [AMB_FOLDERS_KEEP] = "keep",
  [AMB_FOLDERS_FLAT] = "flat",
  NULL,
};

/* Only the name: what a preset holds is applied by who reads presets, before all else. */
static gboolean
parse_preset (AmbExportSettings *self, GVariant *value, GError **error)
{
  const char *text = amb_setting_parse_text (value, error);
  if (text == NULL)
    return FALSE;
  g_free (self->preset);
  self->preset = *text != '\0' ? g_utf8_make_valid (text, -1) : NULL;
  return TRUE;
}

static GVariant *
write_preset (const AmbExportSettings *self)
{
  return self->preset != NULL ? g_variant_new_string (self->preset) : NULL;
}

static gboolean
parse_folders (AmbExportSettings *self, GVariant *value, GError **error)
{
  guint index;
  if (!amb_setting_parse_word (value, folders_words, &index, error))
    return FALSE;
  self->folders = index;
  return TRUE;
}

static GVariant *
write_folders (const AmbExportSettings *self)
{
  return g_variant_new_string (folders_words[self->folders]);
}

static gboolean
parse_output (AmbExportSettings *self, GVariant *value, GError **error)
{
  const char *text = amb_setting_parse_text (value, error);
  if (text == NULL)
    return FALSE;
  g_clear_pointer (&self->output, g_free);
  if (*text == '\0')
    return TRUE;
  g_autofree char *current = g_get_current_dir ();
  self->output
      = g_path_is_absolute (text) ? g_strdup (text) : g_build_filename (current, text, NULL);
  return TRUE;
}

static GVariant *
write_output (const AmbExportSettings *self)
{
  return self->output != NULL ? amb_setting_from_bytes (self->output) : NULL;
}

static gboolean
parse_name (AmbExportSettings *self, GVariant *value, GError **error)
{
  const char *text = amb_setting_parse_text (value, error);
  if (text == NULL || !amb_name_template_check (text, error))
    return FALSE;
  g_free (self->name);
  self->name = g_strdup (text);
  return TRUE;
}

static GVariant *
write_name (const AmbExportSettings *self)
{
  return amb_setting_from_bytes (self->name);
}

static gboolean
parse_conflict (AmbExportSettings *self, GVariant *value, GError **error)
{
  guint index;
  if (!amb_setting_parse_word (value, conflict_words, &index, error))
    return FALSE;
  self->conflict = index;
  return TRUE;
}

static GVariant *
write_conflict (const AmbExportSettings *self)
{
  return g_variant_new_string (conflict_words[self->conflict]);
}

static gboolean
parse_jobs (AmbExportSettings *self, GVariant *value, GError **error)
{
  gint64 number;
  if (!amb_setting_parse_integer (value, 0, MAX_JOBS, &number, error))
    return FALSE;
  self->jobs = (guint) number;
  return TRUE;
}

static GVariant *
write_jobs (const AmbExportSettings *self)
{
  return g_variant_new_uint32 (self->jobs);
}

const AmbSetting amb_setting_preset = { parse_preset, write_preset };
const AmbSetting amb_setting_folders = { parse_folders, write_folders };
static gboolean
parse_keep_mtime (AmbExportSettings *self, GVariant *value, GError **error)
{
  return amb_setting_parse_boolean (value, &self->keep_mtime, error);
}

static GVariant *
write_keep_mtime (const AmbExportSettings *self)
{
  return g_variant_new_boolean (self->keep_mtime);
}

const AmbSetting amb_setting_output = { parse_output, write_output };
const AmbSetting amb_setting_name = { parse_name, write_name };
const AmbSetting amb_setting_conflict = { parse_conflict, write_conflict };
const AmbSetting amb_setting_jobs = { parse_jobs, write_jobs };
const AmbSetting amb_setting_keep_mtime = { parse_keep_mtime, write_keep_mtime };
