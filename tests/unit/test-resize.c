/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Output sizes: reading, writing, applying. */
#include "amb-resize.h"

#include <locale.h>
#include <string.h>
#include "amb-error.h"
#include "amb-number.h"

static const char *const good[] = {
  "",           "long:1",        "long:2048",   "long:1000000", "fit:1920x1080", "fit:1x1",
  "percent:50", "percent:33.3",  "percent:100", "percent:0.1",  "short:1080",    "fill:1080x1080",
  "mp:12",      "mp:0.5",        "mp:4000",     "long:2048!",   "short:7!",      "fit:1x9!",
  "fill:9x1!",  "percent:1000!", "mp:2.5!",     "percent:200",
};

/* What a hurried hand writes, and how it is kept. */
static const char *const shorthands[][2] = {
  { "2048", "long:2048" }, { "1920x1080", "fit:1920x1080" }, { "50%", "percent:50" },
  { "12mp", "mp:12" },     { "2048!", "long:2048!" },        { "150%!", "percent:150!" },
};

static const char *const bad[] = {
  "long",
  "long:",
  "long:0",
  "long:-5",
  "long:+5",
  "long: 5",
  "long:5 ",
  "long:5px",
  "long:1000001",
  "long:99999999999999999999",
  "long:0x10",
  "fit:",
  "fit:10",
  "fit:10x",
  "fit:x10",
  "fit:0x10",
  "fit:10x0",
  "fit:10X10",
  "fit:10x10x10",
  "percent:",
  "percent:0",
  "percent:1000.1",
  "percent:-1",
  "percent:nan",
  "percent:inf",
  "percent:1e1",
  "percent:1,5",
  "percent:1.5.2",
  "percent:.",
  "0",
  "LONG:5",
  "width:5",
  "!",
  "long:!",
  "long:5!!",
  "long:5 !",
  "!long:5",
  "short:",
  "short:5x5",
  "fill:5",
  "fill:5x",
  "fill:0x5",
  "mp:",
  "mp:0",
  "mp:4001",
  "mp:-1",
  "mp:1e3",
  "mp",
  "%",
  "percent:1001!",
  "percent:50%",
  "mp:12mp",
  "12MP",
  "x",
  "10x",
};

static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      AmbResize resize;
      g_autoptr (GError) error = NULL;
      g_assert_true (amb_resize_parse (good[i], &resize, &error));
      g_assert_no_error (error);
      g_autofree char *text = amb_resize_to_string (&resize);
      g_assert_cmpstr (text, ==, good[i]);
    }
}

static void
test_shorthands (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shorthands); i++)
    {
      AmbResize resize;
      g_autoptr (GError) error = NULL;
      g_assert_true (amb_resize_parse (shorthands[i][0], &resize, &error));
      g_assert_no_error (error);
      g_autofree char *text = amb_resize_to_string (&resize);
      g_assert_cmpstr (text, ==, shorthands[i][1]);
    }
}

static void
test_null_is_none (void)
{
  AmbResize resize;
  g_assert_true (amb_resize_parse (NULL, &resize, NULL));
  g_assert_cmpint (resize.mode, ==, AMB_RESIZE_NONE);
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      AmbResize resize;
      g_autoptr (GError) error = NULL;
      g_assert_false (amb_resize_parse (bad[i], &resize, &error));
      g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
      g_assert_nonnull (strstr (error->message, bad[i]));
      g_assert_cmpint (resize.mode, ==, AMB_RESIZE_NONE);
    }
}

static void
test_apply (void)
{
  static const struct
  {
    const char *text;
    guint width, height, out_width, out_height;
  } cases[] = {
    { "", 6000, 4000, 6000, 4000 },
    { "long:2048", 6000, 4000, 2048, 1365 },
    { "long:2048", 4000, 6000, 1365, 2048 },
    { "long:2048", 1000, 800, 1000, 800 },
    { "long:2048", 2048, 800, 2048, 800 },
    { "long:1", 6000, 4, 1, 1 },
    { "fit:1920x1080", 6000, 4000, 1620, 1080 },
    { "fit:1920x1080", 6000, 1000, 1920, 320 },
    { "fit:1920x1080", 1920, 1080, 1920, 1080 },
    { "fit:1920x1080", 1000, 1000, 1000, 1000 },
    { "fit:1920x1080", 1000, 2000, 540, 1080 },
    { "fit:3000x3000", 6000, 4000, 3000, 2000 },
    { "percent:50", 6000, 4001, 3000, 2001 },
    { "percent:100", 6000, 4001, 6000, 4001 },
    { "percent:0.1", 100, 100, 1, 1 },
    { "long:1000000", 2000000, 4294967295, 466, 1000000 },
    { "long:2048!", 1000, 800, 2048, 1638 },
    { "long:2048!", 6000, 4000, 2048, 1365 },
    { "long:2048!", 2048, 800, 2048, 800 },
    { "short:1080", 6000, 4000, 1620, 1080 },
    { "short:1080", 4000, 6000, 1080, 1620 },
    { "short:1080", 1000, 6000, 1000, 6000 },
    { "short:1080!", 500, 1000, 1080, 2160 },
    { "fit:1920x1080!", 100, 100, 1080, 1080 },
    { "fill:1080x1080", 6000, 4000, 1080, 1080 },
    { "fill:1920x1080", 6000, 4000, 1920, 1080 },
    { "fill:1080x1080", 1080, 4000, 1080, 1080 },
    { "fill:1080x1080", 800, 600, 600, 600 },
    { "fill:1080x1080", 2000, 600, 600, 600 },
    { "fill:1080x1080!", 800, 600, 1080, 1080 },
    { "fill:1000x1", 3, 3, 3, 1 },
    { "percent:150!", 1000, 801, 1500, 1202 },
    { "percent:150", 1000, 801, 1000, 801 },
    { "mp:12", 6000, 4000, 4242, 2828 },
    { "mp:12", 4000, 3000, 4000, 3000 },
    { "mp:12", 400, 300, 400, 300 },
    { "mp:12!", 400, 300, 4000, 3000 },
    { "mp:0.0001", 100000, 1, 3162, 1 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AmbResize resize;
      guint width, height;
      g_assert_true (amb_resize_parse (cases[i].text, &resize, NULL));
      amb_resize_apply (&resize, cases[i].width, cases[i].height, &width, &height);
      g_assert_cmpuint (width, ==, cases[i].out_width);
      g_assert_cmpuint (height, ==, cases[i].out_height);
    }
}

/* What of the photo a box takes: the middle, of the box's ratio; of any other mode all. */
static void
test_part (void)
{
  static const struct
  {
    const char *text;
    guint width, height;
    AmbRect part;
  } cases[] = {
    { "", 6000, 4000, { 0, 0, 6000, 4000 } },
    { "fit:10x10", 6000, 4000, { 0, 0, 6000, 4000 } },
    { "fill:10x10", 6000, 4000, { 1000, 0, 4000, 4000 } },
    { "fill:10x10", 4000, 6001, { 0, 1000, 4000, 4000 } },
    { "fill:1920x1080", 6000, 4000, { 0, 312, 6000, 3375 } },
    { "fill:3x2", 6000, 4000, { 0, 0, 6000, 4000 } },
    { "fill:1000000x1", 5, 5, { 0, 2, 5, 1 } },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AmbResize resize;
      AmbRect part;
      g_assert_true (amb_resize_parse (cases[i].text, &resize, NULL));
      amb_resize_part (&resize, cases[i].width, cases[i].height, &part);
      g_assert_cmpmem (&part, sizeof part, &cases[i].part, sizeof part);
    }
}

static void
test_locale_free (void)
{
  AmbResize resize;
  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("the German locale is not installed");
      return;
    }
  g_assert_true (amb_resize_parse ("percent:33.3", &resize, NULL));
  g_autofree char *text = amb_resize_to_string (&resize);
  setlocale (LC_NUMERIC, "C");
  g_assert_cmpstr (text, ==, "percent:33.3");
}

static void
test_numbers_are_short (void)
{
  static const struct
  {
    double number;
    const char *text;
  } cases[] = {
    { 0.1, "0.1" },
    { -0.3, "-0.3" },
    { 6504, "6504" },
    { 1.0 / 3, "0.3333333333333333" },
    { 0.1 + 0.2, "0.30000000000000004" },
    { 0, "0" },
    { 1e300, "1e+300" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = amb_number_to_string (cases[i].number);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpfloat (g_ascii_strtod (text, NULL), ==, cases[i].number);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/resize/round-trip", test_round_trip);
  g_test_add_func ("/base/resize/shorthands", test_shorthands);
  g_test_add_func ("/base/resize/part", test_part);
  g_test_add_func ("/base/resize/null-is-none", test_null_is_none);
  g_test_add_func ("/base/resize/bad", test_bad);
  g_test_add_func ("/base/resize/apply", test_apply);
  g_test_add_func ("/base/resize/locale-free", test_locale_free);
  g_test_add_func ("/base/number/short", test_numbers_are_short);
  return g_test_run ();
}
