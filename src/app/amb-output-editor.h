/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One of the outputs of the export choices, bound to the rows that show it: a row is filled when
 * the choices change and writes to them when somebody changes it. Main thread only. */
#pragma once

#include <adwaita.h>
#include "amb-export-choices.h"

G_BEGIN_DECLS

#define AMB_TYPE_OUTPUT_EDITOR (amb_output_editor_get_type ())
G_DECLARE_FINAL_TYPE (AmbOutputEditor, amb_output_editor, AMB, OUTPUT_EDITOR, GObject)

/* Signal: "changed" (): the output, or which it is. */
AmbOutputEditor *amb_output_editor_new (AmbExportChoices *choices);

AmbExportChoices *amb_output_editor_get_choices (AmbOutputEditor *self);
guint amb_output_editor_get_index (AmbOutputEditor *self);
void amb_output_editor_set_index (AmbOutputEditor *self, guint index);
/* Borrowed until the next change. */
const AmbExportSettings *amb_output_editor_get (AmbOutputEditor *self);

/* Fills every row anew. */
void amb_output_editor_refresh (AmbOutputEditor *self);

/* value may be floating. FALSE where it cannot be used, or while rows are being filled: a handler
 * of a row need not ask who changed it. */
gboolean amb_output_editor_set (AmbOutputEditor *self, const char *key, GVariant *value);

/* A word of an export setting, and what people read. */
typedef struct
{
  const char *word;
  const char *title; /* N_() */
} AmbOutputChoice;

/* choices: static. A value that is none of them shows as the first. */
void amb_output_editor_bind_choice (AmbOutputEditor *self,
                                    AdwComboRow *row,
                                    const char *key,
                                    const AmbOutputChoice *choices,
                                    guint n_choices);
void amb_output_editor_bind_switch (AmbOutputEditor *self, GtkSwitch *button, const char *key);
/* A whole number, or with percent a part of a whole shown as a percentage. */
void amb_output_editor_bind_number (AmbOutputEditor *self,
                                    GtkSpinButton *button,
                                    const char *key,
                                    gboolean percent);
/* A text, taken as it is typed; what cannot be used marks the row. */
void amb_output_editor_bind_text (AmbOutputEditor *self, AdwEntryRow *row, const char *key);

G_END_DECLS
