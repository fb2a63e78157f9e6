/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the first bytes only. */
#include "amb-sniff.h"

#include <errno.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "amb-error.h"

/* -1 with errno. */
static ssize_t
read_start (int fd, guint8 bytes[AMB_SNIFF_BYTES])
{
  ssize_t n;
  do
    n = pread (fd, bytes, AMB_SNIFF_BYTES, 0);
  while (n < 0 && errno == EINTR);
  return n;
}

const AmbCodec *
amb_sniff_fd (int fd)
{
  guint8 bytes[AMB_SNIFF_BYTES];
  ssize_t n = read_start (fd, bytes);
  return n > 0 ? amb_codecs_sniff (bytes, (gsize) n) : NULL;
}

static gboolean
sniff_local (GFile *file, GCancellable *cancellable, AmbSniff *sniff, GError **error)
{
  guint8 bytes[AMB_SNIFF_BYTES];
  g_autoptr (AmbSource) source = amb_source_open (file, cancellable, error);
  if (source == NULL)
    return FALSE;
  ssize_t n = read_start (source->fd, bytes);
  if (n < 0)
    {
      int errsv = errno;
      g_autofree char *name = amb_source_display_name (file);
      amb_error_set_errno (error, errsv, FALSE, name);
      return FALSE;
    }
  sniff->codec = amb_codecs_sniff (bytes, (gsize) n);
  sniff->identity = (AmbIdentity){ source->size, source->mtime, source->inode, source->device };
  return TRUE;
}

/* Elsewhere the whole file is fetched only when its turn comes, unless something is wrong with it:
 * then that names the cause. */
static gboolean
sniff_remote (GFile *file, GCancellable *cancellable, AmbSniff *sniff, GError **error)
{
  guint8 bytes[AMB_SNIFF_BYTES];
  gsize n = 0;
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, NULL);
  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, sizeof bytes, &n, cancellable,
                                   NULL)
      || n == 0)
    return sniff_local (file, cancellable, sniff, error);
  sniff->codec = amb_codecs_sniff (bytes, n);
  return TRUE;
}

gboolean
amb_sniff_file (GFile *file, GCancellable *cancellable, AmbSniff *sniff, GError **error)
{
  *sniff = (AmbSniff){ 0 };
  if (g_file_peek_path (file) != NULL)
    return sniff_local (file, cancellable, sniff, error);
  return sniff_remote (file, cancellable, sniff, error);
}

/* FAT has no inodes and the kernel makes them up; they change while a file stays what it is. */
static gboolean
has_lasting_inodes (const AmbSource *source)
{
  struct statfs st;
  return fstatfs (source->fd, &st) != 0
         || ((guint32) st.f_type != MSDOS_SUPER_MAGIC && (guint32) st.f_type != EXFAT_SUPER_MAGIC);
}

/* A device has another number after it was taken out, or after a start of the machine; then its
 * inodes say nothing, and size and time must do. */
gboolean
amb_identity_fits (const AmbIdentity *planned, const AmbSource *source)
{
  if (planned->inode == 0)
    return TRUE;
  return planned->size == source->size && planned->mtime == source->mtime
         && (planned->inode == source->inode || planned->device != source->device
             || !has_lasting_inodes (source));
}
