/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the edit panel for a file. Property "value": a variant of type s, see amb-content.h, ""
 * for none; only resetting changes it here. Signal "chosen" (GFile *): somebody chose a file, which
 * is not taken in yet. */
#pragma once

#include <gtk/gtk.h>
#include "amb-operation.h"

G_BEGIN_DECLS

#define AMB_TYPE_FILE_ROW (amb_file_row_get_type ())
G_DECLARE_FINAL_TYPE (AmbFileRow, amb_file_row, AMB, FILE_ROW, GtkWidget)

GtkWidget *amb_file_row_new (const AmbParam *param, const char *title, GtkSizeGroup *labels);

G_END_DECLS
