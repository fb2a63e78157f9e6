/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Originals come back, or are let go, one file after the other; a failure stops no other. */
#include "amb-cli-originals.h"

#include <glib/gi18n-lib.h>
#include "amb-cli-text.h"
#include "amb-error.h"
#include "amb-originals.h"
#include "amb-source.h"

/* FALSE with error; else a sentence, transfer full. */
typedef char *(*Deed) (AmbOriginals *originals, const char *path, const char *name, GError **error);

static char *
restore (AmbOriginals *originals, const char *path, const char *name, GError **error)
{
  g_autofree char *digest = NULL;
  switch (amb_originals_restore (originals, path, NULL, &digest, error))
    {
    case AMB_RESTORE_FAILED:
      return NULL;
    case AMB_RESTORE_NOT_NEEDED:
      return g_strdup_printf (_("“%s” is its original already."), name);
    case AMB_RESTORE_DONE:
    default:
      break;
    }
  if (digest == NULL)
    return g_strdup_printf (_("“%s” is its original again."), name);
  g_autofree char *kept = amb_originals_path (digest);
  g_autofree char *shown = g_filename_display_name (kept);
  return g_strdup_printf (_("“%s” is its original again; what was there is kept as “%s”."), name,
                          shown);
}

static char *
forget (AmbOriginals *originals, const char *path, const char *name, GError **error)
{
  if (!amb_originals_forget (originals, path, error))
    return NULL;
  return g_strdup_printf (_("The original of “%s” is no longer kept."), name);
}

static void
say (const AmbCliOptions *options, const char *sentence)
{
  g_autofree char *printable = amb_cli_printable (sentence);
  if (options->progress != AMB_CLI_PROGRESS_NONE)
    amb_cli_put_line (printable);
}

/* FALSE when it failed; is_machine (in and out): so were all failures. */
static gboolean
do_one (const AmbCliOptions *options,
        AmbOriginals *originals,
        const char *argument,
        Deed deed,
        gboolean *is_machine)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = amb_source_file (argument);
  g_autofree char *name = g_filename_display_name (argument);
  const char *path = g_file_peek_path (file);
  g_autofree char *sentence = NULL;
  if (path != NULL)
    sentence = deed (originals, path, name, &error);
  else
    g_set_error (&error, AMB_ERROR, AMB_ERROR_NOT_FOUND, _("No original of “%s” is kept."), name);
  g_autofree char *note = amb_originals_take_note (originals);
  if (note != NULL)
    amb_cli_complain (note);
  if (sentence != NULL)
    say (options, sentence);
  else
    amb_cli_complain (error->message);
  *is_machine &= sentence != NULL || amb_error_is_machine (error);
  return sentence != NULL;
}

static AmbExit
do_all (const AmbCliOptions *options, Deed deed)
{
  g_autoptr (AmbOriginals) originals = amb_originals_new (NULL);
  gboolean all_done = TRUE;
  gboolean is_machine = TRUE;
  for (char **file = options->files; *file != NULL; file++)
    all_done &= do_one (options, originals, *file, deed, &is_machine);
  if (all_done)
    return AMB_EXIT_DONE;
  return is_machine ? AMB_EXIT_MACHINE : AMB_EXIT_SOME_FAILED;
}

AmbExit
amb_cli_originals_restore (const AmbCliOptions *options)
{
  return do_all (options, restore);
}

AmbExit
amb_cli_originals_forget (const AmbCliOptions *options)
{
  return do_all (options, forget);
}
