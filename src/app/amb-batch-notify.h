/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How a batch ends for somebody who looks elsewhere: a desktop notification. */
#pragma once

#include <gtk/gtk.h>
#include "amb-batch.h"

G_BEGIN_DECLS

/* Sends the notification of a finished batch, unless a window of application has the focus. Its
 * action “app.open-folder” opens the target folder; see amb-show-file.h. */
void amb_batch_notify_send (GtkApplication *application, AmbBatch *batch);

G_END_DECLS
