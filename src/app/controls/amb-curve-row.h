/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the edit panel for a curve: a title that opens the curve's editor. */
#pragma once

#include <gtk/gtk.h>
#include "amb-operations.h"

G_BEGIN_DECLS

/* Property: "value" (GVariant a(dd)), notified when the user changes it or it is set. Signals:
 * "gesture-begin" () and "gesture-end" () around a drag. */
#define AMB_TYPE_CURVE_ROW (amb_curve_row_get_type ())
G_DECLARE_FINAL_TYPE (AmbCurveRow, amb_curve_row, AMB, CURVE_ROW, GtkWidget)

/* param: static. title: translated. */
GtkWidget *amb_curve_row_new (const AmbParam *param, const char *title);

G_END_DECLS
