/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One photo of the filmstrip: its thumbnail, drawn whole, and its marks. Cells are recycled. */
#pragma once

#include <gtk/gtk.h>
#include "amb-listed-photo.h"
#include "amb-thumbnails.h"

G_BEGIN_DECLS

#define AMB_TYPE_STRIP_CELL (amb_strip_cell_get_type ())
G_DECLARE_FINAL_TYPE (AmbStripCell, amb_strip_cell, AMB, STRIP_CELL, GtkWidget)

/* thumbnails: referenced. */
GtkWidget *amb_strip_cell_new (AmbThumbnails *thumbnails);
/* photo: nullable, referenced. */
void amb_strip_cell_set_photo (AmbStripCell *self, AmbListedPhoto *photo);
AmbListedPhoto *amb_strip_cell_get_photo (AmbStripCell *self);
/* Its thumbnail is asked for once it is in sight, and no more once it is not. */
void amb_strip_cell_set_in_sight (AmbStripCell *self, gboolean in_sight);

G_END_DECLS
