/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The edit panel: a section, a row and a reset for everything the operations declare. */
#pragma once

#include <gtk/gtk.h>
#include "amb-photo.h"

G_BEGIN_DECLS

#define AMB_TYPE_EDIT_PANEL (amb_edit_panel_get_type ())
G_DECLARE_FINAL_TYPE (AmbEditPanel, amb_edit_panel, AMB, EDIT_PANEL, GtkWidget)

/* photo: nullable, referenced. */
void amb_edit_panel_set_photo (AmbEditPanel *self, AmbPhoto *photo);
/* Key presses that follow each other on one row are one step of the history; this ends the step
 * now. */
void amb_edit_panel_flush (AmbEditPanel *self);

G_END_DECLS
