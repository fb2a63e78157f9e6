/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The search for a file's size: right for every limit, and in few tries where sizes are a photo's.
 */
#include "amb-size-search.h"

#include <math.h>

typedef guint64 (*SizeFunc) (int value);

/* A 24 MP photo as libjpeg wrote it: quality and bytes, straight lines in between. */
static guint64
photo_bytes (int quality)
{
  static const struct
  {
    int quality;
    double bytes;
  } points[] = {
    { 0, 200e3 },   { 5, 330e3 },   { 10, 560e3 },  { 25, 1180e3 }, { 50, 2000e3 },
    { 75, 3200e3 }, { 85, 4400e3 }, { 90, 5700e3 }, { 95, 8600e3 }, { 100, 17800e3 },
  };
  guint i = 1;
  while (points[i].quality < quality)
    i++;
  const double part
      = (double) (quality - points[i - 1].quality) / (points[i].quality - points[i - 1].quality);
  return (guint64) (points[i - 1].bytes + part * (points[i].bytes - points[i - 1].bytes));
}

/* All the difference is made in one step. */
static guint64
cliff_bytes (int quality)
{
  return quality < 37 ? 1000 + (guint64) quality : 10000000 + (guint64) quality;
}

static guint64
flat_bytes (int quality)
{
  return 5000;
}

/* Now and then a better quality is smaller by a few bytes. */
static guint64
uneven_bytes (int quality)
{
  return 100000 + (guint64) quality * 1000 - (quality % 7 == 0 ? 1500 : 0);
}

static guint64
edge_bytes (int edge)
{
  return (guint64) (0.4 * edge * edge + 3 * edge + 600);
}

static guint
run (AmbSizeSearch *search, SizeFunc size, int guess)
{
  int value;
  while ((value = amb_size_search_next (search, guess)) != 0)
    {
      g_assert_cmpuint (search->tries, <, 30);
      g_assert_cmpint (value, >, search->low);
      g_assert_cmpint (value, <, search->high);
      amb_size_search_tell (search, value, size (value));
    }
  return search->tries;
}

/* The best that fits, by trying all. */
static int
best (SizeFunc size, guint64 limit, int first, int last)
{
  int found = 0;
  for (int value = first; value <= last; value++)
    if (size (value) <= limit)
      found = value;
  return found;
}

static void
test_exact (void)
{
  static const SizeFunc sizes[] = { photo_bytes, cliff_bytes, flat_bytes };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint64 limit = 100; limit < 30000000; limit = limit * 11 / 10 + 1)
      {
        AmbSizeSearch search;
        amb_size_search_init (&search, AMB_SEARCH_QUALITY, limit, 1, 100);
        run (&search, sizes[i], amb_size_search_guess_quality (limit, 24000000));
        g_assert_cmpint (amb_size_search_answer (&search), ==, best (sizes[i], limit, 1, 100));
        g_assert_cmpuint (search.tries, <=, 16);
      }
}

static void
test_few_tries (void)
{
  guint sum = 0, most = 0, n = 0;
  for (guint64 limit = 400000; limit < 12000000; limit += 53111, n++)
    {
      AmbSizeSearch search;
      amb_size_search_init (&search, AMB_SEARCH_QUALITY, limit, 1, 100);
      guint tries = run (&search, photo_bytes, amb_size_search_guess_quality (limit, 24000000));
      sum += tries;
      most = MAX (most, tries);
    }
  g_test_message ("%.2f tries on average, at most %u", (double) sum / n, most);
  g_assert_cmpuint (most, <=, 7);
  g_assert_cmpuint (sum, <=, n * 9 / 2);
}

/* Whatever sizes do, what is found fits, and the next step was tried and does not. */
static void
test_uneven (void)
{
  for (guint64 limit = 100000; limit < 210000; limit += 777)
    {
      AmbSizeSearch search;
      amb_size_search_init (&search, AMB_SEARCH_QUALITY, limit, 1, 100);
      run (&search, uneven_bytes, 50);
      int answer = amb_size_search_answer (&search);
      if (answer > 0)
        g_assert_cmpuint (uneven_bytes (answer), <=, limit);
      if (answer < 100)
        g_assert_cmpuint (uneven_bytes (answer + 1), >, limit);
    }
}

static void
test_range (void)
{
  AmbSizeSearch search;
  amb_size_search_init (&search, AMB_SEARCH_QUALITY, 5000000, 60, 80);
  run (&search, photo_bytes, 100);
  g_assert_cmpint (amb_size_search_answer (&search), ==, 80);
  amb_size_search_init (&search, AMB_SEARCH_QUALITY, 1000000, 60, 80);
  run (&search, photo_bytes, 10);
  g_assert_cmpint (amb_size_search_answer (&search), ==, 0);
  g_assert_cmpuint (search.smallest, ==, photo_bytes (60));
  amb_size_search_init (&search, AMB_SEARCH_QUALITY, 5000000, 90, 90);
  g_assert_cmpuint (run (&search, photo_bytes, 1), ==, 1);
}

static void
test_edge (void)
{
  for (guint64 limit = 1000; limit < 14000000; limit = limit * 5 / 4)
    {
      AmbSizeSearch search;
      amb_size_search_init (&search, AMB_SEARCH_EDGE, limit, 16, 5999);
      search.high_bytes = edge_bytes (6000);
      search.tolerance = 30;
      run (&search, edge_bytes, 0);
      int answer = amb_size_search_answer (&search), right = best (edge_bytes, limit, 16, 5999);
      g_assert_cmpint (answer, <=, right);
      g_assert_cmpint (answer, >, right - 30);
      g_assert_cmpuint (search.tries, <=, 8);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/size-search/exact", test_exact);
  g_test_add_func ("/worker/size-search/few-tries", test_few_tries);
  g_test_add_func ("/worker/size-search/uneven", test_uneven);
  g_test_add_func ("/worker/size-search/range", test_range);
  g_test_add_func ("/worker/size-search/edge", test_edge);
  return g_test_run ();
}
