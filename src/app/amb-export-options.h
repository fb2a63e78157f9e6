/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that say how to export, bound to the export-* keys, and those keys as export settings.
 */
#pragma once

#include <adwaita.h>
#include "amb-export-settings.h"

G_BEGIN_DECLS

typedef enum
{
  AMB_EXPORT_OPTIONS_DEFAULT = 0,
  AMB_EXPORT_OPTIONS_FOLDER = 1 << 0, /* a row for the target folder */
  AMB_EXPORT_OPTIONS_NAME = 1 << 1,   /* a row for the name template */
} AmbExportOptionsFlags;

#define AMB_TYPE_EXPORT_OPTIONS (amb_export_options_get_type ())
G_DECLARE_FINAL_TYPE (
    AmbExportOptions, amb_export_options, AMB, EXPORT_OPTIONS, AdwPreferencesGroup)

/* Every change is written to settings at once and is thereby remembered. settings: referenced. */
GtkWidget *amb_export_options_new (GSettings *settings, AmbExportOptionsFlags flags);

/* The export-* keys as export settings, without edits. Values that cannot be used (written by hand)
 * fall back to the defaults; an empty folder is amb_export_options_default_folder (). Transfer
 * full. */
AmbExportSettings *amb_export_options_read (GSettings *settings);

/* Where exports go unless the user says otherwise: “Ambrotype” in the pictures folder. Transfer
 * full, local path. */
char *amb_export_options_default_folder (void);

G_END_DECLS
