/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread, one folder after the other. */
#include "amb-batch-folders.h"

#include <errno.h>
#include "amb-error.h"

static void
make_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const GPtrArray *folders = data;
  GError *error = NULL;
  for (guint i = 0; i < folders->len && error == NULL; i++)
    {
      if (g_mkdir_with_parents (folders->pdata[i], 0777) == 0)
        continue;
      int errsv = errno;
      g_autofree char *name = g_filename_display_name (folders->pdata[i]);
      amb_error_set_errno (&error, errsv == EEXIST ? ENOTDIR : errsv, TRUE, name);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
amb_batch_folders_make_async (GPtrArray *folders, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, amb_batch_folders_make_async);
  g_task_set_task_data (task, folders, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, make_thread);
}

gboolean
amb_batch_folders_make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
