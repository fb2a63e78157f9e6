/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A name and the outputs that it stands for: how files are made, never where. Immutable; any
 * thread.
 */
#pragma once

#include "amb-export-settings.h"

G_BEGIN_DECLS

#define AMB_TYPE_EXPORT_PRESET (amb_export_preset_get_type ())
G_DECLARE_FINAL_TYPE (AmbExportPreset, amb_export_preset, AMB, EXPORT_PRESET, GObject)

/* settings: of AmbExportSettings, at least one. Their folder, number of jobs and choice for names
 * that are taken are left out; a second output's folder below the first's stays. name: UTF-8. NULL
 * with AMB_ERROR_SETTINGS when the name is empty or over 200 bytes. */
AmbExportPreset *amb_export_preset_new (const char *name, GPtrArray *settings, GError **error);

/* json: {"format": "ambrotype-export-preset", "version": 1, "name": "...", "outputs": [...]}, see
 * amb-outputs-json.h. file: its name, for sentences. NULL with AMB_ERROR_SETTINGS or RECIPE and a
 * sentence that names the file and the key. */
AmbExportPreset *
amb_export_preset_from_json (const char *json, gssize length, const char *file, GError **error);
/* Transfer full, with a newline at its end. */
char *amb_export_preset_to_json (AmbExportPreset *self);

/* Properties, constant: "name" (string) and "title" (string, translated for people where it is
 * shipped). */
const char *amb_export_preset_get_name (AmbExportPreset *self);
const char *amb_export_preset_get_title (AmbExportPreset *self);
gboolean amb_export_preset_is_shipped (AmbExportPreset *self);
/* aa{sv}; borrowed. */
GVariant *amb_export_preset_get_outputs (AmbExportPreset *self);

/* The preset's outputs over base, which gives the folder, jobs and conflicts. Transfer full. */
GPtrArray *
amb_export_preset_apply (AmbExportPreset *self, const AmbExportSettings *base, GError **error);

/* The same preset under another name. Transfer full; NULL as for new. */
AmbExportPreset *
amb_export_preset_renamed (AmbExportPreset *self, const char *name, GError **error);

/* Those that come with the program, of AmbExportPreset. Transfer full. */
GPtrArray *amb_export_presets_shipped (void);

G_END_DECLS
