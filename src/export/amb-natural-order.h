/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The order in which people expect file names: numbers as numbers, the same in every locale. Pure;
 * any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As strcmp. ASCII letters compare without case, a dot before everything else ("a.jpg" before "a
 * (2).jpg"); a total order: 0 only for equal bytes. */
int amb_natural_compare (const char *a, const char *b);

G_END_DECLS
