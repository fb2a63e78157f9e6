/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as text for machines. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The shortest decimal, with a point in every locale, that reads back as the same finite number:
 * "0.3". Transfer full. */
char *amb_number_to_string (double number);

G_END_DECLS
