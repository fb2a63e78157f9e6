/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How each setting is read and written; the table in amb-export-settings.c names them. */
#pragma once

#include "amb-export-settings.h"

G_BEGIN_DECLS

typedef struct
{
  /* FALSE with a sentence. */
  gboolean (*parse) (AmbExportSettings *self, GVariant *value, GError **error);
  /* Floating; NULL: leave it out. The function itself is NULL where it is never written. */
  GVariant *(*write) (const AmbExportSettings *self);
} AmbSetting;

/* amb-settings-target.c */
extern const AmbSetting amb_setting_keep_mtime;
extern const AmbSetting amb_setting_preset;
extern const AmbSetting amb_setting_folders;
extern const AmbSetting amb_setting_output;
extern const AmbSetting amb_setting_name;
extern const AmbSetting amb_setting_conflict;
extern const AmbSetting amb_setting_jobs;

/* amb-settings-form.c */
extern const AmbSetting amb_setting_quality_webp;
extern const AmbSetting amb_setting_enlarge;
extern const AmbSetting amb_setting_max_bytes;
extern const AmbSetting amb_setting_max_bytes_resize;
extern const AmbSetting amb_setting_format;
extern const AmbSetting amb_setting_quality;
extern const AmbSetting amb_setting_profile;
extern const AmbSetting amb_setting_depth;
extern const AmbSetting amb_setting_subsampling;
extern const AmbSetting amb_setting_output_sharpen;
extern const AmbSetting amb_setting_progressive;
extern const AmbSetting amb_setting_optimize;
extern const AmbSetting amb_setting_lossless;
extern const AmbSetting amb_setting_resize;

/* amb-settings-edits.c */
extern const AmbSetting amb_setting_auto_light;
extern const AmbSetting amb_setting_recipe_mode;
extern const AmbSetting amb_setting_recipe;
extern const AmbSetting amb_setting_set;

/* amb-settings-metadata.c */
extern const AmbSetting amb_setting_copyright;
extern const AmbSetting amb_setting_metadata;

/* amb-settings-watermark.c */
extern const AmbSetting amb_setting_watermark;
extern const AmbSetting amb_setting_watermark_anchor;
extern const AmbSetting amb_setting_watermark_margin;
extern const AmbSetting amb_setting_watermark_size;
extern const AmbSetting amb_setting_watermark_opacity;

G_END_DECLS
