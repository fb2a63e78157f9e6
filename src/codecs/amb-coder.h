/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoding and encoding. Worker only; everything streams through pread and write on the fds that
 * were handed over. */
#pragma once

#include "amb-codec.h"
#include "amb-output-form.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 max_pixels; /* width * height */
  guint max_scans;    /* progressive JPEG: 500 */
  gsize max_icc;      /* 100 MB */
} AmbDecodeLimits;

/* What a file says about itself before any pixel is decoded, and the blocks that travel on. */
typedef struct
{
  const AmbCodec *codec;
  guint width, height; /* stored pixels */
  AmbPixelModel model;
  gboolean has_alpha;
  guint depth;          /* 8 or 16 */
  int orientation;      /* Exif 1..8; filled by metadata/ from exif, 1 otherwise; a codec may set it
                           (TIFF tag) */
  GBytes *icc;          /* nullable; raw profile */
  GBytes *exif;         /* nullable; TIFF structure, without the Exif\0\0 prefix */
  GBytes *xmp;          /* nullable; the packet */
  GBytes *xmp_extended; /* nullable; the rest of a JPEG's XMP, to be carried verbatim beside the
                           packet */
  GBytes *iptc;         /* nullable; JPEG APP13 payload ("Photoshop 3.0\0" and resources) */
  double gamma;         /* PNG gAMA to honour, else 0 */
  double chromaticities[8];         /* PNG cHRM or 0s */
  gboolean is_bt709;                /* PNG cICP: the curve of ITU-R BT.709 instead of a gamma */
  int subsampling_h, subsampling_v; /* JPEG luma factors, 2,2 is 4:2:0; 0 for all others */
  guint max_reduction;              /* 8 for JPEG, else 1 */
  gboolean is_lossless;             /* of a format that can be either: WebP */
  AmbImageExtras extras;
  guint coarseness; /* JPEG: mean of the luminance quantizers of low frequencies, hundredths; 0 for
                       all others */
  GPtrArray *notes; /* untranslated remarks, owned strings */
} AmbImageInfo;

typedef struct _AmbDecoder AmbDecoder;

/* Asked during a decode; TRUE stops it. Called at least once a band of rows. */
typedef gboolean (*AmbDecodeCheck) (guint permille, gpointer user_data);

/* Sniffs and reads the header. fd: borrowed, read by pread only. Errors: AMB_ERROR_EMPTY,
 * UNKNOWN_TYPE, DAMAGED, TRUNCATED, ZERO_SIZED, TOO_LARGE, UNSUPPORTED, MEMORY, READ; the GError's
 * message is the DETAIL (untranslated), not a sentence: only the parent makes sentences. */
AmbDecoder *amb_decoder_open (int fd, const AmbDecodeLimits *limits, GError **error);
const AmbImageInfo *amb_decoder_get_info (AmbDecoder *self);
/* reduction 1, 2, 4 or 8 (at most max_reduction). complete (out): FALSE when image data is missing
 * and the rest is filled. May be called again with another reduction. Errors as above and
 * AMB_ERROR_CANCELLED. */
AmbPixels *amb_decoder_decode (AmbDecoder *self,
                               guint reduction,
                               gboolean *complete,
                               AmbDecodeCheck check,
                               gpointer user_data,
                               GError **error);
void amb_decoder_free (AmbDecoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbDecoder, amb_decoder_free)

typedef struct
{
  guint width, height;
  AmbPixelModel model; /* GRAY or RGB */
  gboolean has_alpha;
  guint depth;
  int quality;                      /* 1..100, where the format is lossy */
  AmbFormFlags flags;               /* those that mean nothing to the format are ignored */
  int subsampling_h, subsampling_v; /* 0: 4:2:0 */
  GBytes *icc, *exif, *xmp, *xmp_extended, *iptc; /* nullable, borrowed */
  GPtrArray *notes;     /* nullable, borrowed: gets a remark for each block that does not fit */
  AmbDecodeCheck check; /* nullable; asked while a format that encodes as a whole finishes */
  gpointer user_data;   /* for check */
} AmbEncodeSpec;

typedef struct _AmbEncoder AmbEncoder;

/* fd: borrowed, written in order from its current offset. Errors: AMB_ERROR_WRITE, NO_SPACE,
 * UNSUPPORTED, MEMORY; detail as message. */
AmbEncoder *
amb_encoder_new (const AmbCodec *codec, int fd, const AmbEncodeSpec *spec, GError **error);
/* Interleaved rows of the spec's layout, top to bottom. */
gboolean
amb_encoder_write (AmbEncoder *self, const void *rows, gsize stride, guint n_rows, GError **error);
gboolean amb_encoder_finish (AmbEncoder *self, GError **error);
void amb_encoder_free (AmbEncoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbEncoder, amb_encoder_free)

/* Before the sandbox closes, while there is one thread: loads the module of the formats that
 * amb_codec_needs_module () names, with GdkPixbuf's loaders. What fails here is told by opening
 * such a file. */
void amb_coders_preload (void);

G_END_DECLS
