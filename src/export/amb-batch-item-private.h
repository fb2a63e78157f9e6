/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What only the batch may do to its items. Main thread only. */
#pragma once

#include "amb-batch-item.h"
#include "amb-publish.h"
#include "amb-sniff.h"

G_BEGIN_DECLS

/* What the plan fixed for an item. */
typedef struct
{
  AmbIdentity identity;   /* of the source; all 0 after a retry: whatever is there now */
  const AmbCodec *format; /* NULL: not planned */
  char *folder;
  char *target;
  AmbConflict conflict;
  gboolean unchanged;
  AmbRecipe *recipe; /* nullable: the settings' own */
} AmbItemPlan;

/* What the ledger keeps of an item besides its plan and its outcome. */
typedef struct
{
  gint64 row;                    /* in the ledger; 0: none */
  guint attempts;                /* those that came to an end, over all tries */
  AmbIdentity written;           /* the output's, from the moment it is about to get its name */
  gint64 queued, started, ended; /* real time, microseconds since the epoch; 0: not yet */
} AmbItemRecord;

/* What a source is called. */
typedef struct
{
  GFile *file;
  const char *source;    /* how somebody named it */
  const char *subfolder; /* kept below the output folder, file system's encoding; "" for none */
} AmbItemSource;

/* outputs: AmbExportSettings, shared and never changed; index: the item's own. */
AmbBatchItem *
amb_batch_item_new (const AmbItemSource *source, GPtrArray *outputs, guint index, guint job);

const char *amb_batch_item_get_subfolder (AmbBatchItem *self);
AmbItemPlan *amb_batch_item_plan (AmbBatchItem *self);
gboolean amb_batch_item_is_planned (AmbBatchItem *self);
/* Its content, which is stolen. */
void amb_batch_item_take_forecast (AmbBatchItem *self, AmbForecast *forecast);
/* The settings' watermark was taken into the contents: all items of the output name it by that. */
void amb_batch_item_pin_watermark (AmbBatchItem *self, const char *content);
/* Forgets what a plan said: its names, notes, forecast and error; queued again. */
void amb_batch_item_drop_plan (AmbBatchItem *self);

/* Borrowed; a holder that outlives the item takes a reference. */
GPtrArray *amb_batch_item_get_outputs (AmbBatchItem *self);
void amb_batch_item_set_outputs (AmbBatchItem *self, GPtrArray *outputs);

/* A folder that could not be read: the item can only fail. Nullable. */
const GError *amb_batch_item_get_fault (AmbBatchItem *self);
/* fault: transfer full. */
void amb_batch_item_set_fault (AmbBatchItem *self, GError *fault);

void amb_batch_item_set_state (AmbBatchItem *self, AmbItemState state);
/* FALSE when it would go back or stay. */
gboolean amb_batch_item_advance (AmbBatchItem *self, guint permille);
/* Back to the beginning for another try: queued, 0, no error, no output. */
void amb_batch_item_reset (AmbBatchItem *self);
void amb_batch_item_set_output (AmbBatchItem *self, const char *path);
void amb_batch_item_set_error (AmbBatchItem *self, const GError *error);
void amb_batch_item_add_note (AmbBatchItem *self, const char *note);

/* The record, to read and to write. */
AmbItemRecord *amb_batch_item_record (AmbBatchItem *self);
/* The choice for this item alone, an AmbConflict, or -1. */
int amb_batch_item_get_choice (AmbBatchItem *self);
/* Why it failed; of one that did not: AMB_CAUSE_PHOTO. */
AmbFailureCause amb_batch_item_get_cause (AmbBatchItem *self);
/* As it was left: nothing is notified. */
void amb_batch_item_restore_outcome (AmbBatchItem *self,
                                     AmbItemState state,
                                     const char *output,
                                     const char *error,
                                     AmbFailureCause cause);

/* The batch's own record of the running export; borrowed, NULL when none. */
gpointer amb_batch_item_get_slot (AmbBatchItem *self);
void amb_batch_item_set_slot (AmbBatchItem *self, gpointer slot);

G_END_DECLS
