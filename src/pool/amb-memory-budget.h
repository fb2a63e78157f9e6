/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How much memory the workers may have together. Main thread only. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AmbMemoryBudget AmbMemoryBudget;
typedef struct _AmbMemoryClaim AmbMemoryClaim;

/* Bytes that the system could give now. */
typedef guint64 (*AmbMemoryAvailableFunc) (void);
/* MemAvailable of /proc/meminfo; 1 GiB when it cannot be read. */
guint64 amb_memory_available (void);

/* share: of what is available, over all claims. */
AmbMemoryBudget *amb_memory_budget_new (double share, AmbMemoryAvailableFunc available);
/* No claim may be left. */
void amb_memory_budget_free (AmbMemoryBudget *self);

/* What does not fit waits for its turn, first come first served, and what never fits runs alone.
 * alone: waits for that in any case. granted: called once, later, if the claim is not granted on
 * return. */
AmbMemoryClaim *amb_memory_budget_claim (AmbMemoryBudget *self,
                                         guint64 bytes,
                                         gboolean alone,
                                         void (*granted) (gpointer),
                                         gpointer user_data);
/* Granted at once, whatever there is: the photo that a person looks at. */
AmbMemoryClaim *amb_memory_budget_take (AmbMemoryBudget *self, guint64 bytes);
gboolean amb_memory_claim_is_granted (AmbMemoryClaim *self);
/* The worker's limit: what was claimed, or less when a lone claim is over the whole budget. */
guint64 amb_memory_claim_get_limit (AmbMemoryClaim *self);
/* Granted or waiting. */
void amb_memory_claim_release (AmbMemoryClaim *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbMemoryClaim, amb_memory_claim_release)

G_END_DECLS
