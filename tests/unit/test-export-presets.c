/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs and presets as JSON, and the folder of one's own presets. */
#include <string.h>
#include "amb-error.h"
#include "amb-export-presets.h"
#include "amb-outputs-json.h"
#include "remove-tree.h"

typedef struct
{
  char *folder; /* need not exist */
  char *top;
  AmbExportPresets *presets;
  gboolean done;
  gboolean ok;
  GError *error;
  char **notes;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->top = g_dir_make_tmp ("ambrotype-presets-XXXXXX", NULL);
  self->folder = g_build_filename (self->top, "data", "export-presets", NULL);
  self->presets = amb_export_presets_new (self->folder);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->presets);
  remove_tree (self->top);
  g_free (self->folder);
  g_free (self->top);
  g_clear_error (&self->error);
  g_strfreev (self->notes);
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;
  g_clear_error (&self->error);
  self->ok = amb_export_presets_change_finish (self->presets, result, &self->error);
  self->done = TRUE;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;
  g_strfreev (self->notes);
  self->notes = amb_export_presets_load_finish (self->presets, result);
  self->done = TRUE;
}

static void
await (Fixture *self)
{
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);
  self->done = FALSE;
}

static GPtrArray *
some_settings (const char *key, const char *value)
{
  GPtrArray *settings = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_export_settings_free);
  g_autoptr (AmbExportSettings) one = amb_export_settings_new ();
  amb_export_settings_set (one, "output", g_variant_new_string ("/somewhere"), NULL);
  g_assert_true (amb_export_settings_set (one, key, g_variant_new_string (value), NULL));
  g_ptr_array_add (settings, g_steal_pointer (&one));
  return settings;
}

static AmbExportPreset *
some_preset (const char *name, const char *key, const char *value)
{
  g_autoptr (GPtrArray) settings = some_settings (key, value);
  AmbExportPreset *preset = amb_export_preset_new (name, settings, NULL);
  g_assert_nonnull (preset);
  return preset;
}

static void
save (Fixture *self, const char *name, const char *key, const char *value)
{
  g_autoptr (AmbExportPreset) preset = some_preset (name, key, value);
  amb_export_presets_save_async (self->presets, preset, on_changed, self);
  await (self);
}

/* The first output of a preset that is there, applied. */
static AmbExportSettings *
applied (Fixture *self, const char *name)
{
  g_autoptr (AmbExportSettings) base = amb_export_settings_new ();
  g_autoptr (GError) error = NULL;
  AmbExportPreset *preset = amb_export_presets_find (self->presets, name, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) all = amb_export_preset_apply (preset, base, &error);
  g_assert_no_error (error);
  return amb_export_settings_copy (all->pdata[0]);
}

static guint
n_presets (Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->presets));
}

static GVariant *
outputs_from (const char *json, const char *folder, GPtrArray *notes, GError **error)
{
  const AmbOutputsOrigin origin = { "o.json", folder, notes };
  return amb_outputs_from_json (json, -1, &origin, error);
}

static GPtrArray *
read_outputs (const char *json, const char *output)
{
  g_autoptr (AmbExportSettings) base = amb_export_settings_new ();
  g_autoptr (GError) error = NULL;
  amb_export_settings_set (base, "output", g_variant_new_string (output), NULL);
  amb_export_settings_set (base, "quality", g_variant_new_int32 (70), NULL);
  g_autoptr (GVariant) outputs = outputs_from (json, "/", NULL, &error);
  g_assert_no_error (error);
  GPtrArray *settings = amb_outputs_apply (outputs, base, &error);
  g_assert_no_error (error);
  return settings;
}

static void
test_outputs (void)
{
  g_autoptr (GPtrArray) settings = read_outputs (
      "[{\"resize\": \"long:2048\", \"output\": \"web\", \"format\": \"jpeg\"},"
      " {\"quality\": 100.0, \"progressive\": true, \"name\": \"{name}-full.{ext}\"},"
      " {\"output\": \"/else/where\", \"set\": [\"exposure.ev=0.5\", \"saturation.amount=10\"],"
      "  \"recipe\": {\"contrast.amount\": 20}, \"depth\": 16}]",
      "/out");
  const AmbExportSettings *const *each = (gpointer) settings->pdata;

  g_assert_cmpuint (settings->len, ==, 3);
  g_assert_cmpstr (each[0]->output, ==, "/out/web");
  g_assert_cmpstr (each[0]->format, ==, "jpeg");
  g_assert_cmpint (each[0]->quality, ==, 70);
  g_assert_cmpstr (each[1]->output, ==, "/out");
  g_assert_cmpint (each[1]->quality, ==, 100);
  g_assert_cmpstr (each[1]->name, ==, "{name}-full.{ext}");
  g_assert_cmpstr (each[1]->format, ==, "source");
  g_assert_cmpstr (each[2]->output, ==, "/else/where");
  g_assert_cmpfloat (amb_recipe_get (each[2]->recipe, "exposure.ev"), ==, 0.5);
  g_assert_cmpfloat (amb_recipe_get (each[2]->recipe, "contrast.amount"), ==, 20);
  g_assert_true (amb_recipe_is_neutral (each[0]->recipe));
}

/* What was given and what is used instead, of a recipe written inline as of one in a file. */
static void
test_outputs_note_clamped (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ambrotype-outputs-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "look.json", NULL);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, "{\"contrast.amount\": -1234}", -1, NULL));

  g_autoptr (GVariant) outputs
      = outputs_from ("[{\"recipe\": {\"exposure.ev\": 77}}, {\"recipe\": {\"exposure.ev\": 0.5}},"
                      " {\"recipe\": \"look.json\"}]",
                      folder, notes, &error);
  g_assert_no_error (error);
  g_assert_nonnull (outputs);
  g_assert_cmpuint (notes->len, ==, 2);
  g_assert_cmpstr (notes->pdata[0], ==,
                   "“exposure.ev” was set to 5, because 77 is outside its range.");
  g_assert_cmpstr (notes->pdata[1], ==,
                   "“contrast.amount” was set to -100, because -1234 is outside its range.");
  g_remove (path);
  g_remove (folder);
}

static void
test_single_output (void)
{
  g_autoptr (GPtrArray) settings = read_outputs ("{\"format\": \"png\"}", "/out");
  g_assert_cmpuint (settings->len, ==, 1);
}

static void
test_outputs_recipe_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ambrotype-outputs-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "look.json", NULL);
  g_autoptr (AmbExportSettings) base = amb_export_settings_new ();
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, "{\"exposure.ev\": 1}", -1, NULL));

  g_autoptr (GVariant) outputs = outputs_from ("{\"recipe\": \"look.json\"}", folder, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) settings = amb_outputs_apply (outputs, base, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (
      amb_recipe_get (((const AmbExportSettings *) settings->pdata[0])->recipe, "exposure.ev"), ==,
      1);
  g_remove (path);
  g_assert_null (outputs_from ("{\"recipe\": \"look.json\"}", folder, NULL, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_RECIPE);
  g_assert_nonnull (strstr (error->message, "look.json"));
  g_remove (folder);
}

static void
expect_refused (const char *json, const char *named)
{
  g_autoptr (AmbExportSettings) base = amb_export_settings_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) outputs = outputs_from (json, "/", NULL, &error);
  g_autoptr (GPtrArray) settings
      = outputs != NULL ? amb_outputs_apply (outputs, base, &error) : NULL;
  g_assert_null (settings);
  g_assert_nonnull (error);
  g_assert_true (error->domain == AMB_ERROR);
  if (strstr (error->message, named) == NULL)
    g_error ("“%s” does not name “%s”", error->message, named);
}

static void
test_outputs_refused (void)
{
  expect_refused ("", "o.json");
  expect_refused ("7", "array of objects");
  expect_refused ("[]", "1 to");
  expect_refused ("[7]", "object");
  expect_refused ("[{}, {\"format\": \"png\"", "o.json");
  expect_refused ("[{}, {\"fromat\": \"png\"}]", "“fromat”");
  expect_refused ("[{}, {\"fromat\": \"png\"}]", "output 2");
  expect_refused ("[{}, {\"format\": \"gif\"}]", "format");
  expect_refused ("{\"recipe\": {\"exposure.ev\": \"0.5\"}}", "“exposure.ev”");
  expect_refused ("{\"recipe\": {\"values\": {\"levels.gamma\": \"2\"}}}", "“levels.gamma”");
  expect_refused ("[{}, {\"format\": \"gif\"}]", "Output 2");
  expect_refused ("{\"quality\": 90.5}", "quality");
  expect_refused ("{\"quality\": null}", "quality");
  expect_refused ("{\"quality\": {\"a\": 1}}", "quality");
  expect_refused ("{\"set\": [1, 2]}", "set");
  expect_refused ("{\"quality\": \"high\"}", "“high”");
  expect_refused ("{\"quality\": 1e30}", "“1e+30”");
  expect_refused ("{\"quality\": 99999999999999999999}", "“1e+20”");
  expect_refused ("{\"quality\": -18446744073709551526}", "quality"); /* 90 in 64 bits */
  expect_refused ("{\"max-bytes\": 18446744073709551616}", "max-bytes");
  expect_refused ("{\"max-bytes\": \"99999999999999999999\"}", "max-bytes");
  expect_refused ("{\"recipe\": {\"exposure.ev\": null}}", "“exposure.ev”");
  expect_refused ("{\"recipe\": {\"exposure.ev\": [1]}}", "“exposure.ev”");
  expect_refused ("{\"recipe\": {\"exposure.ev\": {\"a\": 1}}}", "“exposure.ev”");
  expect_refused ("{\"recipe\": {\"tone-curve.red\": 5}}", "“tone-curve.red”");
  expect_refused ("{\"recipe\": {\"tone-curve.red\": [[0, 0], [\"a\", 1]]}}", "“tone-curve.red”");
  expect_refused ("{\"recipe\": {\"lut.file\": 5}}", "“lut.file”");
  expect_refused ("{\"output\": 1}", "output");
  g_autofree char *deep = g_strnfill (100000, '[');
  expect_refused (deep, "too large");
}

static void
test_shipped (Fixture *self, gconstpointer data)
{
  static const char *const names[]
      = { "Web 2048",       "Mail 2 MB",           "Full quality JPEG",
          "Instagram 1080", "Archive 16-bit TIFF", "Strip location only" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (AmbExportSettings) settings = applied (self, names[i]);
      g_assert_cmpstr (settings->preset, ==, names[i]);
      g_assert_null (settings->output);
    }
  g_assert_cmpuint (n_presets (self), ==, G_N_ELEMENTS (names));
  g_autoptr (AmbExportSettings) web = applied (self, "wEB 2048");
  g_assert_cmpstr (web->format, ==, "jpeg");
}

static void
test_unknown (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (amb_export_presets_find (self->presets, "Wab", &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
  g_assert_nonnull (strstr (error->message, "“Wab”"));
  g_assert_nonnull (strstr (error->message, "“Web 2048”"));
}

static void
test_save (Fixture *self, gconstpointer data)
{
  guint shipped = n_presets (self);
  save (self, "Mine", "quality", "55");
  g_assert_true (self->ok);
  save (self, "../a/b", "quality", "56");
  g_assert_true (self->ok);
  save (self, "MINE", "quality", "57");
  g_assert_true (self->ok);
  g_assert_cmpuint (n_presets (self), ==, shipped + 2);
  g_autofree char *outside = g_build_filename (self->top, "a", NULL);
  g_assert_false (g_file_test (outside, G_FILE_TEST_EXISTS));

  g_object_unref (self->presets);
  self->presets = amb_export_presets_new (self->folder);
  amb_export_presets_load_async (self->presets, on_loaded, self);
  await (self);
  g_assert_cmpuint (g_strv_length (self->notes), ==, 0);
  g_assert_cmpuint (n_presets (self), ==, shipped + 2);
  g_autoptr (AmbExportSettings) mine = applied (self, "mine");
  g_assert_cmpint (mine->quality, ==, 57);
  g_assert_null (mine->output);
  g_autoptr (AmbExportSettings) other = applied (self, "../A/B");
  g_assert_cmpint (other->quality, ==, 56);
}

static void
test_save_refused (Fixture *self, gconstpointer data)
{
  guint shipped = n_presets (self);
  save (self, "web 2048", "quality", "55");
  g_assert_error (self->error, AMB_ERROR, AMB_ERROR_SETTINGS);
  g_assert_cmpuint (n_presets (self), ==, shipped);

  g_autofree char *data_folder = g_path_get_dirname (self->folder);
  g_assert_true (g_file_set_contents (data_folder, "in the way", -1, NULL));
  save (self, "Mine", "quality", "55");
  g_assert_error (self->error, AMB_ERROR, AMB_ERROR_WRITE);
  g_assert_cmpuint (n_presets (self), ==, shipped);
}

static void
test_names_refused (void)
{
  g_autofree char *long_name = g_strnfill (300, 'x');
  const char *const names[] = { "", "  ", "a\nb", long_name };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPtrArray) settings = some_settings ("quality", "5");
      g_autoptr (GError) error = NULL;
      g_assert_null (amb_export_preset_new (names[i], settings, &error));
      g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
    }
}

static void
test_rename_and_remove (Fixture *self, gconstpointer data)
{
  guint shipped = n_presets (self);
  save (self, "Mine", "quality", "55");
  save (self, "Other", "quality", "56");
  AmbExportPreset *mine = amb_export_presets_find (self->presets, "Mine", NULL);

  amb_export_presets_rename_async (self->presets, mine, "other", on_changed, self);
  await (self);
  g_assert_error (self->error, AMB_ERROR, AMB_ERROR_SETTINGS);
  amb_export_presets_rename_async (self->presets, mine, "Yours", on_changed, self);
  await (self);
  g_assert_true (self->ok);
  g_assert_null (amb_export_presets_find (self->presets, "Mine", NULL));
  amb_export_presets_remove_async (
      self->presets, amb_export_presets_find (self->presets, "Other", NULL), on_changed, self);
  await (self);
  g_assert_true (self->ok);
  g_assert_cmpuint (n_presets (self), ==, shipped + 1);

  amb_export_presets_load (self->presets, NULL);
  g_assert_cmpuint (n_presets (self), ==, shipped + 1);
  g_autoptr (AmbExportSettings) yours = applied (self, "Yours");
  g_assert_cmpint (yours->quality, ==, 55);
}

static void
test_import_export (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->top, "web.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  guint shipped = n_presets (self);
  AmbExportPreset *web = amb_export_presets_find (self->presets, "Web 2048", NULL);

  amb_export_presets_export_async (self->presets, web, file, on_changed, self);
  await (self);
  g_assert_true (self->ok);
  amb_export_presets_import_async (self->presets, file, on_changed, self);
  await (self);
  g_assert_no_error (self->error);
  g_assert_cmpuint (n_presets (self), ==, shipped + 1);
  g_autoptr (AmbExportSettings) imported = applied (self, "Web 2048 (2)");
  g_autoptr (AmbExportSettings) original = applied (self, "Web 2048");
  amb_export_settings_set (original, "preset", g_variant_new_string (imported->preset), NULL);
  g_autoptr (GVariant) a = amb_export_settings_to_variant (imported);
  g_autoptr (GVariant) b = amb_export_settings_to_variant (original);
  g_assert_cmpvariant (a, b);
}

static void
import_text (Fixture *self, const char *json, const char *named)
{
  g_autofree char *path = g_build_filename (self->top, "bad.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  guint before = n_presets (self);
  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  amb_export_presets_import_async (self->presets, file, on_changed, self);
  await (self);
  g_assert_false (self->ok);
  if (strstr (self->error->message, named) == NULL
      || strstr (self->error->message, "bad.json") == NULL)
    g_error ("“%s” does not name “%s”", self->error->message, named);
  g_assert_cmpuint (n_presets (self), ==, before);
}

#define PRESET(outputs)                                                                            \
  "{\"format\": \"ambrotype-export-preset\", \"version\": 1, \"name\": \"n\", "                    \
  "\"outputs\": " outputs "}"

static void
test_import_refused (Fixture *self, gconstpointer data)
{
  import_text (self, "", "no export preset");
  import_text (self, "[]", "no export preset");
  import_text (self, "{\"name\": \"n\", \"outputs\": []}", "no export preset");
  import_text (self,
               "{\"format\": \"ambrotype-export-preset\", \"version\": 2, \"name\": \"n\", "
               "\"outputs\": []}",
               "later version");
  import_text (self, PRESET ("[]"), "no outputs");
  import_text (self, PRESET ("[{\"qualty\": 5}]"), "“qualty”");
  import_text (self, PRESET ("[{\"quality\": 500}]"), "quality");
  import_text (self, PRESET ("[{\"output\": \"/etc\"}]"), "“/etc”");
  import_text (self, PRESET ("[{\"output\": \"a/../../b\"}]"), "“a/../../b”");
}

/* One that is damaged costs itself only. */
static void
test_damaged_file (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "Broken.json", NULL);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  guint shipped = n_presets (self);
  save (self, "Mine", "quality", "55");
  g_assert_true (g_file_set_contents (path, "{\"format", -1, NULL));
  amb_export_presets_load (self->presets, notes);
  g_assert_cmpuint (n_presets (self), ==, shipped + 1);
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_nonnull (strstr (notes->pdata[0], "Broken.json"));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  save (self, "Broken", "quality", "56");
  g_autofree char *kept = NULL;
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "{\"format");
}

static void
test_several_outputs (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) settings = some_settings ("quality", "55");
  g_autoptr (AmbExportSettings) base = amb_export_settings_new ();
  AmbExportSettings *second = amb_export_settings_copy (settings->pdata[0]);
  g_autoptr (GError) error = NULL;
  amb_export_settings_set (second, "output", g_variant_new_string ("/somewhere/small"), NULL);
  amb_export_settings_set (second, "set", g_variant_new_string ("exposure.ev=1"), NULL);
  g_ptr_array_add (settings, second);
  g_autoptr (AmbExportPreset) preset = amb_export_preset_new ("Two", settings, NULL);
  g_autofree char *json = amb_export_preset_to_json (preset);
  g_autoptr (AmbExportPreset) again = amb_export_preset_from_json (json, -1, "two.json", &error);
  g_assert_no_error (error);

  amb_export_settings_set (base, "output", g_variant_new_string ("/there"), NULL);
  g_autoptr (GPtrArray) got = amb_export_preset_apply (again, base, &error);
  g_assert_no_error (error);
  const AmbExportSettings *const *each = (gpointer) got->pdata;
  g_assert_cmpuint (got->len, ==, 2);
  g_assert_cmpstr (each[0]->output, ==, "/there");
  g_assert_cmpstr (each[1]->output, ==, "/there/small");
  g_assert_cmpfloat (amb_recipe_get (each[1]->recipe, "exposure.ev"), ==, 1);
  g_assert_cmpstr (each[1]->preset, ==, "Two");
}

static void
test_resolve (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbExportSettings) base = amb_export_settings_new ();
  g_autoptr (GVariant) outputs
      = outputs_from ("[{\"preset\": \"web 2048\", \"quality\": 33}, {}]", NULL, NULL, &error);
  g_autoptr (GVariant) resolved = amb_export_presets_resolve (self->presets, outputs, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) got = amb_outputs_apply (resolved, base, &error);
  g_assert_no_error (error);
  const AmbExportSettings *const *each = (gpointer) got->pdata;
  g_assert_cmpuint (got->len, ==, 2);
  g_assert_cmpstr (each[0]->format, ==, "jpeg");
  g_assert_cmpint (each[0]->quality, ==, 33);
  g_assert_cmpstr (each[0]->preset, ==, "Web 2048");
  g_assert_null (each[1]->preset);

  g_autoptr (GVariant) wrong = outputs_from ("{\"preset\": \"nowhere\"}", NULL, NULL, NULL);
  g_assert_null (amb_export_presets_resolve (self->presets, wrong, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/outputs/read", test_outputs);
  g_test_add_func ("/export/outputs/note-clamped", test_outputs_note_clamped);
  g_test_add_func ("/export/outputs/single", test_single_output);
  g_test_add_func ("/export/outputs/recipe-file", test_outputs_recipe_file);
  g_test_add_func ("/export/outputs/refused", test_outputs_refused);
  ADD ("/export/presets/shipped", test_shipped);
  ADD ("/export/presets/unknown", test_unknown);
  ADD ("/export/presets/save", test_save);
  ADD ("/export/presets/save-refused", test_save_refused);
  g_test_add_func ("/export/presets/names-refused", test_names_refused);
  ADD ("/export/presets/rename-and-remove", test_rename_and_remove);
  ADD ("/export/presets/import-export", test_import_export);
  ADD ("/export/presets/import-refused", test_import_refused);
  ADD ("/export/presets/damaged-file", test_damaged_file);
  ADD ("/export/presets/several-outputs", test_several_outputs);
  ADD ("/export/presets/resolve", test_resolve);
  return g_test_run ();
}
