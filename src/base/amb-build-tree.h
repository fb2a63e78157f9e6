/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The build tree, for a program that runs in it without being installed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The folder of that name ("po", "data") at the top of the build tree that the running program lies
 * in; NULL where it does not lie in one. Transfer full. */
char *amb_build_tree_dir (const char *name);

G_END_DECLS
