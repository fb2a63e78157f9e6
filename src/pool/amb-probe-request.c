/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers once, with facts and pixels or an error. */
#include "amb-probe-request.h"

typedef struct
{
  GVariant *info;
  GBytes *pixels;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->info, g_variant_unref);
  g_clear_pointer (&answer->pixels, g_bytes_unref);
  g_free (answer);
}

void
amb_probe_request_free (AmbProbeRequest *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_clear_object (&self->task);
  g_object_unref (self->file);
  g_free (self->name);
  g_free (self);
}

void
amb_probe_request_answer (AmbProbeRequest *self, GVariant *info, GBytes *pixels)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  Answer *answer = g_new (Answer, 1);

  *answer = (Answer){ g_variant_ref (info), pixels };
  if (task != NULL)
    g_task_return_pointer (task, answer, answer_free);
  else
    answer_free (answer);
}

void
amb_probe_request_take_error (AmbProbeRequest *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

void
amb_probe_request_fail (AmbProbeRequest *self, AmbError code, const char *detail)
{
  GError *error = NULL;

  amb_error_set (&error, code, self->name, detail);
  amb_probe_request_take_error (self, error);
}

GVariant *
amb_probe_request_finish (GAsyncResult *result, GBytes **pixels, GError **error)
{
  Answer *answer = g_task_propagate_pointer (G_TASK (result), error);
  GVariant *info;

  if (answer == NULL)
    return NULL;
  info = g_steal_pointer (&answer->info);
  if (pixels != NULL)
    *pixels = g_steal_pointer (&answer->pixels);
  answer_free (answer);
  return info;
}
