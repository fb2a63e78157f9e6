/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims on the available memory, granted in order.
 *
 * The budget is measured when no job has a claim, because what workers use later is missing from
 * the system's figure; a claim must also fit into what is available at that moment, so that other
 * programs count. What views took is never in a job's way for ever: it counts as used already, and
 * "alone" means without another job. */
#include "amb-memory-budget.h"

#include <string.h>

#define SMALLEST_LIMIT (256 * G_GUINT64_CONSTANT (1048576))
#define UNKNOWN_AVAILABLE (G_GUINT64_CONSTANT (1) << 30)

struct _AmbMemoryBudget
{
  double share;
  AmbMemoryAvailableFunc available;
  guint64 total;   /* measured when no job had a claim */
  guint64 granted; /* bytes, jobs and views */
  guint64 taken;   /* of these, views */
  guint n_jobs;
  gboolean has_alone;
  GQueue waiting; /* of AmbMemoryClaim, not owned */
};

struct _AmbMemoryClaim
{
  AmbMemoryBudget *budget;
  guint64 bytes; /* asked for, then the limit */
  gboolean alone;
  gboolean is_view;
  gboolean is_granted;
  void (*granted) (gpointer);
  gpointer user_data;
};

guint64
amb_memory_available (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    return UNKNOWN_AVAILABLE;
  line = strstr (text, "MemAvailable:");
  if (line == NULL)
    return UNKNOWN_AVAILABLE;
  return g_ascii_strtoull (line + strlen ("MemAvailable:"), NULL, 10) * 1024;
}

AmbMemoryBudget *
amb_memory_budget_new (double share, AmbMemoryAvailableFunc available)
{
  AmbMemoryBudget *self = g_new0 (AmbMemoryBudget, 1);

  self->share = share;
  self->available = available;
  g_queue_init (&self->waiting);
  return self;
}

void
amb_memory_budget_free (AmbMemoryBudget *self)
{
  g_warn_if_fail (self->granted == 0 && g_queue_is_empty (&self->waiting));
  g_free (self);
}

static guint64
measure (AmbMemoryBudget *self)
{
  return (guint64) ((double) self->available () * self->share);
}

static void
grant (AmbMemoryClaim *claim)
{
  AmbMemoryBudget *self = claim->budget;

  claim->is_granted = TRUE;
  self->granted += claim->bytes;
  if (claim->is_view)
    self->taken += claim->bytes;
  else
    self->n_jobs++;
  self->has_alone |= claim->alone;
}

static gboolean
try_grant (AmbMemoryClaim *claim)
{
  AmbMemoryBudget *self = claim->budget;
  guint64 now = measure (self);

  if (self->n_jobs == 0)
    {
      self->total = now + self->taken;
      claim->bytes = MIN (claim->bytes, MAX (now, SMALLEST_LIMIT));
    }
  else if (claim->alone || self->has_alone || claim->bytes > now || self->granted >= self->total
           || claim->bytes > self->total - self->granted)
    return FALSE;
  grant (claim);
  return TRUE;
}

static void
serve_waiting (AmbMemoryBudget *self)
{
  AmbMemoryClaim *claim;

  while ((claim = g_queue_peek_head (&self->waiting)) != NULL && try_grant (claim))
    {
      g_queue_pop_head (&self->waiting);
      claim->granted (claim->user_data);
    }
}

static AmbMemoryClaim *
claim_new (AmbMemoryBudget *self, guint64 bytes)
{
  AmbMemoryClaim *claim = g_new0 (AmbMemoryClaim, 1);

  claim->budget = self;
  claim->bytes = bytes;
  return claim;
}

AmbMemoryClaim *
amb_memory_budget_claim (AmbMemoryBudget *self,
                         guint64 bytes,
                         gboolean alone,
                         void (*granted) (gpointer),
                         gpointer user_data)
{
  AmbMemoryClaim *claim = claim_new (self, bytes);

  claim->alone = alone;
  claim->granted = granted;
  claim->user_data = user_data;
  if (!g_queue_is_empty (&self->waiting) || !try_grant (claim))
    g_queue_push_tail (&self->waiting, claim);
  return claim;
}

AmbMemoryClaim *
amb_memory_budget_take (AmbMemoryBudget *self, guint64 bytes)
{
  AmbMemoryClaim *claim = claim_new (self, bytes);

  claim->is_view = TRUE;
  grant (claim);
  return claim;
}

gboolean
amb_memory_claim_is_granted (AmbMemoryClaim *self)
{
  return self->is_granted;
}

guint64
amb_memory_claim_get_limit (AmbMemoryClaim *self)
{
  return self->bytes;
}

void
amb_memory_claim_release (AmbMemoryClaim *self)
{
  AmbMemoryBudget *budget = self->budget;

  if (self->is_granted)
    {
      budget->granted -= self->bytes;
      if (self->is_view)
        budget->taken -= self->bytes;
      else
        budget->n_jobs--;
      budget->has_alone &= !self->alone;
    }
  else
    g_queue_remove (&budget->waiting, self);
  g_free (self);
  serve_waiting (budget);
}
