/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of the pool's policy in one place. Private to the pool; only tests choose others, to
 * be quick. */
#pragma once

#include "amb-pool.h"

G_BEGIN_DECLS

typedef struct
{
  guint ready_timeout;      /* ms from spawn to READY */
  guint max_failed_starts;  /* in a row, then the class is disabled */
  guint backoff_first;      /* ms; doubles with each failed start */
  guint backoff_max;        /* ms */
  guint cancel_grace;       /* ms from the cancel word to SIGKILL */
  guint exit_grace;         /* ms from CLOSE or EOF to SIGKILL */
  guint heartbeat;          /* ms without a message while busy */
  guint job_base;           /* ms for any job */
  guint job_per_megapixel;  /* ms more for each megapixel */
  guint max_external_kills; /* a job is run again after so many */
  guint max_faults;         /* the last of so many sets a job aside */
  guint probe_files;        /* a probe worker is replaced after so many */
  guint probe_workers;      /* at most */
  guint probe_idle;         /* ms, then probe workers are let go */
  guint view_sleep;         /* ms out of focus */
  guint refine_delay;       /* ms after the last input */
  guint draft_target;       /* microseconds that a draft should take */
  double memory_share;      /* of the available memory, over all workers */
  guint64 memory_base;      /* bytes of each worker */
  guint memory_factor;      /* times the decoded bytes, above the base */
} AmbPoolPolicy;

/* Design section 2 and 7's values. */
extern const AmbPoolPolicy amb_pool_default_policy;

/* policy: copied. */
AmbPool *amb_pool_new_with_policy (const AmbPoolOptions *options, const AmbPoolPolicy *policy);

G_END_DECLS
