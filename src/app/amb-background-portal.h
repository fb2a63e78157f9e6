/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop's leave to work without a window, where portals are used. Elsewhere nothing happens.
 */
#pragma once

#include <gio/gio.h>
#include "amb-batch.h"

G_BEGIN_DECLS

/* In a Flatpak, or where GTK_USE_PORTAL=1 asks for it, as GLib and GTK decide. */
gboolean amb_portal_is_used (void);

/* Asks once; what the desktop answers is between it and the user. */
void amb_background_portal_ask (GApplication *application);
/* The line that the desktop shows beside the program's name. */
void amb_background_portal_tell (GApplication *application, AmbBatch *batch);

G_END_DECLS
