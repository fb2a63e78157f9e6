/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A look at JSON before a parser gets it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FALSE for JSON that is nested so deeply that no parser should see it. json need not be
 * terminated. */
gboolean amb_json_is_shallow (const char *json, gsize length);

G_END_DECLS
