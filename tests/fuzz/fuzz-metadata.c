/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Exif, XMP and IPTC blocks: what is written from any bytes can be read again, and says what was
 * asked for. */
#include "fuzz.h"

#include "amb-metadata-filter.h"
#include "amb-metadata.h"

#include <string.h>

#define WIDTH 640
#define HEIGHT 480

const guint fuzz_rounds = 200000;

static void
try_exif (GBytes *exif)
{
  static const guint8 jpeg[] = { 0xff, 0xd8, 0xff, 0xd9 };
  g_autoptr (GBytes) thumbnail = g_bytes_new_static (jpeg, sizeof jpeg);
  const AmbMetadataUpdate updates[] = { { WIDTH, HEIGHT, NULL }, { WIDTH, HEIGHT, thumbnail } };
  int orientation = amb_metadata_orientation (exif);

  g_assert_cmpint (orientation, >=, 1);
  g_assert_cmpint (orientation, <=, 8);
  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    {
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GBytes) updated = amb_metadata_update_exif (exif, &updates[i], notes);

      if (updated == NULL)
        g_assert_cmpuint (notes->len, >, 0);
      else
        g_assert_cmpint (amb_metadata_orientation (updated), ==, 1);
    }
}

/* Every kind of block through every filter, whatever it is: bounded, and readable again. */
static void
try_filters (GBytes *block)
{
  static const AmbMetadataFilter filters[] = {
    { AMB_METADATA_STRIP_LOCATION | AMB_METADATA_STRIP_SERIALS, NULL, FALSE },
    { AMB_METADATA_KEEP, "\xc2\xa9 N. N.", FALSE },
    { AMB_METADATA_STRIP_LOCATION, "\xc2\xa9 N. N.", TRUE },
  };
  const AmbMetadataUpdate update = { .width = 100, .height = 50 };
  const gsize most = 2 * g_bytes_get_size (block) + 4096;

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GBytes) exif = amb_metadata_filter_exif (&filters[i], block, notes);
      g_autoptr (GBytes) again = amb_metadata_update_exif (exif, &update, notes);
      g_autoptr (GBytes) xmp = amb_metadata_filter_xmp (&filters[i], block, notes);
      g_autoptr (GBytes) sound = amb_metadata_check_iptc (block);
      g_autoptr (GBytes) iptc = amb_metadata_filter_iptc (&filters[i], sound, notes);
      g_autoptr (GBytes) checked = amb_metadata_check_iptc (iptc);

      g_assert_true (exif == NULL || (again != NULL && g_bytes_get_size (exif) <= most));
      g_assert_true (xmp == NULL || g_bytes_get_size (xmp) <= 6 * most);
      g_assert_true (iptc == NULL || (checked != NULL && g_bytes_get_size (iptc) <= most));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  g_autoptr (GBytes) block = g_bytes_new_static (bytes, length);
  g_autoptr (GBytes) xmp = NULL;
  g_autoptr (GBytes) iptc = NULL;

  if (length == 0)
    return 0;
  try_exif (block);
  try_filters (block);
  xmp = amb_metadata_update_xmp (block);
  iptc = amb_metadata_check_iptc (block);
  if (iptc != NULL)
    {
      g_autoptr (GBytes) again = amb_metadata_check_iptc (iptc);

      g_assert_true (again != NULL && g_bytes_equal (iptc, again));
    }
  return 0;
}

/* One entry of a directory, of either byte order: 12 bytes. */
#define LE16(v) (v) & 0xff, (v) >> 8
#define BE16(v) (v) >> 8, (v) &0xff
#define LE32(v) LE16 ((v) &0xffff), LE16 ((v) >> 16)
#define BE32(v) BE16 ((v) >> 16), BE16 ((v) &0xffff)
#define LE_SHORT(tag, v) LE16 (tag), LE16 (3), LE32 (1), LE16 (v), 0, 0
#define BE_SHORT(tag, v) BE16 (tag), BE16 (3), BE32 (1), BE16 (v), 0, 0
#define LE_LONG(tag, v) LE16 (tag), LE16 (4), LE32 (1), LE32 (v)
#define BE_LONG(tag, v) BE16 (tag), BE16 (4), BE32 (1), BE32 (v)

/* IFD0 at 8, Exif at 50, IFD1 at 92, the thumbnail at 122. */
static const guint8 little[] = {
  'I',
  'I',
  LE16 (42),
  LE32 (8),
  LE16 (3),
  LE_SHORT (0x100, 4000),
  LE_SHORT (0x112, 6),
  LE_LONG (0x8769, 50),
  LE32 (92),
  LE16 (3),
  LE_SHORT (0xa001, 65535),
  LE_SHORT (0xa002, 4000),
  LE_LONG (0xa003, 3000),
  LE32 (0),
  LE16 (2),
  LE_LONG (0x201, 122),
  LE_LONG (0x202, 4),
  LE32 (0),
  0xff,
  0xd8,
  0xff,
  0xd9,
};
static const guint8 big[] = {
  'M',
  'M',
  BE16 (42),
  BE32 (8),
  BE16 (3),
  BE_SHORT (0x100, 4000),
  BE_SHORT (0x112, 6),
  BE_LONG (0x8769, 50),
  BE32 (92),
  BE16 (3),
  BE_SHORT (0xa001, 65535),
  BE_SHORT (0xa002, 4000),
  BE_LONG (0xa003, 3000),
  BE32 (0),
  BE16 (2),
  BE_LONG (0x201, 122),
  BE_LONG (0x202, 4),
  BE32 (0),
  0xff,
  0xd8,
  0xff,
  0xd9,
};
/* A caption, and a thumbnail that must go. */
static const guint8 iptc[] = {
  'P', 'h', 'o', 't', 'o', 's', 'h', 'o', 'p', ' ', '3', '.', '0', 0, '8', 'B', 'I',
  'M', 4,   4,   0,   0,   0,   0,   0,   9,   28,  2,   120, 0,   4, 't', 'e', 'x',
  't', 0,   '8', 'B', 'I', 'M', 4,   12,  0,   0,   0,   0,   0,   2, 1,   2,
};
static const char xmp[]
    = "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
      "rdf:about=''"
      " xmlns:tiff='http://ns.adobe.com/tiff/1.0/' xmlns:xmp='http://ns.adobe.com/xap/1.0/'"
      " tiff:Orientation='6'><tiff:Orientation>8</"
      "tiff:Orientation><xmp:Thumbnails><rdf:Alt><rdf:li>x"
      "</rdf:li></rdf:Alt></xmp:Thumbnails></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket "
      "end='w'?>";

GPtrArray *
fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, g_bytes_new_static (little, sizeof little));
  g_ptr_array_add (seeds, g_bytes_new_static (big, sizeof big));
  g_ptr_array_add (seeds, g_bytes_new_static (iptc, sizeof iptc));
  g_ptr_array_add (seeds, g_bytes_new_static (xmp, sizeof xmp - 1));
  return seeds;
}
