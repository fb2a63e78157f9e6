/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Output names from a template such as "{name}.{ext}". Pure; any thread. Names are in the file
 * system's encoding. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AMB_NAME_MAX_BYTES 255

/* What the fields of a template stand for. */
typedef struct
{
  const char *name; /* {name}: the source's base name without its extension */
  const char *ext;  /* {ext}: without dot */
} AmbNameFields;

/* FALSE with AMB_ERROR_SETTINGS and a sentence that names the unknown field, the open brace or the
 * slash. */
gboolean amb_name_template_check (const char *text, GError **error);

/* text: one that check accepted. The result is a base name that any file system here takes: no
 * slash, not "." or "..", at most AMB_NAME_MAX_BYTES with its extension kept. Transfer full. */
char *amb_name_template_expand (const char *text, const AmbNameFields *fields);

/* At most max_bytes, shortened before the extension and never inside a UTF-8 character. Transfer
 * full. */
char *amb_name_shorten (const char *name, gsize max_bytes);

/* "IMG.1.JPG" -> "IMG.1" and "JPG"; a leading dot begins no extension. Both out, transfer full;
 * extension is "" without one. */
void amb_name_split (const char *name, char **stem, char **extension);

G_END_DECLS
