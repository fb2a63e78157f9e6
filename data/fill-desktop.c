/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills a template at build time: fill-desktop TEMPLATE prints it with @mime_types@ replaced
 * by the codecs' image types (cursors and the like can be read, but nobody opens them as photos).
 */
#include <stdio.h>
#include "amb-codec.h"

static char *
join_mime_types (void)
{
  GString *types = g_string_new (NULL);
  for (const AmbCodec *const *codec = amb_codecs_list (); *codec != NULL; codec++)
    for (const char *const *type = (*codec)->mime_types; *type != NULL; type++)
      if (g_str_has_prefix (*type, "image/"))
        g_string_append_printf (types, "%s;", *type);
  return g_string_free (types, FALSE);
}

int
main (int argc, char *argv[])
{
  g_autofree char *template = NULL;
  g_autoptr (GError) error = NULL;
  if (argc != 2 || !g_file_get_contents (argv[1], &template, NULL, &error))
    {
      g_printerr ("fill-desktop: %s\n", error != NULL ? error->message : "one template is needed");
      return 1;
    }
  g_autofree char *types = join_mime_types ();
  g_auto (GStrv) parts = g_strsplit (template, "@mime_types@", 2);
  /* Not g_print (): the file's bytes are UTF-8 whatever the locale of the build. */
  return printf ("%s%s%s", parts[0], types, parts[1] != NULL ? parts[1] : "") < 0;
}
