/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps files by their content, and hands them out sealed. */
#include "amb-content.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "amb-error.h"
#include "amb-keep.h"
#include "amb-source.h"
#include "amb-write.h"

#define FOLDER "content"

static char *
folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "ambrotype", FOLDER, NULL);
}

/* The whole file from its beginning; NULL with errno set. */
static guint8 *
read_all (int fd, gsize length)
{
  g_autofree guint8 *bytes = g_try_malloc (length + 1);
  gsize done = 0;
  errno = ENOMEM;
  while (bytes != NULL && done < length)
    {
      ssize_t n = pread (fd, bytes + done, length - done, (off_t) done);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          errno = n == 0 ? EIO : errno;
          return NULL;
        }
      done += (gsize) n;
    }
  return g_steal_pointer (&bytes);
}

/* A name as a recipe holds it: one line of valid UTF-8, never empty. */
static char *
clean_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  char *p = valid;
  for (; *p != '\0' && g_utf8_next_char (p) - valid <= AMB_CONTENT_MAX_NAME;
       p = g_utf8_next_char (p))
    if ((guchar) *p < 0x20 || *p == 0x7f)
      *p = ' ';
  *p = '\0';
  return g_strdup (*valid != '\0' ? valid : "?");
}

char *
amb_content_import (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *shown = amb_source_display_name (file);
  g_autofree char *name = clean_name (shown);
  g_autoptr (AmbSource) source = amb_source_open (file, cancellable, error);
  if (source == NULL)
    return NULL;
  if (source->size > AMB_CONTENT_MAX_BYTES)
    {
      amb_error_set (error, AMB_ERROR_TOO_LARGE, name, _("over 32 MiB"));
      return NULL;
    }
  g_autofree char *where = folder ();
  char digest[AMB_DIGEST_CHARS + 1];
  if (!amb_keep_file (where, source->fd, name, digest, error))
    return NULL;
  return g_strconcat (AMB_CONTENT_PREFIX, digest, " ", name, NULL);
}

static void
import_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *value = amb_content_import (task_data, cancellable, &error);
  if (value != NULL)
    g_task_return_pointer (task, value, g_free);
  else
    g_task_return_error (task, error);
}

void
amb_content_import_async (GFile *file,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, amb_content_import_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, import_in_thread);
}

char *
amb_content_import_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -1 with errno set. */
static int
seal (const guint8 *bytes, gsize length)
{
  int fd = memfd_create ("ambrotype-content", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd >= 0 && amb_write_all (fd, bytes, length)
      && fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0)
    return fd;
  if (fd >= 0)
    {
      int saved = errno;
      close (fd);
      errno = saved;
    }
  return -1;
}

/* The bytes of the copy; NULL with a sentence. */
static guint8 *
read_copy (const char *digest, const char *name, gsize *length, GError **error)
{
  g_autofree char *where = folder ();
  g_autofree char *path = g_build_filename (where, digest, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (AmbSource) source = amb_source_open (file, NULL, NULL);
  if (source == NULL || source->size > AMB_CONTENT_MAX_BYTES)
    {
      amb_error_set (error, AMB_ERROR_NOT_FOUND, name,
                     _("the copy that was kept with the edits is gone"));
      return NULL;
    }
  *length = (gsize) source->size;
  guint8 *bytes = read_all (source->fd, *length);
  if (bytes == NULL)
    amb_error_set_errno (error, errno, FALSE, name);
  return bytes;
}

int
amb_content_open (const char *value, goffset *bytes, GError **error)
{
  char digest[AMB_CONTENT_DIGEST_CHARS + 1];
  gsize length;
  g_return_val_if_fail (amb_content_parse (value, digest), -1);

  const char *name = amb_content_name (value);
  g_autofree guint8 *copy = read_copy (digest, name, &length, error);
  if (copy == NULL)
    return -1;
  g_autofree char *found = g_compute_checksum_for_data (G_CHECKSUM_SHA256, copy, length);
  if (strcmp (found, digest) != 0)
    {
      amb_error_set (error, AMB_ERROR_DAMAGED, name,
                     _("the copy that was kept with the edits has changed"));
      return -1;
    }
  int fd = seal (copy, length);
  if (fd < 0)
    amb_error_set (error, AMB_ERROR_MEMORY, name, g_strerror (errno));
  *bytes = (goffset) length;
  return fd;
}
