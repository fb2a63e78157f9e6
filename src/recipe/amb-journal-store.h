/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal's file: an SQLite database of photos and the steps of their histories. Everything
 * blocks; one thread at a time. */
#pragma once

#include "amb-history.h"

G_BEGIN_DECLS

enum
{
  AMB_JOURNAL_MAX_PHOTOS = 1000, /* those untouched longest are dropped */
  AMB_JOURNAL_MAX_STEPS = 10000, /* of one photo; the oldest are dropped */
};

typedef struct _AmbJournalStore AmbJournalStore;

/* Nothing is opened before the first read or write. folder: in the file system's encoding; made
 * if needed. */
AmbJournalStore *amb_journal_store_new (const char *folder);
/* The same for who only reads: nothing is made or set aside. */
AmbJournalStore *amb_journal_store_new_to_read (const char *folder);
/* Whether anything was ever kept there. */
gboolean amb_journal_store_exists (const char *folder);
void amb_journal_store_free (AmbJournalStore *self);
/* A sentence about a file that had to be set aside since the last call, or NULL; transfer full. */
char *amb_journal_store_take_note (AmbJournalStore *self);

/* Which photo, and who writes. */
typedef struct
{
  const char *key; /* the photo's URI, and which version of it */
  gint64 size;     /* the file's, bytes */
  gint64 mtime;    /* the file's, nanoseconds */
  gint64 writer;   /* a number of its own for each history that is open */
} AmbJournalId;

/* The key of a photo, transfer full, and its file's size and mtime into id: the same photo through
 * a link is the same photo; one that was saved over its original is another. Not asked of a file
 * that is far away: that could take long. */
char *amb_journal_store_key (AmbJournalStore *self, GFile *photo, AmbJournalId *id);

/* The steps kept, or NULL: with error when the journal cannot be read, without when there are
 * none. changed (out): the file is another than the one that was edited. */
AmbSteps *amb_journal_store_read (AmbJournalStore *self,
                                  const AmbJournalId *id,
                                  gboolean *changed,
                                  GError **error);

typedef enum
{
  AMB_JOURNAL_WRITE_DEFAULT = 0,
  AMB_JOURNAL_WRITE_ABOVE = 1 << 0, /* what is kept of another writer stays, below the steps */
} AmbJournalWriteFlags;

/* Keeps steps, and only what differs from before (nullable; the same writer's last success) is
 * written. A history without edits is forgotten. Whole or not at all. */
gboolean amb_journal_store_write (AmbJournalStore *self,
                                  const AmbJournalId *id,
                                  const AmbSteps *before,
                                  const AmbSteps *steps,
                                  AmbJournalWriteFlags flags,
                                  GError **error);

G_END_DECLS
