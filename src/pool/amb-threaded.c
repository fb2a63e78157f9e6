/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening files and making buffers, off the main loop. */
#include "amb-threaded.h"

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  AmbSource *opened = amb_source_open (task_data, cancellable, &error);

  if (opened != NULL)
    g_task_return_pointer (task, opened, (GDestroyNotify) amb_source_free);
  else
    g_task_return_error (task, error);
}

void
amb_open_source_async (GFile *file,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, amb_open_source_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, open_in_thread);
}

AmbSource *
amb_open_source_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  AmbFrameRing *ring = amb_frame_ring_new (GPOINTER_TO_SIZE (task_data), &error);

  if (ring != NULL)
    g_task_return_pointer (task, ring, (GDestroyNotify) amb_frame_ring_unref);
  else
    g_task_return_error (task, error);
}

void
amb_make_ring_async (gsize bytes, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, amb_make_ring_async);
  g_task_set_task_data (task, GSIZE_TO_POINTER (bytes), NULL);
  g_task_run_in_thread (task, make_in_thread);
}

AmbFrameRing *
amb_make_ring_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
