/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The photos that were opened together, in order, and which of them is shown. */
#pragma once

#include "amb-listed-photo.h"

G_BEGIN_DECLS

#define AMB_PHOTO_LIST_NOWHERE G_MAXUINT

/* A GListModel of AmbListedPhoto. Properties: "position" (uint, notified: which is shown),
 * "collecting" (boolean, notified). */
#define AMB_TYPE_PHOTO_LIST (amb_photo_list_get_type ())
G_DECLARE_FINAL_TYPE (AmbPhotoList, amb_photo_list, AMB, PHOTO_LIST, GObject)

/* Begins at once, in a thread, to list files in the order given, with what folders hold in natural
 * order. The first that is found is the one shown. */
AmbPhotoList *amb_photo_list_new (GFile *const *files, gsize n_files);
/* Lists no further: to be called before the list is dropped. */
void amb_photo_list_stop (AmbPhotoList *self);
gboolean amb_photo_list_is_collecting (AmbPhotoList *self);

/* AMB_PHOTO_LIST_NOWHERE while the list is empty. */
guint amb_photo_list_get_position (AmbPhotoList *self);
/* Nothing happens when there is no such position. */
void amb_photo_list_set_position (AmbPhotoList *self, guint position);
/* Whether there is a photo step places further on. */
gboolean amb_photo_list_can_move (AmbPhotoList *self, int step);
void amb_photo_list_move (AmbPhotoList *self, int step);
/* Borrowed; NULL while the list is empty. */
AmbListedPhoto *amb_photo_list_get_shown (AmbPhotoList *self);

G_END_DECLS
