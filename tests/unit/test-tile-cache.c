/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The canvas's tiles. */
#include "amb-tile-cache.h"

static void
put (AmbTileCache *cache, guint serial, double scale, int column, int row)
{
  guint8 pixels[4] = { 1, 2, 3, 255 };
  g_autoptr (GBytes) bytes = g_bytes_new (pixels, sizeof pixels);
  AmbViewFrame frame
      = { .pixels = bytes,
          .width = 1,
          .height = 1,
          .stride = 4,
          .scale = scale,
          .region = { column * AMB_VIEW_TILE, row * AMB_VIEW_TILE, AMB_VIEW_TILE, AMB_VIEW_TILE },
          .plane_width = 1 << 20,
          .plane_height = 1 << 20,
          .is_tile = TRUE,
          .recipe_serial = serial };

  amb_tile_cache_put (cache, &frame);
}

static void
test_has (void)
{
  g_autoptr (AmbTileCache) cache = amb_tile_cache_new ();

  put (cache, 3, 2.0, 1, 4);
  g_assert_true (amb_tile_cache_has (cache, 3, 2.0, 1, 4));
  g_assert_false (amb_tile_cache_has (cache, 4, 2.0, 1, 4));
  g_assert_false (amb_tile_cache_has (cache, 3, 1.0, 1, 4));
  g_assert_false (amb_tile_cache_has (cache, 3, 2.0, 4, 1));
}

static void
test_replaces (void)
{
  g_autoptr (AmbTileCache) cache = amb_tile_cache_new ();

  put (cache, 1, 1.0, 0, 0);
  put (cache, 2, 1.0, 0, 0);
  g_assert_cmpuint (amb_tile_cache_list (cache)->len, ==, 1);
  g_assert_true (amb_tile_cache_has (cache, 2, 1.0, 0, 0));
}

/* Full, it drops what was not used for longest. */
static void
test_bounded (void)
{
  g_autoptr (AmbTileCache) cache = amb_tile_cache_new ();

  put (cache, 1, 1.0, 0, 0);
  put (cache, 1, 1.0, 1, 0);
  for (int i = 2; i < 1000; i++)
    {
      g_assert_true (amb_tile_cache_has (cache, 1, 1.0, 0, 0));
      put (cache, 1, 1.0, i, 0);
    }
  g_assert_cmpuint (amb_tile_cache_list (cache)->len, <=, 128);
  g_assert_true (amb_tile_cache_has (cache, 1, 1.0, 0, 0));
  g_assert_false (amb_tile_cache_has (cache, 1, 1.0, 1, 0));
}

static void
test_tidy (void)
{
  g_autoptr (AmbTileCache) cache = amb_tile_cache_new ();
  const AmbRect visible = { 0, 0, AMB_VIEW_TILE, AMB_VIEW_TILE };

  put (cache, 1, 2.0, 0, 0); /* another scale: stands in until the tile is there */
  put (cache, 1, 1.0, 5, 5); /* old and out of sight */
  put (cache, 1, 1.0, 0, 0); /* old, but seen */
  amb_tile_cache_tidy (cache, 2, 1.0, &visible);
  g_assert_true (amb_tile_cache_has (cache, 1, 2.0, 0, 0));
  g_assert_false (amb_tile_cache_has (cache, 1, 1.0, 5, 5));
  g_assert_true (amb_tile_cache_has (cache, 1, 1.0, 0, 0));
  put (cache, 2, 1.0, 0, 0);
  amb_tile_cache_tidy (cache, 2, 1.0, &visible);
  g_assert_false (amb_tile_cache_has (cache, 1, 2.0, 0, 0));
  g_assert_true (amb_tile_cache_has (cache, 2, 1.0, 0, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/tile-cache/has", test_has);
  g_test_add_func ("/app/tile-cache/replaces", test_replaces);
  g_test_add_func ("/app/tile-cache/bounded", test_bounded);
  g_test_add_func ("/app/tile-cache/tidy", test_tidy);
  return g_test_run ();
}
