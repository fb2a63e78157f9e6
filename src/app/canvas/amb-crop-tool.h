/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Crop and straighten with handles on the photo; stands over a canvas that shows the whole frame.
 */
#pragma once

#include "amb-canvas.h"

G_BEGIN_DECLS

/* Signal: "changed" () the angle, the box or the ratio is another. */
#define AMB_TYPE_CROP_TOOL (amb_crop_tool_get_type ())
G_DECLARE_FINAL_TYPE (AmbCropTool, amb_crop_tool, AMB, CROP_TOOL, GtkWidget)

/* canvas: referenced. */
void amb_crop_tool_set_canvas (AmbCropTool *self, AmbCanvas *canvas);
/* photo: nullable, referenced; only while the tool is closed. */
void amb_crop_tool_set_photo (AmbCropTool *self, AmbPhoto *photo);

/* Begins with the photo's own crop and angle. */
void amb_crop_tool_open (AmbCropTool *self);
/* apply: as one step of the history; else nothing was done. */
void amb_crop_tool_close (AmbCropTool *self, gboolean apply);

/* Degrees, clockwise. dragging: more will follow at once. */
double amb_crop_tool_get_angle (AmbCropTool *self);
void amb_crop_tool_set_angle (AmbCropTool *self, double degrees, gboolean dragging);
/* Width : height; 0 is free. */
double amb_crop_tool_get_ratio (AmbCropTool *self);
void amb_crop_tool_set_ratio (AmbCropTool *self, double ratio);
/* The ratio of the uncropped photo, 0 before it is known. */
double amb_crop_tool_get_photo_ratio (AmbCropTool *self);
/* TRUE when the box is at least as wide as high. */
gboolean amb_crop_tool_is_landscape (AmbCropTool *self);
/* Upright becomes lying and the other way round. */
void amb_crop_tool_swap (AmbCropTool *self);
/* The whole photo, level. */
void amb_crop_tool_reset (AmbCropTool *self);
/* Of the output, pixels. */
void amb_crop_tool_get_size (AmbCropTool *self, int *width, int *height);

G_END_DECLS
