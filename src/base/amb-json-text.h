/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON of anybody's before json-glib gets it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The same JSON in words that json-glib 1.6 reads as they are meant: what is no 64-bit integer, by
 * its size or its exponent, becomes a fraction. NULL when it is nested so deeply that no parser
 * should see it. json need not be terminated. Transfer full. */
char *amb_json_prepare (const char *json, gsize length);

G_END_DECLS
