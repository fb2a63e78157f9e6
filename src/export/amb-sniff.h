/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file holds, by its first bytes, and which file it is. Blocking: call it in a thread. */
#pragma once

#include <gio/gio.h>
#include "amb-codec.h"
#include "amb-source.h"

G_BEGIN_DECLS

/* The file that a plan was made for; all 0 when it could not be opened or has no local path. */
typedef struct
{
  goffset size;
  gint64 mtime;
  guint64 inode;
  guint64 device;
} AmbIdentity;

typedef struct
{
  const AmbCodec *codec; /* nullable: no format that this build reads */
  AmbIdentity identity;
} AmbSniff;

/* Errors: those of amb_source_open (); the message is the sentence. */
gboolean amb_sniff_file (GFile *file, GCancellable *cancellable, AmbSniff *sniff, GError **error);

/* The format of an open file; NULL: none that this build reads, or it cannot be read. */
const AmbCodec *amb_sniff_fd (int fd);

/* FALSE only when both are known and differ. */
gboolean amb_identity_fits (const AmbIdentity *planned, const AmbSource *source);

G_END_DECLS
