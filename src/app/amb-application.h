/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: one process, its worker pool, its settings, its windows, and its batches. */
#pragma once

#include <adwaita.h>
#include "amb-batch-keeper.h"
#include "amb-batch-shelf.h"
#include "amb-export-choices.h"
#include "amb-journal.h"
#include "amb-pool.h"

G_BEGIN_DECLS

#define AMB_TYPE_APPLICATION (amb_application_get_type ())
G_DECLARE_FINAL_TYPE (AmbApplication, amb_application, AMB, APPLICATION, AdwApplication)

AmbApplication *amb_application_new (void);

/* Borrowed; lives as long as the application. */
AmbPool *amb_application_get_pool (AmbApplication *self);
/* Borrowed; lives as long as the application. */
AmbJournal *amb_application_get_journal (AmbApplication *self);
/* Borrowed; the program's schema, from the build tree when it runs there. */
GSettings *amb_application_get_settings (AmbApplication *self);

/* Borrowed; lives as long as the application. One's own presets follow in a moment. */
AmbExportChoices *amb_application_get_choices (AmbApplication *self);

/* Starts batch, recorded so that it can be gone on with. */
void amb_application_start_batch (AmbApplication *self, AmbBatch *batch);
/* Borrowed; lives as long as the application. */
AmbBatchShelf *amb_application_get_shelf (AmbApplication *self);
/* Goes on in window with what an earlier run of the program left undone. */
void amb_application_continue_batch (AmbApplication *self, GtkWindow *window);

/* A batch with the outputs of the export choices; transfer full. Its keeper follows it, with a
 * notification. */
AmbBatch *amb_application_new_batch (AmbApplication *self);
/* Borrowed; lives as long as the application. */
AmbBatchKeeper *amb_application_get_keeper (AmbApplication *self);

G_END_DECLS
