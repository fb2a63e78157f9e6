/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Directories of TIFF and BigTIFF files, read where they are, without loading the file whole. */
#pragma once

#include "amb-coder-private.h"

G_BEGIN_DECLS

typedef struct
{
  AmbInput *input;
  gboolean big_endian;
  gboolean big; /* BigTIFF: 64-bit offsets and counts */
} AmbTiff;

typedef struct
{
  guint tag, type;
  guint64 count;
  guint64 offset; /* of the value, in the entry or elsewhere */
} AmbTiffEntry;

typedef void (*AmbTiffVisit) (const AmbTiff *tiff, const AmbTiffEntry *entry, gpointer user_data);

enum
{
  AMB_TIFF_ASCII = 2,
  AMB_TIFF_SHORT = 3,
  AMB_TIFF_LONG = 4,
  AMB_TIFF_RATIONAL = 5,
  AMB_TIFF_LAST_CLASSIC = 13, /* types beyond are BigTIFF's */
};

/* directory: of the first. FALSE when the header is not whole. */
gboolean amb_tiff_open (AmbTiff *self, AmbInput *input, guint64 *directory);
/* Calls visit for each entry. next: offset of the next directory, 0 for none. FALSE when the
 * directory is not whole. */
gboolean amb_tiff_visit (
    const AmbTiff *self, guint64 directory, AmbTiffVisit visit, gpointer user_data, guint64 *next);
/* Bytes of one value of a type; 0 for an unknown one. */
guint amb_tiff_type_size (guint type);
/* The first value of an entry of whole numbers, else 0. */
guint64 amb_tiff_number (const AmbTiff *self, const AmbTiffEntry *entry);
/* All of the value, at most max bytes, as it is stored; NULL when it is not there. Transfer full.
 */
GBytes *amb_tiff_value (const AmbTiff *self, const AmbTiffEntry *entry, gsize max);
/* What describes the picture, as an Exif block of its own (without maker note, which could not be
 * read elsewhere), with this orientation; NULL where there is nothing to tell. Transfer full. */
GBytes *amb_tiff_exif (const AmbTiff *self, guint64 directory, guint orientation);
/* An Exif or GPS directory as it stands in a file at base, an even offset, its values behind it;
 * maker note and interoperability directory are left out. Transfer full. */
GBytes *amb_tiff_copy_directory (const AmbTiff *self,
                                 guint64 directory,
                                 guint32 base,
                                 gboolean *had_maker_note);

G_END_DECLS
