/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The chunks of a WebP file, read where they are: sizes, transparency, animation and the blocks
 * that travel on. */
#include "amb-webp-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"

/* RFC 9649, section 2.7: flags of VP8X, and the sizes in the headers of the two bit streams. */
enum
{
  CHUNK_HEADER = 8,
  FIRST_BYTES = 16, /* of a chunk, as many as the longest header has */
  FLAG_ANIMATION = 0x02,
  FLAG_ALPHA = 0x10,
  MAX_CHUNKS = 4096,
};

typedef struct
{
  AmbDecoder *decoder;
  AmbWebpFacts *facts;
  gboolean has_picture;
} Walk;

static guint
u24le (const guint8 *bytes)
{
  return amb_u16le (bytes) | (guint) bytes[2] << 16;
}

static void
extended (Walk *walk, const guint8 *chunk)
{
  AmbImageInfo *info = &walk->decoder->info;

  if (info->width != 0)
    return;
  info->has_alpha = (chunk[0] & FLAG_ALPHA) != 0;
  info->width = u24le (chunk + 4) + 1;
  info->height = u24le (chunk + 7) + 1;
  walk->facts->is_animated = (chunk[0] & FLAG_ANIMATION) != 0;
  if (walk->facts->is_animated)
    {
      info->extras |= AMB_IMAGE_ANIMATED;
      amb_decoder_note (walk->decoder, AMB_NOTE_ANIMATED);
    }
}

/* The first picture of an animation; what it does not cover is transparent. */
static void
frame (Walk *walk, const guint8 *chunk)
{
  AmbImageInfo *info = &walk->decoder->info;

  if (walk->has_picture)
    return;
  walk->has_picture = TRUE;
  walk->facts->covers
      = u24le (chunk + 6) + 1 == info->width && u24le (chunk + 9) + 1 == info->height;
  info->has_alpha |= !walk->facts->covers;
}

static void
lossy (Walk *walk, const guint8 *chunk)
{
  AmbImageInfo *info = &walk->decoder->info;

  walk->has_picture = TRUE;
  if (info->width != 0)
    return;
  info->width = amb_u16le (chunk + 6) & 0x3fff;
  info->height = amb_u16le (chunk + 8) & 0x3fff;
}

static void
lossless (Walk *walk, const guint8 *chunk)
{
  AmbImageInfo *info = &walk->decoder->info;
  guint32 bits = amb_u32le (chunk + 1);

  walk->has_picture = TRUE;
  info->is_lossless = TRUE;
  if (info->width != 0)
    return;
  info->width = (bits & 0x3fff) + 1;
  info->height = (bits >> 14 & 0x3fff) + 1;
  info->has_alpha = bits >> 28 & 1;
}

static void
take_icc (AmbDecoder *decoder, GBytes *block)
{
  amb_decoder_take_icc (decoder, block);
}

static void
take_exif (AmbDecoder *decoder, GBytes *block)
{
  g_clear_pointer (&decoder->info.exif, g_bytes_unref);
  decoder->info.exif = amb_block_without_name (block, AMB_EXIF_NAME, sizeof AMB_EXIF_NAME);
}

static void
take_xmp (AmbDecoder *decoder, GBytes *block)
{
  g_clear_pointer (&decoder->info.xmp, g_bytes_unref);
  decoder->info.xmp = g_bytes_ref (block);
}

static const struct
{
  const char *type;
  void (*read) (Walk *walk, const guint8 *chunk); /* its first bytes */
  void (*take) (AmbDecoder *decoder, GBytes *block);
} chunks[] = {
  { "VP8X", extended, NULL }, { "VP8 ", lossy, NULL },    { "VP8L", lossless, NULL },
  { "ANMF", frame, NULL },    { "ICCP", NULL, take_icc }, { "EXIF", NULL, take_exif },
  { "XMP ", NULL, take_xmp },
};

static void
read_chunk (Walk *walk, const guint8 *header, guint64 offset)
{
  AmbDecoder *decoder = walk->decoder;
  guint32 length = amb_u32le (header + 4);
  g_autoptr (GBytes) block = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (chunks); i++)
    {
      if (memcmp (header, chunks[i].type, 4) != 0)
        continue;
      if (chunks[i].read != NULL)
        chunks[i].read (walk, header + CHUNK_HEADER);
      if (chunks[i].take != NULL)
        block = amb_input_read_block (&decoder->input, offset,
                                      MIN (length, decoder->limits.max_icc + 1));
      if (block != NULL)
        chunks[i].take (decoder, block);
      return;
    }
}

gboolean
amb_webp_describe (AmbDecoder *decoder, AmbWebpFacts *facts, GError **error)
{
  Walk walk = { decoder, facts, FALSE };
  AmbInput *input = &decoder->input;
  guint64 offset = AMB_WEBP_HEADER;

  for (guint i = 0; i < MAX_CHUNKS; i++)
    {
      guint8 header[CHUNK_HEADER + FIRST_BYTES] = { 0 };
      guint32 length;

      if (amb_input_read (input, offset, header, sizeof header) < CHUNK_HEADER)
        break;
      read_chunk (&walk, header, offset + CHUNK_HEADER);
      length = amb_u32le (header + 4);
      offset += CHUNK_HEADER + (guint64) length + (length & 1);
    }
  if (decoder->info.width != 0)
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_DAMAGED, N_("WebP without a picture"));
  return FALSE;
}
