/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How an output is stored, beside its format and quality: colour space, depth, subsampling and
 * what an encoder may take its time for. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  AMB_SPACE_SRGB,
  AMB_SPACE_P3,        /* Display P3 */
  AMB_SPACE_ADOBE_RGB, /* Adobe RGB (1998) */
  AMB_SPACE_PROPHOTO,  /* ROMM RGB, gamma 1.8 */
  AMB_SPACE_SOURCE,    /* the source's own */
} AmbSpace;

typedef enum
{
  AMB_SUBSAMPLING_AUTO, /* a JPEG source's own, else 4:2:0 */
  AMB_SUBSAMPLING_444,
  AMB_SUBSAMPLING_422,
  AMB_SUBSAMPLING_420,
} AmbSubsampling;

typedef enum
{
  AMB_FORM_DEFAULT = 0,
  AMB_FORM_PROGRESSIVE = 1 << 0, /* JPEG */
  AMB_FORM_OPTIMIZE = 1 << 1,    /* smaller, more slowly: JPEG's Huffman tables, PNG's filters */
  AMB_FORM_LOSSLESS = 1 << 2,    /* WebP */
} AmbFormFlags;

/* Once more at the output's size, where that is smaller than the photo's. */
typedef enum
{
  AMB_SHARPEN_NONE,
  AMB_SHARPEN_LOW,
  AMB_SHARPEN_STANDARD,
  AMB_SHARPEN_HIGH,
} AmbOutputSharpen;

/* All 0 is the default. */
typedef struct
{
  AmbSpace space;
  guint depth; /* 8, 16; 0: the source's where the format has it */
  AmbSubsampling subsampling;
  AmbFormFlags flags;
  AmbOutputSharpen sharpen;
} AmbOutputForm;

/* The words of settings and messages, in the order of the enumeration; NULL-terminated. */
extern const char *const amb_space_words[];
extern const char *const amb_subsampling_words[];
extern const char *const amb_sharpen_words[];

/* FALSE when text (nullable) is none of words; index is then left alone. */
gboolean amb_word_find (const char *const *words, const char *text, guint *index);

G_END_DECLS
