/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the history of one photo in the journal, and brings back what was kept. */
#pragma once

#include "amb-journal.h"

G_BEGIN_DECLS

#define AMB_TYPE_EDIT_KEEPER (amb_edit_keeper_get_type ())
G_DECLARE_FINAL_TYPE (AmbEditKeeper, amb_edit_keeper, AMB, EDIT_KEEPER, GObject)

typedef enum
{
  AMB_RESTORED_NOTHING, /* or nothing that is seen */
  AMB_RESTORED_EDITS,
  AMB_RESTORED_EDITS_OF_CHANGED, /* the file was written to since */
} AmbRestored;

/* Begins to read at once. Signal: "restored" () the journal answered. */
AmbEditKeeper *amb_edit_keeper_new (AmbJournal *journal, GFile *file, AmbHistory *history);
/* TRUE until the journal answered. */
gboolean amb_edit_keeper_is_reading (AmbEditKeeper *self);
/* What to tell the user, once. */
AmbRestored amb_edit_keeper_take_restored (AmbEditKeeper *self);
/* The history changed; dragging: more will follow at once. */
void amb_edit_keeper_changed (AmbEditKeeper *self, gboolean dragging);
/* A gesture ended: what it changed is kept now. */
void amb_edit_keeper_save (AmbEditKeeper *self);
/* The photo is put away: what is unsaved is kept, and a history that ended without edits is
 * forgotten. */
void amb_edit_keeper_leave (AmbEditKeeper *self);

G_END_DECLS
