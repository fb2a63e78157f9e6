/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The photo on the screen: frames and tiles of its view, zoomed and panned. Nothing is decoded
 * here. */
#pragma once

#include <gtk/gtk.h>
#include "amb-photo.h"

G_BEGIN_DECLS

/* Properties: "zoom" (double, device pixels per photo pixel, read-only, notified), "fit" (boolean,
 * read-only, notified), "waiting" (boolean, read-only, notified: nothing to show yet), "picking"
 * (boolean, read-only, notified). Signals: "placed" () the photo stands elsewhere; "picked" (double
 * x, double y) a click on the photo while picking, which is then over, in fractions of what is
 * shown. */
#define AMB_TYPE_CANVAS (amb_canvas_get_type ())
G_DECLARE_FINAL_TYPE (AmbCanvas, amb_canvas, AMB, CANVAS, GtkWidget)

/* photo: nullable, referenced. */
void amb_canvas_set_photo (AmbCanvas *self, AmbPhoto *photo);
/* The photo as a small picture: it stands there, stretched, until the first frame comes. scale: its
 * pixels per pixel of the photo. */
void amb_canvas_set_stand_in (AmbCanvas *self, GdkTexture *picture, double scale);

/* Around the middle; 0 is fit. */
void amb_canvas_zoom_to (AmbCanvas *self, double scale);
void amb_canvas_zoom_step (AmbCanvas *self, gboolean in);
double amb_canvas_get_zoom (AmbCanvas *self);
gboolean amb_canvas_get_waiting (AmbCanvas *self);

/* While picking, the next click on the photo is told by "picked" and does nothing else. */
void amb_canvas_set_picking (AmbCanvas *self, gboolean picking);
gboolean amb_canvas_get_picking (AmbCanvas *self);
/* The mean of 5 x 5 screen pixels around a place (fractions of what is shown), linear sRGB. FALSE
 * while the photo is not on the screen there as it is now. */
gboolean amb_canvas_sample (AmbCanvas *self, double x, double y, double mean[3]);

/* Shows the frame without its crop, fitted, with a margin for handles: what the crop tool stands
 * on. */
void amb_canvas_set_whole_frame (AmbCanvas *self, gboolean whole_frame);
/* Where the photo (or whole frame) stands, in widget coordinates. FALSE before it is known. */
gboolean amb_canvas_get_photo_rect (AmbCanvas *self, graphene_rect_t *rect);

G_END_DECLS
