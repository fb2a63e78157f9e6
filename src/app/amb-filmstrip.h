/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of thumbnails of the photos that were opened together. */
#pragma once

#include <adwaita.h>
#include "amb-photo-list.h"
#include "amb-thumbnails.h"

G_BEGIN_DECLS

/* Follows the list's position and sets it: a photo that is selected alone is the one shown. Signal:
 * "in-sight" (AmbListedPhoto) it is, after a change of what is in sight. */
#define AMB_TYPE_FILMSTRIP (amb_filmstrip_get_type ())
G_DECLARE_FINAL_TYPE (AmbFilmstrip, amb_filmstrip, AMB, FILMSTRIP, AdwBin)

/* Once, before the first list; referenced. */
void amb_filmstrip_set_thumbnails (AmbFilmstrip *self, AmbThumbnails *thumbnails);
/* Borrowed. */
AmbThumbnails *amb_filmstrip_get_thumbnails (AmbFilmstrip *self);
/* list: nullable, referenced. */
void amb_filmstrip_set_list (AmbFilmstrip *self, AmbPhotoList *list);
/* Of AmbListedPhoto, in order, transfer full: the selected ones, without any the one shown. */
GPtrArray *amb_filmstrip_get_selected (AmbFilmstrip *self);

G_END_DECLS
