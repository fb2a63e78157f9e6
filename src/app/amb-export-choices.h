/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How photos are to be exported, as last chosen: one or several outputs, kept in the settings'
 * export-* keys, and the preset that they began with. One for the whole program: the export dialog
 * and every batch page show the same. Main thread only. */
#pragma once

#include "amb-export-presets.h"

G_BEGIN_DECLS

#define AMB_TYPE_EXPORT_CHOICES (amb_export_choices_get_type ())
G_DECLARE_FINAL_TYPE (AmbExportChoices, amb_export_choices, AMB, EXPORT_CHOICES, GObject)

/* Both are referenced. Signal: "changed" () after each change, whoever made it. */
AmbExportChoices *amb_export_choices_new (GSettings *settings, AmbExportPresets *presets);

/* Of AmbExportSettings, at least one; borrowed, never changed: after a change it is another. The
 * folders of all but the first lie below the first's. */
GPtrArray *amb_export_choices_get_outputs (AmbExportChoices *self);
/* Borrowed; past the end the first. */
const AmbExportSettings *amb_export_choices_get (AmbExportChoices *self, guint index);

/* One setting of one output; value may be floating. FALSE with a sentence where it cannot be used.
 * The folder of the first moves those of the others along. */
gboolean amb_export_choices_set (
    AmbExportChoices *self, guint index, const char *key, GVariant *value, GError **error);
/* A copy of the last output, in a folder of its own below the first's; its index. */
guint amb_export_choices_add_output (AmbExportChoices *self);
/* Not the last one that there is. */
void amb_export_choices_remove_output (AmbExportChoices *self, guint index);

AmbExportPresets *amb_export_choices_get_presets (AmbExportChoices *self);
/* Where files go, what happens to those that are there, and the edits stay unless the preset says
 * otherwise. */
gboolean
amb_export_choices_use_preset (AmbExportChoices *self, AmbExportPreset *preset, GError **error);
/* What the outputs began with; borrowed, NULL: nothing that is there. */
AmbExportPreset *amb_export_choices_get_preset (AmbExportChoices *self);
/* TRUE when something was changed since. */
gboolean amb_export_choices_is_modified (AmbExportChoices *self);

/* The folder of an output after the first, below the first's, as it is shown; transfer full. */
char *amb_export_choices_get_subfolder (AmbExportChoices *self, guint index);
gboolean amb_export_choices_set_subfolder (AmbExportChoices *self, guint index, const char *name);

/* The settings' keys as export settings of the first output. Values that cannot be used (written by
 * hand) fall back to the defaults; an empty folder is amb_export_choices_default_folder ().
 * Transfer full. */
AmbExportSettings *amb_export_choices_read (GSettings *settings);

/* Where exports go unless the user says otherwise: “Ambrotype” in the pictures folder. Transfer
 * full, local path. */
char *amb_export_choices_default_folder (void);

G_END_DECLS
