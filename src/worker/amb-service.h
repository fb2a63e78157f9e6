/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a worker one of the three classes. */
#pragma once

#include "amb-message.h"
#include "amb-sandbox.h"
#include "amb-worker.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name; /* the worker's argument */
  AmbSandboxLimits limits;
  gboolean is_frugal; /* the codecs' module is loaded only where the second argument asks for it */
  /* Before the sandbox closes: the last time that anything can be opened. NULL with
   * AMB_ERROR_SANDBOX. */
  gpointer (*start) (AmbWorker *worker, GError **error);
  /* In the main loop. The message may be emptied. FALSE: the parent broke the protocol, the worker
   * ends. */
  gboolean (*receive) (gpointer service, AmbMessage *message);
} AmbService;

extern const AmbService amb_service_view;
extern const AmbService amb_service_batch;
extern const AmbService amb_service_probe;

G_END_DECLS
