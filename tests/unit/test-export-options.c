/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema's export keys as export settings: the defaults of both agree, and what was written by
 * hand does no harm. */
#include "amb-export-options.h"

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
  g_autoptr (AmbExportSettings) read = amb_export_options_read (settings);
  g_autoptr (AmbExportSettings) expected = amb_export_settings_new ();
  g_autofree char *folder = amb_export_options_default_folder ();
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
  g_autoptr (AmbExportSettings) read = amb_export_options_read (settings);
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
  g_autoptr (AmbExportSettings) read = amb_export_options_read (settings);
  g_assert_cmpstr (read->format, ==, AMB_EXPORT_FORMAT_SOURCE);
  g_assert_cmpint (read->resize.mode, ==, AMB_RESIZE_NONE);
  g_assert_cmpstr (read->name, ==, "{name}.{ext}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/export-options/defaults", test_defaults);
  g_test_add_func ("/app/export-options/values", test_values);
  g_test_add_func ("/app/export-options/written-by-hand", test_written_by_hand);
  return g_test_run ();
}
