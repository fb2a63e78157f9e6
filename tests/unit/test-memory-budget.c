/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims on a machine with 10 GiB, of which 6 are to be had. */
#include "amb-memory-budget.h"

#define GIB (G_GUINT64_CONSTANT (1) << 30)
#define SHARE 0.6

static guint64 free_bytes;

static guint64
fake_available (void)
{
  return free_bytes;
}

static AmbMemoryBudget *
make (void)
{
  free_bytes = 10 * GIB;
  return amb_memory_budget_new (SHARE, fake_available);
}

static void
on_granted (gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
test_fits (void)
{
  AmbMemoryBudget *budget = make ();
  guint n = 0;
  AmbMemoryClaim *a = amb_memory_budget_claim (budget, 3 * GIB, FALSE, on_granted, &n);
  AmbMemoryClaim *b = amb_memory_budget_claim (budget, 2 * GIB, FALSE, on_granted, &n);
  AmbMemoryClaim *c = amb_memory_budget_claim (budget, 2 * GIB, FALSE, on_granted, &n);
  AmbMemoryClaim *d = amb_memory_budget_claim (budget, GIB / 2, FALSE, on_granted, &n);

  g_assert_true (amb_memory_claim_is_granted (a));
  g_assert_true (amb_memory_claim_is_granted (b));
  g_assert_cmpuint (amb_memory_claim_get_limit (a), ==, 3 * GIB);
  g_assert_false (amb_memory_claim_is_granted (c));
  g_assert_false (amb_memory_claim_is_granted (d)); /* would fit, but nobody overtakes */
  g_assert_cmpuint (n, ==, 0);
  amb_memory_claim_release (a);
  g_assert_cmpuint (n, ==, 2);
  amb_memory_claim_release (b);
  amb_memory_claim_release (c);
  amb_memory_claim_release (d);
  amb_memory_budget_free (budget);
}

/* More than there is at all: runs by itself, with what there is as its limit. */
static void
test_never_fits (void)
{
  AmbMemoryBudget *budget = make ();
  guint n = 0;
  AmbMemoryClaim *small = amb_memory_budget_claim (budget, GIB, FALSE, on_granted, &n);
  AmbMemoryClaim *huge = amb_memory_budget_claim (budget, 50 * GIB, FALSE, on_granted, &n);
  AmbMemoryClaim *after = amb_memory_budget_claim (budget, GIB, FALSE, on_granted, &n);

  g_assert_false (amb_memory_claim_is_granted (huge));
  amb_memory_claim_release (small);
  g_assert_true (amb_memory_claim_is_granted (huge));
  g_assert_cmpuint (amb_memory_claim_get_limit (huge), ==, 6 * GIB);
  g_assert_false (amb_memory_claim_is_granted (after));
  amb_memory_claim_release (huge);
  g_assert_true (amb_memory_claim_is_granted (after));
  amb_memory_claim_release (after);
  amb_memory_budget_free (budget);
}

/* Asked for by a job that ran out of memory before. */
static void
test_alone (void)
{
  AmbMemoryBudget *budget = make ();
  guint n = 0;
  AmbMemoryClaim *a = amb_memory_budget_claim (budget, GIB, FALSE, on_granted, &n);
  AmbMemoryClaim *lone = amb_memory_budget_claim (budget, GIB, TRUE, on_granted, &n);
  AmbMemoryClaim *b;

  g_assert_false (amb_memory_claim_is_granted (lone));
  amb_memory_claim_release (a);
  g_assert_true (amb_memory_claim_is_granted (lone));
  b = amb_memory_budget_claim (budget, GIB, FALSE, on_granted, &n);
  g_assert_false (amb_memory_claim_is_granted (b));
  amb_memory_claim_release (lone);
  g_assert_true (amb_memory_claim_is_granted (b));
  amb_memory_claim_release (b);
  amb_memory_budget_free (budget);
}

/* Views never wait, and never keep a job waiting for ever. */
static void
test_views (void)
{
  AmbMemoryBudget *budget = make ();
  guint n = 0;
  AmbMemoryClaim *view = amb_memory_budget_take (budget, 20 * GIB);
  AmbMemoryClaim *job = amb_memory_budget_claim (budget, 50 * GIB, TRUE, on_granted, &n);
  AmbMemoryClaim *second = amb_memory_budget_take (budget, GIB);

  g_assert_true (amb_memory_claim_is_granted (view));
  g_assert_true (amb_memory_claim_is_granted (job));
  g_assert_true (amb_memory_claim_is_granted (second));
  amb_memory_claim_release (view);
  amb_memory_claim_release (second);
  amb_memory_claim_release (job);
  amb_memory_budget_free (budget);
}

/* Another program took the memory in the meantime. */
static void
test_shrinks (void)
{
  AmbMemoryBudget *budget = make ();
  guint n = 0;
  AmbMemoryClaim *a = amb_memory_budget_claim (budget, GIB, FALSE, on_granted, &n);
  AmbMemoryClaim *b;

  free_bytes = GIB;
  b = amb_memory_budget_claim (budget, GIB, FALSE, on_granted, &n);
  g_assert_false (amb_memory_claim_is_granted (b));
  amb_memory_claim_release (b); /* while it waits */
  amb_memory_claim_release (a);
  g_assert_cmpuint (n, ==, 0);
  amb_memory_budget_free (budget);
}

static void
test_available (void)
{
  g_assert_cmpuint (amb_memory_available (), >, 1024 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/memory-budget/fits", test_fits);
  g_test_add_func ("/pool/memory-budget/never-fits", test_never_fits);
  g_test_add_func ("/pool/memory-budget/alone", test_alone);
  g_test_add_func ("/pool/memory-budget/views", test_views);
  g_test_add_func ("/pool/memory-budget/shrinks", test_shrinks);
  g_test_add_func ("/pool/memory-budget/available", test_available);
  return g_test_run ();
}
