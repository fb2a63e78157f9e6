/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that say how to export: what most need first, the rest folded. */
#pragma once

#include <adwaita.h>
#include "amb-application.h"

G_BEGIN_DECLS

typedef enum
{
  AMB_EXPORT_OPTIONS_DEFAULT = 0,
  AMB_EXPORT_OPTIONS_BATCH = 1 << 0, /* many photos: names, several outputs, edits, afterwards */
} AmbExportOptionsFlags;

#define AMB_TYPE_EXPORT_OPTIONS (amb_export_options_get_type ())
G_DECLARE_FINAL_TYPE (AmbExportOptions, amb_export_options, AMB, EXPORT_OPTIONS, GtkBox)

/* Every change is made to the application's choices at once and is thereby remembered. */
GtkWidget *amb_export_options_new (AmbApplication *app, AmbExportOptionsFlags flags);

/* The batch whose first names are shown as an example, nullable. Again when it has other photos. */
void amb_export_options_show_names (AmbExportOptions *self, AmbBatch *batch);

G_END_DECLS
