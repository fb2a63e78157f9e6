/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the output folders of a batch before its first job, so that a folder that cannot be made is
 * one sentence for the batch and not one for every photo; and removes what a program that died
 * left unfinished in them. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Both of char *, absolute, in the file system's encoding; transfer full. In a thread. make: those
 * that must be there; finish: FALSE with AMB_ERROR_WRITE or NO_SPACE and a sentence that names the
 * folder. sweep: those that outputs go to; see amb_publish_sweep (). */
void amb_batch_folders_make_async (GPtrArray *make,
                                   GPtrArray *sweep,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean amb_batch_folders_make_finish (GAsyncResult *result, GError **error);

G_END_DECLS
