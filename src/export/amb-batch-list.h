/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of a batch in their order: those of one source stand together, one for each output.
 * Knows nothing of their states. Main thread only. */
#pragma once

#include "amb-batch-item-private.h"
#include "amb-enumerate.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *items;   /* AmbBatchItem */
  GPtrArray *outputs; /* AmbExportSettings, at least one; shared with the items, never changed */
  guint last_job;     /* number given */
} AmbBatchList;

/* settings: of AmbExportSettings, copied. */
void amb_batch_list_init (AmbBatchList *self, GPtrArray *settings);
void amb_batch_list_clear (AmbBatchList *self);

/* In place of what it has: items with their outputs, both referenced. */
void amb_batch_list_adopt (AmbBatchList *self, GPtrArray *items, GPtrArray *outputs);

/* Appends found in every output; an unreadable folder once. Steals what it needs of it. */
void amb_batch_list_add (AmbBatchList *self, AmbFound *found);
/* Other outputs for every source; settings are copied. TRUE: the items are other ones than before.
 */
gboolean amb_batch_list_set_outputs (AmbBatchList *self, GPtrArray *settings);

/* FALSE when it is not there. */
gboolean amb_batch_list_find (AmbBatchList *self, AmbBatchItem *item, guint *position);
/* position: in the list without the item; past the end is the end. */
void amb_batch_list_move (AmbBatchList *self, guint from, guint position);
void amb_batch_list_remove (AmbBatchList *self, guint position);

G_END_DECLS
