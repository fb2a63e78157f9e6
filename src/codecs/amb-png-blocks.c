/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The blocks that travel with a PNG: eXIf, XMP as international text, and the hexadecimal profiles
 * that ImageMagick began. */
#include "amb-png-private.h"

#include <string.h>
#include <zlib.h>

enum
{
  SIGNATURE_BYTES = 8,
  CHUNK_HEADER = 8,
  CHUNK_FRAME = 12, /* length, type and checksum */
  MAX_CHUNKS = 1 << 20,
  MAX_BLOCK = 64 * 1024 * 1024,
  MAX_KEYWORD = 79, /* PNG specification 11.3.4.2 */
};

typedef struct
{
  const guint8 *bytes;
  gsize length;
} Span;

static Span
span_skip (Span span, gsize n)
{
  n = MIN (n, span.length);
  return (Span){ span.bytes + n, span.length - n };
}

/* The text up to a zero byte, which is taken off too; FALSE without one. */
static gboolean
take_text (Span *span, Span *text)
{
  const guint8 *zero = span->length > 0 ? memchr (span->bytes, 0, span->length) : NULL;

  if (zero == NULL)
    return FALSE;
  *text = (Span){ span->bytes, (gsize) (zero - span->bytes) };
  *span = span_skip (*span, text->length + 1);
  return TRUE;
}

static gboolean
span_is (Span span, const char *text)
{
  return span.length == strlen (text) && memcmp (span.bytes, text, span.length) == 0;
}

/* All of it, or NULL. */
static GBytes *
unpack (Span packed)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  z_stream stream = { .next_in = (guint8 *) packed.bytes, .avail_in = (guint) packed.length };
  guint8 buffer[16384];
  int result = inflateInit (&stream);

  while (result == Z_OK && plain->len <= MAX_BLOCK)
    {
      stream.next_out = buffer;
      stream.avail_out = sizeof buffer;
      result = inflate (&stream, Z_NO_FLUSH);
      g_byte_array_append (plain, buffer, (guint) (sizeof buffer - stream.avail_out));
    }
  inflateEnd (&stream);
  return result == Z_STREAM_END ? g_byte_array_free_to_bytes (g_steal_pointer (&plain)) : NULL;
}

/* A line feed, the name, the length in decimal, then pairs of hexadecimal digits in lines. */
static GBytes *
parse_raw_profile (Span text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint line = 0;
  int high = -1;

  for (gsize i = 0; i < text.length; i++)
    {
      int digit = g_ascii_xdigit_value ((char) text.bytes[i]);

      line += text.bytes[i] == '\n' && line < 3;
      if (line < 3 || digit < 0)
        continue;
      if (high < 0)
        high = digit;
      else
        {
          guint8 byte = (guint8) (high << 4 | digit);

          g_byte_array_append (bytes, &byte, 1);
          high = -1;
        }
    }
  return bytes->len > 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

/* "exif", "APP1" (Exif or XMP by its name inside), "xmp", "iptc" (with or without Photoshop's name
 * before its resources). */
static void
take_raw_profile (AmbImageInfo *info, const char *type, Span text)
{
  g_autoptr (GBytes) block = parse_raw_profile (text);
  gsize length;
  gconstpointer bytes;

  if (block == NULL)
    return;
  bytes = g_bytes_get_data (block, &length);
  if (g_ascii_strcasecmp (type, "xmp") == 0
      || amb_block_has_name (bytes, length, AMB_XMP_NAME, sizeof AMB_XMP_NAME))
    {
      if (info->xmp == NULL)
        info->xmp = amb_block_without_name (block, AMB_XMP_NAME, sizeof AMB_XMP_NAME);
    }
  else if (g_ascii_strcasecmp (type, "exif") == 0
           || amb_block_has_name (bytes, length, AMB_EXIF_NAME, sizeof AMB_EXIF_NAME))
    {
      if (info->exif == NULL)
        info->exif = amb_block_without_name (block, AMB_EXIF_NAME, sizeof AMB_EXIF_NAME);
    }
  else if (g_ascii_strcasecmp (type, "iptc") == 0 && info->iptc == NULL)
    info->iptc = amb_block_named_resources (block);
}

static void
take_keyed_text (AmbImageInfo *info, Span keyword, Span text)
{
  char name[MAX_KEYWORD + 1] = { 0 };

  if (keyword.length > MAX_KEYWORD)
    return;
  memcpy (name, keyword.bytes, keyword.length);
  if (strcmp (name, AMB_PNG_XMP) == 0 && info->xmp == NULL && text.length > 0)
    info->xmp = g_bytes_new (text.bytes, text.length);
  else if (g_str_has_prefix (name, AMB_PNG_RAW_PROFILE))
    take_raw_profile (info, name + strlen (AMB_PNG_RAW_PROFILE), text);
}

static gboolean
is_wanted (Span keyword)
{
  return span_is (keyword, AMB_PNG_XMP)
         || amb_block_has_name (keyword.bytes, keyword.length, AMB_PNG_RAW_PROFILE,
                                strlen (AMB_PNG_RAW_PROFILE));
}

static void
take_maybe_packed (AmbImageInfo *info, Span keyword, Span text, gboolean packed)
{
  g_autoptr (GBytes) plain = NULL;

  if (!packed)
    {
      take_keyed_text (info, keyword, text);
      return;
    }
  plain = unpack (text);
  if (plain == NULL)
    return;
  text.bytes = g_bytes_get_data (plain, &text.length);
  take_keyed_text (info, keyword, text);
}

/* tEXt: keyword, text. zTXt: keyword, method, packed. iTXt: keyword, is packed, method, language,
 * translation, text. */
static void
take_text_chunk (AmbImageInfo *info, const char *type, Span span)
{
  Span keyword, ignored;
  gboolean packed = type[0] == 'z';

  if (!take_text (&span, &keyword) || !is_wanted (keyword))
    return;
  if (type[0] == 'z')
    span = span_skip (span, 1);
  else if (type[0] == 'i')
    {
      packed = span.length > 0 && span.bytes[0] != 0;
      span = span_skip (span, 2);
      if (!take_text (&span, &ignored) || !take_text (&span, &ignored))
        return;
    }
  take_maybe_packed (info, keyword, span, packed);
}

static void
take_exif (AmbImageInfo *info, GBytes *chunk)
{
  if (info->exif == NULL)
    info->exif = amb_block_without_name (chunk, AMB_EXIF_NAME, sizeof AMB_EXIF_NAME);
}

static void
take_chunk (AmbDecoder *decoder, const char *type, guint64 offset, guint32 length)
{
  gboolean is_text
      = strcmp (type, "tEXt") == 0 || strcmp (type, "zTXt") == 0 || strcmp (type, "iTXt") == 0;
  gboolean is_exif = strcmp (type, "eXIf") == 0;
  gboolean is_cicp = strcmp (type, "cICP") == 0;
  g_autoptr (GBytes) chunk = NULL;
  Span span;

  if (strcmp (type, "acTL") == 0)
    {
      decoder->info.extras |= AMB_IMAGE_ANIMATED;
      amb_decoder_note (decoder, AMB_NOTE_ANIMATED);
    }
  if (!(is_text || is_exif || is_cicp) || length > MAX_BLOCK)
    return;
  chunk = amb_input_read_block (&decoder->input, offset, length);
  if (chunk == NULL)
    return;
  span.bytes = g_bytes_get_data (chunk, &span.length);
  if (is_exif)
    take_exif (&decoder->info, chunk);
  else if (is_cicp)
    amb_png_take_cicp (decoder, chunk);
  else
    take_text_chunk (&decoder->info, type, span);
}

void
amb_png_take_blocks (AmbDecoder *decoder)
{
  guint64 offset = SIGNATURE_BYTES;
  guint8 header[CHUNK_HEADER];

  for (guint i = 0; i < MAX_CHUNKS; i++)
    {
      if (amb_input_read (&decoder->input, offset, header, sizeof header) != CHUNK_HEADER)
        return;
      guint32 length = amb_u32be (header);
      char type[5] = { 0 };

      memcpy (type, header + 4, 4);
      if (strcmp (type, "IEND") == 0)
        return;
      take_chunk (decoder, type, offset + CHUNK_HEADER, length);
      offset += (guint64) length + CHUNK_FRAME;
    }
}
