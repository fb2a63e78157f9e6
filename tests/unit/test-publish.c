/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Publishing: whole or absent, on file systems of every kind. The calls that such file systems
 * refuse are replaced here by ones that refuse when the test asks. */
#include "amb-publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include "amb-error.h"

/* What the file system under test cannot do; 0: it can. */
static struct
{
  int tmpfile, link, rename_noreplace, rename, sync_file, sync_folder;
} refuses;

static GHashTable *synced; /* inodes of folders; NULL: nobody asks */

static long magic; /* what the file system calls itself */

int
statfs (const char *path, struct statfs *st)
{
  memset (st, 0, sizeof *st);
  st->f_type = magic;
  return 0;
}

static gboolean
refuse (int errsv)
{
  if (errsv != 0)
    errno = errsv;
  return errsv != 0;
}

int
openat (int folder, const char *path, int flags, ...)
{
  mode_t mode = 0;
  if (flags & (O_CREAT | O_TMPFILE))
    {
      va_list arguments;
      va_start (arguments, flags);
      mode = va_arg (arguments, mode_t);
      va_end (arguments);
    }
  if ((flags & O_TMPFILE) == O_TMPFILE && refuse (refuses.tmpfile))
    return -1;
  return (int) syscall (SYS_openat, folder, path, flags, mode);
}

int
linkat (int from, const char *old, int to, const char *name, int flags)
{
  if (refuse (refuses.link))
    return -1;
  return (int) syscall (SYS_linkat, from, old, to, name, flags);
}

int
renameat (int from, const char *old, int to, const char *name)
{
  if (refuse (refuses.rename))
    return -1;
  return (int) syscall (SYS_renameat2, from, old, to, name, 0);
}

int
renameat2 (int from, const char *old, int to, const char *name, unsigned int flags)
{
  if (refuse (refuses.rename_noreplace))
    return -1;
  return (int) syscall (SYS_renameat2, from, old, to, name, flags);
}

int
fsync (int fd)
{
  struct stat st;
  if (synced != NULL && fstat (fd, &st) == 0)
    g_hash_table_add (synced, GSIZE_TO_POINTER (st.st_ino));
  if (fstat (fd, &st) == 0
      && refuse (S_ISDIR (st.st_mode) ? refuses.sync_folder : refuses.sync_file))
    return -1;
  return (int) syscall (SYS_fsync, fd);
}

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  memset (&refuses, 0, sizeof refuses);
  self->folder = g_dir_make_tmp ("ambrotype-publish-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
}

static guint
count_entries (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint count = 0;
  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);
      g_remove (path);
    }
  g_assert_no_errno (g_rmdir (self->folder));
  g_free (self->folder);
}

static void
assert_file (Fixture *self, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *found = NULL;
  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, content);
}

static void
put_file (Fixture *self, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static AmbPublish *
begin (Fixture *self, const char *content)
{
  g_autoptr (GError) error = NULL;
  AmbPublish *publish = amb_publish_begin (self->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (write (amb_publish_get_fd (publish), content, strlen (content)), ==,
                   strlen (content));
  return publish;
}

/* Publishes content as name and expects it under placed. */
static void
assert_placed (
    Fixture *self, const char *name, AmbConflict conflict, const char *content, const char *placed)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *expected = g_build_filename (self->folder, placed, NULL);
  g_autoptr (AmbPublish) publish = begin (self, content);
  g_assert_true (amb_publish_commit (publish, name, conflict, &path, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, expected);
  assert_file (self, placed, content);
}

static void
assert_fails (Fixture *self, const char *name, AmbConflict conflict, AmbError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbPublish) publish = begin (self, "new");
  g_assert_false (amb_publish_commit (publish, name, conflict, NULL, &error));
  g_assert_error (error, AMB_ERROR, (int) code);
}

/* The same story on each kind of file system. */
static void
tell_story (Fixture *self)
{
  assert_placed (self, "a.jpg", AMB_CONFLICT_SKIP, "one", "a.jpg");
  assert_fails (self, "a.jpg", AMB_CONFLICT_SKIP, AMB_ERROR_EXISTS);
  assert_file (self, "a.jpg", "one");
  assert_placed (self, "a.jpg", AMB_CONFLICT_RENAME, "two", "a (2).jpg");
  assert_placed (self, "a.jpg", AMB_CONFLICT_RENAME, "three", "a (3).jpg");
  assert_placed (self, "b.jpg", AMB_CONFLICT_RENAME, "four", "b.jpg");
  assert_placed (self, "a.jpg", AMB_CONFLICT_REPLACE, "five", "a.jpg");
  assert_placed (self, "c.jpg", AMB_CONFLICT_REPLACE, "six", "c.jpg");
  assert_file (self, "a (2).jpg", "two");
  g_assert_cmpuint (count_entries (self), ==, 5);
}

static void
test_nameless (Fixture *self, gconstpointer data)
{
  AmbPublish *publish = begin (self, "x");
  guint entries = count_entries (self);
  amb_publish_free (publish);
  if (entries != 0)
    {
      g_test_skip ("the temporary folder is on a file system without O_TMPFILE");
      return;
    }
  tell_story (self);
}

static void
test_hidden_part (Fixture *self, gconstpointer data)
{
  refuses.tmpfile = EOPNOTSUPP;
  AmbPublish *publish = begin (self, "x");
  g_assert_cmpuint (count_entries (self), ==, 1);
  amb_publish_free (publish);
  g_assert_cmpuint (count_entries (self), ==, 0);
  tell_story (self);
}

static void
test_without_links (Fixture *self, gconstpointer data)
{
  refuses.tmpfile = EOPNOTSUPP;
  refuses.link = EPERM;
  tell_story (self);
}

static void
test_without_exclusive_rename (Fixture *self, gconstpointer data)
{
  refuses.tmpfile = EISDIR;
  refuses.link = EOPNOTSUPP;
  refuses.rename_noreplace = EINVAL;
  tell_story (self);
}

static void
test_dropped (Fixture *self, gconstpointer data)
{
  amb_publish_free (begin (self, "x"));
  g_assert_cmpuint (count_entries (self), ==, 0);
  amb_publish_free (NULL);
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbPublish) publish = begin (self, "");
  g_assert_false (amb_publish_commit (publish, "a.jpg", AMB_CONFLICT_REPLACE, NULL, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_WRITE);
  g_assert_cmpuint (count_entries (self), ==, 0);
}

static void
test_bad_names (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "", ".", "..", "a/b.jpg", "/a.jpg" };
  g_autofree char *too_long = g_strnfill (300, 'x');
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    assert_fails (self, names[i], AMB_CONFLICT_REPLACE, AMB_ERROR_WRITE);
  assert_fails (self, too_long, AMB_CONFLICT_SKIP, AMB_ERROR_WRITE);
  g_assert_cmpuint (count_entries (self), ==, 0);
}

/* A full disk is found at the latest by the sync; what was there before stays. */
static void
test_no_space (Fixture *self, gconstpointer data)
{
  put_file (self, "a.jpg", "old");
  refuses.sync_file = ENOSPC;
  assert_fails (self, "a.jpg", AMB_CONFLICT_REPLACE, AMB_ERROR_NO_SPACE);
  refuses.sync_file = EDQUOT;
  assert_fails (self, "b.jpg", AMB_CONFLICT_SKIP, AMB_ERROR_NO_SPACE);
  assert_file (self, "a.jpg", "old");
  g_assert_cmpuint (count_entries (self), ==, 1);
}

static void
test_no_space_for_the_name (Fixture *self, gconstpointer data)
{
  refuses.link = ENOSPC;
  assert_fails (self, "a.jpg", AMB_CONFLICT_SKIP, AMB_ERROR_NO_SPACE);
  assert_fails (self, "a.jpg", AMB_CONFLICT_REPLACE, AMB_ERROR_NO_SPACE);
  g_assert_cmpuint (count_entries (self), ==, 0);
}

static void
test_rename_fails (Fixture *self, gconstpointer data)
{
  put_file (self, "a.jpg", "old");
  refuses.rename = EIO;
  assert_fails (self, "a.jpg", AMB_CONFLICT_REPLACE, AMB_ERROR_WRITE);
  refuses.tmpfile = refuses.link = EOPNOTSUPP;
  refuses.rename_noreplace = EINVAL;
  assert_fails (self, "b.jpg", AMB_CONFLICT_SKIP, AMB_ERROR_WRITE);
  assert_file (self, "a.jpg", "old");
  g_assert_cmpuint (count_entries (self), ==, 1);
}

static void
test_folder_sync (Fixture *self, gconstpointer data)
{
  refuses.sync_folder = EINVAL;
  assert_placed (self, "a.jpg", AMB_CONFLICT_SKIP, "one", "a.jpg");
  refuses.sync_folder = EIO;
  assert_fails (self, "b.jpg", AMB_CONFLICT_SKIP, AMB_ERROR_WRITE);
  g_assert_cmpuint (count_entries (self), ==, 1);
}

static void
test_over_a_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "a.jpg", NULL);
  g_assert_no_errno (g_mkdir (path, 0700));
  assert_fails (self, "a.jpg", AMB_CONFLICT_REPLACE, AMB_ERROR_WRITE);
  assert_fails (self, "a.jpg", AMB_CONFLICT_SKIP, AMB_ERROR_EXISTS);
  assert_placed (self, "a.jpg", AMB_CONFLICT_RENAME, "two", "a (2).jpg");
  g_assert_cmpuint (count_entries (self), ==, 2);
}

static void
test_over_a_link (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "link.jpg", NULL);
  put_file (self, "original.jpg", "original");
  g_assert_no_errno (symlink ("original.jpg", path));
  assert_fails (self, "link.jpg", AMB_CONFLICT_SKIP, AMB_ERROR_EXISTS);
  assert_placed (self, "link.jpg", AMB_CONFLICT_REPLACE, "new", "link.jpg");
  assert_file (self, "original.jpg", "original");
}

static void
test_makes_the_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *outer = g_build_filename (self->folder, "x", NULL);
  g_autofree char *inner = g_build_filename (outer, "y", NULL);
  g_autofree char *path = NULL;
  g_autoptr (AmbPublish) publish = amb_publish_begin (inner, NULL);
  g_assert_cmpint (write (amb_publish_get_fd (publish), "z", 1), ==, 1);
  g_assert_true (amb_publish_commit (publish, "z.jpg", AMB_CONFLICT_SKIP, &path, NULL));
  g_assert_no_errno (g_unlink (path));
  g_assert_no_errno (g_rmdir (inner));
}

static void
test_no_folder (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (self->folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "below", NULL);
  put_file (self, "file", "x");
  g_assert_null (amb_publish_begin (file, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_WRITE);
  g_assert_nonnull (strstr (error->message, "file"));
  g_clear_error (&error);
  g_assert_null (amb_publish_begin (below, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_WRITE);
}

/* Each folder that is made is on the disk, so that no power cut takes an output with it. */
static void
test_makes_folders (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *outer = g_build_filename (self->folder, "outer", NULL);
  g_autofree char *inner = g_build_filename (outer, "inner", NULL);
  const char *const above[] = { self->folder, outer };
  synced = g_hash_table_new (NULL, NULL);
  g_assert_true (amb_publish_make_folder (inner, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (above); i++)
    {
      struct stat st;
      g_assert_no_errno (stat (above[i], &st));
      g_assert_true (g_hash_table_contains (synced, GSIZE_TO_POINTER (st.st_ino)));
    }
  g_hash_table_remove_all (synced);
  g_assert_true (amb_publish_make_folder (inner, &error));
  g_assert_cmpuint (g_hash_table_size (synced), ==, 0);
  g_clear_pointer (&synced, g_hash_table_unref);
  g_assert_no_errno (g_rmdir (inner));
}

/* In a child that is nobody, for root may write everywhere. */
static void
test_no_permission (Fixture *self, gconstpointer data)
{
  g_assert_no_errno (chmod (self->folder, 0555));
  pid_t child = fork ();
  if (child == 0)
    {
      g_autoptr (GError) error = NULL;
      if (getuid () == 0 && setresuid (65534, 65534, 65534) != 0)
        _exit (2);
      g_autoptr (AmbPublish) publish = amb_publish_begin (self->folder, &error);
      _exit (publish == NULL && g_error_matches (error, AMB_ERROR, AMB_ERROR_WRITE) ? 0 : 1);
    }
  int status;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_no_errno (chmod (self->folder, 0755));
}

static void
test_mode (Fixture *self, gconstpointer data)
{
  struct stat st;
  mode_t old = umask (027);
  assert_placed (self, "a.jpg", AMB_CONFLICT_SKIP, "one", "a.jpg");
  umask (old);
  g_autofree char *path = g_build_filename (self->folder, "a.jpg", NULL);
  g_assert_no_errno (stat (path, &st));
  g_assert_cmpuint (st.st_mode & 0777, ==, 0640);
  g_assert_cmpuint (st.st_nlink, ==, 1);
}

/* A private photo stays private; a link says nothing of who may read what takes its place. */
static void
test_access (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *name;
    mode_t mode;
  } cases[] = { { "private.jpg", 0600 }, { "link.jpg", 0644 }, { "new.jpg", 0644 } };
  g_autofree char *private = g_build_filename (self->folder, "private.jpg", NULL);
  g_autofree char *link = g_build_filename (self->folder, "link.jpg", NULL);
  mode_t old = umask (022);
  put_file (self, "private.jpg", "old");
  g_assert_no_errno (chmod (private, 0600));
  g_assert_no_errno (symlink ("private.jpg", link));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct stat st;
      g_autoptr (AmbPublish) publish = begin (self, "new");
      amb_publish_take_access (publish, cases[i].name);
      g_assert_no_errno (fstat (amb_publish_get_fd (publish), &st));
      g_assert_cmpuint (st.st_mode & 07777, ==, cases[i].mode);
    }
  umask (old);
}

/* What the guard saw. */
typedef struct
{
  Fixture *fixture;
  ino_t inode;
  guint calls;
  gboolean refuses;
} Guard;

static gboolean
guard (const struct stat *st, gpointer user_data, GError **error)
{
  Guard *self = user_data;
  g_autofree char *path = g_build_filename (self->fixture->folder, "a.jpg", NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  self->inode = st->st_ino;
  self->calls++;
  if (self->refuses)
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_WRITE, "refused");
  return !self->refuses;
}

static void
test_guard (Fixture *self, gconstpointer data)
{
  Guard seen = { .fixture = self };
  g_autofree char *path = NULL;
  g_autoptr (AmbPublish) publish = begin (self, "one");
  struct stat st;
  amb_publish_set_guard (publish, guard, &seen);
  g_assert_true (amb_publish_commit (publish, "a.jpg", AMB_CONFLICT_SKIP, &path, NULL));
  g_assert_cmpuint (seen.calls, ==, 1);
  g_assert_cmpint (stat (path, &st), ==, 0);
  g_assert_cmpuint (st.st_ino, ==, seen.inode);
}

static void
test_guard_refuses (Fixture *self, gconstpointer data)
{
  Guard seen = { .fixture = self, .refuses = TRUE };
  g_autoptr (GError) error = NULL;
  AmbPublish *publish = begin (self, "one");
  amb_publish_set_guard (publish, guard, &seen);
  g_assert_false (amb_publish_commit (publish, "a.jpg", AMB_CONFLICT_REPLACE, NULL, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_WRITE);
  amb_publish_free (publish);
  g_assert_cmpuint (count_entries (self), ==, 0);
}

/* What the dead left goes; what somebody is writing stays, and what is not ours. */
static void
test_sweep (Fixture *self, gconstpointer data)
{
  refuses.tmpfile = EOPNOTSUPP;
  g_autoptr (AmbPublish) living = begin (self, "x");
  put_file (self, ".ambrotype-0123abcd.part", "dead");
  put_file (self, ".ambrotype-0123abcd.jpg", "theirs");
  put_file (self, ".ambrotype-0123abcde.part", "theirs");
  g_assert_cmpuint (amb_publish_sweep (self->folder), ==, 1);
  g_assert_cmpuint (count_entries (self), ==, 3);
  g_assert_true (amb_publish_commit (living, "a.jpg", AMB_CONFLICT_SKIP, NULL, NULL));
  g_assert_cmpuint (amb_publish_sweep ("/nowhere"), ==, 0);
}

/* Another machine may be writing the young one. */
static void
test_sweep_network (Fixture *self, gconstpointer data)
{
  g_autofree char *old = g_build_filename (self->folder, ".ambrotype-0123abcd.part", NULL);
  const struct timespec long_ago[2] = { { .tv_sec = 1000000 }, { .tv_sec = 1000000 } };
  magic = 0x65735546;
  put_file (self, ".ambrotype-0123abcd.part", "dead");
  put_file (self, ".ambrotype-0123abce.part", "young");
  g_assert_cmpint (utimensat (AT_FDCWD, old, long_ago, 0), ==, 0);
  g_assert_cmpuint (amb_publish_sweep (self->folder), ==, 1);
  assert_file (self, ".ambrotype-0123abce.part", "young");
  magic = 0;
  g_assert_cmpuint (amb_publish_sweep (self->folder), ==, 1);
}

static void
test_numbered_name (void)
{
  static const struct
  {
    const char *name;
    guint number;
    const char *expected;
  } cases[] = {
    { "name.jpg", 2, "name (2).jpg" }, { "name", 3, "name (3)" },
    { ".hidden", 2, ".hidden (2)" },   { "a.b.tiff", 10, "a.b (10).tiff" },
    { "ä ö.jpg", 2, "ä ö (2).jpg" },   { "name.", 2, "name (2)." },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = amb_publish_numbered_name (cases[i].name, cases[i].number);
      g_assert_cmpstr (name, ==, cases[i].expected);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/base/publish/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("nameless", test_nameless);
  ADD ("hidden-part", test_hidden_part);
  ADD ("without-links", test_without_links);
  ADD ("without-exclusive-rename", test_without_exclusive_rename);
  ADD ("dropped", test_dropped);
  ADD ("empty", test_empty);
  ADD ("bad-names", test_bad_names);
  ADD ("no-space", test_no_space);
  ADD ("no-space-for-the-name", test_no_space_for_the_name);
  ADD ("rename-fails", test_rename_fails);
  ADD ("folder-sync", test_folder_sync);
  ADD ("over-a-folder", test_over_a_folder);
  ADD ("over-a-link", test_over_a_link);
  ADD ("makes-the-folder", test_makes_the_folder);
  ADD ("no-folder", test_no_folder);
  ADD ("makes-folders", test_makes_folders);
  ADD ("no-permission", test_no_permission);
  ADD ("mode", test_mode);
  ADD ("access", test_access);
  ADD ("guard", test_guard);
  ADD ("guard-refuses", test_guard_refuses);
  ADD ("sweep", test_sweep);
  ADD ("sweep-network", test_sweep_network);
  g_test_add_func ("/base/publish/numbered-name", test_numbered_name);
  return g_test_run ();
}
