/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of the batches that are alive, behind a button. */
#pragma once

#include "amb-application.h"

G_BEGIN_DECLS

/* TRUE when there is a batch besides batch (nullable). */
gboolean amb_batch_switcher_has_others (AmbApplication *app, AmbBatch *batch);
/* chosen: void (object, AmbBatch *), called swapped as long as object lives. */
void amb_batch_switcher_add (GtkMenuButton *button,
                             AmbApplication *app,
                             GCallback chosen,
                             gpointer object);

G_END_DECLS
