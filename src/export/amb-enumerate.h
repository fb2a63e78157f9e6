/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From what somebody named to the files that will be exported. Blocking: call it in a thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GFile *file;
  char *source;    /* how somebody named it: see amb_batch_item_get_source () */
  char *subfolder; /* below the named folder, file system's encoding; "" at its top and for a named
                      file */
  GError *error;   /* a folder that could not be read, with its sentence; NULL for a file */
} AmbFound;

void amb_found_free (AmbFound *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbFound, amb_found_free)

/* found: transfer full. Called in the thread of amb_enumerate (). */
typedef void (*AmbFoundFunc) (AmbFound *found, gpointer user_data);

/* A named file comes back whatever it is: what is wrong with it is said when it is opened. A folder
 * is read down to its end, files and folders together in natural order, without hidden entries,
 * links to folders, and what holds no picture. Inside a folder an unreadable or empty file counts
 * as a picture when its extension says so: it must fail by name rather than vanish. argument: what
 * somebody wrote, nullable. A cancelled enumeration stops without a word. */
void amb_enumerate (GFile *file,
                    const char *argument,
                    GCancellable *cancellable,
                    AmbFoundFunc func,
                    gpointer user_data);

G_END_DECLS
