/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of files that are called by their content: each content is there once, whole or absent.
 * Everything blocks: call it in a thread, or in a program without a window. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum
{
  AMB_DIGEST_CHARS = 64, /* of SHA-256, lower case */
};

/* Puts the whole of the file that fd reads into folder, unless it is there; on the disk when this
 * returns. digest: out, what it is called there. The folder is made, for its user alone. name: the
 * file's in a sentence. Errors: AMB_ERROR_READ, WRITE, NO_SPACE. */
gboolean amb_keep_file (const char *folder,
                        int fd,
                        const char *name,
                        char digest[AMB_DIGEST_CHARS + 1],
                        GError **error);

/* Copies all of from behind what to holds, within the file system where it can. FALSE with errno;
 * is_writing (out, nullable): the trouble is with to. */
gboolean amb_keep_copy (int from, int to, gboolean *is_writing);

/* The digest of all that fd reads. FALSE with errno. */
gboolean amb_keep_digest (int fd, char digest[AMB_DIGEST_CHARS + 1]);

G_END_DECLS
