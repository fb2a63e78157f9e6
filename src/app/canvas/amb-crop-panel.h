/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The panel of the crop tool: ratio, angle, size, apply and cancel. */
#pragma once

#include "amb-crop-tool.h"

G_BEGIN_DECLS

/* Property: "tool" (AmbCropTool). */
#define AMB_TYPE_CROP_PANEL (amb_crop_panel_get_type ())
G_DECLARE_FINAL_TYPE (AmbCropPanel, amb_crop_panel, AMB, CROP_PANEL, GtkWidget)

G_END_DECLS
