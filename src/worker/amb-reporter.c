/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* PROGRESS, which is the heartbeat too. */
#include "amb-reporter.h"

#define SHORTEST_PAUSE (G_USEC_PER_SEC / 50)
#define LONGEST_PAUSE G_USEC_PER_SEC

gboolean
amb_reporter_check (guint permille, gpointer user_data)
{
  AmbReporter *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 pause = now - self->last_sent;
  gboolean moved;
  guint overall = self->from + (self->to - self->from) * MIN (permille, 1000) / 1000;

  if (amb_control_is_cancelled (self->control))
    return TRUE;
  moved = overall != self->last_permille && !self->quiet;
  if (pause < (moved ? SHORTEST_PAUSE : LONGEST_PAUSE))
    return FALSE;
  self->last_sent = now;
  self->last_permille = overall;
  return !amb_worker_send (self->worker, AMB_MESSAGE_PROGRESS,
                           g_variant_new ("(tu)", self->job, overall));
}
