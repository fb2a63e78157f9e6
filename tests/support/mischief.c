/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into the real programs: accidents at exact moments.
 *
 *   AMB_MISCHIEF_POISON=WORD  a worker that reads WORD crashes
 *   AMB_MISCHIEF_DIE=MOMENT:N the exporting program is killed when it gives an output its name for
 *                             the Nth time: "before" or "after" the name is there
 *   AMB_MISCHIEF_FULL=N       the Nth write to a ledger and all after find the disk full
 *   AMB_MISCHIEF_ROOM=0       no file can be copied: the disk is full
 */
#undef _FILE_OFFSET_BITS /* else pread and pread64 are one name */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

ssize_t pread64 (int fd, void *buffer, size_t count, off_t offset);
ssize_t pwrite64 (int fd, const void *buffer, size_t count, off_t offset);

static const char *poison;     /* in a worker */
static const char *die_moment; /* in the exporting program */
static int die_at;
static int full_at;
static int no_room;
static atomic_int names, writes;

static int
is_program (const char *name)
{
  char path[4096];
  ssize_t n = readlink ("/proc/self/exe", path, sizeof path - 1);
  if (n < 0)
    return 0;
  path[n] = '\0';
  const char *base = strrchr (path, '/');
  return base != NULL && strcmp (base + 1, name) == 0;
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *die = getenv ("AMB_MISCHIEF_DIE");
  const char *full = getenv ("AMB_MISCHIEF_FULL");
  if (is_program ("ambrotype-worker"))
    poison = getenv ("AMB_MISCHIEF_POISON");
  if (!is_program ("ambrotype-export"))
    return;
  if (die != NULL && strchr (die, ':') != NULL)
    {
      die_moment = die;
      die_at = atoi (strchr (die, ':') + 1);
    }
  if (full != NULL)
    full_at = atoi (full);
  no_room = getenv ("AMB_MISCHIEF_ROOM") != NULL;
}

static ssize_t
read_and_look (int fd, void *buffer, size_t count, off_t offset)
{
  ssize_t n = syscall (SYS_pread64, fd, buffer, count, offset);
  if (poison != NULL && n > 0 && memmem (buffer, (size_t) n, poison, strlen (poison)) != NULL)
    {
      signal (SIGSEGV, SIG_DFL);
      *(volatile int *) 0 = 0;
    }
  return n;
}

ssize_t
pread (int fd, void *buffer, size_t count, off_t offset)
{
  return read_and_look (fd, buffer, count, offset);
}

ssize_t
pread64 (int fd, void *buffer, size_t count, off_t offset)
{
  return read_and_look (fd, buffer, count, offset);
}

static int
is_ledger (int fd)
{
  char link[64];
  char path[4096];
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink (link, path, sizeof path - 1);
  if (n < 0)
    return 0;
  path[n] = '\0';
  return strstr (path, ".ledger") != NULL;
}

static ssize_t
write_unless_full (int fd, const void *buffer, size_t count, off_t offset)
{
  if (full_at > 0 && is_ledger (fd) && atomic_fetch_add (&writes, 1) + 1 >= full_at)
    {
      errno = ENOSPC;
      return -1;
    }
  return syscall (SYS_pwrite64, fd, buffer, count, offset);
}

ssize_t
pwrite (int fd, const void *buffer, size_t count, off_t offset)
{
  return write_unless_full (fd, buffer, count, offset);
}

ssize_t
pwrite64 (int fd, const void *buffer, size_t count, off_t offset)
{
  return write_unless_full (fd, buffer, count, offset);
}

ssize_t
copy_file_range (int from, off_t *from_at, int to, off_t *to_at, size_t count, unsigned flags)
{
  if (!no_room)
    return syscall (SYS_copy_file_range, from, from_at, to, to_at, count, flags);
  errno = ENOSPC;
  return -1;
}

static void
maybe_die (const char *moment, int turn)
{
  if (die_moment != NULL && turn == die_at && strncmp (die_moment, moment, strlen (moment)) == 0)
    kill (getpid (), SIGKILL);
}

int
linkat (int from, const char *old, int to, const char *name, int flags)
{
  int turn = atomic_fetch_add (&names, 1) + 1;
  maybe_die ("before", turn);
  int result = (int) syscall (SYS_linkat, from, old, to, name, flags);
  maybe_die ("after", turn);
  return result;
}
