/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs and presets that others wrote, and templates of names: what is accepted can be used,
 * means the same after it was written and read again, and leads nowhere but below the output
 * folder.
 *
 * An input that begins with '[' is outputs, with '{' a preset, every other a template. */
#include "fuzz.h"

#include <string.h>
#include "amb-error.h"
#include "amb-export-preset.h"
#include "amb-name-template.h"
#include "amb-outputs-json.h"

const guint fuzz_rounds = 40000;

static void
check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == AMB_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* Settings that were read are read again from what they write. */
static void
check_settings (const AmbExportSettings *settings)
{
  g_autoptr (AmbExportSettings) again = amb_export_settings_new ();
  g_autoptr (GVariant) first = amb_export_settings_to_variant (settings);
  g_autoptr (GError) error = NULL;
  g_assert_true (amb_export_settings_set_all (again, first, &error));
  g_autoptr (GVariant) second = amb_export_settings_to_variant (again);
  g_assert_true (g_variant_equal (first, second));
}

static void
check_outputs (GVariant *outputs)
{
  g_autoptr (AmbExportSettings) base = amb_export_settings_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) applied = amb_outputs_apply (outputs, base, &error);
  if (applied == NULL)
    {
      check_error (error);
      return;
    }
  for (guint i = 0; i < applied->len; i++)
    check_settings (applied->pdata[i]);
  g_autofree char *json = amb_outputs_to_json (outputs, 2);
  const AmbOutputsOrigin origin = { .name = "again" };
  g_autoptr (GVariant) again = amb_outputs_from_json (json, -1, &origin, &error);
  g_assert_nonnull (again);
}

static void
try_outputs (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  const AmbOutputsOrigin origin = { .name = "fuzz.json", .notes = notes };
  g_autoptr (GVariant) outputs = amb_outputs_from_json (text, (gssize) length, &origin, &error);
  if (outputs != NULL)
    check_outputs (outputs);
  else
    check_error (error);
}

static void
try_preset (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbExportPreset) preset
      = amb_export_preset_from_json (text, (gssize) length, "fuzz.json", &error);
  if (preset == NULL)
    {
      check_error (error);
      return;
    }
  check_outputs (amb_export_preset_get_outputs (preset));
  g_autofree char *json = amb_export_preset_to_json (preset);
  g_autoptr (AmbExportPreset) again = amb_export_preset_from_json (json, -1, "again", &error);
  g_assert_nonnull (again);
  g_assert_cmpstr (amb_export_preset_get_name (again), ==, amb_export_preset_get_name (preset));
}

static void
check_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_assert_cmpstr (parts[i], !=, "");
      g_assert_cmpstr (parts[i], !=, ".");
      g_assert_cmpstr (parts[i], !=, "..");
      g_assert_cmpuint (strlen (parts[i]), <=, AMB_NAME_MAX_BYTES);
    }
}

/* The text is what the photo says of itself, too. */
static void
try_template (const char *bytes, gsize length)
{
  g_autofree char *text = g_strndup (length > 0 ? bytes : "", length);
  const AmbNameFields fields = { .name = text,
                                 .ext = "jpg",
                                 .taken = "2024-02-29 23:59:59",
                                 .camera = text,
                                 .lens = text,
                                 .folder = text,
                                 .preset = text,
                                 .iso = 100,
                                 .width = 3000,
                                 .height = 2000,
                                 .counter = 1 };
  static const char whole[] = "{camera}/{lens}-{folder}-{preset}/{name}.{ext}";
  g_autoptr (GError) error = NULL;
  g_autofree char *known = amb_name_template_expand (whole, &fields);
  check_path (known);
  if (!amb_name_template_check (text, &error))
    {
      check_error (error);
      return;
    }
  amb_name_template_needs (text);
  g_autofree char *path = amb_name_template_expand (text, &fields);
  check_path (path);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  const char *text = (const char *) bytes;
  if (length > 0 && *text == '[')
    try_outputs (text, length);
  else if (length > 0 && *text == '{' && memchr (text, '"', length) != NULL)
    try_preset (text, length);
  else
    try_template (text, length);
  return 0;
}

static void
add_text (GPtrArray *seeds, const char *text)
{
  g_ptr_array_add (seeds, g_bytes_new (text, strlen (text)));
}

GPtrArray *
fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) shipped = amb_export_presets_shipped ();
  for (guint i = 0; i < shipped->len; i++)
    {
      g_autofree char *preset = amb_export_preset_to_json (shipped->pdata[i]);
      g_autofree char *outputs
          = amb_outputs_to_json (amb_export_preset_get_outputs (shipped->pdata[i]), 0);
      add_text (seeds, preset);
      add_text (seeds, outputs);
    }
  add_text (seeds, "[{\"output\": \"web\", \"set\": [\"exposure.ev=0.5\"], \"quality\": 90.0,"
                   " \"recipe\": {\"contrast.amount\": 10}}, {\"name\": \"{date:%Y}/{name}\"}]");
  add_text (seeds, "{name}.{ext}");
  add_text (seeds, "{date:%Y/%m-%d}/{time:%H%M}-{camera}-{lens}-{iso}-{counter:4}.{ext}");
  add_text (seeds, "a/{folder}/{preset}-{width}x{height}-{long}");
  return seeds;
}
