/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A short list of open files, latest last.
 *
 * DESIGN. A file is read, checked against its digest and sealed once; jobs get descriptors of the
 * same sealed memory. So a batch goes on whatever becomes of the copy in the user's data folder.
 * The lock is held while a file is read: who waits most often wants the same one. */
#include "amb-contents.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "amb-error.h"

#define MOST_KEPT 8

struct _AmbContents
{
  gatomicrefcount references;
  GMutex lock;
  GArray *files; /* AmbContentFile */
};

typedef struct
{
  AmbContents *contents;
  GVariant *edits;
  GError *error;
} Opening;

static void
file_clear (gpointer data)
{
  AmbContentFile *file = data;

  if (file->fd >= 0)
    close (file->fd);
  g_free (file->name);
}

static GArray *
files_new (void)
{
  GArray *files = g_array_new (FALSE, TRUE, sizeof (AmbContentFile));

  g_array_set_clear_func (files, file_clear);
  return files;
}

AmbContents *
amb_contents_new (void)
{
  AmbContents *self = g_new0 (AmbContents, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->files = files_new ();
  return self;
}

AmbContents *
amb_contents_ref (AmbContents *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
amb_contents_unref (AmbContents *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_array_unref (self->files);
  g_mutex_clear (&self->lock);
  g_free (self);
}

const AmbContentFile *
amb_contents_find (const GArray *files, const char *digest)
{
  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      const AmbContentFile *file = &g_array_index (files, AmbContentFile, i);
      if (strcmp (file->digest, digest) == 0)
        return file;
    }
  return NULL;
}

/* Locked. NULL with a sentence. */
static const AmbContentFile *
keep (AmbContents *self, const char *value, GError **error)
{
  AmbContentFile file = { .fd = -1 };
  const AmbContentFile *kept;

  amb_content_parse (value, file.digest);
  kept = amb_contents_find (self->files, file.digest);
  if (kept != NULL)
    return kept;
  file.fd = amb_content_open (value, &file.bytes, error);
  if (file.fd < 0)
    return NULL;
  if (self->files->len == MOST_KEPT)
    g_array_remove_index (self->files, 0);
  g_array_append_val (self->files, file);
  return &g_array_index (self->files, AmbContentFile, self->files->len - 1);
}

/* A descriptor of its own of what value names. */
static AmbContentFile
open_one (AmbContents *self, const char *value, GError **error)
{
  AmbContentFile file = { .fd = -1, .name = g_strdup (amb_content_name (value)) };
  const AmbContentFile *kept;

  amb_content_parse (value, file.digest);
  g_mutex_lock (&self->lock);
  kept = keep (self, value, error);
  if (kept != NULL)
    {
      file.bytes = kept->bytes;
      file.fd = fcntl (kept->fd, F_DUPFD_CLOEXEC, 3);
      if (file.fd < 0)
        amb_error_set_errno (error, errno, FALSE, file.name);
    }
  g_mutex_unlock (&self->lock);
  return file;
}

GArray *
amb_contents_open (AmbContents *self, GVariant *edits, GError **error)
{
  g_autoptr (GPtrArray) wanted = amb_content_list (edits);
  GArray *files = files_new ();

  for (guint i = 0; i < wanted->len; i++)
    {
      g_autoptr (GError) trouble = NULL;
      AmbContentFile file = open_one (self, g_ptr_array_index (wanted, i), &trouble);

      g_array_append_val (files, file);
      if (trouble != NULL && error != NULL && *error == NULL)
        g_propagate_error (error, g_steal_pointer (&trouble));
    }
  return files;
}

void
amb_contents_join (GArray *files, GArray *others)
{
  for (guint i = 0; i < others->len; i++)
    {
      AmbContentFile *file = &g_array_index (others, AmbContentFile, i);
      g_array_append_val (files, *file);
      *file = (AmbContentFile){ .fd = -1 };
    }
}

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  amb_contents_unref (opening->contents);
  g_variant_unref (opening->edits);
  g_clear_error (&opening->error);
  g_free (opening);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Opening *opening = task_data;

  g_task_return_pointer (task,
                         amb_contents_open (opening->contents, opening->edits, &opening->error),
                         (GDestroyNotify) g_array_unref);
}

void
amb_contents_open_async (AmbContents *self,
                         GVariant *edits,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->contents = amb_contents_ref (self);
  opening->edits = g_variant_ref (edits);
  g_task_set_source_tag (task, amb_contents_open_async);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_in_thread);
}

GArray *
amb_contents_open_finish (GAsyncResult *result, GError **error)
{
  Opening *opening = g_task_get_task_data (G_TASK (result));

  if (opening->error != NULL)
    g_propagate_error (error, g_steal_pointer (&opening->error));
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

gboolean
amb_contents_send (AmbWorkerProcess *worker, guint64 job, const AmbContentFile *file)
{
  GVariant *body = g_variant_new ("(tst)", job, file->digest, (guint64) file->bytes);

  return amb_worker_process_send (worker, AMB_MESSAGE_CONTENT, body, &file->fd, 1);
}
