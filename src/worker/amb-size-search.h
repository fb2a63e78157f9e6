/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which number (a quality, a long edge) makes the largest file under a limit, found in few tries.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  AMB_SEARCH_QUALITY, /* 1..100 of JPEG, of which WebP's is near enough */
  AMB_SEARCH_EDGE,    /* pixels */
} AmbSearchKind;

typedef struct
{
  AmbSearchKind kind;
  guint64 limit;                 /* bytes */
  int tolerance;                 /* the answer may be so much below the best, 1 for the best */
  int low, high;                 /* low fits or is below the range; high does not, or is above it */
  guint64 low_bytes, high_bytes; /* 0: not tried */
  guint tries;
  int streak;       /* tries in a row that fitted, or minus those that did not */
  guint64 smallest; /* of all tries */
} AmbSizeSearch;

/* Over first .. last. */
void
amb_size_search_init (AmbSizeSearch *self, AmbSearchKind kind, guint64 limit, int first, int last);
/* The next to try; 0 when the answer is known. */
int amb_size_search_next (const AmbSizeSearch *self, int guess);
void amb_size_search_tell (AmbSizeSearch *self, int value, guint64 bytes);
/* The answer; 0 when nothing fits. */
int amb_size_search_answer (const AmbSizeSearch *self);

/* What to try first for a photo of so many pixels. */
int amb_size_search_guess_quality (guint64 limit, guint64 pixels);

G_END_DECLS
