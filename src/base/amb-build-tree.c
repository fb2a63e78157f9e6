/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The build tree: programs lie in src/<folder>, and the configuration at the top. */
#include "amb-build-tree.h"

char *
amb_build_tree_dir (const char *name)
{
  g_autofree char *exe = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = exe != NULL ? g_path_get_dirname (exe) : NULL;
  g_autofree char *mark
      = dir != NULL ? g_build_filename (dir, "..", "..", "amb-config.h", NULL) : NULL;

  if (mark == NULL || !g_file_test (mark, G_FILE_TEST_IS_REGULAR))
    return NULL;
  return g_build_filename (dir, "..", "..", name, NULL);
}
