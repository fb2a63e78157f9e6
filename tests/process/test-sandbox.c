/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker's sandbox holds: every attempt of sandbox-probe ends as it should inside, and works
 * outside where that is possible. */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "amb-channel.h"

typedef struct
{
  char *name, *verdict, *control;
} Attempt;

typedef struct
{
  char *path;
  int stream, inbox;
} Playground;

static int
bound_socket (const char *folder, const char *name, int type)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, type | SOCK_CLOEXEC, 0);

  g_assert_cmpuint (strlen (path), <, sizeof address.sun_path);
  strcpy (address.sun_path, path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return fd;
}

static void
make_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

static void
playground_init (Playground *self)
{
  g_autofree char *folder = NULL;
  g_autofree char *empty = NULL;

  self->path = g_dir_make_tmp ("ambrotype-XXXXXX", NULL);
  folder = g_build_filename (self->path, "folder", NULL);
  empty = g_build_filename (self->path, "empty", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700) + g_mkdir (empty, 0700), ==, 0);
  make_file (self->path, "file");
  make_file (folder, "inner");
  self->stream = bound_socket (self->path, "socket", SOCK_STREAM);
  g_assert_cmpint (listen (self->stream, 4), ==, 0);
  self->inbox = bound_socket (self->path, "inbox", SOCK_DGRAM);
}

static void
remove_entry (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_remove (path);
}

static void
playground_clear (Playground *self)
{
  static const char *const entries[]
      = { "folder/inner", "folder", "empty", "file", "new", "socket", "inbox" };

  close (self->stream);
  close (self->inbox);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    remove_entry (self->path, entries[i]);
  g_assert_cmpint (g_rmdir (self->path), ==, 0);
  g_free (self->path);
}

static GSubprocess *
spawn_probe (GSubprocessLauncher *launcher, const char *mode, const char *name, int *parent_fd)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process;
  int worker_fd;

  g_assert_true (amb_channel_pair (parent_fd, &worker_fd, &error));
  g_subprocess_launcher_take_fd (launcher, worker_fd, AMB_WORKER_SOCKET_FD);
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("AMB_SANDBOX_PROBE"), mode,
                                         name, NULL);
  g_assert_no_error (error);
  return process;
}

/* The exit status, or minus the signal. */
static int
run_probe (const char *mode, const char *name)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  Playground playground;
  int parent_fd, status;

  playground_init (&playground);
  g_subprocess_launcher_set_cwd (launcher, playground.path);
  process = spawn_probe (launcher, mode, name, &parent_fd);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  status = g_subprocess_get_if_signaled (process) ? -g_subprocess_get_term_sig (process)
                                                  : g_subprocess_get_exit_status (process);
  close (parent_fd);
  playground_clear (&playground);
  return status;
}

static void
check_inside (const Attempt *attempt, int status)
{
  if (g_str_equal (attempt->verdict, "killed"))
    g_assert_cmpint (status, ==, -SIGSYS);
  else if (g_str_equal (attempt->verdict, "aborted"))
    g_assert_cmpint (status, ==, -SIGABRT);
  else if (g_str_equal (attempt->verdict, "allowed"))
    g_assert_cmpint (status, ==, 0);
  else if (g_str_equal (attempt->verdict, "refused"))
    g_assert_cmpint (status, ==, EACCES);
  else
    g_assert_true (status == EACCES || status == ENOSYS);
}

static void
test_attempt (gconstpointer data)
{
  const Attempt *attempt = data;
  int outside = run_probe ("outside", attempt->name);

  g_test_message ("outside: %d (%s)", outside, outside > 0 ? g_strerror (outside) : "");
  if (g_str_equal (attempt->control, "works"))
    g_assert_cmpint (outside, ==, 0);
  else
    g_assert_cmpint (outside, !=, -SIGSYS);
  check_inside (attempt, run_probe ("inside", attempt->name));
}

/* Whatever the parent lets slip, the worker holds 0 to 3 only. */
static void
test_descriptors (void)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_INHERIT_FDS);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  int leaked[3]
      = { open ("/", O_RDONLY), open ("/dev/zero", O_RDWR), open ("/etc/passwd", O_RDONLY) };
  int parent_fd;

  g_subprocess_launcher_take_fd (launcher, open ("/", O_RDONLY | O_CLOEXEC), 9);
  process = spawn_probe (launcher, "descriptors", NULL, &parent_fd);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &output, NULL));
  g_test_message ("%s", output);
  lines = g_strsplit (g_strstrip (output), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_cmpstr (lines[0], ==, "0 /dev/null");
  g_assert_cmpstr (lines[1], ==, "1 /dev/null");
  g_assert_true (g_str_has_prefix (lines[2], "2 pipe:"));
  g_assert_true (g_str_has_prefix (lines[3], "3 socket:"));
  for (guint i = 0; i < G_N_ELEMENTS (leaked); i++)
    close (leaked[i]);
  close (parent_fd);
}

/* Without the parent's socket there is nothing to close the sandbox around. */
static void
test_no_socket (void)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;

  g_subprocess_launcher_take_fd (launcher, open ("/dev/null", O_RDWR | O_CLOEXEC),
                                 AMB_WORKER_SOCKET_FD);
  process = g_subprocess_launcher_spawn (launcher, NULL, g_getenv ("AMB_SANDBOX_PROBE"), "inside",
                                         "memory", NULL);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_false (g_subprocess_get_successful (process));
}

static void
add_attempts (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  const char *argv[] = { g_getenv ("AMB_SANDBOX_PROBE"), "list", NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, NULL,
                &error);
  g_assert_no_error (error);
  lines = g_strsplit (g_strstrip (output), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 100);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);
      g_autofree char *path = g_strdup_printf ("/worker/sandbox/%s", words[0]);
      Attempt attempt = { g_strdup (words[0]), g_strdup (words[1]), g_strdup (words[2]) };

      g_test_add_data_func_full (path, g_memdup2 (&attempt, sizeof attempt), test_attempt, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/sandbox/descriptors", test_descriptors);
  g_test_add_func ("/worker/sandbox/no-socket", test_no_socket);
  add_attempts ();
  return g_test_run ();
}
