/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the history of one photo in the journal.
 *
 * DESIGN. A change is kept at once, inside a gesture DELAY_MS after it, so a drag costs a write
 * a second and not one a frame. Nothing is written before what was kept has been read; edits
 * made meanwhile become a step on top of it. Of two windows with the same photo the one that
 * only looks writes nothing. */
#include "amb-edit-keeper.h"

enum
{
  DELAY_MS = 800,
};

struct _AmbEditKeeper
{
  GObject parent_instance;

  AmbJournal *journal;
  AmbJournalEntry *entry;
  AmbHistory *history;
  AmbRestored restored;
  gboolean is_reading;
  gboolean wrote;
  guint delay; /* unsaved changes */
};

G_DEFINE_FINAL_TYPE (AmbEditKeeper, amb_edit_keeper, G_TYPE_OBJECT)

enum
{
  SIGNAL_RESTORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
amb_edit_keeper_write (AmbEditKeeper *self, AmbSteps *steps)
{
  g_clear_handle_id (&self->delay, g_source_remove);
  self->wrote = TRUE;
  amb_journal_write (self->journal, self->entry, steps);
}

void
amb_edit_keeper_save (AmbEditKeeper *self)
{
  if (self->delay != 0)
    amb_edit_keeper_write (self, amb_history_get_steps (self->history));
}

static gboolean
amb_edit_keeper_delayed (gpointer data)
{
  amb_edit_keeper_save (data);
  return G_SOURCE_REMOVE;
}

void
amb_edit_keeper_changed (AmbEditKeeper *self, gboolean dragging)
{
  if (self->delay == 0 && !self->is_reading)
    self->delay = g_timeout_add (DELAY_MS, amb_edit_keeper_delayed, self);
  if (!dragging)
    amb_edit_keeper_save (self);
}

static void
amb_edit_keeper_restore (AmbEditKeeper *self, const AmbSteps *steps, gboolean changed)
{
  amb_history_restore (self->history, steps);
  if (!amb_recipe_is_neutral (amb_history_get_recipe (self->history)))
    self->restored = changed ? AMB_RESTORED_EDITS_OF_CHANGED : AMB_RESTORED_EDITS;
}

static void
amb_edit_keeper_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbEditKeeper) self = data;
  gboolean changed = FALSE;
  gboolean edited = amb_history_get_can_undo (self->history);
  g_autoptr (AmbSteps) steps = amb_journal_read_finish (result, &changed, NULL);

  if (steps != NULL)
    amb_edit_keeper_restore (self, steps, changed);
  self->is_reading = FALSE;
  if (edited)
    amb_edit_keeper_changed (self, FALSE);
  g_signal_emit (self, signals[SIGNAL_RESTORED], 0);
}

void
amb_edit_keeper_leave (AmbEditKeeper *self)
{
  g_autoptr (AmbHistory) none = NULL;

  amb_edit_keeper_save (self);
  if (!self->wrote || !amb_recipe_is_neutral (amb_history_get_recipe (self->history)))
    return;
  none = amb_history_new ();
  amb_edit_keeper_write (self, amb_history_get_steps (none));
}

gboolean
amb_edit_keeper_is_reading (AmbEditKeeper *self)
{
  return self->is_reading;
}

AmbRestored
amb_edit_keeper_take_restored (AmbEditKeeper *self)
{
  AmbRestored restored = self->restored;

  self->restored = AMB_RESTORED_NOTHING;
  return restored;
}

static void
amb_edit_keeper_finalize (GObject *object)
{
  AmbEditKeeper *self = AMB_EDIT_KEEPER (object);

  g_clear_handle_id (&self->delay, g_source_remove);
  g_object_unref (self->history);
  g_object_unref (self->journal);
  amb_journal_entry_unref (self->entry);
  G_OBJECT_CLASS (amb_edit_keeper_parent_class)->finalize (object);
}

static void
amb_edit_keeper_class_init (AmbEditKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = amb_edit_keeper_finalize;
  signals[SIGNAL_RESTORED] = g_signal_new ("restored", AMB_TYPE_EDIT_KEEPER, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
amb_edit_keeper_init (AmbEditKeeper *self)
{
  self->is_reading = TRUE;
}

AmbEditKeeper *
amb_edit_keeper_new (AmbJournal *journal, GFile *file, AmbHistory *history)
{
  AmbEditKeeper *self = g_object_new (AMB_TYPE_EDIT_KEEPER, NULL);

  self->journal = g_object_ref (journal);
  self->entry = amb_journal_entry_new (file);
  self->history = g_object_ref (history);
  amb_journal_read_async (journal, self->entry, amb_edit_keeper_read, g_object_ref (self));
  return self;
}
