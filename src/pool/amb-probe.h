/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Thumbnails and facts through probe workers. Private to the pool; the public part is in amb-job.h.
 */
#pragma once

#include "amb-pool.h"

G_BEGIN_DECLS

typedef struct _AmbProbes AmbProbes;

/* pool: not referenced, outlives it. */
AmbProbes *amb_probes_new (AmbPool *pool);
/* Every probe ends with AMB_ERROR_CANCELLED. */
void amb_probes_stop (AmbProbes *self);
/* Nothing may wait or run. */
void amb_probes_free (AmbProbes *self);

G_END_DECLS
