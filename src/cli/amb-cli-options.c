/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects what was written, then gives it to the settings in their own order. Values stay bytes:
 * names need not be UTF-8. */
#include "amb-cli-options.h"

#include <string.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include "amb-cli-outputs.h"
#include "amb-cli-sources.h"
#include "amb-error.h"

typedef struct
{
  AmbCliOptions *options;
  GArray *given; /* AmbCliGiven */
  char *outputs_file;
  gboolean stdin0;
  gboolean status;
  gboolean serve;
  gboolean restore;
  gboolean forget_original;
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
  g_free (((AmbCliGiven *) data)->value);
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
  AmbCliGiven given = { key_of (option), g_strdup (value != NULL ? value : "true") };
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

/* "text" or "json", or nothing for text. */
static gboolean
on_list (const char *option, const char *value, gpointer data, GError **error)
{
  Parse *parse = data;
  parse->options->task
      = strcmp (option, "--list-presets") == 0 ? AMB_CLI_LIST_PRESETS : AMB_CLI_LIST_OPERATIONS;
  parse->options->json = g_strcmp0 (value, "json") == 0;
  if (value == NULL || parse->options->json || strcmp (value, "text") == 0)
    return TRUE;
  return fail_choice (error, option, value, "text, json");
}

static gboolean
on_shard (const char *option, const char *value, gpointer data, GError **error)
{
  Parse *parse = data;
  return amb_cli_shard_parse (value, &parse->options->shard, error);
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
    { "outputs", 0, 0, G_OPTION_ARG_FILENAME, &parse->outputs_file,
      N_("Several outputs a photo: JSON objects with these options as keys"), "FILE.json" },
    { "stdin0", 0, 0, G_OPTION_ARG_NONE, &parse->stdin0,
      N_("Read sources from standard input, a zero byte behind each"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &parse->options->dry_run,
      N_("Show the plan (with --progress json: as JSON) and write nothing"), NULL },
    { "shard", 0, G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, on_shard,
      N_("Export one of N equal parts of the plan; I is 0 to N-1"), "I/N" },
    { "manifest", 0, 0, G_OPTION_ARG_FILENAME, &parse->options->manifest,
      N_("Append a line of JSON for each finished job"), "FILE.jsonl" },
    { "ledger", 0, 0, G_OPTION_ARG_FILENAME, &parse->options->ledger,
      N_("Record what is done, so that it can be gone on with"), "FILE" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &parse->options->resume,
      N_("Go on with the batch in the ledger, if there is one; all that it needs is there"),
      NULL },
    { "status", 0, 0, G_OPTION_ARG_NONE, &parse->status,
      N_("Tell what is done of the batch in the ledger"), NULL },
    { "serve", 0, 0, G_OPTION_ARG_NONE, &parse->serve,
      N_("Export what lines of JSON on standard input ask for, until it ends"), NULL },
    { "restore", 0, 0, G_OPTION_ARG_NONE, &parse->restore,
      N_("Put the originals of photos back that an export replaced"), NULL },
    { "forget-original", 0, 0, G_OPTION_ARG_NONE, &parse->forget_original,
      N_("Let go of the originals of photos that an export replaced"), NULL },
    { "list-operations", 0, G_OPTION_FLAG_OPTIONAL_ARG | G_OPTION_FLAG_FILENAME,
      G_OPTION_ARG_CALLBACK, on_list, N_("List every edit with its range, unit and default"),
      "[text|json]" },
    { "list-presets", 0, G_OPTION_FLAG_OPTIONAL_ARG | G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK,
      on_list, N_("List the presets, shipped and your own"), "[text|json]" },
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
has_folders (const GPtrArray *outputs)
{
  for (guint i = 0; i < outputs->len; i++)
    if (((const AmbExportSettings *) outputs->pdata[i])->output == NULL)
      return FALSE;
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
  else if (!has_folders (self->outputs))
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                         _("Say where to write with --output DIR."));
  else if (self->resume && (self->ledger == NULL || self->dry_run))
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                         _("--resume needs --ledger FILE, and does not go with --dry-run."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
has_sources (const Parse *parse)
{
  return parse->options->files != NULL || parse->stdin0;
}

/* Only how many at a time may be said anew. */
static gboolean
check_resume (const Parse *parse, GError **error)
{
  const AmbCliOptions *self = parse->options;
  gboolean given = has_sources (parse) || parse->outputs_file != NULL || self->dry_run
                   || self->shard.count > 0;
  for (guint i = 0; i < parse->given->len; i++)
    given |= strcmp (g_array_index (parse->given, AmbCliGiven, i).key->name, "jobs") != 0;
  if (self->ledger == NULL)
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                         _("Name the ledger with --ledger FILE."));
  else if (given)
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                         _("Sources and settings of this batch are in the ledger; only --jobs, "
                            "--progress and --manifest can be given with it."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_serve (const Parse *parse, GError **error)
{
  const AmbCliOptions *self = parse->options;
  if (self->files == NULL && !parse->stdin0 && !self->dry_run && self->shard.count == 0
      && self->ledger == NULL && self->manifest == NULL)
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                       _("With --serve, jobs come from standard input: only settings of outputs "
                         "can be given with it."));
  return FALSE;
}

/* Files and nothing else, but for how much is told. */
static gboolean
check_originals (const Parse *parse, GError **error)
{
  const AmbCliOptions *self = parse->options;
  if (self->files != NULL && parse->given->len == 0 && parse->outputs_file == NULL
      && !parse->stdin0 && !self->dry_run && !self->resume && self->shard.count == 0
      && self->ledger == NULL && self->manifest == NULL && parse->restore != parse->forget_original)
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                       _("--restore and --forget-original need the names of photos, and nothing "
                         "else but --progress goes with them."));
  return FALSE;
}

static gboolean
read_sources (AmbCliOptions *self, GError **error)
{
  self->files = amb_cli_sources_append (STDIN_FILENO, self->files, error);
  return self->files != NULL;
}

/* What files hold now counts. */
static gboolean
pin (GPtrArray *outputs, GError **error)
{
  for (guint i = 0; i < outputs->len; i++)
    if (!amb_export_settings_pin (outputs->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* After the words themselves were read. */
static gboolean
finish_parsing (AmbCliOptions *self, const Parse *parse, GError **error)
{
  if (parse->formats)
    self->task = AMB_CLI_LIST_FORMATS;
  if (parse->status)
    self->task = AMB_CLI_STATUS;
  if (parse->serve)
    self->task = AMB_CLI_SERVE;
  if (parse->restore || parse->forget_original)
    self->task = parse->restore ? AMB_CLI_RESTORE : AMB_CLI_FORGET_ORIGINAL;
  if (parse->version)
    self->task = AMB_CLI_VERSION;
  self->outputs = amb_cli_outputs (parse->given, parse->outputs_file, self->notes, error);
  if (self->outputs == NULL)
    return FALSE;
  if (self->task == AMB_CLI_STATUS || (self->resume && !has_sources (parse)))
    return check_resume (parse, error);
  if (self->task == AMB_CLI_RESTORE || self->task == AMB_CLI_FORGET_ORIGINAL)
    return check_originals (parse, error);
  if (self->task == AMB_CLI_SERVE)
    return check_serve (parse, error) && pin (self->outputs, error);
  if (self->task != AMB_CLI_EXPORT)
    return TRUE;
  return (!parse->stdin0 || read_sources (self, error)) && check_export (self, error)
         && pin (self->outputs, error);
}

gboolean
amb_cli_options_parse (AmbCliOptions *self, char **argv, GError **error)
{
  g_autoptr (GArray) given = g_array_new (FALSE, FALSE, sizeof (AmbCliGiven));
  Parse parse = { .options = self, .given = given };

  *self = (AmbCliOptions){ .notes = g_ptr_array_new_with_free_func (g_free) };
  g_array_set_clear_func (given, given_clear);
  gboolean parsed = run_parser (&parse, argv, error) && finish_parsing (self, &parse, error);
  g_free (parse.outputs_file);
  return parsed;
}

void
amb_cli_options_clear (AmbCliOptions *self)
{
  g_clear_pointer (&self->outputs, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_strfreev);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_clear_pointer (&self->manifest, g_free);
  g_clear_pointer (&self->ledger, g_free);
}
