/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: an output gets its name in one step, after its bytes are on the disk.
 *
 * The temporary has no name at all where the file system can do that (O_TMPFILE), so that a crash
 * or a power cut leaves nothing; elsewhere it is a hidden ".part". It gets its name by link, which
 * never overwrites. File systems without links (FAT, some network mounts) use a rename that refuses
 * to replace, and those without that either a reservation: an empty file made exclusively, then
 * replaced by the rename. Only REPLACE renames over what is there, and then in one step. The file
 * is synced before it is named and the folder after, so that a name never stands for missing bytes.
 *
 * A temporary that has a name is locked for as long as its process lives, so that whoever finds one
 * without a lock knows that nobody will finish it. Locks of another machine may not be seen, so on
 * a network file system it must be old as well. */
#include "amb-publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "amb-error.h"
#include "amb-file-system.h"

enum
{
  ABANDONED_SECONDS = 3600,
  MAX_NUMBER = 1000000, /* of name (2).jpg and of tries for a hidden name; never reached */
};

struct _AmbPublish
{
  char *folder;
  int folder_fd;
  int fd;
  char *part;            /* the temporary's hidden name, or NULL while it has none */
  AmbPublishGuard guard; /* nullable */
  gpointer guard_data;
  gboolean has_mtime;
  gint64 mtime; /* nanoseconds */
};

#define HIDDEN_PREFIX ".ambrotype-"
#define HIDDEN_SUFFIX ".part"

static char *
hidden_name (void)
{
  return g_strdup_printf (HIDDEN_PREFIX "%08x" HIDDEN_SUFFIX, g_random_int ());
}

static gboolean
is_hidden_name (const char *name)
{
  gsize prefix = strlen (HIDDEN_PREFIX);
  return g_str_has_prefix (name, HIDDEN_PREFIX) && strlen (name) > prefix
         && strspn (name + prefix, "0123456789abcdef") == 8
         && strcmp (name + prefix + 8, HIDDEN_SUFFIX) == 0;
}

/* FALSE when somebody who sweeps the folder was faster. A file system without locks has nobody who
 * sweeps. */
static gboolean
hold (int fd)
{
  struct stat st;
  if (flock (fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return FALSE;
  return fstat (fd, &st) == 0 && st.st_nlink > 0;
}

static int
open_part (int folder_fd, char **part)
{
  for (guint try = 0; try < MAX_NUMBER; try++)
    {
      g_autofree char *name = hidden_name ();
      int fd = openat (folder_fd, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (fd < 0 && errno != EEXIST)
        return -1;
      if (fd >= 0 && hold (fd))
        {
          *part = g_steal_pointer (&name);
          return fd;
        }
      if (fd >= 0)
        close (fd);
    }
  return -1;
}

/* What a file system or kernel without O_TMPFILE answers. */
static gboolean
lacks_tmpfile (int errsv)
{
  return errsv == EOPNOTSUPP || errsv == EISDIR || errsv == EINVAL || errsv == ENOENT;
}

static int
open_temporary (int folder_fd, char **part)
{
  int fd = openat (folder_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0 && lacks_tmpfile (errno))
    return open_part (folder_fd, part);
  if (fd >= 0)
    flock (fd, LOCK_EX | LOCK_NB); /* for the moment in which it may get a hidden name */
  return fd;
}

/* FALSE with errno. What is made is on the disk: an output is no safer than its folder. */
static gboolean
make_folder (const char *folder)
{
  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_autofree char *above = g_path_get_dirname (folder);
  if (strcmp (above, folder) == 0 || !make_folder (above))
    return FALSE;
  if (mkdir (folder, 0777) != 0 && !(errno == EEXIST && g_file_test (folder, G_FILE_TEST_IS_DIR)))
    return FALSE;
  int fd = open (above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0)
    {
      fsync (fd); /* as far as it can be done */
      close (fd);
    }
  return TRUE;
}

static void
set_folder_error (GError **error, int errsv, const char *folder)
{
  g_autofree char *name = g_filename_display_name (folder);
  amb_error_set_errno (error, errsv == EEXIST ? ENOTDIR : errsv, TRUE, name);
}

gboolean
amb_publish_make_folder (const char *folder, GError **error)
{
  if (make_folder (folder))
    return TRUE;
  set_folder_error (error, errno, folder);
  return FALSE;
}

AmbPublish *
amb_publish_begin (const char *folder, GError **error)
{
  g_autoptr (AmbPublish) self = g_new0 (AmbPublish, 1);
  self->folder = g_strdup (folder);
  self->fd = -1;
  self->folder_fd = -1;

  if (make_folder (folder))
    self->folder_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder_fd >= 0)
    self->fd = open_temporary (self->folder_fd, &self->part);
  if (self->fd >= 0)
    return g_steal_pointer (&self);

  set_folder_error (error, errno, folder);
  return NULL;
}

int
amb_publish_get_fd (AmbPublish *self)
{
  return self->fd;
}

void
amb_publish_set_mtime (AmbPublish *self, gint64 mtime)
{
  self->has_mtime = TRUE;
  self->mtime = mtime;
}

/* Rounded down, also before 1970. */
static int
apply_mtime (AmbPublish *self)
{
  const gint64 second = G_GINT64_CONSTANT (1000000000);
  const gint64 rest = (self->mtime % second + second) % second;
  const struct timespec times[2]
      = { { .tv_nsec = UTIME_OMIT },
          { .tv_sec = (time_t) ((self->mtime - rest) / second), .tv_nsec = (long) rest } };
  return self->has_mtime ? futimens (self->fd, times) : 0;
}

void
amb_publish_set_guard (AmbPublish *self, AmbPublishGuard guard, gpointer user_data)
{
  self->guard = guard;
  self->guard_data = user_data;
}

/* Which file a lock is about is known only when it is held: the name may stand for another one. */
static gboolean
is_abandoned (int folder_fd, const char *name, gint64 newest)
{
  struct stat held, named;
  int fd = openat (folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  gboolean abandoned = fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0 && fstat (fd, &held) == 0
                       && S_ISREG (held.st_mode) && held.st_mtim.tv_sec <= newest
                       && fstatat (folder_fd, name, &named, AT_SYMLINK_NOFOLLOW) == 0
                       && named.st_ino == held.st_ino;
  if (fd >= 0)
    close (fd);
  return abandoned;
}

/* Another machine's lock may not be seen here: there a temporary must be older than any export
 * takes. */
static gint64
newest_to_sweep (const char *folder)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  return amb_file_system_is_network (folder) ? now - ABANDONED_SECONDS : G_MAXINT64;
}

guint
amb_publish_sweep (const char *folder)
{
  guint removed = 0;
  gint64 newest = newest_to_sweep (folder);
  int folder_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autoptr (GDir) dir = folder_fd >= 0 ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_hidden_name (name) && is_abandoned (folder_fd, name, newest)
        && unlinkat (folder_fd, name, 0) == 0)
      removed++;
  if (folder_fd >= 0)
    close (folder_fd);
  return removed;
}

char *
amb_publish_numbered_name (const char *name, guint number)
{
  const char *dot = strrchr (name, '.');
  if (dot == NULL || dot == name)
    dot = name + strlen (name);
  return g_strdup_printf ("%.*s (%u)%s", (int) (dot - name), name, number, dot);
}

static void
remove_part (AmbPublish *self)
{
  if (self->part != NULL)
    unlinkat (self->folder_fd, self->part, 0);
  g_clear_pointer (&self->part, g_free);
}

static int
link_temporary (AmbPublish *self, const char *name)
{
  if (self->part != NULL)
    return linkat (self->folder_fd, self->part, self->folder_fd, name, 0);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", self->fd);
  return linkat (AT_FDCWD, path, self->folder_fd, name, AT_SYMLINK_FOLLOW);
}

/* The rename of the named temporary onto a reservation that nobody else can hold. */
static int
rename_onto_reservation (AmbPublish *self, const char *name)
{
  int fd = openat (self->folder_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0)
    return -1;
  close (fd);
  if (renameat (self->folder_fd, self->part, self->folder_fd, name) == 0)
    return 0;
  int errsv = errno;
  unlinkat (self->folder_fd, name, 0);
  errno = errsv;
  return -1;
}

/* For file systems without links: only there the temporary has a name. */
static int
rename_without_replacing (AmbPublish *self, const char *name)
{
  if (renameat2 (self->folder_fd, self->part, self->folder_fd, name, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
    return -1;
  return rename_onto_reservation (self, name);
}

static gboolean
lacks_links (int errsv)
{
  return errsv == EPERM || errsv == EOPNOTSUPP || errsv == ENOSYS || errsv == EMLINK;
}

/* 0, or -1 with errno; EEXIST when the name is taken. */
static int
place_new (AmbPublish *self, const char *name)
{
  int result = link_temporary (self, name);
  if (result == 0)
    remove_part (self);
  else if (self->part != NULL && lacks_links (errno))
    {
      result = rename_without_replacing (self, name);
      if (result == 0)
        g_clear_pointer (&self->part, g_free);
    }
  return result;
}

static int
place_numbered (AmbPublish *self, const char *name, char **placed)
{
  g_autofree char *candidate = g_strdup (name);
  int result = place_new (self, candidate);
  for (guint number = 2; result != 0 && errno == EEXIST && number < MAX_NUMBER; number++)
    {
      g_free (candidate);
      candidate = amb_publish_numbered_name (name, number);
      result = place_new (self, candidate);
    }
  if (result == 0)
    *placed = g_steal_pointer (&candidate);
  return result;
}

/* A nameless temporary first gets a hidden name: rename is what replaces in one step. */
static int
place_over (AmbPublish *self, const char *name)
{
  if (self->part == NULL)
    {
      g_autofree char *hidden = hidden_name ();
      if (link_temporary (self, hidden) != 0)
        return -1;
      self->part = g_steal_pointer (&hidden);
    }
  int result = renameat (self->folder_fd, self->part, self->folder_fd, name);
  if (result == 0)
    g_clear_pointer (&self->part, g_free);
  return result;
}

static int
place (AmbPublish *self, const char *name, AmbConflict conflict, char **placed)
{
  if (conflict == AMB_CONFLICT_RENAME)
    return place_numbered (self, name, placed);

  int result = conflict == AMB_CONFLICT_REPLACE ? place_over (self, name) : place_new (self, name);
  if (result == 0)
    *placed = g_strdup (name);
  return result;
}

/* Some network file systems cannot sync a folder; they name a file durably by themselves. */
static int
sync_folder (AmbPublish *self)
{
  if (fsync (self->folder_fd) == 0 || errno == EINVAL || errno == EOPNOTSUPP || errno == ENOSYS)
    return 0;
  return -1;
}

static gboolean
name_is_usable (const char *name)
{
  return *name != '\0' && strchr (name, '/') == NULL && strcmp (name, ".") != 0
         && strcmp (name, "..") != 0;
}

static gboolean
check_and_sync (AmbPublish *self, const char *name, const char *display_name, GError **error)
{
  struct stat st;
  if (!name_is_usable (name))
    {
      amb_error_set (error, AMB_ERROR_WRITE, display_name, _("this cannot be the name of a file"));
      return FALSE;
    }
  if (fstat (self->fd, &st) == 0 && st.st_size == 0)
    {
      amb_error_set (error, AMB_ERROR_WRITE, display_name, _("the output is empty"));
      return FALSE;
    }
  if (apply_mtime (self) == 0 && fsync (self->fd) == 0)
    return TRUE;
  amb_error_set_errno (error, errno, TRUE, display_name);
  return FALSE;
}

/* Owners cannot always be given, and some file systems know none of it. */
void
amb_publish_take_access (AmbPublish *self, const char *name)
{
  struct stat st;
  if (fstatat (self->folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (st.st_mode))
    return;
  if (fchown (self->fd, st.st_uid, st.st_gid) != 0)
    g_debug ("“%s” changes its owner.", name);
  if (fchmod (self->fd, st.st_mode & 0777) != 0)
    g_debug ("“%s” changes its mode.", name);
}

static gboolean
ask_guard (AmbPublish *self, GError **error)
{
  struct stat st;
  if (self->guard == NULL)
    return TRUE;
  if (fstat (self->fd, &st) == 0)
    return self->guard (&st, self->guard_data, error);
  amb_error_set_errno (error, errno, TRUE, self->folder);
  return FALSE;
}

gboolean
amb_publish_commit (
    AmbPublish *self, const char *name, AmbConflict conflict, char **final_path, GError **error)
{
  g_autofree char *display_name = g_filename_display_name (name);
  g_autofree char *placed = NULL;

  if (!check_and_sync (self, name, display_name, error) || !ask_guard (self, error))
    return FALSE;
  if (place (self, name, conflict, &placed) != 0)
    {
      amb_error_set_errno (error, errno, TRUE, display_name);
      return FALSE;
    }
  if (sync_folder (self) != 0)
    {
      amb_error_set_errno (error, errno, TRUE, display_name);
      if (conflict != AMB_CONFLICT_REPLACE)
        unlinkat (self->folder_fd, placed, 0);
      return FALSE;
    }
  if (final_path != NULL)
    *final_path = g_build_filename (self->folder, placed, NULL);
  return TRUE;
}

void
amb_publish_free (AmbPublish *self)
{
  if (self == NULL)
    return;
  remove_part (self);
  if (self->fd >= 0)
    close (self->fd);
  if (self->folder_fd >= 0)
    close (self->folder_fd);
  g_free (self->folder);
  g_free (self);
}
