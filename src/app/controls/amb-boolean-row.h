/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the edit panel for a parameter that is on or off. */
#pragma once

#include <gtk/gtk.h>
#include "amb-operations.h"

G_BEGIN_DECLS

/* Property: "value" (double, 0 or 1), notified when the user changes it or it is set. */
#define AMB_TYPE_BOOLEAN_ROW (amb_boolean_row_get_type ())
G_DECLARE_FINAL_TYPE (AmbBooleanRow, amb_boolean_row, AMB, BOOLEAN_ROW, GtkWidget)

/* param: static. title: translated. labels: the size group that aligns the rows, nullable. */
GtkWidget *amb_boolean_row_new (const AmbParam *param, const char *title, GtkSizeGroup *labels);

G_END_DECLS
