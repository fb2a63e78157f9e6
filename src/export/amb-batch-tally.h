/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How many items are in which state, and how far the whole is. Kept while items change, never
 * recounted. */
#pragma once

#include "amb-batch.h"

G_BEGIN_DECLS

typedef struct
{
  guint states[AMB_ITEM_SKIPPED + 1];
  guint total;
  guint64 permille_sum;
  guint shown_permille;
  guint64 source_bytes, output_bytes; /* of those that are done */
} AmbBatchTally;

/* Takes an item out before it changes, and puts it (or a new one) in after. */
void amb_batch_tally_remove (AmbBatchTally *self, AmbBatchItem *item);
void amb_batch_tally_add (AmbBatchTally *self, AmbBatchItem *item);

/* The whole's progress may go back once: something is tried again. Call it while that is taken out.
 */
void amb_batch_tally_rewind (AmbBatchTally *self);
void amb_batch_tally_get (const AmbBatchTally *self, AmbBatchCounts *counts);

G_END_DECLS
