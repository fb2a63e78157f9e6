/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch in words: summary, rate and time left. */
#include "amb-batch-words.h"

static void
check_summary (AmbBatchCounts counts, const char *expected)
{
  g_autofree char *words = amb_batch_words_summary (&counts);
  g_assert_cmpstr (words, ==, expected);
}

static void
test_summary (void)
{
  check_summary ((AmbBatchCounts){ 0 }, "Nothing exported");
  check_summary ((AmbBatchCounts){ .total = 1, .done = 1 }, "1 exported");
  check_summary ((AmbBatchCounts){ .total = 50, .done = 48, .failed = 2 }, "48 exported, 2 failed");
  check_summary ((AmbBatchCounts){ .quarantined = 1, .cancelled = 3, .skipped = 2 },
                 "1 set aside, 2 skipped, 3 cancelled");
}

static void
check_progress (AmbBatchCounts counts, double seconds, const char *expected)
{
  g_autofree char *words = amb_batch_words_progress (&counts, (gint64) (seconds * G_USEC_PER_SEC), NULL);
  g_assert_cmpstr (words, ==, expected);
}

static void
test_ended (void)
{
  AmbBatchCounts counts = { .total = 20,
                            .queued = 5,
                            .running = 2,
                            .done = 6,
                            .failed = 1,
                            .quarantined = 1,
                            .cancelled = 2,
                            .skipped = 3 };
  g_assert_cmpuint (amb_batch_words_ended (&counts), ==, 13);
}

static void
test_paused (void)
{
  const AmbBatchCounts counts = { .total = 20, .queued = 14, .done = 5, .failed = 1 };
  g_autofree char *words = amb_batch_words_paused (&counts);
  g_assert_cmpstr (words, ==, "Paused: 6 of 20 photos");
}

static void
test_too_early (void)
{
  check_progress ((AmbBatchCounts){ .total = 48 }, 0.0, "0 of 48 photos");
  check_progress ((AmbBatchCounts){ .total = 48, .done = 3, .permille = 60 }, 1.9,
                  "3 of 48 photos");
  check_progress ((AmbBatchCounts){ .total = 48, .permille = 5 }, 60.0, "0 of 48 photos");
  check_progress ((AmbBatchCounts){ .total = 1, .done = 1, .permille = 1000 }, 60.0,
                  "1 of 1 photo");
}

/* A batch that goes on says how fast it is now. */
static void
test_after_a_pause (void)
{
  AmbBatchCounts before = { .total = 48, .done = 24, .permille = 500 };
  AmbBatchCounts counts = { .total = 48, .done = 36, .permille = 750 };
  g_autofree char *words = amb_batch_words_progress (&counts, 6 * G_USEC_PER_SEC, &before);
  g_assert_cmpstr (words, ==, "36 of 48 photos · 2.0 photos a second · about 6 seconds left");
}

static void
test_sizes (void)
{
  AmbBatchCounts counts = { .total = 2, .done = 1, .source_bytes = 3000000, .output_bytes = 500000 };
  g_autofree char *words = amb_batch_words_sizes (&counts);
  g_assert_cmpstr (words, ==, "3.0\u00a0MB → 500.0\u00a0kB");
  counts.output_bytes = 0;
  g_assert_null (amb_batch_words_sizes (&counts));
}

static void
test_time_left (void)
{
  check_progress ((AmbBatchCounts){ .total = 48, .done = 12, .permille = 500 }, 8.0,
                  "12 of 48 photos · 1.5 photos a second · about 8 seconds left");
  check_progress ((AmbBatchCounts){ .total = 10, .permille = 500 }, 33.0,
                  "0 of 10 photos · about 35 seconds left");
  check_progress ((AmbBatchCounts){ .total = 10, .permille = 500 }, 200.0,
                  "0 of 10 photos · about 3 minutes left");
  check_progress ((AmbBatchCounts){ .total = 10, .permille = 500 }, 7200.0,
                  "0 of 10 photos · about 2 hours left");
  check_progress ((AmbBatchCounts){ .total = 10, .permille = 999 }, 3.0,
                  "0 of 10 photos · about 1 second left");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/batch-words/summary", test_summary);
  g_test_add_func ("/app/batch-words/ended", test_ended);
  g_test_add_func ("/app/batch-words/paused", test_paused);
  g_test_add_func ("/app/batch-words/too-early", test_too_early);
  g_test_add_func ("/app/batch-words/time-left", test_time_left);
  g_test_add_func ("/app/batch-words/after-a-pause", test_after_a_pause);
  g_test_add_func ("/app/batch-words/sizes", test_sizes);
  return g_test_run ();
}
