/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans a batch: looks into the sources, asks probes for what headers say where that is wanted,
 * fixes the names. Main thread only. */
#pragma once

#include "amb-batch-item-private.h"
#include "amb-export-plan.h"
#include "amb-pool.h"

G_BEGIN_DECLS

/* A source, shared by the drafts of its outputs. */
typedef struct _AmbPlanPhoto AmbPlanPhoto;

typedef struct
{
  AmbBatchItem *item;
  AmbPlanPhoto *photo;
  AmbExportPlan plan; /* target NULL with format set: skipped */
  GError *error;      /* with its sentence: the item has no plan */

  GPtrArray *outputs;     /* holds the item's settings */
  AmbExportSettings *own; /* nullable: those of the item alone */
  gboolean has_recipe;    /* fixed for the item already */
  char *watermark;        /* nullable: what the settings' file holds */
} AmbDraft;

/* Gives the item its notes and its forecast and, unless it is skipped or in error, its plan. */
void amb_draft_hand_over (AmbDraft *self);

/* items: AmbBatchItem, those to plan, those of one source together; each by its own settings.
 * claimed: the others of the batch, whose plans stand. target_path (nullable): copied. Nothing is
 * written. finish: AmbDraft in the order of items, transfer full; NULL with AMB_ERROR_SETTINGS when
 * no output folder was given, AMB_ERROR_CANCELLED when cancelled. */
void amb_batch_planner_run_async (AmbPool *pool,
                                  GPtrArray *items,
                                  GPtrArray *claimed,
                                  const char *target_path,
                                  AmbPlanFlags flags,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GPtrArray *amb_batch_planner_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
