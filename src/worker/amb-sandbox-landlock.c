/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Landlock with no rule at all: whatever the kernel can deny is denied. */
#include "amb-sandbox-private.h"

#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than the oldest kernel headers that this builds with; the numbers are the kernel's, for
 * ever. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif
#ifndef LANDLOCK_ACCESS_NET_BIND_TCP
#define LANDLOCK_ACCESS_NET_BIND_TCP (1ULL << 0)
#define LANDLOCK_ACCESS_NET_CONNECT_TCP (1ULL << 1)
#endif
#ifndef LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
#define LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define LANDLOCK_SCOPE_SIGNAL (1ULL << 1)
#endif

/* struct landlock_ruleset_attr as of ABI 6. An older kernel takes it as long as what it does not
 * know is zero. */
typedef struct
{
  guint64 fs;
  guint64 net;
  guint64 scope;
} Rights;

/* What each ABI added. */
static const struct
{
  int abi;
  Rights rights;
} added[] = {
  { 1, { (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1, 0, 0 } },
  { 2, { LANDLOCK_ACCESS_FS_REFER, 0, 0 } },
  { 3, { LANDLOCK_ACCESS_FS_TRUNCATE, 0, 0 } },
  { 4, { 0, LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP, 0 } },
  { 5, { LANDLOCK_ACCESS_FS_IOCTL_DEV, 0, 0 } },
  { 6, { 0, 0, LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL } },
};

static Rights
rights_of_abi (int abi)
{
  Rights all = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (added) && added[i].abi <= abi; i++)
    {
      all.fs |= added[i].rights.fs;
      all.net |= added[i].rights.net;
      all.scope |= added[i].rights.scope;
    }
  return all;
}

int
amb_sandbox_landlock (void)
{
  int abi = (int) syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  Rights rights;
  int ruleset;
  gboolean closed;

  if (abi < 1)
    return 0;
  rights = rights_of_abi (abi);
  ruleset = (int) syscall (SYS_landlock_create_ruleset, &rights, sizeof rights, 0);
  if (ruleset < 0)
    return 0;
  closed = syscall (SYS_landlock_restrict_self, ruleset, 0) == 0;
  close (ruleset);
  return closed ? abi : 0;
}
