/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What only main does with a worker. */
#pragma once

#include "amb-service.h"

G_BEGIN_DECLS

/* Makes the socket's end. Never NULL. */
AmbWorker *amb_worker_new (const AmbService *service);
/* Makes the service, with all that it opens. FALSE with AMB_ERROR_SANDBOX. */
gboolean amb_worker_prepare (AmbWorker *self, GError **error);
/* Sends READY and serves until the parent closes. Returns the exit status. */
int amb_worker_run (AmbWorker *self, const AmbSandboxState *state);

G_END_DECLS
