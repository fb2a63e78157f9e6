/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of a batch's jobs, such that all parts together are the batch and no job is in two. */
#pragma once

#include "amb-batch-item.h"

G_BEGIN_DECLS

typedef struct
{
  guint index; /* 0 .. count - 1 */
  guint count; /* 0: all jobs, there are no parts */
} AmbCliShard;

/* "I/N". FALSE with a sentence. */
gboolean amb_cli_shard_parse (const char *text, AmbCliShard *shard, GError **error);

/* By a hash of the source as it was named and the number of the output: the same on every machine
 * and in every run that names the same sources. */
gboolean amb_cli_shard_has (const AmbCliShard *shard, AmbBatchItem *item);

G_END_DECLS
