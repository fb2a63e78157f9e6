/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects what was written, then gives it to the settings in their own order. Values stay bytes:
 * names need not be UTF-8. */
#include "amb-cli-options.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-cli-content.h"
#include "amb-error.h"

/* A setting as written. */
typedef struct
{
  const AmbExportKey *key;
  char *value;
} Given;

typedef struct
{
  AmbCliOptions *options;
  GArray *given;
  gboolean version;
  gboolean formats;
} Parse;

static const char *const progress_words[] = {
  [AMB_CLI_PROGRESS_TEXT] = "text",
  [AMB_CLI_PROGRESS_JSON] = "json",
  [AMB_CLI_PROGRESS_NONE] = "none",
};

static void
given_clear (gpointer data)
{
  g_free (((Given *) data)->value);
}

/* option: "--format" or "-f". */
static const AmbExportKey *
key_of (const char *option)
{
  const AmbExportKey *key;
  for (guint i = 0; (key = amb_export_settings_key (i)) != NULL; i++)
    if (g_str_has_prefix (option, "--") ? strcmp (option + 2, key->name) == 0
                                        : option[1] == key->short_name)
      return key;
  return NULL;
}

static gboolean
takes_value (const char *option)
{
  const AmbExportKey *key = key_of (option);
  return key != NULL && key->argument != NULL;
}

static gboolean
on_setting (const char *option, const char *value, gpointer data, GError **error)
{
  Parse *parse = data;
  Given given = { key_of (option), g_strdup (value != NULL ? value : "true") };
  g_array_append_val (parse->given, given);
  return TRUE;
}

static gboolean
fail_choice (GError **error, const char *option, const char *value, const char *choices)
{
  g_autofree char *shown = g_filename_display_name (value);
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("%s cannot be “%s”; it must be one of: %s."), option, shown, choices);
  return FALSE;
}

static gboolean
on_progress (const char *option, const char *value, gpointer data, GError **error)
{
  Parse *parse = data;
  for (guint i = 0; i < G_N_ELEMENTS (progress_words); i++)
    if (strcmp (value, progress_words[i]) == 0)
      {
        parse->options->progress = i;
        return TRUE;
      }
  return fail_choice (error, option, value, "text, json, none");
}

static gboolean
on_list_operations (const char *option, const char *value, gpointer data, GError **error)
{
  Parse *parse = data;
  parse->options->task = AMB_CLI_LIST_OPERATIONS;
  parse->options->json = g_strcmp0 (value, "json") == 0;
  if (value == NULL || parse->options->json || strcmp (value, "text") == 0)
    return TRUE;
  return fail_choice (error, option, value, "text, json");
}

/* One option per setting. */
static GArray *
setting_entries (void)
{
  GArray *entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  const AmbExportKey *key;
  for (guint i = 0; (key = amb_export_settings_key (i)) != NULL; i++)
    {
      const int flag = key->argument != NULL ? G_OPTION_FLAG_FILENAME : G_OPTION_FLAG_NO_ARG;
      GOptionEntry entry = { key->name,  key->short_name, flag,         G_OPTION_ARG_CALLBACK,
                             on_setting, key->help,       key->argument };
      g_array_append_val (entries, entry);
    }
  return entries;
}

/* "-q90" becomes "-q" "90": GOption knows only the second. What follows an option is its value and
 * stays; so does all after "--". */
static GStrv
split_short_options (char **argv)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  gboolean is_value = TRUE; /* the program's name */
  gboolean ended = FALSE;
  for (guint i = 0; argv[i] != NULL; i++)
    {
      const char first[] = { argv[i][0], argv[i][0] == '\0' ? '\0' : argv[i][1], '\0' };
      gboolean is_short
          = !is_value && !ended && first[0] == '-' && first[1] != '-' && key_of (first) != NULL;
      ended = ended || (!is_value && strcmp (argv[i], "--") == 0);
      if (is_short && argv[i][2] != '\0')
        g_strv_builder_add_many (words, first, argv[i] + 2, NULL);
      else
        g_strv_builder_add (words, argv[i]);
      is_value = (is_short && argv[i][2] == '\0')
                 || (!is_value && g_str_has_prefix (argv[i], "--") && takes_value (argv[i]));
    }
  return g_strv_builder_end (words);
}

static gboolean
run_parser (Parse *parse, char **argv, GError **error)
{
  const GOptionEntry own[] = {
    { "progress", 0, G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, on_progress,
      N_("How progress is told on standard output (default: text)"), "text|json|none" },
    { "list-operations", 0, G_OPTION_FLAG_OPTIONAL_ARG | G_OPTION_FLAG_FILENAME,
      G_OPTION_ARG_CALLBACK, on_list_operations,
      N_("List every edit with its range, unit and default"), "[text|json]" },
    { "list-formats", 0, 0, G_OPTION_ARG_NONE, &parse->formats,
      N_("List what this build reads and writes"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &parse->version, N_("Show the version"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &parse->options->files, NULL,
      N_("FILE|FOLDER …") },
    { NULL },
  };
  g_autoptr (GArray) settings = setting_entries ();
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("main", NULL, NULL, parse, NULL);
  g_auto (GStrv) words = split_short_options (argv);

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_group_add_entries (group, (gconstpointer) settings->data);
  g_option_group_add_entries (group, own);
  g_option_context_set_main_group (context, group);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context,
                                N_("Exports photos, edited by a recipe, without a window."));
  g_option_context_set_description (
      context, N_("Exit status: 0 all done, 1 some failed, 2 wrong usage, 3 nothing to do, "
                   "75 every failure was the machine’s, 130 interrupted."));
  return g_option_context_parse_strv (context, &words, error);
}

static gboolean
read_recipe (AmbCliOptions *self, const char *path, GError **error)
{
  g_autofree char *json = NULL;
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) cause = NULL;
  gsize length;
  if (!g_file_get_contents (path, &json, &length, &cause))
    {
      amb_error_set (error, AMB_ERROR_RECIPE, name, cause->message);
      return FALSE;
    }
  g_autoptr (GFile) file = g_file_new_for_path (path);
  AmbRecipe *recipe = amb_recipe_read_json (file, json, length, self->notes, error);
  if (recipe == NULL)
    return FALSE;
  amb_recipe_unref (self->settings->recipe);
  self->settings->recipe = recipe;
  return TRUE;
}

static gboolean
apply_one (AmbCliOptions *self, const Given *given, GError **error)
{
  if (strcmp (given->key->name, "recipe") == 0)
    return read_recipe (self, given->value, error);
  g_autofree char *value = strcmp (given->key->name, "set") == 0
                               ? amb_cli_take_content (given->value, error)
                               : g_strdup (given->value);
  return value != NULL
         && amb_export_settings_set (self->settings, given->key->name,
                                     g_variant_new_bytestring (value), error);
}

/* In the order of the keys, then of the words: --set comes on top of --recipe wherever it stands.
 */
static gboolean
apply_all (AmbCliOptions *self, const GArray *given, GError **error)
{
  const AmbExportKey *key;
  for (guint i = 0; (key = amb_export_settings_key (i)) != NULL; i++)
    for (guint j = 0; j < given->len; j++)
      {
        const Given *each = &g_array_index (given, Given, j);
        if (each->key == key && !apply_one (self, each, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
check_export (const AmbCliOptions *self, GError **error)
{
  if (self->files == NULL || self->files[0] == NULL)
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                         _("Name at least one picture or folder to export."));
  else if (g_strv_contains ((const char *const *) self->files, ""))
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS, _("One of the names is empty."));
  else if (self->settings->output == NULL)
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                         _("Say where to write with --output DIR."));
  else
    return TRUE;
  return FALSE;
}

gboolean
amb_cli_options_parse (AmbCliOptions *self, char **argv, GError **error)
{
  g_autoptr (GArray) given = g_array_new (FALSE, FALSE, sizeof (Given));
  Parse parse = { .options = self, .given = given };

  *self = (AmbCliOptions){ .settings = amb_export_settings_new (),
                           .notes = g_ptr_array_new_with_free_func (g_free) };
  g_array_set_clear_func (given, given_clear);
  if (!run_parser (&parse, argv, error) || !apply_all (self, given, error))
    return FALSE;
  if (parse.formats)
    self->task = AMB_CLI_LIST_FORMATS;
  if (parse.version)
    self->task = AMB_CLI_VERSION;
  return self->task != AMB_CLI_EXPORT || check_export (self, error);
}

void
amb_cli_options_clear (AmbCliOptions *self)
{
  g_clear_pointer (&self->settings, amb_export_settings_free);
  g_clear_pointer (&self->files, g_strfreev);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
}
