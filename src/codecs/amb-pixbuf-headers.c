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

static gsize
gif_table_bytes (guint8 flags)
{
  return flags & 0x80 ? 3u << ((flags & 7) + 1) : 0;
}

/* Whether another picture follows the one whose descriptor lies at offset. */
static gboolean
gif_has_another (AmbInput *input, guint64 offset, const guint8 *descriptor)
{
  guint8 block[2];

  offset = gif_skip_blocks (input, offset + 10 + gif_table_bytes (descriptor[9]) + 1);
  while (amb_input_read (input, offset, block, sizeof block) == sizeof block && block[0] == 0x21)
    offset = gif_skip_blocks (input, offset + 2);
  return amb_input_read (input, offset, block, 1) == 1 && block[0] == 0x2c;
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
  offset = sizeof screen + gif_table_bytes (screen[10]);
  while (amb_input_read (input, offset, block, sizeof block) == sizeof block && block[0] == 0x21)
    {
      if (block[1] == 0xf9)
        transparent = block[3] & 1;
      offset = gif_skip_blocks (input, offset + 2);
    }
  decoder->info.has_alpha
      = transparent || amb_u32le (block + 1) != 0 || memcmp (block + 5, screen + 6, 4) != 0;
  if (block[0] != 0x2c)
    return TRUE;
  if (gif_has_another (input, offset, block))
    {
      decoder->info.extras |= AMB_IMAGE_ANIMATED;
      amb_decoder_note (decoder, AMB_NOTE_ANIMATED);
    }
  /* The picture can be larger than the screen that it is put on, and costs its own size. */
  return amb_decoder_check_size (decoder, amb_u16le (block + 5), amb_u16le (block + 7), error);
}
