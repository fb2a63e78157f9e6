/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums that change by one item at a time. */
#include "amb-batch-tally.h"

static guint
contribution (AmbBatchItem *item)
{
  AmbItemState state = amb_batch_item_get_state (item);
  return amb_item_state_is_final (state) ? 1000 : amb_batch_item_get_permille (item);
}

void
amb_batch_tally_remove (AmbBatchTally *self, AmbBatchItem *item)
{
  self->total--;
  self->states[amb_batch_item_get_state (item)]--;
  self->permille_sum -= contribution (item);
  if (amb_batch_item_get_state (item) != AMB_ITEM_DONE)
    return;
  self->source_bytes -= amb_batch_item_get_source_size (item);
  self->output_bytes -= amb_batch_item_get_output_size (item);
}

void
amb_batch_tally_add (AmbBatchTally *self, AmbBatchItem *item)
{
  self->total++;
  self->states[amb_batch_item_get_state (item)]++;
  self->permille_sum += contribution (item);
  self->shown_permille = MAX (self->shown_permille, self->permille_sum / self->total);
  if (amb_batch_item_get_state (item) != AMB_ITEM_DONE)
    return;
  self->source_bytes += amb_batch_item_get_source_size (item);
  self->output_bytes += amb_batch_item_get_output_size (item);
}

void
amb_batch_tally_rewind (AmbBatchTally *self)
{
  self->shown_permille = 0;
}

void
amb_batch_tally_get (const AmbBatchTally *self, AmbBatchCounts *counts)
{
  *counts = (AmbBatchCounts){
    .total = self->total,
    .queued = self->states[AMB_ITEM_QUEUED],
    .running = self->states[AMB_ITEM_RUNNING],
    .done = self->states[AMB_ITEM_DONE],
    .failed = self->states[AMB_ITEM_FAILED],
    .quarantined = self->states[AMB_ITEM_QUARANTINED],
    .cancelled = self->states[AMB_ITEM_CANCELLED],
    .skipped = self->states[AMB_ITEM_SKIPPED],
    .permille = self->shown_permille,
    .source_bytes = self->source_bytes,
    .output_bytes = self->output_bytes,
  };
}
