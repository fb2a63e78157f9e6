/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Output names from a template such as "{date:%Y}/{name}-{counter:4}.{ext}". Pure; any thread.
 * Names are in the file system's encoding. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AMB_NAME_MAX_BYTES 255

/* What the fields of a template stand for. What is not known is written as "unknown". */
typedef struct
{
  const char *name;   /* {name}: the source's base name without its extension */
  const char *ext;    /* {ext}: without dot */
  const char *taken;  /* {date} {time}: "2024-12-31 23:59:59"; nullable */
  const char *camera; /* nullable, as the next three */
  const char *lens;
  const char *folder;  /* {folder}: the name of the source's folder */
  const char *preset;  /* "custom" where there is none */
  guint iso;           /* 0: not known */
  guint width, height; /* {width} {height} {long}: of the output, pixels; 0: not known */
  guint counter;       /* {counter}: from 1 */
} AmbNameFields;

typedef enum
{
  AMB_NAME_NEEDS_NOTHING = 0,
  AMB_NAME_NEEDS_METADATA = 1 << 0, /* taken, camera, lens, iso */
  AMB_NAME_NEEDS_SIZE = 1 << 1,
  AMB_NAME_NEEDS_DATE = 1 << 2, /* taken, in particular */
} AmbNameNeeds;

/* FALSE with AMB_ERROR_SETTINGS and a sentence that names the unknown field and the known ones, the
 * open brace, the date's letter or the part of a path that is none. */
gboolean amb_name_template_check (const char *text, GError **error);

/* What has to be known of a photo besides its name. text: one that check accepted. */
AmbNameNeeds amb_name_template_needs (const char *text);

/* text: one that check accepted. The result is a relative path with a part for each slash of the
 * template, every part a name that any file system here takes: no slash of a field's, not "." or
 * "..", at most AMB_NAME_MAX_BYTES with the last one's extension kept. What a photo says of itself
 * (camera, lens) and the names of folders and presets leave no control character and nothing that
 * some file systems refuse. Transfer full. */
char *amb_name_template_expand (const char *text, const AmbNameFields *fields);

/* At most max_bytes, shortened before the extension and never inside a UTF-8 character. Transfer
 * full. */
char *amb_name_shorten (const char *name, gsize max_bytes);

/* "IMG.1.JPG" -> "IMG.1" and "JPG"; a leading dot begins no extension. Both out, transfer full;
 * extension is "" without one. */
void amb_name_split (const char *name, char **stem, char **extension);

G_END_DECLS
