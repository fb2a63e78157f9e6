/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An idle source that looks at the clock. */
#include "amb-portions.h"

enum
{
  PORTION_USEC = 5000, /* a third of a frame at 60 Hz */
};

typedef struct
{
  GSourceFunc step;
  gpointer data;
  GDestroyNotify destroy;
} Portions;

static gboolean
on_portion (gpointer user_data)
{
  const Portions *self = user_data;
  gint64 end = g_get_monotonic_time () + PORTION_USEC;
  gboolean goes_on;
  do
    goes_on = self->step (self->data);
  while (goes_on && !g_source_is_destroyed (g_main_current_source ())
         && g_get_monotonic_time () < end);
  return goes_on;
}

static void
portions_free (gpointer user_data)
{
  Portions *self = user_data;
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_free (self);
}

guint
amb_portions_add (GSourceFunc step, gpointer data, GDestroyNotify destroy)
{
  Portions *self = g_new (Portions, 1);
  *self = (Portions){ step, data, destroy };
  return g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_portion, self, portions_free);
}

static void
free_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Portions *self = data;
  self->destroy (self->data);
  g_task_return_boolean (task, TRUE);
}

void
amb_free_in_thread (gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Portions *self = g_new (Portions, 1);
  *self = (Portions){ .data = data, .destroy = destroy };
  g_task_set_source_tag (task, amb_free_in_thread);
  g_task_set_task_data (task, self, g_free);
  g_task_run_in_thread (task, free_thread);
}
