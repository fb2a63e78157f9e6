/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One open photo: its file, the view that shows it and the history of its edits. */
#pragma once

#include "amb-edit-keeper.h"
#include "amb-geometry.h"
#include "amb-history.h"
#include "amb-view.h"

G_BEGIN_DECLS

#define AMB_TYPE_PHOTO (amb_photo_get_type ())
G_DECLARE_FINAL_TYPE (AmbPhoto, amb_photo, AMB, PHOTO, GObject)

/* Begins to open file at once, and brings back the edits that the journal has of it. Signals:
 * "changed" () the recipe shown changed (edit, preview, comparing). */
AmbPhoto *amb_photo_new (AmbPool *pool, AmbJournal *journal, GFile *file);

GFile *amb_photo_get_file (AmbPhoto *self);
/* The display name, UTF-8. */
const char *amb_photo_get_name (AmbPhoto *self);
AmbView *amb_photo_get_view (AmbPhoto *self);
AmbHistory *amb_photo_get_history (AmbPhoto *self);
/* Borrowed. */
AmbEditKeeper *amb_photo_get_keeper (AmbPhoto *self);
/* The edits made; borrowed, never NULL. */
AmbRecipe *amb_photo_get_recipe (AmbPhoto *self);
/* What the view shows now: the edits, a preview, or the geometry alone while comparing. Borrowed.
 */
AmbRecipe *amb_photo_get_shown (AmbPhoto *self);

/* Makes recipe the present: one step, or part of the gesture under way. */
void amb_photo_push (AmbPhoto *self, AmbRecipe *recipe);
/* The same as a step of its own, called title: N_(), static. */
void amb_photo_push_named (AmbPhoto *self, AmbRecipe *recipe, const char *title);
/* One parameter by full id. FALSE with AMB_ERROR_RECIPE when the id is unknown or the value no
 * number. */
gboolean amb_photo_set_param (AmbPhoto *self, const char *full_id, GVariant *value, GError **error);
void amb_photo_set_number (AmbPhoto *self, const char *full_id, double value);
/* All between the two is one undo step, and the view is told that more follows at once. They do not
 * nest. */
void amb_photo_begin_gesture (AmbPhoto *self);
void amb_photo_end_gesture (AmbPhoto *self);

/* Shows recipe without making it a step; NULL goes back to the edits. dragging: more will follow at
 * once. */
void amb_photo_set_preview (AmbPhoto *self, AmbRecipe *recipe, gboolean dragging);
/* Shows the photo without its edits, cut and turned as edited. */
void amb_photo_set_comparing (AmbPhoto *self, gboolean comparing);
gboolean amb_photo_get_comparing (AmbPhoto *self);

/* The geometry of what is shown. FALSE before the photo is open. */
gboolean amb_photo_get_geometry (AmbPhoto *self, AmbGeometryFlags flags, AmbGeometry *geometry);
/* The source's Exif orientation, 1..8. */
int amb_photo_get_orientation (AmbPhoto *self);
/* Has an alpha channel; FALSE before the photo is open. */
gboolean amb_photo_has_alpha (AmbPhoto *self);
/* The serial of the recipe last given to the view. */
guint amb_photo_get_serial (AmbPhoto *self);

G_END_DECLS
