/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole or absent: a temporary beside the target, checked, fsynced, then linked or renamed into
 * place. */
#pragma once

#include <sys/stat.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  AMB_CONFLICT_SKIP,    /* leave what is there: AMB_ERROR_EXISTS */
  AMB_CONFLICT_RENAME,  /* name (2).jpg, name (3).jpg, ... */
  AMB_CONFLICT_REPLACE, /* replace it atomically */
} AmbConflict;

typedef struct _AmbPublish AmbPublish;

/* All of these block: call them in a thread. Dropping an uncommitted AmbPublish leaves nothing
 * behind.
 *
 * Makes the folder and those above it, unless they are there, on the disk too. Errors: as below. */
gboolean amb_publish_make_folder (const char *folder, GError **error);

/* Makes the folder if needed and opens a temporary in it (O_TMPFILE, else a hidden .part).
 * folder: local path in the file system's encoding. Errors: AMB_ERROR_WRITE, NO_SPACE. */
AmbPublish *amb_publish_begin (const char *folder, GError **error);

/* The temporary's fd, read-write, borrowed; stays open until free. */
int amb_publish_get_fd (AmbPublish *self);

/* What the output says about when it was modified, nanoseconds since the epoch, instead of now: set
 * when it is committed. */
void amb_publish_set_mtime (AmbPublish *self, gint64 mtime);

/* The output is for the same people to read as the file of that name, if there is one: its mode,
 * and its owner where that may be given. */
void amb_publish_take_access (AmbPublish *self, const char *name);

/* Called by commit between the sync and the name, in its thread: st is what the output will be.
 * FALSE with error: no name is given, and commit fails with it. */
typedef gboolean (*AmbPublishGuard) (const struct stat *st, gpointer user_data, GError **error);
void amb_publish_set_guard (AmbPublish *self, AmbPublishGuard guard, gpointer user_data);

/* Checks that the temporary is not empty, fsyncs, gives it the name (a base name) by link or
 * rename, fsyncs the folder. With RENAME a taken name gets the next free number. final_path (out,
 * transfer full): where it went. Errors: AMB_ERROR_EXISTS, WRITE, NO_SPACE. After success the
 * object holds nothing but the fd. */
gboolean amb_publish_commit (
    AmbPublish *self, const char *name, AmbConflict conflict, char **final_path, GError **error);
void amb_publish_free (AmbPublish *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbPublish, amb_publish_free)

/* Removes the temporaries that processes which died left in folder (a kill between two system calls
 * can leave a hidden one); those of a living process stay, and on a network file system those of
 * the last hour. Their number. */
guint amb_publish_sweep (const char *folder);

/* "name.jpg", 2 -> "name (2).jpg". Transfer full. */
char *amb_publish_numbered_name (const char *name, guint number);

G_END_DECLS
