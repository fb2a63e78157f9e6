/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool's numbers; design sections 2 and 7 give the reasons. */
#include "amb-pool-policy.h"

const AmbPoolPolicy amb_pool_default_policy = {
  .ready_timeout = 10000,
  .max_failed_starts = 5,
  .backoff_first = 250,
  .backoff_max = 8000,
  .cancel_grace = 500,
  .exit_grace = 500,
  .heartbeat = 10000,
  .job_base = 20000,
  .job_per_megapixel = 2000,
  .max_external_kills = 8,
  .max_faults = 2,
  .probe_files = 64,
  .probe_workers = 2,
  .probe_idle = 5000,
  .view_sleep = 60000,
  .refine_delay = 120,
  .draft_target = 25000,
  .memory_share = 0.6,
  .memory_base = 256 * 1024 * 1024,
  .memory_factor = 3,
};
