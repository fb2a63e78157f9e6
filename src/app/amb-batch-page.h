/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The batch page: what was collected and how to export it, then the running list, then the summary.
 * A whole page with its own header bar, for a stack in the window. Its back button activates
 * “win.show-photo”. */
#pragma once

#include <adwaita.h>
#include "amb-application.h"
#include "amb-batch.h"

G_BEGIN_DECLS

#define AMB_TYPE_BATCH_PAGE (amb_batch_page_get_type ())
G_DECLARE_FINAL_TYPE (AmbBatchPage, amb_batch_page, AMB, BATCH_PAGE, AdwBin)

/* Empty until set_batch. app: referenced. */
GtkWidget *amb_batch_page_new (AmbApplication *app);

/* Shows batch, in whatever state it is; the one before is let go of, not cancelled. batch:
 * referenced, nullable (the empty page). */
void amb_batch_page_set_batch (AmbBatchPage *self, AmbBatch *batch);
/* Borrowed, nullable. */
AmbBatch *amb_batch_page_get_batch (AmbBatchPage *self);
/* files: of GFile. Into the batch that is shown until it is started, else into a new one. */
void amb_batch_page_take_files (AmbBatchPage *self, GSList *files);

G_END_DECLS
