/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The look of an output: edits for every photo of a batch, from a recipe file or from the photo
 * that a window shows. */
#pragma once

#include "amb-output-editor.h"

G_BEGIN_DECLS

#define AMB_TYPE_EXPORT_LOOK (amb_export_look_get_type ())
G_DECLARE_FINAL_TYPE (AmbExportLook, amb_export_look, AMB, EXPORT_LOOK, GObject)

/* editor: referenced. */
AmbExportLook *amb_export_look_new (AmbOutputEditor *editor);
/* Asks for a recipe file. widget: whose window the dialog belongs to and is told what is wrong. */
void amb_export_look_choose (AmbExportLook *self, GtkWidget *widget);
/* The edits of the photo in widget's window. */
void amb_export_look_take_photo (AmbExportLook *self, GtkWidget *widget);
void amb_export_look_clear (AmbExportLook *self);

/* What recipe changes, by name; transfer full. */
char *amb_export_look_describe (AmbRecipe *recipe);

G_END_DECLS
