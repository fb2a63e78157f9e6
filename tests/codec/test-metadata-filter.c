/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is taken out of blocks made here: by the bytes that are left, not by what a reader finds. */
#include "amb-metadata-filter.h"

#include <string.h>
#include "amb-metadata.h"

static const AmbMetadataFilter no_places = { AMB_METADATA_STRIP_LOCATION, NULL, FALSE };
static const AmbMetadataFilter no_serials = { AMB_METADATA_STRIP_SERIALS, NULL, FALSE };
static const AmbMetadataFilter marked = { AMB_METADATA_KEEP, "\xc2\xa9 \xc3\x84", FALSE };
static const AmbMetadataFilter part = { AMB_METADATA_KEEP, NULL, TRUE };

static gboolean
holds (GBytes *block, const char *text)
{
  gsize length;
  gconstpointer bytes = g_bytes_get_data (block, &length);
  return memmem (bytes, length, text, strlen (text)) != NULL;
}

static GPtrArray *
new_notes (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

/* Exif, little-endian: offsets are where the rows below say. */
#define SHORT(v) (v) & 0xff, (v) >> 8
#define LONG(v) SHORT ((v) &0xffff), SHORT ((v) >> 16)
#define ENTRY(tag, type, count, value) SHORT (tag), SHORT (type), LONG (count), LONG (value)

static const guint8 exif[] = {
  'I',
  'I',
  SHORT (42),
  LONG (8),
  /* 8: IFD0 */
  SHORT (5),
  ENTRY (0x010f, 2, 6, 164), /* make */
  ENTRY (0x014a, 4, 1, 200), /* another picture */
  ENTRY (0x8769, 4, 1, 74),
  ENTRY (0x8825, 4, 1, 128),
  ENTRY (0x8769, 4, 1, 8), /* once more, in a circle */
  LONG (0),
  /* 74: Exif */
  SHORT (4),
  ENTRY (0x927c, 7, 8, 176), /* maker note */
  ENTRY (0xa431, 2, 8, 184), /* serial number */
  ENTRY (0xa434, 2, 4, 'L' | 'E' << 8 | 'N' << 16),
  ENTRY (0xa435, 2, 4000, 4000), /* outside */
  LONG (0),
  /* 128: GPS */
  SHORT (1),
  ENTRY (0x001d, 2, 8, 192),
  LONG (0),
  /* 146: nobody's */
  'H',
  'I',
  'D',
  'D',
  'E',
  'N',
  'H',
  'I',
  'D',
  'D',
  'E',
  'N',
  'H',
  'I',
  'D',
  'D',
  'E',
  'N',
  /* 164 */
  'M',
  'a',
  'k',
  'e',
  'r',
  0,
  'x',
  'x',
  'x',
  'x',
  'x',
  'x',
  /* 176 */
  'M',
  'A',
  'K',
  'E',
  'R',
  'N',
  'O',
  'T',
  /* 184 */
  'S',
  'E',
  'R',
  'I',
  'A',
  'L',
  '1',
  0,
  /* 192 */
  '2',
  '0',
  '2',
  '6',
  'G',
  'P',
  'S',
  0,
  /* 200: another picture's directory */
  SHORT (1),
  ENTRY (0x0201, 4, 1, 218),
  LONG (0),
  /* 218 */
  'P',
  'R',
  'E',
  'V',
  'I',
  'E',
  'W',
};

typedef struct
{
  const AmbMetadataFilter *filter;
  gboolean maker, serial, gps, hidden, preview;
} ExifCase;

static void
test_exif (void)
{
  const ExifCase cases[] = {
    { &no_places, FALSE, TRUE, FALSE, FALSE, FALSE },
    { &no_serials, FALSE, FALSE, TRUE, FALSE, FALSE },
    { &part, FALSE, TRUE, TRUE, FALSE, FALSE },
    { &marked, TRUE, TRUE, TRUE, TRUE, TRUE },
  };
  g_autoptr (GBytes) block = g_bytes_new_static (exif, sizeof exif);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) notes = new_notes ();
      g_autoptr (GBytes) left = amb_metadata_filter_exif (cases[i].filter, block, notes);
      const AmbMetadataUpdate update = { .width = 1, .height = 1 };
      g_autoptr (GBytes) again = amb_metadata_update_exif (left, &update, notes);
      g_assert_nonnull (again);
      g_assert_cmpint (holds (left, "MAKERNOT"), ==, cases[i].maker);
      g_assert_cmpint (holds (left, "SERIAL1"), ==, cases[i].serial);
      g_assert_cmpint (holds (left, "2026GPS"), ==, cases[i].gps);
      g_assert_cmpint (holds (left, "HIDDEN"), ==, cases[i].hidden);
      g_assert_cmpint (holds (left, "PREVIEW"), ==, cases[i].preview);
      g_assert_true (holds (left, "Maker") && holds (left, "LEN"));
    }
}

static void
test_exif_damaged (void)
{
  g_autoptr (GBytes) block = g_bytes_new_static ("II*\0\377\0\0\0", 8);
  g_autoptr (GPtrArray) notes = new_notes ();
  g_autoptr (GBytes) made = NULL;
  g_assert_null (amb_metadata_filter_exif (&no_places, block, notes));
  g_assert_cmpuint (notes->len, ==, 1);
  made = amb_metadata_filter_exif (&marked, block, notes);
  g_assert_true (holds (made, marked.copyright));
}

static const char xmp[]
    = "<?xpacket begin='' id='x'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\n"
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      "<rdf:Description rdf:about='uuid:1' exif:GPSLatitude='48,0N' exif:GPSTimeStamp='T9' "
      "photoshop:City=\"Wien\""
      " aux:SerialNumber='S1' dc:format='image/jpeg' drone:RelativeAltitude='+5'"
      " xmpNote:HasExtendedXMP='ABC'>"
      "<!-- a remark --><dc:title><rdf:Alt><rdf:li>Citylights &amp; "
      "more</rdf:li></rdf:Alt></dc:title>"
      "<ext:LocationShown><rdf:Bag><rdf:li><ext:City>Graz</ext:City></rdf:li></rdf:Bag>"
      "</ext:LocationShown><ex:CameraOwnerName>Owner</ex:CameraOwnerName>"
      "<GImage:Data>AAAA</GImage:Data><dc:rights><rdf:Alt><rdf:li>Old</rdf:li></rdf:Alt></"
      "dc:rights>"
      "</rdf:Description></rdf:RDF></x:xmpmeta>  <?xpacket end='w'?>";

static void
check_xmp (const AmbMetadataFilter *filter, const char *gone, const char *kept)
{
  g_auto (GStrv) words_gone = g_strsplit (gone, ",", -1);
  g_auto (GStrv) words_kept = g_strsplit (kept, ",", -1);
  g_autoptr (GPtrArray) notes = new_notes ();
  g_autoptr (GBytes) block = g_bytes_new_static (xmp, sizeof xmp - 1);
  g_autoptr (GBytes) left = amb_metadata_filter_xmp (filter, block, notes);
  g_autoptr (GBytes) again = amb_metadata_filter_xmp (filter, left, notes);
  for (guint i = 0; words_gone[i] != NULL; i++)
    g_assert_false (holds (left, words_gone[i]));
  for (guint i = 0; words_kept[i] != NULL; i++)
    g_assert_true (holds (left, words_kept[i]));
  g_assert_true (g_bytes_equal (left, again)); /* nothing grows */
}

static void
test_xmp (void)
{
  check_xmp (&no_places, "48,T9,Wien,Graz,+5,HasExtended",
             "S1,image/jpeg,Citylights &amp; more,Owner,AAAA,Old,a remark,xpacket end='w',uuid:1");
  check_xmp (&no_serials, "S1,Owner,HasExtended", "48,Wien,Graz,+5,AAAA,Old");
  check_xmp (&part, "AAAA,HasExtended", "48,Wien,S1,Owner,Old");
  check_xmp (&marked, "Old,HasExtended", "48,S1,AAAA,\xc2\xa9 \xc3\x84,rdf:about=\"uuid:1\"");
}

static void
test_xmp_damaged (void)
{
  static const char *const packets[]
      = { "",         "words", "<a>", "<a></b>", "<x:xmpmeta/>", "<rdf:RDF>", "<a b='1' b='&'/>",
          "\xff\xfe<" };
  for (guint i = 0; i < G_N_ELEMENTS (packets); i++)
    {
      g_autoptr (GPtrArray) notes = new_notes ();
      g_autoptr (GBytes) block = g_bytes_new_static (packets[i], strlen (packets[i]));
      g_autoptr (GBytes) made = amb_metadata_filter_xmp (&marked, block, notes);
      g_assert_null (amb_metadata_filter_xmp (&no_places, block, notes));
      g_assert_true (holds (made, marked.copyright));
    }
}

/* Two resources with IPTC, of which the first says what its letters are. */
#define RESOURCE(id, length) '8', 'B', 'I', 'M', (id) >> 8, (id) &0xff, 0, 0, 0, 0, 0, length
#define SET(number, length) 0x1c, 2, number, 0, length

static const guint8 iptc[] = {
  'P',
  'h',
  'o',
  't',
  'o',
  's',
  'h',
  'o',
  'p',
  ' ',
  '3',
  '.',
  '0',
  0,
  RESOURCE (0x0404, 25),
  0x1c,
  1,
  90,
  0,
  3,
  0x1b,
  '%',
  'G',
  SET (90, 4),
  'W',
  'i',
  'e',
  'n',
  SET (120, 3),
  'T',
  'X',
  'T',
  0,
  RESOURCE (0x0425, 2),
  'M',
  'D',
  RESOURCE (0x03ed, 2),
  'R',
  'S',
  RESOURCE (0x0404, 16),
  SET (101, 3),
  'A',
  'U',
  'T',
  SET (80, 3),
  'T',
  'r',
  0x9f,
};

static void
test_iptc (void)
{
  g_autoptr (GBytes) block = g_bytes_new_static (iptc, sizeof iptc);
  g_autoptr (GBytes) sound = amb_metadata_check_iptc (block);
  g_autoptr (GPtrArray) notes = new_notes ();
  g_autoptr (GBytes) left = amb_metadata_filter_iptc (&no_places, sound, notes);
  g_autoptr (GBytes) with = amb_metadata_filter_iptc (&marked, sound, notes);
  g_assert_true (holds (left, "TXT") && holds (left, "RS") && holds (left, "Tr\x9f"));
  g_assert_false (holds (left, "Wien") || holds (left, "AUT") || holds (left, "MD"));
  g_assert_true (holds (with, "Wien") && holds (with, "AUT"));
  g_assert_true (holds (with, "\x1c\x02t"));
  g_assert_true (holds (with, marked.copyright));
}

/* Letters of nobody knows which set: what is added is Latin-1, as most would read it. */
static void
test_iptc_letters (void)
{
  static const guint8 old[] = {
    'P',         'h', 'o', 't',  'o',
    's',         'h', 'o', 'p',  ' ',
    '3',         '.', '0', 0,    RESOURCE (0x0404, 8),
    SET (80, 3), 'T', 'r', 0x9f,
  };
  g_autoptr (GBytes) block = g_bytes_new_static (old, sizeof old);
  g_autoptr (GPtrArray) notes = new_notes ();
  g_autoptr (GBytes) with = amb_metadata_filter_iptc (&marked, block, notes);
  g_autoptr (GBytes) made = amb_metadata_filter_iptc (&marked, NULL, notes);
  g_assert_true (holds (with, "\xa9 \xc4"));
  g_assert_false (holds (with, "\x1b%G"));
  g_assert_true (holds (made, marked.copyright) && holds (made, "\x1b%G"));
}

static void
test_nothing_asked (void)
{
  static const AmbMetadataFilter nothing = { AMB_METADATA_KEEP, NULL, FALSE };
  g_autoptr (GBytes) block = g_bytes_new_static (exif, sizeof exif);
  g_autoptr (GPtrArray) notes = new_notes ();
  g_autoptr (GBytes) same = amb_metadata_filter_exif (&nothing, block, notes);
  g_assert_true (amb_metadata_filter_is_neutral (&nothing));
  g_assert_true (g_bytes_equal (same, block));
  g_assert_null (amb_metadata_filter_exif (&nothing, NULL, notes));
  g_assert_null (amb_metadata_filter_xmp (&nothing, NULL, notes));
  g_assert_null (amb_metadata_filter_iptc (&nothing, NULL, notes));
  g_assert_cmpuint (notes->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metadata/filter/exif", test_exif);
  g_test_add_func ("/metadata/filter/exif-damaged", test_exif_damaged);
  g_test_add_func ("/metadata/filter/xmp", test_xmp);
  g_test_add_func ("/metadata/filter/xmp-damaged", test_xmp_damaged);
  g_test_add_func ("/metadata/filter/iptc", test_iptc);
  g_test_add_func ("/metadata/filter/iptc-letters", test_iptc_letters);
  g_test_add_func ("/metadata/filter/nothing-asked", test_nothing_asked);
  return g_test_run ();
}
