/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker's side of the conversation: one socket, one service, one main loop. */
#pragma once

#include <gio/gio.h>
#include "amb-message.h"

G_BEGIN_DECLS

typedef struct _AmbWorker AmbWorker;

/* Sends a message; body may be floating and is consumed. Blocks while the parent does not read.
 * FALSE when the parent is gone: what is being done is for nobody. Any thread. */
gboolean amb_worker_send (AmbWorker *self, AmbMessageKind kind, GVariant *body);

/* FAILED with the error's code (AMB_ERROR_FAILED for those of other domains) and its message as the
 * detail. Any thread. */
gboolean amb_worker_send_failed (AmbWorker *self, guint64 job, const GError *error);

/* Ends the main loop; the first call counts. Main thread. */
void amb_worker_quit (AmbWorker *self, int exit_status);

/* Text from a file or a library as a message may carry it: valid UTF-8 without control characters,
 * at most max_bytes. Transfer full. */
char *amb_worker_clean_text (const char *text, gsize max_bytes);

G_END_DECLS
