/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats that GdkPixbuf's loader modules read, one record each.
 *
 * DESIGN: left out on purpose are SVG (a drawing, not a photo), XPM and XBM (their loaders go through temporary files, which
 * a closed sandbox denies), ICNS and QTIF (they wrap formats that are read directly). A format that gets a decoder of its own
 * takes its record with it: a new file, a new word before "pixbuf" in meson.build, a record less here. */
#include "amb-codec-private.h"

#ifndef AMB_WORKER

#define MAGIC(offset, text) { offset, text, sizeof text - 1 }
#define WORDS(...) (const char *const[]){ __VA_ARGS__, NULL }
#define MAGICS(...) \
  .magics = (const AmbMagic[]){ __VA_ARGS__ }, .n_magics = sizeof (AmbMagic[]){ __VA_ARGS__ } / sizeof (AmbMagic)

/* "BM" alone begins many a text: the upper half of the header's size is always 0. */
static gboolean
looks_like_bmp (const guint8 *bytes, gsize length)
{
  return length < 18 || amb_u16le (bytes + 16) == 0;
}

static gboolean
looks_like_pnm (const guint8 *bytes, gsize length)
{
  return length > 2 && bytes[1] >= '1' && bytes[1] <= '6' && (g_ascii_isspace (bytes[2]) || bytes[2] == '#');
}

/* A count of 1 to 255 images sets them apart from Targa, which can begin with the same four bytes. */
static gboolean
looks_like_icon (const guint8 *bytes, gsize length)
{
  return length > 5 && bytes[4] > 0 && bytes[5] == 0;
}

static gboolean
targa_map_is_valid (const guint8 *bytes)
{
  guint entry_bits = bytes[7];

  if (bytes[1] == 0)
    return amb_u16le (bytes + 5) == 0 || entry_bits == 0 || entry_bits == 24;
  return amb_u16le (bytes + 5) > 0 && (entry_bits == 15 || entry_bits == 16 || entry_bits == 24 || entry_bits == 32);
}

/* Targa has no magic: every field of its 18-byte header must make sense. */
static gboolean
looks_like_targa (const guint8 *bytes, gsize length)
{
  if (length < 18 || bytes[1] > 1 || (bytes[17] & 0xc0) != 0 || !targa_map_is_valid (bytes))
    return FALSE;
  switch (bytes[2])
    {
    case 1:
    case 9:
      return bytes[1] == 1 && (bytes[16] == 8 || bytes[16] == 16);
    case 2:
    case 10:
      return bytes[16] == 15 || bytes[16] == 16 || bytes[16] == 24 || bytes[16] == 32;
    case 3:
    case 11:
      return bytes[16] == 8 || bytes[16] == 16;
    default:
      return FALSE;
    }
}

static const AmbCodec gif = {
  .name = "gif",
  .title = "GIF",
  .mime_types = WORDS ("image/gif"),
  .extensions = WORDS ("gif"),
  MAGICS (MAGIC (0, "GIF8?a")),
  .flags = AMB_CODEC_TO_PNG,
};

static const AmbCodec tiff = {
  .name = "tiff",
  .title = "TIFF",
  .mime_types = WORDS ("image/tiff"),
  .extensions = WORDS ("tif", "tiff"),
  MAGICS (MAGIC (0, "II*\0"), MAGIC (0, "MM\0*"), MAGIC (0, "II+\0\b\0\0\0"), MAGIC (0, "MM\0+\0\b\0\0")),
};

static const AmbCodec webp = {
  .name = "webp",
  .title = "WebP",
  .mime_types = WORDS ("image/webp"),
  .extensions = WORDS ("webp"),
  MAGICS (MAGIC (0, "RIFF????WEBP")),
};

static const AmbCodec ani = {
  .name = "ani",
  .title = "Windows animated cursor",
  .mime_types = WORDS ("application/x-navi-animation"),
  .extensions = WORDS ("ani"),
  MAGICS (MAGIC (0, "RIFF????ACON")),
  .flags = AMB_CODEC_TO_PNG,
};

static const AmbCodec bmp = {
  .name = "bmp",
  .title = "BMP",
  .mime_types = WORDS ("image/bmp", "image/x-bmp", "image/x-ms-bmp"),
  .extensions = WORDS ("bmp", "dib"),
  MAGICS (MAGIC (0, "BM")),
  .looks_right = looks_like_bmp,
};

static const AmbCodec pnm = {
  .name = "pnm",
  .title = "PNM",
  .mime_types = WORDS ("image/x-portable-pixmap",
                       "image/x-portable-graymap",
                       "image/x-portable-bitmap",
                       "image/x-portable-anymap"),
  .extensions = WORDS ("ppm", "pgm", "pbm", "pnm"),
  MAGICS (MAGIC (0, "P")),
  .looks_right = looks_like_pnm,
};

static const AmbCodec ico = {
  .name = "ico",
  .title = "Windows icon",
  .mime_types = WORDS ("image/vnd.microsoft.icon", "image/x-icon", "image/ico"),
  .extensions = WORDS ("ico"),
  MAGICS (MAGIC (0, "\0\0\1\0")),
  .looks_right = looks_like_icon,
};

static const AmbCodec cur = {
  .name = "cur",
  .title = "Windows cursor",
  .mime_types = WORDS ("image/x-win-bitmap"),
  .extensions = WORDS ("cur"),
  MAGICS (MAGIC (0, "\0\0\2\0")),
  .looks_right = looks_like_icon,
};

static const AmbCodec tga = {
  .name = "tga",
  .title = "Targa",
  .mime_types = WORDS ("image/x-tga", "image/x-targa"),
  .extensions = WORDS ("tga", "targa", "vda", "icb"),
  .looks_right = looks_like_targa,
};

/* Targa last: it has no magic. */
const AmbCodec *const amb_codec_pixbuf_records[] = { &gif, &tiff, &webp, &ani, &bmp, &pnm, &ico, &cur, &tga, NULL };

#endif
