/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that recipes name (see amb-content.h), opened once and handed to every worker that
 * needs them. */
#pragma once

#include "amb-content.h"
#include "amb-worker-process.h"

G_BEGIN_DECLS

typedef struct _AmbContents AmbContents;

typedef struct
{
  char digest[AMB_CONTENT_DIGEST_CHARS + 1];
  char *name;
  int fd; /* a sealed memfd; -1: it could not be opened */
  goffset bytes;
} AmbContentFile;

AmbContents *amb_contents_new (void);
AmbContents *amb_contents_ref (AmbContents *self);
void amb_contents_unref (AmbContents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbContents, amb_contents_unref)

/* All that edits, an a{sv}, name: an array of AmbContentFile that closes them. Where one cannot be
 * opened its fd is -1, and error has the sentence of the first. Blocking; any thread. */
GArray *amb_contents_open (AmbContents *self, GVariant *edits, GError **error);
/* In a thread; finish gives the array, and the error beside it. */
void amb_contents_open_async (AmbContents *self,
                              GVariant *edits,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GArray *amb_contents_open_finish (GAsyncResult *result, GError **error);

/* Moves what others has to the end of files. */
void amb_contents_join (GArray *files, GArray *others);

/* NULL when files (nullable) has none of that digest. */
const AmbContentFile *amb_contents_find (const GArray *files, const char *digest);

/* Sends CONTENT. FALSE when the worker is going. Main thread. */
gboolean amb_contents_send (AmbWorkerProcess *worker, guint64 job, const AmbContentFile *file);

G_END_DECLS
