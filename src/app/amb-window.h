/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A window: one photo with its edit panel, or the batch page. */
#pragma once

#include "amb-application.h"
#include "amb-photo.h"

G_BEGIN_DECLS

#define AMB_TYPE_WINDOW (amb_window_get_type ())
G_DECLARE_FINAL_TYPE (AmbWindow, amb_window, AMB, WINDOW, AdwApplicationWindow)

AmbWindow *amb_window_new (AmbApplication *app);

/* Shows file in this window; returns at once. What cannot be opened becomes the error page;
 * a folder is opened with all its photos. */
void amb_window_open (AmbWindow *self, GFile *file);
/* Shows the photos of files and of the folders among them in this window, the first one first, all
 * in the filmstrip; returns at once. */
void amb_window_open_files (AmbWindow *self, GFile *const *files, gsize n_files);
/* The same with a photo that is being opened already. */
void amb_window_set_photo (AmbWindow *self, AmbPhoto *photo);
/* Turns to the batch page with batch, which may be running or not. */
void amb_window_show_batch (AmbWindow *self, AmbBatch *batch);
/* The photo shown; borrowed, NULL when there is none. */
AmbPhoto *amb_window_get_photo (AmbWindow *self);
/* sentence: plain text, never markup. */
void amb_window_toast (AmbWindow *self, const char *sentence);

G_END_DECLS
