/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread, one folder after the other. */
#include "amb-batch-folders.h"

#include "amb-publish.h"

typedef struct
{
  GPtrArray *make;
  GPtrArray *sweep;
} Folders;

static void
folders_free (gpointer data)
{
  Folders *self = data;
  g_ptr_array_unref (self->make);
  g_ptr_array_unref (self->sweep);
  g_free (self);
}

static gboolean
make (const GPtrArray *folders, GError **error)
{
  for (guint i = 0; i < folders->len; i++)
    if (!amb_publish_make_folder (folders->pdata[i], error))
      return FALSE;
  return TRUE;
}

static void
make_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Folders *folders = data;
  GError *error = NULL;
  if (!make (folders->make, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < folders->sweep->len; i++)
    amb_publish_sweep (folders->sweep->pdata[i]);
  g_task_return_boolean (task, TRUE);
}

void
amb_batch_folders_make_async (GPtrArray *make_these,
                              GPtrArray *sweep,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Folders *folders = g_new (Folders, 1);
  *folders = (Folders){ make_these, sweep };
  g_task_set_source_tag (task, amb_batch_folders_make_async);
  g_task_set_task_data (task, folders, folders_free);
  g_task_run_in_thread (task, make_thread);
}

gboolean
amb_batch_folders_make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
