/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the output folders of a batch before its first job, so that a folder that cannot be made is
 * one sentence for the batch and not one for every photo. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* folders: of char *, absolute, in the file system's encoding; transfer full. In a thread. finish:
 * FALSE with AMB_ERROR_WRITE or NO_SPACE and a sentence that names the folder. */
void
amb_batch_folders_make_async (GPtrArray *folders, GAsyncReadyCallback callback, gpointer user_data);
gboolean amb_batch_folders_make_finish (GAsyncResult *result, GError **error);

G_END_DECLS
