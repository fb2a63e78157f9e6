/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* All export presets: those that come with the program, then one's own, which are JSON files in the
 * user's data folder. A GListModel of AmbExportPreset. Main thread only, but for load (), which may
 * be called before a main loop runs; files are read and written in threads. */
#pragma once

#include "amb-export-preset.h"

G_BEGIN_DECLS

#define AMB_TYPE_EXPORT_PRESETS (amb_export_presets_get_type ())
G_DECLARE_FINAL_TYPE (AmbExportPresets, amb_export_presets, AMB, EXPORT_PRESETS, GObject)

/* folder: of the files, need not exist; NULL: that of the user. Holds the shipped ones; nothing is
 * read yet. */
AmbExportPresets *amb_export_presets_new (const char *folder);

/* Reads one's own in place of those that the list has. Blocks. notes: nullable; gets a sentence for
 * each file that cannot be used, which stays where it is. */
void amb_export_presets_load (AmbExportPresets *self, GPtrArray *notes);
/* The same in a thread. finish: the notes, of char *, transfer full, NULL-terminated; never fails.
 */
void amb_export_presets_load_async (AmbExportPresets *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
char **amb_export_presets_load_finish (AmbExportPresets *self, GAsyncResult *result);

/* By name or title, in any case. Borrowed; NULL with AMB_ERROR_SETTINGS and a sentence that names
 * them all. */
AmbExportPreset *amb_export_presets_find (AmbExportPresets *self, const char *name, GError **error);

/* outputs (aa{sv}) with a "preset" key have that preset's settings below their own, once for each
 * of its outputs. Transfer full; NULL as for find. */
GVariant *amb_export_presets_resolve (AmbExportPresets *self, GVariant *outputs, GError **error);

/* Writes preset as one's own, in place of one's own of that name. finish: FALSE with
 * AMB_ERROR_SETTINGS when a shipped one has the name, AMB_ERROR_WRITE or NO_SPACE; the list is then
 * as before. */
void amb_export_presets_save_async (AmbExportPresets *self,
                                    AmbExportPreset *preset,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* preset: one's own. finish: as for save, and FALSE when another has the name. */
void amb_export_presets_rename_async (AmbExportPresets *self,
                                      AmbExportPreset *preset,
                                      const char *name,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* preset: one's own; its file is deleted. */
void amb_export_presets_remove_async (AmbExportPresets *self,
                                      AmbExportPreset *preset,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* A file as amb_export_preset_from_json () reads it becomes one's own; a number is appended to a
 * name that is there already. */
void amb_export_presets_import_async (AmbExportPresets *self,
                                      GFile *file,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* Writes preset to file, which is replaced; any preset. */
void amb_export_presets_export_async (AmbExportPresets *self,
                                      AmbExportPreset *preset,
                                      GFile *file,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* Of each of the five above. */
gboolean
amb_export_presets_change_finish (AmbExportPresets *self, GAsyncResult *result, GError **error);

G_END_DECLS
