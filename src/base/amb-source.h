/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a source safely: only regular files, never blocking on a FIFO, with the identity that
 * names it later. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  int fd;       /* O_RDONLY | O_CLOEXEC, owned; -1 when stolen */
  goffset size; /* bytes */
  gint64 mtime; /* nanoseconds since the epoch */
  guint64 inode;
  guint64 device;
} AmbSource;

/* The file that a person or program names by a path or a URI. A local name first: "a://b.jpg" is a
 * file before it is a URI. Blocking only where it could be both. */
GFile *amb_source_file (const char *name);

/* What to call the file in a sentence: its base name, UTF-8. Transfer full. Any thread. */
char *amb_source_display_name (GFile *file);

/* Blocking: call it in a thread. A GFile without a local path is copied by GIO into an unlinked
 * temporary first. Errors: AMB_ERROR_NOT_FOUND, PERMISSION, NOT_REGULAR, EMPTY, READ, NO_SPACE,
 * CANCELLED; the message is the sentence. */
AmbSource *amb_source_open (GFile *file, GCancellable *cancellable, GError **error);
int amb_source_steal_fd (AmbSource *self);
void amb_source_free (AmbSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbSource, amb_source_free)

G_END_DECLS
