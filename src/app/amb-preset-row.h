/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of export presets: which one the choices began with, and a menu to keep, name, delete and
 * exchange them. */
#pragma once

#include <adwaita.h>
#include "amb-export-choices.h"

G_BEGIN_DECLS

#define AMB_TYPE_PRESET_ROW (amb_preset_row_get_type ())
G_DECLARE_FINAL_TYPE (AmbPresetRow, amb_preset_row, AMB, PRESET_ROW, AdwComboRow)

/* Once. choices: referenced. */
void amb_preset_row_set_choices (AmbPresetRow *self, AmbExportChoices *choices);

G_END_DECLS
