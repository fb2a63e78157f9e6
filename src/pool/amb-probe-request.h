/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody wants to know of a file, until it is answered. Private to the pool. */
#pragma once

#include "amb-death.h"
#include "amb-probe.h"

G_BEGIN_DECLS

typedef struct
{
  GTask *task; /* NULL once answered */
  GFile *file;
  char *name;
  guint edge;
  gboolean light;
  AmbDeathCounts counts;
  GSource *cancelled;
  AmbProbes *probes;
} AmbProbeRequest;

void amb_probe_request_free (AmbProbeRequest *self);

/* The task's one answer; nothing happens when it had one. info is borrowed, pixels (nullable) and
 * error are taken. */
void amb_probe_request_answer (AmbProbeRequest *self, GVariant *info, GBytes *pixels);
void amb_probe_request_take_error (AmbProbeRequest *self, GError *error);
void amb_probe_request_fail (AmbProbeRequest *self, AmbError code, const char *detail);

/* As amb_pool_probe_finish (). */
GVariant *amb_probe_request_finish (GAsyncResult *result, GBytes **pixels, GError **error);

G_END_DECLS
