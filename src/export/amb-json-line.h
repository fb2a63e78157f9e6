/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON for programs that read one object a line. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of the object that builder is in. */
void amb_json_put_text (JsonBuilder *builder, const char *name, const char *text); /* NULL: "" */
/* As JSON can hold it: a URI if it is not UTF-8. path: nullable, local, absolute. */
void amb_json_put_path (JsonBuilder *builder, const char *name, const char *path);
void amb_json_put_number (JsonBuilder *builder, const char *name, guint64 number);
void amb_json_put_boolean (JsonBuilder *builder, const char *name, gboolean value);
/* texts: NULL-terminated. */
void amb_json_put_texts (JsonBuilder *builder, const char *name, const char *const *texts);

/* All that was built, on one line without a newline. Transfer full. */
char *amb_json_to_line (JsonBuilder *builder);

G_END_DECLS
