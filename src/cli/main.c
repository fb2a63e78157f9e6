/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The entry point of ambrotype-export. */
#include <signal.h>
#include <stdio.h>
#include <glib/gi18n-lib.h>
#include "amb-cli-export.h"
#include "amb-cli-ledger.h"
#include "amb-cli-list.h"
#include "amb-cli-originals.h"
#include "amb-cli-serve.h"
#include "amb-cli-text.h"
#include "amb-config.h"
#include "amb-language.h"

static void
on_failed_write (int number)
{
}

/* What a write cannot do is told by its error. A handler and not SIG_IGN: workers do not inherit
 * it. */
static void
survive_writes (void)
{
  struct sigaction action = { .sa_handler = on_failed_write, .sa_flags = SA_RESTART };
  sigaction (SIGPIPE, &action, NULL);
  sigaction (SIGXFSZ, &action, NULL);
}

static int
print (char *text)
{
  fputs (text, stdout);
  g_free (text);
  return fflush (stdout) == 0 ? AMB_EXIT_DONE : AMB_EXIT_SOME_FAILED;
}

static int
run (const AmbCliOptions *options)
{
  for (guint i = 0; i < options->notes->len; i++)
    amb_cli_complain (options->notes->pdata[i]);
  switch (options->task)
    {
    case AMB_CLI_LIST_OPERATIONS:
      return print (options->json ? amb_cli_list_operations_json ()
                                  : amb_cli_list_operations_text ());
    case AMB_CLI_LIST_FORMATS:
      return print (amb_cli_list_formats ());
    case AMB_CLI_LIST_PRESETS:
      return print (amb_cli_list_presets (options->json));
    case AMB_CLI_STATUS:
      return amb_cli_ledger_status (options);
    case AMB_CLI_SERVE:
      return amb_cli_serve (options);
    case AMB_CLI_RESTORE:
      return amb_cli_originals_restore (options);
    case AMB_CLI_FORGET_ORIGINAL:
      return amb_cli_originals_forget (options);
    case AMB_CLI_VERSION:
      return print (g_strdup ("ambrotype-export " AMB_VERSION "\n"));
    case AMB_CLI_EXPORT:
    default:
      return amb_cli_export (options);
    }
}

int
main (int argc, char **argv)
{
  amb_language_init ();
  survive_writes ();

  g_auto (AmbCliOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  if (amb_cli_options_parse (&options, argv, &error))
    return run (&options);
  amb_cli_complain (error->message);
  return AMB_EXIT_USAGE;
}
