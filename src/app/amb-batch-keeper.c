/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: one entry a batch, and one function, update (), that brings everything in line with its
 * state: the reference and the application's hold while it works or has failures that nobody saw,
 * the inhibitor while it works, the notification of its progress while it works unseen. A batch
 * that was collected and never started is nobody's but its page's.
 *
 * Left out: keeping a finished batch without failures. Its outputs are there, and its notification
 * has said so. */
#include "amb-batch-keeper.h"

#include <glib/gi18n-lib.h>
#include "amb-application.h"
#include "amb-background-portal.h"
#include "amb-batch-notify.h"
#include "amb-show-file.h"

enum
{
  PROGRESS_SECONDS = 5, /* between two notifications: each may light up a screen */
};

typedef struct
{
  AmbBatchKeeper *keeper;
  AmbBatch *batch; /* weak, but for the reference that held stands for */
  gboolean held;
  gboolean notify;
  guint viewers;
  gboolean seen_ended;
  guint inhibitor;       /* 0: none */
  guint progress_timer;  /* 0: the progress is not told */
  gint64 started_at;     /* monotonic microseconds; 0: not yet */
  AmbBatchCounts before; /* at that time */
} Entry;

struct _AmbBatchKeeper
{
  GtkApplication *application;
  GPtrArray *entries;
  gboolean ending; /* the program does: nothing is told any more */
};

static gboolean
is_busy (AmbBatch *batch)
{
  return amb_batch_is_started (batch) && amb_batch_get_state (batch) != AMB_BATCH_FINISHED;
}

static gboolean
is_working (AmbBatch *batch)
{
  return is_busy (batch) && amb_batch_get_state (batch) != AMB_BATCH_PAUSED;
}

static gboolean
has_failures (AmbBatch *batch)
{
  AmbBatchCounts counts;
  amb_batch_get_counts (batch, &counts);
  return counts.failed + counts.quarantined > 0;
}

static gboolean
on_progress_due (gpointer data)
{
  Entry *entry = data;
  amb_batch_notify_progress (entry->keeper->application, entry->batch,
                             g_get_monotonic_time () - entry->started_at, &entry->before);
  amb_background_portal_tell (G_APPLICATION (entry->keeper->application), entry->batch);
  return G_SOURCE_CONTINUE;
}

static void
tell_progress (Entry *entry, gboolean tell)
{
  if (tell == (entry->progress_timer != 0))
    return;
  if (tell)
    {
      amb_background_portal_ask (G_APPLICATION (entry->keeper->application));
      entry->progress_timer = g_timeout_add_seconds (PROGRESS_SECONDS, on_progress_due, entry);
      on_progress_due (entry);
      return;
    }
  g_clear_handle_id (&entry->progress_timer, g_source_remove);
  amb_batch_notify_withdraw (entry->keeper->application, entry->batch);
}

static void
stay_awake (Entry *entry, gboolean awake)
{
  GtkApplication *application = entry->keeper->application;
  if (awake == (entry->inhibitor != 0))
    return;
  if (awake)
    entry->inhibitor = gtk_application_inhibit (
        application, gtk_application_get_active_window (application),
        GTK_APPLICATION_INHIBIT_SUSPEND, _("Photos are being exported"));
  else
    {
      gtk_application_uninhibit (application, entry->inhibitor);
      entry->inhibitor = 0;
    }
}

static void
hold (Entry *entry, gboolean held)
{
  GApplication *application = G_APPLICATION (entry->keeper->application);
  if (held == entry->held)
    return;
  entry->held = held;
  if (held)
    {
      g_object_ref (entry->batch);
      g_application_hold (application);
      return;
    }
  g_application_release (application);
  g_object_unref (entry->batch); /* may be the end of the entry */
}

static void
update (Entry *entry)
{
  gboolean busy = is_busy (entry->batch);
  if (busy && entry->started_at == 0)
    {
      entry->started_at = g_get_monotonic_time ();
      amb_batch_get_counts (entry->batch, &entry->before);
    }
  if (busy)
    entry->seen_ended = FALSE;
  else
    entry->seen_ended |= entry->viewers > 0;
  stay_awake (entry, is_working (entry->batch));
  tell_progress (entry, is_working (entry->batch) && entry->notify && entry->viewers == 0
                            && !entry->keeper->ending);
  hold (entry,
        busy || (entry->started_at != 0 && !entry->seen_ended && has_failures (entry->batch)));
}

/* Whoever asked for it sees the folder. */
static void
show_folder (Entry *entry)
{
  AmbApplication *application = AMB_APPLICATION (entry->keeper->application);
  const char *folder = amb_batch_get_settings (entry->batch)->output;
  AmbBatchCounts counts;
  amb_batch_get_counts (entry->batch, &counts);
  if (counts.done > 0 && folder != NULL
      && g_settings_get_boolean (amb_application_get_settings (application), "export-open-folder"))
    amb_show_file_open_folder (gtk_application_get_active_window (entry->keeper->application),
                               folder);
}

static void
on_finished (AmbBatch *batch, Entry *entry)
{
  if (entry->notify && !entry->keeper->ending)
    show_folder (entry);
  if (entry->notify && !entry->keeper->ending)
    amb_batch_notify_finished (entry->keeper->application, batch);
}

static void
on_state (AmbBatch *batch, GParamSpec *pspec, Entry *entry)
{
  update (entry);
}

static void
on_batch_gone (gpointer data, GObject *batch)
{
  Entry *entry = data;
  g_ptr_array_remove (entry->keeper->entries, entry);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  g_clear_handle_id (&entry->progress_timer, g_source_remove);
  g_free (entry);
}

static Entry *
find (AmbBatchKeeper *self, AmbBatch *batch)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      if (entry->batch == batch)
        return entry;
    }
  return NULL;
}

AmbBatchKeeper *
amb_batch_keeper_new (GtkApplication *application)
{
  AmbBatchKeeper *self = g_new0 (AmbBatchKeeper, 1);
  self->application = application;
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

void
amb_batch_keeper_free (AmbBatchKeeper *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      g_signal_handlers_disconnect_by_data (entry->batch, entry);
      g_object_weak_unref (G_OBJECT (entry->batch), on_batch_gone, entry);
      if (entry->held)
        g_object_unref (entry->batch);
    }
  g_ptr_array_unref (self->entries);
  g_free (self);
}

void
amb_batch_keeper_follow (AmbBatchKeeper *self, AmbBatch *batch, gboolean notify)
{
  Entry *entry = find (self, batch);
  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->keeper = self;
      entry->batch = batch;
      g_object_weak_ref (G_OBJECT (batch), on_batch_gone, entry);
      g_signal_connect (batch, "finished", G_CALLBACK (on_finished), entry);
      g_signal_connect (batch, "notify::state", G_CALLBACK (on_state), entry);
      g_ptr_array_add (self->entries, entry);
    }
  entry->notify = notify;
  update (entry);
}

void
amb_batch_keeper_add_viewer (AmbBatchKeeper *self, AmbBatch *batch)
{
  Entry *entry = find (self, batch);
  if (entry == NULL)
    return;
  entry->viewers++;
  update (entry);
}

void
amb_batch_keeper_remove_viewer (AmbBatchKeeper *self, AmbBatch *batch)
{
  Entry *entry = find (self, batch);
  if (entry == NULL || entry->viewers == 0)
    return;
  entry->viewers--;
  update (entry);
}

gboolean
amb_batch_keeper_is_busy (AmbBatchKeeper *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (is_busy (((Entry *) g_ptr_array_index (self->entries, i))->batch))
      return TRUE;
  return FALSE;
}

AmbBatch *
amb_batch_keeper_get_unseen (AmbBatchKeeper *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      if (entry->held && entry->notify && entry->viewers == 0)
        return g_object_ref (entry->batch);
    }
  return NULL;
}

GPtrArray *
amb_batch_keeper_list (AmbBatchKeeper *self)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);
      if (entry->notify && (entry->held || entry->viewers > 0))
        g_ptr_array_add (batches, g_object_ref (entry->batch));
    }
  return batches;
}

void
amb_batch_keeper_end (AmbBatchKeeper *self)
{
  self->ending = TRUE;
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->entries->len; i++)
    g_ptr_array_add (batches,
                     g_object_ref (((Entry *) g_ptr_array_index (self->entries, i))->batch));
  for (guint i = 0; i < batches->len; i++)
    amb_batch_stop (g_ptr_array_index (batches, i));
}
