/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of what statfs(2) calls file systems. */
#include "amb-file-system.h"

#include <sys/vfs.h>

/* The numbers of statfs(2). */
static const guint32 network_magics[] = {
  0x6969,     /* NFS */
  0xff534d42, /* CIFS */
  0xfe534d42, /* SMB2 */
  0x517b,     /* SMB */
  0x65735546, /* FUSE: sshfs and the like */
  0x01021997, /* 9P */
  0x00c36400, /* Ceph */
  0x5346414f, /* AFS */
  0x6b414653, /* kAFS */
  0x0bd00bd0, /* Lustre */
  0x47504653, /* GPFS */
  0x19830326, /* BeeGFS */
  0x01161970, /* GFS2 */
  0x7461636f, /* OCFS2 */
};

gboolean
amb_file_system_is_network (const char *path)
{
  struct statfs st;
  if (statfs (path, &st) != 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (network_magics); i++)
    if ((guint32) st.f_type == network_magics[i])
      return TRUE;
  return FALSE;
}
