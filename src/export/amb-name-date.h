/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates in names: the letters of strftime that mean the same in every language. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FALSE with AMB_ERROR_SETTINGS and a sentence that names the letter and the known ones. */
gboolean amb_name_date_check (const char *format, gsize length, GError **error);

/* A moment of the calendar, written as below. */
gboolean amb_name_date_is_valid (const char *taken);

/* taken: "2024-12-31 23:59:59", valid. format: one that check accepted. */
void amb_name_date_append (GString *name, const char *format, gsize length, const char *taken);

/* "2024-12-31 23:59:59" in local time. Transfer full; NULL for a time out of any calendar. */
char *amb_name_date_from_unix (gint64 seconds);

G_END_DECLS
