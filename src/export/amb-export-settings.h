/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What an export is asked to do: one set of keys for the command line's long options, the actions' a{sv} and the export page. */
#pragma once

#include <gio/gio.h>
#include "amb-publish.h"
#include "amb-recipe.h"
#include "amb-resize.h"

G_BEGIN_DECLS

typedef enum
{
  AMB_METADATA_KEEP,
  AMB_METADATA_STRIP,
} AmbMetadataPolicy;

typedef struct
{
  char *output;           /* target folder, local path; NULL: not given */
  char *format;           /* "source" or a codec's name that this build writes */
  int quality;            /* 1..100 */
  AmbResize resize;
  char *name;             /* template, "{name}.{ext}" */
  AmbMetadataPolicy metadata;
  AmbConflict conflict;
  guint jobs;             /* 0: one per core */
  AmbRecipe *recipe;      /* never NULL */
} AmbExportSettings;

/* The defaults of design section 8. Transfer full. */
AmbExportSettings *amb_export_settings_new (void);
AmbExportSettings *amb_export_settings_copy (const AmbExportSettings *self);
void amb_export_settings_free (AmbExportSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbExportSettings, amb_export_settings_free)

/* key: a long option without dashes ("format", "quality", "resize", "metadata", "name", "output", "on-conflict", "jobs", "recipe" a{sv} or JSON file's
 * content, "set" as or s "op.param=value"). value: the action's variant or a string. Errors: AMB_ERROR_SETTINGS with a sentence. */
gboolean amb_export_settings_set (AmbExportSettings *self, const char *key, GVariant *value, GError **error);
gboolean amb_export_settings_set_all (AmbExportSettings *self, GVariant *asv, GError **error);
/* a{sv} that set_all reads back. */
GVariant *amb_export_settings_to_variant (const AmbExportSettings *self);

G_END_DECLS
