/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A square with a curve whose points can be added, moved and removed. */
#pragma once

#include <gtk/gtk.h>
#include "amb-spline.h"

G_BEGIN_DECLS

/* Signals: "changed" () when the user changed the curve; "gesture-begin" () and "gesture-end" ()
 * around a drag. Keys: Page Up and Page Down choose a point, arrows move it, Insert adds one after
 * it, Delete removes it. */
#define AMB_TYPE_CURVE_EDITOR (amb_curve_editor_get_type ())
G_DECLARE_FINAL_TYPE (AmbCurveEditor, amb_curve_editor, AMB, CURVE_EDITOR, GtkWidget)

const AmbSpline *amb_curve_editor_get_curve (AmbCurveEditor *self);
/* Emits nothing. */
void amb_curve_editor_set_curve (AmbCurveEditor *self, const AmbSpline *curve);

G_END_DECLS
