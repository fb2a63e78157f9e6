/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema's export keys as export settings: the defaults of both agree, and what was written by
 * hand does no harm. */
#include "amb-export-choices.h"

#include "amb-config.h"

static GSettings *
new_settings (void)
{
  GSettings *settings = g_settings_new (AMB_APP_ID);
  g_auto (GStrv) keys = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
  return settings;
}

static void
test_defaults (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  g_autoptr (AmbExportSettings) read = amb_export_choices_read (settings);
  g_autoptr (AmbExportSettings) expected = amb_export_settings_new ();
  g_autofree char *folder = amb_export_choices_default_folder ();
  g_assert_cmpstr (read->format, ==, expected->format);
  g_assert_cmpint (read->quality, ==, expected->quality);
  g_assert_cmpmem (&read->form, sizeof read->form, &expected->form, sizeof expected->form);
  g_assert_cmpint (read->resize.mode, ==, expected->resize.mode);
  g_assert_cmpstr (read->name, ==, expected->name);
  g_assert_cmpint (read->metadata, ==, expected->metadata);
  g_assert_cmpint (read->conflict, ==, expected->conflict);
  g_assert_cmpstr (read->output, ==, folder);
  g_assert_true (g_path_is_absolute (folder));
}

static void
test_values (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  g_settings_set_string (settings, "export-format", "jpeg");
  g_settings_set_int (settings, "export-quality", 71);
  g_settings_set_string (settings, "export-profile", "adobergb");
  g_settings_set_string (settings, "export-depth", "16");
  g_settings_set_string (settings, "export-subsampling", "4:2:2");
  g_settings_set_boolean (settings, "export-progressive", TRUE);
  g_settings_set_boolean (settings, "export-optimize", TRUE);
  g_settings_set_string (settings, "export-resize", "long:1600");
  g_settings_set_string (settings, "export-output-sharpen", "low");
  g_settings_set_string (settings, "export-metadata", "strip");
  g_settings_set_string (settings, "export-on-conflict", "replace");
  g_settings_set_string (settings, "export-folder", "/srv/Été");
  g_settings_set_string (settings, "export-name", "web-{name}.{ext}");
  g_autoptr (AmbExportSettings) read = amb_export_choices_read (settings);
  g_assert_cmpstr (read->format, ==, "jpeg");
  g_assert_cmpint (read->quality, ==, 71);
  g_assert_cmpint (read->form.space, ==, AMB_SPACE_ADOBE_RGB);
  g_assert_cmpuint (read->form.depth, ==, 16);
  g_assert_cmpint (read->form.subsampling, ==, AMB_SUBSAMPLING_422);
  g_assert_cmpint (read->form.flags, ==, AMB_FORM_PROGRESSIVE | AMB_FORM_OPTIMIZE);
  g_assert_cmpint (read->resize.mode, ==, AMB_RESIZE_LONG);
  g_assert_cmpuint (read->resize.width, ==, 1600);
  g_assert_cmpint (read->form.sharpen, ==, AMB_SHARPEN_LOW);
  g_assert_cmpint (read->metadata, ==, AMB_METADATA_STRIP);
  g_assert_cmpint (read->conflict, ==, AMB_CONFLICT_REPLACE);
  g_assert_cmpstr (read->output, ==, "/srv/Été");
  g_assert_cmpstr (read->name, ==, "web-{name}.{ext}");
}

static void
test_written_by_hand (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  g_settings_set_string (settings, "export-format", "psd");
  g_settings_set_string (settings, "export-resize", "long:many");
  g_settings_set_string (settings, "export-name", "{nome}/x");
  g_autoptr (AmbExportSettings) read = amb_export_choices_read (settings);
  g_assert_cmpstr (read->format, ==, AMB_EXPORT_FORMAT_SOURCE);
  g_assert_cmpint (read->resize.mode, ==, AMB_RESIZE_NONE);
  g_assert_cmpstr (read->name, ==, "{name}.{ext}");
}

static AmbExportChoices *
new_choices (GSettings *settings)
{
  g_autoptr (AmbExportPresets) presets = amb_export_presets_new ("/nonexistent");
  return amb_export_choices_new (settings, presets);
}

static void
count (AmbExportChoices *choices, guint *changes)
{
  (*changes)++;
}

static void
test_set (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  g_autoptr (AmbExportChoices) choices = new_choices (settings);
  g_autoptr (AmbExportChoices) again = NULL;
  guint changes = 0;
  g_signal_connect (choices, "changed", G_CALLBACK (count), &changes);
  g_assert_true (amb_export_choices_set (choices, 0, "quality", g_variant_new_int32 (55), NULL));
  g_assert_true (
      amb_export_choices_set (choices, 0, "max-bytes", g_variant_new_string ("500k"), NULL));
  g_assert_true (amb_export_choices_set (choices, 0, "copyright", g_variant_new_string ("©"), NULL));
  g_assert_false (amb_export_choices_set (choices, 0, "name", g_variant_new_int32 (1), NULL));
  g_assert_cmpuint (changes, ==, 3);
  g_assert_cmpint (g_settings_get_int (settings, "export-quality"), ==, 55);
  again = new_choices (settings);
  g_assert_cmpint (amb_export_choices_get (again, 0)->quality, ==, 55);
  g_assert_cmpuint (amb_export_choices_get (again, 0)->max_bytes, ==, 500000);
  g_assert_cmpstr (amb_export_choices_get (again, 0)->copyright, ==, "©");
  g_assert_cmpint (amb_export_choices_get (again, 0)->recipe_mode, ==, AMB_RECIPE_ON_TOP);
}

static void
test_others_change (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  g_autoptr (AmbExportChoices) choices = new_choices (settings);
  guint changes = 0;
  g_signal_connect (choices, "changed", G_CALLBACK (count), &changes);
  g_settings_set_string (settings, "export-format", "png");
  g_settings_set_int (settings, "window-width", 800);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpstr (amb_export_choices_get (choices, 0)->format, ==, "png");
}

static void
test_outputs (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  g_autoptr (AmbExportChoices) choices = new_choices (settings);
  g_autofree char *subfolder = NULL;
  amb_export_choices_set (choices, 0, "output", g_variant_new_string ("/srv/a"), NULL);
  g_assert_cmpuint (amb_export_choices_add_output (choices), ==, 1);
  amb_export_choices_set (choices, 1, "resize", g_variant_new_string ("long:500"), NULL);
  g_assert_cmpint (amb_export_choices_get (choices, 0)->resize.mode, ==, AMB_RESIZE_NONE);
  g_assert_cmpuint (amb_export_choices_get (choices, 1)->resize.width, ==, 500);
  g_assert_cmpstr (amb_export_choices_get (choices, 1)->output, ==, "/srv/a/2");

  g_assert_true (amb_export_choices_set_subfolder (choices, 1, "web"));
  g_assert_false (amb_export_choices_set_subfolder (choices, 1, "../web"));
  g_assert_false (amb_export_choices_set_subfolder (choices, 1, "/web"));
  amb_export_choices_set (choices, 0, "output", g_variant_new_string ("/srv/b"), NULL);
  g_assert_cmpstr (amb_export_choices_get (choices, 1)->output, ==, "/srv/b/web");
  subfolder = amb_export_choices_get_subfolder (choices, 1);
  g_assert_cmpstr (subfolder, ==, "web");

  amb_export_choices_remove_output (choices, 0);
  g_assert_cmpuint (amb_export_choices_get_outputs (choices)->len, ==, 1);
  g_assert_cmpuint (amb_export_choices_get (choices, 0)->resize.width, ==, 500);
  g_assert_cmpstr (amb_export_choices_get (choices, 0)->output, ==, "/srv/b");
  amb_export_choices_remove_output (choices, 0);
  g_assert_cmpuint (amb_export_choices_get_outputs (choices)->len, ==, 1);
}

/* Every shipped preset is what it says, and still is after it was remembered. */
static void
test_presets (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  g_autoptr (AmbExportChoices) choices = new_choices (settings);
  GListModel *presets = G_LIST_MODEL (amb_export_choices_get_presets (choices));
  g_assert_null (amb_export_choices_get_preset (choices));
  g_assert_true (amb_export_choices_is_modified (choices));
  for (guint i = 0; i < g_list_model_get_n_items (presets); i++)
    {
      g_autoptr (AmbExportPreset) preset = g_list_model_get_item (presets, i);
      g_autoptr (GError) error = NULL;
      amb_export_choices_set (choices, 0, "output", g_variant_new_string ("/srv/a"), NULL);
      g_assert_true (amb_export_choices_use_preset (choices, preset, &error));
      g_assert_true (amb_export_choices_get_preset (choices) == preset);
      g_assert_false (amb_export_choices_is_modified (choices));
      g_assert_cmpstr (amb_export_choices_get (choices, 0)->output, ==, "/srv/a");
      amb_export_choices_set (choices, 0, "metadata", g_variant_new_string ("strip"), NULL);
      g_assert_true (amb_export_choices_is_modified (choices));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/export-choices/defaults", test_defaults);
  g_test_add_func ("/app/export-choices/values", test_values);
  g_test_add_func ("/app/export-choices/written-by-hand", test_written_by_hand);
  g_test_add_func ("/app/export-choices/set", test_set);
  g_test_add_func ("/app/export-choices/others-change", test_others_change);
  g_test_add_func ("/app/export-choices/outputs", test_outputs);
  g_test_add_func ("/app/export-choices/presets", test_presets);
  return g_test_run ();
}
