/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that belong to a recipe (a LUT), named in it by their content: "sha256:<64 digits> <name>".
 *
 * DESIGN. A recipe must mean the same tomorrow, whatever becomes of the file that somebody chose.
 * So a file that goes into a recipe is copied, once, into the user's data folder under its digest,
 * and the recipe holds the digest; the name is for people only. Nothing here looks into the file:
 * that is a worker's work. Copies are never removed: a journal, a ledger or a recipe that lies
 * where nobody looks may name them, and its photo would fail. The manual says where they are, and
 * that the same file brings the same copy back. */
#pragma once

#include <gio/gio.h>
#include "amb-keep.h"

G_BEGIN_DECLS

#define AMB_CONTENT_PREFIX "sha256:"

enum
{
  AMB_CONTENT_DIGEST_CHARS = AMB_DIGEST_CHARS,
  AMB_CONTENT_MAX_NAME = 128,               /* bytes: recipes are small */
  AMB_CONTENT_MAX_BYTES = 32 * 1024 * 1024, /* twice a cube of 65 with ten decimals */
};

/* TRUE for a value as above: lower-case digits, a name that is not empty. digest: out, nullable. */
gboolean amb_content_parse (const char *value, char digest[AMB_CONTENT_DIGEST_CHARS + 1]);
/* The name in a valid value; borrowed from it. */
const char *amb_content_name (const char *value);

/* The values of contents that an a{sv} of edits names, in its order. Transfer full. */
GPtrArray *amb_content_list (GVariant *edits);

/* Keeps a copy of file. The value, transfer full. Blocking: in a thread, or in a program without a
 * window. Errors: amb_source_open's, AMB_ERROR_TOO_LARGE, and AMB_ERROR_WRITE or NO_SPACE for the
 * copy; the message is a sentence. */
char *amb_content_import (GFile *file, GCancellable *cancellable, GError **error);
/* The same in a thread. */
void amb_content_import_async (GFile *file,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *amb_content_import_finish (GAsyncResult *result, GError **error);

/* The copy that value names, checked against its digest, as a sealed memfd for the caller to close;
 * -1 on failure. Blocking. Errors: AMB_ERROR_NOT_FOUND, READ, DAMAGED (the copy is another file by
 * now), MEMORY; the message is a sentence. */
int amb_content_open (const char *value, goffset *bytes, GError **error);

G_END_DECLS
