/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What an export is asked to do: one set of keys for the command line's long options, the actions'
 * a{sv} and the export page. */
#pragma once

#include <gio/gio.h>
#include "amb-codec.h"
#include "amb-metadata-policy.h"
#include "amb-output-form.h"
#include "amb-publish.h"
#include "amb-recipe.h"
#include "amb-resize.h"
#include "amb-watermark.h"

G_BEGIN_DECLS

/* How the recipe meets the edits that each photo has of its own. */
typedef enum
{
  AMB_RECIPE_INSTEAD, /* the saved edits are not looked at */
  AMB_RECIPE_ON_TOP,  /* each operation of the recipe takes the place of the saved one */
} AmbRecipeMode;

typedef enum
{
  AMB_FOLDERS_KEEP, /* paths below a given folder stay */
  AMB_FOLDERS_FLAT, /* all outputs in one folder */
} AmbFolders;

#define AMB_EXPORT_DEFAULT_QUALITY 90
#define AMB_EXPORT_FORMAT_SOURCE "source" /* the source's own format where this build writes it */

typedef struct
{
  char *preset; /* the name of the preset that these settings began with; NULL: none */
  char *output; /* target folder, absolute local path; NULL: not given */
  char *format; /* AMB_EXPORT_FORMAT_SOURCE or a codec's name that this build writes */
  int quality;  /* 1..100; amb_export_settings_quality () is that of a format */
  gboolean quality_given;
  int quality_webp;          /* 0: as quality */
  guint64 max_bytes;         /* of a file; 0: no limit */
  gboolean max_bytes_resize; /* smaller pictures where quality alone does not do */
  AmbOutputForm form;
  AmbResize resize;
  char *name; /* template, "{name}.{ext}"; see amb-name-template.h */
  AmbMetadataPolicy metadata;
  char *copyright; /* to be written; NULL: what the photo says */
  char *watermark; /* a PNG: an absolute local path, or a content (amb-content.h); NULL: none */
  AmbWatermarkPlace watermark_place;
  AmbConflict conflict;
  AmbFolders folders;
  guint jobs;        /* 0: one per core */
  AmbRecipe *recipe; /* never NULL */
  AmbRecipeMode recipe_mode;
  gboolean auto_light; /* the worker finds what the recipe leaves of amb_recipe_light_ids () */
  gboolean keep_mtime; /* outputs get their source's time of modification */
} AmbExportSettings;

/* A key as the command line and the documentation show it. Static. */
typedef struct
{
  const char *name;     /* the long option without dashes */
  char short_name;      /* 0: none */
  const char *argument; /* what stands after the option, not translated; NULL: a switch */
  const char *help;     /* N_() */
} AmbExportKey;

/* In the order of the help text; NULL past the end. */
const AmbExportKey *amb_export_settings_key (guint index);

/* The defaults of design section 8. Transfer full. */
AmbExportSettings *amb_export_settings_new (void);
AmbExportSettings *amb_export_settings_copy (const AmbExportSettings *self);
void amb_export_settings_free (AmbExportSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbExportSettings, amb_export_settings_free)

/* key: a long option without dashes; "recipe" is a{sv} or the content of a recipe file, "set" as or
 * s "op.param=value", "max-bytes" a number or a text such as 500k. value: the action's variant, a
 * string, or a byte string for paths and names; borrowed, may be floating. A relative output is
 * taken from the current folder; "" is not given. Errors: AMB_ERROR_SETTINGS or AMB_ERROR_RECIPE
 * with a sentence; self is then unchanged. */
gboolean
amb_export_settings_set (AmbExportSettings *self, const char *key, GVariant *value, GError **error);
/* All or none. "recipe" is read before "set", whatever their order. */
gboolean amb_export_settings_set_all (AmbExportSettings *self, GVariant *asv, GError **error);
/* a{sv} that set_all reads back. Transfer full, not floating. */
GVariant *amb_export_settings_to_variant (const AmbExportSettings *self);

/* The quality that codec is written with, 1..100; with max_bytes the best that is tried: 100 unless
 * one was given. */
int amb_export_settings_quality (const AmbExportSettings *self, const AmbCodec *codec);

/* Takes the file that the settings name (the watermark) into the contents, so that what becomes of
 * it later changes nothing. Blocking: call it in a thread. Errors: amb_content_import's,
 * AMB_ERROR_SETTINGS when it is no PNG. */
gboolean amb_export_settings_pin (AmbExportSettings *self, GError **error);

/* The word of --on-conflict. Not translated. */
const char *amb_conflict_word (AmbConflict conflict);

G_END_DECLS
