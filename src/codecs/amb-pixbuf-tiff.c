/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The first directory of a TIFF or BigTIFF file: size, orientation and blocks, without loading the file whole. */
#include "amb-pixbuf-private.h"

#include <string.h>
#include "amb-error.h"

/* TIFF 6.0, TIFF Technical Note 3 (profiles), XMP part 3, DNG 1.6. */
enum
{
  TAG_SUBFILE_TYPE = 254,
  TAG_WIDTH = 256,
  TAG_HEIGHT = 257,
  TAG_BITS = 258,
  TAG_PHOTOMETRIC = 262,
  TAG_ORIENTATION = 274,
  TAG_SAMPLES = 277,
  TAG_SUB_IFDS = 330,
  TAG_EXTRA_SAMPLES = 338,
  TAG_SAMPLE_FORMAT = 339,
  TAG_XMP = 700,
  TAG_IPTC = 33723,
  TAG_PHOTOSHOP = 34377,
  TAG_ICC = 34675,
  TAG_DNG_VERSION = 50706,

  PHOTOMETRIC_RGB = 2, /* 0 and 1 are grey */
  PHOTOMETRIC_CFA = 32803,
  PHOTOMETRIC_LINEAR_RAW = 34892,
  SAMPLE_FLOAT = 3,
  MAX_BLOCK = 64 * 1024 * 1024,
};

typedef struct
{
  AmbInput *input;
  gboolean big_endian;
  gboolean big; /* BigTIFF: 64-bit offsets and counts */
} Tiff;

typedef struct
{
  guint tag, type;
  guint64 count;
  guint64 offset; /* of the value, in the entry or elsewhere */
} Entry;

typedef struct
{
  guint64 width, height, bits, photometric, orientation, samples, subfile, format, extra;
  gboolean has_sub_ifds, is_dng;
} Facts;

static guint64
get (const Tiff *tiff, const guint8 *bytes, guint n)
{
  guint64 value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | bytes[tiff->big_endian ? i : n - 1 - i];
  return value;
}

static gboolean
read_number (const Tiff *tiff, guint64 offset, guint n, guint64 *value)
{
  guint8 bytes[8];

  if (amb_input_read (tiff->input, offset, bytes, n) != (gssize) n)
    return FALSE;
  *value = get (tiff, bytes, n);
  return TRUE;
}

static guint
type_size (guint type)
{
  static const guint8 sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8 };

  return type < sizeof sizes ? sizes[type] : 0;
}

static Entry
parse_entry (const Tiff *tiff, const guint8 *bytes, guint64 offset)
{
  guint word = tiff->big ? 8 : 4;
  Entry entry = {
    .tag = (guint) get (tiff, bytes, 2),
    .type = (guint) get (tiff, bytes + 2, 2),
    .count = get (tiff, bytes + 4, word),
    .offset = offset + 4 + word,
  };

  if (entry.count > word / MAX (type_size (entry.type), 1))
    entry.offset = get (tiff, bytes + 4 + word, word);
  return entry;
}

/* The first value of an entry of whole numbers. */
static guint64
first_value (const Tiff *tiff, const Entry *entry)
{
  guint64 value = 0;

  if (entry->count > 0 && type_size (entry->type) > 0)
    read_number (tiff, entry->offset, type_size (entry->type), &value);
  return value;
}

static GBytes *
entry_block (const Tiff *tiff, const Entry *entry)
{
  guint64 size = type_size (entry->type);

  if (size == 0 || entry->count > MAX_BLOCK / size)
    return NULL;
  return amb_input_read_block (tiff->input, entry->offset, entry->count * size);
}

/* A bare IPTC record becomes the resource 0x0404 of such a block. */
static GBytes *
named_record (GBytes *record)
{
  GByteArray *whole = g_byte_array_new ();
  gsize length;
  const guint8 *bytes = g_bytes_get_data (record, &length);
  guint32 size = GUINT32_TO_BE ((guint32) length);

  g_byte_array_append (whole, (const guint8 *) AMB_PHOTOSHOP_NAME, sizeof AMB_PHOTOSHOP_NAME);
  g_byte_array_append (whole, (const guint8 *) "8BIM\x04\x04\0\0", 8);
  g_byte_array_append (whole, (const guint8 *) &size, sizeof size);
  g_byte_array_append (whole, bytes, (guint) length);
  if (length & 1)
    g_byte_array_append (whole, (const guint8 *) "", 1);
  return g_byte_array_free_to_bytes (whole);
}

static void
take_block (AmbDecoder *decoder, guint tag, GBytes *block)
{
  AmbImageInfo *info = &decoder->info;

  if (tag == TAG_ICC)
    amb_decoder_take_icc (decoder, block);
  else if (tag == TAG_XMP && info->xmp == NULL)
    info->xmp = g_bytes_ref (block);
  else if (tag == TAG_PHOTOSHOP)
    {
      g_clear_pointer (&info->iptc, g_bytes_unref);
      info->iptc = amb_block_named_resources (block);
    }
  else if (tag == TAG_IPTC && info->iptc == NULL)
    info->iptc = named_record (block);
}

static guint64 *
fact_for (Facts *facts, guint tag)
{
  switch (tag)
    {
    case TAG_SUBFILE_TYPE:
      return &facts->subfile;
    case TAG_WIDTH:
      return &facts->width;
    case TAG_HEIGHT:
      return &facts->height;
    case TAG_BITS:
      return &facts->bits;
    case TAG_PHOTOMETRIC:
      return &facts->photometric;
    case TAG_ORIENTATION:
      return &facts->orientation;
    case TAG_SAMPLES:
      return &facts->samples;
    case TAG_SAMPLE_FORMAT:
      return &facts->format;
    default:
      return NULL;
    }
}

static void
take_entry (AmbDecoder *decoder, const Tiff *tiff, const Entry *entry, Facts *facts)
{
  guint64 *fact = fact_for (facts, entry->tag);
  g_autoptr (GBytes) block = NULL;

  if (fact != NULL)
    *fact = first_value (tiff, entry);
  facts->extra += entry->tag == TAG_EXTRA_SAMPLES ? MAX (entry->count, 1) : 0;
  facts->has_sub_ifds |= entry->tag == TAG_SUB_IFDS;
  facts->is_dng |= entry->tag == TAG_DNG_VERSION;
  if (entry->tag != TAG_ICC && entry->tag != TAG_XMP && entry->tag != TAG_PHOTOSHOP && entry->tag != TAG_IPTC)
    return;
  block = entry_block (tiff, entry);
  if (block != NULL)
    take_block (decoder, entry->tag, block);
}

static gboolean
open_tiff (AmbDecoder *decoder, Tiff *tiff, guint64 *directory)
{
  guint8 header[4];

  *tiff = (Tiff){ .input = &decoder->input };
  if (amb_input_read (tiff->input, 0, header, sizeof header) != sizeof header)
    return FALSE;
  tiff->big_endian = header[0] == 'M';
  tiff->big = get (tiff, header + 2, 2) == 43;
  return read_number (tiff, tiff->big ? 8 : 4, tiff->big ? 8 : 4, directory);
}

static gboolean
read_directory (AmbDecoder *decoder, const Tiff *tiff, guint64 directory, Facts *facts)
{
  guint count_size = tiff->big ? 8 : 2, entry_size = tiff->big ? 20 : 12;
  guint64 n_entries = 0, next = 0;
  guint64 offset = directory + count_size;

  if (directory > tiff->input->size || !read_number (tiff, directory, count_size, &n_entries) || n_entries > G_MAXUINT16)
    return FALSE;
  for (guint64 i = 0; i < n_entries; i++, offset += entry_size)
    {
      guint8 bytes[20];

      if (amb_input_read (tiff->input, offset, bytes, entry_size) != (gssize) entry_size)
        return FALSE;
      Entry entry = parse_entry (tiff, bytes, offset);
      take_entry (decoder, tiff, &entry, facts);
    }
  if (read_number (tiff, offset, tiff->big ? 8 : 4, &next) && next != 0)
    amb_decoder_note (decoder, "several pages: only the first is used");
  return TRUE;
}

/* GdkPixbuf's loader turns 1 to 4 itself and treats 5 to 8 like them; what it leaves to be done is one of these. */
static int
orientation_left (guint64 orientation)
{
  static const int left[9] = { 1, 1, 1, 1, 1, 5, 7, 5, 7 };

  return orientation <= 8 ? left[orientation] : 1;
}

/* A camera's raw file keeps a thumbnail in its first directory: that is not the photo. */
static gboolean
is_camera_raw (const Facts *facts)
{
  return facts->is_dng || facts->photometric == PHOTOMETRIC_CFA || facts->photometric == PHOTOMETRIC_LINEAR_RAW
         || ((facts->subfile & 1) && facts->has_sub_ifds);
}

/* What the loader would only call a failure. */
static const char *
unsupported (const Facts *facts)
{
  if (is_camera_raw (facts))
    return "camera raw";
  if (facts->format == SAMPLE_FLOAT && facts->photometric <= PHOTOMETRIC_RGB)
    return "floating-point samples";
  return NULL;
}

gboolean
amb_pixbuf_describe_tiff (AmbDecoder *decoder, GError **error)
{
  AmbImageInfo *info = &decoder->info;
  Facts facts = { 0 };
  Tiff tiff;
  guint64 directory;

  if (!open_tiff (decoder, &tiff, &directory) || !read_directory (decoder, &tiff, directory, &facts))
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_TRUNCATED, "its directory is missing");
      return FALSE;
    }
  if (unsupported (&facts) != NULL)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_UNSUPPORTED, unsupported (&facts));
      return FALSE;
    }
  if (!amb_decoder_check_size (decoder, facts.width, facts.height, error))
    return FALSE;
  info->width = (guint) facts.width;
  info->height = (guint) facts.height;
  info->has_alpha = facts.extra > 0;
  info->orientation = orientation_left (facts.orientation);
  if (facts.bits > 8)
    amb_decoder_note (decoder, "read with 8 bits, it has %u", (guint) MIN (facts.bits, 64));
  return TRUE;
}
