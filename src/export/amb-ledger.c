/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: one thread works through a queue, in order.
 *
 * Guarantees. A job's output gets its name only after COMMIT (which file it is) is on disk; what
 * became of a job is written soon after. So after a death at any instant the file tells for each
 * job that it is done, or which file to look for at its name, or neither: then it is run again. No
 * finished job is run twice, and none is forgotten.
 *
 * Cost. A transaction takes as long as the disk needs to sync. Everything that waits when one
 * begins goes into it, so many jobs share one; what nobody waits for lingers for company. The pool
 * never waits for the ledger: only threads that publish do.
 *
 * Trouble. When something cannot be written, everybody who recorded here pauses: an output that
 * could not be recorded gets no name, because after a death it would be made twice. Going on saves
 * everything again, into a new file if the old one had to be set aside. */
#include "amb-ledger-private.h"

#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-ledger-recover.h"
#include "amb-ledger-store.h"
#include "amb-wake-source.h"

enum
{
  LINGER_USEC = 100 * 1000,
};

typedef struct _Request Request;

/* In the thread. */
typedef void (*Question) (AmbLedger *self, Request *request);

/* Somebody who waits for a commit. */
typedef struct
{
  gboolean is_done;
  GError *error;
} Waiter;

/* Changes to be made, or a question. */
struct _Request
{
  GPtrArray *changes; /* AmbLedgerChange; NULL: a question */
  Question question;
  gint64 batch; /* of the question */
  gboolean retry;
  Waiter *waiter; /* nullable */
  GTask *task;    /* nullable */
};

struct _AmbLedger
{
  GObject parent_instance;
  char *path;
  AmbLedgerNumbers numbers; /* given; the main thread's once it is open */
  GSource *news;            /* wakes the main loop */
  GThread *thread;          /* NULL unless open */

  AmbLedgerStore *store; /* the thread's */

  GMutex lock; /* for what follows */
  GCond changed;
  GQueue requests;
  gboolean is_urgent; /* somebody waits for one of them */
  gboolean is_closing;
  char *trouble;   /* nullable */
  GError *failure; /* nullable */
};

G_DEFINE_TYPE (AmbLedger, amb_ledger, G_TYPE_OBJECT)

enum
{
  SIGNAL_TROUBLE,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
request_free (Request *request)
{
  g_clear_pointer (&request->changes, g_ptr_array_unref);
  g_clear_object (&request->task);
  g_free (request);
}

/* The thread */

static void
tell (AmbLedger *self, char *trouble, const GError *failure)
{
  if (trouble == NULL && failure == NULL)
    return;
  g_mutex_lock (&self->lock);
  if (trouble != NULL)
    {
      g_free (self->trouble);
      self->trouble = trouble;
    }
  if (failure != NULL && self->failure == NULL)
    self->failure = g_error_copy (failure);
  g_mutex_unlock (&self->lock);
  amb_wake_source_wake (self->news);
}

/* What is about a job that is not in the file any more concerns nobody else. */
static void
answer_waiter (AmbLedger *self, const Request *request, const GError *error)
{
  Waiter *waiter = request->waiter;
  const AmbLedgerChange *change = request->changes->pdata[0];
  g_mutex_lock (&self->lock);
  waiter->is_done = TRUE;
  if (error != NULL)
    waiter->error = g_error_copy (error);
  else if (change->is_missing)
    g_set_error_literal (&waiter->error, AMB_ERROR, AMB_ERROR_WRITE,
                         _("This export is not in the record of exports."));
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
answer_change (AmbLedger *self, Request *request, const GError *error)
{
  if (request->waiter != NULL)
    answer_waiter (self, request, error);
  if (request->task == NULL)
    return;
  if (error != NULL)
    g_task_return_error (request->task, g_error_copy (error));
  else
    g_task_return_boolean (request->task, TRUE);
}

/* Who waits hears of a failure by itself. */
static gboolean
is_unheard (const Request *request)
{
  return request->waiter == NULL && request->task == NULL;
}

/* One transaction. group: Request, emptied. */
static void
write_group (AmbLedger *self, GPtrArray *group)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gboolean somebody_is_to_be_told = FALSE;
  if (group->len == 0)
    return;
  for (guint i = 0; i < group->len; i++)
    g_ptr_array_extend (changes, ((Request *) group->pdata[i])->changes, NULL, NULL);
  amb_ledger_store_apply (self->store, changes, &error);
  for (guint i = 0; i < group->len; i++)
    {
      somebody_is_to_be_told |= is_unheard (group->pdata[i]);
      answer_change (self, group->pdata[i], error);
    }
  tell (self, amb_ledger_store_take_note (self->store), somebody_is_to_be_told ? error : NULL);
  g_ptr_array_set_size (group, 0);
}

static void
serve (AmbLedger *self, GQueue *requests)
{
  g_autoptr (GPtrArray) group = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);
  Request *request;
  while ((request = g_queue_pop_head (requests)) != NULL)
    if (request->question == NULL)
      g_ptr_array_add (group, request);
    else
      {
        write_group (self, group);
        request->question (self, request);
        tell (self, amb_ledger_store_take_note (self->store), NULL);
        request_free (request);
      }
  write_group (self, group);
}

/* Locked. What nobody waits for waits for company. */
static void
await_requests (AmbLedger *self)
{
  while (g_queue_is_empty (&self->requests) && !self->is_closing)
    g_cond_wait (&self->changed, &self->lock);
  gint64 end = g_get_monotonic_time () + LINGER_USEC;
  while (!self->is_urgent && !self->is_closing)
    if (!g_cond_wait_until (&self->changed, &self->lock, end))
      break;
}

static gpointer
run_thread (gpointer data)
{
  AmbLedger *self = data;
  gboolean is_over = FALSE;
  while (!is_over)
    {
      g_mutex_lock (&self->lock);
      await_requests (self);
      GQueue requests = self->requests;
      g_queue_init (&self->requests);
      self->is_urgent = FALSE;
      is_over = self->is_closing;
      g_mutex_unlock (&self->lock);
      serve (self, &requests);
    }
  return NULL;
}

/* TRUE unless it is closed; then request is freed. */
static gboolean
ask (AmbLedger *self, Request *request, gboolean is_urgent)
{
  g_mutex_lock (&self->lock);
  gboolean is_open = !self->is_closing && self->thread != NULL;
  if (is_open)
    {
      if (is_urgent || g_queue_is_empty (&self->requests))
        g_cond_broadcast (&self->changed);
      g_queue_push_tail (&self->requests, request);
      self->is_urgent = self->is_urgent || is_urgent;
    }
  g_mutex_unlock (&self->lock);
  if (!is_open)
    request_free (request);
  return is_open;
}

static void
set_closed (GError **error)
{
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_CANCELLED,
                       _("The record of exports is closed."));
}

/* Takes task; request's is a reference of its own. */
static void
ask_for_task (AmbLedger *self, Request *request, GTask *task)
{
  GError *error = NULL;
  request->task = g_object_ref (task);
  if (!ask (self, request, TRUE))
    {
      set_closed (&error);
      g_task_return_error (task, error);
    }
  g_object_unref (task);
}

/* Changes */

static Request *
change_request (AmbLedgerChange *change)
{
  Request *request = g_new0 (Request, 1);
  request->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_ledger_change_free);
  if (change != NULL)
    g_ptr_array_add (request->changes, change);
  return request;
}

static AmbLedgerChange *
save_change (AmbLedgerJob *job)
{
  AmbLedgerChange *change = amb_ledger_change_new (AMB_LEDGER_SAVE_JOB, 0, 0);
  change->job = job;
  return change;
}

void
amb_ledger_save_async (AmbLedger *self,
                       AmbLedgerSnapshot *snapshot,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  AmbLedgerChange *batch = amb_ledger_change_new (AMB_LEDGER_SAVE_BATCH, 0, 0);
  Request *request = change_request (batch);
  gsize n = 0;
  g_autofree gpointer *jobs = g_ptr_array_steal (snapshot->jobs, &n);
  g_task_set_source_tag (task, amb_ledger_save_async);
  batch->batch = snapshot;
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (request->changes, save_change (jobs[i]));
  ask_for_task (self, request, task);
}

gboolean
amb_ledger_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
amb_ledger_save_job (AmbLedger *self, AmbLedgerJob *job)
{
  ask (self, change_request (save_change (job)), FALSE);
}

void
amb_ledger_set_job_state (AmbLedger *self, gint64 row, AmbItemState state)
{
  AmbLedgerChange *change = amb_ledger_change_new (AMB_LEDGER_SET_STATE, row, state);
  change->time = g_get_real_time ();
  ask (self, change_request (change), FALSE);
}

void
amb_ledger_place_job (AmbLedger *self, gint64 row, guint position)
{
  ask (self, change_request (amb_ledger_change_new (AMB_LEDGER_PLACE, row, position)), FALSE);
}

void
amb_ledger_remove_job (AmbLedger *self, gint64 row)
{
  ask (self, change_request (amb_ledger_change_new (AMB_LEDGER_REMOVE, row, 0)), FALSE);
}

void
amb_ledger_forget (AmbLedger *self, gint64 id)
{
  ask (self, change_request (amb_ledger_change_new (AMB_LEDGER_FORGET, 0, id)), FALSE);
}

gboolean
amb_ledger_commit (AmbLedger *self, gint64 row, const AmbIdentity *written, GError **error)
{
  AmbLedgerChange *change = amb_ledger_change_new (AMB_LEDGER_COMMIT, row, 0);
  Request *request = change_request (change);
  Waiter waiter = { FALSE, NULL };
  change->written = *written;
  request->waiter = &waiter;
  if (!ask (self, request, TRUE))
    {
      set_closed (error);
      return FALSE;
    }
  g_mutex_lock (&self->lock);
  while (!waiter.is_done)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  if (waiter.error == NULL)
    return TRUE;
  g_propagate_error (error, waiter.error);
  return FALSE;
}

gint64
amb_ledger_next_batch (AmbLedger *self)
{
  return ++self->numbers.batch;
}

gint64
amb_ledger_next_row (AmbLedger *self)
{
  return ++self->numbers.job;
}

/* Questions */

static Request *
question_request (Question question, gint64 batch)
{
  Request *request = g_new0 (Request, 1);
  request->question = question;
  request->batch = batch;
  return request;
}

static void
return_pointer (GTask *task, gpointer found, GDestroyNotify destroy, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, found, destroy);
}

static void
answer_list (AmbLedger *self, Request *request)
{
  GError *error = NULL;
  GPtrArray *batches = amb_ledger_store_list (self->store, &error);
  return_pointer (request->task, batches, (GDestroyNotify) g_ptr_array_unref, error);
}

void
amb_ledger_list_async (AmbLedger *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, amb_ledger_list_async);
  ask_for_task (self, question_request (answer_list, 0), task);
}

GPtrArray *
amb_ledger_list_finish (AmbLedger *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
answer_load (AmbLedger *self, Request *request)
{
  GError *error = NULL;
  AmbLedgerSnapshot *snapshot = amb_ledger_store_load (self->store, request->batch, &error);
  if (snapshot != NULL)
    amb_ledger_recover (snapshot);
  if (snapshot != NULL && request->retry)
    amb_ledger_retry (snapshot);
  if (snapshot != NULL)
    amb_ledger_snapshot_make_items (snapshot);
  return_pointer (request->task, snapshot, (GDestroyNotify) amb_ledger_snapshot_free, error);
}

void
amb_ledger_load_async (AmbLedger *self,
                       gint64 id,
                       AmbPool *pool,
                       gboolean retry,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Request *request = question_request (answer_load, id);
  request->retry = retry;
  g_task_set_source_tag (task, amb_ledger_load_async);
  g_task_set_task_data (task, g_object_ref (pool), g_object_unref);
  ask_for_task (self, request, task);
}

AmbBatch *
amb_ledger_load_finish (AmbLedger *self, GAsyncResult *result, GError **error)
{
  AmbPool *pool = g_task_get_task_data (G_TASK (result));
  AmbLedgerSnapshot *snapshot = g_task_propagate_pointer (G_TASK (result), error);
  return snapshot != NULL ? amb_batch_restore (pool, self, snapshot) : NULL;
}

/* Life */

typedef struct
{
  AmbLedgerStore *store;
  AmbLedgerNumbers numbers;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;
  g_clear_pointer (&opening->store, amb_ledger_store_free);
  g_free (opening);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  if (amb_ledger_store_open (opening->store, &opening->numbers, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
amb_ledger_open_async (AmbLedger *self,
                       AmbLedgerOpenFlags flags,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);
  opening->store = amb_ledger_store_new (self->path, flags);
  g_task_set_source_tag (task, amb_ledger_open_async);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_in_thread);
}

gboolean
amb_ledger_open_finish (AmbLedger *self, GAsyncResult *result, GError **error)
{
  Opening *opening = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  g_return_val_if_fail (self->thread == NULL, FALSE);
  self->store = g_steal_pointer (&opening->store);
  self->numbers = opening->numbers;
  tell (self, amb_ledger_store_take_note (self->store), NULL);
  self->thread = g_thread_new ("ledger", run_thread, self);
  return TRUE;
}

char *
amb_ledger_take_trouble (AmbLedger *self)
{
  g_mutex_lock (&self->lock);
  char *trouble = g_steal_pointer (&self->trouble);
  g_mutex_unlock (&self->lock);
  return trouble;
}

void
amb_ledger_close (AmbLedger *self)
{
  if (self->thread == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->is_closing = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (g_steal_pointer (&self->thread));
  g_clear_pointer (&self->store, amb_ledger_store_free);
}

static gboolean
emit_news (gpointer data)
{
  g_autoptr (AmbLedger) self = g_object_ref (data);
  g_mutex_lock (&self->lock);
  gboolean has_trouble = self->trouble != NULL;
  g_autoptr (GError) failure = g_steal_pointer (&self->failure);
  g_mutex_unlock (&self->lock);
  if (has_trouble)
    g_signal_emit (self, signals[SIGNAL_TROUBLE], 0);
  if (failure != NULL)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, failure);
  return G_SOURCE_CONTINUE;
}

static void
amb_ledger_finalize (GObject *object)
{
  AmbLedger *self = AMB_LEDGER (object);
  amb_ledger_close (self);
  amb_wake_source_free (self->news);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_clear_error (&self->failure);
  g_free (self->trouble);
  g_free (self->path);
  G_OBJECT_CLASS (amb_ledger_parent_class)->finalize (object);
}

static void
amb_ledger_class_init (AmbLedgerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = amb_ledger_finalize;
  signals[SIGNAL_TROUBLE] = g_signal_new ("trouble", AMB_TYPE_LEDGER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", AMB_TYPE_LEDGER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
amb_ledger_init (AmbLedger *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->requests);
  self->news = amb_wake_source_new (emit_news, self);
}

AmbLedger *
amb_ledger_new (const char *path)
{
  AmbLedger *self = g_object_new (AMB_TYPE_LEDGER, NULL);
  self->path = g_strdup (path);
  return self;
}
