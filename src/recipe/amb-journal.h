/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The edit journal: histories kept on disk as they are made, by a thread of its own. All
 * functions belong to the main thread and return at once, but for amb_journal_close. */
#pragma once

#include "amb-history.h"

G_BEGIN_DECLS

#define AMB_TYPE_JOURNAL (amb_journal_get_type ())
G_DECLARE_FINAL_TYPE (AmbJournal, amb_journal, AMB, JOURNAL, GObject)

/* folder: in the file system's encoding; made when it is first needed. Signal: "trouble" ()
 * there is something to say. */
AmbJournal *amb_journal_new (const char *folder);
/* What a person should know: that the file was set aside, or, once, that edits cannot be kept. A
 * sentence, transfer full, or NULL. */
char *amb_journal_take_trouble (AmbJournal *self);
/* Blocks until all that was asked for is done, and ends the thread; what is asked for later is
 * not done. */
void amb_journal_close (AmbJournal *self);

/* One photo with one history, as the journal knows it. Atomic reference counting. */
typedef struct _AmbJournalEntry AmbJournalEntry;

AmbJournalEntry *amb_journal_entry_new (GFile *file);
void amb_journal_entry_unref (AmbJournalEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbJournalEntry, amb_journal_entry_unref)

/* To be called once, before the entry is written. The callback's source object is NULL. A caller
 * that lost interest ignores the result. */
void amb_journal_read_async (AmbJournal *self,
                             AmbJournalEntry *entry,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The steps kept, transfer full, or NULL without error when there are none. changed (out): the
 * file was written to since the edits. After an error, writes leave what may be there. Errors:
 * AMB_ERROR_WRITE, NO_SPACE, CANCELLED (closed). */
AmbSteps *amb_journal_read_finish (GAsyncResult *result, gboolean *changed, GError **error);
/* Takes steps. Of several that wait only the last is written; a failure is "trouble", and the
 * next write makes up for it. A history without any edit is forgotten. */
void amb_journal_write (AmbJournal *self, AmbJournalEntry *entry, AmbSteps *steps);

G_END_DECLS
