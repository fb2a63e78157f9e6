/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What changing the presets needs of their list. */
#pragma once

#include "amb-export-presets.h"

G_BEGIN_DECLS

const char *amb_export_presets_get_folder (AmbExportPresets *self);
/* Where one's own is kept; borrowed, NULL for any other. */
const char *amb_export_presets_get_path (AmbExportPresets *self, AmbExportPreset *preset);
/* As find, without a sentence. */
AmbExportPreset *amb_export_presets_look_up (AmbExportPresets *self, const char *name);
/* old (nullable) leaves the list, new (nullable, kept at path) enters it. */
void amb_export_presets_exchange (AmbExportPresets *self,
                                  AmbExportPreset *old,
                                  AmbExportPreset *new,
                                  const char *path);
/* Blocks; any thread. */
AmbExportPreset *amb_export_presets_read_file (GFile *file, GError **error);

G_END_DECLS
