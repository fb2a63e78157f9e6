/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The export dialog of one photo: name, folder and options; Export activates “win.export”. */
#pragma once

#include "amb-window.h"

G_BEGIN_DECLS

/* Modal for window; does nothing when window shows no photo. Export activates the window's action
 * “win.export” with (target path, settings a{sv}) and closes the dialog. */
void amb_export_dialog_present (AmbWindow *window);

G_END_DECLS
