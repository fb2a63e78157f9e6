/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The first directory of a TIFF or BigTIFF file: size, orientation and blocks, without loading the
 * file whole. */
#include "amb-tiff-private.h"

#include <glib/gi18n-lib.h>
#include "amb-error.h"

/* TIFF 6.0, TIFF Technical Note 3 (profiles), XMP part 3, DNG 1.6. */
enum
{
  TAG_SUBFILE_TYPE = 254,
  TAG_WIDTH = 256,
  TAG_HEIGHT = 257,
  TAG_PHOTOMETRIC = 262,
  TAG_ORIENTATION = 274,
  TAG_SUB_IFDS = 330,
  TAG_EXTRA_SAMPLES = 338,
  TAG_XMP = 700,
  TAG_IPTC = 33723,
  TAG_PHOTOSHOP = 34377,
  TAG_ICC = 34675,
  TAG_DNG_VERSION = 50706,

  KIND_CFA = 32803,
  KIND_LINEAR_RAW = 34892,
  MAX_BLOCK = 64 * 1024 * 1024,
};

typedef struct
{
  guint64 width, height, photometric, orientation, subfile;
  gboolean has_extra, has_sub_ifds, is_dng;
  AmbDecoder *decoder; /* takes the blocks */
} Facts;

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
    case TAG_PHOTOMETRIC:
      return &facts->photometric;
    case TAG_ORIENTATION:
      return &facts->orientation;
    default:
      return NULL;
    }
}

static void
take_entry (const AmbTiff *tiff, const AmbTiffEntry *entry, gpointer user_data)
{
  Facts *facts = user_data;
  guint64 *fact = fact_for (facts, entry->tag);
  g_autoptr (GBytes) block = NULL;

  if (fact != NULL)
    *fact = amb_tiff_number (tiff, entry);
  facts->has_extra |= entry->tag == TAG_EXTRA_SAMPLES;
  facts->has_sub_ifds |= entry->tag == TAG_SUB_IFDS;
  facts->is_dng |= entry->tag == TAG_DNG_VERSION;
  if (entry->tag != TAG_ICC && entry->tag != TAG_XMP && entry->tag != TAG_PHOTOSHOP
      && entry->tag != TAG_IPTC)
    return;
  block = amb_tiff_value (tiff, entry, MAX_BLOCK);
  if (block != NULL)
    take_block (facts->decoder, entry->tag, block);
}

/* A camera's raw file keeps a thumbnail in its first directory: that is not the photo. */
static gboolean
is_camera_raw (const Facts *facts)
{
  return facts->is_dng || facts->photometric == KIND_CFA || facts->photometric == KIND_LINEAR_RAW
         || ((facts->subfile & 1) && facts->has_sub_ifds);
}

gboolean
amb_tiff_describe (AmbDecoder *decoder, gboolean *says_extra, GError **error)
{
  AmbImageInfo *info = &decoder->info;
  Facts facts = { .decoder = decoder };
  AmbTiff tiff;
  guint64 directory, next;

  if (!amb_tiff_open (&tiff, &decoder->input, &directory)
      || !amb_tiff_visit (&tiff, directory, take_entry, &facts, &next))
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_TRUNCATED, N_("its directory is missing"));
      return FALSE;
    }
  if (next != 0)
    {
      info->extras |= AMB_IMAGE_SEVERAL_PAGES;
      amb_decoder_note (decoder, "several pages: only the first is used");
    }
  if (is_camera_raw (&facts))
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_UNSUPPORTED, N_("camera raw"));
      return FALSE;
    }
  if (!amb_decoder_check_size (decoder, facts.width, facts.height, error))
    return FALSE;
  info->orientation
      = facts.orientation >= 1 && facts.orientation <= 8 ? (int) facts.orientation : 1;
  info->exif = amb_tiff_exif (&tiff, directory, (guint) info->orientation);
  *says_extra = facts.has_extra;
  return TRUE;
}
