/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening sources: what is opened, and each way in which it is refused. */
#include "amb-source.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include "amb-error.h"

#define REMOTE "resource:///io/github/ambrotype/tests/"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("ambrotype-source-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  g_assert_no_errno (chmod (self->folder, 0755));
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
  g_rmdir (self->folder);
  g_free (self->folder);
}

static char *
path_in (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static void
assert_refused (GFile *file, AmbError code, const char *fragment)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = amb_source_display_name (file);
  g_autoptr (AmbSource) source = amb_source_open (file, NULL, &error);
  g_assert_null (source);
  g_assert_error (error, AMB_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_nonnull (strstr (error->message, fragment));
}

static void
assert_path_refused (const char *path, AmbError code, const char *fragment)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  assert_refused (file, code, fragment);
}

static void
assert_content (AmbSource *source, const char *content)
{
  char buffer[64] = { 0 };
  g_assert_cmpint (pread (source->fd, buffer, sizeof buffer - 1, 0), ==, strlen (content));
  g_assert_cmpstr (buffer, ==, content);
  g_assert_cmpint (source->size, ==, strlen (content));
  g_assert_cmpint (fcntl (source->fd, F_GETFL) & O_ACCMODE, ==, O_RDONLY);
  g_assert_true (fcntl (source->fd, F_GETFD) & FD_CLOEXEC);
}

static void
test_regular (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_in (self, "photo.jpg");
  g_assert_true (g_file_set_contents (path, "bytes", -1, NULL));
  struct stat st;
  g_assert_no_errno (stat (path, &st));

  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (AmbSource) source = amb_source_open (file, NULL, &error);
  g_assert_no_error (error);
  assert_content (source, "bytes");
  g_assert_cmpuint (source->inode, ==, st.st_ino);
  g_assert_cmpuint (source->device, ==, st.st_dev);
  g_assert_cmpint (source->mtime, ==,
                   st.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + st.st_mtim.tv_nsec);

  int fd = amb_source_steal_fd (source);
  g_assert_cmpint (source->fd, ==, -1);
  g_assert_no_errno (close (fd));
}

static void
test_link (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_in (self, "photo.jpg");
  g_autofree char *link_path = path_in (self, "link.jpg");
  g_assert_true (g_file_set_contents (path, "bytes", -1, NULL));
  g_assert_no_errno (symlink (path, link_path));
  g_autoptr (GFile) file = g_file_new_for_path (link_path);
  g_autoptr (AmbSource) source = amb_source_open (file, NULL, NULL);
  assert_content (source, "bytes");
}

static void
test_missing (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_in (self, "gone.jpg");
  assert_path_refused (path, AMB_ERROR_NOT_FOUND, "not found");
}

static void
test_dangling (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_in (self, "dangling.jpg");
  g_assert_no_errno (symlink ("nowhere", path));
  assert_path_refused (path, AMB_ERROR_NOT_FOUND, "link to a file that does not exist");
}

static void
test_loop (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_in (self, "loop.jpg");
  g_assert_no_errno (symlink ("loop.jpg", path));
  assert_path_refused (path, AMB_ERROR_NOT_FOUND, "back to itself");
}

static void
test_below_a_file (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_in (self, "photo.jpg");
  g_autofree char *below = g_build_filename (path, "below.jpg", NULL);
  g_assert_true (g_file_set_contents (path, "bytes", -1, NULL));
  assert_path_refused (below, AMB_ERROR_NOT_FOUND, "not found");
}

static void
test_folder (Fixture *self, gconstpointer data)
{
  assert_path_refused (self->folder, AMB_ERROR_NOT_REGULAR, "a folder");
}

/* Nobody writes to it: a blocking open would never return. */
static void
test_fifo (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_in (self, "pipe.jpg");
  g_assert_no_errno (mkfifo (path, 0600));
  assert_path_refused (path, AMB_ERROR_NOT_REGULAR, "a named pipe");
}

static void
test_socket (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_in (self, "socket.jpg");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_no_errno (bind (fd, (struct sockaddr *) &address, sizeof address));
  assert_path_refused (path, AMB_ERROR_NOT_REGULAR, "a socket");
  close (fd);
}

static void
test_device (Fixture *self, gconstpointer data)
{
  assert_path_refused ("/dev/null", AMB_ERROR_NOT_REGULAR, "a device");
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_in (self, "empty.jpg");
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_path_refused (path, AMB_ERROR_EMPTY, "empty");
}

/* In a child that is nobody, for root may read everything. */
static void
test_permission (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_in (self, "secret.jpg");
  g_assert_true (g_file_set_contents (path, "bytes", -1, NULL));
  g_assert_no_errno (chmod (path, 0));

  pid_t child = fork ();
  if (child == 0)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GFile) file = g_file_new_for_path (path);
      if (getuid () == 0 && setresuid (65534, 65534, 65534) != 0)
        _exit (2);
      g_autoptr (AmbSource) source = amb_source_open (file, NULL, &error);
      _exit (source == NULL && g_error_matches (error, AMB_ERROR, AMB_ERROR_PERMISSION)
                     && strstr (error->message, "permission") != NULL
                 ? 0
                 : 1);
    }
  int status;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_in (self, "photo.jpg");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_cancellable_cancel (cancellable);
  g_assert_null (amb_source_open (file, cancellable, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_CANCELLED);
}

static void
test_remote (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_uri (REMOTE "photo.txt");
  g_assert_null (g_file_peek_path (file));
  g_autoptr (AmbSource) source = amb_source_open (file, NULL, &error);
  g_assert_no_error (error);
  assert_content (source, "a remote photo\n");

  struct stat st;
  g_assert_no_errno (fstat (source->fd, &st));
  g_assert_cmpuint (st.st_nlink, ==, 0);
}

static void
test_remote_refused (void)
{
  g_autoptr (GFile) missing = g_file_new_for_uri (REMOTE "gone.jpg");
  g_autoptr (GFile) empty = g_file_new_for_uri (REMOTE "empty.txt");
  g_autoptr (GFile) strange = g_file_new_for_uri ("unheard-of://host/photo.jpg");
  assert_refused (missing, AMB_ERROR_NOT_FOUND, "not found");
  assert_refused (empty, AMB_ERROR_EMPTY, "empty");
  assert_refused (strange, AMB_ERROR_READ, "could not be read");
}

static void
assert_named (const char *name, const char *path)
{
  g_autoptr (GFile) file = amb_source_file (name);
  g_autofree char *found = g_file_get_path (file);
  g_assert_cmpstr (found, ==, path);
}

static void
test_named (Fixture *self, gconstpointer data)
{
  g_autofree char *before = g_get_current_dir ();
  g_autofree char *folder = g_build_filename (self->folder, "a:", NULL);
  g_assert_no_errno (g_mkdir (folder, 0700));
  g_assert_no_errno (g_chdir (self->folder));
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *path = g_build_filename (here, "a:", "b.jpg", NULL);

  assert_named ("a://b.jpg", NULL);
  assert_named ("file:///x%20y.jpg", "/x y.jpg");
  assert_named ("/gone/a://b.jpg", "/gone/a:/b.jpg");
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  assert_named ("a://b.jpg", path);
  g_assert_no_errno (g_chdir (before));
  g_assert_no_errno (g_unlink (path));
  g_assert_no_errno (g_rmdir (folder));
}

static void
test_display_name (void)
{
  g_autoptr (GFile) plain = g_file_new_for_path ("/tmp/Gänse %20.jpg");
  g_autoptr (GFile) latin1 = g_file_new_for_path ("/tmp/G\xe4nse.jpg");
  g_autofree char *plain_name = amb_source_display_name (plain);
  g_autofree char *latin1_name = amb_source_display_name (latin1);
  g_assert_cmpstr (plain_name, ==, "Gänse %20.jpg");
  g_assert_true (g_utf8_validate (latin1_name, -1, NULL));
  g_assert_true (g_str_has_suffix (latin1_name, "nse.jpg"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/base/source/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("GIO_USE_VFS", "local", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("regular", test_regular);
  ADD ("link", test_link);
  ADD ("missing", test_missing);
  ADD ("dangling", test_dangling);
  ADD ("loop", test_loop);
  ADD ("below-a-file", test_below_a_file);
  ADD ("folder", test_folder);
  ADD ("fifo", test_fifo);
  ADD ("socket", test_socket);
  ADD ("device", test_device);
  ADD ("empty", test_empty);
  ADD ("permission", test_permission);
  ADD ("cancelled", test_cancelled);
  ADD ("named", test_named);
  g_test_add_func ("/base/source/remote", test_remote);
  g_test_add_func ("/base/source/remote-refused", test_remote_refused);
  g_test_add_func ("/base/source/display-name", test_display_name);
  return g_test_run ();
}
