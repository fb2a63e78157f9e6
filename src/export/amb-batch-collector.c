/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A portion goes to the main loop when it is large enough or old enough: the first row comes at
 * once, ten thousand cost a hundred wake-ups. */
#include "amb-batch-collector.h"

enum
{
  PORTION_ITEMS = 128,
  PORTION_USEC = 30 * 1000,
};

typedef struct
{
  GPtrArray *roots;
  AmbCollectFunc found;
  gpointer user_data;
} Collecting;

typedef struct
{
  GTask *task;
  GPtrArray *portion;
  gint64 since; /* g_get_monotonic_time () of the last delivery */
} Thread;

typedef struct
{
  GTask *task;
  GPtrArray *portion;
} Delivery;

AmbRoot *
amb_root_new (GFile *file, const char *argument)
{
  AmbRoot *self = g_new (AmbRoot, 1);
  *self = (AmbRoot){ g_object_ref (file), g_strdup (argument) };
  return self;
}

void
amb_root_free (AmbRoot *self)
{
  g_object_unref (self->file);
  g_free (self->argument);
  g_free (self);
}

static void
collecting_free (gpointer data)
{
  Collecting *collecting = data;
  g_ptr_array_unref (collecting->roots);
  g_free (collecting);
}

static gboolean
on_delivery (gpointer data)
{
  Delivery *delivery = data;
  const Collecting *collecting = g_task_get_task_data (delivery->task);
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (delivery->task)))
    collecting->found (delivery->portion, collecting->user_data);
  return G_SOURCE_REMOVE;
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;
  g_ptr_array_unref (delivery->portion);
  g_object_unref (delivery->task);
  g_free (delivery);
}

/* Same priority as the task's own return, so that no portion comes after it. */
static void
deliver (Thread *thread)
{
  Delivery *delivery = g_new (Delivery, 1);
  *delivery = (Delivery){ g_object_ref (thread->task), thread->portion };
  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (thread->task));
  g_source_set_callback (source, on_delivery, delivery, delivery_free);
  g_source_attach (source, g_task_get_context (thread->task));

  thread->portion = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_found_free);
  thread->since = g_get_monotonic_time ();
}

static void
on_found (AmbFound *found, gpointer user_data)
{
  Thread *thread = user_data;
  g_ptr_array_add (thread->portion, found);
  if (thread->portion->len >= PORTION_ITEMS
      || g_get_monotonic_time () - thread->since > PORTION_USEC)
    deliver (thread);
}

static void
collect_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Collecting *collecting = data;
  Thread thread = { .task = task };
  thread.portion = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_found_free);
  for (guint i = 0; i < collecting->roots->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const AmbRoot *root = collecting->roots->pdata[i];
      amb_enumerate (root->file, root->argument, cancellable, on_found, &thread);
    }
  deliver (&thread);
  g_ptr_array_unref (thread.portion);
  g_task_return_boolean (task, TRUE);
}

void
amb_batch_collector_run_async (GPtrArray *roots,
                               AmbCollectFunc found,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Collecting *collecting = g_new (Collecting, 1);
  *collecting = (Collecting){ roots, found, user_data };
  g_task_set_source_tag (task, amb_batch_collector_run_async);
  g_task_set_task_data (task, collecting, collecting_free);
  g_task_run_in_thread (task, collect_thread);
}

gboolean
amb_batch_collector_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
