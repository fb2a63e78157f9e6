/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a watermark lies, and the words of what becomes of metadata. */
#include "amb-watermark.h"

#include <string.h>
#include "amb-error.h"
#include "amb-metadata-policy.h"

static void
check (AmbWatermarkPlace place, guint width, guint height, guint mark_width, AmbRect expected)
{
  AmbRect rect;
  amb_watermark_rect (&place, width, height, mark_width, 20, &rect);
  g_assert_cmpint (rect.x, ==, expected.x);
  g_assert_cmpint (rect.y, ==, expected.y);
  g_assert_cmpint (rect.width, ==, expected.width);
  g_assert_cmpint (rect.height, ==, expected.height);
}

/* A fifth of 1000 pixels wide, 20 from the edges; upright and wide photos alike. */
static void
test_anchors (void)
{
  static const int x[] = { 20, 400, 780 }, y[] = { 20, 350, 680 };
  for (guint i = 0; i <= AMB_ANCHOR_BOTTOM_RIGHT; i++)
    {
      AmbWatermarkPlace place = AMB_WATERMARK_PLACE_DEFAULT;
      place.anchor = i;
      check (place, 1000, 800, 40, (AmbRect){ x[i % 3], y[i / 3], 200, 100 });
      check (place, 800, 1000, 40,
             (AmbRect){ x[i % 3] * 3 / 4
                            + (i % 3 == 0   ? 5
                               : i % 3 == 2 ? -5
                                            : 0),
                        (int[]){ 20, 450, 880 }[i / 3], 200, 100 });
    }
}

/* What does not fit between the margins becomes smaller; what has no room lies in the middle. */
static void
test_little_room (void)
{
  AmbWatermarkPlace place = { AMB_ANCHOR_TOP_LEFT, 0.1, 1, 1 };
  check (place, 1000, 1000, 40, (AmbRect){ 100, 100, 800, 400 });
  check (place, 1000, 300, 40, (AmbRect){ 100, 100, 200, 100 });
  place.margin = 0.5;
  check (place, 1000, 1000, 40, (AmbRect){ 500, 500, 1, 1 });
  place.margin = 0;
  check (place, 1, 1, 40, (AmbRect){ 0, 0, 1, 1 });
  check (place, 100, 1, 40, (AmbRect){ 0, 0, 2, 1 });
}

/* Inside the output, whatever the numbers. */
static void
test_inside (void)
{
  static const double parts[] = { 0, 0.001, 0.02, 0.3, 0.5 };
  static const guint edges[] = { 1, 2, 7, 100, 4001 };
  for (guint i = 0; i < 5 * 5 * 5 * 9; i++)
    {
      const AmbWatermarkPlace place = { i % 9, parts[i / 9 % 5], i % 2 ? 1 : 0.001, 1 };
      const guint width = edges[i / 45 % 5], height = edges[i / 225 % 5];
      AmbRect rect;
      amb_watermark_rect (&place, width, height, 1 + i % 50, 20, &rect);
      g_assert_true (rect.x >= 0 && rect.y >= 0 && rect.width >= 1 && rect.height >= 1);
      g_assert_cmpint (rect.x + rect.width, <=, (int) width);
      g_assert_cmpint (rect.y + rect.height, <=, (int) height);
    }
}

static void
test_policies (void)
{
  static const struct
  {
    const char *text;
    AmbMetadataPolicy policy;
    const char *word;
  } cases[] = {
    { "keep", AMB_METADATA_KEEP, "keep" },
    { "strip", AMB_METADATA_STRIP, "strip" },
    { "strip-location", AMB_METADATA_STRIP_LOCATION, "strip-location" },
    { "strip-serials", AMB_METADATA_STRIP_SERIALS, "strip-serials" },
    { "strip-serials,strip-location", AMB_METADATA_STRIP_LOCATION | AMB_METADATA_STRIP_SERIALS,
      "strip-location,strip-serials" },
    { "strip-location,strip", AMB_METADATA_STRIP, "strip" },
    { "strip,strip-serials", AMB_METADATA_STRIP, "strip" },
    { "keep,strip-serials", AMB_METADATA_STRIP_SERIALS, "strip-serials" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AmbMetadataPolicy policy = 99;
      g_assert_true (amb_metadata_policy_parse (cases[i].text, &policy, NULL));
      g_assert_cmpuint (policy, ==, cases[i].policy);
      g_assert_cmpstr (amb_metadata_policy_word (policy), ==, cases[i].word);
    }
}

static void
test_no_policies (void)
{
  static const char *const cases[] = {
    "", ",", "some", "strip-location,", ",keep", "strip location", "Keep", "strip-location;keep"
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      AmbMetadataPolicy policy = 99;
      g_assert_false (amb_metadata_policy_parse (cases[i], &policy, &error));
      g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
      g_assert_nonnull (strstr (error->message, "strip-location"));
      g_assert_cmpuint (policy, ==, 99);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/watermark/anchors", test_anchors);
  g_test_add_func ("/base/watermark/little-room", test_little_room);
  g_test_add_func ("/base/watermark/inside", test_inside);
  g_test_add_func ("/base/metadata-policy/words", test_policies);
  g_test_add_func ("/base/metadata-policy/no-words", test_no_policies);
  return g_test_run ();
}
