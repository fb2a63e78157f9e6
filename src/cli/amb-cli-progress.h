/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How a batch is told on standard output. Failures go to standard error whatever the choice. */
#pragma once

#include "amb-batch.h"

G_BEGIN_DECLS

typedef struct _AmbCliProgress AmbCliProgress;

/* Any of them may be NULL. */
typedef struct
{
  void (*begin) (AmbCliProgress *self, AmbBatch *batch); /* every item is listed, none is planned */
  void (*item) (AmbCliProgress *self, AmbBatchItem *item);
  void (*whole) (AmbCliProgress *self, AmbBatch *batch); /* counts or progress moved */
  void (*make_room) (AmbCliProgress *self); /* a line is about to appear on standard error */
  void (*end) (AmbCliProgress *self, AmbBatch *batch);
  void (*free) (AmbCliProgress *self);
} AmbCliProgressFuncs;

struct _AmbCliProgress
{
  const AmbCliProgressFuncs *funcs;
};

AmbCliProgress *amb_cli_progress_text_new (void);
AmbCliProgress *amb_cli_progress_json_new (void);
AmbCliProgress *amb_cli_progress_none_new (void);

G_END_DECLS
