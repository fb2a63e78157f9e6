/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What small headers say that GdkPixbuf's loaders do not tell before they decode: transparency
 * above all. */
#include "amb-pixbuf-private.h"

#include <string.h>
#include "amb-error.h"

gboolean
amb_pixbuf_describe_bmp (AmbDecoder *decoder, GError **error)
{
  guint8 header[70] = { 0 };
  guint bits;

  amb_input_read (&decoder->input, 0, header, sizeof header);
  bits = amb_u16le (header + 28);
  /* BITMAPV3INFOHEADER (56 bytes) is the first with a mask for alpha. */
  decoder->info.has_alpha
      = bits == 32 && amb_u32le (header + 14) >= 56 && amb_u32le (header + 66) != 0;
  return TRUE;
}

gboolean
amb_pixbuf_describe_icon (AmbDecoder *decoder, GError **error)
{
  decoder->info.has_alpha = TRUE;
  return TRUE;
}

/* The maximum value stands behind width and height, as decimal words with comments between them. */
static guint
pnm_maximum (const char *text)
{
  guint64 word = 0;

  for (guint i = 0; i < 3; i++)
    {
      while (g_ascii_isspace (*text) || *text == '#')
        text += *text == '#' ? strcspn (text, "\r\n") : 1;
      word = g_ascii_strtoull (text, (char **) &text, 10);
    }
  return (guint) MIN (word, 65535);
}

gboolean
amb_pixbuf_describe_pnm (AmbDecoder *decoder, GError **error)
{
  char header[512] = { 0 };

  amb_input_read (&decoder->input, 0, header, sizeof header - 1);
  if (header[1] != '1' && header[1] != '4' && pnm_maximum (header + 2) > 255)
    amb_decoder_note (decoder, "read with 8 bits, it has more");
  return TRUE;
}

gboolean
amb_pixbuf_describe_tga (AmbDecoder *decoder, GError **error)
{
  guint8 header[18] = { 0 };
  gboolean grey;

  amb_input_read (&decoder->input, 0, header, sizeof header);
  grey = (header[2] & 7) == 3;
  decoder->info.has_alpha
      = header[1] == 1 ? header[7] == 32 : header[16] == 32 || (grey && header[16] == 16);
  return TRUE;
}

/* Behind the blocks of an extension or of a picture: their lengths, up to a 0. */
static guint64
gif_skip_blocks (AmbInput *input, guint64 offset)
{
  guint8 length = 0;

  do
    {
      if (amb_input_read (input, offset, &length, 1) != 1)
        return G_MAXUINT32;
      offset += 1 + (guint64) length;
    }
  while (length != 0);
  return offset;
}

/* GIF89a, sections 20 to 23: the first picture is transparent if its control extension says so, or
 * if it does not cover the screen. */
gboolean
amb_pixbuf_describe_gif (AmbDecoder *decoder, GError **error)
{
  AmbInput *input = &decoder->input;
  guint8 screen[13] = { 0 }, block[10] = { 0 };
  guint64 offset;
  gboolean transparent = FALSE;

  amb_input_read (input, 0, screen, sizeof screen);
  offset = sizeof screen + (screen[10] & 0x80 ? 3u << ((screen[10] & 7) + 1) : 0);
  while (amb_input_read (input, offset, block, sizeof block) == sizeof block && block[0] == 0x21)
    {
      if (block[1] == 0xf9)
        transparent = block[3] & 1;
      offset = gif_skip_blocks (input, offset + 2);
    }
  decoder->info.has_alpha
      = transparent || amb_u32le (block + 1) != 0 || memcmp (block + 5, screen + 6, 4) != 0;
  /* The picture can be larger than the screen that it is put on, and costs its own size. */
  return block[0] != 0x2c
         || amb_decoder_check_size (decoder, amb_u16le (block + 5), amb_u16le (block + 7), error);
}

/* RFC 9649, section 2.7: flags of VP8X, and the sizes in the headers of the two bit streams. */
enum
{
  WEBP_ANIMATION = 0x02,
  WEBP_ALPHA = 0x10,
  WEBP_MAX_CHUNKS = 4096,
};

static guint
u24le (const guint8 *bytes)
{
  return amb_u16le (bytes) | (guint) bytes[2] << 16;
}

static void
webp_extended (AmbDecoder *decoder, const guint8 *chunk)
{
  decoder->info.has_alpha = (chunk[0] & WEBP_ALPHA) != 0;
  decoder->info.width = u24le (chunk + 4) + 1;
  decoder->info.height = u24le (chunk + 7) + 1;
  if (chunk[0] & WEBP_ANIMATION)
    amb_decoder_note (decoder, "animated: only the first picture is used");
}

static void
webp_lossy (AmbDecoder *decoder, const guint8 *chunk)
{
  decoder->info.width = amb_u16le (chunk + 6) & 0x3fff;
  decoder->info.height = amb_u16le (chunk + 8) & 0x3fff;
}

static void
webp_lossless (AmbDecoder *decoder, const guint8 *chunk)
{
  guint32 bits = amb_u32le (chunk + 1);

  decoder->info.width = (bits & 0x3fff) + 1;
  decoder->info.height = (bits >> 14 & 0x3fff) + 1;
  decoder->info.has_alpha = bits >> 28 & 1;
}

static void
webp_take_icc (AmbDecoder *decoder, GBytes *block)
{
  amb_decoder_take_icc (decoder, block);
}

static void
webp_take_exif (AmbDecoder *decoder, GBytes *block)
{
  g_clear_pointer (&decoder->info.exif, g_bytes_unref);
  decoder->info.exif = amb_block_without_name (block, AMB_EXIF_NAME, sizeof AMB_EXIF_NAME);
}

static void
webp_take_xmp (AmbDecoder *decoder, GBytes *block)
{
  g_clear_pointer (&decoder->info.xmp, g_bytes_unref);
  decoder->info.xmp = g_bytes_ref (block);
}

static const struct
{
  const char *type;
  void (*read) (AmbDecoder *decoder,
                const guint8 *chunk); /* its first 10 bytes, the first of these chunks only */
  void (*take) (AmbDecoder *decoder, GBytes *block);
} webp_chunks[] = {
  { "VP8X", webp_extended, NULL },  { "VP8 ", webp_lossy, NULL },
  { "VP8L", webp_lossless, NULL },  { "ICCP", NULL, webp_take_icc },
  { "EXIF", NULL, webp_take_exif }, { "XMP ", NULL, webp_take_xmp },
};

static void
webp_read_chunk (AmbDecoder *decoder, const guint8 *header, guint64 offset)
{
  guint32 length = amb_u32le (header + 4);
  g_autoptr (GBytes) block = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (webp_chunks); i++)
    {
      if (memcmp (header, webp_chunks[i].type, 4) != 0)
        continue;
      if (webp_chunks[i].read != NULL && decoder->info.width == 0)
        webp_chunks[i].read (decoder, header + 8);
      if (webp_chunks[i].take != NULL)
        block = amb_input_read_block (&decoder->input, offset,
                                      MIN (length, decoder->limits.max_icc + 1));
      if (block != NULL)
        webp_chunks[i].take (decoder, block);
      return;
    }
}

gboolean
amb_pixbuf_describe_webp (AmbDecoder *decoder, GError **error)
{
  guint64 offset = 12;

  for (guint i = 0; i < WEBP_MAX_CHUNKS; i++)
    {
      guint8 header[18] = { 0 };
      guint32 length;

      if (amb_input_read (&decoder->input, offset, header, sizeof header) < 8)
        break;
      webp_read_chunk (decoder, header, offset + 8);
      length = amb_u32le (header + 4);
      decoder->cut_short |= length > decoder->input.size - MIN (offset + 8, decoder->input.size);
      offset += 8 + (guint64) length + (length & 1);
    }
  if (decoder->info.width != 0)
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_DAMAGED, "WebP without a picture");
  return FALSE;
}
