/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Showing a folder, or a file in its folder, in the user's file manager; also as the actions
 * “app.open-folder” and “app.show-file” (both s: an absolute local path or a file: URI), which
 * toasts and notifications name. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Adds the actions; a second call changes nothing. */
void amb_show_file_add_actions (GtkApplication *application);

/* place: an absolute local path or a file: URI. All return at once; when no file manager answers on
 * the session bus, the default program for folders opens the folder. parent: nullable. */
void amb_show_file_in_folder (GtkWindow *parent, const char *place);
void amb_show_file_open_folder (GtkWindow *parent, const char *place);

/* A toast “NAME exported” with a button that shows it in its folder. path: local. Transfer full. */
AdwToast *amb_show_file_toast (const char *path);

G_END_DECLS
