/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How a batch goes on and ends for somebody who looks elsewhere: one desktop notification a batch.
 * While a window of the program has the focus nothing is sent. */
#pragma once

#include <gtk/gtk.h>
#include "amb-batch.h"

G_BEGIN_DECLS

/* elapsed: microseconds since its start, when its counts were those of before. A click brings the
 * program's window back. */
void amb_batch_notify_progress (GtkApplication *application,
                                AmbBatch *batch,
                                gint64 elapsed,
                                const AmbBatchCounts *before);
/* In place of the progress. Its action “app.open-folder” opens the target folder; see
 * amb-show-file.h. */
void amb_batch_notify_finished (GtkApplication *application, AmbBatch *batch);
void amb_batch_notify_withdraw (GtkApplication *application, AmbBatch *batch);

G_END_DECLS
