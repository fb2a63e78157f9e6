/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Between amb-codec-tiff.c, which reads pictures through libtiff, amb-tiff-describe.c, which reads
 * directories itself, amb-tiff-samples.c, which unpacks, and amb-tiff-encoder.c. */
#pragma once

#include "amb-tiff.h"

#include <tiffio.h>

G_BEGIN_DECLS

/* Blocks, notes, orientation and refusals from the first directory. says_extra (out): whether the
 * file says what samples beyond the colours are. */
gboolean amb_tiff_describe (AmbDecoder *decoder, gboolean *says_extra, GError **error);

typedef enum
{
  AMB_TIFF_DIRECT = 0,
  AMB_TIFF_FLOAT = 1 << 0,
  AMB_TIFF_SIGNED = 1 << 1,
  AMB_TIFF_INVERTED = 1 << 2,      /* 0 is white */
  AMB_TIFF_PREMULTIPLIED = 1 << 3, /* colours are multiplied by alpha */
  AMB_TIFF_PLANAR = 1 << 4,        /* one plane after the other */
  AMB_TIFF_BY_LIBRARY = 1 << 5,    /* libtiff mixes 8-bit RGBA itself */
} AmbTiffFlags;

/* How the samples of a file become those of AmbPixels. */
typedef struct
{
  guint bits;      /* of a stored sample */
  guint samples;   /* of a stored pixel */
  guint colours;   /* of these: 1, 3 or 4 */
  guint alpha;     /* which sample is alpha; 0: none */
  guint16 *map[3]; /* borrowed from libtiff; a palette's colours, else NULL */
  AmbTiffFlags flags;
  guint8 *table; /* owned; of up to 8 bits: three times 256 output samples */
} AmbTiffLayout;

/* table of a layout whose other members are filled. */
void amb_tiff_layout_prepare (AmbTiffLayout *self);
void amb_tiff_layout_clear (AmbTiffLayout *self);
/* One row of pixels, or of one plane, into a row of AmbPixels. packed: with room for 8 bytes more
 * than its samples take. */
void amb_tiff_unpack_row (const AmbTiffLayout *self,
                          const guint8 *packed,
                          guint plane,
                          const AmbPixels *pixels,
                          guint8 *row);
/* Colours divided by alpha, which is how they are kept. */
void amb_tiff_divide_row (const AmbPixels *pixels, guint8 *row);

/* How rows are read: in tiles, whole strips or single lines. */
typedef struct
{
  TIFF *tiff; /* borrowed */
  gboolean tiled, whole_strips;
  guint rows;          /* of a band */
  gsize row_bytes;     /* of a band's row */
  tmsize_t tile_bytes; /* 0 without tiles */
  guint8 *band, *tile; /* owned */
} AmbTiffReader;

/* Errors: AMB_ERROR_DAMAGED, MEMORY. */
gboolean amb_tiff_reader_init (AmbTiffReader *self,
                               TIFF *tiff,
                               const AmbImageInfo *info,
                               const AmbTiffLayout *layout,
                               GError **error);
void amb_tiff_reader_clear (AmbTiffReader *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AmbTiffReader, amb_tiff_reader_clear)
/* Rows from y, the first of a band, into band. FALSE when libtiff cannot. */
gboolean amb_tiff_reader_read (AmbTiffReader *self, guint y, guint n_rows, guint16 plane);

typedef struct
{
  AmbEncoder parent;
  TIFF *tiff;
  guint64 start, position, end; /* of the file; the others are offsets from it */
  gboolean failed;
  char detail[160];
  AmbInput exif; /* the block, where there is one */
  AmbTiff exif_tiff;
  guint64 exif_directory;
  gsize row_bytes;
  guint strip_rows, strip, used; /* rows a strip, index of the strip, rows gathered for it */
  guint8 *rows;                  /* strip_rows */
} AmbTiffEncoder;

/* The encoder half of amb_coder_tiff. */
gboolean amb_tiff_encoder_start (AmbEncoder *encoder, GError **error);
gboolean amb_tiff_encoder_write (
    AmbEncoder *encoder, const guint8 *rows, gsize stride, guint n_rows, GError **error);
gboolean amb_tiff_encoder_finish (AmbEncoder *encoder, GError **error);
void amb_tiff_encoder_stop (AmbEncoder *encoder);

G_END_DECLS
