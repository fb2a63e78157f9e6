/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that say how large outputs are, in pixels and in bytes. */
#pragma once

#include "amb-output-editor.h"

G_BEGIN_DECLS

#define AMB_TYPE_SIZE_GROUP (amb_size_group_get_type ())
G_DECLARE_FINAL_TYPE (AmbSizeGroup, amb_size_group, AMB, SIZE_GROUP, AdwPreferencesGroup)

/* Once. editor: referenced. */
void amb_size_group_set_editor (AmbSizeGroup *self, AmbOutputEditor *editor);

/* “Long edge 2048 px” and the like, translated. Transfer full. */
char *amb_size_group_describe (const AmbResize *resize);

G_END_DECLS
