/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens what a person named, and says exactly what is wrong with it when it is no readable file. */
#include "amb-source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "amb-error.h"

GFile *
amb_source_file (const char *name)
{
  gboolean is_uri = !g_path_is_absolute (name) && strstr (name, "://") != NULL
                    && !g_file_test (name, G_FILE_TEST_EXISTS);
  return is_uri ? g_file_new_for_uri (name) : g_file_new_for_path (name);
}

char *
amb_source_display_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  if (base == NULL)
    return g_file_get_parse_name (file);
  return g_filename_display_name (base);
}

/* What stands there instead of a regular file, as the sentence needs it. */
static const char *
describe_kind (mode_t mode)
{
  switch (mode & S_IFMT)
    {
    case S_IFDIR:
      return _("a folder");
    case S_IFIFO:
      return _("a named pipe");
    case S_IFSOCK:
      return _("a socket");
    case S_IFCHR:
    case S_IFBLK:
      return _("a device");
    default:
      return NULL;
    }
}

/* Takes fd. */
static AmbSource *
source_from_fd (int fd, const char *name, GError **error)
{
  struct stat st;
  if (fstat (fd, &st) != 0)
    amb_error_set_errno (error, errno, FALSE, name);
  else if (!S_ISREG (st.st_mode))
    amb_error_set (error, AMB_ERROR_NOT_REGULAR, name, describe_kind (st.st_mode));
  else if (st.st_size == 0)
    amb_error_set (error, AMB_ERROR_EMPTY, name, NULL);
  else
    {
      AmbSource *self = g_new (AmbSource, 1);
      *self = (AmbSource){ .fd = fd,
                           .size = st.st_size,
                           .mtime = st.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000)
                                    + st.st_mtim.tv_nsec,
                           .inode = st.st_ino,
                           .device = st.st_dev };
      return self;
    }
  close (fd);
  return NULL;
}

static void
set_open_error (GError **error, int errsv, const char *path, const char *name)
{
  struct stat st;
  gboolean is_link = lstat (path, &st) == 0 && S_ISLNK (st.st_mode);

  if (errsv == ENOENT && is_link)
    amb_error_set (error, AMB_ERROR_NOT_FOUND, name,
                   _("it is a link to a file that does not exist"));
  else if (errsv == ELOOP)
    amb_error_set (error, AMB_ERROR_NOT_FOUND, name, _("it is a link that leads back to itself"));
  else if (errsv == ENXIO && stat (path, &st) == 0)
    amb_error_set (error, AMB_ERROR_NOT_REGULAR, name, describe_kind (st.st_mode));
  else
    amb_error_set_errno (error, errsv, FALSE, name);
}

/* O_NONBLOCK: opening a FIFO does not wait for its writer. O_NOCTTY: a terminal does not become
 * ours. */
static AmbSource *
open_local (const char *path, const char *name, GError **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0)
    {
      set_open_error (error, errno, path, name);
      return NULL;
    }
  return source_from_fd (fd, name, error);
}

/* On disk rather than in memory where there is a choice: FHS gives /var/tmp to large files. */
static int
open_unlinked_temporary (void)
{
  int fd = open ("/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    return fd;

  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "ambrotype-XXXXXX", NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    g_unlink (path);
  return fd;
}

/* A worker must not be able to write to what it reads. */
static int
reopen_read_only (int fd)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  return open (path, O_RDONLY | O_CLOEXEC);
}

static const struct
{
  GIOErrorEnum gio;
  AmbError code;
} gio_codes[] = {
  { G_IO_ERROR_NOT_FOUND, AMB_ERROR_NOT_FOUND },
  { G_IO_ERROR_PERMISSION_DENIED, AMB_ERROR_PERMISSION },
  { G_IO_ERROR_IS_DIRECTORY, AMB_ERROR_NOT_REGULAR },
  { G_IO_ERROR_NOT_REGULAR_FILE, AMB_ERROR_NOT_REGULAR },
  { G_IO_ERROR_NO_SPACE, AMB_ERROR_NO_SPACE },
  { G_IO_ERROR_CANCELLED, AMB_ERROR_CANCELLED },
};

static void
set_gio_error (GError **error, const GError *cause, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (gio_codes); i++)
    if (g_error_matches (cause, G_IO_ERROR, gio_codes[i].gio))
      {
        gboolean folder = gio_codes[i].gio == G_IO_ERROR_IS_DIRECTORY;
        amb_error_set (error, gio_codes[i].code, name, folder ? _("a folder") : NULL);
        return;
      }
  amb_error_set (error, AMB_ERROR_READ, name, cause->message);
}

static gboolean
copy_to_fd (GFile *file, int fd, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) input = g_file_read (file, cancellable, error);
  if (input == NULL)
    return FALSE;
  g_autoptr (GOutputStream) output = g_unix_output_stream_new (fd, FALSE);
  return g_output_stream_splice (output, G_INPUT_STREAM (input),
                                 G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE, cancellable, error)
         >= 0;
}

static AmbSource *
open_remote (GFile *file, const char *name, GCancellable *cancellable, GError **error)
{
  int temporary = open_unlinked_temporary ();
  if (temporary < 0)
    {
      amb_error_set_errno (error, errno, TRUE, name);
      return NULL;
    }

  g_autoptr (GError) cause = NULL;
  int fd = -1;
  if (!copy_to_fd (file, temporary, cancellable, &cause))
    set_gio_error (error, cause, name);
  else if ((fd = reopen_read_only (temporary)) < 0)
    amb_error_set_errno (error, errno, FALSE, name);
  close (temporary);
  return fd < 0 ? NULL : source_from_fd (fd, name, error);
}

AmbSource *
amb_source_open (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = amb_source_display_name (file);
  g_autofree char *path = g_file_get_path (file);

  if (g_cancellable_is_cancelled (cancellable))
    {
      amb_error_set (error, AMB_ERROR_CANCELLED, name, NULL);
      return NULL;
    }
  if (path != NULL)
    return open_local (path, name, error);
  return open_remote (file, name, cancellable, error);
}

int
amb_source_steal_fd (AmbSource *self)
{
  return g_steal_fd (&self->fd);
}

void
amb_source_free (AmbSource *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}
