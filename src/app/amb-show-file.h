/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Showing a folder, or a file in its folder, in the user's file manager; also as the actions “app.open-folder” (s, local path)
 * and “app.show-file” (s, local path), which toasts and notifications name. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Adds the actions; once, at startup (a second call changes nothing). */
void amb_show_file_add_actions (GtkApplication *application);

/* path: local, in the file system's encoding; a path that is not UTF-8 is escaped by the caller with g_filename_to_uri (),
 * and both forms are understood. Returns at once; a failure falls back to the folder's default handler. parent: nullable. */
void amb_show_file_in_folder (GtkWindow *parent, const char *path);
void amb_show_file_open_folder (GtkWindow *parent, const char *path);

/* A toast “<file name> exported” with a button that shows it in its folder. path: local. Transfer full. */
AdwToast * amb_show_file_toast (const char *path);

G_END_DECLS
