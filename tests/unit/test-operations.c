/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The declarations: whole, sane, and with the ids that are for ever; values to text and back. */
#include "amb-operations.h"

#include <locale.h>
#include <math.h>
#include <string.h>

/* Promised to every recipe that was ever written. */
static const struct
{
  const char *id;
  double minimum, maximum, neutral;
} promised[] = {
  { "flip.horizontal", 0, 1, 0 },
  { "flip.vertical", 0, 1, 0 },
  { "rotate.quarter-turns", 0, 3, 0 },
  { "distortion.amount", -100, 100, 0 },
  { "distortion.edges", -100, 100, 0 },
  { "chromatic-aberration.red-cyan", -100, 100, 0 },
  { "chromatic-aberration.blue-yellow", -100, 100, 0 },
  { "perspective-corners.top-left-x", -0.2, 0.2, 0 },
  { "perspective-corners.top-left-y", -0.2, 0.2, 0 },
  { "perspective-corners.top-right-x", -0.2, 0.2, 0 },
  { "perspective-corners.top-right-y", -0.2, 0.2, 0 },
  { "perspective-corners.bottom-right-x", -0.2, 0.2, 0 },
  { "perspective-corners.bottom-right-y", -0.2, 0.2, 0 },
  { "perspective-corners.bottom-left-x", -0.2, 0.2, 0 },
  { "perspective-corners.bottom-left-y", -0.2, 0.2, 0 },
  { "perspective.vertical", -100, 100, 0 },
  { "perspective.horizontal", -100, 100, 0 },
  { "straighten.angle", -45, 45, 0 },
  { "crop.left", 0, 1, 0 },
  { "crop.top", 0, 1, 0 },
  { "crop.width", 0, 1, 1 },
  { "crop.height", 0, 1, 1 },
  { "white-balance.temperature", 2000, 25000, 6504 },
  { "white-balance.tint", -100, 100, 0 },
  { "exposure.ev", -5, 5, 0 },
  { "contrast.amount", -100, 100, 0 },
  { "saturation.amount", -100, 100, 0 },
  { "vibrance.amount", -100, 100, 0 },
  { "color-mixer.red-hue", -100, 100, 0 },
  { "color-mixer.red-saturation", -100, 100, 0 },
  { "color-mixer.red-luminance", -100, 100, 0 },
  { "color-mixer.orange-hue", -100, 100, 0 },
  { "color-mixer.orange-saturation", -100, 100, 0 },
  { "color-mixer.orange-luminance", -100, 100, 0 },
  { "color-mixer.yellow-hue", -100, 100, 0 },
  { "color-mixer.yellow-saturation", -100, 100, 0 },
  { "color-mixer.yellow-luminance", -100, 100, 0 },
  { "color-mixer.green-hue", -100, 100, 0 },
  { "color-mixer.green-saturation", -100, 100, 0 },
  { "color-mixer.green-luminance", -100, 100, 0 },
  { "color-mixer.aqua-hue", -100, 100, 0 },
  { "color-mixer.aqua-saturation", -100, 100, 0 },
  { "color-mixer.aqua-luminance", -100, 100, 0 },
  { "color-mixer.blue-hue", -100, 100, 0 },
  { "color-mixer.blue-saturation", -100, 100, 0 },
  { "color-mixer.blue-luminance", -100, 100, 0 },
  { "color-mixer.purple-hue", -100, 100, 0 },
  { "color-mixer.purple-saturation", -100, 100, 0 },
  { "color-mixer.purple-luminance", -100, 100, 0 },
  { "color-mixer.magenta-hue", -100, 100, 0 },
  { "color-mixer.magenta-saturation", -100, 100, 0 },
  { "color-mixer.magenta-luminance", -100, 100, 0 },
  { "black-and-white.enabled", 0, 1, 0 },
  { "black-and-white.red", -100, 100, 0 },
  { "black-and-white.orange", -100, 100, 0 },
  { "black-and-white.yellow", -100, 100, 0 },
  { "black-and-white.green", -100, 100, 0 },
  { "black-and-white.aqua", -100, 100, 0 },
  { "black-and-white.blue", -100, 100, 0 },
  { "black-and-white.purple", -100, 100, 0 },
  { "black-and-white.magenta", -100, 100, 0 },
  { "color-grading.shadows-hue", 0, 360, 0 },
  { "color-grading.shadows-strength", 0, 100, 0 },
  { "color-grading.shadows-luminance", -100, 100, 0 },
  { "color-grading.midtones-hue", 0, 360, 0 },
  { "color-grading.midtones-strength", 0, 100, 0 },
  { "color-grading.midtones-luminance", -100, 100, 0 },
  { "color-grading.highlights-hue", 0, 360, 0 },
  { "color-grading.highlights-strength", 0, 100, 0 },
  { "color-grading.highlights-luminance", -100, 100, 0 },
  { "color-grading.balance", -100, 100, 0 },
  { "sharpen.amount", 0, 150, 0 },
  { "sharpen.radius", 0.0001, 0.005, 0.0004 },
};

static void
test_promised_ids (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (promised); i++)
    {
      const AmbOperation *op = NULL;
      guint index = G_MAXUINT;
      const AmbParam *param = amb_operations_find_param (promised[i].id, &op, &index);
      g_assert_nonnull (param);
      g_assert_true (param == &op->params[index]);
      g_assert_cmpfloat (param->minimum, ==, promised[i].minimum);
      g_assert_cmpfloat (param->maximum, ==, promised[i].maximum);
      g_assert_cmpfloat (param->neutral, ==, promised[i].neutral);
      g_autofree char *id = amb_operation_param_id (op, param);
      g_assert_cmpstr (id, ==, promised[i].id);
    }
}

static void
assert_id (const char *id)
{
  g_assert_cmpuint (strlen (id), >, 0);
  g_assert_cmpuint (strspn (id, "abcdefghijklmnopqrstuvwxyz-"), ==, strlen (id));
}

static void
assert_sentence (const char *text)
{
  g_assert_nonnull (text);
  g_assert_true (g_ascii_isupper (text[0]));
  g_assert_true (g_str_has_suffix (text, "."));
}

static void
assert_param (const AmbParam *param)
{
  assert_id (param->id);
  g_assert_nonnull (param->title);
  assert_sentence (param->help);
  g_assert_cmpfloat (param->minimum, <, param->maximum);
  g_assert_cmpfloat (param->slider_min, <, param->slider_max);
  g_assert_cmpfloat (param->slider_min, >=, param->minimum);
  g_assert_cmpfloat (param->slider_max, <=, param->maximum);
  g_assert_cmpfloat (param->neutral, >=, param->slider_min);
  g_assert_cmpfloat (param->neutral, <=, param->slider_max);
  g_assert_cmpfloat (param->step, >, 0);
  g_assert_cmpfloat (param->step, <=, (param->slider_max - param->slider_min));
  if (param->scale == AMB_SCALE_LOG)
    g_assert_cmpfloat (param->slider_min, >, 0);
}

static void
test_declarations (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint count = 0;
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++, count++)
    {
      assert_id ((*op)->id);
      assert_sentence ((*op)->help);
      g_assert_nonnull ((*op)->title);
      g_assert_cmpuint ((*op)->n_params, >, 0);
      g_assert_cmpuint ((*op)->n_params, <=, AMB_MAX_PARAMS);
      g_assert_true (amb_operations_find ((*op)->id) == *op);
      for (guint i = 0; i < (*op)->n_params; i++)
        {
          assert_param (&(*op)->params[i]);
          g_assert_true (g_hash_table_add (seen, amb_operation_param_id (*op, &(*op)->params[i])));
        }
    }
  g_assert_cmpuint (count, ==, amb_operations_count ());
}

/* Geometry comes first, and every point operation shows what it does. */
static void
test_order_and_examples (void)
{
  gboolean geometry_is_over = FALSE;
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    {
      geometry_is_over = geometry_is_over || (*op)->kind != AMB_OP_GEOMETRY;
      g_assert_cmpint (geometry_is_over, ==, (*op)->kind != AMB_OP_GEOMETRY);
      if ((*op)->kind == AMB_OP_POINT)
        g_assert_cmpuint ((*op)->n_examples, >=, 3);
    }
}

static void
test_unknown (void)
{
  static const char *const ids[] = { "",           ".",
                                     "exposure",   "exposure.",
                                     ".ev",        "exposure.evv",
                                     "exposur.ev", "exposure.ev.x",
                                     "Exposure.ev" };
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_null (amb_operations_find_param (ids[i], NULL, NULL));
  g_assert_null (amb_operations_find ("exposur"));
  g_assert_null (amb_operations_find ("exposure.ev"));
}

static void
test_neutral (void)
{
  const AmbOperation *sharpen = amb_operations_find ("sharpen");
  g_assert_true (amb_operation_is_neutral (sharpen, (double[]){ 0, 0.0004 }));
  g_assert_true (amb_operation_is_neutral (sharpen, (double[]){ 0, 0.005 }));
  g_assert_false (amb_operation_is_neutral (sharpen, (double[]){ 1, 0.0004 }));
  const AmbOperation *monochrome = amb_operations_find ("black-and-white");
  g_assert_true (amb_operation_is_neutral (monochrome, (double[AMB_MAX_PARAMS]){ 0, 50, -50 }));
  g_assert_false (amb_operation_is_neutral (monochrome, (double[AMB_MAX_PARAMS]){ 1 }));
  const AmbOperation *crop = amb_operations_find ("crop");
  g_assert_true (amb_operation_is_neutral (crop, (double[]){ 0, 0, 1, 1 }));
  g_assert_false (amb_operation_is_neutral (crop, (double[]){ 0, 0, 1, 0.5 }));
}

static void
test_sections (void)
{
  for (int section = 0; section < AMB_N_SECTIONS; section++)
    g_assert_cmpuint (strlen (amb_section_title (section)), >, 0);
}

static void
test_clamp (void)
{
  static const struct
  {
    const char *id;
    double value, expected;
    gboolean changed;
  } cases[] = {
    { "exposure.ev", 0.5, 0.5, FALSE },
    { "exposure.ev", 9, 5, TRUE },
    { "exposure.ev", -9, -5, TRUE },
    { "exposure.ev", INFINITY, 5, TRUE },
    { "exposure.ev", -INFINITY, -5, TRUE },
    { "white-balance.temperature", NAN, 6504, TRUE },
    { "rotate.quarter-turns", 4, 0, TRUE },
    { "rotate.quarter-turns", -1, 3, TRUE },
    { "rotate.quarter-turns", 7, 3, TRUE },
    { "rotate.quarter-turns", 2.4, 2, TRUE },
    { "rotate.quarter-turns", 3, 3, FALSE },
    { "rotate.quarter-turns", INFINITY, 3, TRUE },
    { "rotate.quarter-turns", 1e300, 0, TRUE },
    { "flip.vertical", 1, 1, FALSE },
    { "flip.vertical", -7, 1, TRUE },
    { "flip.vertical", NAN, 0, TRUE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean changed;
      const AmbParam *param = amb_operations_find_param (cases[i].id, NULL, NULL);
      double value = amb_param_clamp (param, cases[i].value, &changed);
      if (cases[i].value == 1e300)
        g_assert_true (value >= 0 && value <= 3);
      else
        g_assert_cmpfloat (value, ==, cases[i].expected);
      g_assert_cmpint (changed, ==, cases[i].changed);
    }
  g_assert_false (signbit (
      amb_param_clamp (amb_operations_find_param ("exposure.ev", NULL, NULL), -0.0, NULL)));
}

static void
test_format (void)
{
  static const struct
  {
    const char *id;
    double value;
    const char *text;
  } cases[] = {
    { "exposure.ev", 0.5, "+0.50 EV" }, { "exposure.ev", -1.25, "-1.25 EV" },
    { "exposure.ev", 0, "0.00 EV" },    { "exposure.ev", -0.004, "0.00 EV" },
    { "contrast.amount", 12, "+12" },   { "white-balance.temperature", 6504, "6504 K" },
    { "sharpen.amount", 80, "80 %" },   { "sharpen.radius", 0.0004, "0.040 %" },
    { "crop.width", 0.5, "50.00 %" },   { "straighten.angle", -2.5, "-2.50°" },
    { "rotate.quarter-turns", 3, "3" }, { "flip.horizontal", 1, "On" },
    { "flip.horizontal", 0, "Off" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AmbParam *param = amb_operations_find_param (cases[i].id, NULL, NULL);
      g_autofree char *text = amb_param_format (param, cases[i].value);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_parse (void)
{
  static const struct
  {
    const char *id, *text;
    double value;
  } cases[] = {
    { "exposure.ev", "0.5", 0.5 },
    { "exposure.ev", "+0,50 EV", 0.5 },
    { "exposure.ev", " −1.25ev ", -1.25 },
    { "exposure.ev", "-.5", -0.5 },
    { "exposure.ev", "3", 3 },
    { "exposure.ev", "1.250", 1.25 },
    { "white-balance.temperature", "5,600 K", 5600 },
    { "white-balance.temperature", "5.600\302\240K", 5600 },
    { "white-balance.temperature", "5600,5", 5600.5 },
    { "sharpen.radius", "0.05 %", 0.0005 },
    { "sharpen.radius", "0.05", 0.0005 },
    { "crop.width", "50%", 0.5 },
    { "straighten.angle", "2.5°", 2.5 },
    { "straighten.angle", "2.5", 2.5 },
    { "flip.horizontal", "On", 1 },
    { "flip.horizontal", "off", 0 },
    { "flip.horizontal", " TRUE ", 1 },
    { "flip.horizontal", "0", 0 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double value = NAN;
      const AmbParam *param = amb_operations_find_param (cases[i].id, NULL, NULL);
      g_assert_true (amb_param_parse (param, cases[i].text, &value));
      g_assert_cmpfloat (value, ==, cases[i].value);
    }
}

static void
test_no_number (void)
{
  static const char *const texts[]
      = { "",  " ", "EV", "abc", "1x",  "1 2", "1.2.3", "--1",  "1-",
          "+", "-", ".",  "nan", "inf", "1e5", "0x10",  "\xff", "5 K" };
  const AmbParam *ev = amb_operations_find_param ("exposure.ev", NULL, NULL);
  const AmbParam *flip = amb_operations_find_param ("flip.vertical", NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      double value;
      g_assert_false (amb_param_parse (ev, texts[i], &value));
      g_assert_false (amb_param_parse (flip, texts[i], &value));
    }
}

static void
assert_text_round_trip (void)
{
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    for (guint i = 0; i < (*op)->n_params; i++)
      {
        const AmbParam *param = &(*op)->params[i];
        if (param->type == AMB_PARAM_CURVE || param->type == AMB_PARAM_FILE)
          continue;
        const double values[] = { param->minimum, param->neutral, param->maximum, param->slider_min,
                                  param->slider_max };
        for (gsize k = 0; k < G_N_ELEMENTS (values); k++)
          {
            double parsed = NAN;
            g_autofree char *text = amb_param_format (param, values[k]);
            g_assert_true (amb_param_parse (param, text, &parsed));
            g_assert_cmpfloat_with_epsilon (parsed, values[k], 1e-12);
          }
      }
}

static void
test_text_round_trip (void)
{
  assert_text_round_trip ();
  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    return;
  assert_text_round_trip ();
  setlocale (LC_NUMERIC, "C");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  setlocale (LC_CTYPE, "C.UTF-8");
  g_test_add_func ("/ops/operations/promised-ids", test_promised_ids);
  g_test_add_func ("/ops/operations/declarations", test_declarations);
  g_test_add_func ("/ops/operations/order-and-examples", test_order_and_examples);
  g_test_add_func ("/ops/operations/unknown", test_unknown);
  g_test_add_func ("/ops/operations/neutral", test_neutral);
  g_test_add_func ("/ops/operations/sections", test_sections);
  g_test_add_func ("/ops/param/clamp", test_clamp);
  g_test_add_func ("/ops/param/format", test_format);
  g_test_add_func ("/ops/param/parse", test_parse);
  g_test_add_func ("/ops/param/no-number", test_no_number);
  g_test_add_func ("/ops/param/text-round-trip", test_text_round_trip);
  return g_test_run ();
}
