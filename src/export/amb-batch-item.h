/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One source of a batch in one of its outputs, and what became of it. Main thread only. */
#pragma once

#include "amb-export-settings.h"
#include "amb-forecast.h"

G_BEGIN_DECLS

/* Why an item failed. */
typedef enum
{
  AMB_CAUSE_PHOTO,   /* the file itself, or what was asked of it */
  AMB_CAUSE_MACHINE, /* space, memory, workers that cannot start */
  AMB_CAUSE_MISSING, /* the file was not there */
} AmbFailureCause;

typedef enum
{
  AMB_ITEM_QUEUED,
  AMB_ITEM_RUNNING,
  AMB_ITEM_DONE,
  AMB_ITEM_FAILED,
  AMB_ITEM_QUARANTINED,
  AMB_ITEM_CANCELLED,
  AMB_ITEM_SKIPPED,
} AmbItemState;

#define AMB_TYPE_BATCH_ITEM (amb_batch_item_get_type ())
G_DECLARE_FINAL_TYPE (AmbBatchItem, amb_batch_item, AMB, BATCH_ITEM, GObject)

/* Properties, notified: "state" (uint), "permille" (uint, never goes back), "output" (string, local
 * path, NULL before done), "error" (string, a sentence). "name" (string, display name, constant).
 */
GFile *amb_batch_item_get_file (AmbBatchItem *self);
const char *amb_batch_item_get_name (AmbBatchItem *self);
guint amb_batch_item_get_job (AmbBatchItem *self); /* 1.., in plan order */
/* What the user named: the argument verbatim, or folder argument + "/" + path below it; a URI if
 * not UTF-8. */
const char *amb_batch_item_get_source (AmbBatchItem *self);
/* Which of the batch's outputs this is, 0.., and its settings: borrowed, never NULL, those of the
 * moment the batch was started. */
guint amb_batch_item_get_output_index (AmbBatchItem *self);
const AmbExportSettings *amb_batch_item_get_settings (AmbBatchItem *self);
/* The edits that are exported: the settings' recipe, unless the plan fixed another for this photo.
 * Borrowed, never NULL. */
AmbRecipe *amb_batch_item_get_recipe (AmbBatchItem *self);
/* Where the plan will write, local path; transfer full. NULL before the plan, or when nothing will
 * be written. */
char *amb_batch_item_get_target (AmbBatchItem *self);
/* What to do if the name is taken: the settings' choice, or that of set_conflict. */
AmbConflict amb_batch_item_get_conflict (AmbBatchItem *self);
/* A choice for this file alone. Counts from the next amb_batch_plan () on. */
void amb_batch_item_set_conflict (AmbBatchItem *self, AmbConflict conflict);
/* Workers that it had, over all tries. */
guint amb_batch_item_get_attempts (AmbBatchItem *self);
/* What the plan says of it; borrowed, never NULL, until the next plan. */
const AmbForecast *amb_batch_item_get_forecast (AmbBatchItem *self);
AmbItemState amb_batch_item_get_state (AmbBatchItem *self);
guint amb_batch_item_get_permille (AmbBatchItem *self);
const char *amb_batch_item_get_output (AmbBatchItem *self);
/* Bytes of the photo's file and, once it is done, of the output; 0: not known. */
guint64 amb_batch_item_get_source_size (AmbBatchItem *self);
guint64 amb_batch_item_get_output_size (AmbBatchItem *self);
const char *amb_batch_item_get_error (AmbBatchItem *self);
/* TRUE when the failure was the machine's (exit 75). */
gboolean amb_batch_item_get_machine_fault (AmbBatchItem *self);
/* Notes (translated sentences), NULL-terminated, may be empty. */
const char *const *amb_batch_item_get_notes (AmbBatchItem *self);
/* The state's word in JSON: "queued", "running", ... Not translated. */
const char *amb_item_state_word (AmbItemState state);
gboolean amb_item_state_is_final (AmbItemState state);

G_END_DECLS
