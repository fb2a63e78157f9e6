/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The order in which a worker gives up its rights.
 *
 * DESIGN. Purpose: a decoder that a hostile file has taken over finds nothing to take. Guarantees
 * after amb_sandbox_close: no file, socket, process or memory of another can be opened; no code
 * that was not there can run; the only ways out are the descriptors that the parent hands over
 * through descriptor 3.
 *
 * Order, and why: descriptors first, before a library opens one; the parent's death next, because
 * from then on it cannot be missed. Then, when all libraries are loaded: oom_score_adj needs a
 * writable /proc, which ends with PR_SET_DUMPABLE (the kernel gives /proc's files to root) and with
 * Landlock; Landlock and seccomp need no_new_privs; seccomp comes last, because it denies the calls
 * that the others need. Landlock binds only the calling thread and those it starts, hence the one
 * thread.
 *
 * Left out: RLIMIT_DATA, which follows each job's header and is set by the parent (the filter lets
 * a worker only read its limits); RLIMIT_FSIZE, which also counts memfds; namespaces, which are not
 * to be had inside Flatpak or under Ubuntu's AppArmor. */
#include "amb-sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "amb-error.h"
#include "amb-message.h"
#include "amb-sandbox-private.h"

/* Socket, two wake-ups, source, control page, ring or output, and as many again while one message
 * replaces another. */
#define MAX_FILES 32

static gboolean
fail (GError **error, const char *what)
{
  int saved = errno;

  g_set_error (error, AMB_ERROR, AMB_ERROR_SANDBOX, "%s: %s", what, g_strerror (saved));
  return FALSE;
}

/* Descriptor 3 must be the socket before anything else is opened, lest another file takes its
 * number. */
static gboolean
close_what_leaked (struct ucred *parent, GError **error)
{
  socklen_t length = sizeof *parent;
  int null;

  closefrom (AMB_WORKER_SOCKET_FD + 1);
  if (getsockopt (AMB_WORKER_SOCKET_FD, SOL_SOCKET, SO_PEERCRED, parent, &length) != 0)
    return fail (error, "descriptor 3 is not the parent's socket");
  null = open ("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0 || dup2 (null, STDIN_FILENO) < 0 || dup2 (null, STDOUT_FILENO) < 0)
    return fail (error, "/dev/null");
  if (fcntl (STDERR_FILENO, F_GETFD) < 0 && dup2 (null, STDERR_FILENO) < 0)
    return fail (error, "/dev/null");
  if (null > STDERR_FILENO)
    close (null);
  fcntl (AMB_WORKER_SOCKET_FD, F_SETFD, FD_CLOEXEC);
  return TRUE;
}

/* A parent that died before the prctl is noticed by having become another process: the socket knows
 * who made it. */
static gboolean
die_with_parent (const struct ucred *parent, GError **error)
{
  if (prctl (PR_SET_PDEATHSIG, SIGKILL) != 0)
    return fail (error, "PR_SET_PDEATHSIG");
  if (getppid () == parent->pid)
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SANDBOX, "the parent is gone");
  return FALSE;
}

gboolean
amb_sandbox_enter (GError **error)
{
  struct ucred parent = { 0 };

  return close_what_leaked (&parent, error) && die_with_parent (&parent, error);
}

/* A hint only: an unprivileged process may raise it, not lower it. */
static void
set_oom_score (int score)
{
  char text[16];
  int length = g_snprintf (text, sizeof text, "%d", score);
  int fd = open ("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (write (fd, text, (size_t) length) != length)
    g_debug ("oom_score_adj stays as it was");
  close (fd);
}

static gboolean
limit (int resource, rlim_t value, GError **error)
{
  struct rlimit both = { value, value };

  return setrlimit ((__rlimit_resource_t) resource, &both) == 0 || fail (error, "setrlimit");
}

static gboolean
set_limits (const AmbSandboxLimits *limits, GError **error)
{
  return limit (RLIMIT_CORE, 0, error) && limit (RLIMIT_NOFILE, MAX_FILES, error)
         && (limits->cpu_seconds == 0 || limit (RLIMIT_CPU, limits->cpu_seconds, error));
}

static gboolean
has_one_thread (GError **error)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  guint n_tasks = 0;

  while (tasks != NULL && g_dir_read_name (tasks) != NULL)
    n_tasks++;
  if (n_tasks == 1)
    return TRUE;
  g_set_error (error, AMB_ERROR, AMB_ERROR_SANDBOX, "%u threads instead of 1", n_tasks);
  return FALSE;
}

static gboolean
give_up_privileges (GError **error)
{
  if (prctl (PR_SET_DUMPABLE, 0) != 0)
    return fail (error, "PR_SET_DUMPABLE");
  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 || fail (error, "PR_SET_NO_NEW_PRIVS");
}

static gboolean
holds (GError **error)
{
  if (open ("/", O_RDONLY | O_CLOEXEC) < 0 && socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) < 0)
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SANDBOX, "the filter does not hold");
  return FALSE;
}

gboolean
amb_sandbox_close (const AmbSandboxLimits *limits, AmbSandboxState *state, GError **error)
{
  if (!has_one_thread (error))
    return FALSE;
  set_oom_score (limits->oom_score_adj);
  if (!set_limits (limits, error) || !give_up_privileges (error))
    return FALSE;
  state->landlock = amb_sandbox_landlock ();
  state->seccomp = amb_sandbox_seccomp (error);
  return state->seccomp && holds (error);
}
