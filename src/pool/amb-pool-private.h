/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pool gives to its jobs, probes and views. Private to the pool. */
#pragma once

#include "amb-contents.h"
#include "amb-crew.h"
#include "amb-job-queue.h"
#include "amb-memory-budget.h"
#include "amb-pool.h"
#include "amb-pool-policy.h"
#include "amb-probe.h"

G_BEGIN_DECLS

const AmbPoolPolicy *amb_pool_get_policy (AmbPool *self);
AmbCrew *amb_pool_get_crew (AmbPool *self, AmbWorkerClass class);
AmbMemoryBudget *amb_pool_get_budget (AmbPool *self);
AmbContents *amb_pool_get_contents (AmbPool *self);
AmbJobQueue *amb_pool_get_queue (AmbPool *self);
AmbProbes *amb_pool_get_probes (AmbPool *self);
guint64 amb_pool_get_max_pixels (AmbPool *self);
/* Never the same twice. */
guint64 amb_pool_next_job (AmbPool *self);

G_END_DECLS
