/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: a request is a batch without a list. Its outputs without a target of their own are
 * planned together, those with one each by itself, behind each other, so that no two of them get
 * one name; what other requests are writing meanwhile is dealt with when a file gets its name. An
 * output is run as soon as it is planned. Each request is a lane of the pool, with its number as
 * place, since plans are not ready in the order in which requests came: priorities are the pool's.
 */
#include "amb-request.h"

#include "amb-batch-planner.h"
#include "amb-error.h"
#include "amb-item-run.h"

typedef struct
{
  AmbRequest *request;
  AmbBatchItem *item;
  AmbItemRun *run; /* NULL: not planned yet, or over */
  char *target;    /* nullable */
  gboolean is_planned;
} Output;

struct _AmbRequest
{
  AmbPool *pool;
  AmbJobLane *lane;
  const AmbRequestEvents *events;
  gpointer user_data;

  GPtrArray *items;
  GArray *outputs; /* Output, one for each item */
  GError *fault;
  GCancellable *cancellable; /* of planning */
  gboolean planning;
  guint running;
  guint idle;
};

static void
request_free (AmbRequest *self)
{
  for (guint i = 0; i < self->outputs->len; i++)
    g_free (g_array_index (self->outputs, Output, i).target);
  g_array_unref (self->outputs);
  g_ptr_array_unref (self->items);
  g_clear_error (&self->fault);
  g_object_unref (self->cancellable);
  amb_job_lane_unref (self->lane);
  g_object_unref (self->pool);
  g_free (self);
}

static Output *
output_at (AmbRequest *self, guint i)
{
  return &g_array_index (self->outputs, Output, i);
}

static gboolean
is_final (AmbBatchItem *item)
{
  return amb_item_state_is_final (amb_batch_item_get_state (item));
}

gboolean
amb_request_is_final (AmbRequest *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (!is_final (self->items->pdata[i]))
      return FALSE;
  return TRUE;
}

/* Items */

static void
change (AmbRequest *self, AmbBatchItem *item, AmbItemState state)
{
  if (is_final (item))
    return;
  amb_batch_item_set_state (item, state);
  self->events->changed (self, item, self->user_data);
}

static void
fail (AmbRequest *self, AmbBatchItem *item, const GError *error, gboolean quarantined)
{
  if (is_final (item))
    return;
  if (g_error_matches (error, AMB_ERROR, AMB_ERROR_CANCELLED))
    {
      change (self, item, AMB_ITEM_CANCELLED);
      return;
    }
  amb_batch_item_set_error (item, error);
  change (self, item, quarantined ? AMB_ITEM_QUARANTINED : AMB_ITEM_FAILED);
}

/* The end */

static gboolean
on_over (gpointer data)
{
  AmbRequest *self = data;
  self->idle = 0;
  self->events->finished (self, self->user_data);
  request_free (self);
  return G_SOURCE_REMOVE;
}

static void
check_over (AmbRequest *self)
{
  if (!self->planning && self->running == 0 && self->idle == 0 && amb_request_is_final (self))
    self->idle = g_idle_add_full (G_PRIORITY_DEFAULT, on_over, self, NULL);
}

/* Running */

static void
on_started (gpointer user_data)
{
  Output *output = user_data;
  if (amb_batch_item_get_state (output->item) == AMB_ITEM_QUEUED)
    change (output->request, output->item, AMB_ITEM_RUNNING);
}

static void
on_progress (guint permille, gpointer user_data)
{
  const Output *output = user_data;
  AmbRequest *self = output->request;
  if (!is_final (output->item) && amb_batch_item_advance (output->item, permille))
    self->events->changed (self, output->item, self->user_data);
}

static void
on_encoded (gpointer user_data)
{
}

static void
succeed (AmbRequest *self, AmbBatchItem *item, const AmbItemRunEnd *end)
{
  if (is_final (item))
    return;
  amb_batch_item_set_output (item, end->path);
  amb_batch_item_advance (item, 1000);
  change (self, item, AMB_ITEM_DONE);
}

static void
on_finished (const AmbItemRunEnd *end, gpointer user_data)
{
  Output *output = user_data;
  AmbRequest *self = output->request;
  output->run = NULL;
  self->running--;
  if (end->error == NULL)
    succeed (self, output->item, end);
  else if (g_error_matches (end->error, AMB_ERROR, AMB_ERROR_EXISTS))
    change (self, output->item, AMB_ITEM_SKIPPED);
  else
    fail (self, output->item, end->error, end->quarantined);
  check_over (self);
}

static const AmbItemRunEvents run_events = {
  .started = on_started,
  .progress = on_progress,
  .encoded = on_encoded,
  .finished = on_finished,
};

static void
run (AmbRequest *self, Output *output)
{
  const AmbItemRunPlace place = { self->pool, self->lane, NULL };
  self->running++;
  output->run = amb_item_run_start (&place, output->item, &run_events, output);
}

/* Planning */

static void plan_next (AmbRequest *self);

static void
apply_draft (AmbRequest *self, AmbDraft *draft)
{
  Output *output = output_at (self, amb_batch_item_get_output_index (draft->item));
  amb_draft_hand_over (draft);
  if (is_final (output->item))
    return;
  if (draft->error != NULL)
    fail (self, output->item, draft->error, FALSE);
  else if (!amb_batch_item_is_planned (output->item))
    change (self, output->item, AMB_ITEM_SKIPPED);
  else
    run (self, output);
}

/* Nothing of it has a plan. */
static void
fail_all (AmbRequest *self, const GError *error)
{
  for (guint i = 0; i < self->items->len; i++)
    if (!amb_batch_item_is_planned (self->items->pdata[i]))
      fail (self, self->items->pdata[i], error, FALSE);
}

static void
on_planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AmbRequest *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = amb_batch_planner_run_finish (result, &error);
  self->planning = FALSE;
  if (drafts == NULL)
    fail_all (self, error);
  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    apply_draft (self, drafts->pdata[i]);
  plan_next (self);
}

/* All outputs without a target, then those with one, each by itself; empty at the end. */
static GPtrArray *
next_portion (AmbRequest *self, const char **target)
{
  GPtrArray *portion = g_ptr_array_new ();
  for (guint i = 0; i < self->outputs->len; i++)
    if (!output_at (self, i)->is_planned && output_at (self, i)->target == NULL)
      {
        output_at (self, i)->is_planned = TRUE;
        g_ptr_array_add (portion, output_at (self, i)->item);
      }
  *target = NULL;
  for (guint i = 0; i < self->outputs->len && portion->len == 0; i++)
    if (!output_at (self, i)->is_planned)
      {
        output_at (self, i)->is_planned = TRUE;
        *target = output_at (self, i)->target;
        g_ptr_array_add (portion, output_at (self, i)->item);
      }
  return portion;
}

static void
plan_next (AmbRequest *self)
{
  const char *target;
  g_autoptr (GPtrArray) portion = next_portion (self, &target);
  g_autoptr (GPtrArray) claimed = g_ptr_array_new ();
  if (portion->len == 0 || amb_request_is_final (self))
    {
      check_over (self);
      return;
    }
  for (guint i = 0; i < self->items->len; i++)
    if (amb_batch_item_is_planned (self->items->pdata[i]))
      g_ptr_array_add (claimed, self->items->pdata[i]);
  self->planning = TRUE;
  amb_batch_planner_run_async (self->pool, portion, claimed, target, AMB_PLAN_BLIND,
                               self->cancellable, on_planned, self);
}

static gboolean
on_begin (gpointer data)
{
  AmbRequest *self = data;
  self->idle = 0;
  if (self->fault != NULL)
    fail_all (self, self->fault);
  plan_next (self);
  return G_SOURCE_REMOVE;
}

/* The request */

static void
add_output (AmbRequest *self, const AmbRequestSpec *spec, guint i)
{
  const AmbItemSource source = { spec->file, spec->source, "" };
  guint job = (spec->number - 1) * spec->outputs->len + i + 1;
  AmbBatchItem *item = amb_batch_item_new (&source, spec->outputs, i, job);
  const char *target = spec->targets != NULL ? spec->targets->pdata[i] : NULL;
  const Output output = { .request = self, .item = item, .target = g_strdup (target) };
  g_ptr_array_add (self->items, item);
  g_array_append_val (self->outputs, output);
}

AmbRequest *
amb_request_start (AmbPool *pool,
                   const AmbRequestSpec *spec,
                   const AmbRequestEvents *events,
                   gpointer user_data)
{
  AmbRequest *self = g_new0 (AmbRequest, 1);
  self->pool = g_object_ref (pool);
  self->lane = amb_job_lane_new (pool);
  self->events = events;
  self->user_data = user_data;
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->outputs = g_array_new (FALSE, FALSE, sizeof (Output));
  self->fault = spec->fault != NULL ? g_error_copy (spec->fault) : NULL;
  self->cancellable = g_cancellable_new ();
  amb_job_lane_set_priority (self->lane, spec->priority);
  amb_job_lane_set_place (self->lane, spec->number);
  for (guint i = 0; i < spec->outputs->len; i++)
    add_output (self, spec, i);
  self->idle = g_idle_add_full (G_PRIORITY_DEFAULT, on_begin, self, NULL);
  return self;
}

void
amb_request_cancel (AmbRequest *self)
{
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->outputs->len; i++)
    {
      Output *output = output_at (self, i);
      if (output->run == NULL || amb_item_run_cancel (output->run))
        change (self, output->item, AMB_ITEM_CANCELLED);
    }
  check_over (self);
}

void
amb_request_set_priority (AmbRequest *self, int priority)
{
  amb_job_lane_set_priority (self->lane, priority);
}

GPtrArray *
amb_request_get_items (AmbRequest *self)
{
  return self->items;
}
