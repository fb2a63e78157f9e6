/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Ready once its time is set, which a dispatch takes back first: a wake during it counts. */
#include "amb-wake-source.h"

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs funcs = { .dispatch = dispatch };

GSource *
amb_wake_source_new (GSourceFunc woken, gpointer user_data)
{
  GSource *self = g_source_new (&funcs, sizeof (GSource));
  g_source_set_callback (self, woken, user_data, NULL);
  g_source_attach (self, NULL);
  return self;
}

void
amb_wake_source_wake (GSource *self)
{
  g_source_set_ready_time (self, 0);
}

void
amb_wake_source_free (GSource *self)
{
  g_source_destroy (self);
  g_source_unref (self);
}
