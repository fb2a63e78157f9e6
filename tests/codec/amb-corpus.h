/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The corpora beside the source tree, and decoding a file where it can do no harm: in a forked
 * child with limits. */
#pragma once

#include "amb-coder.h"

G_BEGIN_DECLS

typedef struct
{
  char *path;    /* relative to the corpora */
  char *expect;  /* "open", "error", "either" */
  char *content; /* "jpeg", ... */
  guint width, height;
  char *features;
} CorpusRow;

/* NULL where the corpora are absent: the test has been skipped. Free with g_ptr_array_unref. */
GPtrArray *corpus_load (void);
char *corpus_path (const CorpusRow *row);

typedef enum
{
  OUTCOME_PICTURE,
  OUTCOME_INCOMPLETE,
  OUTCOME_ERROR, /* a named one, in code and detail */
  OUTCOME_DIED,  /* by a signal, in code */
} OutcomeKind;

typedef struct
{
  OutcomeKind kind;
  int code;
  guint width, height;
  long peak_kib; /* resident */
  char detail[160];
} Outcome;

/* Under limits of memory and time, and killed by SIGSYS for any file, socket or process that it
 * opens or starts. */
Outcome corpus_decode (const char *path);

G_END_DECLS
