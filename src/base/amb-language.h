/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The language that a program speaks to a person. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes the person's locale and makes AMB_GETTEXT_DOMAIN the domain of every message, with the
 * translations of the build tree where the program runs there and the installed ones elsewhere.
 * First thing in main (), before any thread. */
void amb_language_init (void);

G_END_DECLS
