/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: what is copied is read again before it gets its name, so that a name never stands for
 * other bytes, also when somebody writes to the source meanwhile. A file system that shares blocks
 * copies without any data. The folder itself is synced into the one above it: what is kept there
 * outlives a power cut although the folder is new. */
#include "amb-keep.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "amb-error.h"
#include "amb-publish.h"
#include "amb-write.h"

enum
{
  BLOCK_BYTES = 1024 * 1024,
};

gboolean
amb_keep_digest (int fd, char digest[AMB_DIGEST_CHARS + 1])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK_BYTES);
  off_t at = 0;
  ssize_t n;
  while ((n = pread (fd, block, BLOCK_BYTES, at)) != 0)
    {
      if (n < 0 && errno != EINTR)
        return FALSE;
      g_checksum_update (checksum, block, MAX (n, 0));
      at += MAX (n, 0);
    }
  g_strlcpy (digest, g_checksum_get_string (checksum), AMB_DIGEST_CHARS + 1);
  return TRUE;
}

static gboolean
copy_by_hand (int from, off_t at, int to, gboolean *is_writing)
{
  g_autofree guint8 *block = g_malloc (BLOCK_BYTES);
  ssize_t n;
  while ((n = pread (from, block, BLOCK_BYTES, at)) != 0)
    {
      *is_writing = FALSE;
      if (n < 0 && errno != EINTR)
        return FALSE;
      *is_writing = TRUE;
      if (!amb_write_all (to, block, (gsize) MAX (n, 0)))
        return FALSE;
      at += MAX (n, 0);
    }
  return TRUE;
}

gboolean
amb_keep_copy (int from, int to, gboolean *is_writing)
{
  gboolean side;
  off_t at = 0;
  ssize_t n;
  if (is_writing == NULL)
    is_writing = &side;
  *is_writing = TRUE;
  do
    n = copy_file_range (from, &at, to, NULL, (size_t) 1 << 30, 0);
  while (n > 0 || (n < 0 && errno == EINTR));
  if (n < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
    return FALSE;
  /* Two file systems, or one that cannot; some answer 0 for what they cannot. */
  return copy_by_hand (from, at, to, is_writing);
}

/* TRUE when folder is there, and the one above it knows on the disk. */
static gboolean
make_folder (const char *folder)
{
  g_autofree char *above = g_path_get_dirname (folder);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return FALSE;
  int fd = open (above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return FALSE;
  fsync (fd);
  close (fd);
  return TRUE;
}

static gboolean
is_kept (const char *folder, const char *digest, int fd)
{
  g_autofree char *path = g_build_filename (folder, digest, NULL);
  struct stat source, kept;
  return fstat (fd, &source) == 0 && stat (path, &kept) == 0 && S_ISREG (kept.st_mode)
         && kept.st_size == source.st_size;
}

/* By a link, which leaves nothing half done; only what is there and not whole is replaced. */
static gboolean
give_name (AmbPublish *copy, const char *folder, const char *digest, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  if (amb_publish_commit (copy, digest, AMB_CONFLICT_SKIP, NULL, &trouble))
    return TRUE;
  if (g_error_matches (trouble, AMB_ERROR, AMB_ERROR_EXISTS))
    return is_kept (folder, digest, amb_publish_get_fd (copy))
           || amb_publish_commit (copy, digest, AMB_CONFLICT_REPLACE, NULL, error);
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

/* The digest once more, of the copy. */
static gboolean
check_copy (int fd, const char *digest, const char *name, GError **error)
{
  char found[AMB_DIGEST_CHARS + 1];
  if (!amb_keep_digest (fd, found))
    {
      amb_error_set_errno (error, errno, FALSE, name);
      return FALSE;
    }
  if (strcmp (found, digest) == 0)
    return TRUE;
  amb_error_set (error, AMB_ERROR_READ, name, _("it was changed while it was copied"));
  return FALSE;
}

static gboolean
copy_into (const char *folder, int fd, const char *name, const char *digest, GError **error)
{
  gboolean is_writing;
  g_autoptr (AmbPublish) copy = amb_publish_begin (folder, error);
  if (copy == NULL)
    return FALSE;
  if (!amb_keep_copy (fd, amb_publish_get_fd (copy), &is_writing))
    {
      amb_error_set_errno (error, errno, is_writing, name);
      return FALSE;
    }
  return check_copy (amb_publish_get_fd (copy), digest, name, error)
         && give_name (copy, folder, digest, error);
}

gboolean
amb_keep_file (
    const char *folder, int fd, const char *name, char digest[AMB_DIGEST_CHARS + 1], GError **error)
{
  if (!amb_keep_digest (fd, digest))
    {
      amb_error_set_errno (error, errno, FALSE, name);
      return FALSE;
    }
  if (is_kept (folder, digest, fd))
    return TRUE;
  if (make_folder (folder))
    return copy_into (folder, fd, name, digest, error);
  g_autofree char *shown = g_filename_display_name (folder);
  amb_error_set_errno (error, errno, TRUE, shown);
  return FALSE;
}
