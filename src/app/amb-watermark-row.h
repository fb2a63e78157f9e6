/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of the watermark: its picture, and where and how it lies on outputs. */
#pragma once

#include "amb-output-editor.h"

G_BEGIN_DECLS

#define AMB_TYPE_WATERMARK_ROW (amb_watermark_row_get_type ())
G_DECLARE_FINAL_TYPE (AmbWatermarkRow, amb_watermark_row, AMB, WATERMARK_ROW, AdwExpanderRow)

/* Once. editor: referenced. */
void amb_watermark_row_set_editor (AmbWatermarkRow *self, AmbOutputEditor *editor);

G_END_DECLS
