/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what a row shows; the batch decides, see amb-batch.c. */
#include "amb-batch-item-private.h"

#include "amb-error.h"

struct _AmbBatchItem
{
  GObject parent_instance;

  GFile *file;
  char *name;
  char *source;
  char *subfolder;
  guint job;

  AmbItemState state;
  guint permille;
  char *output;
  char *error;
  AmbFailureCause cause;
  GPtrArray *notes; /* NULL-terminated */

  GPtrArray *outputs; /* AmbExportSettings, the batch's */
  guint index;        /* in outputs */
  int conflict;       /* AmbConflict for this item alone; -1: the settings' */
  GError *fault;      /* nullable */

  AmbItemPlan plan;
  AmbForecast forecast;
  AmbItemRecord record;
  gpointer slot;
};

G_DEFINE_FINAL_TYPE (AmbBatchItem, amb_batch_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  PROP_STATE,
  PROP_PERMILLE,
  PROP_OUTPUT,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const struct
{
  const char *word;
  gboolean is_final;
} states[] = {
  [AMB_ITEM_QUEUED] = { "queued", FALSE },
  [AMB_ITEM_RUNNING] = { "running", FALSE },
  [AMB_ITEM_DONE] = { "done", TRUE },
  [AMB_ITEM_FAILED] = { "failed", TRUE },
  [AMB_ITEM_QUARANTINED] = { "quarantined", TRUE },
  [AMB_ITEM_CANCELLED] = { "cancelled", TRUE },
  [AMB_ITEM_SKIPPED] = { "skipped", TRUE },
};

const char *
amb_item_state_word (AmbItemState state)
{
  return states[state].word;
}

gboolean
amb_item_state_is_final (AmbItemState state)
{
  return states[state].is_final;
}

static void
amb_batch_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AmbBatchItem *self = AMB_BATCH_ITEM (object);
  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_PERMILLE:
      g_value_set_uint (value, self->permille);
      break;
    case PROP_OUTPUT:
      g_value_set_string (value, self->output);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
clear_plan (AmbItemPlan *plan)
{
  g_free (plan->folder);
  g_free (plan->target);
  g_clear_pointer (&plan->recipe, amb_recipe_unref);
  *plan = (AmbItemPlan){ 0 };
}

static void
amb_batch_item_finalize (GObject *object)
{
  AmbBatchItem *self = AMB_BATCH_ITEM (object);
  g_clear_object (&self->file);
  g_free (self->name);
  g_free (self->source);
  g_free (self->subfolder);
  g_free (self->output);
  g_free (self->error);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->outputs);
  g_clear_error (&self->fault);
  clear_plan (&self->plan);
  amb_forecast_clear (&self->forecast);
  G_OBJECT_CLASS (amb_batch_item_parent_class)->finalize (object);
}

static void
amb_batch_item_class_init (AmbBatchItemClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = amb_batch_item_get_property;
  object_class->finalize = amb_batch_item_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_STATE]
      = g_param_spec_uint ("state", NULL, NULL, 0, AMB_ITEM_SKIPPED, AMB_ITEM_QUEUED, flags);
  properties[PROP_PERMILLE] = g_param_spec_uint ("permille", NULL, NULL, 0, 1000, 0, flags);
  properties[PROP_OUTPUT] = g_param_spec_string ("output", NULL, NULL, NULL, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
amb_batch_item_init (AmbBatchItem *self)
{
  self->notes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->notes, NULL);
  self->conflict = -1;
}

AmbBatchItem *
amb_batch_item_new (const AmbItemSource *source, GPtrArray *outputs, guint index, guint job)
{
  AmbBatchItem *self = g_object_new (AMB_TYPE_BATCH_ITEM, NULL);
  self->file = g_object_ref (source->file);
  self->name = amb_source_display_name (source->file);
  self->source = g_strdup (source->source);
  self->subfolder = g_strdup (source->subfolder);
  self->outputs = g_ptr_array_ref (outputs);
  self->index = index;
  self->job = job;
  return self;
}

GFile *
amb_batch_item_get_file (AmbBatchItem *self)
{
  return self->file;
}

const char *
amb_batch_item_get_name (AmbBatchItem *self)
{
  return self->name;
}

guint
amb_batch_item_get_job (AmbBatchItem *self)
{
  return self->job;
}

const char *
amb_batch_item_get_source (AmbBatchItem *self)
{
  return self->source;
}

const char *
amb_batch_item_get_subfolder (AmbBatchItem *self)
{
  return self->subfolder;
}

AmbItemState
amb_batch_item_get_state (AmbBatchItem *self)
{
  return self->state;
}

guint
amb_batch_item_get_permille (AmbBatchItem *self)
{
  return self->permille;
}

const char *
amb_batch_item_get_output (AmbBatchItem *self)
{
  return self->output;
}

const char *
amb_batch_item_get_error (AmbBatchItem *self)
{
  return self->error;
}

gboolean
amb_batch_item_get_machine_fault (AmbBatchItem *self)
{
  return self->cause == AMB_CAUSE_MACHINE;
}

const char *const *
amb_batch_item_get_notes (AmbBatchItem *self)
{
  return (const char *const *) self->notes->pdata;
}

guint
amb_batch_item_get_output_index (AmbBatchItem *self)
{
  return self->index;
}

const AmbExportSettings *
amb_batch_item_get_settings (AmbBatchItem *self)
{
  return self->outputs->pdata[self->index];
}

AmbRecipe *
amb_batch_item_get_recipe (AmbBatchItem *self)
{
  return self->plan.recipe != NULL ? self->plan.recipe : amb_batch_item_get_settings (self)->recipe;
}

char *
amb_batch_item_get_target (AmbBatchItem *self)
{
  return self->plan.format != NULL ? g_build_filename (self->plan.folder, self->plan.target, NULL)
                                   : NULL;
}

AmbConflict
amb_batch_item_get_conflict (AmbBatchItem *self)
{
  return self->conflict >= 0 ? (AmbConflict) self->conflict
                             : amb_batch_item_get_settings (self)->conflict;
}

void
amb_batch_item_set_conflict (AmbBatchItem *self, AmbConflict conflict)
{
  self->conflict = (int) conflict;
}

GPtrArray *
amb_batch_item_get_outputs (AmbBatchItem *self)
{
  return self->outputs;
}

void
amb_batch_item_set_outputs (AmbBatchItem *self, GPtrArray *outputs)
{
  g_ptr_array_unref (self->outputs);
  self->outputs = g_ptr_array_ref (outputs);
}

const GError *
amb_batch_item_get_fault (AmbBatchItem *self)
{
  return self->fault;
}

void
amb_batch_item_set_fault (AmbBatchItem *self, GError *fault)
{
  g_clear_error (&self->fault);
  self->fault = fault;
}

AmbItemPlan *
amb_batch_item_plan (AmbBatchItem *self)
{
  return &self->plan;
}

guint
amb_batch_item_get_attempts (AmbBatchItem *self)
{
  return self->record.attempts;
}

guint64
amb_batch_item_get_source_size (AmbBatchItem *self)
{
  return (guint64) MAX (self->plan.identity.size, 0);
}

guint64
amb_batch_item_get_output_size (AmbBatchItem *self)
{
  return self->state == AMB_ITEM_DONE ? (guint64) MAX (self->record.written.size, 0) : 0;
}

const AmbForecast *
amb_batch_item_get_forecast (AmbBatchItem *self)
{
  return &self->forecast;
}

void
amb_batch_item_take_forecast (AmbBatchItem *self, AmbForecast *forecast)
{
  amb_forecast_clear (&self->forecast);
  self->forecast = *forecast;
  *forecast = (AmbForecast){ AMB_ACTION_WRITE };
}

gboolean
amb_batch_item_is_planned (AmbBatchItem *self)
{
  return self->plan.format != NULL;
}

void
amb_batch_item_pin_watermark (AmbBatchItem *self, const char *content)
{
  AmbExportSettings *settings = (AmbExportSettings *) amb_batch_item_get_settings (self);
  if (g_strcmp0 (settings->watermark, content) == 0)
    return;
  g_free (settings->watermark);
  settings->watermark = g_strdup (content);
}

void
amb_batch_item_drop_plan (AmbBatchItem *self)
{
  clear_plan (&self->plan);
  amb_forecast_clear (&self->forecast);
  g_ptr_array_set_size (self->notes, 0);
  g_ptr_array_add (self->notes, NULL);
  amb_batch_item_reset (self);
}

AmbItemRecord *
amb_batch_item_record (AmbBatchItem *self)
{
  return &self->record;
}

int
amb_batch_item_get_choice (AmbBatchItem *self)
{
  return self->conflict;
}

void
amb_batch_item_restore_outcome (AmbBatchItem *self,
                                AmbItemState state,
                                const char *output,
                                const char *error,
                                AmbFailureCause cause)
{
  self->state = state;
  self->output = g_strdup (output);
  self->error = g_strdup (error);
  self->cause = cause;
  self->permille = state == AMB_ITEM_DONE ? 1000 : 0;
}

gpointer
amb_batch_item_get_slot (AmbBatchItem *self)
{
  return self->slot;
}

void
amb_batch_item_set_slot (AmbBatchItem *self, gpointer slot)
{
  self->slot = slot;
}

void
amb_batch_item_set_state (AmbBatchItem *self, AmbItemState state)
{
  if (self->state == state)
    return;
  self->state = state;
  if (state == AMB_ITEM_RUNNING)
    self->record.started = g_get_real_time ();
  else if (states[state].is_final)
    self->record.ended = g_get_real_time ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_permille (AmbBatchItem *self, guint permille)
{
  self->permille = permille;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERMILLE]);
}

gboolean
amb_batch_item_advance (AmbBatchItem *self, guint permille)
{
  if (permille <= self->permille)
    return FALSE;
  set_permille (self, MIN (permille, 1000));
  return TRUE;
}

void
amb_batch_item_set_output (AmbBatchItem *self, const char *path)
{
  g_free (self->output);
  self->output = g_strdup (path);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OUTPUT]);
}

static AmbFailureCause
cause_of (const GError *error)
{
  if (amb_error_is_machine (error))
    return AMB_CAUSE_MACHINE;
  return g_error_matches (error, AMB_ERROR, AMB_ERROR_NOT_FOUND) ? AMB_CAUSE_MISSING
                                                                 : AMB_CAUSE_PHOTO;
}

AmbFailureCause
amb_batch_item_get_cause (AmbBatchItem *self)
{
  return self->cause;
}

void
amb_batch_item_set_error (AmbBatchItem *self, const GError *error)
{
  g_free (self->error);
  self->error = error != NULL ? g_strdup (error->message) : NULL;
  self->cause = cause_of (error);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

void
amb_batch_item_reset (AmbBatchItem *self)
{
  amb_batch_item_set_error (self, NULL);
  amb_batch_item_set_output (self, NULL);
  set_permille (self, 0);
  self->plan.identity = (AmbIdentity){ 0 };
  self->record.written = (AmbIdentity){ 0 };
  self->record.started = self->record.ended = 0;
  amb_batch_item_set_state (self, AMB_ITEM_QUEUED);
}

void
amb_batch_item_add_note (AmbBatchItem *self, const char *note)
{
  self->notes->pdata[self->notes->len - 1] = g_strdup (note);
  g_ptr_array_add (self->notes, NULL);
}
