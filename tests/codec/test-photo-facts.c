/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What Exif says of how a photo was taken, true and false, whole and damaged. */
#include "amb-photo-facts.h"

#include <string.h>

enum
{
  ASCII = 2,
  SHORT = 3,
  LONG = 4,
  ENTRY_BYTES = 12,
};

/* Tags in their order; the second directory is Exif's own. */
typedef struct
{
  const char *make, *model, *taken, *lens;
  guint iso, speed;
  gboolean big_endian;
} Spec;

static void
put (GByteArray *block, guint32 value, guint n, gboolean big)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 byte = (guint8) (value >> (8 * (big ? n - 1 - i : i)));
      g_byte_array_append (block, &byte, 1);
    }
}

/* values: what does not fit in an entry, to stand behind the directories. */
static void
put_text (
    GByteArray *block, GByteArray *values, guint start, guint tag, const char *text, gboolean big)
{
  guint length = (guint) strlen (text) + 1;
  put (block, tag, 2, big);
  put (block, ASCII, 2, big);
  put (block, length, 4, big);
  put (block, start + values->len, 4, big);
  g_byte_array_append (values, (const guint8 *) text, length);
}

static void
put_number (GByteArray *block, guint tag, guint type, guint32 value, gboolean big)
{
  put (block, tag, 2, big);
  put (block, type, 2, big);
  put (block, 1, 4, big);
  put (block, value, type == SHORT ? 2 : 4, big);
  if (type == SHORT)
    put (block, 0, 2, big);
}

static GBytes *
make (const Spec *spec)
{
  const gboolean big = spec->big_endian;
  GByteArray *block = g_byte_array_new ();
  g_autoptr (GByteArray) values = g_byte_array_new ();
  guint n = 1 + (spec->make != NULL) + (spec->model != NULL);
  guint n_exif
      = (spec->iso != 0) + (spec->speed != 0) + (spec->taken != NULL) + (spec->lens != NULL);
  guint exif = 8 + 2 + n * ENTRY_BYTES + 4;
  guint start = exif + 2 + n_exif * ENTRY_BYTES + 4;

  g_byte_array_append (block, (const guint8 *) (big ? "MM\0*" : "II*\0"), 4);
  put (block, 8, 4, big);
  put (block, n, 2, big);
  if (spec->make != NULL)
    put_text (block, values, start, 0x010f, spec->make, big);
  if (spec->model != NULL)
    put_text (block, values, start, 0x0110, spec->model, big);
  put_number (block, 0x8769, LONG, exif, big);
  put (block, 0, 4, big);
  put (block, n_exif, 2, big);
  if (spec->iso != 0)
    put_number (block, 0x8827, SHORT, spec->iso, big);
  if (spec->speed != 0)
    put_number (block, 0x8833, LONG, spec->speed, big);
  if (spec->taken != NULL)
    put_text (block, values, start, 0x9003, spec->taken, big);
  if (spec->lens != NULL)
    put_text (block, values, start, 0xa434, spec->lens, big);
  put (block, 0, 4, big);
  g_byte_array_append (block, values->data, values->len);
  return g_byte_array_free_to_bytes (block);
}

static void
expect (const Spec *spec, const char *taken, const char *camera, const char *lens, guint iso)
{
  g_autoptr (GBytes) exif = make (spec);
  g_auto (AmbPhotoFacts) facts;
  amb_photo_facts_read (&facts, exif);
  g_assert_cmpstr (facts.taken, ==, taken);
  g_assert_cmpstr (facts.camera, ==, camera);
  g_assert_cmpstr (facts.lens, ==, lens);
  g_assert_cmpuint (facts.iso, ==, iso);
}

static void
test_all (void)
{
  for (guint big = 0; big < 2; big++)
    expect (&(Spec){ "Maker", "  Model One \t", "2024:02:29 23:59:60", "A lens f/2.8", 400, 0,
                     big == 1 },
            "2024-02-29 23:59:59", "Model One", "A lens f/2.8", 400);
}

static void
test_missing (void)
{
  g_auto (AmbPhotoFacts) nothing;
  expect (&(Spec){ NULL }, NULL, NULL, NULL, 0);
  expect (&(Spec){ .make = "Maker", .model = "    " }, NULL, "Maker", NULL, 0);
  amb_photo_facts_read (&nothing, NULL);
  g_assert_null (nothing.taken);
}

/* Clocks that were never set, and what never was a date. */
static void
test_dates (void)
{
  static const char *const wrong[] = {
    "0000:00:00 00:00:00", "    :  :     :  :  ",
    "2023:02:29 12:00:00", "2024:13:01 12:00:00",
    "2024:12:31 24:00:00", "2024:12:31 23:60:00",
    "2024:12:31",          "2024-12-31 23:59:59",
    "2024:12:31 23:59:5x", "",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    expect (&(Spec){ .taken = wrong[i] }, NULL, NULL, NULL, 0);
}

/* A short overflows; the real number stands elsewhere. */
static void
test_high_iso (void)
{
  expect (&(Spec){ .iso = 65535, .speed = 102400 }, NULL, NULL, NULL, 102400);
  expect (&(Spec){ .iso = 65535 }, NULL, NULL, NULL, 65535);
  expect (&(Spec){ .speed = 50 }, NULL, NULL, NULL, 50);
}

/* Cut anywhere, with any byte changed: something valid or nothing. */
static void
test_damaged (void)
{
  const Spec spec = { "Maker", "M\xff\xfe", "2024:02:29 23:59:59", "Lens", 400, 0, FALSE };
  g_autoptr (GBytes) exif = make (&spec);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (exif, &length);
  for (gsize cut = 0; cut <= length; cut++)
    for (guint change = 0; change < 2; change++)
      {
        g_autofree guint8 *copy = g_memdup2 (bytes, cut);
        g_auto (AmbPhotoFacts) facts;
        if (change > 0 && cut > 0)
          copy[cut / 2] ^= 0xff;
        g_autoptr (GBytes) damaged = g_bytes_new (copy, cut);
        amb_photo_facts_read (&facts, damaged);
        g_assert_true (facts.taken == NULL || strlen (facts.taken) == 19);
        g_assert_true (facts.camera == NULL || g_utf8_validate (facts.camera, -1, NULL));
        g_assert_true (facts.lens == NULL || g_utf8_validate (facts.lens, -1, NULL));
      }
}

static gboolean
has_gain_map (const char *xmp)
{
  g_autoptr (GBytes) bytes = g_bytes_new (xmp, strlen (xmp));
  return amb_metadata_has_gain_map (bytes);
}

static void
test_gain_map (void)
{
  g_assert_true (has_gain_map ("<x xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\"/>"));
  g_assert_true (has_gain_map ("<Container:Item Item:Semantic=\"GainMap\"/>"));
  g_assert_true (has_gain_map ("<HDRGainMap:HDRGainMapVersion>65536</x>"));
  g_assert_false (has_gain_map ("<x:xmpmeta/>"));
  g_assert_false (amb_metadata_has_gain_map (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metadata/photo-facts/all", test_all);
  g_test_add_func ("/metadata/photo-facts/missing", test_missing);
  g_test_add_func ("/metadata/photo-facts/dates", test_dates);
  g_test_add_func ("/metadata/photo-facts/high-iso", test_high_iso);
  g_test_add_func ("/metadata/photo-facts/damaged", test_damaged);
  g_test_add_func ("/metadata/photo-facts/gain-map", test_gain_map);
  return g_test_run ();
}
