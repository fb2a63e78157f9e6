/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats and names, fixed for every item before the first is written. Nothing here opens a file.
 */
#pragma once

#include "amb-codec.h"
#include "amb-export-settings.h"
#include "amb-forecast.h"
#include "amb-photo-info.h"
#include "amb-targets.h"

G_BEGIN_DECLS

typedef struct
{
  /* given */
  const AmbExportSettings *settings;
  AmbRecipe *recipe;         /* borrowed; NULL: the settings' */
  const char *name;          /* the source's base name, file system's encoding */
  const char *source_path;   /* absolute; nullable: not a local file */
  const char *subfolder;     /* below the named folder; "" for none */
  const AmbCodec *codec;     /* what the source holds */
  guint64 bytes;             /* of the source; 0: not known */
  gboolean has_alpha;        /* looked at only where amb_export_plan_needs_alpha () */
  const AmbPhotoInfo *info;  /* nullable: the header was not looked at */
  const char *taken;         /* for names: "2024-12-31 23:59:59"; nullable */
  const char *source_folder; /* for names: the name of the source's folder; nullable */
  guint counter;             /* for names */

  /* fixed by amb_export_plan_fix (); free with amb_export_plan_clear () */
  const AmbCodec *format; /* what is written */
  char *folder;           /* absolute */
  char *target;           /* base name; NULL: skipped */
  AmbConflict conflict;   /* what publishing does if the name is taken by then */
  gboolean unchanged;     /* nothing is asked of the picture: its bytes may be copied */
  GPtrArray *notes;       /* translated sentences */
  AmbForecast forecast;
} AmbExportPlan;

void amb_export_plan_clear (AmbExportPlan *self);

/* TRUE when the format to write depends on the source's transparency. */
gboolean amb_export_plan_needs_alpha (const AmbCodec *codec, const AmbExportSettings *settings);

/* settings->output must be given unless target_path is. target_path: nullable; a full path in place
 * of output and name, whose extension is the format if the settings leave that to the source.
 *
 * A name that is free is given first, to the earliest item that wants it; then the others are
 * numbered past everything that is there. What an item may replace is only what is there, never a
 * source that another item is still to be read from nor another item's output. */
void amb_export_plan_fix (AmbExportPlan *items,
                          guint n_items,
                          const char *target_path,
                          AmbTargets *targets);

G_END_DECLS
