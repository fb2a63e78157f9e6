/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of outputs, where there are several: which one the other rows are about. */
#pragma once

#include "amb-output-editor.h"

G_BEGIN_DECLS

#define AMB_TYPE_OUTPUTS_GROUP (amb_outputs_group_get_type ())
G_DECLARE_FINAL_TYPE (AmbOutputsGroup, amb_outputs_group, AMB, OUTPUTS_GROUP, AdwPreferencesGroup)

/* Once. editor: referenced. */
void amb_outputs_group_set_editor (AmbOutputsGroup *self, AmbOutputEditor *editor);

G_END_DECLS
