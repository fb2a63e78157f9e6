/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: the file at the name is ours when its inode, size and time are those that were recorded
 * before it got the name. The inode alone would not do: that of a nameless temporary is free again
 * after a crash, and somebody else's file may have it. The device is recorded and not asked for: it
 * may have another number after a start of the machine, and the folder says well enough where to
 * look. A name that was taken at the last moment was numbered: those names are looked at too. */
#include "amb-ledger-recover.h"

#include <sys/stat.h>
#include "amb-publish.h"

enum
{
  NANOSECONDS = 1000000000,
  MAX_NUMBER = 10000, /* of name (2).jpg; a folder with more of one name is not looked through */
};

static gboolean
is_written (const char *path, const AmbIdentity *written, gboolean *exists)
{
  struct stat st;
  *exists = lstat (path, &st) == 0;
  return *exists && S_ISREG (st.st_mode) && st.st_ino == written->inode
         && st.st_size == written->size
         && st.st_mtim.tv_sec * (gint64) NANOSECONDS + st.st_mtim.tv_nsec == written->mtime;
}

/* Transfer full; NULL: nothing has the name. */
static char *
find_written (const AmbLedgerJob *job)
{
  const AmbIdentity *written = &job->record.written;
  gboolean exists = TRUE;
  if (written->inode == 0 || job->plan.folder == NULL)
    return NULL;
  for (guint number = 1; number < MAX_NUMBER && exists; number++)
    {
      g_autofree char *name = number == 1 ? g_strdup (job->plan.target)
                                          : amb_publish_numbered_name (job->plan.target, number);
      g_autofree char *path = g_build_filename (job->plan.folder, name, NULL);
      if (is_written (path, written, &exists))
        return g_steal_pointer (&path);
      if (job->plan.conflict != AMB_CONFLICT_RENAME)
        break;
    }
  return NULL;
}

static void
recover (AmbLedgerJob *job)
{
  char *path = find_written (job);
  job->state = path != NULL ? AMB_ITEM_DONE : AMB_ITEM_QUEUED;
  if (path == NULL)
    job->record.written = (AmbIdentity){ 0 };
  g_free (job->path);
  job->path = path;
}

void
amb_ledger_recover (AmbLedgerSnapshot *snapshot)
{
  for (guint i = 0; i < snapshot->jobs->len; i++)
    {
      AmbLedgerJob *job = snapshot->jobs->pdata[i];
      if (!amb_item_state_is_final (job->state))
        recover (job);
    }
}

/* What is far away is asked when it is opened. A folder is no photo that could be opened now. */
static gboolean
is_there (const AmbLedgerJob *job)
{
  g_autoptr (GFile) file = g_file_new_for_uri (job->uri);
  const char *path = g_file_peek_path (file);
  return path == NULL || g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static gboolean
is_worth_retrying (const AmbLedgerJob *job)
{
  if (job->state != AMB_ITEM_FAILED && job->state != AMB_ITEM_QUARANTINED)
    return FALSE;
  return job->cause == AMB_CAUSE_MACHINE || (job->cause == AMB_CAUSE_MISSING && is_there (job));
}

void
amb_ledger_retry (AmbLedgerSnapshot *snapshot)
{
  for (guint i = 0; i < snapshot->jobs->len; i++)
    {
      AmbLedgerJob *job = snapshot->jobs->pdata[i];
      if (!is_worth_retrying (job))
        continue;
      job->state = AMB_ITEM_QUEUED;
      job->cause = AMB_CAUSE_PHOTO;
      g_clear_pointer (&job->error, g_free);
    }
}
