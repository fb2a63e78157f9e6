/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs that belong together, such as those of one batch: lanes of one priority take turns, so that
 * a small batch does not wait for the end of a large one. Main thread only. */
#pragma once

#include "amb-pool.h"

G_BEGIN_DECLS

typedef struct _AmbJobLane AmbJobLane;

/* Priority 0, not paused. Reference counted; its jobs hold references. */
AmbJobLane *amb_job_lane_new (AmbPool *pool);
AmbJobLane *amb_job_lane_ref (AmbJobLane *self);
void amb_job_lane_unref (AmbJobLane *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbJobLane, amb_job_lane_unref)

/* What runs goes on to its end; what waits stays where it is. A job whose worker died waits too. */
void amb_job_lane_set_paused (AmbJobLane *self, gboolean paused);
/* Nothing of a lower priority starts while something of a higher one waits. */
void amb_job_lane_set_priority (AmbJobLane *self, int priority);
/* Of one priority, the lane with the lowest place goes first; lanes of one place, 0 unless it is
 * set, take turns. */
void amb_job_lane_set_place (AmbJobLane *self, guint place);

G_END_DECLS
