/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names from templates: fields, refusals, and what any file system takes. */
#include <string.h>
#include "amb-error.h"
#include "amb-name-date.h"
#include "amb-name-template.h"
#include "amb-photo-info.h"

static void
expect_of (const char *text, const AmbNameFields *fields, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (amb_name_template_check (text, &error));
  g_assert_no_error (error);
  g_autofree char *result = amb_name_template_expand (text, fields);
  g_assert_cmpstr (result, ==, expected);
}

static void
expect (const char *text, const char *name, const char *ext, const char *expected)
{
  const AmbNameFields fields = { name, ext };
  expect_of (text, &fields, expected);
}

static void
test_fields (void)
{
  expect ("{name}.{ext}", "IMG_1", "JPG", "IMG_1.JPG");
  expect ("web-{name}-{name}.{ext}", "a", "png", "web-a-a.png");
  expect ("fixed", "a", "png", "fixed");
  expect ("{name}.{ext}", "{ext}", "png", "{ext}.png");
  expect ("{name}.{ext}", "caf\xe9", "jpg", "caf\xe9.jpg");
}

static const AmbNameFields photo = {
  .name = "IMG_1",
  .ext = "jpg",
  .taken = "2024-02-29 07:05:09",
  .camera = "Canon EOS R5",
  .lens = "24-70mm f/2.8",
  .folder = "Holiday",
  .preset = "Web 2048",
  .iso = 400,
  .width = 1365,
  .height = 2048,
  .counter = 42,
};

static void
test_facts (void)
{
  expect_of ("{camera}-{lens}-{iso}.{ext}", &photo, "Canon EOS R5-24-70mm f_2.8-400.jpg");
  expect_of ("{width}x{height} {long}", &photo, "1365x2048 2048");
  expect_of ("{counter} {counter:1} {counter:4}", &photo, "42 42 0042");
  expect_of ("{folder} {preset}", &photo, "Holiday Web 2048");
  expect ("{camera} {lens} {iso} {width} {height} {long} {date} {time} {folder} {preset}", "a", "b",
          "unknown unknown unknown unknown unknown unknown unknown unknown unknown custom");
}

static void
test_dates (void)
{
  expect_of ("{date} {time}", &photo, "2024-02-29 07-05-09");
  expect_of ("{date:%Y%m%d}_{time:%H%M%S}", &photo, "20240229_070509");
  expect_of ("{date:%y %j %%Y}", &photo, "24 060 %Y");
  expect_of ("{date:on %d.%m.}", &photo, "on 29.02.");
}

/* The same in every language and zone. */
static void
test_dates_know_no_locale (void)
{
  g_autofree char *moment = amb_name_date_from_unix (0);
  g_assert_true (g_str_has_prefix (moment, "1970-01-01")
                 || g_str_has_prefix (moment, "1969-12-31"));
  g_assert_cmpuint (strlen (moment), ==, 19);
  g_assert_null (amb_name_date_from_unix (G_MAXINT64));
}

static void
test_folders (void)
{
  expect_of ("{date:%Y/%m}/{name}.{ext}", &photo, "2024/02/IMG_1.jpg");
  expect_of ("{camera}/{folder}/{name}", &photo, "Canon EOS R5/Holiday/IMG_1");
  expect_of ("a/b/{lens}", &photo, "a/b/24-70mm f_2.8");
}

/* Nothing that a photo says of itself leads out of the folder, hides or breaks a name. */
static void
test_hostile_facts (void)
{
  AmbNameFields hostile = photo;
  hostile.camera = "../../etc";
  hostile.lens = "a\nb\x7f\xc2\x85\\:*?\"<>|\xff";
  hostile.folder = "..";
  hostile.name = "x/../y\n";
  expect_of ("{camera}/{folder}/{name}", &hostile, "_._.._etc/_./x_.._y\n");
  expect_of ("{lens}", &hostile, "a_b__________\xef\xbf\xbd");
  hostile.name = "..";
  expect_of ("{name}", &hostile, ".._");
  expect_of ("{name}/{name}", &hostile, ".._/.._");
}

static void
expect_needs (const char *text, AmbNameNeeds needs)
{
  g_assert_cmpuint (amb_name_template_needs (text), ==, needs);
}

/* What a worker says when it is no date is left out: the file has one. */
static void
test_hostile_date (void)
{
  static const char *const texts[]
      = { "9999-99-99 99:99:99",  "2023-02-29 00:00:00", "2024-02-29 24:00:00",
          "20240229T070509.1234", "2024-02-29T07:05:09", "nineteen characters" };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GVariant) said
          = g_variant_ref_sink (g_variant_new_parsed ("{'taken': <%s>}", texts[i]));
      g_autoptr (AmbPhotoInfo) info = amb_photo_info_new (said);
      g_assert_null (info->taken);
    }
  g_autoptr (GVariant) said
      = g_variant_ref_sink (g_variant_new_parsed ("{'taken': <'2024-02-29 07:05:09'>}"));
  g_autoptr (AmbPhotoInfo) info = amb_photo_info_new (said);
  g_assert_cmpstr (info->taken, ==, "2024-02-29 07:05:09");
}

static void
test_needs (void)
{
  expect_needs ("{name}-{counter:3}-{folder}-{preset}.{ext}", AMB_NAME_NEEDS_NOTHING);
  expect_needs ("{date}", AMB_NAME_NEEDS_METADATA | AMB_NAME_NEEDS_DATE);
  expect_needs ("{name}-{long}", AMB_NAME_NEEDS_SIZE);
  expect_needs ("{time}{width}", AMB_NAME_NEEDS_METADATA | AMB_NAME_NEEDS_DATE | AMB_NAME_NEEDS_SIZE);
}

static void
expect_refused (const char *text, const char *named)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (amb_name_template_check (text, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_SETTINGS);
  g_assert_nonnull (strstr (error->message, named));
}

static void
test_refused (void)
{
  expect_refused ("{nam}.{ext}", "{nam}");
  expect_refused ("{names}.{ext}", "{names}");
  expect_refused ("{}.jpg", "{}");
  expect_refused ("{name.{ext}", "“{”");
  expect_refused ("{name", "“{”");
  expect_refused ("name}.jpg", "“}”");
  expect_refused ("/a/{name}.{ext}", "“/”");
  expect_refused ("a//{name}.{ext}", "“/”");
  expect_refused ("{name}/", "“/”");
  expect_refused ("../{name}", "“..”");
  expect_refused ("{date:%Y/../..}", "“..”");
  expect_refused ("{nam}.{ext}", "{camera}");
  expect_refused ("{name:4}", "{name:4}");
  expect_refused ("{counter:x}", "{counter:4}");
  expect_refused ("{counter:0}", "{counter:4}");
  expect_refused ("{counter:}", "{counter:4}");
  expect_refused ("{counter:10}", "{counter:4}");
  expect_refused ("{date:%A}", "“%A”");
  expect_refused ("{date:%B}", "%Y %y %m %d %j %H %M %S");
  expect_refused ("{date:%}", "“%”");
  expect_refused ("", "empty");
}

static void
test_safe (void)
{
  expect ("{name}", ".", "jpg", "._");
  expect ("{name}", "..", "jpg", ".._");
  expect ("{name}", "", "jpg", "_");
  expect ("{name}.{ext}", "a/b", "jpg", "a_b.jpg");
  expect ("{name}.{ext}", "../../etc", "jpg", ".._.._etc.jpg");
}

static void
test_long (void)
{
  g_autofree char *wide = g_strnfill (150, 'x');
  g_autofree char *name
      = g_strconcat (wide, "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé", NULL);
  const AmbNameFields fields = { name, "jpeg" };
  g_autofree char *result = amb_name_template_expand ("{name}.{ext}", &fields);
  g_assert_cmpuint (strlen (result), <=, AMB_NAME_MAX_BYTES);
  g_assert_cmpuint (strlen (result), >=, AMB_NAME_MAX_BYTES - 1);
  g_assert_true (g_str_has_suffix (result, "é.jpeg"));
  g_assert_true (g_utf8_validate (result, -1, NULL));

  g_autofree char *tail = g_strnfill (300, 'y');
  g_autofree char *dotted = g_strconcat ("a.", tail, NULL);
  g_autofree char *cut = amb_name_shorten (dotted, 100);
  g_assert_cmpuint (strlen (cut), ==, 100);
}

static void
expect_split (const char *name, const char *stem, const char *extension)
{
  g_autofree char *got_stem = NULL;
  g_autofree char *got_extension = NULL;
  amb_name_split (name, &got_stem, &got_extension);
  g_assert_cmpstr (got_stem, ==, stem);
  g_assert_cmpstr (got_extension, ==, extension);
}

static void
test_split (void)
{
  expect_split ("a.JPG", "a", "JPG");
  expect_split ("a.b.jpg", "a.b", "jpg");
  expect_split ("a", "a", "");
  expect_split (".hidden", ".hidden", "");
  expect_split (".hidden.png", ".hidden", "png");
  expect_split ("a.", "a", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/name-template/fields", test_fields);
  g_test_add_func ("/export/name-template/facts", test_facts);
  g_test_add_func ("/export/name-template/dates", test_dates);
  g_test_add_func ("/export/name-template/dates-know-no-locale", test_dates_know_no_locale);
  g_test_add_func ("/export/name-template/folders", test_folders);
  g_test_add_func ("/export/name-template/hostile-facts", test_hostile_facts);
  g_test_add_func ("/export/name-template/hostile-date", test_hostile_date);
  g_test_add_func ("/export/name-template/needs", test_needs);
  g_test_add_func ("/export/name-template/refused", test_refused);
  g_test_add_func ("/export/name-template/safe", test_safe);
  g_test_add_func ("/export/name-template/long", test_long);
  g_test_add_func ("/export/name-template/split", test_split);
  return g_test_run ();
}
