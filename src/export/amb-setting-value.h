/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The value of one export setting as the command line (a byte string) or an action (anything) gives
 * it. What cannot be read is AMB_ERROR_SETTINGS with a sentence. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A string or a byte string, borrowed from value; NULL otherwise. */
const char *amb_setting_text (GVariant *value);
/* A number of any type, or a text that is one. */
gboolean amb_setting_integer (GVariant *value, gint64 *number);
/* What somebody wrote, for a sentence. Transfer full. */
char *amb_setting_shown (GVariant *value);

/* One of words (NULL-terminated), or a sentence that names them all. */
gboolean
amb_setting_parse_word (GVariant *value, const char *const *words, guint *index, GError **error);
gboolean amb_setting_parse_boolean (GVariant *value, gboolean *on, GError **error);
/* A number, or a text with a unit: k is 1000, Ki is 1024. */
gboolean amb_setting_parse_bytes (GVariant *value, guint64 *bytes, GError **error);
/* A part of a whole, or a percentage of it ("5%"). */
gboolean amb_setting_parse_fraction (
    GVariant *value, double minimum, double maximum, double *number, GError **error);
gboolean amb_setting_parse_integer (
    GVariant *value, gint64 minimum, gint64 maximum, gint64 *number, GError **error);
/* Borrowed; NULL with a sentence when value has no text. */
const char *amb_setting_parse_text (GVariant *value, GError **error);

/* A string where the bytes are UTF-8, else a byte string. Floating. */
GVariant *amb_setting_from_bytes (const char *text);

G_END_DECLS
