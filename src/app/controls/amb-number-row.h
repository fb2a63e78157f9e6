/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the edit panel for a number: title, slider, and a value that can be typed. */
#pragma once

#include <gtk/gtk.h>
#include "amb-operations.h"

G_BEGIN_DECLS

/* Property: "value" (double), notified when the user changes it or it is set. Signals:
 * "gesture-begin" () and "gesture-end" () around a drag. Range, step, unit and help come from the
 * parameter's declaration. */
#define AMB_TYPE_NUMBER_ROW (amb_number_row_get_type ())
G_DECLARE_FINAL_TYPE (AmbNumberRow, amb_number_row, AMB, NUMBER_ROW, GtkWidget)

/* param: static. title: translated. labels and values: the size groups that align the rows,
 * nullable. */
GtkWidget *amb_number_row_new (const AmbParam *param,
                               const char *title,
                               GtkSizeGroup *labels,
                               GtkSizeGroup *values);

G_END_DECLS
