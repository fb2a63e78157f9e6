/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats that GdkPixbuf's loader modules read, one record each.
 *
 * DESIGN: left out on purpose are SVG (a drawing, not a photo), XPM and XBM (their loaders go
 * through temporary files, which a closed sandbox denies), ICNS and QTIF (they wrap formats that
 * are read directly). A format that gets a decoder of its own takes its record with it: a new file,
 * a new word before "pixbuf" in meson.build, a record less here. */
#include "amb-codec-private.h"

#ifndef AMB_WORKER

/* clang-format off */
#define MAGIC(offset, text) { offset, text, sizeof text - 1 }
#define WORDS(...) (const char *const[]){ __VA_ARGS__, NULL }
#define MAGICS(...) \
  .magics = (const AmbMagic[]){ __VA_ARGS__ }, \
  .n_magics = sizeof (AmbMagic[]){ __VA_ARGS__ } / sizeof (AmbMagic)
/* clang-format on */

/* "BM" alone begins many a text: the upper half of the header's size is always 0. */
static gboolean
looks_like_bmp (const guint8 *bytes, gsize length)
{
  return length < 18 || amb_u16le (bytes + 16) == 0;
}

static gboolean
looks_like_pnm (const guint8 *bytes, gsize length)
{
  return length > 2 && bytes[1] >= '1' && bytes[1] <= '6'
         && (g_ascii_isspace (bytes[2]) || bytes[2] == '#');
}

/* A count of 1 to 255 images sets them apart from Targa, which can begin with the same bytes. */
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
  return amb_u16le (bytes + 5) > 0
         && (entry_bits == 15 || entry_bits == 16 || entry_bits == 24 || entry_bits == 32);
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
const AmbCodec *const amb_codec_pixbuf_records[]
    = { &gif, &ani, &bmp, &pnm, &ico, &cur, &tga, NULL };

#else

#include "amb-pixbuf-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include "amb-error.h"

enum
{
  PIECE_BYTES = 64 * 1024,
};

typedef enum
{
  KIND_DEFAULT = 0,
  KIND_SILENT = 1 << 0, /* the loader ends where the file does, and says nothing */
} KindFlags;

typedef struct
{
  const char *name;   /* of the record */
  const char *loader; /* of GdkPixbuf's module */
  KindFlags flags;
  gboolean (*describe) (AmbDecoder *decoder, GError **error);
} Kind;

static const Kind kinds[] = {
  { "gif", "gif", KIND_DEFAULT, amb_pixbuf_describe_gif },
  { "ani", "ani", KIND_DEFAULT, amb_pixbuf_describe_icon },
  { "bmp", "bmp", KIND_SILENT, amb_pixbuf_describe_bmp },
  { "pnm", "pnm", KIND_SILENT, amb_pixbuf_describe_pnm },
  { "ico", "ico", KIND_SILENT, amb_pixbuf_describe_icon },
  { "cur", "ico", KIND_SILENT, amb_pixbuf_describe_icon },
  { "tga", "tga", KIND_SILENT, amb_pixbuf_describe_tga },
};

typedef struct
{
  AmbDecoder parent;
  const Kind *kind;
  gboolean probing;  /* the size is all that is wanted */
  int width, height; /* as the loader announced them, else 0 */
  gboolean refused;  /* not the size that the header promised */
  guint8 *rows_seen; /* one byte a row, while decoding: whether pixels of it have arrived */
  guint n_rows_seen;
} PixbufDecoder;

static void
on_size_prepared (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  PixbufDecoder *self = user_data;
  const AmbImageInfo *info = &self->parent.info;

  self->width = width;
  self->height = height;
  self->refused
      = !self->probing && ((guint) width != info->width || (guint) height != info->height);
  /* 0 is how a loader is told to stop here, as gdk_pixbuf_get_file_info () does. */
  if (self->probing || self->refused)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static void
on_area_updated (GdkPixbufLoader *loader, int x, int y, int width, int height, gpointer user_data)
{
  PixbufDecoder *self = user_data;
  guint rows = self->parent.info.height;

  for (guint i = (guint) MAX (y, 0); height > 0 && i < MIN ((guint) (MAX (y, 0) + height), rows);
       i++)
    {
      self->n_rows_seen += self->rows_seen[i] == 0;
      self->rows_seen[i] = 1;
    }
}

/* Forced by name: what the content is has been decided already. */
static GdkPixbufLoader *
new_loader (PixbufDecoder *self, GError **error)
{
  GdkPixbufLoader *loader = gdk_pixbuf_loader_new_with_type (self->kind->loader, NULL);

  if (loader == NULL)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_UNSUPPORTED, "no loader for %s is installed",
                   self->parent.info.codec->title);
      return NULL;
    }
  self->width = self->height = 0;
  self->refused = FALSE;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), self);
  return loader;
}

static AmbError
code_for (const GError *cause, gboolean at_end)
{
  if (cause->domain != GDK_PIXBUF_ERROR)
    return AMB_ERROR_FAILED;
  switch (cause->code)
    {
    case GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY:
      return AMB_ERROR_MEMORY;
    case GDK_PIXBUF_ERROR_UNKNOWN_TYPE:
    case GDK_PIXBUF_ERROR_UNSUPPORTED_OPERATION:
      return AMB_ERROR_UNSUPPORTED;
    default:
      if (strcasestr (cause->message, "zero") != NULL || g_str_has_suffix (cause->message, " of 0"))
        return AMB_ERROR_ZERO_SIZED;
      return at_end ? AMB_ERROR_TRUNCATED : AMB_ERROR_DAMAGED;
    }
}

typedef enum
{
  FEED_DONE,   /* all that was wanted went in */
  FEED_BROKEN, /* the loader gave up */
  FEED_FAILED, /* the machine or the caller did, error is set */
} FeedResult;

/* The file in pieces into the loader; cause is the loader's own complaint. */
static FeedResult
feed (PixbufDecoder *self,
      GdkPixbufLoader *loader,
      const AmbDecodeRequest *request,
      GError **cause,
      GError **error)
{
  g_autofree guint8 *piece = g_try_malloc (PIECE_BYTES);
  AmbInput *input = &self->parent.input;
  guint64 offset = 0;
  gssize n;

  if (piece == NULL)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "");
      return FEED_FAILED;
    }
  while ((n = amb_input_read (input, offset, piece, PIECE_BYTES)) > 0)
    {
      if (request != NULL
          && amb_decode_request_stops (request, (guint) (offset * 1000 / MAX (input->size, 1))))
        {
          amb_set_cancelled (error);
          return FEED_FAILED;
        }
      if (!gdk_pixbuf_loader_write (loader, piece, (gsize) n, cause))
        return FEED_BROKEN;
      if (self->refused || (self->probing && self->width > 0))
        return FEED_DONE;
      offset += (guint64) n;
    }
  if (n == 0)
    return FEED_DONE;
  amb_decoder_set_read_error (&self->parent, error);
  return FEED_FAILED;
}

static gboolean
probe_size (PixbufDecoder *self, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = new_loader (self, error);
  g_autoptr (GError) cause = NULL;
  FeedResult result;

  if (loader == NULL)
    return FALSE;
  self->probing = TRUE;
  result = feed (self, loader, NULL, &cause, error);
  gdk_pixbuf_loader_close (loader, result == FEED_DONE ? &cause : NULL);
  self->probing = FALSE;
  if (result == FEED_FAILED)
    return FALSE;
  if (self->width <= 0 || self->height <= 0)
    {
      AmbError code = cause != NULL ? code_for (cause, FALSE) : AMB_ERROR_TRUNCATED;

      g_set_error_literal (error, AMB_ERROR, (int) code,
                           cause == NULL ? N_("its header is incomplete") : cause->message);
      return FALSE;
    }
  self->parent.info.width = (guint) self->width;
  self->parent.info.height = (guint) self->height;
  return TRUE;
}

static const Kind *
find_kind (const AmbCodec *codec)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, codec->name) == 0)
      return &kinds[i];
  g_return_val_if_reached (NULL);
}

static gboolean
pixbuf_open (AmbDecoder *decoder, GError **error)
{
  PixbufDecoder *self = (PixbufDecoder *) decoder;

  self->kind = find_kind (decoder->info.codec);
  return self->kind->describe (decoder, error)
         && (decoder->info.width > 0 || probe_size (self, error));
}

/* Copies rows into the layout that was announced: alpha is added or left out. */
static void
copy_row (const guint8 *from, guint from_channels, guint8 *to, guint to_channels, guint width)
{
  if (from_channels == to_channels)
    {
      memcpy (to, from, (gsize) width * to_channels);
      return;
    }
  for (guint x = 0; x < width; x++, from += from_channels, to += to_channels)
    {
      memcpy (to, from, 3);
      if (to_channels == 4)
        to[3] = 0xff;
    }
}

static AmbPixels *
to_pixels (PixbufDecoder *self, GdkPixbuf *pixbuf, GError **error)
{
  const AmbImageInfo *info = &self->parent.info;
  g_autoptr (AmbPixels) pixels = NULL;

  if ((guint) gdk_pixbuf_get_width (pixbuf) != info->width
      || (guint) gdk_pixbuf_get_height (pixbuf) != info->height)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_DAMAGED,
                           N_("its size is not what its header says"));
      return NULL;
    }
  pixels = amb_pixels_new (info->width, info->height, AMB_MODEL_RGB, info->has_alpha, 8);
  if (pixels == NULL)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "");
      return NULL;
    }
  for (guint y = 0; y < info->height; y++)
    copy_row (gdk_pixbuf_read_pixels (pixbuf) + (gsize) gdk_pixbuf_get_rowstride (pixbuf) * y,
              (guint) gdk_pixbuf_get_n_channels (pixbuf), pixels->data + pixels->stride * y,
              amb_pixels_channels (pixels), info->width);
  return g_steal_pointer (&pixels);
}

/* TRUE where there is more than one picture: then the first, which is the one that counts, is
 * whole. */
static gboolean
note_animation (PixbufDecoder *self, GdkPixbufLoader *loader)
{
  GdkPixbufAnimation *animation = gdk_pixbuf_loader_get_animation (loader);

  if (animation == NULL || gdk_pixbuf_animation_is_static_image (animation))
    return FALSE;
  amb_decoder_note (&self->parent, AMB_NOTE_ANIMATED);
  return TRUE;
}

static gboolean
lacks_data (PixbufDecoder *self, const GError *cause)
{
  return cause != NULL || self->parent.cut_short
         || ((self->kind->flags & KIND_SILENT) && self->n_rows_seen < self->parent.info.height);
}

/* What the loader has when it is done, or when it gave up half way. */
static AmbPixels *
harvest (PixbufDecoder *self,
         GdkPixbufLoader *loader,
         const GError *cause,
         gboolean *complete,
         GError **error)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  gboolean first_is_whole = note_animation (self, loader);
  gboolean useless = pixbuf == NULL || (self->n_rows_seen == 0 && !first_is_whole);

  if (self->refused)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_DAMAGED,
                           N_("its size is not what its header says"));
      return NULL;
    }
  if (cause != NULL && (useless || (code_for (cause, TRUE) == AMB_ERROR_MEMORY && !first_is_whole)))
    {
      g_set_error_literal (error, AMB_ERROR, (int) code_for (cause, FALSE), cause->message);
      return NULL;
    }
  if (pixbuf == NULL)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_TRUNCATED, N_("there is no picture in it"));
      return NULL;
    }
  if (cause != NULL)
    amb_decoder_note (&self->parent, "%s", cause->message);
  *complete = first_is_whole || !lacks_data (self, cause);
  return to_pixels (self, pixbuf, error);
}

static AmbPixels *
pixbuf_decode (AmbDecoder *decoder,
               const AmbDecodeRequest *request,
               gboolean *complete,
               GError **error)
{
  PixbufDecoder *self = (PixbufDecoder *) decoder;
  g_autoptr (GdkPixbufLoader) loader = new_loader (self, error);
  g_autoptr (GError) cause = NULL;
  g_autofree guint8 *rows_seen = NULL;
  FeedResult result;

  if (loader == NULL)
    return NULL;
  self->rows_seen = rows_seen = g_malloc0 (decoder->info.height);
  self->n_rows_seen = 0;
  g_signal_connect (loader, "area-updated", G_CALLBACK (on_area_updated), self);
  result = feed (self, loader, request, &cause, error);
  gdk_pixbuf_loader_close (loader, result == FEED_DONE ? &cause : NULL);
  self->rows_seen = NULL;
  return result == FEED_FAILED ? NULL : harvest (self, loader, cause, complete, error);
}

static void
ignore_complaint (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

/* GdkPixbuf complains on stderr when a loader fails without a reason, as some do when they are
 * stopped at the size, and about odd sizes inside a file. What is wrong with a file is said by
 * errors.
 *
 * Loads each module and its libraries. PNG is compiled into GdkPixbuf or not, and icons contain it.
 */
static void
pixbuf_preload (void)
{
  g_log_set_handler ("GdkPixbuf", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL, ignore_complaint,
                     NULL);
  for (guint i = 0; i <= G_N_ELEMENTS (kinds); i++)
    {
      const char *name = i < G_N_ELEMENTS (kinds) ? kinds[i].loader : "png";
      g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (name, NULL);

      if (loader != NULL)
        gdk_pixbuf_loader_close (loader, NULL);
    }
}

const AmbCoder amb_coder_pixbuf = {
  .decoder_size = sizeof (PixbufDecoder),
  .open = pixbuf_open,
  .decode = pixbuf_decode,
  .preload = pixbuf_preload,
};

#endif
