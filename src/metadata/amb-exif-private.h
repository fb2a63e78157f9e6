/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A TIFF structure in memory: checked reading and patching in place, for either byte order. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint8 *bytes; /* not owned */
  gsize length;
  gboolean big_endian;
} AmbExif;

/* One entry of a directory, TIFF 6.0 section 2. */
typedef struct
{
  guint tag, type;
  guint32 count;
  gsize entry; /* offset of its 12 bytes */
  gsize value; /* offset of its value, in the entry or outside */
  gsize size;  /* bytes of the value; 0 when it lies outside the block or has an unknown type */
} AmbExifEntry;

enum
{
  AMB_EXIF_SHORT = 3,
  AMB_EXIF_LONG = 4,
};

/* FALSE when this is no TIFF structure; ifd0: where its first directory lies. */
gboolean amb_exif_init (AmbExif *self, guint8 *bytes, gsize length, gsize *ifd0);
guint32 amb_exif_get32 (const AmbExif *self, gsize offset);
void amb_exif_put16 (const AmbExif *self, gsize offset, guint value);
void amb_exif_put32 (const AmbExif *self, gsize offset, guint32 value);

/* FALSE unless a whole directory with its link to the next lies at ifd. next: where that link lies.
 */
gboolean amb_exif_directory (const AmbExif *self, gsize ifd, guint *n_entries, gsize *next);
/* index below n_entries. */
AmbExifEntry amb_exif_entry (const AmbExif *self, gsize ifd, guint index);
gboolean amb_exif_find (const AmbExif *self, gsize ifd, guint tag, AmbExifEntry *entry);
/* The directory that a tag points to; 0 when there is none inside the block. */
gsize amb_exif_sub_directory (const AmbExif *self, gsize ifd, guint tag);
/* The number at index of an entry of bytes, shorts or longs; 0 for any other. */
guint32 amb_exif_number (const AmbExif *self, const AmbExifEntry *entry, guint32 index);
/* Makes an entry one number, kept inside the entry. */
void
amb_exif_set_number (const AmbExif *self, const AmbExifEntry *entry, guint type, guint32 value);

G_END_DECLS
