/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the application share. */
#pragma once

#include "amb-window-private.h"

G_BEGIN_DECLS

/* The window that is or was last in use; NULL when there is none. */
AmbWindow *amb_application_current_window (AmbApplication *self);
/* A batch page with these, not started, in an empty window or a new one. */
void amb_application_show_batch (AmbApplication *self, GFile **files, int n_files);

/* amb-application-actions.c */
/* With their shortcuts. */
void amb_application_add_actions (AmbApplication *self);

G_END_DECLS
