/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan says, for people and for programs: item by item and in sum. Main thread only. */
#pragma once

#include "amb-batch.h"

G_BEGIN_DECLS

/* A file system that is written to. */
typedef struct
{
  char *folder;     /* an output folder on it */
  guint64 estimate; /* bytes that are to be written there */
  guint64 free;     /* bytes that are free */
} AmbPlanSpace;

typedef struct
{
  guint total;
  guint actions[AMB_ACTION_FAIL + 1]; /* how many of each AmbAction */
  guint losses[AMB_N_LOSSES];         /* how many have each AmbLosses bit */
  guint unreadable_photos;            /* of one output or several that cannot be written */
  guint losing_photos[AMB_N_LOSSES];  /* of one output or several that lose that */
  guint64 estimate;                   /* bytes of all that are to be written */
  guint unknown;                      /* to be written, of no known size */
  GPtrArray *spaces;                  /* AmbPlanSpace */
} AmbPlanReport;

/* batch: with a plan that stands. Free space is asked for in a thread. finish: transfer full; never
 * fails: a file system that does not answer is left out. */
void amb_plan_report_new_async (AmbBatch *batch, GAsyncReadyCallback callback, gpointer user_data);
AmbPlanReport *amb_plan_report_new_finish (GAsyncResult *result);
void amb_plan_report_free (AmbPlanReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbPlanReport, amb_plan_report_free)

/* The space that does not suffice; borrowed, NULL: there is enough everywhere. */
const AmbPlanSpace *amb_plan_report_get_shortage (const AmbPlanReport *self);

/* Several lines for people, translated, without a newline at the end. Transfer full. */
char *amb_plan_report_to_text (const AmbPlanReport *self);
/* One object {"plan": {...}}, one line. Transfer full. */
char *amb_plan_report_to_json (const AmbPlanReport *self);

/* What the plan says of one item. Text: a line, and an indented one for each thing to know. JSON:
 * one object, one line. Transfer full. */
char *amb_plan_report_item_to_text (AmbBatchItem *item);
char *amb_plan_report_item_to_json (AmbBatchItem *item);

/* Sentences about the item for people, such as why it is renamed and what is lost; translated, of
 * char *, may be empty. Transfer full. */
GPtrArray *amb_plan_report_item_remarks (AmbBatchItem *item);

G_END_DECLS
