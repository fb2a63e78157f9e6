/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Run while the build is configured: fails when GdkPixbuf brings glycin into the process. */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdio.h>
#include <string.h>

int
main (void)
{
  char line[4096];
  int found = 0;
  FILE *maps;

  gdk_pixbuf_get_formats ();
  maps = fopen ("/proc/self/maps", "r");
  if (maps == NULL)
    return 1;
  while (fgets (line, sizeof line, maps) != NULL)
    found |= strstr (line, "glycin") != NULL;
  fclose (maps);
  return found;
}
