/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key, as a variant and as text; what is refused and with which sentence. */
#include <string.h>
#include <glib/gstdio.h>
#include "amb-error.h"
#include "amb-export-settings.h"

static void
set_ok (AmbExportSettings *settings, const char *key, GVariant *value)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = amb_export_settings_set (settings, key, value, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
}

static void
set_refused (AmbExportSettings *settings, const char *key, GVariant *value, const char *named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) before = amb_export_settings_to_variant (settings);
  g_assert_false (amb_export_settings_set (settings, key, value, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == AMB_ERROR);
  g_assert_nonnull (strstr (error->message, named));
  g_autoptr (GVariant) after = amb_export_settings_to_variant (settings);
  g_assert_cmpvariant (before, after);
}

static GVariant *
text (const char *value)
{
  return g_variant_new_string (value);
}

static void
test_defaults (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  g_assert_null (settings->output);
  g_assert_cmpstr (settings->format, ==, "source");
  g_assert_cmpint (settings->quality, ==, 90);
  g_assert_cmpint (settings->resize.mode, ==, AMB_RESIZE_NONE);
  g_assert_cmpstr (settings->name, ==, "{name}.{ext}");
  g_assert_cmpint (settings->metadata, ==, AMB_METADATA_KEEP);
  g_assert_cmpint (settings->conflict, ==, AMB_CONFLICT_RENAME);
  g_assert_cmpuint (settings->jobs, ==, 0);
  g_assert_true (amb_recipe_is_neutral (settings->recipe));
}

static void
test_variants (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  set_ok (settings, "output", text ("/a/b"));
  set_ok (settings, "format", text ("png"));
  set_ok (settings, "quality", g_variant_new_int32 (1));
  set_ok (settings, "resize", text ("long:2048"));
  set_ok (settings, "name", text ("x-{name}.{ext}"));
  set_ok (settings, "metadata", text ("strip"));
  set_ok (settings, "on-conflict", text ("skip"));
  set_ok (settings, "jobs", g_variant_new_uint32 (3));
  g_assert_cmpstr (settings->output, ==, "/a/b");
  g_assert_cmpstr (settings->format, ==, "png");
  g_assert_cmpint (settings->quality, ==, 1);
  g_assert_cmpint (settings->resize.mode, ==, AMB_RESIZE_LONG);
  g_assert_cmpuint (settings->resize.width, ==, 2048);
  g_assert_cmpstr (settings->name, ==, "x-{name}.{ext}");
  g_assert_cmpint (settings->metadata, ==, AMB_METADATA_STRIP);
  g_assert_cmpint (settings->conflict, ==, AMB_CONFLICT_SKIP);
  g_assert_cmpuint (settings->jobs, ==, 3);
}

static void
test_numbers (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  GVariant *values[] = {
    text ("77"),
    g_variant_new_bytestring ("77"),
    g_variant_new_byte (77),
    g_variant_new_int16 (77),
    g_variant_new_uint16 (77),
    g_variant_new_uint32 (77),
    g_variant_new_int64 (77),
    g_variant_new_uint64 (77),
    g_variant_new_variant (g_variant_new_int32 (77)),
  };
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      settings->quality = 5;
      set_ok (settings, "quality", values[i]);
      g_assert_cmpint (settings->quality, ==, 77);
    }
}

static void
test_output (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  g_autofree char *current = g_get_current_dir ();
  g_autofree char *expected = g_build_filename (current, "out", NULL);
  set_ok (settings, "output", text ("out"));
  g_assert_cmpstr (settings->output, ==, expected);
  set_ok (settings, "output", g_variant_new_bytestring ("/caf\xe9"));
  g_assert_cmpstr (settings->output, ==, "/caf\xe9");

  g_autoptr (AmbExportSettings) again = amb_export_settings_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) written = amb_export_settings_to_variant (settings);
  g_assert_true (amb_export_settings_set_all (again, written, &error));
  g_assert_cmpstr (again->output, ==, "/caf\xe9");
  set_ok (settings, "output", text (""));
  g_assert_null (settings->output);
}

static void
test_refused (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  set_refused (settings, "colour", text ("red"), "colour");
  set_refused (settings, "format", text ("gif"), "source, jpeg, png, tiff, webp");
  set_refused (settings, "format", text ("gif"), "format: ");
  set_refused (settings, "format", g_variant_new_int32 (3), "3");
  set_refused (settings, "quality", g_variant_new_int32 (0), "1 to 100");
  set_refused (settings, "quality", g_variant_new_int32 (101), "101");
  set_refused (settings, "profile", text ("cmyk"), "prophoto");
  set_refused (settings, "depth", g_variant_new_int32 (12), "8, 16");
  set_refused (settings, "subsampling", text ("4:1:0"), "4:2:2");
  set_refused (settings, "progressive", g_variant_new_int32 (1), "true");
  set_refused (settings, "output-sharpen", text ("more"), "standard");
  set_refused (settings, "optimize", text ("yes"), "false");
  set_refused (settings, "quality", text ("ten"), "ten");
  set_refused (settings, "quality", text ("10x"), "10x");
  set_refused (settings, "quality", text (""), "1 to 100");
  set_refused (settings, "quality", g_variant_new_double (50), "50");
  set_refused (settings, "quality", g_variant_new_uint64 (G_MAXUINT64), "1 to 100");
  set_refused (settings, "resize", text ("wide:3"), "wide:3");
  set_refused (settings, "resize", g_variant_new_int32 (3), "resize: ");
  set_refused (settings, "name", text ("{nom}"), "{nom}");
  set_refused (settings, "metadata", text ("some"), "keep, strip");
  set_refused (settings, "on-conflict", text ("ask"), "skip, rename, replace");
  set_refused (settings, "jobs", text ("-1"), "-1");
  set_refused (settings, "output", g_variant_new_boolean (TRUE), "true");
}

static void
test_edits (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  const char *both[] = { "exposure.ev=0.5", "contrast.amount=-20", NULL };
  set_ok (settings, "set", text ("exposure.ev=1"));
  g_assert_cmpfloat (amb_recipe_get (settings->recipe, "exposure.ev"), ==, 1);
  set_ok (settings, "set", g_variant_new_strv (both, -1));
  g_assert_cmpfloat (amb_recipe_get (settings->recipe, "exposure.ev"), ==, 0.5);
  g_assert_cmpfloat (amb_recipe_get (settings->recipe, "contrast.amount"), ==, -20);
  set_ok (settings, "set", text ("rotate.quarter-turns=5"));
  g_assert_cmpfloat (amb_recipe_get (settings->recipe, "rotate.quarter-turns"), ==, 1);
}

static void
test_edits_refused (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  const char *half[] = { "exposure.ev=0.5", "exposure.ev=99", NULL };
  set_refused (settings, "set", text ("exposure.ev=99"), "-5 to 5");
  set_refused (settings, "set", text ("exposure.ev=nan"), "exposure.ev");
  set_refused (settings, "set", text ("exposure.ev=1,5"), "set: ");
  set_refused (settings, "set", text ("exposure.ev="), "set: ");
  set_refused (settings, "set", text ("exposure.ev"), "OPERATION.PARAMETER=VALUE");
  set_refused (settings, "set", text ("no.such=1"), "no.such");
  set_refused (settings, "set", g_variant_new_bytestring ("caf\xe9=1"),
               "OPERATION.PARAMETER=VALUE");
  set_refused (settings, "set", g_variant_new_int32 (1), "set: ");
  set_refused (settings, "set", g_variant_new_strv (half, -1), "99");
}

static void
test_recipe (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  GVariantDict dict;
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "exposure.ev", "d", 0.25);
  set_ok (settings, "recipe", g_variant_dict_end (&dict));
  g_assert_cmpfloat (amb_recipe_get (settings->recipe, "exposure.ev"), ==, 0.25);
  set_ok (settings, "recipe", text ("{\"exposure.ev\": 0.75}"));
  g_assert_cmpfloat (amb_recipe_get (settings->recipe, "exposure.ev"), ==, 0.75);
  set_refused (settings, "recipe", text ("{"), "recipe: ");
  set_refused (settings, "recipe", g_variant_new_int32 (1), "recipe: ");
}

static GVariant *
dict_of (const char *key, GVariant *value, const char *key2, GVariant *value2)
{
  GVariantDict dict;
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert_value (&dict, key, value);
  if (key2 != NULL)
    g_variant_dict_insert_value (&dict, key2, value2);
  return g_variant_dict_end (&dict);
}

static void
test_set_all (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  g_autoptr (GError) error = NULL;
  const char *edit[] = { "exposure.ev=1", NULL };
  g_assert_true (
      amb_export_settings_set_all (settings,
                                   dict_of ("set", g_variant_new_strv (edit, -1), "recipe",
                                            text ("{\"exposure.ev\": 2, \"contrast.amount\": 9}")),
                                   &error));
  g_assert_cmpfloat (amb_recipe_get (settings->recipe, "exposure.ev"), ==, 1);
  g_assert_cmpfloat (amb_recipe_get (settings->recipe, "contrast.amount"), ==, 9);

  g_assert_false (amb_export_settings_set_all (
      settings, dict_of ("quality", g_variant_new_int32 (7), "jobs", text ("many")), &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
  g_assert_cmpint (settings->quality, ==, 90);
  g_clear_error (&error);

  g_assert_false (amb_export_settings_set_all (
      settings, dict_of ("quality", g_variant_new_int32 (7), "nonsense", text ("1")), &error));
  g_assert_nonnull (strstr (error->message, "nonsense"));
  g_assert_cmpint (settings->quality, ==, 90);
  g_clear_error (&error);

  g_assert_false (amb_export_settings_set_all (settings, text ("no dictionary"), &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
}

static void
test_round_trip (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  g_autoptr (AmbExportSettings) again = amb_export_settings_new ();
  g_autoptr (GError) error = NULL;
  set_ok (settings, "output", text ("/somewhere"));
  set_ok (settings, "format", text ("jpeg"));
  set_ok (settings, "quality", g_variant_new_int32 (33));
  set_ok (settings, "resize", text ("fit:640x480"));
  set_ok (settings, "name", text ("{name}-small.{ext}"));
  set_ok (settings, "metadata", text ("strip"));
  set_ok (settings, "on-conflict", text ("replace"));
  set_ok (settings, "profile", text ("prophoto"));
  set_ok (settings, "depth", g_variant_new_int32 (16));
  set_ok (settings, "subsampling", text ("4:2:2"));
  set_ok (settings, "output-sharpen", text ("high"));
  set_ok (settings, "progressive", g_variant_new_boolean (TRUE));
  set_ok (settings, "optimize", text ("true"));
  set_ok (settings, "jobs", g_variant_new_uint32 (2));
  set_ok (settings, "set", text ("saturation.amount=12"));
  set_ok (settings, "preset", text ("Web 2048"));
  set_ok (settings, "folders", text ("flat"));

  g_autoptr (AmbExportSettings) copy = amb_export_settings_copy (settings);
  g_autoptr (GVariant) first = amb_export_settings_to_variant (copy);
  g_assert_true (amb_export_settings_set_all (again, first, &error));
  g_assert_no_error (error);
  g_autoptr (GVariant) second = amb_export_settings_to_variant (again);
  g_assert_cmpvariant (first, second);
  g_assert_cmpfloat (amb_recipe_get (again->recipe, "saturation.amount"), ==, 12);
  g_assert_cmpint (again->form.space, ==, AMB_SPACE_PROPHOTO);
  g_assert_cmpuint (again->form.depth, ==, 16);
  g_assert_cmpint (again->form.sharpen, ==, AMB_SHARPEN_HIGH);
  g_assert_cmpint (again->form.subsampling, ==, AMB_SUBSAMPLING_422);
  g_assert_cmpint (again->form.flags, ==, AMB_FORM_PROGRESSIVE | AMB_FORM_OPTIMIZE);
  g_assert_cmpstr (amb_conflict_word (again->conflict), ==, "replace");
  g_assert_cmpstr (amb_metadata_policy_word (again->metadata), ==, "strip");
  g_assert_cmpstr (again->preset, ==, "Web 2048");
  g_assert_cmpint (again->folders, ==, AMB_FOLDERS_FLAT);
}

/* What an output can be asked for: each value as it is read, and as it is written again. */
static void
test_output_values (void)
{
  static const struct
  {
    const char *key, *given, *written;
  } cases[] = {
    { "quality-webp", "71", "71" },
    { "max-bytes", "500k", "uint64 500000" },
    { "max-bytes", "500K", "uint64 500000" },
    { "max-bytes", "500kB", "uint64 500000" },
    { "max-bytes", "300Ki", "uint64 307200" },
    { "max-bytes", "1.5M", "uint64 1500000" },
    { "max-bytes", "2Mi", "uint64 2097152" },
    { "max-bytes", "1G", "uint64 1000000000" },
    { "max-bytes", "7", "uint64 7" },
    { "max-bytes-resize", "true", "true" },
    { "metadata", "strip-serials,strip-location", "'strip-location,strip-serials'" },
    { "copyright", "© A & B", "'© A & B'" },
    { "watermark", "/a/../b.png", "'/b.png'" },
    { "watermark-anchor", "top", "'top'" },
    { "watermark-margin", "5%", "0.050000000000000003" },
    { "watermark-margin", "0.05", "0.050000000000000003" },
    { "watermark-size", "100%", "1.0" },
    { "watermark-opacity", "0", "0.0" },
    { "recipe-mode", "on-top", "'on-top'" },
    { "keep-mtime", "true", "true" },
    { "resize", "2048!", "'long:2048!'" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
      g_autoptr (AmbExportSettings) again = amb_export_settings_new ();
      g_autoptr (GError) error = NULL;
      set_ok (settings, "watermark", text ("/m.png")); /* its place is written with it */
      set_ok (settings, cases[i].key, text (cases[i].given));
      g_autoptr (GVariant) all = amb_export_settings_to_variant (settings);
      g_autoptr (GVariant) value = g_variant_lookup_value (all, cases[i].key, NULL);
      g_assert_nonnull (value);
      g_autofree char *written = g_variant_print (value, TRUE);
      g_assert_cmpstr (written, ==, cases[i].written);
      g_assert_true (amb_export_settings_set_all (again, all, &error));
      g_assert_no_error (error);
      g_autoptr (GVariant) second = amb_export_settings_to_variant (again);
      g_assert_cmpvariant (all, second);
    }
}

static void
test_output_values_refused (void)
{
  static const char *const cases[][2] = {
    { "quality-webp", "0" },        { "quality-webp", "101" },
    { "max-bytes", "some" },        { "max-bytes", "-1" },
    { "max-bytes", "1 k" },         { "max-bytes", "1e3" },
    { "max-bytes", "k" },           { "max-bytes", "0.1" },
    { "max-bytes", "1kk" },         { "max-bytes", "" },
    { "max-bytes-resize", "yes" },  { "copyright", "a\nb" },
    { "copyright", "\x01" },        { "watermark-anchor", "middle" },
    { "watermark-margin", "0.51" }, { "watermark-margin", "-1" },
    { "watermark-margin", "x" },    { "watermark-size", "0" },
    { "watermark-size", "101%" },   { "watermark-opacity", "2" },
    { "watermark-opacity", "1%%" }, { "recipe-mode", "under" },
    { "keep-mtime", "1" },          { "enlarge", "much" },
  };
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  g_autofree char *long_text = g_strnfill (1001, 'x');
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    set_refused (settings, cases[i][0], text (cases[i][1]), cases[i][0]);
  set_refused (settings, "copyright", text (long_text), "1000");
  set_refused (settings, "copyright", g_variant_new_bytestring ("caf\xe9"), "UTF-8");
  set_refused (settings, "watermark-size", g_variant_new_boolean (TRUE), "watermark-size");
}

/* Each format has its own; with a limit an unasked quality is the best. */
static void
test_qualities (void)
{
  const AmbCodec *jpeg = amb_codecs_find ("jpeg"), *webp = amb_codecs_find ("webp");
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  g_assert_cmpint (amb_export_settings_quality (settings, jpeg), ==, 90);
  set_ok (settings, "max-bytes", text ("1M"));
  g_assert_cmpint (amb_export_settings_quality (settings, jpeg), ==, 100);
  set_ok (settings, "quality", text ("80"));
  g_assert_cmpint (amb_export_settings_quality (settings, jpeg), ==, 80);
  g_assert_cmpint (amb_export_settings_quality (settings, webp), ==, 80);
  set_ok (settings, "quality-webp", text ("60"));
  g_assert_cmpint (amb_export_settings_quality (settings, jpeg), ==, 80);
  g_assert_cmpint (amb_export_settings_quality (settings, webp), ==, 60);
}

static void
test_enlarge (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  set_ok (settings, "resize", text ("long:100"));
  g_assert_false (settings->resize.enlarge);
  set_ok (settings, "enlarge", g_variant_new_boolean (TRUE));
  g_assert_true (settings->resize.enlarge);
  g_assert_cmpuint (settings->resize.width, ==, 100);
  g_autoptr (GVariant) all = amb_export_settings_to_variant (settings);
  g_autoptr (GVariant) resize = g_variant_lookup_value (all, "resize", NULL);
  g_assert_cmpstr (g_variant_get_string (resize, NULL), ==, "long:100!");
}

/* The file is looked at and copied once; what is no PNG is found out before any photo. */
static void
test_pin (void)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  g_autofree char *folder = g_dir_make_tmp ("ambrotype-pin-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "logo.png", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (amb_export_settings_pin (settings, &error));
  set_ok (settings, "watermark", text (path));
  g_assert_false (amb_export_settings_pin (settings, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "GIF89a and more", -1, NULL));
  g_assert_false (amb_export_settings_pin (settings, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "\x89PNG\r\n\x1a\n and more", -1, NULL));
  g_assert_true (amb_export_settings_pin (settings, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (settings->watermark, "sha256:"));
  g_assert_true (g_str_has_suffix (settings->watermark, " logo.png"));
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_true (amb_export_settings_pin (settings, &error));
  g_rmdir (folder);
}

static void
test_keys (void)
{
  const AmbExportKey *key;
  guint n = 0;
  for (; (key = amb_export_settings_key (n)) != NULL; n++)
    {
      g_assert_nonnull (key->name);
      g_assert_nonnull (key->help);
    }
  g_assert_cmpuint (n, >=, 18);
  g_assert_null (amb_export_settings_key (G_MAXUINT));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/export/settings/defaults", test_defaults);
  g_test_add_func ("/export/settings/variants", test_variants);
  g_test_add_func ("/export/settings/numbers", test_numbers);
  g_test_add_func ("/export/settings/output", test_output);
  g_test_add_func ("/export/settings/refused", test_refused);
  g_test_add_func ("/export/settings/edits", test_edits);
  g_test_add_func ("/export/settings/edits-refused", test_edits_refused);
  g_test_add_func ("/export/settings/recipe", test_recipe);
  g_test_add_func ("/export/settings/set-all", test_set_all);
  g_test_add_func ("/export/settings/round-trip", test_round_trip);
  g_test_add_func ("/export/settings/keys", test_keys);
  g_test_add_func ("/export/settings/output-values", test_output_values);
  g_test_add_func ("/export/settings/output-values-refused", test_output_values_refused);
  g_test_add_func ("/export/settings/qualities", test_qualities);
  g_test_add_func ("/export/settings/enlarge", test_enlarge);
  g_test_add_func ("/export/settings/pin", test_pin);
  return g_test_run ();
}
