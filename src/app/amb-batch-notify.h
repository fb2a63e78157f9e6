/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How a batch ends for the user: the summary in words, and a desktop notification when no window of ours has the focus. */
#pragma once

#include <gtk/gtk.h>
#include "amb-batch.h"

G_BEGIN_DECLS

/* “48 exported, 2 failed”, translated. Transfer full. */
char *amb_batch_notify_summary (const AmbBatchCounts *counts);

/* Sends the notification of a finished batch, unless a window of application has the focus. Its action opens the target folder. */
void amb_batch_notify_send (GtkApplication *application, AmbBatch *batch);

G_END_DECLS
