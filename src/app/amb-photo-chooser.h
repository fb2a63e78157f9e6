/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The file choosers for photos and folders of photos. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Several photos of the formats that this build reads. Modal, not shown yet. parent: nullable.
 * Transfer full. */
GtkFileChooserNative *amb_photo_chooser_new (GtkWindow *parent);
/* Several folders. The same. */
GtkFileChooserNative *amb_photo_chooser_new_folder (GtkWindow *parent);

G_END_DECLS
