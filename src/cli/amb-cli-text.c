/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes, not the locale's characters: the sentences are UTF-8 throughout. */
#include "amb-cli-text.h"

#include <stdio.h>

char *
amb_cli_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *printable = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      g_string_append_unichar (printable, g_unichar_iscntrl (c) ? 0xfffd : c);
    }
  return g_string_free (printable, FALSE);
}

void
amb_cli_complain (const char *sentence)
{
  g_autofree char *printable = amb_cli_printable (sentence);
  fprintf (stderr, "ambrotype-export: %s\n", printable);
}

gboolean
amb_cli_put_line (const char *line)
{
  return fputs (line, stdout) >= 0 && putchar ('\n') != EOF && fflush (stdout) == 0;
}
