/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the queue does with a job. Private to the pool. */
#pragma once

#include "amb-job-queue.h"

G_BEGIN_DECLS

extern const AmbJobQueueFuncs amb_job_queue_funcs;

G_END_DECLS
