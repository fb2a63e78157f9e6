/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of the name template, with a menu of its fields. */
#pragma once

#include "amb-output-editor.h"

G_BEGIN_DECLS

#define AMB_TYPE_NAME_ROW (amb_name_row_get_type ())
G_DECLARE_FINAL_TYPE (AmbNameRow, amb_name_row, AMB, NAME_ROW, AdwEntryRow)

/* Once. editor: referenced. */
void amb_name_row_set_editor (AmbNameRow *self, AmbOutputEditor *editor);
/* What is wrong with what is typed, a sentence; NULL: nothing. */
const char *amb_name_row_get_fault (AmbNameRow *self);

G_END_DECLS
