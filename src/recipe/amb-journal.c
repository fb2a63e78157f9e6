/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The edit journal.
 *
 * DESIGN. One thread works through a queue, in order, so a read sees the writes before it. A
 * write hands over the whole history, which costs a reference per step; the thread finds what is
 * new against its last success, so nothing is forgotten because of a failure in between, and
 * writes that come faster than the disk takes them fall together into the last one. When a photo
 * could not be read (locked by another process), its steps go above what may be there instead of
 * in its place. */
#include "amb-journal.h"

#include "amb-error.h"
#include "amb-journal-store.h"
#include "amb-wake-source.h"

struct _AmbJournal
{
  GObject parent_instance;
  GThreadPool *thread;    /* of one; NULL when closed */
  AmbJournalStore *store; /* the thread's */
  GSource *news;          /* wakes the main loop */
  GMutex lock;            /* for what follows */
  char *trouble;          /* nullable */
  gboolean failed_before;
};

G_DEFINE_TYPE (AmbJournal, amb_journal, G_TYPE_OBJECT)

enum
{
  SIGNAL_TROUBLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _AmbJournalEntry
{
  GFile *file;
  gint64 writer;
  GMutex lock;       /* for waiting */
  AmbSteps *waiting; /* to be written; nullable */

  /* The thread's. */
  char *key; /* nullable until first used */
  gint64 size, mtime;
  AmbSteps *written; /* nullable */
  AmbJournalWriteFlags flags;
};

/* What the thread is asked for: to answer a task, or to write what waits. */
typedef struct
{
  AmbJournalEntry *entry;
  GTask *task; /* NULL: write */
} Request;

typedef struct
{
  AmbSteps *steps;
  gboolean changed;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;
  amb_steps_free (found->steps);
  g_free (found);
}

/* Entries. */

static gint64
random_writer (void)
{
  return (gint64) ((guint64) g_random_int () << 32 | g_random_int ());
}

AmbJournalEntry *
amb_journal_entry_new (GFile *file)
{
  AmbJournalEntry *self = g_atomic_rc_box_new0 (AmbJournalEntry);
  self->file = g_object_ref (file);
  self->writer = random_writer ();
  g_mutex_init (&self->lock);
  return self;
}

static AmbJournalEntry *
entry_ref (AmbJournalEntry *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
entry_clear (gpointer data)
{
  AmbJournalEntry *self = data;
  g_object_unref (self->file);
  g_mutex_clear (&self->lock);
  amb_steps_free (self->waiting);
  amb_steps_free (self->written);
  g_free (self->key);
}

void
amb_journal_entry_unref (AmbJournalEntry *self)
{
  g_atomic_rc_box_release_full (self, entry_clear);
}

static void
entry_identify (AmbJournalEntry *self, AmbJournalStore *store)
{
  AmbJournalId id = { 0 };
  self->key = amb_journal_store_key (store, self->file, &id);
  self->size = id.size;
  self->mtime = id.mtime;
}

static AmbJournalId
entry_id (AmbJournalEntry *self, AmbJournalStore *store)
{
  if (self->key == NULL)
    entry_identify (self, store);
  return (AmbJournalId){ self->key, self->size, self->mtime, self->writer };
}

/* The thread. */

static void
tell (AmbJournal *self, char *sentence)
{
  if (sentence == NULL)
    return;
  g_mutex_lock (&self->lock);
  g_free (self->trouble);
  self->trouble = sentence;
  g_mutex_unlock (&self->lock);
  amb_wake_source_wake (self->news);
}

static void
tell_failure (AmbJournal *self, const GError *error)
{
  if (self->failed_before)
    return;
  self->failed_before = TRUE;
  tell (self, g_strdup (error->message));
}

static void
serve_read (AmbJournal *self, AmbJournalEntry *entry, GTask *task)
{
  Found *found = g_new0 (Found, 1);
  AmbJournalId id = entry_id (entry, self->store);
  GError *error = NULL;

  found->steps = amb_journal_store_read (self->store, &id, &found->changed, &error);
  if (error == NULL)
    {
      g_task_return_pointer (task, found, found_free);
      return;
    }
  entry->flags |= AMB_JOURNAL_WRITE_ABOVE;
  tell_failure (self, error);
  found_free (found);
  g_task_return_error (task, error);
}

static AmbSteps *
take_waiting (AmbJournalEntry *entry)
{
  g_mutex_lock (&entry->lock);
  AmbSteps *steps = g_steal_pointer (&entry->waiting);
  g_mutex_unlock (&entry->lock);
  return steps;
}

static void
serve_write (AmbJournal *self, AmbJournalEntry *entry)
{
  g_autoptr (AmbSteps) steps = take_waiting (entry);
  g_autoptr (GError) error = NULL;
  AmbJournalId id = entry_id (entry, self->store);

  if (steps == NULL)
    return;
  if (!amb_journal_store_write (self->store, &id, entry->written, steps, entry->flags, &error))
    {
      tell_failure (self, error);
      return;
    }
  amb_steps_free (entry->written);
  entry->written = g_steal_pointer (&steps);
}

static void
serve (gpointer data, gpointer user_data)
{
  AmbJournal *self = user_data;
  Request *request = data;

  if (request->task != NULL)
    serve_read (self, request->entry, request->task);
  else
    serve_write (self, request->entry);
  tell (self, amb_journal_store_take_note (self->store));
  g_clear_object (&request->task);
  amb_journal_entry_unref (request->entry);
  g_free (request);
}

/* Life. */

static gboolean
emit_trouble (gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_TROUBLE], 0);
  return G_SOURCE_CONTINUE;
}

void
amb_journal_close (AmbJournal *self)
{
  GThreadPool *thread = g_steal_pointer (&self->thread);
  if (thread != NULL)
    g_thread_pool_free (thread, FALSE, TRUE);
}

static void
amb_journal_finalize (GObject *object)
{
  AmbJournal *self = AMB_JOURNAL (object);
  amb_journal_close (self);
  amb_wake_source_free (self->news);
  g_clear_pointer (&self->store, amb_journal_store_free);
  g_mutex_clear (&self->lock);
  g_free (self->trouble);
  G_OBJECT_CLASS (amb_journal_parent_class)->finalize (object);
}

static void
amb_journal_class_init (AmbJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = amb_journal_finalize;
  signals[SIGNAL_TROUBLE] = g_signal_new ("trouble", AMB_TYPE_JOURNAL, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
amb_journal_init (AmbJournal *self)
{
  g_mutex_init (&self->lock);
  self->thread = g_thread_pool_new (serve, self, 1, TRUE, NULL);
  self->news = amb_wake_source_new (emit_trouble, self);
}

AmbJournal *
amb_journal_new (const char *folder)
{
  AmbJournal *self = g_object_new (AMB_TYPE_JOURNAL, NULL);
  self->store = amb_journal_store_new (folder);
  return self;
}

char *
amb_journal_take_trouble (AmbJournal *self)
{
  g_mutex_lock (&self->lock);
  char *trouble = g_steal_pointer (&self->trouble);
  g_mutex_unlock (&self->lock);
  return trouble;
}

/* Takes task. */
static void
ask (AmbJournal *self, AmbJournalEntry *entry, GTask *task)
{
  Request *request = g_new (Request, 1);
  *request = (Request){ entry_ref (entry), task };
  g_thread_pool_push (self->thread, request, NULL);
}

void
amb_journal_read_async (AmbJournal *self,
                        AmbJournalEntry *entry,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, amb_journal_read_async);
  if (self->thread != NULL)
    ask (self, entry, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, AMB_ERROR, AMB_ERROR_CANCELLED, "The journal is closed");
}

AmbSteps *
amb_journal_read_finish (GAsyncResult *result, gboolean *changed, GError **error)
{
  Found *found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return NULL;
  AmbSteps *steps = g_steal_pointer (&found->steps);
  *changed = found->changed;
  found_free (found);
  return steps;
}

void
amb_journal_write (AmbJournal *self, AmbJournalEntry *entry, AmbSteps *steps)
{
  if (self->thread == NULL)
    {
      amb_steps_free (steps);
      return;
    }
  g_mutex_lock (&entry->lock);
  gboolean is_asked = entry->waiting != NULL;
  amb_steps_free (entry->waiting);
  entry->waiting = steps;
  g_mutex_unlock (&entry->lock);
  if (!is_asked)
    ask (self, entry, NULL);
}
