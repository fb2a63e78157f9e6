/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the batch page: thumbnail, name, state, progress, and why it failed. */
#pragma once

#include <adwaita.h>
#include "amb-batch-item.h"
#include "amb-thumbnails.h"

G_BEGIN_DECLS

/* How far a batch is, as its rows tell it. */
typedef enum
{
  AMB_BATCH_PHASE_LISTED,  /* no plan: there is nothing to say of an item */
  AMB_BATCH_PHASE_PLANNED, /* what will become of it */
  AMB_BATCH_PHASE_STARTED, /* what becomes of it */
} AmbBatchPhase;

#define AMB_TYPE_BATCH_ROW (amb_batch_row_get_type ())
G_DECLARE_FINAL_TYPE (AmbBatchRow, amb_batch_row, AMB, BATCH_ROW, AdwBin)

/* Signals: "cancel" (AmbBatchItem *), "retry" (AmbBatchItem *): the user pressed the row's button.
 * "stale" (): it does not show any more what is; whoever has many rows decides when update () is
 * called. thumbnails: referenced. */
GtkWidget *amb_batch_row_new (AmbThumbnails *thumbnails);

/* Another item, or none, which stops asking for a thumbnail; the row is stale. item: referenced. */
void amb_batch_row_set_item (AmbBatchRow *self, AmbBatchItem *item);
/* The item's plan, or how far its batch is, is another; the row is stale. */
void amb_batch_row_set_phase (AmbBatchRow *self, AmbBatchPhase phase);
/* Shows what is. */
void amb_batch_row_update (AmbBatchRow *self);
/* FALSE without an item. */
gboolean amb_batch_row_is_stale (AmbBatchRow *self);
/* Borrowed, nullable. */
AmbBatchItem *amb_batch_row_get_item (AmbBatchRow *self);

G_END_DECLS
