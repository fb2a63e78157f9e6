/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs as JSON: one object for each, whose keys are those of the export settings. What --outputs
 * reads and a preset holds. */
#pragma once

#include "amb-export-settings.h"

G_BEGIN_DECLS

/* Outputs in memory: aa{sv}, each as amb_export_settings_set_all () reads it. */
#define AMB_OUTPUTS_TYPE G_VARIANT_TYPE ("aa{sv}")

/* Where a text comes from. */
typedef struct
{
  const char *name;   /* of the file, for sentences */
  const char *folder; /* where a recipe or a watermark named by a relative path lies; NULL: only a
                         recipe written inline is read */
  GPtrArray *notes;   /* nullable; gets a sentence (char *) for each value of a recipe that is
                         clamped or unknown */
} AmbOutputsOrigin;

/* json: an array of at least one object, or one object. length: -1 if terminated. Reads files that
 * are named: blocking with a folder. Transfer full, not floating. Errors: AMB_ERROR_SETTINGS or
 * AMB_ERROR_RECIPE with a sentence that names the file, the output and the key. */
GVariant *amb_outputs_from_json (const char *json,
                                 gssize length,
                                 const AmbOutputsOrigin *origin,
                                 GError **error);

/* The JSON of an array that from_json reads back. indent: spaces before each line but the first.
 * Transfer full. */
char *amb_outputs_to_json (GVariant *outputs, guint indent);

/* Each output over base: settings that it does not name are base's, a relative "output" is a folder
 * below base's. Returns AmbExportSettings, transfer full. Errors as amb_export_settings_set_all (),
 * with the output's number when there are several. */
GPtrArray *amb_outputs_apply (GVariant *outputs, const AmbExportSettings *base, GError **error);

G_END_DECLS
