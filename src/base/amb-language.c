/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The language that a program speaks to a person. */
#include "amb-language.h"

#include <libintl.h>
#include <locale.h>

#include "amb-build-tree.h"
#include "amb-config.h"

/* textdomain () too: ngettext () and what is given no domain ask for the program's. */
void
amb_language_init (void)
{
  g_autofree char *built = amb_build_tree_dir ("po");

  setlocale (LC_ALL, "");
  bindtextdomain (AMB_GETTEXT_DOMAIN, built != NULL ? built : AMB_LOCALEDIR);
  bind_textdomain_codeset (AMB_GETTEXT_DOMAIN, "UTF-8");
  textdomain (AMB_GETTEXT_DOMAIN);
}
