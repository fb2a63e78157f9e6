/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch in words: what became of it, how fast it goes, how long it will take. Pure. */
#pragma once

#include "amb-batch.h"

G_BEGIN_DECLS

/* “48 exported, 2 failed”, translated; only the parts that are not 0. Transfer full. */
char *amb_batch_words_summary (const AmbBatchCounts *counts);

/* “12 of 48 photos · 3.2 photos a second · about 11 seconds left”, translated. elapsed:
 * microseconds since the start or the last pause, when the counts were those of before (nullable:
 * nothing was done). Rate and time left are left out while too little is known. Transfer full. */
char *amb_batch_words_progress (const AmbBatchCounts *counts,
                                gint64 elapsed,
                                const AmbBatchCounts *before);
/* “Paused: 12 of 48 photos”, translated. Transfer full. */
char *amb_batch_words_paused (const AmbBatchCounts *counts);
/* “120 MB → 14 MB”, the photos and their outputs; NULL while it is not known. Transfer full. */
char *amb_batch_words_sizes (const AmbBatchCounts *counts);

/* Photos that reached their end, whatever it was. */
guint amb_batch_words_ended (const AmbBatchCounts *counts);

G_END_DECLS
