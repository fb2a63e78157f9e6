/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats, names and collisions of a plan, without a file. */
#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include "amb-export-plan.h"
#include "amb-size-estimate.h"

enum
{
  MAX_ITEMS = 8,
};

typedef struct
{
  AmbExportSettings *settings;
  AmbTargets *targets;
  AmbExportPlan items[MAX_ITEMS];
  guint n;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->settings = amb_export_settings_new ();
  self->settings->output = g_strdup ("/out");
  self->targets = amb_targets_new (FALSE);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < self->n; i++)
    amb_export_plan_clear (&self->items[i]);
  amb_export_settings_free (self->settings);
  amb_targets_free (self->targets);
}

/* path: the source's, absolute. */
static AmbExportPlan *
add (Fixture *self, const char *path, const char *codec)
{
  AmbExportPlan *item = &self->items[self->n++];
  item->settings = self->settings;
  item->source_path = path;
  item->name = strrchr (path, '/') + 1;
  item->subfolder = "";
  item->codec = amb_codecs_find (codec);
  g_assert_nonnull (item->codec);
  return item;
}

static void
set (Fixture *self, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  amb_export_settings_set (self->settings, key, g_variant_new_string (value), &error);
  g_assert_no_error (error);
}

static void
fix (Fixture *self)
{
  amb_export_plan_fix (self->items, self->n, NULL, self->targets);
}

static void
test_spelling (Fixture *self, gconstpointer data)
{
  add (self, "/in/a.JPG", "jpeg");
  add (self, "/in/b.jpeg", "jpeg");
  add (self, "/in/c.PNG", "png");
  add (self, "/in/d.png", "jpeg");
  add (self, "/in/e", "jpeg");
  fix (self);
  g_assert_cmpstr (self->items[0].target, ==, "a.JPG");
  g_assert_cmpstr (self->items[1].target, ==, "b.jpeg");
  g_assert_cmpstr (self->items[2].target, ==, "c.PNG");
  g_assert_cmpstr (self->items[3].target, ==, "d.jpg");
  g_assert_cmpstr (self->items[4].target, ==, "e.jpg");
  g_assert_cmpuint (self->items[0].notes->len, ==, 0);
  g_assert_cmpuint (self->items[3].notes->len, ==, 1);
  g_assert_nonnull (strstr (self->items[3].notes->pdata[0], "d.png"));
  g_assert_cmpuint (self->items[4].notes->len, ==, 0);
}

static void
test_given_format (Fixture *self, gconstpointer data)
{
  set (self, "format", "jpeg");
  add (self, "/in/a.JPG", "jpeg");
  add (self, "/in/b.gif", "gif");
  fix (self);
  g_assert_cmpstr (self->items[0].target, ==, "a.jpg");
  g_assert_cmpstr (self->items[1].target, ==, "b.jpg");
  g_assert_cmpuint (self->items[1].notes->len, ==, 0);
}

static void
test_unwritable (Fixture *self, gconstpointer data)
{
  add (self, "/in/a.gif", "gif");
  add (self, "/in/b.bmp", "bmp");
  add (self, "/in/c.bmp", "bmp")->has_alpha = TRUE;
  add (self, "/in/d.JPG", "bmp");
  fix (self);
  g_assert_cmpstr (self->items[0].target, ==, "a.png");
  g_assert_cmpstr (self->items[1].target, ==, "b.jpg");
  g_assert_cmpstr (self->items[2].target, ==, "c.png");
  g_assert_cmpstr (self->items[3].target, ==, "d.JPG");
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (self->items[i].notes->len, ==, 1);
  g_assert_nonnull (strstr (self->items[0].notes->pdata[0], "PNG"));
  g_assert_nonnull (strstr (self->items[1].notes->pdata[0], "JPEG"));

  g_assert_true (amb_export_plan_needs_alpha (amb_codecs_find ("bmp"), self->settings));
  g_assert_false (amb_export_plan_needs_alpha (amb_codecs_find ("gif"), self->settings));
  g_assert_false (amb_export_plan_needs_alpha (amb_codecs_find ("jpeg"), self->settings));
  set (self, "format", "png");
  g_assert_false (amb_export_plan_needs_alpha (amb_codecs_find ("bmp"), self->settings));
}

static void
test_folders (Fixture *self, gconstpointer data)
{
  add (self, "/in/x/a.jpg", "jpeg")->subfolder = "x";
  add (self, "/in/y/z/a.jpg", "jpeg")->subfolder = "y/z";
  fix (self);
  g_assert_cmpstr (self->items[0].folder, ==, "/out/x");
  g_assert_cmpstr (self->items[0].target, ==, "a.jpg");
  g_assert_cmpstr (self->items[1].folder, ==, "/out/y/z");
  g_assert_cmpstr (self->items[1].target, ==, "a.jpg");
}

static void
test_rename (Fixture *self, gconstpointer data)
{
  amb_targets_add_existing (self->targets, "/out", "b.jpg");
  amb_targets_add_existing (self->targets, "/out", "b (2).jpg");
  add (self, "/in/a.jpg", "jpeg");
  add (self, "/in2/a.jpg", "jpeg");
  add (self, "/in/b.jpg", "jpeg");
  add (self, "/in/a (2).jpg", "jpeg");
  add (self, "/in3/a.jpg", "jpeg");
  fix (self);
  g_assert_cmpstr (self->items[0].target, ==, "a.jpg");
  g_assert_cmpstr (self->items[1].target, ==, "a (3).jpg");
  g_assert_cmpstr (self->items[2].target, ==, "b (3).jpg");
  g_assert_cmpstr (self->items[3].target, ==, "a (2).jpg");
  g_assert_cmpstr (self->items[4].target, ==, "a (4).jpg");
}

static void
test_case (Fixture *self, gconstpointer data)
{
  amb_targets_add_existing (self->targets, "/out", "CAFÉ.jpg");
  add (self, "/in/A.jpg", "jpeg");
  add (self, "/in/a.JPG", "jpeg");
  add (self, "/in/cafe\xcc\x81.jpg", "jpeg");
  fix (self);
  g_assert_cmpstr (self->items[0].target, ==, "A.jpg");
  g_assert_cmpstr (self->items[1].target, ==, "a (2).JPG");
  g_assert_cmpstr (self->items[2].target, ==, "cafe\xcc\x81 (2).jpg");
}

static void
test_skip (Fixture *self, gconstpointer data)
{
  set (self, "on-conflict", "skip");
  amb_targets_add_existing (self->targets, "/out", "b.jpg");
  add (self, "/in/a.jpg", "jpeg");
  add (self, "/in2/a.jpg", "jpeg");
  add (self, "/in/b.jpg", "jpeg");
  fix (self);
  g_assert_cmpstr (self->items[0].target, ==, "a.jpg");
  g_assert_null (self->items[1].target);
  g_assert_null (self->items[2].target);
  g_assert_nonnull (strstr (self->items[2].notes->pdata[0], "b.jpg"));
  g_assert_cmpint (self->items[0].conflict, ==, AMB_CONFLICT_SKIP);
}

static void
test_replace (Fixture *self, gconstpointer data)
{
  set (self, "on-conflict", "replace");
  amb_targets_add_existing (self->targets, "/out", "a.jpg");
  add (self, "/in/a.jpg", "jpeg");
  add (self, "/in2/a.jpg", "jpeg");
  fix (self);
  g_assert_cmpstr (self->items[0].target, ==, "a.jpg");
  g_assert_cmpint (self->items[0].conflict, ==, AMB_CONFLICT_REPLACE);
  g_assert_cmpstr (self->items[1].target, ==, "a (2).jpg");
  g_assert_cmpint (self->items[1].conflict, ==, AMB_CONFLICT_RENAME);
}

/* In place: a source is replaced by its own output only. */
static void
test_sources (Fixture *self, gconstpointer data)
{
  set (self, "on-conflict", "replace");
  set (self, "format", "png");
  add (self, "/out/b.jpg", "jpeg");
  add (self, "/out/b.png", "png");
  add (self, "/out/c.png", "png");
  fix (self);
  g_assert_cmpstr (self->items[0].target, ==, "b (2).png");
  g_assert_cmpstr (self->items[1].target, ==, "b.png");
  g_assert_cmpint (self->items[1].conflict, ==, AMB_CONFLICT_REPLACE);
  g_assert_cmpstr (self->items[2].target, ==, "c.png");
}

static void
test_source_in_place (Fixture *self, gconstpointer data)
{
  add (self, "/out/a.jpg", "jpeg");
  fix (self);
  g_assert_cmpstr (self->items[0].target, ==, "a (2).jpg");
  g_assert_cmpint (self->items[0].conflict, ==, AMB_CONFLICT_RENAME);
}

static void
test_source_skipped (Fixture *self, gconstpointer data)
{
  set (self, "on-conflict", "skip");
  add (self, "/out/a.jpg", "jpeg");
  fix (self);
  g_assert_null (self->items[0].target);
}

static void
test_target (Fixture *self, gconstpointer data)
{
  add (self, "/in/a.jpg", "jpeg");
  amb_export_plan_fix (self->items, 1, "/elsewhere/B.PNG", self->targets);
  g_assert_cmpstr (self->items[0].folder, ==, "/elsewhere");
  g_assert_cmpstr (self->items[0].target, ==, "B.PNG");
  g_assert_cmpstr (self->items[0].format->name, ==, "png");
}

static void
test_target_without_extension (Fixture *self, gconstpointer data)
{
  add (self, "/in/a.gif", "gif");
  amb_export_plan_fix (self->items, 1, "/elsewhere/b", self->targets);
  g_assert_cmpstr (self->items[0].target, ==, "b");
  g_assert_cmpstr (self->items[0].format->name, ==, "png");
}

static void
test_unchanged (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *key, *value;
  } asks[] = {
    { "profile", "srgb" },     { "depth", "8" },           { "subsampling", "4:4:4" },
    { "progressive", "true" }, { "optimize", "true" },     { "lossless", "true" },
    { "quality", "91" },       { "resize", "percent:50" }, { "format", "jpeg" },
    { "metadata", "strip" },   { "set", "exposure.ev=1" }, { "max-bytes", "1M" },
    { "copyright", "me" },
  };
  set (self, "profile", "source");
  add (self, "/in/a.jpg", "jpeg");
  add (self, "/in/b.gif", "gif");
  fix (self);
  g_assert_true (self->items[0].unchanged);
  g_assert_false (self->items[1].unchanged);

  for (gsize i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      g_autoptr (AmbExportSettings) settings = amb_export_settings_copy (self->settings);
      g_autoptr (AmbTargets) targets = amb_targets_new (FALSE);
      AmbExportPlan item = {
        .settings = settings, .name = "a.jpg", .subfolder = "", .codec = amb_codecs_find ("jpeg")
      };
      g_assert_true (amb_export_settings_set (settings, asks[i].key,
                                              g_variant_new_string (asks[i].value), NULL));
      amb_export_plan_fix (&item, 1, NULL, targets);
      g_assert_false (item.unchanged);
      amb_export_plan_clear (&item);
    }
}

/* Numbers leave room for themselves; many equal names stay cheap. */
static void
test_many (void)
{
  enum
  {
    MANY = 20000
  };
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  g_autoptr (AmbTargets) targets = amb_targets_new (FALSE);
  g_autofree AmbExportPlan *items = g_new0 (AmbExportPlan, MANY);
  g_autofree char *stem = g_strnfill (250, 'n');
  g_autofree char *name = g_strconcat (stem, ".jpg", NULL);
  settings->output = g_strdup ("/out");
  for (guint i = 0; i < MANY; i++)
    items[i] = (AmbExportPlan){
      .settings = settings, .name = name, .subfolder = "", .codec = amb_codecs_find ("jpeg")
    };
  amb_export_plan_fix (items, MANY, NULL, targets);
  g_assert_cmpuint (strlen (items[MANY - 1].target), <=, 255);
  g_assert_true (g_str_has_suffix (items[MANY - 1].target, " (20000).jpg"));
  for (guint i = 0; i < MANY; i++)
    amb_export_plan_clear (&items[i]);
}

/* A folder under two names is one folder. */
static void
test_links (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *real = g_build_filename (folder, "real", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *file = g_build_filename (real, "There.jpg", NULL);
  g_autoptr (AmbTargets) targets = amb_targets_new (TRUE);
  g_assert_cmpint (g_mkdir (real, 0777), ==, 0);
  g_assert_cmpint (symlink ("real", link), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));

  amb_targets_claim (targets, real, "claimed.jpg");
  g_assert_cmpint (amb_targets_look_up (targets, link, "claimed.jpg", NULL, NULL), ==,
                   AMB_TAKEN_CLAIMED);
  g_assert_cmpint (amb_targets_look_up (targets, link, "there.JPG", NULL, NULL), ==,
                   AMB_TAKEN_EXISTS);
  g_assert_cmpint (amb_targets_look_up (targets, link, "other.jpg", NULL, NULL), ==, AMB_TAKEN_NOT);
  amb_targets_add_source (targets, file, targets);
  g_assert_cmpint (amb_targets_look_up (targets, link, "There.jpg", NULL, NULL), ==,
                   AMB_TAKEN_SOURCE);
  g_assert_cmpint (amb_targets_look_up (targets, link, "There.jpg", targets, NULL), ==,
                   AMB_TAKEN_OWN);

  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (g_rmdir (real), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
expect_forecast (const AmbExportPlan *item, AmbAction action, AmbCollision collision)
{
  g_assert_cmpint (item->forecast.action, ==, action);
  g_assert_cmpint (item->forecast.collision, ==, collision);
}

/* What becomes of each name, and why. */
static void
test_forecast (Fixture *self, gconstpointer data)
{
  amb_targets_add_existing (self->targets, "/out", "there.jpg");
  add (self, "/in/a.jpg", "jpeg");
  add (self, "/in2/A.jpg", "jpeg");
  add (self, "/in/there.jpg", "jpeg");
  add (self, "/out/own.jpg", "jpeg");
  add (self, "/in/own.jpg", "jpeg");
  fix (self);
  expect_forecast (&self->items[0], AMB_ACTION_WRITE, AMB_COLLISION_NONE);
  expect_forecast (&self->items[1], AMB_ACTION_RENAME, AMB_COLLISION_PLANNED);
  expect_forecast (&self->items[2], AMB_ACTION_RENAME, AMB_COLLISION_EXISTS);
  expect_forecast (&self->items[3], AMB_ACTION_RENAME, AMB_COLLISION_OWN_SOURCE);
  expect_forecast (&self->items[4], AMB_ACTION_RENAME, AMB_COLLISION_OTHER_SOURCE);
  g_assert_false (self->items[0].forecast.by_case);
  g_assert_true (self->items[1].forecast.by_case);
  g_assert_false (self->items[2].forecast.by_case);
  g_assert_cmpstr (self->items[1].forecast.wanted, ==, "/out/A.jpg");
  g_assert_cmpuint (self->items[0].forecast.estimate, ==, 0);
}

static void
test_forecast_choices (Fixture *self, gconstpointer data)
{
  g_autoptr (AmbExportSettings) skip = amb_export_settings_copy (self->settings);
  g_autoptr (AmbExportSettings) replace = amb_export_settings_copy (self->settings);
  skip->conflict = AMB_CONFLICT_SKIP;
  replace->conflict = AMB_CONFLICT_REPLACE;
  amb_targets_add_existing (self->targets, "/out", "a.jpg");
  amb_targets_add_existing (self->targets, "/out", "b.jpg");
  add (self, "/in/a.jpg", "jpeg")->settings = skip;
  add (self, "/in/b.jpg", "jpeg")->settings = replace;
  add (self, "/in2/b.jpg", "jpeg")->settings = replace;
  add (self, "/in3/b.jpg", "jpeg")->settings = skip;
  fix (self);
  expect_forecast (&self->items[0], AMB_ACTION_SKIP, AMB_COLLISION_EXISTS);
  expect_forecast (&self->items[1], AMB_ACTION_REPLACE, AMB_COLLISION_EXISTS);
  expect_forecast (&self->items[2], AMB_ACTION_RENAME, AMB_COLLISION_PLANNED);
  expect_forecast (&self->items[3], AMB_ACTION_SKIP, AMB_COLLISION_PLANNED);
  g_assert_cmpstr (self->items[0].forecast.wanted, ==, "/out/a.jpg");
}

/* A photo that two outputs are to be made of is not replaced by the first. */
static void
test_shared_source (Fixture *self, gconstpointer data)
{
  set (self, "on-conflict", "replace");
  add (self, "/out/a.jpg", "jpeg");
  add (self, "/out/a.jpg", "jpeg");
  fix (self);
  expect_forecast (&self->items[0], AMB_ACTION_RENAME, AMB_COLLISION_OTHER_SOURCE);
  expect_forecast (&self->items[1], AMB_ACTION_RENAME, AMB_COLLISION_OTHER_SOURCE);
  g_assert_cmpstr (self->items[0].target, ==, "a (2).jpg");
  g_assert_cmpstr (self->items[1].target, ==, "a (3).jpg");
}

static AmbLosses
losses_of (const AmbPhotoInfo *info, const char *format, const char *key, const char *value)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  g_autoptr (AmbTargets) targets = amb_targets_new (FALSE);
  AmbExportPlan item = { .settings = settings,
                         .name = "a.tif",
                         .subfolder = "",
                         .info = info,
                         .codec = amb_codecs_find ("tiff") };
  settings->output = g_strdup ("/out");
  g_assert_true (amb_export_settings_set (settings, "format", g_variant_new_string (format), NULL));
  g_assert_true (amb_export_settings_set (settings, key, g_variant_new_string (value), NULL));
  amb_export_plan_fix (&item, 1, NULL, targets);
  AmbLosses losses = item.forecast.losses;
  amb_export_plan_clear (&item);
  return losses;
}

static void
test_losses (void)
{
  const AmbPhotoInfo rich
      = { .width = 30,
          .height = 20,
          .orientation = 1,
          .depth = 16,
          .has_alpha = TRUE,
          .extras = AMB_IMAGE_ANIMATED | AMB_IMAGE_SEVERAL_PAGES | AMB_IMAGE_GAIN_MAP };
  const AmbPhotoInfo plain = { .width = 30, .height = 20, .orientation = 1, .depth = 8 };
  const AmbLosses extras = AMB_LOSS_ANIMATION | AMB_LOSS_PAGES | AMB_LOSS_GAIN_MAP;
  g_assert_cmpuint (losses_of (&rich, "jpeg", "quality", "90"), ==,
                    extras | AMB_LOSS_TRANSPARENCY | AMB_LOSS_DEPTH);
  g_assert_cmpuint (losses_of (&rich, "png", "quality", "90"), ==, extras);
  g_assert_cmpuint (losses_of (&rich, "png", "depth", "8"), ==, extras | AMB_LOSS_DEPTH);
  g_assert_cmpuint (losses_of (&rich, "webp", "quality", "90"), ==, extras | AMB_LOSS_DEPTH);
  g_assert_cmpuint (losses_of (&plain, "jpeg", "quality", "90"), ==, AMB_LOSS_NONE);
  g_assert_cmpuint (losses_of (&rich, "source", "profile", "source"), ==, AMB_LOSS_NONE);
}

/* Names from facts, in folders of their own. */
static void
test_names (Fixture *self, gconstpointer data)
{
  const AmbPhotoInfo info = { .width = 4000,
                              .height = 3000,
                              .orientation = 6,
                              .depth = 8,
                              .taken = (char *) "2024-02-29 07:05:09",
                              .camera = (char *) "X/1" };
  set (self, "name", "{date:%Y/%m}/{camera} {counter:3} {width}x{height} {folder}.{ext}");
  set (self, "resize", "long:1000");
  AmbExportPlan *item = add (self, "/in/a.jpg", "jpeg");
  item->info = &info;
  item->taken = info.taken;
  item->counter = 7;
  item->source_folder = "in";
  item->subfolder = "sub";
  fix (self);
  g_assert_cmpstr (item->folder, ==, "/out/sub/2024/02");
  g_assert_cmpstr (item->target, ==, "X_1 007 750x1000 in.jpg");
  g_assert_cmpuint (item->forecast.width, ==, 750);
  g_assert_cmpuint (item->notes->len, ==, 0);
}

static void
test_date_of_file (Fixture *self, gconstpointer data)
{
  const AmbPhotoInfo info = { .width = 40, .height = 30, .orientation = 1, .depth = 8 };
  set (self, "name", "{date}.{ext}");
  AmbExportPlan *item = add (self, "/in/a.jpg", "jpeg");
  item->info = &info;
  item->taken = "2020-01-02 03:04:05";
  fix (self);
  g_assert_cmpstr (item->target, ==, "2020-01-02.jpg");
  g_assert_cmpuint (item->notes->len, ==, 1);
  g_assert_nonnull (strstr (item->notes->pdata[0], "a.jpg"));
}

static void
test_flat (Fixture *self, gconstpointer data)
{
  set (self, "folders", "flat");
  add (self, "/in/x/a.jpg", "jpeg")->subfolder = "x";
  add (self, "/in/y/a.jpg", "jpeg")->subfolder = "y";
  fix (self);
  g_assert_cmpstr (self->items[0].folder, ==, "/out");
  g_assert_cmpstr (self->items[1].folder, ==, "/out");
  g_assert_cmpstr (self->items[1].target, ==, "a (2).jpg");
}

static guint64
estimate (const char *codec, const AmbPhotoInfo *info, const char *format, const char *quality)
{
  g_autoptr (AmbExportSettings) settings = amb_export_settings_new ();
  amb_export_settings_set (settings, "quality", g_variant_new_string (quality), NULL);
  const AmbEstimateSpec spec = { .codec = amb_codecs_find (codec),
                                 .bytes = 3000000,
                                 .info = info,
                                 .format = amb_codecs_find (format),
                                 .settings = settings,
                                 .width = info->width,
                                 .height = info->height };
  return amb_size_estimate (&spec);
}

/* More quality is more bytes, never nothing and never more than any file has. */
static void
test_estimate (void)
{
  const AmbPhotoInfo info
      = { .width = 4000, .height = 3000, .orientation = 1, .depth = 8, .coarseness = 400 };
  const AmbPhotoInfo tiny = { .width = 1, .height = 1, .orientation = 1, .depth = 8 };
  guint64 low = estimate ("jpeg", &info, "jpeg", "50");
  guint64 high = estimate ("jpeg", &info, "jpeg", "95");
  g_assert_cmpuint (low, >, 300000);
  g_assert_cmpuint (low, <, high);
  g_assert_cmpuint (high, <, 8000000);
  g_assert_cmpuint (estimate ("jpeg", &info, "png", "90"), >, high);
  g_assert_cmpuint (estimate ("gif", &tiny, "tiff", "90"), >=, 1);

  g_autoptr (AmbExportSettings) limited = amb_export_settings_new ();
  limited->max_bytes = 1000;
  const AmbEstimateSpec spec = { .codec = amb_codecs_find ("jpeg"),
                                 .info = &info,
                                 .format = amb_codecs_find ("jpeg"),
                                 .settings = limited,
                                 .width = 4000,
                                 .height = 3000 };
  g_assert_cmpuint (amb_size_estimate (&spec), ==, 1000);
}

/* What is in the folder does not count; what the plan itself does still counts. */
static void
test_blind (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *file = g_build_filename (folder, "a.jpg", NULL);
  g_autoptr (AmbTargets) targets = amb_targets_new (TRUE);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  amb_targets_ignore_files (targets);
  g_assert_cmpint (amb_targets_look_up (targets, folder, "a.jpg", NULL, NULL), ==, AMB_TAKEN_NOT);
  g_assert_true (amb_targets_has_file (targets, folder, "a.jpg"));
  g_assert_false (amb_targets_has_file (targets, folder, "b.jpg"));
  amb_targets_claim (targets, folder, "a.jpg");
  g_assert_cmpint (amb_targets_look_up (targets, folder, "A.jpg", NULL, NULL), ==,
                   AMB_TAKEN_CLAIMED);
  g_unlink (file);
  g_rmdir (folder);
}

static void
add_case (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_case ("/export/plan/spelling", test_spelling);
  add_case ("/export/plan/given-format", test_given_format);
  add_case ("/export/plan/unwritable", test_unwritable);
  add_case ("/export/plan/folders", test_folders);
  add_case ("/export/plan/rename", test_rename);
  add_case ("/export/plan/case", test_case);
  add_case ("/export/plan/skip", test_skip);
  add_case ("/export/plan/replace", test_replace);
  add_case ("/export/plan/sources", test_sources);
  add_case ("/export/plan/source-in-place", test_source_in_place);
  add_case ("/export/plan/source-skipped", test_source_skipped);
  add_case ("/export/plan/target", test_target);
  add_case ("/export/plan/target-without-extension", test_target_without_extension);
  add_case ("/export/plan/unchanged", test_unchanged);
  g_test_add_func ("/export/plan/many", test_many);
  g_test_add_func ("/export/plan/links", test_links);
  add_case ("/export/plan/forecast", test_forecast);
  add_case ("/export/plan/forecast-choices", test_forecast_choices);
  add_case ("/export/plan/shared-source", test_shared_source);
  g_test_add_func ("/export/plan/losses", test_losses);
  add_case ("/export/plan/names", test_names);
  add_case ("/export/plan/date-of-file", test_date_of_file);
  add_case ("/export/plan/flat", test_flat);
  g_test_add_func ("/export/plan/estimate", test_estimate);
  g_test_add_func ("/export/plan/blind", test_blind);
  return g_test_run ();
}
